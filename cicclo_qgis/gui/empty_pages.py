"""When the list is empty, why, and what to do; and the line under it when it is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.by_address import is_address, owners
from cicclo_qgis.catalogue.favourites import Choice, Kept, Pick
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.gui import row_texts
from cicclo_qgis.gui.text import plain
from cicclo_qgis.gui.tree_model import Tally, TreeModel
from cicclo_qgis.gui.tree_nodes import PlatformNode
from cicclo_qgis.ogcapi.errors import ProblemCode

_OFFLINE = (
    ProblemCode.UNREACHABLE,
    ProblemCode.TIMED_OUT,
    ProblemCode.PROXY,
)


# Of more platforms than these, how far they are says more than how many are missing.
_MANY = 12


class Step(Enum):
    """What the button of an empty page does."""

    ADD = "add"
    REFRESH = "refresh"
    CLEAR = "clear"
    SIGN_IN = "sign_in"


@dataclass(frozen=True)
class Page:
    """The texts of one empty page.

    ``icon``: a QGIS icon, or empty for the plugin's own. ``behind``: the list behind the page
    tells more, and may be asked for. ``platform_id``: the platform that the button is about; ""
    for all.
    """

    icon: str
    title: str
    text: str
    button: str
    step: Step
    behind: bool = False
    platform_id: str = ""


def page_for(model: TreeModel, choice: Choice, kept: Kept, closed_by: str = "") -> Optional[Page]:
    """The page to show in place of the list; None when the list has something to show.

    ``closed_by``: the platform whose session decides on the record whose address was pasted.
    """
    tally = model.tally()
    if not tally.platforms:
        return _no_platform()
    if model.filtered and not model.rowCount():
        if tally.searching:
            return None
        if is_address(choice.text):
            closed = (one for one in model.platforms() if one.platform.id == closed_by)
            node = next(closed, None)
            if node is not None:
                return _closed_record(node)
            return _no_such_address(model, choice.text, tally.waiting > 0)
        page = _nothing_left(choice, kept, tally.waiting > 0)
        more = _after_sign_in(model, choice) if choice.pick is Pick.ALL else ""
        return replace(page, text=f"{page.text}\n\n{more}") if more else page
    if tally.collections or tally.waiting or model.filtered:
        return None
    problems = [node.listing.problem for node in model.platforms() if node.failed]
    if tally.failed == tally.platforms and all(p and p.code in _OFFLINE for p in problems):
        return _offline() if tally.platforms > 1 else None
    if tally.stopped:
        return _stopped()
    if not tally.failed:
        return _none_found()
    return None


def summary(tally: Tally, filtered: bool) -> str:
    """What the list holds and what is still missing, in a few words."""
    translate = QCoreApplication.translate
    if not tally.platforms:
        return ""
    parts = []
    if filtered:
        text = translate("Summary", "{some} of {all}").format(
            some=row_texts.number(tally.matching), all=row_texts.counted(tally.collections)
        )
    else:
        text = row_texts.counted(tally.collections)
    if tally.collections or not (tally.waiting or tally.failed or tally.stopped):
        parts.append(text)
    if tally.searching and filtered:
        parts.append(translate("Summary", "still searching"))
    parts += [_awaited(tally), _stopped_before(tally.stopped)]
    if tally.failed == 1:
        parts.append(translate("Summary", "1 platform could not be listed"))
    elif tally.failed:
        parts.append(
            translate("Summary", "{count} platforms could not be listed").format(count=tally.failed)
        )
    return " · ".join(filter(None, parts))


def _awaited(tally: Tally) -> str:
    translate = QCoreApplication.translate
    if tally.waiting and tally.platforms > _MANY:
        text = translate("Summary", "{count} of {all} platforms have answered")
        return text.format(count=tally.platforms - tally.waiting, all=tally.platforms)
    if tally.waiting == 1:
        return translate("Summary", "1 platform still to answer")
    if tally.waiting:
        text = translate("Summary", "{count} platforms still to answer")
        return text.format(count=tally.waiting)
    return ""


def _stopped_before(count: int) -> str:
    translate = QCoreApplication.translate
    if count == 1:
        return translate("Summary", "stopped before 1 platform had answered")
    if count:
        text = translate("Summary", "stopped before {count} platforms had answered")
        return text.format(count=count)
    return ""


def _no_platform() -> Page:
    translate = QCoreApplication.translate
    return Page(
        "",
        translate("EmptyPages", "No platform yet"),
        translate(
            "EmptyPages",
            "A platform publishes collections that QGIS can open. "
            "Copy an address from its portal and add it here.",
        ),
        translate("EmptyPages", "Add a platform…"),
        Step.ADD,
    )


def _nothing_left(choice: Choice, kept: Kept, waiting: bool) -> Page:
    if choice.pick is Pick.FAVOURITES and not kept.favourites:
        return _no_favourite()
    if choice.pick is Pick.RECENT and not kept.recent:
        return _none_recent()
    page = _no_match(choice.text, waiting)
    if not choice.narrowed:
        return page
    translate = QCoreApplication.translate
    return replace(
        page,
        icon="/mActionFilter2.svg",
        title=translate("EmptyPages", "Nothing matches these filters"),
        text=_why(choice, waiting),
        button=translate("EmptyPages", "Clear search and filters"),
    )


def _why(choice: Choice, waiting: bool) -> str:
    translate = QCoreApplication.translate
    text = translate("EmptyPages", "Take a filter off, or try other words.")
    if choice.in_view:
        text = translate(
            "EmptyPages",
            "Move the map or zoom out, or take a filter off. "
            "Collections that tell no extent are in no view.",
        )
    elif choice.pick is not Pick.ALL:
        text = translate(
            "EmptyPages",
            "None of them is in the list now: their platform may not have answered yet, "
            "or shows them only after a sign-in.",
        )
    return _so_far(text, waiting)


def _so_far(text: str, waiting: bool) -> str:
    if not waiting:
        return text
    more = QCoreApplication.translate("EmptyPages", "Some platforms have yet to answer.")
    return f"{text} {more}"


def _after_sign_in(model: TreeModel, choice: Choice) -> str:
    """That platforms where nobody is signed in may show more, and the way; "" where none may."""
    nodes = list(model.platforms())
    among = choice.only.get(Facet.PLATFORM) or {node.platform.id for node in nodes}
    if any(node.session.state.busy for node in nodes):
        return ""
    out = [
        node
        for node in nodes
        if node.platform.access and not node.session.state.usable and node.platform.id in among
    ]
    if not out:
        return ""
    translate = QCoreApplication.translate
    anyone = any(node.session.state.usable for node in nodes)
    # The button of the line above the list, by its name.
    button = translate("AccountBar", "Account") if anyone else translate("AccountBar", "Sign in")
    if len(out) == 1:
        text = translate(
            "EmptyPages", "{platform} may show more once you are signed in: “{button}”, above."
        )
        return text.format(platform=row_texts.platform_name(out[0]), button=button)
    text = translate(
        "EmptyPages", "{count} platforms may show more once you are signed in: “{button}”, above."
    )
    return text.format(count=row_texts.number(len(out)), button=button)


def _no_favourite() -> Page:
    translate = QCoreApplication.translate
    return Page(
        "",
        translate("EmptyPages", "No favourite yet"),
        translate(
            "EmptyPages",
            "Point at a collection and click its star, or select it and press Ctrl+B: "
            "you will find it here.",
        ),
        translate("EmptyPages", "Show all collections"),
        Step.CLEAR,
    )


def _none_recent() -> Page:
    translate = QCoreApplication.translate
    return Page(
        "",
        translate("EmptyPages", "Nothing added to the map yet"),
        translate(
            "EmptyPages",
            "Double-click a collection, or select it and press Enter: you will find it here again.",
        ),
        translate("EmptyPages", "Show all collections"),
        Step.CLEAR,
    )


def _no_such_address(model: TreeModel, address: str, waiting: bool) -> Page:
    translate = QCoreApplication.translate
    nodes = {node.platform.id: node for node in model.platforms()}
    known = owners(address, (node.platform for node in nodes.values()))
    text = translate(
        "EmptyPages",
        "If its platform is missing, add it: what it publishes is listed, this collection too.",
    )
    page = Page(
        "/search.svg",
        translate("EmptyPages", "No collection in the list has this address"),
        _so_far(text, waiting),
        translate("EmptyPages", "Add its platform…"),
        Step.ADD,
    )
    return _held_back(page, nodes[known[0].id], waiting) if known else page


def _closed_record(node: PlatformNode) -> Page:
    """The address of a record that its portal shows to those alone who are signed in."""
    translate = QCoreApplication.translate
    name = plain(node.platform.name, 80)
    if node.session.state.usable:
        title = translate("EmptyPages", "This record is not open to you")
        text = translate(
            "EmptyPages",
            "{platform} does not show it to your account. Ask the platform's team for access.",
        )
        button, step = translate("EmptyPages", "Ask again"), Step.REFRESH
    else:
        title = translate("EmptyPages", "Sign in to read this record")
        text = translate("EmptyPages", "{platform} shows it to those who are signed in.")
        button, step = translate("EmptyPages", "Sign in"), Step.SIGN_IN
    text = text.format(platform=name)
    return Page("/lockedGray.svg", title, text, button, step, platform_id=node.platform.id)


def _held_back(page: Page, node: PlatformNode, waiting: bool) -> Page:
    """The address of a platform that is listed, without that collection."""
    translate = QCoreApplication.translate
    platform, name = node.platform, plain(node.platform.name, 80)
    if platform.access and not node.session.state.usable:
        text = translate("EmptyPages", "{platform} may show it only once you are signed in.")
        button, step = translate("EmptyPages", "Sign in"), Step.SIGN_IN
    else:
        text = translate(
            "EmptyPages",
            "{platform} does not list it, or not for your account. Check the address, or ask the "
            "platform's team.",
        )
        button, step = translate("EmptyPages", "Ask again"), Step.REFRESH
    text = _so_far(text.format(platform=name), waiting)
    return replace(page, text=text, button=button, step=step, platform_id=platform.id)


def _no_match(query: str, waiting: bool) -> Page:
    translate = QCoreApplication.translate
    text = translate(
        "EmptyPages", "Try fewer or shorter words. Accents and capital letters make no difference."
    )
    return Page(
        "/search.svg",
        translate("EmptyPages", "Nothing matches “{query}”").format(query=plain(query, 60)),
        _so_far(text, waiting),
        translate("EmptyPages", "Clear the search"),
        Step.CLEAR,
    )


def _offline() -> Page:
    translate = QCoreApplication.translate
    return Page(
        "/mIconWarning.svg",
        translate("EmptyPages", "No platform answers"),
        translate(
            "EmptyPages",
            "This computer seems to be offline. Check your network connection, "
            "and the proxy in Settings > Options > Network.",
        ),
        translate("EmptyPages", "Try again"),
        Step.REFRESH,
        behind=True,
    )


def _stopped() -> Page:
    translate = QCoreApplication.translate
    return Page(
        "",
        translate("EmptyPages", "Nothing listed yet"),
        translate("EmptyPages", "You stopped before the platforms had told what they publish."),
        translate("EmptyPages", "Ask them again"),
        Step.REFRESH,
        behind=True,
    )


def _none_found() -> Page:
    translate = QCoreApplication.translate
    return Page(
        "",
        translate("EmptyPages", "No collection found"),
        translate(
            "EmptyPages",
            "The platforms answer, but publish no collection for now. "
            "Some show theirs only after a sign-in.",
        ),
        translate("EmptyPages", "Ask again"),
        Step.REFRESH,
        behind=True,
    )
