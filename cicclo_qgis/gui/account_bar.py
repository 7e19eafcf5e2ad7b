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

from cicclo_qgis.gui import facts, row_texts, sentences, session_texts, ways
from cicclo_qgis.gui.accounts import Accounts
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.text import menu_text, plain, tooltip
from cicclo_qgis.gui.tree_nodes import PlatformNode
from cicclo_qgis.signin.state import SessionState


class AccountBar(QWidget):
    """Shows the sessions of all platforms.

    ``sign_in(str, object)``, ``cancel(str)``, ``sign_out(str, bool)``: what was asked for of a
    platform; the object is the way in that was chosen, None for the best. ``sessions_wanted()``:
    the window of all sessions.
    """

    sign_in = pyqtSignal(str, object)
    sessions_wanted = pyqtSignal()
    cancel = pyqtSignal(str)
    sign_out = pyqtSignal(str, bool)

    def __init__(self, parent: Optional[QWidget] = None, people: Optional[Accounts] = None) -> None:
        super().__init__(parent)
        self._people = people
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
        self.cancel_button.clicked.connect(self._cancel)
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
        self.cancel_button.setVisible(self._busy is not None)
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
        self._add_accounts(menu, platform_id)
        here = menu.addAction(self.tr("Sign out here"))
        here.triggered.connect(lambda: self.sign_out.emit(platform_id, False))
        everywhere = menu.addAction(self.tr("Sign out here and at ProConnect"))
        everywhere.triggered.connect(lambda: self.sign_out.emit(platform_id, True))

    def _add_accounts(self, menu: QMenu, platform_id: str) -> None:
        """The other accounts of that platform, and the way to one more."""
        if self._people is None:
            return
        self._add_resting(menu, self._people, platform_id)
        another = menu.addAction(self.tr("Sign in with another account…"))
        another.triggered.connect(lambda: self._people.another(platform_id))
        menu.addSeparator()

    def _add_resting(self, menu: QMenu, people: Accounts, platform_id: str) -> None:
        for account in people.of(platform_id):
            if account.active:
                continue
            name = menu_text(session_texts.account_name(account))
            action = menu.addAction(Icon.PERSON.icon(), self.tr("Go on as {who}").format(who=name))
            action.triggered.connect(
                lambda _checked=False, chosen=account.account: people.use(platform_id, chosen)
            )

    def _told(self, node: PlatformNode) -> Sequence[str]:
        session = node.session
        lines = [sentences.session(session)]
        if session.until is not None:
            lines.append(self.tr("Until {moment}").format(moment=facts.moment(session.until)))
        if session.kept_in:
            lines.append(self.tr("Kept in {store}").format(store=sentences.store(session.kept_in)))
        return lines

    def _add_sign_in(self, node: PlatformNode) -> None:
        platform_id = node.platform.id
        name = row_texts.platform_name(node)
        if node.session.state.busy:
            action = self.menu.addAction(
                menu_text(self.tr("Cancel the sign-in to {platform}").format(platform=name))
            )
            action.triggered.connect(lambda: self.cancel.emit(platform_id))
            return
        text = self.tr("Sign in to {platform}…")
        if node.session.state in (SessionState.EXPIRED, SessionState.FAILED):
            text = self.tr("Sign in again to {platform}…")
        text = menu_text(text.format(platform=name))
        people = self._people
        rests = people is not None and bool(people.of(platform_id))
        if len(node.platform.access) > 1 or rests:
            inside = self.menu.addMenu(Icon.SIGN_IN.icon(), text)
            if people is not None:
                self._add_resting(inside, people, platform_id)
            ways.fill(inside, node.platform, lambda way: self.sign_in.emit(platform_id, way))
            action = inside.menuAction()
        else:
            action = self.menu.addAction(Icon.SIGN_IN.icon(), text)
            action.triggered.connect(lambda: self.sign_in.emit(platform_id, None))
        action.setToolTip(tooltip(sentences.session(node.session)))

    def _cancel(self) -> None:
        if self._busy is not None:
            self.cancel.emit(self._busy.platform.id)


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
