"""A registry of platforms that the bench serves, and a QGIS that is at rest."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Dict, Iterable

from workshop.tour.stage import Qgis


def platform(name: str, title: str, landing: str, territory: str = "France") -> Dict[str, object]:
    """An open platform, as ``resources/platforms.json`` writes it."""
    return {
        "id": name,
        "name": title,
        "territory": territory,
        "software": "x",
        "landing": landing,
        "landing_status": "documented",
        "catalogue": None,
        "wfs": None,
        "access": [],
        "restricted": [],
        "quirks": [],
        "source": "bench",
    }


def write(platforms: Iterable[Dict[str, object]], folder: Path) -> Path:
    """The registry that QGIS is started with (``CICCLO_REGISTRY``)."""
    path = folder / "platforms.json"
    text = json.dumps({"version": 1, "platforms": list(platforms)})
    path.write_text(text, encoding="utf-8")
    return path


def rest(qgis: Qgis, longest_ms: float) -> None:
    """Wait until QGIS is done with what it was about: half a second without a longer hold."""
    for _ in range(60):
        qgis.remote("watchdog.restart()")
        time.sleep(0.5)
        if qgis.remote("watchdog.longest_ms") < longest_ms:
            return
