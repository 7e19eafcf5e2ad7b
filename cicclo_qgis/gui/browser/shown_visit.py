"""One visit as it stands on the screen: its window, its pop-ups, and what it watches for."""

from __future__ import annotations

from typing import Callable, List, Optional, Tuple

from qgis.PyQt.QtCore import QObject, QTimer, QUrl, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui.browser.addresses import is_under
from cicclo_qgis.gui.browser.page import SignInPage
from cicclo_qgis.gui.browser.profile import CookieWatch
from cicclo_qgis.gui.browser.protocol import Proxy
from cicclo_qgis.gui.browser.qtwebengine import QWebEngineProfile
from cicclo_qgis.gui.browser.trouble import Trouble
from cicclo_qgis.gui.browser.vouching import Vouchers
from cicclo_qgis.gui.browser.window import SignInWindow
from cicclo_qgis.signin.browser import Arrival, Cookie, Visit

# The engine tells of a page's cookies a moment after the page itself.
_COOKIES_SETTLE_MS = 120
# What the engine needs to remove a cookie before the first page is asked for.
_REMOVAL_MS = 150
# More pop-ups than any second factor needs, fewer than a hostile page would like.
_MOST_POP_UPS = 3


class ShownVisit(QObject):
    """Watches one visit's windows. ``arrived`` carries an Arrival; ``left`` comes once.

    ``elsewhere``: the person would rather use another browser.
    """

    arrived = pyqtSignal(object)
    left = pyqtSignal()
    elsewhere = pyqtSignal()

    def __init__(
        self,
        visit: Visit,
        profile: QWebEngineProfile,
        cookies: CookieWatch,
        vouchers: Vouchers,
        proxy: Callable[[], Proxy],
        beside: Optional[QWidget],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.profile = profile
        self._visit = visit
        self._cookies = cookies
        self._vouchers = vouchers
        self._proxy = proxy
        self._redirect_uri = QUrl(visit.redirect_uri) if visit.redirect_uri else None
        self._prefix = QUrl(visit.cookies_of) if visit.cookies_of else None
        self._last_sent: Optional[Tuple[Cookie, ...]] = None
        self._first_wait_ms = 0
        self._pop_ups: List[SignInWindow] = []
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_COOKIES_SETTLE_MS)
        self._settle.timeout.connect(self._tell_cookies)
        if self._prefix is not None:
            cookies.changed.connect(self._cookies_changed)
            self._first_wait_ms = _REMOVAL_MS if cookies.watch(self._prefix.host()) else 0
        self.window = self._new_window(beside)
        self.window.left.connect(self.left)

    @property
    def apart(self) -> bool:
        """Whether the profile is this visit's own."""
        return self._visit.apart

    def show(self) -> None:
        """Open the window on the first page."""
        self.window.come_forward()
        QTimer.singleShot(self._first_wait_ms, self.window.begin)

    def decline(self) -> None:
        """The last arrival did not end the visit; go on."""
        if self._redirect_uri is not None:
            self.window.show_trouble(Trouble.DECLINED, self.window.page().url())

    def finish(self) -> None:
        """Close every window of this visit."""
        self._settle.stop()
        if self._prefix is not None:
            self._cookies.changed.disconnect(self._cookies_changed)
        for window in [*self._pop_ups, self.window]:
            window.finish()
        self._pop_ups.clear()
        self.deleteLater()

    def windows(self) -> Tuple[SignInWindow, ...]:
        """The visit's window, then its pop-ups."""
        return (self.window, *self._pop_ups)

    # -- windows --------------------------------------------------------------------------------

    def _new_window(self, beside: Optional[QWidget]) -> SignInWindow:
        page = SignInPage(
            self.profile, self._redirect_uri, self._pop_up, self._vouchers, self._proxy
        )
        page.caught.connect(self._caught)
        if self._prefix is not None:
            page.arrived.connect(lambda ok: self._page_arrived(page))
        start = QUrl(self._visit.start_url)
        window = SignInWindow(page, self._visit.platform_name, start, beside)
        window.elsewhere.connect(self.elsewhere)
        return window

    def _pop_up(self) -> Optional[SignInPage]:
        if len(self._pop_ups) >= _MOST_POP_UPS:
            return None
        window = self._new_window(self.window)
        self._pop_ups.append(window)
        page = window.page()
        page.windowCloseRequested.connect(window.close)
        page.download_refused.connect(lambda: self._empty_handed(window))
        window.left.connect(lambda: self._pop_up_left(window))
        # The page asked while it holds the engine: the window shows when it is done asking.
        QTimer.singleShot(0, window.come_forward)
        return page

    def _empty_handed(self, window: SignInWindow) -> None:
        """A window opened for a download alone has nothing to show."""
        if window.page().url().isEmpty():
            window.close()
            self.window.page().download_refused.emit()

    def _pop_up_left(self, window: SignInWindow) -> None:
        if window in self._pop_ups:
            self._pop_ups.remove(window)
            window.deleteLater()

    # -- arrivals -------------------------------------------------------------------------------

    def _caught(self, url: QUrl) -> None:
        self.window.show_wait()
        self.arrived.emit(Arrival(_text(url)))

    def _page_arrived(self, page: SignInPage) -> None:
        if is_under(page.url(), self._prefix):
            self._last_sent = None
            self._settle.start()

    def _cookies_changed(self, host: str) -> None:
        watched = self._prefix is not None and host == self._prefix.host()
        if watched and self._last_sent is not None:
            self._settle.start()

    def _tell_cookies(self) -> None:
        """Tell of the page with its cookies, once for each page and each change of cookies."""
        url = next((w.page().url() for w in self.windows() if self._is_home(w)), None)
        cookies = self._cookies.cookies(self._prefix, self._visit.cookie_names)
        if url is not None and cookies != self._last_sent:
            self._last_sent = cookies
            self.arrived.emit(Arrival(_text(url), cookies))

    def _is_home(self, window: SignInWindow) -> bool:
        return is_under(window.page().url(), self._prefix)


def _text(url: QUrl) -> str:
    return bytes(url.toEncoded()).decode("ascii")
