"""CICCLO in QGIS's Browser panel: platforms, and their collections below them.

The items read what the desk knows, and are made in the GUI thread as they are unfolded; the network
is never waited for. They belong to QGIS, which deletes them when it likes: each is handed over
(``sip.transferto``), and none is kept here by anything but its path.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Callable, Dict, List, Optional, Sequence, Set, Tuple
from urllib.parse import quote, unquote

from qgis.core import (
    Qgis,
    QgsDataCollectionItem,
    QgsDataItem,
    QgsDataItemProvider,
    QgsDataProvider,
    QgsErrorItem,
    QgsMimeDataUtils,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QTimer

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk, ListingState
from cicclo_qgis.gui.icons import Icon, of_items, of_padlock, theme
from cicclo_qgis.gui.row_icons import RowIcons
from cicclo_qgis.gui.text import plain, tooltip
from cicclo_qgis.platforms.model import Platform

PROVIDER = "cicclo"
ROOT = "cicclo:"
_GROUPED_FROM = 200
_TOGETHER_MS = 400


def _tr(text: str) -> str:
    return QCoreApplication.translate("DataItems", text)


def uri_of(target: Target) -> str:
    """A collection as text, for drag and drop within QGIS."""
    return f"{quote(target.platform_id, safe='')}/{quote(target.collection_id, safe='')}"


def target_of(uri: str) -> Optional[Target]:
    """The collection that such a text means; None when it is another text."""
    parts = uri.split("/")
    if len(parts) != 2 or not all(parts):
        return None
    return Target(unquote(parts[0]), unquote(parts[1]))


class CiccloItemProvider(QgsDataItemProvider):
    """Puts the node into the Browser panel. ``stop`` before it is removed."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        super().__init__()
        self._desk = desk
        # The size of icons in QGIS's trees: at another they would not be tinted.
        self.icons = RowIcons(16)
        self._watched: Optional[Desk] = None
        self._roots: List[RootItem] = []
        self._changed: Set[str] = set()
        self._asked: Set[str] = set()
        self._later = QTimer()
        self._later.setSingleShot(True)
        self._later.setInterval(_TOGETHER_MS)
        self._later.timeout.connect(self._refresh)

    def name(self) -> str:
        """The key by which QGIS knows it."""
        return PROVIDER

    def dataProviderKey(self) -> str:
        """No data provider stands behind these items: the plugin opens them."""
        return PROVIDER

    def capabilities(self) -> Any:
        """Of the kinds of sources that QGIS knows, the nearest."""
        kinds = getattr(Qgis, "DataItemProviderCapability", None)  # since 3.36
        return kinds.NetworkSources if kinds is not None else QgsDataProvider.DataCapability.Net

    def createDataItem(self, path: str, parent: Optional[QgsDataItem]) -> Optional[QgsDataItem]:
        """The root node, which QGIS asks for once for each of its browsers."""
        if path or parent is not None:
            return None
        root = RootItem(self)
        sip.transferto(root, None)
        self._roots.append(root)
        return root

    def stop(self) -> None:
        """Follow the desk no longer."""
        self._later.stop()
        if self._watched is not None:
            self._watched.platform_changed.disconnect(self._note)
            self._watched.entries_changed.disconnect(self._note)
            self._watched = None

    def desk(self) -> Desk:
        """The desk; followed from the first time that something is unfolded."""
        desk = self._desk()
        if self._watched is None:
            self._watched = desk
            desk.platform_changed.connect(self._note)
            desk.entries_changed.connect(self._note)
        return desk

    def ask(self, platform_id: str) -> None:
        """Have a platform listed that was not yet in this run."""
        waiting = self.desk().listing(platform_id).state is ListingState.WAITING
        if waiting and platform_id not in self._asked:
            self._asked.add(platform_id)
            QTimer.singleShot(0, lambda: self.desk().refresh(platform_id))

    def _note(self, platform_id: str) -> None:
        self._changed.add(platform_id)
        if not self._later.isActive():
            self._later.start()

    def _refresh(self) -> None:
        changed, self._changed = self._changed, set()
        self._roots = [root for root in self._roots if not sip.isdeleted(root)]
        for root in self._roots:
            root.follow(changed)


class _Node(QgsDataCollectionItem):
    """A node whose children are made at once, in the GUI thread."""

    def __init__(self, parent: Optional[QgsDataItem], name: str, path: str, sort: str) -> None:
        super().__init__(parent, name, path, PROVIDER)
        self.setSortKey(sort)
        can, one = Qgis.BrowserItemCapabilities(), Qgis.BrowserItemCapability
        for capability in (one.Fast, one.Fertile, one.Collapse):
            can |= capability
        self.setCapabilitiesV2(can)

    def populated(self) -> bool:
        """Whether it was unfolded."""
        return bool(self.state() == QgsDataItem.State.Populated)


class RootItem(_Node):
    """The node CICCLO."""

    def __init__(self, provider: CiccloItemProvider) -> None:
        super().__init__(None, "CICCLO", ROOT, "CICCLO")
        self.setIcon(provider.icons.of(Icon.CICCLO))
        self.setToolTip(tooltip(_tr("Collections of the data platforms")))
        self._provider = provider
        self._made: List[PlatformItem] = []

    def createChildren(self) -> List[QgsDataItem]:
        """One item for each platform."""
        platforms = self._provider.desk().platforms()
        made = [
            PlatformItem(self, self._provider, platform, number)
            for number, platform in enumerate(platforms)
        ]
        self._made += made
        return [_given(item, self) for item in made]

    def follow(self, changed: Set[str]) -> None:
        """Something of these platforms has changed."""
        if not self.populated():
            return
        # Not by ``children()``: in Python its answer takes the items away from QGIS.
        self._made = [item for item in self._made if not sip.isdeleted(item)]
        shown = {item.platform_id for item in self._made}
        if shown != {platform.id for platform in self._provider.desk().platforms()}:
            self.refresh()
        for item in self._made:
            if item.platform_id in changed:
                item.follow()


