"""What a person does with a row of the list: keys, clicks and the menu, each a command."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QModelIndex, QObject, QPoint, Qt
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui import commands, row_menu
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree


class RowDeeds(QObject):
    """Hears ``tree`` and does what is asked for there; menus belong to ``parent``."""

    def __init__(self, desk: Desk, model: TreeModel, tree: CollectionTree, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._model, self._tree, self._parent = desk, model, tree, parent
        tree.chosen.connect(self.choose)
        tree.retry.connect(self._retry)
        tree.starred.connect(self.star)
        tree.customContextMenuRequested.connect(self.show_menu)

    def target(self, index: QModelIndex) -> Optional[Target]:
        """What a row is about; None for a heading that is no platform."""
        node, row = self._model.node(index), self._model.row(index)
        return None if node is None else Target(node.platform.id, row.id if row else "")

    def choose(self, index: QModelIndex) -> None:
        """Enter or a double click: the main thing; a heading that has rows is folded by it."""
        node = self._model.node(index)
        if self._model.row(index) is None and (node is None or not node.failed):
            self._tree.setExpanded(index, not self._tree.isExpanded(index))
            return
        if node is not None and node.closed and self._model.row(index) is None:
            self._retry(index)
            return
        target = self.target(index)
        if target is not None:
            commands.main_of(target).do(self._desk, target)

    def star(self, index: QModelIndex) -> None:
        """Give a collection the star, or take it."""
        target = self.target(index)
        if target is not None:
            commands.do_first(commands.STARS, self._desk, target)

    def refresh(self) -> None:
        """Ask the platform of the current row again; without one, all of them."""
        target = self.target(self._tree.currentIndex())
        if target is None:
            commands.REFRESH_ALL.do(self._desk, commands.ANYTHING)
        else:
            commands.REFRESH.do(self._desk, target)

    def show_menu(self, point: QPoint) -> None:
        """Open the menu of the row at ``point``, or of the current one."""
        tree, index = self._tree, self._tree.indexAt(point)
        if not index.isValid():
            index = tree.currentIndex()
        node = self._model.node(index)
        if node is None:
            return
        menu = row_menu.make(self._desk, node, self._model.row(index), self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        inside = tree.viewport().rect().contains(point)
        menu.popup(tree.viewport().mapToGlobal(point) if inside else tree.menu_point())

    def _retry(self, index: QModelIndex) -> None:
        target, node = self.target(index), self._model.node(index)
        if target is not None:
            closed = node is not None and node.closed
            (commands.SIGN_IN if closed else commands.REFRESH).do(self._desk, target)
