"""Who is signed in where, in one line, with a menu to sign in and out."""

from __future__ import annotations

from typing import Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
    QWidgetAction,
)

from cicclo_qgis.gui import commands, facts, resting, row_texts, sentences
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.offer import Offer
from cicclo_qgis.gui.text import menu_text, plain, tooltip
from cicclo_qgis.gui.tree_nodes import PlatformNode
from cicclo_qgis.signin.state import SessionState

_IN = (commands.CANCEL_SIGN_IN, commands.SIGN_IN)
_OUT = (commands.SIGN_OUT, commands.SIGN_OUT_EVERYWHERE)


class AccountBar(QWidget):
    """Shows the sessions of all platforms.

    ``sessions_wanted()``: the window of all sessions.
    """

    sessions_wanted = pyqtSignal()

    def __init__(self, desk: Desk, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._nodes: Sequence[PlatformNode] = ()
        self._busy: Optional[PlatformNode] = None
        self._drawn: Optional[Tuple[Icon, int]] = None
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        self._icon = QLabel(self)
        self.label = _ElidedLabel(self)
        self.button = QPushButton(self)
        self.button.setMenu(self.menu)
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.setAccessibleName(self.tr("Cancel the sign-in"))
        self._cancel = Offer(self.cancel_button, desk, commands.CANCEL_SIGN_IN)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._icon)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.cancel_button)
        self.show_sessions(())

    def show_sessions(self, nodes: Sequence[PlatformNode]) -> None:
        """Take the platforms with their sessions."""
        self._nodes = [n for n in nodes if n.platform.access or n.session.state.usable]
        self._busy = next((n for n in self._nodes if n.session.state.busy), None)
        if self._busy is None:
            self._cancel.none()
        else:
            self._cancel.make(Target(self._busy.platform.id))
        text, icon = self._summary()
        side = max(16, self.fontMetrics().height())
        if (icon, side) != self._drawn:
            self._drawn = (icon, side)
            self._icon.setPixmap(icon.icon().pixmap(QSize(side, side)))
        self.label.say(text)
        anyone = any(n.session.state.usable for n in self._nodes)
        self.button.setText(self.tr("Account") if anyone else self.tr("Sign in"))
        self.button.setAccessibleDescription(text)
        self.button.setVisible(self._busy is None)
        self.setVisible(bool(self._nodes))

    def _summary(self) -> Tuple[str, Icon]:
        if self._busy is not None:
            text = self.tr("Signing in to {platform}…")
            return text.format(platform=row_texts.platform_name(self._busy)), Icon.SIGN_IN
        usable = [n for n in self._nodes if n.session.state.usable]
        ended = [n for n in self._nodes if n.session.state is SessionState.EXPIRED]
        if ended and not usable:
            text = self.tr("Session ended on {platform}")
            return text.format(platform=row_texts.platform_name(ended[0])), Icon.SIGN_IN
        if not usable:
            return self.tr("Not signed in"), Icon.SIGN_IN
        names = list(dict.fromkeys(plain(n.session.who, 80) for n in usable if n.session.who))
        who = ", ".join(names) or self.tr("Signed in")
        if len(usable) == 1:
            where = row_texts.platform_name(usable[0])
        else:
            where = self.tr("{count} platforms").format(count=row_texts.number(len(usable)))
        return f"{who} · {where}", Icon.PERSON

    def _fill(self) -> None:
        self.menu.clear()
        signed_in = [n for n in self._nodes if n.session.state.usable]
        others = [n for n in self._nodes if not n.session.state.usable]
        for node in signed_in:
            self._add_session(node)
        if signed_in and others:
            self.menu.addSeparator()
        for node in others:
            self._add_sign_in(node)
        self.menu.addSeparator()
        window = self.menu.addAction(self.tr("Sessions…"))
        window.setToolTip(tooltip(self.tr("All sessions: since when, until when, kept where")))
        window.triggered.connect(self.sessions_wanted)

    def _add_session(self, node: PlatformNode) -> None:
        name, who = row_texts.platform_name(node), plain(node.session.who, 80)
        title = f"{name} · {who}" if who else name
        menu = self.menu.addMenu(Icon.PERSON.icon(), menu_text(title))
        platform_id = node.platform.id
        told = QWidgetAction(menu)
        told.setDefaultWidget(_told_widget(self._told(node), menu))
        menu.addAction(told)
        menu.addSeparator()
        resting.fill(menu, self._desk.accounts, platform_id)
        another = menu.addAction(self.tr("Sign in with another account…"))
        another.triggered.connect(lambda: self._desk.accounts.another(platform_id))
        menu.addSeparator()
        commands.fill(menu, _OUT, self._desk, Target(platform_id))

    def _told(self, node: PlatformNode) -> Sequence[str]:
        session = node.session
        lines = [sentences.session(session)]
        if session.until is not None:
            lines.append(self.tr("Until {moment}").format(moment=facts.moment(session.until)))
        if session.kept_in:
            lines.append(self.tr("Kept in {store}").format(store=sentences.store(session.kept_in)))
        return lines

    def _add_sign_in(self, node: PlatformNode) -> None:
        for action in commands.fill(self.menu, _IN, self._desk, Target(node.platform.id)):
            action.setToolTip(tooltip(sentences.session(node.session)))


class _ElidedLabel(QLabel):
    """One line of plain text, shortened where it must; the whole of it is in the tool tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Take the text."""
        self._whole = text
        self.setAccessibleName(text)
        self.setToolTip(tooltip(text))
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        right = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._whole, right, self.width()))


def _told_widget(lines: Sequence[str], parent: QWidget) -> QLabel:
    """Lines of a menu that are there to be read."""
    label = QLabel("\n".join(lines), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(10, 6, 10, 6)
    return label
