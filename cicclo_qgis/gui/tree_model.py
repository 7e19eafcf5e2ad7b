"""Platforms and their collections as a Qt model, filtered as the person types.

The filter lives here and not in a ``QSortFilterProxyModel``: a proxy would ask Python for each
row at each keystroke. While platforms answer, rows appear and change without a reset, so that what
is selected and unfolded stays so. A keystroke changes all there is: then one reset costs a tenth of
the hundreds of rows that would come and go.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, QTimer, pyqtSignal

from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.index_words import Wanted, understand
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui import row_texts
from cicclo_qgis.gui.desk_protocol import Listing
from cicclo_qgis.gui.tree_nodes import PlatformNode, Reading, Row, row_number
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.state import SessionStatus

NODE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The ``PlatformNode`` of any row."""
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 2
"""The ``Row`` of a collection; None for a platform."""

_ROWS_AT_FIRST = 240
_ROWS_OF_A_SEARCH = 60
_ROWS_OF_ONE = 12
_MORE = 100
SEARCHED_HERE = 4000
"""So many rows are searched within a frame here; beyond, the index does it in another thread."""
_SLICE_S = 0.006

# Made once: PyQt takes microseconds to combine flags, and a view asks for each row.
_PLATFORM_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_ROW_FLAGS = _PLATFORM_FLAGS | Qt.ItemFlag.ItemNeverHasChildren
_NO_FLAGS = Qt.ItemFlag.NoItemFlags
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Tally:
    """What the list amounts to. ``matching`` of ``collections`` pass the filter."""

    platforms: int = 0
    waiting: int = 0
    failed: int = 0
    collections: int = 0
    matching: int = 0
    stopped: int = 0


