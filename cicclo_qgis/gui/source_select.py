"""The page CICCLO of QGIS's Data Source Manager: search, choose, add."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence, Tuple

from qgis.gui import QgsAbstractDataSourceWidget, QgsFilterLineEdit
from qgis.PyQt.QtCore import QCoreApplication, QPoint, QSize, Qt, QTimer
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.catalogue.by_address import is_address
from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui import commands, sentences
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.icons import of_items, of_padlock
from cicclo_qgis.gui.row_icons import RowIcons
from cicclo_qgis.gui.row_texts import counted
from cicclo_qgis.gui.text import plain, tooltip

_MOST = 200
_TARGET = Qt.ItemDataRole.UserRole
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SourceSelect", text)


class CiccloSourcePage(QgsAbstractDataSourceWidget):
    """One list of all platforms' collections, the most obvious first."""

    def __init__(self, desk: Desk, parent: Optional[QWidget], flags: Any, mode: Any) -> None:
        super().__init__(parent, flags, mode)
        self._desk = desk
        self.setObjectName("CiccloSourcePage")
        self.search = QgsFilterLineEdit(self)
        self.search.setShowSearchIcon(True)
        self.search.setShowClearButton(True)
        self.search.setPlaceholderText(_tr("Search the collections of all platforms"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(_tr("Collections found"))
        self.list.setMinimumWidth(self.fontMetrics().averageCharWidth() * 70)
        self.list.setHeaderLabels([_tr("Collection"), _tr("Platform"), _tr("Access")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        side = max(16, self.fontMetrics().height())
        self.list.setIconSize(QSize(side, side))
        self._icons = RowIcons(side)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.status = QLabel(self)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        self.buttons = QDialogButtonBox(self)
        layout = QVBoxLayout(self)
        for widget in (self.search, self.list, self.status, self.buttons):
            layout.addWidget(widget)
        self.setupButtons(self.buttons)
        for button in self.buttons.buttons():
            if self.buttons.buttonRole(button) == QDialogButtonBox.ButtonRole.HelpRole:
                self.buttons.removeButton(button)
                button.deleteLater()
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        if close is not None:  # not every QGIS has Qt's own words in the person's language
            close.setText(_tr("Close"))
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(300)
        self._again.timeout.connect(self.look)
        self._connect()
        self._selected()
        self.look()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self.look())
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemDoubleClicked.connect(lambda *_: self.addButtonClicked())
        self.list.customContextMenuRequested.connect(self._show_menu)
        self._desk.entries_changed.connect(self._changed)

    def look(self) -> None:
        """Search for what is typed; of an address, for what it means."""
        text = self.search.text()
        if self._desk.find_address is not None and is_address(text):
            self._desk.find_address(text, lambda *found: self._address_found(text, *found), self)
        else:
            self._desk.search(Search(text), self._found, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search to the list with the arrow, and on with Enter."""
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Down, *_ENTER):
            self._go_to_list()
        elif self.list.hasFocus() and event.key() in _ENTER:
            self.addButtonClicked()
        else:
            super().keyPressEvent(event)

    def addButtonClicked(self) -> None:
        """Add what is selected; each may ask for its own sign-in."""
        for target in self.targets():
            commands.ADD.do(self._desk, target)

    def refresh(self) -> None:
        """QGIS asks for the newest: what is known of the platforms now."""
        self.look()

    def reset(self) -> None:
        """Begin anew."""
        self.search.clear()
        self.list.clearSelection()

    def stop(self) -> None:
        """Follow the desk no longer."""
        self._again.stop()
        self._desk.entries_changed.disconnect(self._changed)

    def targets(self) -> List[Target]:
        """What is selected."""
        return [Target(*item.data(0, _TARGET)) for item in self.list.selectedItems()]

    def _changed(self, _platform_id: str) -> None:
        if self.isVisible() and not self._again.isActive():
            self._again.start()

    def _go_to_list(self) -> None:
        first = self.list.topLevelItem(0)
        if first is not None:
            if not self.list.selectedItems():
                self.list.setCurrentItem(first)
            self.list.setFocus()

    def _address_found(
        self, address: str, keys: Sequence[Tuple[str, str]], closed_by: str = ""
    ) -> None:
        if address == self.search.text():
            self._show(keys, len(keys))
            if closed_by:
                self.status.setText(self._closed(closed_by))

    def _closed(self, platform_id: str) -> str:
        names = {platform.id: plain(platform.name, 80) for platform in self._desk.platforms()}
        if self._desk.session(platform_id).state.usable:
            text = _tr("{platform} does not show this record to your account.")
        else:
            text = _tr("Sign in to {platform}, in the CICCLO panel, to read this record.")
        return text.format(platform=names.get(platform_id, platform_id))

    def _found(self, answer: Optional[Answer]) -> None:
        if answer is None:
            self._show((), 0)
        else:
            self._show(answer.top(_MOST), len(answer))

    def _show(self, keys: Sequence[Tuple[str, str]], found: int) -> None:
        chosen = {(target.platform_id, target.collection_id) for target in self.targets()}
        names = {platform.id: plain(platform.name, 80) for platform in self._desk.platforms()}
        self.list.clear()
        for key in keys:
            entry = self._desk.entry(*key)
            if entry is not None:
                item = self._item(entry, names.get(key[0], key[0]))
                self.list.addTopLevelItem(item)
                item.setSelected(key in chosen)
        self.list.resizeColumnToContents(1)
        self.list.resizeColumnToContents(2)
        self.status.setText(self._told(found))

    def _item(self, entry: Entry, platform: str) -> QTreeWidgetItem:
        collection = entry.collection
        said = sentences.padlock(entry.padlock, platform)
        said_briefly = sentences.padlock_in_brief(entry.padlock)
        item = QTreeWidgetItem([plain(collection.title, 200), platform, said_briefly])
        item.setIcon(0, self._icons.of(of_items(collection.item_kind)))
        item.setIcon(2, self._icons.of(of_padlock(entry.padlock)))
        item.setToolTip(0, tooltip(plain(collection.description, 400)))
        item.setToolTip(2, tooltip(said))
        item.setData(0, _TARGET, (entry.platform_id, collection.id))
        return item

    def _told(self, found: int) -> str:
        if not found and not self.search.text().strip():
            return _tr("No collection is known yet: open the CICCLO panel to list the platforms.")
        if found > self.list.topLevelItemCount() > 0:
            text = _tr("{count}; the {shown} most obvious are shown. Type more to narrow them.")
            return text.format(count=counted(found), shown=self.list.topLevelItemCount())
        return counted(found)

    def _selected(self) -> None:
        self.enableButtons.emit(bool(self.list.selectedItems()))

    def _show_menu(self, point: QPoint) -> None:
        targets = self.targets()
        if len(targets) != 1:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        commands.menu_of(menu, self._desk, targets[0])
        menu.popup(self.list.viewport().mapToGlobal(point))
