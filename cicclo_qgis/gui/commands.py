"""What can be done with a collection, a platform or a layer: one command for each, everywhere.

The list's menu, the Browser panel, the locator bar and a layer's menu offer these same objects, so
that an action has one name, one picture and one meaning wherever it is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterable, List, Optional, Tuple, Union

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QGuiApplication, QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui import facts, ways
from cicclo_qgis.gui.desk_protocol import Desk, ListingState
from cicclo_qgis.gui.icons import Icon, theme
from cicclo_qgis.gui.text import menu_text, plain
from cicclo_qgis.ogcapi.model import ServiceKind
from cicclo_qgis.platforms.model import Origin, Platform

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Target:
    """What a command is about: a platform, one of its collections, or a layer made of one."""

    platform_id: str
    collection_id: str = ""
    layer_id: str = ""


@dataclass(frozen=True)
class Command:
    """One thing that can be done. Every callable is for the GUI thread and returns at once.

    ``text``: a plain sentence in the person's language (``menu_text`` it for a menu). ``offered``:
    whether it makes sense now. ``more``: fills a submenu with the ways to do it; false when there
    is one way only.
    """

    name: str
    text: Callable[[Desk, Target], str]
    run: Callable[[Desk, Target], None]
    offered: Callable[[Desk, Target], bool]
    picture: Union[Icon, str] = ""
    more: Optional[Callable[[QMenu, Desk, Target], bool]] = None

    def icon(self) -> QIcon:
        """Its picture; a null icon when it has none."""
        if isinstance(self.picture, Icon):
            return self.picture.icon()
        return theme(self.picture) if self.picture else QIcon()


def offered(commands: Iterable[Command], desk: Desk, target: Target) -> List[Command]:
    """Those that make sense now, in their order."""
    return [command for command in commands if command.offered(desk, target)]


def fill(menu: QMenu, commands: Iterable[Command], desk: Desk, target: Target) -> List[QAction]:
    """Put those that make sense now into ``menu``."""
    return [_put(menu, command, desk, target) for command in offered(commands, desk, target)]


def _put(menu: QMenu, command: Command, desk: Desk, target: Target) -> QAction:
    text = menu_text(command.text(desk, target))
    if command.more is not None:
        inside = QMenu(menu)
        if command.more(inside, desk, target):
            inside.setTitle(text)
            inside.setIcon(command.icon())
            inside.menuAction().setObjectName(command.name)
            return menu.addMenu(inside)
        inside.deleteLater()
    action = menu.addAction(command.icon(), text)
    action.setObjectName(command.name)
    action.triggered.connect(lambda _checked=False: command.run(desk, target))
    return action


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


def _can_enter(desk: Desk, target: Target) -> bool:
    platform = platform_of(desk, target)
    state = desk.session(target.platform_id).state
    return bool(platform and platform.access) and not (state.usable or state.busy)


def _fill_ways(menu: QMenu, desk: Desk, target: Target) -> bool:
    platform = platform_of(desk, target)
    if platform is None or len(platform.access) < 2:
        return False
    ways.fill(menu, platform, lambda way: desk.sign_in(target.platform_id, way))
    return True


def _usable(desk: Desk, target: Target) -> bool:
    state = desk.session(target.platform_id).state
    return state.usable and not state.busy


def _own(desk: Desk, target: Target) -> bool:
    platform = platform_of(desk, target)
    return platform is not None and platform.origin is Origin.USER


def _known(desk: Desk, target: Target) -> bool:
    return entry_of(desk, target) is not None


def _has_features(desk: Desk, target: Target) -> bool:
    entry = entry_of(desk, target)
    return entry is not None and entry.collection.service_kind is ServiceKind.FEATURES


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
    lambda desk, target: desk.add_with_options is not None and _has_features(desk, target),
    "/mActionFilter2.svg",
)
COPY = Command(
    "copy",
    lambda _desk, _target: translate("RowMenu", "Download a copy…"),
    _copy,
    lambda desk, target: desk.download is not None and _known(desk, target),
    "/mActionFileSaveAs.svg",
)
OPEN_PAGE = Command(
    "open_page",
    lambda _desk, _target: translate("RowMenu", "Open page"),
    lambda desk, target: facts.open_page(page_of(desk, target)),
    lambda desk, target: facts.is_web(page_of(desk, target)),
    "/mActionHelpContents.svg",
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
)
CANCEL_SIGN_IN = Command(
    "cancel_sign_in",
    lambda _desk, _target: translate("RowMenu", "Cancel the sign-in"),
    lambda desk, target: desk.cancel_sign_in(target.platform_id),
    lambda desk, target: desk.session(target.platform_id).state.busy,
    "/mActionCancelAllEdits.svg",
)
SIGN_IN = Command(
    "sign_in",
    lambda desk, target: _named(desk, target, translate("RowMenu", "Sign in to {platform}…")),
    lambda desk, target: desk.sign_in(target.platform_id),
    _can_enter,
    Icon.SIGN_IN,
    _fill_ways,
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

OF_COLLECTION: Tuple[Command, ...] = (ADD, ADD_WITH_OPTIONS, COPY, OPEN_PAGE, COPY_ADDRESS)
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
