"""Serves one FastCGI program over HTTP/1.1: MapServer, without a web server to set up.

``python3 -m workshop.fastcgi_server PROGRAM MOUNT PORT``: requests below ``MOUNT`` go to
the program with the rest of the path as ``PATH_INFO``.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Dict, List, Tuple

from workshop import fastcgi

_WORKERS = 2


class Program:
    """The program's processes: all accept on one socket, as the FastCGI specification has it."""

    def __init__(self, command: str, workers: int) -> None:
        self._command = command
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._workers = [self._start() for _ in range(workers)]

    def ask(self, variables: Dict[str, str]) -> bytes:
        """The CGI document that answers a request.

        Raises:
            OSError: the program broke off.
        """
        with self._lock:
            self._workers = [w if w.poll() is None else self._start() for w in self._workers]
        return fastcgi.request(self._listening.getsockname(), variables)

    def end(self) -> None:
        """End the processes; an idle mapserv outlives one SIGTERM, hence SIGKILL."""
        for worker in self._workers:
            worker.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        # FCGI_LISTENSOCK_FILENO is 0
        socket_fd = self._listening.fileno()
        return subprocess.Popen([self._command], stdin=socket_fd, stdout=subprocess.DEVNULL)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, program: Program, mount: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.program = program
        self.mount = mount


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged; what the program says on its error stream is."""

    def do_GET(self) -> None:
        """Ask the program, for GET and HEAD."""
        path, _, query = self.path.partition("?")
        if path != self.server.mount and not path.startswith(self.server.mount + "/"):
            self._send(404, [("Content-Type", "text/plain")], b"not found\n")
            return
        variables = self._variables(path[len(self.server.mount) :], query)
        try:
            status, headers, body = parse_cgi(self.server.program.ask(variables))
        except (OSError, ValueError) as problem:
            print(f"{self.path}: {problem!r}", file=sys.stderr, flush=True)
            status, headers, body = 502, [("Content-Type", "text/plain")], b"bad gateway\n"
        self._send(status, headers, body)

    do_HEAD = do_GET

    def do_OPTIONS(self) -> None:
        """Tell what may be asked (OGC API needs GET alone)."""
        self._send(204, [("Allow", "GET, HEAD, OPTIONS")], b"")

    def _variables(self, path_info: str, query: str) -> Dict[str, str]:
        address = self.server.server_address
        return {
            **os.environ,
            "GATEWAY_INTERFACE": "CGI/1.1",
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": self.server.mount,
            "PATH_INFO": urllib.parse.unquote(path_info),
            "QUERY_STRING": query,
            "SERVER_NAME": str(address[0]),
            "SERVER_PORT": str(address[1]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_SOFTWARE": "cicclo-workshop",
            "REMOTE_ADDR": str(self.client_address[0]),
            "HTTP_HOST": self.headers.get("Host", ""),
            "HTTP_ACCEPT": self.headers.get("Accept", ""),
        }

    def _send(self, status: int, headers: List[Tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def parse_cgi(output: bytes) -> Tuple[int, List[Tuple[str, str]], bytes]:
    """Split a CGI document response into status, headers and body (RFC 3875, section 6).

    Raises:
        ValueError: there is no header block.
    """
    for blank in (b"\r\n\r\n", b"\n\n"):
        head, found, body = output.partition(blank)
        if found:
            break
    else:
        raise ValueError("the program sent no header block")
    status = 200
    headers: List[Tuple[str, str]] = []
    for line in head.decode("latin-1").splitlines():
        name, _, value = line.partition(":")
        if name.lower() == "status":
            status = int(value.split()[0])
        elif name.lower() != "content-length":
            headers.append((name.strip(), value.strip()))
    return status, headers, body


def main() -> None:
    """Serve until stopped."""
    program = Program(sys.argv[1], _WORKERS)

    def end(_signal: int, _frame: object) -> None:
        program.end()
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    _Server(int(sys.argv[3]), program, sys.argv[2]).serve_forever()


if __name__ == "__main__":
    main()
