"""What is offered by WFS alone opens in real QGIS, with the same sign-in."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any, Dict, List, Mapping, Sequence

import pytest

from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE, NOE
from workshop import Workshop, paths
from workshop.install import SYSTEM_PYTHON

pytestmark = pytest.mark.workshop


def opened(wanted: Sequence[Mapping[str, Any]]) -> List[Dict[str, Any]]:
    run = subprocess.run(
        [SYSTEM_PYTHON, "-m", "tests.e2e.qgis_wfs"],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=300,
        cwd=paths.ROOT,
        env={**os.environ, "PYTHONPATH": str(paths.ROOT)},
    )
    assert run.returncode == 0, run.stderr[-3000:]
    told: List[Dict[str, Any]] = json.loads(run.stdout)
    return told


def test_open_and_restricted_layers(workshop: Workshop) -> None:
    issuer, wfs = workshop.addresses["hexagone_issuer"], workshop.addresses["hexagone_wfs"]
    ouvert = workshop.addresses["ouvert_wfs"]
    allowed, known = (bearer_token(issuer, Agent(email)) for email in (CAMILLE, NOE))

    def ask(address: str, name: str, token: str = "") -> Dict[str, str]:
        return {"wfs": address, "name": name, "token": token}

    around_paris = {**ask(wfs, "sites_inspection", allowed), "part": {"bbox": (2, 48.4, 3, 49.2)}}
    regions, closed, other, sites, contours, part = opened(
        [
            ask(wfs, "regions"),
            ask(wfs, "sites_inspection"),
            ask(wfs, "sites_inspection", known),
            ask(wfs, "sites_inspection", allowed),
            ask(ouvert, "ms:regions_metropole"),
            around_paris,
        ]
    )
    assert (regions["valid"], regions["rows"], regions["provider"]) == (True, 18, "WFS")
    assert regions["crs"] == "EPSG:4326" and "Polygon" in regions["wkb"]
    assert "18 régions" in regions["abstract"]
    # Longitude is x, whatever order the server's version of WFS has.
    for layer in (regions, sites, contours):
        assert any(-5 < x < 10 and 41 < y < 52 for x, y in layer["centres"]), layer["centres"][:3]
        assert not any(41 < x < 52 and -5 < y < 10 for x, y in layer["centres"])
    # A stranger and an agent without the right see nothing of it.
    for refused in (closed, other):
        assert refused["rows"] == 0 and "SI-" not in json.dumps(refused)
    assert (sites["valid"], sites["rows"], sites["wkb"]) == (True, 5660, "Point")
    assert any(value.startswith("SI-") for value in sites["first"])
    # A part of it, with the same sign-in: the service filters.
    assert part["valid"] and 0 < part["rows"] < 1000 and part["rows"] == part["counted"]
    assert all(2 <= x <= 3 and 48.4 <= y <= 49.2 for x, y in part["centres"])
    # The token is on the requests alone.
    assert allowed not in sites["source"] + part["source"]
    assert (contours["valid"], contours["rows"]) == (True, 13)
