"""The one off-the-record profile of a run, and the cookies watched in it.

All visits share it, so that a ProConnect session opened for one platform serves the next.
Nothing of it is written to disk; it ends with ``forget`` or with the process.
"""

from __future__ import annotations

from typing import Any, Dict, Optional, Set, Tuple

from qgis.PyQt.QtCore import QObject, QUrl, pyqtSignal
from qgis.PyQt.QtNetwork import QNetworkCookie

from cicclo_qgis.gui.browser.addresses import cookie_belongs
from cicclo_qgis.gui.browser.language import ui_language
from cicclo_qgis.gui.browser.qtwebengine import QWebEngineProfile, QWebEngineSettings
from cicclo_qgis.signin.browser import Cookie

# Domain, path and name: what makes a cookie the same one (RFC 6265 section 5.3).
_Key = Tuple[str, str, str]

_OFF = (
    "LocalContentCanAccessRemoteUrls",
    "LocalContentCanAccessFileUrls",
    "PluginsEnabled",
    "PdfViewerEnabled",
    "ErrorPageEnabled",
    "AutoLoadIconsForPage",
    "AllowRunningInsecureContent",
    "AllowGeolocationOnInsecureOrigins",
    "AllowWindowActivationFromJavaScript",
    "JavascriptCanAccessClipboard",
    "JavascriptCanPaste",
    "FullScreenSupportEnabled",
    "ScreenCaptureEnabled",
    "HyperlinkAuditingEnabled",
    "DnsPrefetchEnabled",
)
_ON = ("WebRTCPublicInterfacesOnly", "JavascriptCanOpenWindows")


class CookieWatch(QObject):
    """Keeps the cookies of the watched hosts, as the engine tells of them, and of no other."""

    changed = pyqtSignal(str)  # host

    def __init__(self, profile: QWebEngineProfile) -> None:
        super().__init__(profile)
        self._hosts: Set[str] = set()
        self._cookies: Dict[_Key, Cookie] = {}
        self._unread: Set[_Key] = set()
        self._store = profile.cookieStore()
        self._store.cookieAdded.connect(self._added)
        self._store.cookieRemoved.connect(self._removed)

    def watch(self, host: str) -> bool:
        """Watch that host from now on. True when cookies it had before are being removed.

        The engine tells of a cookie once, so one set before the host was watched could never be
        read; without it the host sets a new one.
        """
        self._hosts.add(host)
        old = {key for key in self._unread if _host(key[0]) == host}
        self._unread -= old
        for domain, path, name in old:
            cookie = QNetworkCookie(name.encode("latin-1"))
            cookie.setDomain(domain)
            cookie.setPath(path)
            self._store.deleteCookie(cookie)
        return bool(old)

    def cookies(self, prefix: QUrl, names: Tuple[str, ...] = ()) -> Tuple[Cookie, ...]:
        """The cookies that go to exactly that host and path, named so when names are given."""
        return tuple(
            cookie
            for _, cookie in sorted(self._cookies.items())
            if cookie_belongs(cookie.domain, cookie.path, prefix)
            and (not names or cookie.name in names)
        )

    def _added(self, raw: QNetworkCookie) -> None:
        host = _host(raw.domain())
        if host not in self._hosts:
            self._unread.add(_key(raw))
            return
        cookie = Cookie(
            name=bytes(raw.name()).decode("latin-1"),
            value=bytes(raw.value()).decode("latin-1"),
            domain=raw.domain(),
            path=raw.path() or "/",
            secure=raw.isSecure(),
        )
        if self._cookies.get(_key(raw)) != cookie:
            self._cookies[_key(raw)] = cookie
            self.changed.emit(host)

    def _removed(self, raw: QNetworkCookie) -> None:
        self._unread.discard(_key(raw))
        if self._cookies.pop(_key(raw), None) is not None:
            self.changed.emit(_host(raw.domain()))


def _host(domain: str) -> str:
    return domain.lstrip(".").lower()


def _key(raw: QNetworkCookie) -> _Key:
    return raw.domain(), raw.path() or "/", bytes(raw.name()).decode("latin-1")


def new_profile(parent: Optional[QObject] = None) -> QWebEngineProfile:
    """An off-the-record profile with everything switched off that a sign-in does not need."""
    profile = QWebEngineProfile(parent)
    if not profile.isOffTheRecord():
        raise RuntimeError("the profile would be written to disk")
    settings = profile.settings()
    for names, value in ((_OFF, False), (_ON, True)):
        for name in names:
            attribute = getattr(QWebEngineSettings.WebAttribute, name, None)
            if attribute is not None:
                settings.setAttribute(attribute, value)
    profile.downloadRequested.connect(_refuse_download)
    profile.setHttpAcceptLanguage(accept_language(ui_language()))
    # The engine's own name stays: a platform may know what it serves; ours says who asks.
    profile.setHttpUserAgent(profile.httpUserAgent() + " CICCLO-QGIS")
    return profile


def _refuse_download(download: Any) -> None:
    download.cancel()
    page = download.page()
    if hasattr(page, "note_download"):
        page.note_download()


def accept_language(locale: str) -> str:
    """Accept-Language (RFC 9110 section 12.5.4) for a Qt locale name such as ``fr_FR``."""
    tag = locale.replace("_", "-")
    language, _, country = tag.partition("-")
    if language in ("", "C", "en"):
        return "en;q=0.9,fr;q=0.5"
    if not country:
        return f"{language},en;q=0.5"
    return f"{tag},{language};q=0.9,en;q=0.5"
