"""A small real web server on 127.0.0.1: says what a test wants, writes down what it heard."""

from __future__ import annotations

import json
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple, Union
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Heard:
    """One request as it came."""

    target: str
    headers: Dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> Dict[str, str]:
        pairs = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[0] for name, values in pairs.items()}


@dataclass
class Reply:
    """What is said. ``body`` that is not bytes or text is sent as JSON.

    ``before``: seconds until it is said; ``after``: it is said once that is set.
    """

    body: Any = b""
    status: int = 200
    type: str = ""
    headers: List[Tuple[str, str]] = field(default_factory=list)
    length: Optional[int] = None
    before: float = 0.0
    after: Optional[threading.Event] = None
    drip: float = 0.0
    piece: int = 1

    @property
    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return text.encode("utf-8")

    @property
    def content_type(self) -> str:
        if self.type:
            return self.type
        return "text/html" if isinstance(self.body, (bytes, str)) else "application/json"


Answer = Union[Reply, Callable[[Heard], Reply]]


def redirect(where: str, status: int = 302) -> Reply:
    # Servers put UTF-8 there; http.server writes Latin-1.
    return Reply(b"", status, "text/html", [("Location", where.encode().decode("latin-1"))])


class Site:
    """``with Site() as site``: set ``site.routes[path]``, read ``site.heard``."""

    def __init__(self, certificate: Optional[Path] = None) -> None:
        self.routes: Dict[str, Answer] = {}
        self.heard: List[Heard] = []
        self.otherwise: Answer = Reply({"code": "NotFound", "description": "not here"}, 404)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else b""
                heard = Heard(self.path, dict(self.headers.items()), body)
                outer.heard.append(heard)
                answer = outer.routes.get(heard.path, outer.otherwise)
                reply = answer if isinstance(answer, Reply) else answer(heard)
                try:
                    outer._say(self, reply)
                except OSError:
                    self.close_connection = True

            do_POST = do_GET

            def log_message(self, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *args: Any) -> None:
                """Clients may hang up: that is theirs to do."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake is made in the request's own thread: a client may break it off.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.scheme = "https"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str = "/") -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    def paths(self) -> List[str]:
        return [heard.path for heard in self.heard]

    def _say(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.before:
            self._over.wait(reply.before)
        if reply.after:
            reply.after.wait(20)
        data = reply.data
        handler.send_response(reply.status)
        if reply.content_type != "-":
            handler.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            handler.send_header(name, value)
        handler.send_header(
            "Content-Length", str(len(data) if reply.length is None else reply.length)
        )
        handler.end_headers()
        if not reply.drip:
            handler.wfile.write(data)
        for index in range(0, len(data) if reply.drip else 0, reply.piece):
            handler.wfile.write(data[index : index + reply.piece])
            handler.wfile.flush()
            if self._over.wait(reply.drip):
                return
        if reply.length is not None:
            handler.close_connection = True

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Wait for ``condition``, and fail when it does not come true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.005)
    raise AssertionError("it did not happen in time")
