"""A real server for the length of some tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Dict, Iterator, Sequence

import requests

from workshop import paths


def serve(command: Sequence[str], ready: str, env: Dict[str, str], log: Path) -> Iterator[None]:
    """A server for the length of the tests; it ends with them, even when they are killed."""
    setpriv = shutil.which("setpriv")
    if setpriv and threading.current_thread() is threading.main_thread():
        command = [setpriv, "--pdeathsig", "TERM", "--", *command]
    with log.open("wb") as out:
        running = subprocess.Popen(
            command, env={**os.environ, **env}, stdout=out, stderr=out, cwd=paths.ROOT
        )
        try:
            until = time.monotonic() + 60
            while True:
                assert running.poll() is None, log.read_text("utf-8", "replace")[-2000:]
                assert time.monotonic() < until, "the server did not become ready"
                with contextlib.suppress(requests.RequestException):
                    if requests.get(ready, timeout=5).ok:
                        break
                time.sleep(0.1)
            yield
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def free_port() -> int:
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        return int(probe_socket.getsockname()[1])
