"""Under the list: what it amounts to, how far the platforms are, and how to wait no more."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QPainter, QPaintEvent, QPalette
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from cicclo_qgis.gui import colours, empty_pages
from cicclo_qgis.gui.icons import theme
from cicclo_qgis.gui.tool_button import tool_button
from cicclo_qgis.gui.tree_model import Tally

# A platform that answers at once is no reason for a flash.
_PATIENCE_MS = 300
_THIN = 3


class Foot(QWidget):
    """The summary of the list and, while platforms are asked, a thin bar and "stop".

    Bar and button keep their place while they are hidden: the list above never jumps.
    ``stopped()``: the person does not want to wait for more.
    """

    stopped = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.label = QLabel(self)
        self.label.setAccessibleName(self.tr("Summary of the list"))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.bar = _ThinBar(self)
        self.bar.setAccessibleName(self.tr("Platforms that have answered"))
        text = self.tr("Stop asking the platforms; what they have told stays (Esc)")
        self.stop_button = tool_button(theme("/mTaskCancel.svg"), text, self)
        self.stop_button.clicked.connect(self.stopped)
        for part in (self.bar, self.stop_button):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
            part.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._show_running(True))
        self._build()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.label, 1)
        line.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(self.bar)
        whole.addLayout(line)

    def tell(self, tally: Tally, filtered: bool) -> None:
        """Take what the list amounts to now."""
        self.label.setText(empty_pages.summary(tally, filtered))
        self.bar.tell(tally.platforms - tally.waiting, tally.platforms)
        if not tally.waiting:
            self._patience.stop()
            self._show_running(False)
        elif not (self._patience.isActive() or self.stop_button.isVisibleTo(self)):
            self._patience.start()
        self.setVisible(bool(self.label.text()))

    def _show_running(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.stop_button.setVisible(running)


class _ThinBar(QProgressBar):
    """A line that grows; the words beside it say the same. Every style draws thin bars badly."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setFixedHeight(_THIN)

    def tell(self, done: int, of: int) -> None:
        """Show that ``done`` of so many have answered."""
        # Qt would paint at once, whatever waits to be painted with it, for each answer.
        self.setUpdatesEnabled(False)
        self.setRange(0, max(1, of))
        self.setValue(done)
        self.setUpdatesEnabled(True)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the dock."""
        return QSize(40, _THIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line in the theme's colours."""
        role, rect = QPalette.ColorRole, self.rect()
        painter = QPainter(self)
        ground, ink = self.palette().color(role.Window), self.palette().color(role.WindowText)
        painter.fillRect(rect, colours.blend(ink, ground, 0.15))
        part = rect.width() * self.value() // max(1, self.maximum())
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            rect.setLeft(rect.right() - part + 1)
        else:
            rect.setWidth(part)
        painter.fillRect(rect, self.palette().color(role.Highlight))
        painter.end()
