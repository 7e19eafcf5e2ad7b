"""A small real gateway on 127.0.0.1: sessions in a cookie, whoami, logout."""

from __future__ import annotations

import json
import secrets
import threading
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import urlsplit

Reply = Tuple[int, str, str]


class GatewayServer:
    """``with GatewayServer() as gateway``.

    ``sessions``: cookie value to whoami's person. ``sets``: path to a header ``Set-Cookie``.
    """

    def __init__(self) -> None:
        self.sessions: Dict[str, Any] = {}
        self.replies: Dict[str, Reply] = {}
        self.heard: List[Tuple[str, str]] = []
        self.sets: Dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> GatewayServer:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def open_session(self, person: Optional[Dict[str, Any]] = None) -> str:
        """The cookie value of a new session; without ``person`` nobody is signed in yet."""
        value = secrets.token_urlsafe(24)
        self.sessions[value] = person
        return value

    def cookies_at(self, path: str) -> List[str]:
        """The Cookie headers heard at ``path``."""
        return [cookie for heard, cookie in self.heard if heard == path]

    def reply(self, path: str, cookie: str) -> Reply:
        if path in self.replies:
            return self.replies[path]
        jar: SimpleCookie = SimpleCookie(cookie)
        value = jar["SESSION"].value if "SESSION" in jar else ""
        if path == "/whoami":
            return (200, "application/json", json.dumps({"GeorchestraUser": self._who(value)}))
        if path == "/logout":
            self.sessions.pop(value, None)
            return (302, "text/html", f"{self.origin}/")
        return (302, "text/html", f"{self.origin}/login")

    def _who(self, value: str) -> Any:
        return self.sessions.get(value)

    def _handler(self) -> type:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                cookie = self.headers.get("Cookie", "")
                gateway.heard.append((path, cookie))
                status, kind, body = gateway.reply(path, cookie)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body.encode())))
                if path in gateway.sets:
                    self.send_header("Set-Cookie", gateway.sets[path])
                if 300 <= status < 400:
                    self.send_header("Location", body)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        return Handler
