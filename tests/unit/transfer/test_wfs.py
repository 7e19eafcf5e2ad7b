"""Copies of a feature type, from a service with the manners of GeoServer, Géoplateforme's."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional

import pytest
import requests

from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.transfer import (
    Note,
    Options,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    Why,
)
from tests.unit.site import Reply, Site
from tests.unit.transfer.conftest import rows, shapes, types
from tests.unit.transfer.served import points
from tests.unit.transfer.wfs_served import WfsServed, refusal

Http = Callable[[], requests.Session]


def same(result: Result, features: List[Dict[str, Any]], ids: Optional[List[str]] = None) -> None:
    """The copy holds these features, each once, feature by feature."""
    wanted = ids or [f"zones.{one['id']}" for one in features]
    found = {row["feature_id"]: row for row in rows(result.path)}
    assert sorted(found) == sorted(wanted) and result.features == len(features)
    places = dict(zip([row["feature_id"] for row in rows(result.path)], shapes(result.path)))
    for name, one in zip(wanted, features):
        for attribute, value in one["properties"].items():
            assert found[name][attribute] == value
        if one["geometry"] is None:
            assert places[name] is None
        else:
            # OGR reads the sixteenth digit of a number in GML its own way.
            place = pytest.approx(one["geometry"]["coordinates"], rel=1e-15)
            assert list(places[name].GetPoint(0)[:2]) == place


def test_side_by_side_in_pages_of_what_the_service_gives(
    site: Site, copy: Callable[..., Result]
) -> None:
    served = WfsServed(site, points(3500), most=1000)
    result = copy(served)
    assert (result.verdict, result.strategy, result.why) == (
        Verdict.VERIFIED, Strategy.PARALLEL, Why.PROVED,
    )  # fmt: skip
    same(result, served.features)
    # GeoServer has an order only for requests with an offset: the first page has one too.
    assert all("startindex" in one for one in served.pages())
    assert all(one["outputformat"] == "application/json" for one in served.pages())
    # One request for each page, and one to prove the order; no capabilities, no count.
    assert result.requests == len(served.queries) <= 4 + 3


def test_a_table_without_a_key_is_sorted_by_an_attribute_that_is_one(
    site: Site, copy: Callable[..., Result]
) -> None:
    """GeoServer's own refusal; the identifiers that it makes up are others each time."""
    features = points(2300)
    for one in features:
        one["properties"] = {"nature": "x", "cleabs": f"BAT{one['id']:06d}"}
    served = WfsServed(site, features, most=1000, key=False, turns=7)
    result = copy(served)
    assert (result.verdict, result.strategy) == (Verdict.VERIFIED, Strategy.PARALLEL)
    same(result, features, [one["properties"]["cleabs"] for one in features])
    assert {one.get("sortby") for one in served.pages()} == {None, "cleabs"}
    # The same where it is not among the attributes that are wanted.
    result = copy(served, Options(properties=("nature",)))
    assert (result.verdict, result.distinct) == (Verdict.VERIFIED, 2300)
    assert {row["feature_id"] for row in rows(result.path)} >= {"BAT000001", "BAT002300"}
    assert "cleabs" not in types(result.path)


def test_a_table_where_nothing_is_a_key(site: Site, copy: Callable[..., Result]) -> None:
    """It cannot be had in pages: all at once, else by boxes."""
    features = points(60)
    for one in features:
        one["properties"] = {"nature": "x"}
    served = WfsServed(site, features, key=False)
    result = copy(served)
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 60)
    served.queries.clear()
    result = copy(served, Options(page_size=20))
    assert (result.verdict, result.strategy) == (Verdict.VERIFIED, Strategy.TILES)
    found = sorted(one.GetPoint(0)[:2] for one in shapes(result.path))
    assert found == sorted(tuple(one["geometry"]["coordinates"]) for one in features)
    # Each box once.
    boxes = [one["bbox"] for one in served.pages() if "bbox" in one]
    assert len(boxes) == len(set(boxes)) > 4


