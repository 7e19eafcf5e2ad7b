"""Sees what platforms answered to QGIS's own requests.

Layers never tell: a 401 in the middle of a layer's pages only makes the layer partial.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, Callable, Optional

from qgis.core import QgsNetworkAccessManager, QgsNetworkReplyContent
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtNetwork import QNetworkRequest

from cicclo_qgis.host.listening import Listening
from cicclo_qgis.host.marks import mark_of
from cicclo_qgis.signin.credential import Credential
from cicclo_qgis.signin.wish import demand_in

_log = logging.getLogger(__name__)

_REDIRECTS = (301, 302, 303, 307, 308)


class Sent:
    """The headers of a request that was answered. They may be secret: no ``repr`` shows them."""

    def __init__(self, request: QNetworkRequest) -> None:
        self._request = request

    def of_the_kind(self, credential: Credential) -> Optional[Credential]:
        """What the request carried in the place of ``credential``: the same, or another one.

        None when it carried nothing there: it was sent by a stranger.
        """
        names = [name for name in credential.headers if self._request.hasRawHeader(_raw(name))]
        if not names:
            return None
        carried = {name: bytes(self._request.rawHeader(_raw(name))) for name in names}
        headers = {name: value.decode("latin-1") for name, value in carried.items()}
        return replace(credential, headers=headers)


def _raw(name: str) -> bytes:
    return name.encode("latin-1")


class ReplyWatcher(QObject):
    """Tells refusals inside protected spaces. Make it, start it and stop it in the GUI thread.

    ``refused(url, status, sent)``: 401; a redirect that leaves the protected spaces (to a login
    page); or 200 with a web page where JSON was asked for. ``sent`` (``Sent``) knows what the
    refused request carried. ``no_right(url)``: 403. ``cookies(url, sent, lines)``: an answer with
    data set cookies; ``sent`` is the header ``Cookie`` of its request, ``lines`` are its headers
    ``Set-Cookie``.
    ``demanded(url, demand, by_layer)``: 401 because the session is not strong or fresh enough
    (RFC 9470); ``by_layer``: QGIS has asked, not the plugin.
    The plugin's own sign-in requests are ignored.
    """

    demanded = pyqtSignal(str, object, bool)
    refused = pyqtSignal(str, int, object)
    no_right = pyqtSignal(str)
    cookies = pyqtSignal(str, str, list)

    def __init__(self, protected: Callable[[str], bool], parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._protected = protected
        self._signal: Any = None
        self._ear: Optional[_Ear] = None

    def start(self, listening: Optional[Listening] = None) -> None:
        """Begin to watch, in the thread of ``listening`` if given; again does nothing."""
        if self._ear is None:
            self._ear = _Ear(self._on_finished)
            if listening is not None:
                listening.take(self._ear)
            # The overload with the content is relayed to the GUI thread from every thread.
            self._signal = QgsNetworkAccessManager.instance().finished["QgsNetworkReplyContent"]
            self._signal.connect(self._ear.heard)

    def stop(self) -> None:
        """Watch no more; again does nothing."""
        if self._ear is not None:
            self._signal.disconnect(self._ear.heard)
            self._ear = self._signal = None

    def _on_finished(self, reply: QgsNetworkReplyContent) -> None:
        try:
            self._judge(reply)
        except Exception as error:  # noqa: BLE001 - a slot must not raise: PyQt would abort QGIS
            _log.error("an answer was not understood: %s", type(error).__name__)

    def _judge(self, reply: QgsNetworkReplyContent) -> None:
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        if status not in (200, 401, 403) and status not in _REDIRECTS:
            return
        request = reply.request()
        url = bytes(request.url().toEncoded()).decode("ascii")
        if not self._protected(url):
            return
        mark = mark_of(request)
        if mark is not None and mark.sign_in:
            return
        demand = demand_in(_challenge(reply)) if status == 401 else None
        if status == 403:
            self.no_right.emit(url)
        elif demand is not None:
            self.demanded.emit(url, demand, mark is None)
        elif status == 401 or self._leads_away(reply, status) or _is_page_for_json(reply, status):
            self.refused.emit(url, status, Sent(request))
        elif status == 200:
            self._tell_cookies(reply, url)

    def _tell_cookies(self, reply: QgsNetworkReplyContent, url: str) -> None:
        lines = _header(reply, b"set-cookie").decode("latin-1")
        sent = bytes(reply.request().rawHeader(b"Cookie")).decode("latin-1")
        if lines and sent:
            # Qt joins repeated headers with a line feed.
            self.cookies.emit(url, sent, lines.split("\n"))

    def _leads_away(self, reply: QgsNetworkReplyContent, status: int) -> bool:
        if status not in _REDIRECTS:
            return False
        target = reply.attribute(QNetworkRequest.Attribute.RedirectionTargetAttribute)
        if target is None:
            return False
        resolved = reply.request().url().resolved(target)
        return not self._protected(bytes(resolved.toEncoded()).decode("ascii"))


class _Ear(QObject):
    """Hears of each answer, in the thread it was given to."""

    def __init__(self, listener: Callable[[QgsNetworkReplyContent], None]) -> None:
        super().__init__()
        self._listener = listener

    def heard(self, reply: QgsNetworkReplyContent) -> None:
        """Hand it on."""
        self._listener(reply)


def _challenge(reply: QgsNetworkReplyContent) -> str:
    return bytes(reply.rawHeader(b"WWW-Authenticate")).decode("latin-1").replace("\n", ", ")


def _header(reply: QgsNetworkReplyContent, name: bytes) -> bytes:
    """A header of an answer. QGIS compares spellings exactly; HTTP/2 spells all in lower case."""
    for spelt in reply.rawHeaderList():
        if bytes(spelt).lower() == name:
            return bytes(reply.rawHeader(spelt))
    return b""


def _is_page_for_json(reply: QgsNetworkReplyContent, status: int) -> bool:
    kind = _header(reply, b"content-type").lower()
    if status != 200 or not kind.startswith(b"text/html"):
        return False
    accept = bytes(reply.request().rawHeader(b"Accept")).lower()
    return b"json" in accept and b"html" not in accept
