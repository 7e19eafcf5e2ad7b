"""The main job, told to its end with mouse and keyboard, from the zip a user installs.

Nothing of pip is in reach (``cryptography`` and the vendored packages are hidden), as on QGIS for
Windows and macOS.
"""

from __future__ import annotations

import json
from pathlib import Path

from workshop.tour.__main__ import play

STEPS = [
    "QGIS opens with the plugin",
    "platforms listed",
    "search",
    "open layer",
    "restricted layer of Hexagone, signed out",
    "sign in to Géo Armor without a password",
    "restricted layer of Géo Armor",
    "table without geometry",
    "project saved without secrets",
    "QGIS closed and opened again with the project",
    "no token on disk",
    "a colleague opens the project, signed out",
    "one click signs in and repairs the layers in place",
]


def test_the_story(tmp_path: Path, plugin_zip: Path, hidden: Path) -> None:
    out = tmp_path / "out"
    went_well = play(out, plugin_zip, "fr", {"PYTHONPATH": str(hidden)})
    told = json.loads((out / "tour.json").read_text(encoding="utf-8"))
    failed = {step["name"]: step["seen"] for step in told["steps"] if not step["ok"]}
    assert failed == {}
    assert went_well
    assert [step["name"] for step in told["steps"]] == STEPS
    assert all((out / step["seen"]["screenshot"]).stat().st_size > 20_000 for step in told["steps"])
