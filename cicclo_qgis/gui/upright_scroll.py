"""What is read from top to bottom, and never from side to side."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QWidget


class UprightScroll(QScrollArea):
    """Scrolls up and down alone: it is never narrower than what stands in it."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_whole(self, inner: QWidget) -> None:
        """Take what is to be read, in place of what stood there."""
        self.setWidget(inner)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As wide as its content needs, with the bar beside it."""
        least, inner = super().minimumSizeHint(), self.widget()
        if inner is None:
            return least
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(max(least.width(), inner.minimumSizeHint().width() + bar), least.height())
