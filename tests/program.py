"""A server program that a test starts, on a free port of 127.0.0.1."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path
from typing import Callable, Sequence, Tuple

_TRIES = 3
_READY_WITHIN_S = 20.0


def start(command: Callable[[int], Sequence[str]]) -> Tuple[subprocess.Popen[bytes], int]:
    """Start what ``command`` names for a port, and wait until it listens there.

    Somebody else may take the port first: the program ends then, and is started on another one.
    """
    for _ in range(_TRIES):
        port = _free_port()
        process = subprocess.Popen(
            command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if _listens(process, port):
            return process, port
        stop(process)
    raise RuntimeError(f"{command(0)[0]} did not start")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it, and wait for that."""
    process.terminate()
    process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + _READY_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        if _is_its_own(process.pid, port):
            return True
        time.sleep(0.02)
    return False


def _is_its_own(pid: int, port: int) -> bool:
    """Whether this process listens on the port: who answers there may be another one."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {
        f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"
    }
    try:
        return any(str(file.readlink()) in sockets for file in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
