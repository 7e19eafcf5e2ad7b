"""Headings and the rows under them as Qt asks for them, and how they come and go."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from cicclo_qgis.gui import group_texts, row_texts
from cicclo_qgis.gui.grouping import Heading
from cicclo_qgis.gui.tree_nodes import Group, PlatformNode, Row

NODE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The ``PlatformNode`` of any row but a ``Heading``."""
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 2
"""The ``Row`` of a collection; None for a heading."""
GROUP_ROLE = int(Qt.ItemDataRole.UserRole) + 3
"""The ``Group`` of any row."""

# Made once: PyQt takes microseconds to combine flags, and a view asks for each row.
_GROUP_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_ROW_FLAGS = _GROUP_FLAGS | Qt.ItemFlag.ItemNeverHasChildren
_NO_FLAGS = Qt.ItemFlag.NoItemFlags
_NOWHERE = QModelIndex()


class RowsModel(QAbstractItemModel):
    """Two levels, headings and collections; of one list without headings, the second alone.

    ``by_platform``: whether the headings are platforms. ``is_starred``: whether a collection
    (platform and collection id) is a favourite; told to those who do not see the star.
    """

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._nodes: Dict[str, PlatformNode] = {}
        self._by_serial: Dict[int, Group] = {}
        self._visible: List[Group] = []
        self._whole: Optional[Group] = None
        self.by_platform = True
        self.is_starred: Callable[[Tuple[str, str]], bool] = lambda _key: False

    @property
    def filtered(self) -> bool:
        """Whether a filter is set."""
        raise NotImplementedError

    @property
    def bare(self) -> bool:
        """Whether there are no headings."""
        return self._whole is not None

    # -- what a row is ----------------------------------------------------------------------

    def groups(self) -> Sequence[Group]:
        """The headings shown; of one list, its only group."""
        return self._visible if self._whole is None else (self._whole,)

    def group(self, index: QModelIndex) -> Optional[Group]:
        """The heading of any row."""
        if not index.isValid():
            return None
        serial = int(index.internalId())
        if serial:
            return self._by_serial.get(serial)
        return self._visible[index.row()] if index.row() < len(self._visible) else None

    def node(self, index: QModelIndex) -> Optional[PlatformNode]:
        """The platform of any row; None for a heading that is none."""
        group = self.group(index)
        if group is None or isinstance(group, PlatformNode):
            return group
        row = self.row(index)
        return None if row is None else self._nodes.get(row.entry.platform_id)

    def row(self, index: QModelIndex) -> Optional[Row]:
        """The collection of a row, or None when the row is a heading."""
        if not index.isValid() or not index.internalId():
            return None
        group = self._by_serial.get(int(index.internalId()))
        return group.shown[index.row()] if group and index.row() < len(group.shown) else None

    def index_of(
        self, platform_id: str, collection_id: str = "", under: Optional[str] = None
    ) -> QModelIndex:
        """The index of a platform or of one of its rows shown; invalid if neither is.

        ``under``: the key of the heading to look under first, where there are several.
        """
        groups: Sequence[Group] = self.groups()
        if self.by_platform or not collection_id:
            node = self._nodes.get(platform_id)
            if node is None or node.at < 0:
                return QModelIndex()
            if not collection_id:
                return self.group_index(node)
            groups = (node,)
        for group in sorted(groups, key=lambda one: one.key != under) if under else groups:
            number = group.number_of(platform_id, collection_id)
            if number is not None:
                return self.createIndex(number, 0, group.serial)
        return QModelIndex()

    def group_index(self, group: Group) -> QModelIndex:
        """The index of a heading; invalid where it is not shown."""
        return self.createIndex(group.at, 0, 0) if group.at >= 0 else QModelIndex()

    # -- QAbstractItemModel -----------------------------------------------------------------

    def index(self, row: int, column: int, parent: QModelIndex = _NOWHERE) -> QModelIndex:
        """The index of a row: ids are 0 for headings, the heading's serial for its rows."""
        if row < 0 or column != 0:
            return QModelIndex()
        if not parent.isValid():
            if self._whole is not None:
                there = row < len(self._whole.shown)
                return self.createIndex(row, 0, self._whole.serial) if there else QModelIndex()
            return self.createIndex(row, 0, 0) if row < len(self._visible) else QModelIndex()
        if parent.internalId() or parent.row() >= len(self._visible):
            return QModelIndex()
        group = self._visible[parent.row()]
        return self.createIndex(row, 0, group.serial) if row < len(group.shown) else QModelIndex()

    def parent(self, child: QModelIndex = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The heading of a collection."""
        group = self._by_serial.get(int(child.internalId())) if child.isValid() else None
        if group is None or group.at < 0:
            return QModelIndex()
        return self.createIndex(group.at, 0, 0)

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:
        """How many rows are shown under ``parent``."""
        if not parent.isValid():
            return len(self._visible if self._whole is None else self._whole.shown)
        if parent.internalId() or parent.row() >= len(self._visible):
            return 0
        return len(self._visible[parent.row()].shown)

    def hasChildren(self, parent: QModelIndex = _NOWHERE) -> bool:
        """Whether there is something under ``parent``, shown already or not."""
        if parent.isValid() and not parent.internalId():
            group = self._visible[parent.row()]
            return bool(group.shown) or len(group.found()) > 0
        return self.rowCount(parent) > 0

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:
        """One."""
        return 1

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Whether a row can be selected (all), and whether it can have rows under it."""
        if index.internalId():
            return _ROW_FLAGS
        return _GROUP_FLAGS if index.isValid() else _NO_FLAGS

    def data(self, index: QModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """What a row says in one role; see ``row_texts``."""
        if role == GROUP_ROLE:
            return self.group(index)
        node, row = self.node(index), self.row(index)
        if role == NODE_ROLE:
            return node
        if role == ROW_ROLE:
            return row
        if row is not None and node is not None:
            if role == row_texts.SPOKEN:
                return row_texts.spoken(node, row, self.by_platform, self.is_starred(row.key))
            return row_texts.collection_data(node, row, role)
        if node is not None:
            return row_texts.platform_data(node, role, self.filtered)
        group = self.group(index)
        return group_texts.heading_data(group, role) if isinstance(group, Heading) else None

    # -- coming and going -------------------------------------------------------------------

    def _number(self) -> None:
        for node in self._nodes.values():
            node.at = -1
        for number, group in enumerate(self._visible):
            group.at = number

    def _place_all(self, wanted: Sequence[Group]) -> None:
        """Bring the headings shown in line with those ``wanted``, disturbing no other."""
        serials = {group.serial for group in wanted}
        for number in reversed(range(len(self._visible))):
            if self._visible[number].serial not in serials:
                self.beginRemoveRows(QModelIndex(), number, number)
                self._visible.pop(number).at = -1
                self._number()
                self.endRemoveRows()
        for number, group in enumerate(wanted):
            if number < len(self._visible) and self._visible[number] is group:
                continue
            if group.at >= 0:
                self._move(group.at, number)
                continue
            # Those that come together come at once: at the start these are all there are.
            end = number + 1
            while end < len(wanted) and wanted[end].at < 0:
                end += 1
            self.beginInsertRows(QModelIndex(), number, end - 1)
            self._visible[number:number] = wanted[number:end]
            self._number()
            self.endInsertRows()

    def _move(self, old: int, new: int) -> None:
        self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), new)
        self._visible.insert(new, self._visible.pop(old))
        self._number()
        self.endMoveRows()

    def _show(self, group: Group, rows: List[Row]) -> None:
        """Replace the rows shown under a heading, touching as few as possible."""
        if group.at < 0 and group is not self._whole:
            group.shown = rows
            return
        old, shown = group.shown, min(len(group.shown), len(rows))
        head = 0
        while head < shown and old[head].key == rows[head].key:
            head += 1
        tail = 0
        while tail < shown - head and old[-1 - tail].key == rows[-1 - tail].key:
            tail += 1
        parent = self.group_index(group)
        changed = [n for n in range(head) if old[n] is not rows[n]]
        changed += [len(rows) - 1 - n for n in range(tail) if old[-1 - n] is not rows[-1 - n]]
        if len(old) > head + tail:
            self.beginRemoveRows(parent, head, len(old) - tail - 1)
            group.shown = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if len(rows) > head + tail:
            self.beginInsertRows(parent, head, len(rows) - tail - 1)
            group.shown = list(rows)
            self.endInsertRows()
        group.shown = list(rows)
        if changed:
            first = self.createIndex(min(changed), 0, group.serial)
            self.dataChanged.emit(first, self.createIndex(max(changed), 0, group.serial))
