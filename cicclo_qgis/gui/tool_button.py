"""A flat button with a picture, reachable by the keyboard, told to those who cannot see it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QToolButton, QWidget

from cicclo_qgis.gui.text import tooltip


def tool_button(icon: QIcon, text: str, parent: QWidget) -> QToolButton:
    """``text``: its name and tool tip."""
    button = QToolButton(parent)
    button.setIcon(icon)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setToolTip(tooltip(text))
    button.setAccessibleName(text)
    side = max(16, parent.fontMetrics().height())
    button.setIconSize(QSize(side, side))
    return button
