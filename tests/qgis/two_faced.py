"""A server that shows one certificate to a browser and another to everybody else.

It is what somebody on the line would do who wants the browser's connection for themselves, and
lets ours go on to the real server.
"""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path
from typing import List

# What a browser offers in its greeting (RFC 7301) and Qt's plain connection does not.
_BROWSERS_OFFER = b"http/1.1"


class TwoFaced:
    """``with TwoFaced(to_browsers, to_others) as server``: greets, then answers 200 to anything."""

    def __init__(self, to_browsers: Path, to_others: Path) -> None:
        self._contexts = []
        for certificate in (to_browsers, to_others):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._contexts.append(context)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.greeted: List[str] = []
        self.asked: List[bytes] = []

    def __enter__(self) -> TwoFaced:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(20)
            browser = _BROWSERS_OFFER in connection.recv(8192, socket.MSG_PEEK)
            self.greeted.append("browser" if browser else "other")
            with self._contexts[0 if browser else 1].wrap_socket(connection, True) as line:
                self.asked.append(line.recv(8192))
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        except OSError:
            connection.close()
