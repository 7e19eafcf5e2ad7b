"""The plugin's version, as its ``metadata.txt`` says, and how it names itself to servers."""

from __future__ import annotations

from configparser import ConfigParser
from functools import lru_cache
from pathlib import Path

from qgis.core import Qgis

_HERE = Path(__file__).resolve()


@lru_cache(maxsize=1)
def plugin_version() -> str:
    """Read ``metadata.txt``: beside the package in a checkout, inside it when installed."""
    for folder in (_HERE.parents[1], _HERE.parents[2]):
        metadata = ConfigParser(interpolation=None)
        if metadata.read(folder / "metadata.txt", encoding="utf-8"):
            return metadata.get("general", "version", fallback="0")
    return "0"


def user_agent() -> str:
    """``CICCLO/0.1.0 QGIS/3.22.16``: ASCII, without the release's name."""
    number = Qgis.versionInt()
    return f"CICCLO/{plugin_version()} QGIS/{number // 10000}.{number // 100 % 100}.{number % 100}"
