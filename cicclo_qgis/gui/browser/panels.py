"""What stands in the page's place when none is shown: a trouble and its next step, or a wait."""

from __future__ import annotations

from typing import NamedTuple, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cicclo_qgis.gui.browser import icons
from cicclo_qgis.gui.browser.trouble import CERTIFICATE_TROUBLES, Trouble

_LONGEST = 200
# Troubles that are someone's doing, not the network's.
GRAVE = (*CERTIFICATE_TROUBLES, Trouble.NOT_ENCRYPTED, Trouble.SCHEME)
_AGAIN = (Trouble.UNREACHABLE, Trouble.STOPPED, Trouble.PROXY_ASKS, Trouble.PROXY_REFUSES)


class _Words(NamedTuple):
    heading: str
    what: str
    next_step: str


class Panel(QWidget):
    """An icon, a heading, one sentence of what happened, one of what to do, and buttons.

    ``may_leave``: another browser could do as well.
    """

    again = pyqtSignal()
    from_start = pyqtSignal()
    elsewhere = pyqtSignal()

    def __init__(self, may_leave: bool, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._may_leave = may_leave
        self._image = QLabel(self)
        self._heading = _label(self)
        font = self._heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setBold(True)
        self._heading.setFont(font)
        self._what = _label(self)
        self._next = _label(self)
        self._again = QPushButton(self.tr("Try again"), self)
        self._again.clicked.connect(self.again)
        self._start = QPushButton(self.tr("Start again"), self)
        self._start.setToolTip(self.tr("Go back to the first page of this sign-in"))
        self._start.clicked.connect(self.from_start)
        self._leave = QPushButton(self.tr("Open in my browser instead…"), self)
        self._leave.clicked.connect(self.elsewhere)
        self._lay_out()

    def show_trouble(self, trouble: Trouble, url: QUrl, said: str) -> None:
        """Tell of a trouble. ``said``: the engine's own words, shown as plain text."""
        words = _words(trouble, url, said)
        grave = trouble in GRAVE
        colour = icons.alarm(self.palette()) if grave else icons.quiet(self.palette())
        self._tell("warning" if grave else "unreachable", colour, words)
        self._again.setVisible(trouble in _AGAIN)
        self._start.show()
        # The person's own browser judges for itself, and may know the authority.
        self._leave.setVisible(trouble is Trouble.AUTHORITY and self._may_leave)
        self.take_keyboard()

    def buttons(self) -> Tuple[QPushButton, ...]:
        """All its buttons from left to right, in sight or not."""
        return self._again, self._start, self._leave

    def take_keyboard(self) -> None:
        """Give the keyboard to the button that is most likely wanted."""
        button = self._again if self._again.isVisibleTo(self) else self._start
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_wait(self) -> None:
        """The pages are done; the platform's answer is being checked."""
        words = _Words(
            self.tr("Finishing the sign-in…"),
            self.tr("The platform has answered; its answer is being checked."),
            self.tr("This window closes by itself."),
        )
        self._tell("waiting", icons.calm(self.palette()), words)
        for button in (self._again, self._start, self._leave):
            button.hide()

    def text(self) -> str:
        """All that is said, for a test and for a screen reader."""
        return "\n".join(label.text() for label in (self._heading, self._what, self._next))

    def _tell(self, drawing: str, colour: QColor, words: _Words) -> None:
        self._image.setPixmap(icons.drawing(drawing, colour, 48, self.devicePixelRatioF()))
        self._heading.setText(words.heading)
        self._what.setText(words.what)
        self._next.setText(words.next_step)
        self.setAccessibleName(words.heading)
        self.setAccessibleDescription(f"{words.what} {words.next_step}")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 24, 40, 24)
        layout.setSpacing(12)
        layout.addStretch(2)
        for widget in (self._image, self._heading, self._what, self._next):
            layout.addWidget(widget)
        buttons = QHBoxLayout()
        for button in (self._again, self._start, self._leave):
            button.setAutoDefault(True)
            # A least width of our own stands for Qt's, which is that of the text.
            button.setMinimumWidth(max(112, button.sizeHint().width()))
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addStretch(3)


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    # Words of a page or of the engine are never read as markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def cut(text: str, longest: int = _LONGEST) -> str:
    """The text on one line, cut to ``longest`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _words(trouble: Trouble, url: QUrl, said: str) -> _Words:
    host, scheme = cut(url.host(), 100), cut(url.scheme(), 40)
    if trouble in CERTIFICATE_TROUBLES:
        return _certificate_words(trouble, host, cut(said))
    if trouble is Trouble.NOT_ENCRYPTED:
        return _Words(
            QCoreApplication.translate("Panel", "This page is not encrypted"),
            QCoreApplication.translate(
                "Panel", "The sign-in leads to http://{host}, where others could read along."
            ).format(host=host),
            QCoreApplication.translate(
                "Panel", "It was not opened and nothing was sent. Please tell the platform's team."
            ),
        )
    if trouble is Trouble.SCHEME:
        return _Words(
            QCoreApplication.translate("Panel", "This address is not opened here"),
            QCoreApplication.translate(
                "Panel", "The page wants to open an address of the kind “{scheme}:”."
            ).format(scheme=scheme),
            QCoreApplication.translate(
                "Panel", "Signing in does not need it. Start again, or cancel."
            ),
        )
    if trouble in (Trouble.PROXY_ASKS, Trouble.PROXY_REFUSES):
        return _proxy_words(trouble, cut(said, 100))
    return _passing_words(trouble, host)


def _certificate_words(trouble: Trouble, host: str, said: str) -> _Words:
    translate = QCoreApplication.translate
    what = translate("Panel", "Its certificate was refused.")
    if said:
        what = translate("Panel", "Its certificate was refused: {said}").format(said=said)
    step = translate(
        "Panel",
        "The page was not opened and nothing was sent. Please tell the platform's team;"
        " there is no way round this here.",
    )
    if trouble is Trouble.AUTHORITY:
        what = translate(
            "Panel", "Nobody that this computer or QGIS trusts vouches for its certificate."
        )
        step = translate(
            "Panel",
            "The page was not opened and nothing was sent. Ask your network team: if it has an"
            " authority of its own, add that to QGIS's options (Authentication, Manage"
            " certificates), then sign in again.",
        )
    elif trouble is Trouble.NAME:
        what = translate("Panel", "Its certificate was made out to another server.")
    elif trouble is Trouble.DATE:
        what = translate("Panel", "Its certificate has expired, or does not hold yet.")
        step = translate(
            "Panel",
            "The page was not opened and nothing was sent. Check this computer's clock; if it is"
            " right, please tell the platform's team.",
        )
    heading = translate("Panel", "The connection to {host} is not safe").format(host=host)
    return _Words(heading, what, step)


def _proxy_words(trouble: Trouble, proxy: str) -> _Words:
    translate = QCoreApplication.translate
    if trouble is Trouble.PROXY_ASKS:
        return _Words(
            translate("Panel", "The proxy does not let you through"),
            translate("Panel", "The proxy {proxy} wants a user name and a password.").format(
                proxy=proxy
            ),
            translate("Panel", "Write them in QGIS's options, page Network, then try again."),
        )
    return _Words(
        translate("Panel", "The proxy does not let you through"),
        translate(
            "Panel", "The proxy {proxy} refused the user name or the password set in QGIS."
        ).format(proxy=proxy),
        translate("Panel", "Correct them in QGIS's options, page Network, then sign in again."),
    )


def _passing_words(trouble: Trouble, host: str) -> _Words:
    if trouble is Trouble.STOPPED:
        return _Words(
            QCoreApplication.translate("Panel", "The page stopped working"),
            QCoreApplication.translate("Panel", "The part of the browser that shows it has ended."),
            QCoreApplication.translate("Panel", "Try again; nothing else of QGIS is touched."),
        )
    if trouble is Trouble.DECLINED:
        return _Words(
            QCoreApplication.translate("Panel", "This answer was not accepted"),
            QCoreApplication.translate("Panel", "What came back does not belong to this sign-in."),
            QCoreApplication.translate("Panel", "Start again, or cancel."),
        )
    return _Words(
        QCoreApplication.translate("Panel", "{host} does not answer").format(host=host),
        QCoreApplication.translate("Panel", "The page could not be reached."),
        QCoreApplication.translate(
            "Panel", "Check the network, and the proxy in QGIS's options, then try again."
        ),
    )
