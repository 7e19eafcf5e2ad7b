"""A part of a collection on a live layer: asked of the server, or left out by QGIS itself."""

from __future__ import annotations

import json
import re
from typing import Any, Callable, Iterator, List, Optional
from urllib.parse import parse_qs, urlsplit

import pytest
from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer
from qgis.PyQt import sip

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.host import loading as loading_module
from cicclo_qgis.host.layers import build
from cicclo_qgis.host.loading import Loading, count, left_to_qgis, server_takes
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind
from cicclo_qgis.ogcapi.model import Collection, ItemKind, LandingPage
from cicclo_qgis.ogcapi.queryables import Offer
from cicclo_qgis.platforms.model import LandingStatus, Platform
from tests.qgis.platform_server import Content, OapifPlatform, _json
from tests.qgis.server import Answer, LocalServer, Seen

CONFORMS = (
    "ogcapi-features-1/1.0/conf/core",
    "ogcapi-features-3/1.0/conf/filter",
    "ogcapi-features-3/1.0/conf/features-filter",
    "ogcapi-features-3/1.0/conf/queryables",
    "cql2/1.0/conf/cql2-text",
    "cql2/1.0/conf/basic-cql2",
)
WANTED = (Condition("number", Operator.LESS, "1500", ValueKind.INTEGER),)
CQL2 = Offer(cql2=True, picks=True)


class Filtering(OapifPlatform):
    """Knows one filter. ``strict``: where parameters are refused; ``joins``: as Spring does."""

    strict: Optional[Callable[[Seen], bool]] = None
    joins = False

    def answer(self, seen: Seen) -> Answer:
        if self.strict is not None and self.strict(seen):
            return Answer(400, b'{"code": "InvalidParameterValue"}')
        path = seen.path[len(self.base) :].rstrip("/")
        if path == "/conformance":
            return _json(
                {"conformsTo": [f"http://www.opengis.net/spec/{name}" for name in CONFORMS]}
            )
        if path == "/collections/zones/queryables":
            return _json({"properties": {"number": {"type": "integer"}}})
        return super().answer(seen)

    def _items(self, content: Content, seen: Seen) -> Answer:
        values = parse_qs(urlsplit(seen.target).query).get("filter", [])
        text = ",".join(values) if self.joins else "".join(values[:1])
        # QGIS writes parentheses and quotes of its own.
        found = re.fullmatch(r'\(?"?number"? < (\d+)\)?', text)
        if text and found is None:
            return Answer(400, b'{"code": "InvalidParameterValue", "description": "filter"}')
        number = content.count if found is None else min(content.count, int(found.group(1)))
        answer = super()._items(Content(content.id, number, content.table), seen)
        if "properties" in seen.query:
            document = json.loads(answer.body)
            for feature in document["features"]:
                kept = seen.query["properties"].split(",")
                feature["properties"] = {k: feature["properties"][k] for k in kept}
            answer.body = json.dumps(document).encode()
        return answer


@pytest.fixture
def platform(server: LocalServer) -> Filtering:
    return Filtering(server, [Content("zones", 2500)])


@pytest.fixture
def entry(platform: Filtering) -> Entry:
    base = platform.landing
    landing = LandingPage(base, "Atelier", "", (), f"{base}collections", None, None)
    items = f"{base}collections/zones/items"
    collection = Collection("zones", "Zones", "", (), items, item_kind=ItemKind.FEATURE)
    return Entry("atelier", collection, landing, Padlock.OPEN)


@pytest.fixture
def make(
    beside_gui: Any, entry: Entry, platform: Filtering
) -> Iterator[Callable[..., QgsVectorLayer]]:
    known = Platform("atelier", "Atelier", "", "", platform.landing, LandingStatus.DOCUMENTED, ())
    made: List[QgsVectorLayer] = []

    def make(loading: Loading, by_server: bool = True) -> QgsVectorLayer:
        made.append(beside_gui(lambda: build(entry, known, loading=loading, by_server=by_server)))
        return made[-1]

    yield make
    for layer in made:
        # Before the server goes: a provider that still downloads must not outlive QGIS.
        layer.dataProvider().reloadData()
        sip.delete(layer)


def _numbers(layer: QgsVectorLayer, beside_gui: Any, rect: Any = None) -> List[int]:
    request = QgsFeatureRequest() if rect is None else QgsFeatureRequest().setFilterRect(rect)
    return sorted(feature["number"] for feature in layer.getFeatures(request))


def test_the_server_leaves_out_what_is_not_wanted(
    make: Any, server: LocalServer, beside_gui: Any
) -> None:
    loading = Loading((-3.0, 48.0, -2.9005, 49.0), WANTED, ("number",), offer=CQL2)
    layer = make(loading)
    assert layer.isValid()
    server.seen.clear()
    numbers = _numbers(layer, beside_gui)
    assert numbers == [n for n in range(1500) if n % 100 < 10]
    asked = [seen.query for seen in server.seen if seen.path.endswith("/items")]
    assert asked and all("number" in query["filter"] for query in asked)
    assert all(query["filter-lang"] == "cql2-text" for query in asked)
    assert {query["bbox"] for query in asked} == {"-3,48,-2.9005,49"}
    assert [field.name() for field in layer.fields()][:1] == ["number"]
    assert "secret" not in json.dumps([f.attributes() for f in layer.getFeatures()])


