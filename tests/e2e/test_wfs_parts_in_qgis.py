"""A part of what is offered by WFS alone, live in real QGIS, from real servers."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

import pytest

from cicclo_qgis.transfer import Place
from tests.e2e.awkward import places
from tests.e2e.test_wfs_copies_real_servers import BOX, folder, mapserver, qgis
from tests.e2e.test_wfs_in_qgis import opened

__all__ = ["folder", "mapserver", "qgis"]

pytestmark = pytest.mark.workshop

INSIDE = ["00001", "00002", "00004", "00005"]
NOT_4 = ["code", "<>", "00004", "text"]
LATER = {"conditions": [["jour", ">=", "2024-01-01", "date"]]}
# What is asked for, and the codes that come.
PARTS: List[Tuple[Dict[str, Any], List[str]]] = [
    ({"bbox": BOX}, INSIDE),
    ({"bbox": BOX, "crs": "EPSG:2154"}, INSIDE),
    ({"bbox": BOX, "conditions": [NOT_4]}, ["00001", "00002", "00005"]),
    (
        {"conditions": [["code", "contains", "0002", "text"]]},
        ["00002", *map("000{}".format, range(20, 29))],
    ),
    ({"conditions": [["grand", "=", "0", "integer"]]}, [f"{one:05d}" for one in range(2, 27, 4)]),
    ({"conditions": [["nom", "is null", "", "text"]], "limit": 2}, ["00002", "00007"]),
    (LATER, [f"{one:05d}" for one in range(1, 29, 3)]),
]


def test_parts(qgis: Place, mapserver: str) -> None:
    """QGIS Server (WFS 1.1) and MapServer (2.0, degrees north first)."""
    # MapServer leaves out rows that lie nowhere.
    somewhere = {one["properties"]["code"] for one in places() if one["geometry"]}
    for address, name in ((qgis.address, "points"), (mapserver, "ms:points")):
        asked = [{"wfs": address, "name": name, "token": "", "part": part} for part, _ in PARTS]
        for (part, codes), told in zip(PARTS, opened(asked)):
            # QGIS Server before 3.44 and MapServer compare dates wrongly: that is found out.
            assert told["valid"] or part is LATER, (name, part)
            if not told["valid"]:
                continue
            wanted = [one for one in codes if ":" not in name or one in somewhere]
            assert told["codes"] == wanted and told["crs"] == part.get("crs", told["crs"])
            # What a copy of the layer would be asked for.
            assert ("bbox=(1.6, 47.3" in told["part"]) is ("bbox" in part)
            assert ("<> '00004'" in told["part"]) is (NOT_4 in part.get("conditions", []))
