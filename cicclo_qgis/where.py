"""Where the files that come along with the code stand.

Installed as a plugin they are inside the package; in a checkout they are beside it. The package
is asked first, so that an installed plugin never reads a checkout's files.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """Folder of the platform registry, icons and styles.

    Raises FileNotFoundError when the plugin is not whole.
    """
    return _found("resources")


def translations() -> Path:
    """Folder of the translations (``cicclo_<language>.qm``).

    Raises FileNotFoundError when the plugin is not whole.
    """
    return _found("i18n")


def version() -> str:
    """The plugin's version as ``metadata.txt`` gives it, the one place where it is written.

    Raises FileNotFoundError without that file, ValueError when it names no version.
    """
    for line in _found("metadata.txt").read_text(encoding="utf-8").splitlines():
        key, separator, value = line.partition("=")
        if separator and key.strip() == "version":
            return value.strip()
    raise ValueError("metadata.txt names no version")


def _found(name: str) -> Path:
    for folder in (_PACKAGE, _PACKAGE.parent):
        candidate = folder / name
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"{name} is missing beside {_PACKAGE}")
