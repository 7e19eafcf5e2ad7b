"""The other end of ``driver.py``: asks the running QGIS what it shows."""

from __future__ import annotations

import json
import socket
import time
from typing import Any


class RemoteError(RuntimeError):
    """A snippet failed inside QGIS; the text is its traceback."""


class Remote:
    """One connection to the driver. Calls block until QGIS has answered."""

    def __init__(self, port: int, key: str, timeout: float = 30.0) -> None:
        self._key = key
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._file = self._socket.makefile("rb")

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()

    def __call__(self, code: str, timeout: float = 30.0) -> Any:
        """Run ``code`` in QGIS's GUI thread; JSON types only.

        Returns the value of an expression, or of the name ``value`` that statements have set.

        Raises:
            RemoteError: the snippet raised.
            OSError: QGIS does not answer in time, or has gone.
        """
        self._socket.settimeout(timeout)
        self._socket.sendall(json.dumps({"key": self._key, "code": code}).encode() + b"\n")
        line = self._file.readline()
        if not line:
            raise ConnectionError("QGIS has gone")
        reply = json.loads(line)
        if not reply["ok"]:
            raise RemoteError(f"{code}\n{reply['error']}")
        return reply["value"]

    def until(self, code: str, what: str, timeout: float = 30.0) -> Any:
        """Wait until the expression is true; its value.

        Raises:
            TimeoutError: with ``what`` was waited for.
        """
        deadline = time.monotonic() + timeout
        last: Any = None
        while time.monotonic() < deadline:
            try:
                last = self(code)
                if last:
                    return last
            except RemoteError as error:
                last = error
            time.sleep(0.1)
        raise TimeoutError(f"waited {timeout:.0f} s for {what}; last: {last}")
