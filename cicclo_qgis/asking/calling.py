"""Handing an address over to a running QGIS."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import threading
from enum import Enum
from pathlib import Path
from typing import Callable, Optional

from cicclo_qgis.asking import place

YES = b"ok\n"
"""The answer of a QGIS that takes the address."""

_PATIENCE_S = 10.0


class Answer(Enum):
    """What became of it. BUSY: handed over, not answered yet, for that QGIS is at work."""

    TAKEN = "taken"
    REFUSED = "refused"
    BUSY = "busy"
    NOBODY = "nobody"


def ask(address: str, profile: Optional[Path] = None) -> Answer:
    """Ask the QGIS of ``profile`` (None: any) that was used last. Blocks, ten seconds at most.

    Args:
        address: as ``asked_address`` gives it.
        profile: the folder of a QGIS profile.
    """
    for entry in place.entries(place.folder(), profile):
        answer = _Call(address, entry).wait()
        if answer is not Answer.NOBODY:
            return answer
        _clear(entry)
    return Answer.NOBODY


def sweep(home: Path) -> None:
    """Take away what a QGIS that fell has left. Returns at once."""
    for entry in place.entries(home):
        if not _lives(entry):
            _clear(entry)


def _clear(entry: Path) -> None:
    with contextlib.suppress(OSError):
        entry.unlink()


def _lives(entry: Path) -> bool:
    if place.WINDOWS:
        try:
            known = os.listdir(place.PIPES)  # noqa: PTH208 - pathlib would take its end off
            return place.pipe_of(entry)[len(place.PIPES) :] in known
        except OSError:
            return True  # not known: it is left alone
    with socket.socket(socket.AF_UNIX) as line:
        line.setblocking(False)
        return line.connect_ex(str(entry)) in (0, errno.EAGAIN, errno.EINPROGRESS)


class _Call:
    """One try. A pipe of Windows knows no time-out, so it waits in a thread that may be left."""

    def __init__(self, address: str, entry: Path) -> None:
        self._line = address.encode("ascii") + b"\n"
        self._entry = entry
        self._answer = Answer.BUSY
        self._said = b""

    def wait(self) -> Answer:
        """What the other side says, BUSY when it is silent."""
        way: Callable[[], None] = self._by_pipe if place.WINDOWS else self._by_socket
        thread = threading.Thread(target=way, daemon=True)
        thread.start()
        thread.join(_PATIENCE_S)
        return self._answer

    def _by_socket(self) -> None:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(self._entry))
            except OSError:
                self._answer = Answer.NOBODY
                return
            try:
                line.sendall(self._line)
                while not self._hear(line.recv(16)):
                    continue
            except OSError:
                self._answer = Answer.REFUSED

    def _by_pipe(self) -> None:
        try:
            with open(place.pipe_of(self._entry), "r+b", buffering=0) as pipe:
                pipe.write(self._line)
                try:
                    while not self._hear(pipe.read(16) or b""):
                        continue
                except OSError:
                    self._answer = Answer.REFUSED
        except FileNotFoundError:
            self._answer = Answer.NOBODY
        except OSError:
            self._answer = Answer.BUSY  # all its lines are taken

    def _hear(self, piece: bytes) -> bool:
        self._said += piece
        if self._said == YES:
            self._answer = Answer.TAKEN
        elif not piece or not YES.startswith(self._said):
            self._answer = Answer.REFUSED
        return self._answer is not Answer.BUSY
