"""One HTTP request over QGIS's network, awaited in the thread that sent it.

The reply lives in the calling thread and moves on only while that thread waits in here, in an
event loop of its own. Nothing of it may be used from another thread except ``Abort.fire``.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, List, NoReturn, Optional, Set, Tuple, TypeVar

import requests
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEventLoop, QMetaObject, Qt
from qgis.PyQt.QtNetwork import (
    QNetworkAccessManager,
    QNetworkProxy,
    QNetworkProxyQuery,
    QNetworkReply,
    QNetworkRequest,
)

from cicclo_qgis.catalogue.quiet import aside
from cicclo_qgis.host import tls
from cicclo_qgis.host.network_errors import RequestCancelled, is_break_off, transport_error

# What may lie unread in memory before the server is made to wait.
_UNREAD_BYTES = 4 * 1024 * 1024

# Once is enough for each address that was used before; more only guards against the unforeseen.
_WRONGLY_DEAD = 20

_PROXY_REFUSAL = 407

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """How long to wait, in seconds.

    ``idle``: between two pieces of the answer, its headers being the first; ``whole``: for
    everything, None for no limit.
    """

    idle: float
    whole: Optional[float] = None


class Abort:
    """Ends every exchange that was given it, from any thread."""

    def __init__(self) -> None:
        self.is_fired = False
        self._lock = threading.Lock()
        self._loops: Set[QEventLoop] = set()

    def fire(self) -> None:
        """End what is under way and all that is to come."""
        with self._lock:
            self.is_fired = True
            for loop in self._loops:
                _quit_soon(loop)

    def watch(self, loop: QEventLoop) -> None:
        """Wake this loop when fired."""
        with self._lock:
            self._loops.add(loop)

    def unwatch(self, loop: QEventLoop) -> None:
        """Forget the loop: it is about to go."""
        with self._lock:
            self._loops.discard(loop)


class Exchange:
    """One request: ``begin``, ``wait_for_headers``, then ``read``, at last ``close``.

    Two rules of PyQt in threads shape it (docs/decisions/0004-qgis-network-in-threads.md): no
    object made in Python is the sender of a connection, and a reply is held by its address.
    """

    def __init__(self, request: requests.PreparedRequest, limits: Limits, abort: Abort) -> None:
        self._request = request
        self._limits = limits
        self._abort = abort
        self._began = time.monotonic()
        self._thread = threading.get_ident()
        self._tls_problem = ""
        self._judge: Optional[tls.Judge] = None
        self._address = 0
        # The loop comes first: it gives a plain thread the event dispatcher that timers need.
        self._loop = QEventLoop()

    def begin(
        self,
        manager: QNetworkAccessManager,
        native: QNetworkRequest,
        send: Callable[[], QNetworkReply],
    ) -> None:
        """Send ``native``: ``send`` makes its reply, with ``manager``."""
        native.setTransferTimeout(max(1, int(self._limits.idle * 1000)))
        self._address = _address_of(manager, send)
        self._ask(self._listen)
        self._abort.watch(self._loop)

    def wait_for_headers(self) -> Tuple[int, str, List[Tuple[str, str]]]:
        """Status code, reason and headers of the answer; redirects are not followed.

        Raises:
            requests.exceptions.RequestException: there is no answer.
        """
        self._wait(lambda reply: _status(reply) is not None or reply.isFinished())
        status, reason, headers = self._ask(_head)
        if status is None:
            self._fail()
        if status == _PROXY_REFUSAL:
            self.close()
            raise requests.exceptions.ProxyError("the proxy wants a sign-in", request=self._request)
        return status, reason, headers

    def read(self, amount: int) -> bytes:
        """Up to ``amount`` bytes of the decoded body, empty at its end.

        Raises:
            requests.exceptions.RequestException: the body broke off.
        """
        if not self._address:
            return b""
        self._wait(lambda reply: reply.bytesAvailable() > 0 or reply.isFinished())
        piece = self._ask(lambda reply: _take(reply, amount))
        if not piece:
            if is_break_off(self._ask(lambda reply: reply.error())):
                self._fail()
            self.close()
        return piece

    def close(self) -> None:
        """Let go of the reply; what was not read is thrown away. Calling it again does nothing."""
        if not self._address:
            return
        self._abort.unwatch(self._loop)
        if threading.get_ident() == self._thread:
            self._ask(_drop)
            # This thread may never run an event loop again: let the reply go now.
            _quit_soon(self._loop)
            self._loop.exec()
        # A forgotten response, swept up by another thread: its own thread's end takes the reply.
        self._address = 0
        self._judge = None

    def _listen(self, reply: QNetworkReply) -> None:
        for wake in (reply.metaDataChanged, reply.readyRead, reply.finished):
            wake.connect(self._loop.quit)
        if self._judge is None:
            self._judge = tls.Judge(reply, self._note_tls_problem)

    def _ask(self, question: Callable[[QNetworkReply], T]) -> T:
        """Ask the reply something. PyQt may take it for the dead one that had its address."""
        for _ in range(_WRONGLY_DEAD):
            if not self._address:
                break
            try:
                return question(sip.wrapinstance(self._address, QNetworkReply))
            except RuntimeError:
                continue
        raise requests.exceptions.ConnectionError("the answer is gone", request=self._request)

    def _wait(self, ready: Callable[[QNetworkReply], bool]) -> None:
        if self._has_come(ready):
            return
        with aside():
            self._loop.exec()
            while not self._has_come(ready):
                self._loop.exec()

    def _has_come(self, ready: Callable[[QNetworkReply], bool]) -> bool:
        if self._abort.is_fired:
            self.close()
            raise RequestCancelled("cancelled", request=self._request)
        if self._ask(ready):
            return True
        spent = time.monotonic() - self._began
        if self._limits.whole is not None and spent > self._limits.whole:
            self.close()
            raise requests.exceptions.ReadTimeout("the answer took too long", request=self._request)
        return False

    def _fail(self) -> NoReturn:
        host = self._ask(lambda reply: reply.url().host())
        error = self._ask(lambda reply: reply.error())
        kind, words = transport_error(error, self._ask(_is_proxied))
        if self._tls_problem:
            kind, words = requests.exceptions.SSLError, self._tls_problem
        self.close()
        raise kind(f"{host}: {words}", request=self._request)

    def _note_tls_problem(self, problem: str) -> None:
        self._tls_problem = problem


def _quit_soon(loop: QEventLoop) -> None:
    QMetaObject.invokeMethod(loop, "quit", Qt.ConnectionType.QueuedConnection)


def _status(reply: QNetworkReply) -> Any:
    return reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)


def _take(reply: QNetworkReply, amount: int) -> bytes:
    return bytes(reply.read(amount)) if reply.bytesAvailable() else b""


def _address_of(manager: QNetworkAccessManager, send: Callable[[], QNetworkReply]) -> int:
    try:
        return int(sip.unwrapinstance(send()))
    except RuntimeError:
        # Taken for a dead reply already: it is the newest of this thread's manager.
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for _ in range(_WRONGLY_DEAD):
            try:
                return int(
                    sip.unwrapinstance(manager.findChildren(QNetworkReply, options=direct)[-1])
                )
            except RuntimeError:
                continue
        raise


def _drop(reply: QNetworkReply) -> None:
    if not reply.isFinished():
        reply.abort()
    reply.deleteLater()


def _head(reply: QNetworkReply) -> Tuple[Optional[int], str, List[Tuple[str, str]]]:
    """Status, reason and headers; no status when there is no answer."""
    status = _status(reply)
    if status is None:
        return None, "", []
    if status != _PROXY_REFUSAL:
        # Not earlier: behind a proxy that refuses, Qt 5 crashes over a limit set before.
        reply.setReadBufferSize(_UNREAD_BYTES)
    reason = reply.attribute(QNetworkRequest.Attribute.HttpReasonPhraseAttribute)
    return int(status), _text(reason), _headers(reply)


def _is_proxied(reply: QNetworkReply) -> bool:
    manager: QNetworkAccessManager = reply.manager()
    factory = manager.proxyFactory()
    if factory is None:
        return False
    direct = (QNetworkProxy.ProxyType.NoProxy, QNetworkProxy.ProxyType.DefaultProxy)
    return any(
        proxy.type() not in direct for proxy in factory.queryProxy(QNetworkProxyQuery(reply.url()))
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else bytes(value or b"").decode("latin-1")


def _headers(reply: QNetworkReply) -> List[Tuple[str, str]]:
    """The headers of the body as it is handed out: decoded by Qt if Qt had asked for gzip."""
    decoded = not reply.request().hasRawHeader(b"Accept-Encoding")
    pairs: List[Tuple[str, str]] = []
    for name, raw in {bytes(name).lower(): name for name in reply.rawHeaderList()}.items():
        value = bytes(reply.rawHeader(raw)).decode("latin-1")
        # Qt joins repeated headers with a comma, Set-Cookie alone with a line feed.
        values = value.split("\n") if name == b"set-cookie" else [value]
        pairs.extend((bytes(raw).decode("latin-1"), one) for one in values)
    names = {name.lower() for name, _ in pairs}
    if decoded and "content-encoding" in names:
        return [
            pair for pair in pairs if pair[0].lower() not in ("content-encoding", "content-length")
        ]
    return pairs
