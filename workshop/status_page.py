"""The workshop's status page: ``python3 -m workshop.status_page STATE PORT``."""

from __future__ import annotations

import concurrent.futures
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, List, Tuple

from workshop import paths, processes, status_html

_PROBE_EVERY_S = 1.5


class _Probes:
    """Asks every server whether it answers, at most once in a while however many pages are open."""

    def __init__(self, services: List[Dict[str, str]]) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._asked = 0.0
        self._states: List[Dict[str, Any]] = []
        self._pool = concurrent.futures.ThreadPoolExecutor(len(services) or 1)

    def states(self) -> List[Dict[str, Any]]:
        """For each server its name and whether it answers, with the milliseconds it took."""
        with self._lock:
            if time.monotonic() - self._asked > _PROBE_EVERY_S:
                self._states = list(self._pool.map(self._ask, self._services))
                self._asked = time.monotonic()
            return self._states

    @staticmethod
    def _ask(service: Dict[str, str]) -> Dict[str, Any]:
        begun = time.monotonic()
        # asking ourselves while answering would wait for nothing
        up = service["name"] == "status" or processes.answers(service["probe"], 1.2)
        return {"name": service["name"], "up": up, "ms": round((time.monotonic() - begun) * 1000)}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, state: Path, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.told: Dict[str, Any] = json.loads((state / "workshop.json").read_text("utf-8"))
        rows = json.loads((paths.DATA / "built.json").read_text("utf-8"))["rows"]
        self.page = status_html.page(self.told, rows).encode()
        self.probes = _Probes(self.told["services"])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""

    def do_GET(self) -> None:
        """The page, the states as JSON, or a sign of life."""
        status, kind, body = self._answer(self.path.partition("?")[0])
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def _answer(self, path: str) -> Tuple[int, str, bytes]:
        if path == "/":
            return 200, "text/html; charset=utf-8", self.server.page
        if path == "/status.json":
            body = json.dumps({"services": self.server.probes.states()}).encode()
            return 200, "application/json", body
        if path == "/alive":
            return 200, "text/plain", b"alive\n"
        return 404, "text/plain", b"not found\n"


def main() -> None:
    """Serve until stopped."""
    _Server(Path(sys.argv[1]), int(sys.argv[2])).serve_forever()


if __name__ == "__main__":
    main()
