"""What can be done with a collection, a platform or a layer: one command for each, everywhere.

The list with its menu, its keys and the buttons beneath it, the Browser panel, the locator bar, the
Data Source Manager and a layer's menu offer these same objects, so that an action has one name, one
picture and one meaning wherever it is met.
"""

from __future__ import annotations

from typing import List, Optional, Tuple

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QAction, QMenu

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui import facts, resting, ways
from cicclo_qgis.gui.command import Command as Command
from cicclo_qgis.gui.command import Target as Target
from cicclo_qgis.gui.command import do_first as do_first
from cicclo_qgis.gui.command import fill as fill
from cicclo_qgis.gui.command import fill_for_all as fill_for_all
from cicclo_qgis.gui.command import offered as offered
from cicclo_qgis.gui.desk_protocol import Desk, ListingState
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.text import plain
from cicclo_qgis.platforms.model import Origin, Platform
from cicclo_qgis.signin.state import SessionState

translate = QCoreApplication.translate


# -- what they need to know -----------------------------------------------------------------


def platform_of(desk: Desk, target: Target) -> Optional[Platform]:
    """The platform that is meant, if it is (still) in the registry."""
    return next((one for one in desk.platforms() if one.id == target.platform_id), None)


def entry_of(desk: Desk, target: Target) -> Optional[Entry]:
    """The collection that is meant, if the newest list holds it."""
    return desk.entry(target.platform_id, target.collection_id) if target.collection_id else None


def page_of(desk: Desk, target: Target) -> str:
    """The address of the page a person would read; "" if none is known."""
    entry, platform = entry_of(desk, target), platform_of(desk, target)
    if entry is not None:
        return facts.page(entry.collection, entry.landing)
    return platform.landing or "" if platform is not None else ""


def address_of(desk: Desk, target: Target) -> str:
    """The address that other software is given."""
    entry, platform = entry_of(desk, target), platform_of(desk, target)
    if entry is not None:
        return entry.collection.items_url
    return platform.landing or "" if platform is not None else ""


def _named(desk: Desk, target: Target, text: str) -> str:
    """``text`` with the platform's name in it."""
    platform = platform_of(desk, target)
    name = plain(platform.name, 80) if platform is not None else target.platform_id
    return text.format(platform=name)


def _refresh_text(desk: Desk, target: Target) -> str:
    failed = desk.listing(target.platform_id).state is ListingState.FAILED
    text = (
        translate("RowMenu", "Try {platform} again")
        if failed
        else translate("RowMenu", "Refresh {platform}")
    )
    return _named(desk, target, text)


def _refresh_brief(desk: Desk, target: Target) -> str:
    failed = desk.listing(target.platform_id).state is ListingState.FAILED
    return translate("Details", "Try again") if failed else translate("Details", "Refresh")


def _sign_in_text(desk: Desk, target: Target) -> str:
    before = desk.session(target.platform_id).state
    text = (
        translate("RowMenu", "Sign in again to {platform}…")
        if before in (SessionState.EXPIRED, SessionState.FAILED)
        else translate("RowMenu", "Sign in to {platform}…")
    )
    return _named(desk, target, text)


def _can_enter(desk: Desk, target: Target) -> bool:
    platform = platform_of(desk, target)
    state = desk.session(target.platform_id).state
    return bool(platform and platform.access) and not (state.usable or state.busy)


def _fill_ways(menu: QMenu, desk: Desk, target: Target) -> bool:
    platform = platform_of(desk, target)
    if platform is None:
        return False
    if not resting.fill(menu, desk.accounts, target.platform_id) and len(platform.access) < 2:
        return False
    ways.fill(menu, platform, lambda way: desk.sign_in(target.platform_id, way))
    return True


def _usable(desk: Desk, target: Target) -> bool:
    state = desk.session(target.platform_id).state
    return state.usable and not state.busy


def _key(target: Target) -> Tuple[str, str]:
    return target.platform_id, target.collection_id


def _starred(desk: Desk, target: Target) -> bool:
    return desk.keeping.is_favourite(_key(target))


def _own(desk: Desk, target: Target) -> bool:
    platform = platform_of(desk, target)
    return platform is not None and platform.origin is Origin.USER


def _known(desk: Desk, target: Target) -> bool:
    return entry_of(desk, target) is not None


def _add_with_options(desk: Desk, target: Target) -> None:
    if desk.add_with_options is not None:
        desk.add_with_options(target.platform_id, target.collection_id)


def _copy(desk: Desk, target: Target) -> None:
    if desk.download is None:
        return
    from cicclo_qgis.host.copies import part_of

    layer = QgsProject.instance().mapLayer(target.layer_id) if target.layer_id else None
    part = None if layer is None else part_of(layer)
    desk.download(target.platform_id, target.collection_id, part)


# -- the commands ---------------------------------------------------------------------------

