"""What narrows the list, as small buttons that take it off again; lines follow the width."""

from __future__ import annotations

from typing import Callable, List, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QPoint, QRect, QSize, Qt
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QSizePolicy, QToolButton, QWidget

from cicclo_qgis.gui.text import menu_text, tooltip

Chip = Tuple[str, Callable[[], None]]
"""Its words, and what takes it off."""

_CROSS = "\u2715"
_GAP = 3


class ChipLine(QWidget):
    """Shows chips side by side, as many lines as they need; by Tab they follow ``after``."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Filters in use"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._chips: List[_ChipButton] = []
        self.after: Optional[QWidget] = None
        self.hide()

    def show_chips(self, chips: Sequence[Chip], clear: Callable[[], None]) -> None:
        """Take the chips; with several of them a last one takes all off."""
        focused = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for old in self._chips:
            old.hide()
            old.deleteLater()
        self._chips = [self._chip(text, f"{text} {_CROSS}", off) for text, off in chips]
        if len(chips) > 1:
            self._chips.append(self._chip("", self.tr("Remove all"), clear))
        before = self.after
        for chip in self._chips:
            if before is not None:
                QWidget.setTabOrder(before, chip)
            before = chip
        self.setVisible(bool(self._chips))
        self._lay()
        if focused is not None and self._chips:
            self._chips[min(focused, len(self._chips) - 1)].setFocus()

    def texts(self) -> List[str]:
        """What the chips say, for those who cannot see them."""
        return [chip.said for chip in self._chips if chip.said]

    def buttons(self) -> Sequence[QToolButton]:
        """The chips, in order."""
        return tuple(self._chips)

    def _chip(self, said: str, shown: str, off: Callable[[], None]) -> _ChipButton:
        chip = _ChipButton(said, shown, self)
        if said:
            text = self.tr("Remove the filter {filter}").format(filter=said)
            chip.setAccessibleName(text)
            chip.setToolTip(tooltip(text))
        chip.clicked.connect(lambda: off())
        chip.show()
        return chip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the lines anew."""
        super().resizeEvent(event)
        self._lay()

    def sizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(60, self.height())

    def _lay(self) -> None:
        right, spot, line = max(40, self.width()), QPoint(0, 0), 0
        for chip in self._chips:
            size = chip.fitted(right)
            if spot.x() and spot.x() + size.width() > right:
                spot = QPoint(0, spot.y() + line + _GAP)
                line = 0
            chip.setGeometry(QRect(spot, size))
            spot.setX(spot.x() + size.width() + _GAP)
            line = max(line, size.height())
        height = spot.y() + line
        if self._chips and height != self.height():
            self.setFixedHeight(height)


class _ChipButton(QToolButton):
    """A button that shortens its words to the room there is."""

    def __init__(self, said: str, shown: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.said = said
        self._shown = shown
        self.setObjectName("chip")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoRaise(not said)
        self.setText(menu_text(shown))
        if not said:
            self.setAccessibleName(shown)

    def fitted(self, width: int) -> QSize:
        """Its size when there is so much room."""
        self.setText(menu_text(self._shown))
        whole = self.sizeHint()
        if whole.width() <= width:
            return whole
        metrics, tail = self.fontMetrics(), f" {_CROSS}" if self.said else ""
        room = width - (whole.width() - metrics.horizontalAdvance(self._shown))
        room -= metrics.horizontalAdvance(tail)
        body = self.said or self._shown
        short = metrics.elidedText(body, Qt.TextElideMode.ElideRight, max(20, room))
        self.setText(menu_text(f"{short}{tail}"))
        return QSize(width, whole.height())
