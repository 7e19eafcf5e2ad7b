"""``requests`` over QGIS's network: its proxy, certificates, time-outs and network log.

``requests`` keeps what it is good at (redirects, cookies, and which credentials a redirect may
carry along); QGIS sends one request and receives one answer.
"""

from __future__ import annotations

import email.message
import io
import threading
from types import SimpleNamespace
from typing import Any, Iterable, List, Mapping, Optional, Tuple, Union

import requests
from qgis.core import QgsNetworkAccessManager
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QByteArray, QCoreApplication, QThread, QUrl
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest
from requests.adapters import BaseAdapter
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from cicclo_qgis.host.exchange import Abort, Exchange, Limits
from cicclo_qgis.host.marks import Mark, put_mark
from cicclo_qgis.host.network_errors import RequestCancelled
from cicclo_qgis.host.version import user_agent

__all__ = ["QgisAdapter", "RequestCancelled", "http_session"]

Timeout = Union[None, float, Tuple[Optional[float], Optional[float]]]

_CONNECT_S = 10.0
_READ_S = 60.0
_WHOLE_S = 600.0

# Qt writes these itself. It decodes gzip only if it has asked for it itself.
_QT_WRITES = (
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "transfer-encoding",
    "user-agent",
)

# One manager a thread, gone with the thread (a QObject must not outlive or leave its thread).
_of_thread = threading.local()


def http_session(*, sign_in: bool = False, cached: bool = False) -> requests.Session:
    """Make a session for worker threads over QGIS's network (RuntimeError in the GUI thread).

    Several threads may use one session at once, as far as ``requests`` itself allows it.
    ``session.close()`` ends what is under way, from any thread, with ``RequestCancelled``.

    Args:
        sign_in: for ``signin.Sessions``: requests carry what their caller put on them and
            nothing else, and their answers are not watched.
        cached: let answers use QGIS's disk cache (never those of protected spaces).
    """
    session = requests.Session()
    # Proxies and certificates are QGIS's business; ~/.netrc must not add credentials.
    session.trust_env = False
    session.headers["User-Agent"] = user_agent()
    adapter = QgisAdapter(sign_in=sign_in, cached=cached)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class QgisAdapter(BaseAdapter):
    """Sends the requests of a ``requests.Session`` through QGIS's network."""

    def __init__(self, *, sign_in: bool = False, cached: bool = False) -> None:
        super().__init__()
        self._sign_in = sign_in
        self._cached = cached
        self._abort = Abort()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Timeout = None,
        verify: Union[bool, str] = True,
        cert: Any = None,
        proxies: Optional[Mapping[str, str]] = None,
    ) -> requests.Response:
        """Send one request and wait for the headers of its answer.

        ``timeout`` is as in ``requests``, except that Qt cannot tell connecting from waiting, so
        that the sum of both holds. A request that is not streamed has ten minutes in all.

        Raises:
            RuntimeError: called in the GUI thread.
            requests.exceptions.RequestException: there is no answer.
        """
        _refuse_gui_thread()
        if self._abort.is_fired:
            raise RequestCancelled("the session is closed", request=request)
        if verify is False:
            raise requests.exceptions.SSLError("certificates are always verified", request=request)
        exchange = Exchange(request, _limits(timeout, stream), self._abort)
        try:
            native = self._native(request)
            manager = _manager()
            exchange.begin(manager, native, lambda: _start(manager, request, native))
            status, reason, headers = exchange.wait_for_headers()
        except BaseException:
            exchange.close()
            raise
        return self._response(request, _Body(exchange, status, reason, headers))

    def close(self) -> None:
        """End what is under way; the adapter sends no more."""
        self._abort.fire()

    def _native(self, request: requests.PreparedRequest) -> QNetworkRequest:
        native = QNetworkRequest(QUrl.fromEncoded(QByteArray((request.url or "").encode("ascii"))))
        for name, value in request.headers.items():
            lower = name.lower()
            if lower not in _QT_WRITES or (lower, value) == ("accept-encoding", "identity"):
                native.setRawHeader(_latin(name), _latin(value))
        agent = request.headers.get("User-Agent") or user_agent()
        text = agent.decode("latin-1") if isinstance(agent, bytes) else agent
        put_mark(native, Mark(user_agent=text, sign_in=self._sign_in))
        attribute, manual = QNetworkRequest.Attribute, QNetworkRequest.LoadControl.Manual
        native.setAttribute(
            attribute.RedirectPolicyAttribute, QNetworkRequest.RedirectPolicy.ManualRedirectPolicy
        )
        # Cookies are kept by requests; QGIS's own jar would mix sessions.
        native.setAttribute(attribute.CookieLoadControlAttribute, manual)
        native.setAttribute(attribute.CookieSaveControlAttribute, manual)
        # AuthenticationReuseAttribute stays as it is: turned off, Qt would not give the proxy its
        # password either. There is nothing to reuse, see _manager.
        if not self._cached or self._sign_in:
            native.setAttribute(
                attribute.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.AlwaysNetwork
            )
            native.setAttribute(attribute.CacheSaveControlAttribute, False)
        return native

    def _response(self, request: requests.PreparedRequest, body: _Body) -> requests.Response:
        response = requests.Response()
        response.status_code = body.status
        response.reason = body.reason
        response.headers = CaseInsensitiveDict(_merged(body.pairs))
        response.encoding = get_encoding_from_headers(response.headers)
        response.raw = body
        response.url = request.url or ""
        response.request = request
        extract_cookies_to_jar(response.cookies, request, body)
        connection: Any = self
        response.connection = connection
        return response


