"""The sign-in window: the platform's own pages, with their address always in sight."""

from __future__ import annotations

from typing import Dict

from qgis.PyQt.QtCore import QPoint, QSize, Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QCloseEvent, QKeySequence, QShowEvent
from qgis.PyQt.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QShortcut,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui.browser import icons
from cicclo_qgis.gui.browser.address_bar import AddressBar, Safety
from cicclo_qgis.gui.browser.more_menu import MoreMenu
from cicclo_qgis.gui.browser.page import SignInPage
from cicclo_qgis.gui.browser.panels import GRAVE, Panel, cut
from cicclo_qgis.gui.browser.qtwebengine import QWebEnginePage, QWebEngineView
from cicclo_qgis.gui.browser.trouble import Trouble

_SIZE = QSize(560, 720)
_ZOOM_STEPS = (0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class SignInWindow(QDialog):
    """One window with one page; a pop-up is another of these. Non-modal."""

    left = pyqtSignal()  # closed by the person: Cancel, Esc or the window's own button
    elsewhere = pyqtSignal()  # the person would rather use another browser

    def __init__(self, page: SignInPage, platform: str, start: QUrl, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = page
        self._start = start
        self._over = False
        self._waiting = False
        self._drawings: Dict[QToolButton, str] = {}
        page.setParent(self)
        self.setWindowTitle(self.tr("Sign in to {platform}").format(platform=cut(platform, 80)))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        icon = icons.window_icon()
        if not icon.isNull():
            self.setWindowIcon(icon)
        self._make_tools()
        self._make_middle()
        self._make_foot()
        self._lay_out()
        self._connect()
        self._make_shortcuts()
        self.resize(_SIZE)

    # -- what the visit asks of the window -------------------------------------------------------

    def page(self) -> SignInPage:
        """The page shown."""
        return self._page

    def begin(self) -> None:
        """Load the first page."""
        if not self._over:
            self._page.load(self._start)

    def come_forward(self) -> None:
        """Show the window above the others, with the keyboard in it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if self._stack.currentWidget() is self._view:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_wait(self) -> None:
        """The answer has been caught and is being checked."""
        self._waiting = True
        self._panel.show_wait()
        self._stack.setCurrentWidget(self._panel)

    def show_trouble(self, trouble: Trouble, url: QUrl, said: str = "") -> None:
        """Tell of a trouble in the page's place. There is no way past it but back."""
        self._waiting = False
        if trouble in GRAVE:
            self.address.show_address(url, Safety.WARNING)
        elif trouble is Trouble.UNREACHABLE:
            self.address.show_address(url, Safety.NONE)
        self._stack.setCurrentWidget(self._panel)
        self._panel.show_trouble(trouble, url, said)
        self._loading(False)

    def finish(self) -> None:
        """Close without a word to the visit, and let go of the page."""
        self._over = True
        self._page.stop()
        self.close()
        self.deleteLater()

    def trouble_text(self) -> str:
        """What is told in the page's place; empty while a page is shown."""
        return self._panel.text() if self._stack.currentWidget() is self._panel else ""

    def reject(self) -> None:
        """Esc and Cancel."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """However the person closes the window, the visit hears of it once."""
        if not self._over:
            self._over = True
            self.left.emit()
        # QDialog's own answer would ask ``reject``, and so this again.
        event.accept()

    # -- making ---------------------------------------------------------------------------------

    def _make_tools(self) -> None:
        self._back = self._tool("back", self.tr("Back"))
        self._reload = self._tool("reload", self.tr("Reload"))
        self._stop = self._tool("stop", self.tr("Stop loading"))
        self.address = AddressBar(self)
        self._more = self._tool("more", self.tr("More"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.menu = MoreMenu(self, self._page.may_leave())
        self._more.setMenu(self.menu)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(3)
        self._progress.setAccessibleName(self.tr("Loading"))
        # The style's own bar is far taller than a line.
        self._progress.setStyleSheet(
            "QProgressBar { border: none; background: transparent; }"
            " QProgressBar::chunk { background: palette(highlight); }"
        )

    def _tool(self, drawing: str, name: str) -> QToolButton:
        button = QToolButton(self)
        self._drawings[button] = drawing
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedSize(32, 32)
        return button

    def _make_middle(self) -> None:
        self._notice = QLabel(self)
        self._notice.setTextFormat(Qt.TextFormat.PlainText)
        self._notice.setWordWrap(True)
        self._notice.setContentsMargins(12, 6, 12, 6)
        self._notice.hide()
        self._view = QWebEngineView(self)
        self._view.setAccessibleName(self.tr("The platform's page"))
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.setAcceptDrops(False)
        self._view.setPage(self._page)
        self._panel = Panel(self._page.may_leave(), self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._panel)

    def _make_foot(self) -> None:
        self._promise = QLabel(
            self.tr(
                "You are signing in on the platform's own pages; QGIS never sees your password."
            ),
            self,
        )
        self._promise.setWordWrap(True)
        self._shield = QLabel(self)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setToolTip(self.tr("Close this window without signing in (Esc)"))
        self._cancel.setMinimumWidth(max(88, self._cancel.sizeHint().width()))
        # An Enter that the page leaves unused must not press the button.
        self._cancel.setAutoDefault(False)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(8, 8, 8, 8)
        tools.setSpacing(4)
        for button in (self._back, self._reload, self._stop):
            tools.addWidget(button)
        tools.addSpacing(4)
        tools.addWidget(self.address, 1)
        tools.addWidget(self._more)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 10, 12, 10)
        foot.setSpacing(10)
        foot.addWidget(self._shield)
        foot.addWidget(self._promise, 1)
        foot.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(tools)
        layout.addWidget(self._progress)
        layout.addWidget(self._notice)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
        self._loading(False)

    def _connect(self) -> None:
        page = self._page
        page.urlChanged.connect(self._at)
        page.loadStarted.connect(self._started)
        page.loadProgress.connect(self._progress.setValue)
        page.loadFinished.connect(lambda ok: self._loading(False))
        page.arrived.connect(self._arrived)
        page.troubled.connect(self.show_trouble)
        page.heading_for.connect(self._heading_for)
        page.said.connect(self._page_said)
        self.address.about.connect(self.menu.about)
        page.download_refused.connect(self._download_refused)
        self._back.clicked.connect(self.go_back)
        self._reload.clicked.connect(self.reload)
        self._stop.clicked.connect(page.stop)
        self._cancel.clicked.connect(self.close)
        self._panel.again.connect(self.reload)
        self._panel.from_start.connect(lambda: page.load(self._start))
        self._panel.elsewhere.connect(self.menu.ask_to_leave)
        self._view.customContextMenuRequested.connect(self._menu)

    def _make_shortcuts(self) -> None:
        for keys, act in (
            ("Esc", self.close),
            ("F5", self.reload),
            ("Ctrl+R", self.reload),
            ("Alt+Left", self.go_back),
            ("Ctrl++", lambda: self.zoom_by(1)),
            ("Ctrl+=", lambda: self.zoom_by(1)),
            ("Ctrl+-", lambda: self.zoom_by(-1)),
            ("Ctrl+0", self.zoom_back),
            ("F6", self.cross),
            ("Ctrl+L", lambda: self.address.setFocus(Qt.FocusReason.ShortcutFocusReason)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def showEvent(self, event: QShowEvent) -> None:
        """The theme's colours are known when its style sheet has been put on, which is now."""
        palette = self.palette()
        for button, drawing in self._drawings.items():
            button.setIcon(icons.action_icon(drawing, palette))
        quiet = icons.quiet(palette)
        self._promise.setStyleSheet(f"color: {quiet.name()}; background: transparent;")
        self._shield.setPixmap(icons.drawing("shield", quiet, 18, self.devicePixelRatioF()))
        super().showEvent(event)

    # -- what the person does -------------------------------------------------------------------

    def go_back(self) -> None:
        """To the page before; from a trouble, to the page it arose on."""
        if self._stack.currentWidget() is self._panel and not self._page.url().isEmpty():
            self._show_page()
        else:
            self._page.triggerAction(QWebEnginePage.WebAction.Back)

    def reload(self) -> None:
        """Load again what is shown, or what could not be reached."""
        if self._stack.currentWidget() is self._panel:
            target = self._page.target()
            self._page.load(self._start if target.isEmpty() else target)
        else:
            self._page.triggerAction(QWebEnginePage.WebAction.Reload)

    def cross(self) -> None:
        """From the page to the address, and back: no need to go through all of the page."""
        held = self.focusWidget()
        in_page = held is not None and self._stack.isAncestorOf(held)
        there = self.address if in_page else self._stack.currentWidget()
        if there is self._panel:
            self._panel.take_keyboard()
        else:
            there.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def zoom(self) -> float:
        """The magnification of the page."""
        return self._view.zoomFactor()

    def zoom_back(self) -> None:
        """To the usual size."""
        self._view.setZoomFactor(1.0)

    def zoom_by(self, step: int) -> None:
        """So many steps larger, or smaller."""
        nearest = min(_ZOOM_STEPS, key=lambda size: abs(size - self._view.zoomFactor()))
        index = _ZOOM_STEPS.index(nearest) + step
        self._view.setZoomFactor(_ZOOM_STEPS[max(0, min(index, len(_ZOOM_STEPS) - 1))])

    def _menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, name in (
            (self.tr("Cut"), "Cut"),
            (self.tr("Copy"), "Copy"),
            (self.tr("Paste"), "Paste"),
            (self.tr("Select all"), "SelectAll"),
        ):
            original = self._page.action(getattr(QWebEnginePage.WebAction, name))
            entry = menu.addAction(text, original.trigger)
            entry.setEnabled(original.isEnabled())
        menu.popup(self._view.mapToGlobal(where))

    # -- what the page does ---------------------------------------------------------------------

    def _at(self, url: QUrl) -> None:
        self.address.show_address(url)
        self._back.setEnabled(self._page.history().canGoBack())

    def _heading_for(self, url: QUrl) -> None:
        self._waiting = False
        # Told in words only: the address shown stays that of the page shown, until the next
        # one has come.
        text = self.tr("Going to {host}…").format(host=cut(url.host(), 60))
        self._progress.setAccessibleDescription(text)

    def _started(self) -> None:
        self._notice.hide()
        self._loading(True)

    def _loading(self, busy: bool) -> None:
        self._stop.setEnabled(busy)
        self._progress.setValue(5 if busy else 0)
        self._put_page_in_order()

    def _put_page_in_order(self) -> None:
        """Let Tab go on from the page to what stands below it.

        The engine makes the part that takes the keyboard anew for another site, at the end.
        """
        inner = self._view.focusProxy()
        if inner is not None:
            order = (inner, *self._panel.buttons(), self._cancel)
            for before, after in zip(order, order[1:]):
                QWidget.setTabOrder(before, after)

    def _arrived(self, ok: bool) -> None:
        if self._waiting:
            return  # the page that led to the answer was still coming
        self._show_page()
        if not ok:
            self.tell(self.tr("The server itself calls this page an error."))

    def _show_page(self) -> None:
        self.address.show_address(self._page.url())
        if self._stack.currentWidget() is not self._view:
            self._stack.setCurrentWidget(self._view)
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._back.setEnabled(self._page.history().canGoBack())

    def _page_said(self, text: str) -> None:
        self.tell(self.tr("The page says: {text}").format(text=cut(text)))

    def _download_refused(self) -> None:
        self.tell(self.tr("A download was refused: this window is for signing in only."))

    def tell(self, text: str) -> None:
        """One line between the address and the page, until the next page."""
        self._notice.setText(text)
        palette = self.palette()
        ink, paper = palette.color(self.foregroundRole()), palette.color(self.backgroundRole())
        tint = icons.mixed(paper, icons.alarm(palette), 0.14)
        self._notice.setStyleSheet(f"color: {ink.name()}; background: {tint.name()};")
        self._notice.show()
