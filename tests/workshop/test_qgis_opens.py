"""QGIS's own provider opens the collections, restricted ones with their credential."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop
from workshop.install import SYSTEM_PYTHON

pytestmark = pytest.mark.workshop


def test_qgis_reads_every_row(workshop: Workshop) -> None:
    where = workshop.addresses
    camille = Agent(CAMILLE)
    camille.open(where["armor"] + "/oauth2/authorization/proconnect")
    cookie = {
        "header": "Cookie",
        "value": f"SESSION={camille.http.cookies.get('SESSION', domain='127.0.0.1')}",
    }
    bearer = {
        "header": "Authorization",
        "value": f"Bearer {bearer_token(where['hexagone_issuer'], camille)}",
    }
    wanted = [
        ("armor_landing", "departements", {}, 101, "MultiPolygon"),
        ("armor_landing", "epci", {}, 1255, "NoGeometry"),
        ("armor_landing", "zones_humides", {}, 0, "Unknown"),
        ("armor_landing", "zones_humides", cookie, 6000, "MultiPolygon"),
        ("hexagone_landing", "regions", {}, 18, "MultiPolygon"),
        ("hexagone_landing", "sites_inspection", {}, 0, "Unknown"),
        ("hexagone_landing", "sites_inspection", bearer, 5660, "Point"),
        ("ouvert_landing", "departements_metropole", {}, 96, "Polygon"),
        ("ouvert_landing", "provinces_monde", {}, 4556, "Point"),
    ]
    jobs = [
        {"landing": where[landing], "collection": collection, **credential}
        for landing, collection, credential, _, _ in wanted
    ]
    done = subprocess.run(
        [SYSTEM_PYTHON, str(Path(__file__).with_name("qgis_open.py"))],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        timeout=110,
    )
    opened = [
        (one["collection"], one["rows"], one["distinct"], one["geometry"], one["valid"])
        for one in json.loads(done.stdout)
    ]
    assert opened == [
        (collection, rows, rows, geometry, rows > 0) for _, collection, _, rows, geometry in wanted
    ]
