"""A small real HTTP server on 127.0.0.1: scripted answers, every request written down."""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Seen:
    """One request as it reached the server."""

    method: str
    target: str
    headers: Dict[str, str]
    body: bytes = b""
    client_port: int = 0

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> Dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass
class Answer:
    """What the server says. ``headers`` may repeat a name. ``length`` lies about the length."""

    status: int = 200
    body: bytes = b""
    headers: List[Tuple[str, str]] = field(default_factory=list)
    reason: Optional[str] = None
    length: Optional[int] = None
    pause: Optional[Callable[[], None]] = None
    chunks: Optional[List[bytes]] = None
    between_chunks: Optional[Callable[[], None]] = None


Route = Callable[[Seen], Answer]


class LocalServer:
    """``with LocalServer() as server``: add routes by path, read ``seen``."""

    def __init__(self, certificate: Optional[Path] = None) -> None:
        self.routes: Dict[str, Route] = {}
        self.fallback: Route = lambda seen: Answer(404, b"not here")
        self.seen: List[Seen] = []
        self._lock = threading.Lock()
        self.most_at_once = 0
        self._now = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                seen = Seen(
                    self.command,
                    self.path,
                    {k.title(): v for k, v in self.headers.items()},
                    self.rfile.read(length),
                    self.client_address[1],
                )
                with outer._lock:
                    outer.seen.append(seen)
                    outer._now += 1
                    outer.most_at_once = max(outer.most_at_once, outer._now)
                try:
                    answer = outer.routes.get(seen.path, outer.fallback)(seen)
                    if answer.pause:
                        answer.pause()
                    self._say(seen, answer)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with outer._lock:
                        outer._now -= 1

            def _say(self, seen: Seen, answer: Answer) -> None:
                self.send_response(answer.status, answer.reason)
                for name, value in answer.headers:
                    self.send_header(name, value)
                if answer.chunks is not None:
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for chunk in answer.chunks:
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                        if answer.between_chunks:
                            self.wfile.flush()
                            answer.between_chunks()
                    self.wfile.write(b"0\r\n\r\n")
                    return
                self.send_header("Content-Length", str(answer.length or len(answer.body)))
                self.end_headers()
                if seen.method != "HEAD":
                    self.wfile.write(answer.body)
                if answer.length:
                    self.wfile.flush()
                    self.close_connection = True

            do_GET = do_HEAD = do_POST = do_OPTIONS = do_PUT = do_DELETE = _serve

            def log_message(self, *args: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request: object, client_address: object) -> None:
                pass

        self._server = Quiet(("127.0.0.1", 0), Handler)
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            scheme = "https"
        self.port = self._server.server_address[1]
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> LocalServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def paths(self) -> List[str]:
        return [seen.path for seen in self.seen]

    def to(self, path: str) -> List[Seen]:
        return [seen for seen in self.seen if seen.path == path]


def still(qtbot: Any, server: LocalServer, for_ms: int = 500) -> int:
    """Wait until nothing is asked any more; how many requests there were."""
    seen = -1
    while seen != len(server.seen):
        seen = len(server.seen)
        qtbot.wait(for_ms)
    return seen
