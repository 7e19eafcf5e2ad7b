"""Where a Python may be that can run the helper.

``sys.executable`` is no help: on Windows and macOS it is QGIS itself, and starting it again would
open a second QGIS.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Callable, Dict, List, Mapping, Tuple

# Variables that would send another Python to this one's modules, or the other way round.
_UNWANTED = ("PYTHONHOME", "PYTHONPATH", "PYTHONEXECUTABLE", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__")


def find_pythons(
    platform: str = sys.platform,
    prefixes: Tuple[str, ...] = (sys.base_prefix, sys.base_exec_prefix),
    environment: Mapping[str, str] = os.environ,
    exists: Callable[[Path], bool] = Path.is_file,
) -> Tuple[Path, ...]:
    """The Pythons to try, best first: that of the running QGIS, then the system's."""
    roots = [Path(prefix) for prefix in dict.fromkeys(prefixes)]
    if platform == "win32":
        places = _windows(roots, environment)
    elif platform == "darwin":
        places = _macos(roots)
    else:
        minor = "python{}.{}".format(*sys.version_info[:2])
        places = [root / "bin" / name for root in roots for name in (minor, "python3")]
        places.append(Path("/usr/bin/python3"))
    found: Dict[str, Path] = {}
    for place in places:
        if exists(place):
            found.setdefault(os.path.realpath(place), place)
    return tuple(found.values())


def is_unwanted(variable: str) -> bool:
    """An environment variable the helper must not inherit."""
    return variable.upper() in _UNWANTED


def _windows(roots: List[Path], environment: Mapping[str, str]) -> List[Path]:
    places = [root / name for root in roots for name in ("python3.exe", "python.exe")]
    places += [root / "bin" / "python3.exe" for root in roots]
    if environment.get("OSGEO4W_ROOT"):
        places.append(Path(environment["OSGEO4W_ROOT"]) / "bin" / "python3.exe")
    return places


def _macos(roots: List[Path]) -> List[Path]:
    places = [root / "bin" / "python3" for root in roots]
    for root in roots:
        contents = next((p for p in (root, *root.parents) if p.name == "Contents"), None)
        if contents is not None:
            places += [
                contents / "MacOS" / "bin" / "python3",
                contents / "Frameworks" / "bin" / "python3",
                contents / "MacOS" / "python3",
            ]
    return places
