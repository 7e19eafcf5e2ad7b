"""Starting a QGIS with an address, where none runs that could be asked."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import Dict, List, Optional

from cicclo_qgis.asking import place
from cicclo_qgis.asking.calling import Answer, ask

VARIABLE = "CICCLO_OPEN"
"""What the plugin reads the address from when QGIS has started."""

_PATIENCE_S = 90.0
_PAUSE_S = 0.5


def arguments(profile: Optional[Path]) -> List[str]:
    """QGIS's command line for the profile in that folder (``<root>/profiles/<name>``)."""
    if profile is None or profile.parent.name != "profiles":
        return []
    return ["--profiles-path", str(profile.parent.parent), "--profile", profile.name]


def start(address: str, profile: Optional[Path] = None, program: str = "qgis") -> Answer:
    """Start QGIS with ``address``; or hand it to one that was started so a moment ago.

    Two links clicked one after the other open one QGIS. Blocks in the second case until that QGIS
    listens, a minute and a half at most.

    Raises:
        OSError: QGIS cannot be started, or the folder of running ones is not safe.
    """
    note = place.start_note(place.ready_folder(), profile)
    if not _take(note):
        answer = _wait(address, profile, note)
        if answer is not Answer.NOBODY:
            return answer
        _take(note)
    try:
        _run(program, arguments(profile), dict(os.environ, **{VARIABLE: address}))
    except OSError:
        note.unlink(missing_ok=True)
        raise
    return Answer.TAKEN


def _take(note: Path) -> bool:
    """Whether no QGIS is being started: then it is our turn."""
    with contextlib.suppress(OSError):
        if time.time() - note.stat().st_mtime > _PATIENCE_S:
            note.unlink()
    try:
        os.close(os.open(note, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True


def _wait(address: str, profile: Optional[Path], note: Path) -> Answer:
    end = time.monotonic() + _PATIENCE_S
    answer = Answer.NOBODY
    while answer is Answer.NOBODY and time.monotonic() < end and note.exists():
        time.sleep(_PAUSE_S)
        answer = ask(address, profile)
    # The note goes when that QGIS listens.
    return ask(address, profile) if answer is Answer.NOBODY else answer


def _run(program: str, given: List[str], environment: Dict[str, str]) -> None:
    if sys.platform == "win32":
        _run_on_windows(program, given, environment)
        return
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        os.posix_spawnp(
            program,
            [program, *given],
            environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, nothing, number) for number in (0, 1, 2)],
            setpgroup=0,  # it lives on when the terminal it was called from is closed
        )
    finally:
        os.close(nothing)


def _run_on_windows(program: str, given: List[str], environment: Dict[str, str]) -> None:
    import ctypes

    os.environ[VARIABLE] = environment[VARIABLE]  # what is started by the shell inherits it
    line = " ".join(f'"{one}"' for one in given)
    shell = getattr(ctypes, "windll").shell32  # noqa: B009 - unknown to type checkers elsewhere
    shown_normally, least_success = 1, 33
    if shell.ShellExecuteW(None, "open", program, line, None, shown_normally) < least_success:
        raise FileNotFoundError(program)