def test_the_first_page_does_not_stand_in_for_what_lies_nowhere(
    site: Site, copy: Callable[..., Result]
) -> None:
    """It comes in the boxes again: written as well, the number would be right by chance."""
    features = points(60)
    for one in features:
        one["properties"] = {"nature": "x"}
    for one in features[40:]:
        one["geometry"] = None
    result = copy(WfsServed(site, features, key=False), Options(page_size=20))
    assert (result.verdict, result.features) == (Verdict.INCOMPLETE, 40)


def test_a_table_without_a_key_that_lies_nowhere(site: Site, copy: Callable[..., Result]) -> None:
    """Neither pages nor boxes: what comes at once, and it is said that it is not all."""
    features = points(60)
    for one in features:
        one["properties"], one["geometry"] = {"nature": "x"}, None
    served = WfsServed(site, features, key=False)
    result = copy(served, Options(page_size=20))
    assert (result.verdict, result.features) == (Verdict.INCOMPLETE, 20)
    assert not any("bbox" in one for one in served.pages())


def test_an_order_that_changes_is_found_out(site: Site, copy: Callable[..., Result]) -> None:
    served = WfsServed(site, points(900), turns=37)
    result = copy(served, Options(page_size=100))
    assert Note.ORDER_NOT_STABLE in result.notes
    assert (result.verdict, result.strategy) == (Verdict.VERIFIED, Strategy.TILES)
    same(result, served.features)


def test_pages_that_repeat_are_found_out(site: Site, copy: Callable[..., Result]) -> None:
    served = WfsServed(site, points(300), ignore_start=True, most=100)
    result = copy(served, Options(page_size=100))
    assert (result.verdict, result.strategy) == (Verdict.VERIFIED, Strategy.TILES)
    same(result, served.features)


def test_a_count_that_is_unknown_in_pages_is_asked_for(
    site: Site, copy: Callable[..., Result]
) -> None:
    served = WfsServed(site, points(450), counts=False)
    result = copy(served, Options(page_size=100))
    assert (result.verdict, result.expected) == (Verdict.VERIFIED, 450)
    same(result, served.features)


@pytest.mark.parametrize("most", [100, 1000])
def test_a_count_that_is_the_pages_own_is_asked_for(
    site: Site, copy: Callable[..., Result], most: int
) -> None:
    served = WfsServed(site, points(1450), most=most, counts_page=True)
    result = copy(served)
    assert (result.verdict, result.expected) == (Verdict.VERIFIED, 1450)
    same(result, served.features)


def test_a_service_of_1_1_is_read_page_after_page(site: Site, copy: Callable[..., Result]) -> None:
    """QGIS Server reads all rows before the offset for each page."""
    served = WfsServed(site, points(450), old=True)
    result = copy(served, Options(page_size=100))
    assert (result.verdict, result.why) == (Verdict.VERIFIED, Why.COSTLY_OFFSET)
    same(result, served.features)


def test_gml_where_there_is_no_geojson(site: Site, copy: Callable[..., Result]) -> None:
    """Types are those of the description: a code keeps its zeros; degrees come north first."""
    features = points(250)
    for one in features:
        number = one["id"]
        one["properties"] = {
            "code": f"{number:05d}",
            "nom": "L’Île <&> « été » 🌊",
            "grand": -(2**63) + number,
            "part": number / 7,
            "vrai": number % 2 == 0,
            "rien": None if number % 3 else "x",
        }
    features[7]["geometry"] = None
    served = WfsServed(site, features, json=False)
    result = copy(served, Options(page_size=100))
    assert (result.verdict, result.strategy) == (Verdict.VERIFIED, Strategy.PARALLEL)
    same(result, features)
    declared = types(result.path)
    assert [declared[name] for name in ("code", "grand", "part", "vrai")] == [
        "TEXT", "INTEGER", "REAL", "BOOLEAN",
    ]  # fmt: skip


def test_a_part_of_it(site: Site, copy: Callable[..., Result]) -> None:
    served = WfsServed(site, points(500))
    box = (0.0, 45.0, 6.0, 50.0)
    result = copy(served, Options(bbox=box, properties=("nom",)))
    inside = [
        one
        for one in served.features
        if 0 <= one["geometry"]["coordinates"][0] <= 6
        and 45 <= one["geometry"]["coordinates"][1] <= 50
    ]
    assert (result.verdict, result.features) == (Verdict.VERIFIED, len(inside)) and inside
    (page,) = served.pages()
    assert page["bbox"] == "45,0,50,6,urn:ogc:def:crs:EPSG::4326"
    assert page["propertyname"] == "nom,geom"
    assert "valeur" not in types(result.path)


