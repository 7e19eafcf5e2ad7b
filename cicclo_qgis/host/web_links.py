"""``cicclo:`` links of web pages, opened in QGIS: told to this person's desktop, or taken back.

Nothing is done for other users of the computer, and no program is started: on a free desktop two
files are written, on Windows one key of the registry. Elsewhere a plugin cannot do it.
"""

from __future__ import annotations

import os
import sys
from enum import Enum
from pathlib import Path
from typing import Callable, List, Mapping, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QSettings

from cicclo_qgis.asking import SCHEME, desktop_entry

_ENTRY = "cicclo-qgis.desktop"
_TYPE = f"x-scheme-handler/{SCHEME}"
_OWNER = "X-CICCLO-Profile"
_NAME = "QGIS (CICCLO)"


class Obstacle(str, Enum):
    """Why it cannot be done here."""

    MACOS = "macos"
    SANDBOX = "sandbox"
    NO_PYTHON = "no-python"


class WebLinks:
    """The links lead to the QGIS profile they were switched on in.

    Args:
        profile: the folder of the QGIS profile.
        script: the program that hands an address over (``cicclo_qgis/asking``).
        pythons: finds Pythons that can run it, the best first.
        system: as ``sys.platform`` has it.
        environment: of this process.
        program: the QGIS that runs; None for this process's own.
        classes: the person's part of ``HKEY_CLASSES_ROOT``.
    """

    def __init__(
        self,
        profile: Path,
        script: Path,
        pythons: Callable[[], Tuple[Path, ...]],
        system: str = sys.platform,
        environment: Mapping[str, str] = os.environ,
        program: Optional[str] = None,
        classes: Optional[Callable[[], QSettings]] = None,
    ) -> None:
        self._profile = profile
        self._script = script
        self._pythons = pythons
        self._system = system
        self._environment = environment
        self._program = program or QCoreApplication.applicationFilePath()
        self._classes = classes or _classes

    def obstacle(self) -> Optional[Obstacle]:
        """Why it cannot be done here; None where it can."""
        if self._system == "darwin":
            return Obstacle.MACOS
        if self._system != "win32" and _is_packed(self._program):
            return Obstacle.SANDBOX
        return None if self._pythons() else Obstacle.NO_PYTHON

    def on(self) -> bool:
        """Whether links lead to this profile."""
        if self._system == "win32":
            return bool(self._classes().value(f"{SCHEME}/{_OWNER}") == str(self._profile))
        try:
            return f"{_OWNER}={self._profile}" in _read(self._entry()).splitlines()
        except OSError:
            return False

    def switch(self, on: bool) -> None:
        """Let links lead to this profile, or nowhere.

        Raises:
            OSError: what is to be written cannot be written.
        """
        if self._system == "win32":
            self._tell_windows(on)
        elif on:
            _write(self._list(), desktop_entry.with_default(_read(self._list()), _TYPE, _ENTRY))
            _write(self._entry(), self._entry_text())
        else:
            known = _read(self._list())
            rest = desktop_entry.without_default(known, _TYPE, _ENTRY)
            if rest != known:
                _write(self._list(), rest)
            self._entry().unlink(missing_ok=True)

    def keep_up(self) -> None:
        """Where they lead here, do so after QGIS or its Python has moved. Any thread.

        Raises:
            OSError: see ``switch``.
        """
        if not self.on() or self.obstacle() is not None:
            return
        if self._system == "win32":
            self._tell_windows(True)
        elif _read(self._entry()) != self._entry_text():
            _write(self._entry(), self._entry_text())

    def _command(self) -> List[str]:
        """The program and what it is given, before the address."""
        python = self._pythons()[0]
        program = Path(self._program)
        if self._system == "win32":
            windowless = python.with_name("pythonw.exe")
            python = windowless if windowless.exists() else python
        elif program.with_name("qgis").exists():
            program = program.with_name("qgis")  # the distribution's starter sets what QGIS needs
        given = ["--profile", str(self._profile), "--qgis", str(program)]
        # Isolated (-I). After "--" all is address: no link can bring an option along.
        return [str(python), "-I", str(self._script), *given, "--"]

    def _entry(self) -> Path:
        return self._folder("XDG_DATA_HOME", ".local/share") / "applications" / _ENTRY

    def _list(self) -> Path:
        return self._folder("XDG_CONFIG_HOME", ".config") / "mimeapps.list"

    def _folder(self, variable: str, default: str) -> Path:
        named = Path(self._environment.get(variable, ""))
        return named if named.is_absolute() else Path.home() / default

    def _entry_text(self) -> str:
        more = ("Icon=qgis", f"{_OWNER}={self._profile}")
        return desktop_entry.entry(_NAME, self._command(), _TYPE, more)

    def _tell_windows(self, on: bool) -> None:
        classes = self._classes()
        classes.remove(SCHEME)
        if on:
            line = " ".join(f'"{one}"' for one in (*self._command(), "%1"))
            classes.setValue(f"{SCHEME}/.", f"URL:{_NAME}")
            classes.setValue(f"{SCHEME}/URL Protocol", "")
            classes.setValue(f"{SCHEME}/{_OWNER}", str(self._profile))
            classes.setValue(f"{SCHEME}/shell/open/command/.", line)
        classes.sync()
        if classes.status() != QSettings.Status.NoError:
            raise PermissionError("the registry cannot be written to")


def _is_packed(program: str) -> bool:
    """Whether QGIS runs in a Flatpak, Snap or AppImage, which the desktop sees from outside."""
    own_tree = program.startswith(("/app/", "/snap/")) or "/.mount_" in program
    return own_tree or Path("/.flatpak-info").exists()


def _classes() -> QSettings:
    return QSettings("HKEY_CURRENT_USER\\Software\\Classes", QSettings.Format.NativeFormat)


def _read(path: Path) -> str:
    """The text of a file; empty where there is none.

    Raises OSError for one that cannot be read: it is not to be written over.
    """
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return ""


def _write(path: Path, text: str) -> None:
    """Write it at once or not at all; an empty one goes."""
    path = path.resolve()  # a link of the person's stays one
    if not text:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", errors="surrogateescape")
    part.replace(path)
