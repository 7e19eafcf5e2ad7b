"""One page of help: what the signs mean, and which keys do what."""

from __future__ import annotations

from typing import List, Optional, Tuple

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.icons import Icon, of_padlock
from cicclo_qgis.gui.upright_scroll import UprightScroll


class HelpDialog(QDialog):
    """Told in the words of the dock; it needs no network."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("CICCLO in short"))
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.addWidget(
            self._text(
                self.tr(
                    "The list shows the collections of several data platforms. Type words to find "
                    "one, then double-click it to add it to the map. If it is restricted, a window "
                    "opens on the platform's own sign-in page; the layer is added by itself once "
                    "you are signed in. Your password is never seen or kept by QGIS."
                )
            )
        )
        column.addWidget(self._heading(self.tr("Signs")))
        column.addLayout(self._signs())
        column.addWidget(self._heading(self.tr("Keys")))
        column.addLayout(self._keys())
        column.addStretch(1)
        scroll = UprightScroll(self)
        scroll.show_whole(inner)
        scroll.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 80, metrics.height() * 41)

    def _signs(self) -> QGridLayout:
        signs: List[Tuple[Icon, str]] = [
            (of_padlock(padlock), sentences.padlock_in_brief(padlock)) for padlock in Padlock
        ]
        signs += [
            (Icon.FEATURES, self.tr("Features with a geometry")),
            (Icon.STAR, self.tr("One of your favourites; click the star to give or take it")),
            (Icon.TABLE, self.tr("Table without geometry: it opens as an attribute table")),
            (Icon.PLATFORM, self.tr("Platform")),
            (
                Icon.PLATFORM_FAILED,
                self.tr("Platform that could not be listed; the reason is told"),
            ),
        ]
        grid = self._grid()
        side = max(16, self.fontMetrics().height())
        for number, (icon, text) in enumerate(signs):
            sign = QLabel(self)
            sign.setPixmap(icon.icon().pixmap(QSize(side, side)))
            grid.addWidget(sign, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._text(text), number, 1)
        return grid

    def _keys(self) -> QGridLayout:
        native = QKeySequence.SequenceFormat.NativeText
        find = QKeySequence(QKeySequence.StandardKey.Find).toString(native)
        keys = [
            (find, self.tr("go to the search line")),
            (self.tr("Down"), self.tr("from the search line to the list")),
            (self.tr("Left, Right"), self.tr("fold and unfold a platform")),
            (self.tr("Enter"), self.tr("add to the map; on a platform: unfold, or try again")),
            ("F5", self.tr("ask the platform again")),
            (self.tr("Menu"), self.tr("all that can be done with the row")),
            ("Ctrl+B", self.tr("give the row a star, or take it: your favourites")),
            (
                self.tr("Esc"),
                self.tr("clear the search, then the filters, then stop asking the platforms"),
            ),
        ]
        grid = self._grid()
        for number, (key, text) in enumerate(keys):
            grid.addWidget(self._heading(key), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._text(text), number, 1)
        return grid

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        return grid

    def _text(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text, self)
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        return label
