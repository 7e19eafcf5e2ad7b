"""The system's own browser with a loopback redirect (RFC 8252 sections 7.3 and 8.12).

Only for visits that end at a ``redirect_uri``: the cookies of another browser are out of reach,
as they should be.
"""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import TCPServer
from typing import Callable, Dict, Optional

from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices

from cicclo_qgis.gui.browser.addresses import Verdict, is_loopback, is_redirect, judge, port
from cicclo_qgis.signin.browser import Arrival, Visit, VisitEnd, VisitOutcome

_TICK_S = 0.2


class SystemBrowser(QObject):
    """Listens on 127.0.0.1 for one answer, then no more."""

    name = "system"

    _open = pyqtSignal(str)

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._cancelled: Dict[str, threading.Event] = {}
        self._open.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def can_show(self, visit: Visit) -> bool:
        """The visit ends at a loopback redirect."""
        return visit.redirect_uri is not None and is_loopback(QUrl(visit.redirect_uri))

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        """See ``Browser.visit``."""
        if not self.can_show(visit) or judge(QUrl(visit.start_url)) is not Verdict.OPEN:
            return VisitOutcome(VisitEnd.FAILED, self.tr("Your browser cannot do this sign-in."))
        redirect = QUrl(visit.redirect_uri)
        cancelled = threading.Event()
        with self._lock:
            if visit.platform_name in self._cancelled:
                return VisitOutcome(VisitEnd.FAILED, self.tr("This sign-in is already open."))
            self._cancelled[visit.platform_name] = cancelled
        try:
            with _Listener(redirect) as listener:
                self._open.emit(visit.start_url)
                return _attend(listener, visit, accept, cancelled)
        except OSError:
            text = self.tr("Port {port} of this computer is in use; close what uses it, try again.")
            return VisitOutcome(VisitEnd.FAILED, text.format(port=port(redirect)))
        finally:
            with self._lock:
                self._cancelled.pop(visit.platform_name, None)

    def cancel(self, platform_name: str) -> None:
        """See ``Browser.cancel``. The page stays open in the person's browser."""
        with self._lock:
            event = self._cancelled.get(platform_name)
        if event is not None:
            event.set()

    def forget(self) -> None:
        """See ``Browser.forget``. What the person's own browser keeps is the person's."""
        with self._lock:
            events = list(self._cancelled.values())
        for event in events:
            event.set()

    def bring_forward(self, platform_name: str) -> bool:
        """Another program's window cannot be raised."""
        return False

    def shut(self) -> None:
        """Stop listening."""
        self.forget()

    def _show(self, url: str) -> None:
        QDesktopServices.openUrl(QUrl(url))


class _Listener(HTTPServer):
    """Answers the one address, on 127.0.0.1 only. Raises OSError when the port is taken."""

    allow_reuse_address = False

    def __init__(self, redirect: QUrl) -> None:
        self.redirect = redirect
        self.answer: Optional[str] = None
        self.timeout = _TICK_S
        super().__init__(("127.0.0.1", port(redirect)), _Answer)

    def server_bind(self) -> None:
        """Take the port; this computer's own name is not looked up, which may wait for DNS."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is no one's trouble; nothing is printed."""


class _Answer(BaseHTTPRequestHandler):
    server: _Listener
    timeout = 2.0

    def do_GET(self) -> None:
        """Take the one answer of the sign-in (RFC 8252 section 7.3); all else is not found."""
        redirect = self.server.redirect
        url = QUrl(f"http://{redirect.authority()}{self.path}")
        if self.server.answer is not None or not is_redirect(url, redirect):
            self.send_error(404)
            return
        self.server.answer = bytes(url.toEncoded()).decode("ascii")
        body = _thanks().encode("utf-8")
        self.send_response(200)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The address holds the code: never logged."""


def _attend(
    listener: _Listener,
    visit: Visit,
    accept: Callable[[Arrival], bool],
    cancelled: threading.Event,
) -> VisitOutcome:
    deadline = time.monotonic() + visit.timeout_s
    while time.monotonic() < deadline:
        if cancelled.is_set():
            return VisitOutcome(VisitEnd.CANCELLED)
        listener.handle_request()
        if listener.answer is not None:
            answer, listener.answer = listener.answer, None
            if accept(Arrival(answer)):
                return VisitOutcome(VisitEnd.ACCEPTED)
    return VisitOutcome(VisitEnd.TIMED_OUT)


def _thanks() -> str:
    title = QCoreApplication.translate("SystemBrowser", "Back to QGIS")
    text = QCoreApplication.translate(
        "SystemBrowser", "The answer has reached QGIS. You may close this page."
    )
    return (
        f'<!doctype html><meta charset="utf-8"><title>{title}</title>'
        '<body style="font-family:sans-serif;margin:4em auto;max-width:30em">'
        f"<h1>{title}</h1><p>{text}</p>"
    )
