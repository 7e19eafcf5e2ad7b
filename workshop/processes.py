"""Starts servers in the background and ends them all, whatever became of who started them.

Every process of a workshop carries a mark in its environment (the state folder), which the kernel
shows in ``/proc``: that, and not a recorded number that may have gone to another program, tells
what belongs to the workshop.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Tuple

from workshop import paths

_STATE_MARK = "CICCLO_WORKSHOP_STATE"
_NAME_MARK = "CICCLO_WORKSHOP_SERVER"
_GRACE_S = 3.0


@dataclass(frozen=True)
class Server:
    """One server: how it is started and how one knows that it answers.

    ``after``: the name of a server that must answer before this one starts.
    """

    name: str
    title: str
    command: Tuple[str, ...]
    ready_url: str
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    after: Optional[str] = None


@dataclass(frozen=True)
class Found:
    """A living process of a workshop."""

    pid: int
    group: int
    name: str


def spawn(server: Server, state: Path, attached: bool) -> subprocess.Popen[bytes]:
    """Start a server in a process group of its own, its messages going to its log.

    `attached`: it is ended when the thread that called ends, even by a crash.
    """
    command = list(server.command)
    setpriv = shutil.which("setpriv") if attached else None
    if setpriv and threading.current_thread() is threading.main_thread():
        command = [setpriv, "--pdeathsig", "TERM", "--", *command]
    environment = {
        **os.environ,
        "PYTHONPATH": str(paths.ROOT),
        "PYTHONUNBUFFERED": "1",
        **server.env,
        _STATE_MARK: str(state),
        _NAME_MARK: server.name,
    }
    with log_file(state, server.name).open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=state,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def log_file(state: Path, name: str) -> Path:
    """Where the messages of a server go."""
    return state / "logs" / f"{name}.log"


def log_tail(state: Path, name: str, lines: int = 12) -> str:
    """The last lines of a server's log."""
    try:
        text = log_file(state, name).read_text("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def running(state: Path, name: Optional[str] = None) -> List[Found]:
    """The living processes of the workshop kept in `state`, or those of one of its servers."""
    found: List[Found] = []
    mark = f"{_STATE_MARK}={state}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
            if mark not in variables:
                continue
            # after the program's name in brackets: state, parent, group
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended, or is another user's
        if fields[0] in "ZX":
            continue
        owner = _variable(variables, _NAME_MARK)
        if name is None or owner == name:
            found.append(Found(int(entry.name), int(fields[2]), owner))
    return found


def _variable(variables: List[bytes], name: str) -> str:
    start = name.encode() + b"="
    return next((one[len(start) :].decode() for one in variables if one.startswith(start)), "")


def stop(state: Path, name: Optional[str] = None) -> List[str]:
    """End the workshop's processes, or one server's; the names of those that were running.

    They are asked first and forced after 3 s. Returns once none is left.
    """
    seen: Dict[str, None] = {}
    begun = time.monotonic()
    asked = False
    while True:
        alive = running(state, name)
        if not alive:
            return list(seen)
        seen.update(dict.fromkeys(one.name for one in alive))
        force = time.monotonic() - begun > _GRACE_S
        if force or not asked:
            for one in alive:
                _signal(one, signal.SIGKILL if force else signal.SIGTERM)
            asked = True
        time.sleep(0.05)


def _signal(one: Found, what: signal.Signals) -> None:
    try:
        os.kill(one.pid, what)
    except ProcessLookupError:
        return


def answers(url: str, timeout: float = 1.0) -> bool:
    """Whether `url` answers with a success."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return bool(200 <= answer.status < 300)
    except (OSError, ValueError):
        return False