class TreeModel(QAbstractItemModel):
    """Two levels: platforms, and under each its collections. One column.

    A tree view asks for every row it may ever scroll to, so only the first few of each platform
    are shown, which bounds the work of a keystroke; ``show_more`` is for when they are reached.

    ``entries_shown(str)``: the collections handed over for that platform are now in the model.
    """

    entries_shown = pyqtSignal(str)

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._nodes: Dict[str, PlatformNode] = {}
        self._by_serial: Dict[int, PlatformNode] = {}
        self._order: List[str] = []
        self._visible: List[PlatformNode] = []
        self._search = Search()
        self._filter = Wanted()
        self._serial = 0
        self._readings: Dict[str, Reading] = {}
        self._lengths: Dict[str, int] = {}
        self._total = 0
        self._slicer = QTimer(self)
        self._slicer.setSingleShot(True)
        self._slicer.timeout.connect(self._read)

    # -- what the dock tells the model ------------------------------------------------------

    def set_platform(self, platform: Platform, listing: Listing, session: SessionStatus) -> None:
        """Take a platform, new or known, and its state."""
        self.set_platforms([(platform, listing, session)])

    def set_platforms(self, told: Iterable[Tuple[Platform, Listing, SessionStatus]]) -> None:
        """Take several platforms at once; new ones stand below those known."""
        nodes, fresh = [], False
        for platform, listing, session in told:
            node = self._nodes.get(platform.id)
            if node is None:
                self._serial += 1
                node = PlatformNode(self._serial, platform, listing, session)
                node.limit = self._rows_at_first()
                self._nodes[platform.id] = node
                self._by_serial[node.serial] = node
                self._order.append(platform.id)
                fresh = True
            else:
                node.platform, node.listing, node.session = platform, listing, session
            nodes.append(node)
        if fresh or self.filtered:
            self._place()
        for node in nodes:
            self._tell_changed(node)

    def _tell_changed(self, node: PlatformNode) -> None:
        if node.at >= 0:
            index = self.createIndex(node.at, 0, 0)
            self.dataChanged.emit(index, index)

    def keep_only(self, platform_ids: Sequence[str]) -> None:
        """Forget the platforms that are not in ``platform_ids``, and take its order."""
        kept = set(platform_ids)
        for number in reversed(range(len(self._visible))):
            if self._visible[number].platform.id not in kept:
                self.beginRemoveRows(QModelIndex(), number, number)
                self._visible.pop(number).at = -1
                self._number()
                self.endRemoveRows()
        for gone in set(self._nodes) - kept:
            del self._by_serial[self._nodes.pop(gone).serial]
            self._total -= self._lengths.pop(gone, 0)
        self._order = [name for name in platform_ids if name in self._nodes]
        self._place()

    def set_entries(self, platform_id: str, entries: Sequence[Entry]) -> None:
        """Take the collections known of a platform so far; thousands appear a little later."""
        node = self._nodes.get(platform_id)
        if node is None:
            return
        self._total += len(entries) - self._lengths.get(platform_id, 0)
        self._lengths[platform_id] = len(entries)
        self._readings[platform_id] = Reading(node, entries, self._total <= SEARCHED_HERE)
        if not self._slicer.isActive():
            # What follows in the same breath waits for the next slice.
            self._slicer.start()
            self._read()

    def _read(self) -> None:
        """Read entries for a part of a frame; what is left waits until the person was served."""
        until = time.perf_counter() + _SLICE_S
        for platform_id, reading in list(self._readings.items()):
            if not reading.go_on(until):
                self._slicer.start()
                return
            del self._readings[platform_id]
            if self._nodes.get(platform_id) is reading.node:
                self._take(reading)
            if self._readings and time.perf_counter() > until:
                self._slicer.start()
                return

    def _take(self, reading: Reading) -> None:
        node = reading.node
        node.take(reading.rows)
        node.match(self._filter, search=self._search)
        if self.filtered:
            self._place()
        self._show(node, node.matching.first(node.limit))
        self._tell_changed(node)
        self.entries_shown.emit(node.platform.id)

    def set_filter(self, query: str) -> None:
        """Show only what holds every word of ``query``, in any order, accents and case aside."""
        self.narrow(Search(query))

    def narrow(self, search: Search) -> None:
        """Show only what passes ``search``, found here among the rows."""
        wanted = understand(search.text)
        if wanted != self._filter or replace(search, text="") != replace(self._search, text=""):
            self._find(wanted, search, None)

    def show(self, answer: Answer) -> None:
        """Show what the index has found."""
        self._find(answer.wanted, answer.search, answer)

    def _find(self, wanted: Wanted, search: Search, answer: Optional[Answer]) -> None:
        """The rows of the first platforms are shown; those of others when they come into sight."""
        self.beginResetModel()
        self._filter, self._search = wanted, search
        limit, room = self._rows_at_first(), _ROWS_OF_A_SEARCH
        for node in self._nodes.values():
            node.limit = limit
            node.match(wanted, answer, search)
        self._visible = [
            self._nodes[name] for name in self._order if self._wanted(self._nodes[name])
        ]
        self._number()
        for node in self._nodes.values():
            node.shown = []
            if node.at >= 0 and (room > 0 or not self.filtered):
                node.shown = node.matching.first(limit)
                room -= len(node.shown)
        self.endResetModel()

    def show_more(self, index: QModelIndex) -> bool:
        """Show more rows of the platform ``index`` belongs to; whether there were any."""
        node = self.node(index)
        if node is None or len(node.shown) >= len(node.matching):
            return False
        if node.shown:
            node.limit += _MORE
        self._show(node, node.matching.first(node.limit))
        return True

    def reveal(self, platform_id: str, collection_id: str) -> QModelIndex:
        """The index of a collection, showing more rows when needed; invalid if filtered out."""
        node = self._nodes.get(platform_id)
        if node is None or not node.matching.holds(collection_id):
            return QModelIndex()
        while row_number(node.shown, collection_id) is None:
            if not self.show_more(self.index_of(platform_id)):
                break
        return self.index_of(platform_id, collection_id)

    # -- what the dock asks of the model ----------------------------------------------------

    @property
    def filtered(self) -> bool:
        """Whether a filter is set."""
        return bool(self._filter) or self._search.narrowed

    def node(self, index: QModelIndex) -> Optional[PlatformNode]:
        """The platform of any row."""
        if not index.isValid():
            return None
        serial = int(index.internalId())
        return self._by_serial.get(serial) if serial else self._visible[index.row()]

    def row(self, index: QModelIndex) -> Optional[Row]:
        """The collection of a row, or None when the row is a platform."""
        if not index.isValid() or not index.internalId():
            return None
        node = self._by_serial.get(int(index.internalId()))
        return node.shown[index.row()] if node and index.row() < len(node.shown) else None

    def index_of(self, platform_id: str, collection_id: str = "") -> QModelIndex:
        """The index of a platform or of one of its rows shown; invalid if neither is."""
        node = self._nodes.get(platform_id)
        if node is None or node.at < 0:
            return QModelIndex()
        if not collection_id:
            return self.createIndex(node.at, 0, 0)
        number = row_number(node.shown, collection_id)
        return QModelIndex() if number is None else self.createIndex(number, 0, node.serial)

    def platforms(self) -> List[PlatformNode]:
        """Every platform, shown or not."""
        return [self._nodes[name] for name in self._order]

    def tally(self) -> Tally:
        """Count what there is."""
        nodes = self._nodes.values()
        return Tally(
            platforms=len(nodes),
            waiting=sum(node.waiting for node in nodes),
            failed=sum(node.failed for node in nodes),
            collections=sum(len(node.rows) for node in nodes),
            matching=sum(len(node.matching) for node in nodes),
            stopped=sum(node.stopped for node in nodes),
        )

    # -- QAbstractItemModel -----------------------------------------------------------------

    def index(self, row: int, column: int, parent: QModelIndex = _NOWHERE) -> QModelIndex:
        """The index of a row: ids are 0 for platforms, the platform's serial for its rows."""
        if row < 0 or column != 0:
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, 0, 0) if row < len(self._visible) else QModelIndex()
        if parent.internalId() or parent.row() >= len(self._visible):
            return QModelIndex()
        node = self._visible[parent.row()]
        return self.createIndex(row, 0, node.serial) if row < len(node.shown) else QModelIndex()

    def parent(self, child: QModelIndex = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The platform of a collection."""
        node = self._by_serial.get(int(child.internalId())) if child.isValid() else None
        if node is None or node.at < 0:
            return QModelIndex()
        return self.createIndex(node.at, 0, 0)

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:
        """How many rows are shown under ``parent``."""
        if not parent.isValid():
            return len(self._visible)
        if parent.internalId() or parent.row() >= len(self._visible):
            return 0
        return len(self._visible[parent.row()].shown)

    def hasChildren(self, parent: QModelIndex = _NOWHERE) -> bool:
        """Whether there is something under ``parent``, shown already or not."""
        if parent.isValid() and not parent.internalId():
            node = self._visible[parent.row()]
            return bool(node.shown) or len(node.matching) > 0
        return self.rowCount(parent) > 0

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:
        """One."""
        return 1

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Whether a row can be selected (all), and whether it can have rows under it."""
        if index.internalId():
            return _ROW_FLAGS
        return _PLATFORM_FLAGS if index.isValid() else _NO_FLAGS

    def data(self, index: QModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """What a row says in one role; see ``row_texts``."""
        node = self.node(index)
        if node is None:
            return None
        row = self.row(index)
        if role == NODE_ROLE:
            return node
        if role == ROW_ROLE:
            return row
        if row is None:
            return row_texts.platform_data(node, role, self.filtered)
        return row_texts.collection_data(node, row, role)

    # -- showing and hiding -----------------------------------------------------------------

    def _rows_at_first(self) -> int:
        return max(_ROWS_OF_ONE, _ROWS_AT_FIRST // max(1, len(self._nodes)))

    def _wanted(self, node: PlatformNode) -> bool:
        if not self.filtered or len(node.matching) > 0:
            return True
        return not self._search.narrowed and node.named_by(self._filter)

    def _place(self) -> None:
        """Bring the platforms shown in line with the filter and the order."""
        wanted = [self._nodes[name] for name in self._order if self._wanted(self._nodes[name])]
        serials = {node.serial for node in wanted}
        for number in reversed(range(len(self._visible))):
            if self._visible[number].serial not in serials:
                self.beginRemoveRows(QModelIndex(), number, number)
                self._visible.pop(number).at = -1
                self._number()
                self.endRemoveRows()
        for number, node in enumerate(wanted):
            if number < len(self._visible) and self._visible[number] is node:
                continue
            if node.at >= 0:
                self._move(node.at, number)
                continue
            self.beginInsertRows(QModelIndex(), number, number)
            self._visible.insert(number, node)
            self._number()
            self.endInsertRows()

    def _number(self) -> None:
        for node in self._nodes.values():
            node.at = -1
        for number, node in enumerate(self._visible):
            node.at = number

    def _move(self, old: int, new: int) -> None:
        self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), new)
        self._visible.insert(new, self._visible.pop(old))
        self._number()
        self.endMoveRows()

    def _show(self, node: PlatformNode, rows: List[Row]) -> None:
        """Replace the rows shown of a platform, touching as few as possible."""
        if node.at < 0:
            node.shown = rows
            return
        old, shown = node.shown, min(len(node.shown), len(rows))
        head = 0
        while head < shown and old[head].id == rows[head].id:
            head += 1
        tail = 0
        while tail < shown - head and old[-1 - tail].id == rows[-1 - tail].id:
            tail += 1
        parent = self.index_of(node.platform.id)
        changed = [n for n in range(head) if old[n] is not rows[n]]
        changed += [len(rows) - 1 - n for n in range(tail) if old[-1 - n] is not rows[-1 - n]]
        if len(old) > head + tail:
            self.beginRemoveRows(parent, head, len(old) - tail - 1)
            node.shown = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if len(rows) > head + tail:
            self.beginInsertRows(parent, head, len(rows) - tail - 1)
            node.shown = list(rows)
            self.endInsertRows()
        node.shown = list(rows)
        if changed:
            first = self.createIndex(min(changed), 0, node.serial)
            self.dataChanged.emit(first, self.createIndex(max(changed), 0, node.serial))
