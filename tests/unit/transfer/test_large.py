"""Very large geometries are taken out of a page as numbers, and are the same in the file."""

from __future__ import annotations

import json
import math
from typing import Any, Dict, List

import pytest

from cicclo_qgis.ogcapi.errors import OgcApiError
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.transfer.geometry import BadGeometry, Encoder
from cicclo_qgis.transfer.outlines import Outline
from cicclo_qgis.transfer.page import Page, feature_key, read_page

Geometry = Dict[str, Any]


def run(count: int, *height: float) -> List[List[float]]:
    turns = [one / count * math.tau for one in range(count)]
    return [[math.cos(one) * 5, 45 + math.sin(one), *height] for one in turns]


def rings(count: int, each: int) -> List[Any]:
    return [[run(each), run(7)] for _ in range(count)]


MANY = 2500
LARGE: Dict[str, Geometry] = {
    "line": {"type": "LineString", "coordinates": run(MANY)},
    "heights": {"type": "LineString", "coordinates": run(MANY, 7.5)},
    "points": {"type": "MultiPoint", "coordinates": run(MANY)},
    "ring": {"type": "Polygon", "coordinates": [run(MANY), run(5), run(MANY)]},
    "lines": {"type": "MultiLineString", "coordinates": [run(4) for _ in range(500)]},
    "polygons": {"type": "MultiPolygon", "coordinates": [*rings(200, 9), [run(MANY)]]},
    "whole numbers": {"type": "LineString", "coordinates": [[n, -n] for n in range(5000)]},
}
# Large as well, but not what nearly all are: they are read as ever.
ODD: Dict[str, Geometry] = {
    "some heights": {"type": "LineString", "coordinates": [*run(MANY), [1, 2, 3]]},
    "no height": {"type": "LineString", "coordinates": [*run(MANY), [1, 2, None]]},
    "an empty part": {"type": "MultiLineString", "coordinates": [[], run(MANY)]},
    "too deep": {"type": "Polygon", "coordinates": [[[run(MANY)]]]},
    "of another type": {"type": "Polygon", "coordinates": run(MANY)},
    "infinite": {"type": "LineString", "coordinates": [*run(MANY), [math.inf, 1]]},
    "of nothing": {"type": "LineString", "coordinates": [*run(MANY), []]},
    "text": {"type": "LineString", "coordinates": [*run(MANY), ["1", 2]]},
}


def page_of(geometry: Any, indent: Any = None, **more: Any) -> Page:
    features = [
        {
            "type": "Feature",
            "id": 1,
            "properties": {"t": '"coordinates": [[', **more},
            "geometry": one,
        }
        for one in (geometry, {"type": "Point", "coordinates": [1, 2]})
    ]
    whole = {"type": "FeatureCollection", "features": features, "numberMatched": 2}
    text = json.dumps(whole, indent=indent)
    return read_page(Answer("http://x/items", 200, {}, text.replace("Infinity", "1e999").encode()))


def encoded(geometry: Any, swap: bool) -> Any:
    encoder = Encoder(4326, swap)
    try:
        return encoder.encode(geometry), encoder.kinds, encoder.box
    except BadGeometry:
        return None


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", list(LARGE))
def test_it_is_the_same_in_the_file(name: str, indent: Any, swap: bool) -> None:
    page = page_of(LARGE[name], indent)
    (found, other) = page.geometries
    assert found is not None and isinstance(found["coordinates"], Outline)
    assert encoded(found, swap) == encoded(LARGE[name], swap) is not None
    assert found["coordinates"].plain() == LARGE[name]["coordinates"]
    assert other == {"type": "Point", "coordinates": [1, 2]}
    assert page.rows[0] == {"t": '"coordinates": [['} and page.matched == 2


@pytest.mark.parametrize("name", list(ODD))
def test_what_is_odd_is_read_as_ever(name: str) -> None:
    (found, _) = page_of(ODD[name]).geometries
    assert encoded(found, False) == encoded(ODD[name], False)


@pytest.mark.parametrize("swap", [False, True])
def test_as_members_of_a_collection(swap: bool) -> None:
    """One has heights, the other has none."""
    members = [LARGE["heights"], LARGE["ring"], LARGE["line"]]
    whole = {"type": "GeometryCollection", "geometries": members}
    (found, _) = page_of(whole).geometries
    assert found is not None and isinstance(found["geometries"][1]["coordinates"], Outline)
    assert encoded(found, swap) == encoded(whole, swap) is not None


def test_what_is_no_geometry_stays_as_it_is() -> None:
    page = page_of(LARGE["line"], coordinates=run(MANY))
    assert page.rows[0]["coordinates"] == run(MANY)
    assert encoded(page.geometries[0], False) == encoded(LARGE["line"], False)


def test_pages_and_features_are_known_again_by_it() -> None:
    one, same = page_of(LARGE["ring"]), page_of(LARGE["ring"], 1)
    ring = [*run(MANY)[:-1], [9.0, 9.0]]
    other = page_of({"type": "Polygon", "coordinates": [ring, run(5), run(MANY)]})
    assert one.fingerprint == same.fingerprint != other.fingerprint
    for page in (one, same, other):
        object.__setattr__(page, "ids", (None, None))
    assert feature_key(one, 0) == feature_key(same, 0) != feature_key(other, 0)


@pytest.mark.parametrize(
    "wrong", [("]]", "]"), ("[[", "["), ("]]", "]]]"), ("], [", "] ["), ("], [", "],, [")]
)
def test_what_is_no_json_is_refused(wrong: Any) -> None:
    text = json.dumps({"features": [{"type": "Feature", "geometry": LARGE["line"]}]})
    with pytest.raises(OgcApiError):
        read_page(Answer("http://x", 200, {}, text.replace(*wrong, 1).encode()))


def test_others_get_their_turn_meanwhile() -> None:
    line = {"type": "LineString", "coordinates": run(20_000)}
    body = json.dumps({"features": [{"type": "Feature", "geometry": line}]}).encode()
    turns: List[int] = []
    read_page(Answer("http://x", 200, {}, body), lambda: turns.append(1))
    assert len(turns) >= len(body) // 70_000