class PlatformItem(_Node):
    """A platform; its collections below it, in groups by their first letter when there are many."""

    def __init__(
        self,
        parent: RootItem,
        provider: CiccloItemProvider,
        platform: Platform,
        number: int,
    ) -> None:
        path = f"{ROOT}/{quote(platform.id, safe='')}"
        super().__init__(parent, plain(platform.name, 120), path, f"{number:06d}")
        self._provider = provider
        self.platform_id = platform.id
        self.target = Target(platform.id)
        self.setToolTip(tooltip(plain(f"{platform.name}. {platform.territory}", 300)))
        self._shown: Tuple[Entry, ...] = ()
        self._picture()

    def createChildren(self) -> List[QgsDataItem]:
        """What is known of its collections; the platform is asked the first time."""
        desk = self._provider.desk()
        self._provider.ask(self.platform_id)
        self._shown = entries = desk.entries(self.platform_id)
        listing = desk.listing(self.platform_id)
        children: List[QgsDataItem] = []
        if listing.state is ListingState.FAILED and listing.problem is not None:
            sentence = sentences.problem(listing.problem)
            children.append(_given(QgsErrorItem(self, sentence, f"{self.path()}/!"), self))
        elif listing.state is ListingState.WAITING and not entries:
            children.append(_given(_WaitingItem(self), self))
        icons = self._provider.icons
        if len(entries) < _GROUPED_FROM:
            children += [_given(CollectionItem(self, entry, icons), self) for entry in entries]
            return children
        groups: Dict[str, List[Entry]] = {}
        for entry in entries:
            groups.setdefault(_initial(entry.collection.title), []).append(entry)
        children += [
            _given(GroupItem(self, name, groups[name], icons), self) for name in sorted(groups)
        ]
        return children

    def follow(self) -> None:
        """Bring picture and children in line with what is known now."""
        self._picture()
        if self.populated():
            self.refresh()

    def _picture(self) -> None:
        desk = self._provider.desk()
        failed = desk.listing(self.platform_id).state is ListingState.FAILED
        usable = desk.session(self.platform_id).state.usable
        icon = Icon.PADLOCK_YOURS if usable else Icon.PLATFORM
        self.setIcon(self._provider.icons.of(Icon.PLATFORM_FAILED if failed else icon))
        self.dataChanged.emit(self)


class GroupItem(_Node):
    """Collections of one platform whose titles begin alike."""

    def __init__(
        self, parent: PlatformItem, name: str, entries: Sequence[Entry], icons: RowIcons
    ) -> None:
        super().__init__(
            parent, f"{name} ({len(entries)})", f"{parent.path()}/{name}-{len(entries)}", name
        )
        self.setIcon(theme("/mIconFolder.svg"))
        self._entries, self._icons = entries, icons

    def createChildren(self) -> List[QgsDataItem]:
        """Its collections."""
        return [_given(CollectionItem(self, entry, self._icons), self) for entry in self._entries]


class CollectionItem(QgsDataItem):
    """A collection; a double click, or a drag to the map, adds it through the plugin."""

    def __init__(self, parent: QgsDataItem, entry: Entry, icons: RowIcons) -> None:
        collection = entry.collection
        name = plain(collection.title, 200) or collection.id
        # The padlock is part of the path: an item whose padlock has changed is another one.
        path = f"{parent.path()}/{quote(collection.id, safe='')}/{entry.padlock.value}"
        super().__init__(QgsDataItem.Type.Custom, parent, name, path, PROVIDER)
        self.target = Target(entry.platform_id, collection.id)
        is_open = entry.padlock is Padlock.OPEN
        picture = of_items(collection.item_kind) if is_open else of_padlock(entry.padlock)
        self.setIcon(icons.of(picture))
        told = ". ".join(filter(None, (name, plain(collection.description, 300))))
        self.setToolTip(tooltip(told))
        self.setState(QgsDataItem.State.Populated)

    def hasDragEnabled(self) -> bool:
        """It can be dragged to the map."""
        return True

    def mimeUris(self) -> List[QgsMimeDataUtils.Uri]:
        """What a drag carries: the collection, for the plugin's own drop handler."""
        uri = QgsMimeDataUtils.Uri()
        uri.layerType = "custom"
        uri.providerKey = PROVIDER
        uri.name = self.name()
        uri.uri = uri_of(self.target)
        return [uri]


class _WaitingItem(QgsDataItem):
    """Says that the platform is being asked."""

    def __init__(self, parent: PlatformItem) -> None:
        super().__init__(
            QgsDataItem.Type.Custom, parent, _tr("Asking the platform…"), f"{parent.path()}/…"
        )
        self.setIcon(theme("/mIconLoading.gif"))
        self.setState(QgsDataItem.State.Populated)


def _given(item: QgsDataItem, parent: QgsDataItem) -> QgsDataItem:
    """``item``, belonging to QGIS from now on; its Python half lives as long as it does."""
    sip.transferto(item, parent)
    return item


def _initial(title: str) -> str:
    """The letter a title is filed under: without accents, ``0-9`` for digits, ``…`` for others."""
    for character in unicodedata.normalize("NFKD", title):
        if character.isdigit():
            return "0-9"
        if character.isalpha():
            return character.upper()
    return "…"