def _start(
    manager: QgsNetworkAccessManager, request: requests.PreparedRequest, native: QNetworkRequest
) -> QNetworkReply:
    verb = (request.method or "GET").upper()
    body = _bytes_of(request.body)
    if verb == "GET" and not body:
        return manager.get(native)
    if verb == "HEAD":
        return manager.head(native)
    if verb == "POST":
        return manager.post(native, QByteArray(body))
    return manager.sendCustomRequest(native, QByteArray(verb.encode("ascii")), QByteArray(body))


class _Body(io.RawIOBase):
    """What ``requests`` reads the decoded body from, in the thread that sent the request."""

    def __init__(
        self, exchange: Exchange, status: int, reason: str, pairs: List[Tuple[str, str]]
    ) -> None:
        super().__init__()
        self._exchange = exchange
        self.status = status
        self.reason = reason
        self.pairs = pairs
        # Where requests looks for Set-Cookie; nearly no answer with data has one.
        self._original_response: Any = None
        cookies = [value for name, value in pairs if name.lower() == "set-cookie"]
        if cookies:
            message = email.message.Message()
            for value in cookies:
                message["Set-Cookie"] = value
            self._original_response = SimpleNamespace(msg=message, isclosed=lambda: self.closed)

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def read(self, size: Optional[int] = -1, decode_content: bool = True) -> bytes:
        """Read up to ``size`` bytes, all of them if it is negative or None."""
        if size is not None and size >= 0:
            return self._exchange.read(size)
        pieces: List[bytes] = []
        while True:
            piece = self._exchange.read(1024 * 1024)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` as far as there is something."""
        piece = self._exchange.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Throw away what was not read."""
        if not self.closed:
            self._exchange.close()
        super().close()

    def release_conn(self) -> None:
        """Give the connection back (asked for by ``requests``)."""
        self.close()


def _manager() -> QgsNetworkAccessManager:
    """Find this thread's own manager; it keeps the thread's connections open.

    QGIS's own would ask the person for a password on each 401 with ``Basic`` and each 407, in a
    modal dialog; here a 401 is an answer like any other, and a 407 an error.
    """
    own = getattr(_of_thread, "manager", None)
    if own is None:
        own = _of_thread.manager = QgsNetworkAccessManager()
        own.setupDefaultProxyAndCache()
        own.authenticationRequired.disconnect()
        own.proxyAuthenticationRequired.disconnect()
        if not isinstance(threading.current_thread(), threading._DummyThread):
            return own
        # A thread that Qt started (a QgsTask, an algorithm in the background): what Python keeps
        # for it goes when the task returns, too late to take a Qt object down. Qt's thread does.
        sip.transferto(own, None)
        QThread.currentThread().finished.connect(own.deleteLater)
    return own


def _refuse_gui_thread() -> None:
    application = QCoreApplication.instance()
    if application is None or QThread.currentThread() == application.thread():
        raise RuntimeError("the network is never waited for in the GUI thread: use host.Workers")


def _limits(timeout: Timeout, stream: bool) -> Limits:
    connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    idle = _READ_S if read is None else read
    if not isinstance(timeout, (int, float)):
        idle += _CONNECT_S if connect is None else connect
    return Limits(idle=idle, whole=None if stream else _WHOLE_S)


def _merged(pairs: Iterable[Tuple[str, str]]) -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for name, value in pairs:
        merged[name] = f"{merged[name]}, {value}" if name in merged else value
    return merged


def _bytes_of(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode("utf-8")
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if hasattr(body, "read"):
        return _bytes_of(body.read())
    return b"".join(_bytes_of(piece) for piece in body)


def _latin(text: Union[str, bytes]) -> QByteArray:
    return QByteArray(text if isinstance(text, bytes) else text.encode("latin-1"))
