"""The address, always in sight: state of the connection, scheme, host in bold, path in grey.

The host is never cut at its right end, where its owner is named; a long one loses its left end.
"""

from __future__ import annotations

from enum import Enum
from typing import List, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QRect, QSize, Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from qgis.PyQt.QtWidgets import QLineEdit, QSizePolicy, QStyle, QStyleOptionFrame, QWidget

from cicclo_qgis.gui.browser import icons
from cicclo_qgis.gui.browser.addresses import is_loopback

_PAD = 8
_ICON = 18
_Piece = Tuple[str, QFont, QColor]


class Safety(Enum):
    """What the connection to the page shown is worth."""

    NONE = "none"
    LOCKED = "locked"
    LOCAL = "local"
    WARNING = "warning"


class AddressBar(QLineEdit):
    """Read-only; a screen reader reads it as a text field named by its safety.

    ``about``: the person asks about the connection, by a click on its state or by Enter.
    """

    about = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._url = QUrl()
        self._safety = Safety.NONE
        self.setReadOnly(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def safety(self) -> Safety:
        """What is shown beside the address."""
        return self._safety

    def show_address(self, url: QUrl, safety: Optional[Safety] = None) -> None:
        """Show where the page comes from; without ``safety``, as a page that was let in."""
        self._url = QUrl(url)
        if safety is not None:
            self._safety = safety
        elif url.scheme() == "https":
            self._safety = Safety.LOCKED
        elif is_loopback(url):
            self._safety = Safety.LOCAL
        else:
            self._safety = Safety.NONE
        self.setText("".join(self._parts()))
        self.setCursorPosition(0)
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """As tall as the text and the icon need."""
        height = max(self.fontMetrics().height(), _ICON) + 14
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """Room for a host that can be told apart."""
        return QSize(180, self.sizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the icon asks about the connection."""
        super().mouseReleaseEvent(event)
        if self._safety is not Safety.NONE and event.pos().x() < _PAD + _ICON + 4:
            self.about.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks about the connection, as a click on the icon does."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and self._safety is not Safety.NONE:
            self.about.emit()
        else:
            super().keyPressEvent(event)

    # -- words ----------------------------------------------------------------------------------

    def _parts(self) -> Tuple[str, str, str]:
        """Scheme, host with port, path; the query is left out, it holds nothing to read."""
        url = self._url
        if not url.host():
            return "", "", url.toString() if not url.isEmpty() else ""
        # Punycode: a host in look-alike letters shows as what it is.
        host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
        if ":" in host:
            host = f"[{host}]"
        port = f":{url.port()}" if url.port() != -1 else ""
        path = url.path(QUrl.ComponentFormattingOption.FullyEncoded)
        return f"{url.scheme()}://", host + port, path

    def _describe(self) -> None:
        words = {
            Safety.NONE: QCoreApplication.translate("SignInWindow", "Address of the page"),
            Safety.LOCKED: QCoreApplication.translate(
                "SignInWindow", "Address of the page, secure connection"
            ),
            Safety.LOCAL: QCoreApplication.translate(
                "SignInWindow", "Address of the page, on this computer, not encrypted"
            ),
            Safety.WARNING: QCoreApplication.translate(
                "SignInWindow", "Address of the page, connection refused"
            ),
        }[self._safety]
        self.setAccessibleName(words)
        self.setToolTip(f"{words}\n{self.text()}")

    # -- drawing --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame of the style, then the icon and the three parts of the address."""
        painter = QPainter(self)
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        panel = QStyle.PrimitiveElement.PE_PanelLineEdit
        self.style().drawPrimitive(panel, option, painter, self)
        self._draw_icon(painter)
        left = _PAD if self._safety is Safety.NONE else _PAD + _ICON + 8
        room = self.width() - left - _PAD
        for text, font, colour in self._pieces(room):
            painter.setFont(font)
            painter.setPen(colour)
            width = QFontMetrics(font).horizontalAdvance(text)
            area = QRect(left, 0, width + 1, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            left += width
        painter.end()

    def _draw_icon(self, painter: QPainter) -> None:
        palette = self.palette()
        name, colour = {
            Safety.NONE: ("", QColor()),
            Safety.LOCKED: ("locked", icons.calm(palette)),
            Safety.LOCAL: ("local", palette.color(QPalette.ColorRole.Text)),
            Safety.WARNING: ("warning", self._alarm()),
        }[self._safety]
        if name:
            image = icons.drawing(name, colour, _ICON, self.devicePixelRatioF())
            painter.drawPixmap(_PAD, (self.height() - _ICON) // 2, image)

    def _alarm(self) -> QColor:
        """Some dark themes have lines in a grey on which no red can be read."""
        ink = self.palette().color(QPalette.ColorRole.Text)
        paper = self.palette().color(QPalette.ColorRole.Base)
        return icons.legible(icons.alarm(self.palette()), ink, paper)

    def _pieces(self, room: int) -> List[_Piece]:
        ink = self.palette().color(QPalette.ColorRole.Text)
        grey = icons.faded(ink, self.palette().color(QPalette.ColorRole.Base))
        plain, bold = QFont(self.font()), QFont(self.font())
        bold.setBold(True)
        scheme, host, path = self._parts()
        scheme_ink = self._alarm() if self._safety is Safety.WARNING else grey
        room -= QFontMetrics(plain).horizontalAdvance(scheme)
        host = QFontMetrics(bold).elidedText(host, Qt.TextElideMode.ElideLeft, room)
        room -= QFontMetrics(bold).horizontalAdvance(host)
        path = QFontMetrics(plain).elidedText(path, Qt.TextElideMode.ElideRight, room)
        return [(scheme, plain, scheme_ink), (host, bold, ink), (path, plain, grey)]
