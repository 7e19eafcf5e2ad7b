"""A page in place of an empty list: what this is, and what to do next."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon, QPalette
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cicclo_qgis.gui.upright_scroll import UprightScroll


class EmptyState(QWidget):
    """An icon, a short title, one or two sentences, one button; sometimes a way past the page."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = self._label()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._text = self._label()
        self._button = QPushButton(self)
        self._button.clicked.connect(self._act)
        self._behind = QPushButton(self.tr("Show the platforms"), self)
        self._behind.clicked.connect(self._go_behind)
        self._action: Optional[Callable[[], None]] = None
        self._past: Optional[Callable[[], None]] = None
        # On a small screen it scrolls: the window of QGIS must not grow beyond the screen for it.
        inner, scroll = QWidget(self), UprightScroll(self)
        inner.setAutoFillBackground(True)
        inner.setBackgroundRole(QPalette.ColorRole.Base)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        layout = QVBoxLayout(inner)
        layout.addStretch(2)
        layout.addWidget(self._icon)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addSpacing(4)
        buttons = QVBoxLayout()  # one as wide as the other
        buttons.addWidget(self._button)
        buttons.addWidget(self._behind)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(buttons)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addStretch(3)
        scroll.show_whole(inner)

    def say(
        self,
        icon: QIcon,
        title: str,
        text: str,
        button: str,
        action: Callable[[], None],
        past: Optional[Callable[[], None]] = None,
    ) -> None:
        """Fill the page. Texts are shown as they are, never as markup."""
        side = max(32, self.fontMetrics().height() * 2)
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(button)
        self._button.setAccessibleDescription(text)
        self._action, self._past = action, past
        self._behind.setVisible(past is not None)

    def _go_behind(self) -> None:
        if self._past is not None:
            self._past()

    def _act(self) -> None:
        if self._action is not None:
            self._action()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label