def test_conditions_and_a_box_go_into_one_filter(site: Site, copy: Callable[..., Result]) -> None:
    served = WfsServed(site, points(500))
    result = copy(served, Options(bbox=(-5, 41, 10, 52), filter="valeur = 42"))
    same(result, [served.features[41]])
    (page,) = served.pages()
    assert "bbox" not in page and "<fes:BBOX>" in page["filter"]


def test_a_box_that_is_misread_is_written_another_way(
    site: Site, copy: Callable[..., Result]
) -> None:
    served = WfsServed(site, points(500), misread=True)
    result = copy(served, Options(bbox=(0.0, 45.0, 6.0, 50.0)))
    assert result.verdict is Verdict.VERIFIED and result.features > 50
    assert served.pages()[-1]["bbox"] == "0,45,6,50,EPSG:4326"


def test_a_filter_that_cannot_be_told_is_refused(site: Site, copy: Callable[..., Result]) -> None:
    served = WfsServed(site, points(5))
    for options in (Options(filter="nom = 'a' OR valeur = 1"), Options(datetime="2024-01-01/..")):
        with pytest.raises(TransferError) as caught:
            copy(served, options)
        assert caught.value.code is TransferCode.FILTER
    assert not served.pages()


def test_a_system_that_is_not_offered(site: Site, copy: Callable[..., Result]) -> None:
    """MapServer refuses degrees where they are not among its systems: its own is taken, and told."""
    served = WfsServed(site, points(20), systems=("2154",))
    result = copy(served)
    assert result.features == 20 and served.pages()[-1]["srsname"].endswith("2154")


def test_there_is_no_such_feature_type_any_more(site: Site, copy: Callable[..., Result]) -> None:
    served = WfsServed(site, points(5))
    served.before = lambda query, _number: refusal("Feature type t:zones unknown")
    with pytest.raises(TransferError) as caught:
        copy(served)
    assert caught.value.problem is not None
    assert caught.value.problem.code is ProblemCode.NOT_FOUND


def test_a_broken_service_is_not_asked_in_every_way(
    site: Site, copy: Callable[..., Result]
) -> None:
    served = WfsServed(site, points(5))
    served.before = lambda _query, _number: Reply("<html>Internal error</html>", 500, "text/html")
    with pytest.raises(TransferError) as caught:
        copy(served)
    assert caught.value.resumable
    # As often as any page is tried, and no other way.
    assert len({str(sorted(one.items())) for one in served.queries}) == 1


def test_thirty_requests_a_second(site: Site, copy: Callable[..., Result]) -> None:
    """Géoplateforme's limit: 429 with ``Retry-After``; the pages come all the same."""
    served = WfsServed(site, points(900))
    numbers = {4, 5, 6}

    def limit(_query: Dict[str, str], number: int) -> Optional[Reply]:
        if number not in numbers:
            return None
        return Reply("Too many requests", 429, "text/plain", [("Retry-After", "1")])

    served.before = limit
    result = copy(served, Options(page_size=100))
    assert result.verdict is Verdict.VERIFIED and Note.SERVER_BUSY in result.notes
    same(result, served.features)


def test_a_session_that_ends_in_the_middle_is_renewed(
    site: Site, copy: Callable[..., Result]
) -> None:
    """A 401 is asked once more: the transport below has another credential by then."""
    served = WfsServed(site, points(900))
    page = Reply("<html><body>401 Authorization Required</body></html>", 401, "text/html")
    ended = {"300", "600"}

    def refuse(query: Dict[str, str], _number: int) -> Optional[Reply]:
        start = query.get("startindex", "")
        if start not in ended:
            return None
        ended.discard(start)
        return page

    served.before = refuse
    result = copy(served, Options(page_size=100))
    assert result.verdict is Verdict.VERIFIED
    same(result, served.features)
