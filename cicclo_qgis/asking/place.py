"""Where a running QGIS can be asked: a folder of this person's alone, with one entry for each.

An entry is the local socket itself, or on Windows a file that names a pipe. It is called after the
QGIS profile; the one touched last is that of the QGIS that was used last.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
import tempfile
from pathlib import Path
from typing import List, Mapping, Optional

WINDOWS = sys.platform == "win32"

_FOLDER = "cicclo-qgis"
PIPES = "\\\\.\\pipe\\"
"""Where Windows keeps its pipes."""
# The name of a Unix socket has room for 103 bytes on macOS, 107 on Linux; Qt makes a longer one
# for a moment.
_LONGEST_FOLDER = 60


def folder(environment: Optional[Mapping[str, str]] = None) -> Path:
    """The folder, which may not be there yet: that of the session, else a temporary one."""
    runtime = (os.environ if environment is None else environment).get("XDG_RUNTIME_DIR", "")
    if runtime and not WINDOWS and len(os.fsencode(runtime)) <= _LONGEST_FOLDER:
        path = Path(runtime)
        if path.is_absolute() and path.is_dir():
            return path / _FOLDER
    whose = "" if WINDOWS else f"-{os.getuid()}"
    return Path(tempfile.gettempdir()) / (_FOLDER + whose)


def ready_folder() -> Path:
    """The folder, made if need be, and nobody else's.

    Raises:
        OSError: it cannot be made, or another user could have put something into it.
    """
    path = folder()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_own(path):
        raise PermissionError(f"{path} is open to others")
    return path


def is_own(path: Path) -> bool:
    """Whether it is a folder that this user alone can use. True on Windows, where Temp is."""
    if WINDOWS:
        return path.is_dir()
    try:
        found = path.lstat()
    except OSError:
        return False
    private = not stat.S_IMODE(found.st_mode) & 0o077
    return stat.S_ISDIR(found.st_mode) and private and found.st_uid == os.getuid()


def new_entry(home: Path, profile: Path) -> Path:
    """A path in ``home`` for a QGIS of ``profile`` that begins to listen."""
    return home / f"{mark(profile)}-{secrets.token_hex(4)}"


def start_note(home: Path, profile: Optional[Path]) -> Path:
    """The file that is there while a QGIS of ``profile`` is being started."""
    return home / f"starting-{'' if profile is None else mark(profile)}"


def mark(profile: Path) -> str:
    """What stands for the QGIS profile in that folder in the name of an entry."""
    name = os.path.normcase(os.path.realpath(profile))
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def entries(home: Path, profile: Optional[Path] = None) -> List[Path]:
    """The entries of ``profile``, or of all, the one used last first; some may be of the dead."""
    if not is_own(home):
        return []
    start = "" if profile is None else mark(profile) + "-"
    found = []
    for path in home.iterdir():
        shape = path.name.split("-")
        if path.name.startswith(start) and list(map(len, shape)) == [12, 8]:
            try:
                found.append((path.stat().st_mtime_ns, path))
            except OSError:
                continue  # its QGIS has just ended
    return [path for _, path in sorted(found, reverse=True)]


def pipe_of(entry: Path) -> str:
    """The name of the pipe that an entry stands for, on Windows."""
    return f"{PIPES}{_FOLDER}-{entry.name}"