ADD = Command(
    "add",
    lambda _desk, _target: translate("RowMenu", "Add to the map"),
    lambda desk, target: desk.add_to_map(target.platform_id, target.collection_id),
    _known,
    "/mActionAddLayer.svg",
)
ADD_WITH_OPTIONS = Command(
    "add_with_options",
    lambda _desk, _target: translate("RowMenu", "Add with options…"),
    _add_with_options,
    lambda desk, target: desk.add_with_options is not None and _known(desk, target),
    "/mActionFilter2.svg",
)
COPY = Command(
    "copy",
    lambda _desk, _target: translate("RowMenu", "Download a copy…"),
    _copy,
    lambda desk, target: desk.download is not None and _known(desk, target),
    "/mActionFileSaveAs.svg",
)
STAR = Command(
    "star",
    lambda _desk, _target: translate("KeepMenu", "Add to the favourites"),
    lambda desk, target: desk.keeping.toggle(_key(target)),
    lambda desk, target: _known(desk, target) and not _starred(desk, target),
    Icon.STAR_EMPTY,
)
UNSTAR = Command(
    "unstar",
    lambda _desk, _target: translate("KeepMenu", "Remove from the favourites"),
    lambda desk, target: desk.keeping.toggle(_key(target)),
    lambda desk, target: _known(desk, target) and _starred(desk, target),
    Icon.STAR,
)
OPEN_PAGE = Command(
    "open_page",
    lambda _desk, _target: translate("RowMenu", "Open page"),
    lambda desk, target: facts.open_page(page_of(desk, target)),
    lambda desk, target: facts.is_web(page_of(desk, target)),
    Icon.PAGE,
)
COPY_ADDRESS = Command(
    "copy_address",
    lambda _desk, _target: translate("RowMenu", "Copy address"),
    lambda desk, target: QGuiApplication.clipboard().setText(address_of(desk, target)),
    lambda desk, target: bool(address_of(desk, target)),
    "/mActionEditCopy.svg",
)
REFRESH = Command(
    "refresh",
    _refresh_text,
    lambda desk, target: desk.refresh(target.platform_id),
    lambda desk, target: platform_of(desk, target) is not None,
    "/mActionRefresh.svg",
    brief=_refresh_brief,
)
REFRESH_ALL = Command(
    "refresh_all",
    lambda _desk, _target: translate("CiccloDock", "Ask all platforms again"),
    lambda desk, _target: desk.refresh(),
    lambda desk, _target: bool(desk.platforms()),
    "/mActionRefresh.svg",
)
CANCEL_SIGN_IN = Command(
    "cancel_sign_in",
    lambda desk, target: _named(
        desk, target, translate("RowMenu", "Cancel the sign-in to {platform}")
    ),
    lambda desk, target: desk.cancel_sign_in(target.platform_id),
    lambda desk, target: desk.session(target.platform_id).state.busy,
    "/mActionCancelAllEdits.svg",
    brief=lambda _desk, _target: translate("AccountBar", "Cancel"),
)
SIGN_IN = Command(
    "sign_in",
    _sign_in_text,
    lambda desk, target: desk.sign_in(target.platform_id),
    _can_enter,
    Icon.SIGN_IN,
    _fill_ways,
    lambda _desk, _target: translate("Details", "Sign in"),
)
RENEW = Command(
    "renew",
    lambda desk, target: _named(
        desk, target, translate("RowMenu", "Renew the session of {platform}")
    ),
    lambda desk, target: desk.renew(target.platform_id),
    lambda desk, target: desk.session(target.platform_id).renewable and _usable(desk, target),
    Icon.SIGN_IN,
)
SIGN_OUT = Command(
    "sign_out",
    lambda _desk, _target: translate("RowMenu", "Sign out here"),
    lambda desk, target: desk.sign_out(target.platform_id, False),
    _usable,
)
SIGN_OUT_EVERYWHERE = Command(
    "sign_out_everywhere",
    lambda _desk, _target: translate("RowMenu", "Sign out here and at ProConnect"),
    lambda desk, target: desk.sign_out(target.platform_id, True),
    _usable,
)
REMOVE = Command(
    "remove",
    lambda _desk, _target: translate("RowMenu", "Remove from the list"),
    lambda desk, target: desk.remove_platform(target.platform_id),
    _own,
    "/symbologyRemove.svg",
)

LOAD_AGAIN = Command(
    "load_again",
    lambda _desk, _target: translate("RowMenu", "Load the features again"),
    lambda desk, target: desk.load_again(target.layer_id),
    lambda _desk, target: bool(target.layer_id),
    "/mActionRefresh.svg",
)

STARS: Tuple[Command, ...] = (STAR, UNSTAR)
"""To give a collection the star, or to take it."""

ANYTHING = Target("")
"""For commands that are about no platform in particular."""

OF_COLLECTION: Tuple[Command, ...] = (
    ADD,
    ADD_WITH_OPTIONS,
    COPY,
    *STARS,
    OPEN_PAGE,
    COPY_ADDRESS,
)
"""What a collection offers; the first is the main one."""

OF_SESSION: Tuple[Command, ...] = (
    REFRESH,
    CANCEL_SIGN_IN,
    SIGN_IN,
    RENEW,
    SIGN_OUT,
    SIGN_OUT_EVERYWHERE,
)
"""What the platform of a collection offers beside it."""

OF_PLATFORM: Tuple[Command, ...] = (*OF_SESSION, OPEN_PAGE, COPY_ADDRESS)
"""What a platform alone offers; ``REMOVE`` follows, set apart."""

OF_LAYER: Tuple[Command, ...] = (
    CANCEL_SIGN_IN,
    SIGN_IN,
    RENEW,
    LOAD_AGAIN,
    COPY,
    OPEN_PAGE,
    COPY_ADDRESS,
)
"""What a layer made of a collection offers."""


def main_of(target: Target) -> Command:
    """What Enter, a double click and the main button do."""
    return ADD if target.collection_id else REFRESH


def menu_of(menu: QMenu, desk: Desk, target: Target) -> List[QAction]:
    """Fill ``menu`` with all that a collection, or a platform alone, offers."""
    actions: List[QAction] = []
    if target.collection_id:
        actions += fill(menu, OF_COLLECTION, desk, target)
        if actions and ADD.offered(desk, target):
            menu.setDefaultAction(actions[0])
        menu.addSeparator()
        return actions + fill(menu, OF_SESSION, desk, target)
    actions += fill(menu, OF_PLATFORM, desk, target)
    if REMOVE.offered(desk, target):
        menu.addSeparator()
        actions += fill(menu, (REMOVE,), desk, target)
    return actions
