"""Very large geometries are taken out of a page as numbers, and are the same in the file."""

from __future__ import annotations

import json
import math
from typing import Any, Dict, List

import pytest

from cicclo_qgis.ogcapi.errors import OgcApiError
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.transfer import Options, TransferCode, TransferError
from cicclo_qgis.transfer.between import between
from cicclo_qgis.transfer.features_service import FeaturesService
from cicclo_qgis.transfer.geometry import BadGeometry, Encoder
from cicclo_qgis.transfer.outlines import Outline
from cicclo_qgis.transfer.page import Page, feature_key, read_page
from cicclo_qgis.transfer.wfs.gml import read_gml
from cicclo_qgis.transfer.wfs.shapes import shape_of
from tests.unit.site import Site
from tests.unit.transfer.served import Served

Geometry = Dict[str, Any]


def run(count: int, *height: float) -> List[List[float]]:
    turns = [one / count * math.tau for one in range(count)]
    return [[round(math.cos(one) * 5, 7), round(45 + math.sin(one), 7), *height] for one in turns]


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


def test_a_large_page_is_cancelled_in_the_middle(site: Site) -> None:
    served, asked = Served(site, []), [0]
    body = json.dumps({"features": [{"geometry": LARGE["ring"]} for _ in range(20)]}).encode()

    def cancelled() -> bool:
        asked[0] += 1
        return asked[0] > 5

    service = FeaturesService(served.landing(), served.collection(), Options(), between(cancelled))
    with pytest.raises(TransferError) as caught:
        service.read(Answer("http://x", 200, {}, body))
    assert caught.value.code is TransferCode.CANCELLED and asked[0] == 6


# --- GML -----------------------------------------------------------------------------------------


def listed(positions: Any, name: str = "posList", told: str = "") -> str:
    between = "," if name == "coordinates" else " "
    text = " ".join(between.join(map(str, one)) for one in positions)
    return f"<gml:{name}{told}>{text}</gml:{name}>"


def ring(positions: Any) -> str:
    return f"<gml:LinearRing>{listed([*positions, positions[0]])}</gml:LinearRing>"


def surface(*inner: Any) -> str:
    (outer, *holes) = map(ring, inner)
    inside = "".join(f"<gml:interior>{one}</gml:interior>" for one in holes)
    return f"<gml:Polygon><gml:exterior>{outer}</gml:exterior>{inside}</gml:Polygon>"


def segments(*runs: Any) -> str:
    inside = "".join(
        f"<gml:LineStringSegment>{listed(one)}</gml:LineStringSegment>" for one in runs
    )
    return f"<gml:Curve><gml:segments>{inside}</gml:segments></gml:Curve>"


SURFACES = [surface(run(9), run(5)) for _ in range(60)] + [surface(run(MANY), run(MANY))]
MEMBERS = "".join(f"<gml:surfaceMember>{one}</gml:surfaceMember>" for one in SURFACES)
ARC = f"<gml:Arc>{listed([run(MANY)[-1], [1, 1], [2, 0]])}</gml:Arc>"
THREE = ' srsDimension="3"'
# Each with whether its numbers are read here.
IN_GML = {
    "line": (f"<gml:LineString>{listed(run(MANY))}</gml:LineString>", True),
    "heights": (f"<gml:LineString>{listed(run(MANY, 3.5), told=THREE)}</gml:LineString>", True),
    "heights above": (
        f'<gml:LineString srsDimension="3">{listed(run(MANY, 3.5))}</gml:LineString>',
        True,
    ),
    "version 2": (f"<gml:LineString>{listed(run(MANY), 'coordinates')}</gml:LineString>", True),
    "polygon": (surface(run(MANY), run(4), run(MANY)), True),
    "surfaces": (f"<gml:MultiSurface>{MEMBERS}</gml:MultiSurface>", True),
    "curve": (segments(run(MANY)), True),
    "curve of two": (segments(run(MANY), [run(MANY)[-1], [1, 2]]), False),
    "two that meet": (segments(run(MANY), run(MANY)[::-1]), False),
    "arcs": (segments(run(MANY)).replace("</gml:segments>", ARC + "</gml:segments>"), False),
    "collection": (
        f"<gml:MultiGeometry><gml:geometryMember>{surface(run(MANY))}</gml:geometryMember>"
        "<gml:geometryMember><gml:Point><gml:pos>1 2</gml:pos></gml:Point></gml:geometryMember>"
        "</gml:MultiGeometry>",
        False,
    ),
}


@pytest.mark.parametrize("north_first", [True, False])
@pytest.mark.parametrize("name", list(IN_GML))
def test_in_gml_it_is_what_ogr_makes_of_it(name: str, north_first: bool) -> None:
    text, here = IN_GML[name]
    told = "urn:ogc:def:crs:EPSG::4326" if north_first else "EPSG:4326"
    space = 'xmlns:gml="http://www.opengis.net/gml/3.2"'
    body = f"<w {space}><member><z><g>{text}</g></z></member></w>".encode()
    (found,) = read_gml(body, {}, told).features
    wanted = shape_of(text.replace(">", f" {space}>", 1), north_first)
    assert wanted is not None and isinstance(found["geometry"].get("coordinates"), Outline) is here
    assert encoded(found["geometry"], False) == encoded(wanted, False) is not None