def test_pages_that_follow_are_filtered_too(make: Any, beside_gui: Any) -> None:
    layer = make(Loading(conditions=WANTED, offer=CQL2))
    assert len(_numbers(layer, beside_gui)) == 1500, "two pages of a thousand"


def test_the_view_still_narrows_what_is_asked(
    make: Any, server: LocalServer, beside_gui: Any
) -> None:
    layer = make(Loading(conditions=WANTED, offer=CQL2))
    server.seen.clear()
    _numbers(layer, beside_gui, QgsRectangle(-3.0, 48.0, -2.95, 49.0))
    asked = [seen.query for seen in server.seen if seen.path.endswith("/items")]
    assert asked and all("bbox" in query and "filter" in query for query in asked)


def test_a_limit_holds(make: Any, beside_gui: Any) -> None:
    assert len(_numbers(make(Loading(limit=700)), beside_gui)) == 700


def test_qgis_filters_where_the_server_does_not(make: Any, beside_gui: Any) -> None:
    loading = Loading((-3.0, 48.0, -2.9005, 49.0), WANTED)
    assert loading.filter_parameters() is None and not loading.fits_copy
    layer = make(loading, by_server=False)
    assert layer.isValid()
    assert _numbers(layer, beside_gui) == [n for n in range(1500) if n % 100 < 10]
    layer.setSubsetString("")
    assert layer.isValid(), "the person takes the filter away"


def test_what_the_provider_would_forget_half_of_is_said_by_us(
    make: Any, server: LocalServer, beside_gui: Any
) -> None:
    day = Condition("day", Operator.GREATER, "2026-01-01", ValueKind.DATE)
    mixed = Loading(conditions=(*WANTED, day), offer=CQL2)
    assert not mixed.native and mixed.parameters()[0] == (
        "filter",
        "number < 1500 AND day > DATE('2026-01-01')",
    )
    assert Loading(conditions=WANTED, offer=CQL2).native is loading_module.OWN_FILTER
    layer = make(Loading(conditions=WANTED, offer=Offer(cql2=False)))
    assert len(_numbers(layer, beside_gui)) == 1500


def test_the_extent_is_the_servers_even_where_conditions_are_not(
    make: Any, server: LocalServer, beside_gui: Any
) -> None:
    loading = Loading((-3.0, 48.0, -2.9005, 49.0), WANTED)
    assert left_to_qgis(loading, True) == Loading(None, WANTED)
    layer = make(loading)
    assert _numbers(layer, beside_gui) == [n for n in range(1500) if n % 100 < 10]
    asked = [seen for seen in server.seen if seen.path.endswith("/items") and seen.method == "GET"]
    assert asked and all("bbox" in seen.query for seen in asked)


def test_a_server_that_bears_it_is_told_by_a_try(beside_gui: Any, entry: Entry) -> None:
    loading = Loading(conditions=WANTED, offer=CQL2)
    with http_session() as http:
        assert beside_gui(lambda: server_takes(http, entry, loading)) is True


@pytest.mark.skipif(loading_module.OWN_FILTER, reason="the provider sees to conditions itself")
def test_a_server_that_joins_what_it_is_told_twice_is_not_asked(
    beside_gui: Any, entry: Entry, platform: Filtering
) -> None:
    platform.joins = True
    with http_session() as http:
        loading = Loading(conditions=WANTED, offer=CQL2)
        assert beside_gui(lambda: server_takes(http, entry, loading)) is False


def test_a_strict_landing_page_makes_no_layer(make: Any, platform: Filtering) -> None:
    platform.strict = lambda seen: bool(seen.query) and not seen.path.endswith("/items")
    loading = Loading((-3.0, 48.0, -2.9, 49.0), offer=CQL2)
    assert not make(loading).isValid()
    assert make(loading, by_server=False).isValid()


def test_features_are_counted_as_they_would_come(beside_gui: Any, entry: Entry) -> None:
    loading = Loading((-3.0, 48.0, -2.9005, 49.0), WANTED, offer=CQL2)
    with http_session() as http:
        assert beside_gui(lambda: count(http, entry, loading)) == 150
        assert beside_gui(lambda: count(http, entry, Loading())) == 2500
        assert beside_gui(lambda: count(http, entry, Loading(conditions=WANTED))) is None


def test_the_same_part_for_a_copy() -> None:
    loading = Loading((1.0, 2.0, 3.0, 4.0), WANTED, ("a",), crs_uri="urn:x", limit=5, offer=CQL2)
    options = loading.options()
    assert options.filter == "number < 1500" and options.properties == ("a",)
    assert options.bbox == (1.0, 2.0, 3.0, 4.0) and options.crs == "urn:x"
    equal = (Condition("a", Operator.EQUAL, "b"),)
    simple = Loading(conditions=equal, offer=Offer(simple=frozenset({"a"})))
    assert simple.options().where == (("a", "b"),) and simple.fits_copy
