"""A page of the sign-in window: what it may open, and what becomes of each load.

The page is never read and never written to. It asks; the rules answer.
"""

from __future__ import annotations

from typing import Any, Callable, Optional, Set, Tuple

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDateTime, QObject, QTimer, QUrl, pyqtSignal
from qgis.PyQt.QtNetwork import QAuthenticator

from cicclo_qgis.gui.browser import vouching
from cicclo_qgis.gui.browser.addresses import Verdict, is_redirect, judge
from cicclo_qgis.gui.browser.protocol import Proxy
from cicclo_qgis.gui.browser.qtwebengine import QWebEnginePage, QWebEngineProfile
from cicclo_qgis.gui.browser.trouble import Trouble

# How long a load that came to nothing may still turn out to be a download or another load.
_SECOND_THOUGHTS_MS = 300


class SignInPage(QWebEnginePage):
    """One page. ``redirect_uri`` is caught before any connection, wherever it comes from.

    ``pop_up`` makes the page of a new window, or returns None to refuse one. ``vouchers`` answer
    for certificates whose authority the engine does not know; ``proxy`` is the one set in QGIS.
    """

    caught = pyqtSignal(QUrl)  # the loopback redirect, with its code: secret
    troubled = pyqtSignal(object, QUrl, str)  # Trouble, address, what the engine says
    heading_for = pyqtSignal(QUrl)
    arrived = pyqtSignal(bool)  # a page is shown; False when its server called it an error
    said = pyqtSignal(str)  # text of an alert; "" when a question was answered with no
    download_refused = pyqtSignal()

    def __init__(
        self,
        profile: QWebEngineProfile,
        redirect_uri: Optional[QUrl],
        pop_up: Callable[[], Optional[QWebEnginePage]],
        vouchers: vouching.Vouchers,
        proxy: Callable[[], Proxy],
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(profile, parent)
        self._redirect_uri = redirect_uri
        self._pop_up = pop_up
        self._vouchers = vouchers
        self._proxy = proxy
        self._told_proxy: Set[str] = set()
        self._mark: Tuple[QUrl, QDateTime] = (QUrl(), QDateTime())
        self._target = QUrl()
        self._explained = False
        self._turned_away = False
        self._submitted = False
        self._doubt = QTimer(self)
        self._doubt.setSingleShot(True)
        self._doubt.setInterval(_SECOND_THOUGHTS_MS)
        self._doubt.timeout.connect(self._came_to_nothing)
        self.loadStarted.connect(self._started)
        self.loadFinished.connect(self._finished)
        self.renderProcessTerminated.connect(self._terminated)
        self.proxyAuthenticationRequired.connect(self._proxy_asks)
        self._refuse_whatever_is_asked()

    def target(self) -> QUrl:
        """Where the last allowed navigation of this window was going."""
        return QUrl(self._target)

    def may_leave(self) -> bool:
        """Whether another browser could bring the answer just as well."""
        return self._redirect_uri is not None

    def stop(self) -> None:
        """Stop loading; not a trouble to tell of."""
        self._explained = True
        self.triggerAction(QWebEnginePage.WebAction.Stop)

    def note_download(self) -> None:
        """The load became a download, which the profile has refused."""
        self._doubt.stop()
        self._explained = True
        self.download_refused.emit()

    # -- what Qt asks ---------------------------------------------------------------------------

    def acceptNavigationRequest(self, url: QUrl, kind: object, is_main_frame: bool) -> bool:
        """Qt's question before each navigation and each redirect, of the page and its frames."""
        if self._redirect_uri is not None and is_redirect(url, self._redirect_uri):
            if is_main_frame:
                self._explained = True
                self.caught.emit(QUrl(url))
            return False
        verdict = judge(url, is_main_frame)
        if verdict is Verdict.OPEN:
            if is_main_frame:
                self._explained = self._turned_away = False
                self._target = QUrl(url)
                self._note(kind)
                self.heading_for.emit(QUrl(url))
            return True
        if is_main_frame:
            trouble = Trouble.SCHEME if verdict is Verdict.SCHEME else Trouble.NOT_ENCRYPTED
            self._trouble(trouble, url)
        return False

    def _note(self, kind: object) -> None:
        types = QWebEnginePage.NavigationType
        # What a form leads to stays its answer through redirects (Qt 5.14 and later name them).
        if kind != getattr(types, "NavigationTypeRedirect", None):
            self._submitted = kind == types.NavigationTypeFormSubmitted

    def createWindow(self, kind: object) -> Optional[QWebEnginePage]:
        """Qt's question when a page opens another."""
        return self._pop_up()

    def chooseFiles(self, *_: object) -> list:  # noqa: N802 - Qt's name
        """No file of this computer is handed to a page."""
        return []

    def javaScriptAlert(self, origin: QUrl, text: str) -> None:  # noqa: N802 - Qt's name
        """Said in the window's own strip: no dialog, no nested event loop."""
        self.said.emit(text)

    def javaScriptConfirm(self, origin: QUrl, text: str) -> bool:  # noqa: N802 - Qt's name
        """Answered with no."""
        self.said.emit(text)
        return False

    def javaScriptPrompt(  # noqa: N802 - Qt's name
        self, origin: QUrl, text: str, default: str
    ) -> Tuple[bool, str]:
        """Answered with no."""
        self.said.emit(text)
        return False, ""

    def javaScriptConsoleMessage(self, *_: object) -> None:
        """Dropped: a page's console may hold what should not be kept."""

    # -- certificates: Qt 5 calls a method, Qt 6 emits a signal of that same name ----------------

    if not hasattr(QWebEnginePage, "loadingChanged"):

        def certificateError(self, error: Any) -> bool:  # type: ignore[override] # Qt 6's signal
            """Refused, unless someone vouches for it, which takes its time."""
            self._judge(error)
            return False

    def _judge(self, error: Any) -> None:
        trouble, url = vouching.trouble_of(error), error.url()
        held = vouching.hold(error) if trouble is Trouble.AUTHORITY else None
        if held is None:
            vouching.refuse(error)
            self._certificate(url, trouble, vouching.words_of(error))
            return
        self._vouchers.ask(
            url, held.certificateChain(), self, lambda found: self._judged(held, url, found)
        )

    def _judged(self, error: Any, url: QUrl, found: Optional[Trouble]) -> None:
        if found is None:
            vouching.let_through(error)
        else:
            vouching.refuse(error)
            self._certificate(url, found, vouching.words_of(error))

    def _certificate(self, url: QUrl, trouble: Trouble, description: str) -> None:
        # An image or a script from elsewhere is simply not loaded; the page itself is explained.
        if url.host() == self._target.host():
            self._trouble(trouble, url, description)

    def vouched_for(self) -> bool:
        """Whether the page shown is let through by QGIS's authorities, not by the engine's."""
        return self._vouchers.vouched_for(self.url())

    def _proxy_asks(self, url: QUrl, answer: QAuthenticator, host: str) -> None:
        # Told once for each address. Asked again, it has refused; the engine would go on to try
        # the same password some thirty times, which locks accounts.
        proxy, address = self._proxy(), url.toString()
        if proxy.user and address not in self._told_proxy:
            self._told_proxy.add(address)
            answer.setUser(proxy.user)
            answer.setPassword(proxy.secret)
            return
        sip.assign(answer, QAuthenticator())
        self._told_proxy.discard(address)
        self._turned_away = True
        self._trouble(Trouble.PROXY_REFUSES if proxy.user else Trouble.PROXY_ASKS, url, host)

    # -- what becomes of a load -----------------------------------------------------------------

    def _refuse_whatever_is_asked(self) -> None:
        if hasattr(QWebEnginePage, "loadingChanged"):
            signal: Any = self.certificateError
            signal.connect(self._judge)
        if hasattr(self, "permissionRequested"):
            self.permissionRequested.connect(lambda permission: permission.deny())
        elif hasattr(self, "featurePermissionRequested"):
            self.featurePermissionRequested.connect(self._deny)
        for name in ("fullScreenRequested", "registerProtocolHandlerRequested", "quotaRequested"):
            signal = getattr(self, name, None)
            if signal is not None:
                signal.connect(lambda request: request.reject())

    def _deny(self, origin: QUrl, feature: Any) -> None:
        denied = QWebEnginePage.PermissionPolicy.PermissionDeniedByUser
        self.setFeaturePermission(origin, feature, denied)

    def _now(self) -> Tuple[QUrl, QDateTime]:
        return self.url(), self.history().currentItem().lastVisited()

    def _started(self) -> None:
        # The navigation has been judged by now; what was found then is not forgotten here.
        self._doubt.stop()
        self._mark = self._now()

    def _finished(self, ok: bool) -> None:
        # "Not ok" also stands for a page that came with an HTTP error status, ProConnect's own
        # error pages among them; those must be seen. A new visit mark tells that a page came.
        if self._turned_away:
            return  # what has come is the proxy's own word, not the server's
        if ok or self._now() != self._mark:
            # A form that is sent back ("wrong password", ProConnect: status 400) is no error.
            self.arrived.emit(ok or self._submitted)
        elif not self._explained:
            self._doubt.start()

    def _came_to_nothing(self) -> None:
        if not self._explained:
            self._trouble(Trouble.UNREACHABLE, self._target)

    def _terminated(self, status: object, code: int) -> None:
        normal = QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus
        if status != normal:
            self._trouble(Trouble.STOPPED, self.url())

    def _trouble(self, trouble: Trouble, url: QUrl, said: str = "") -> None:
        self._doubt.stop()
        self._explained = True
        self.troubled.emit(trouble, QUrl(url), said)
