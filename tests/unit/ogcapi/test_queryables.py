"""What a server lets one ask: told by conformance, queryables and API definition, or sampled."""

from __future__ import annotations

from typing import Any, Dict

import pytest
import requests

from cicclo_qgis.ogcapi import Collection, ItemKind, LandingPage, OgcApiError
from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.ogcapi.links import links_of
from cicclo_qgis.ogcapi.queryables import Queryable, offer, read_queryables
from tests.unit.api import link, page
from tests.unit.site import Reply, Site

FILTER = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter"
CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text"
LIKE = "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators"
SIMPLE = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters"
SCHEMA = {
    "properties": {
        "nom": {"type": "string", "title": "Nom"},
        "type": {"type": ["string", "null"], "enum": ["a", "b"]},
        "jour": {"type": "string", "format": "date"},
        "quand": {"type": "string", "format": "date-time"},
        "pop": {"type": "integer"},
        "geom": {"format": "geometry-point"},
        "boite": {"$ref": "https://geojson.org/schema/Point.json"},
        "objet": {"type": "object"},
        "sans": {},
        "faux": "text",
    }
}


def _row(**properties: Any) -> Dict[str, Any]:
    return {"type": "Feature", "geometry": None, "properties": properties}


@pytest.fixture
def landing(site: Site) -> LandingPage:
    site.routes["/collections/c/items"] = Reply(
        page([_row(nom="x", pop=1, l=[1]), _row(nom=None, pop=1.5, b=True)], 61)
    )
    collections = site.url("/collections")
    return LandingPage(site.url("/"), "", "", (), collections, site.url("/api"), None)


@pytest.fixture
def collection(site: Site) -> Collection:
    return Collection("c", "C", "", (), site.url("/collections/c/items"))


def test_a_schema_gives_what_can_be_compared() -> None:
    assert read_queryables(SCHEMA) == (
        Queryable("nom", "Nom", ValueKind.TEXT),
        Queryable("type", "type", ValueKind.TEXT, ("a", "b")),
        Queryable("jour", "jour", ValueKind.DATE),
        Queryable("quand", "quand", ValueKind.INSTANT),
        Queryable("pop", "pop", ValueKind.INTEGER),
    )
    for broken in (None, [], {"properties": []}, {"properties": {"": {"type": "string"}}}):
        assert read_queryables(broken) == ()


def test_a_server_that_tells_everything(
    site: Site, http: requests.Session, landing: LandingPage, collection: Collection
) -> None:
    site.routes["/conformance"] = Reply({"conformsTo": [FILTER, CQL2, LIKE, SIMPLE, 3]})
    site.routes["/collections/c/queryables"] = Reply(SCHEMA)
    parameters = [{"name": "properties", "in": "query", "schema": {"type": "array"}}]
    path = {"get": {"parameters": parameters}}
    site.routes["/api"] = Reply({"paths": {"/collections/c/items": path}})
    found = offer(http, landing, collection)
    assert (found.cql2, found.like, found.any_case, found.picks) == (True, True, False, True)
    assert [item.name for item in found.queryables] == ["nom", "type", "jour", "quand", "pop"]
    assert found.simple == {"nom", "type", "jour", "quand", "pop"}
    assert found.number_matched == 61
    assert found.attributes == ("nom", "pop", "b")


def test_a_server_that_tells_nothing_is_sampled(
    http: requests.Session, landing: LandingPage, collection: Collection
) -> None:
    found = offer(http, landing, collection)
    assert found.queryables == (
        Queryable("nom", "nom", ValueKind.TEXT, examples=("x",)),
        Queryable("pop", "pop", ValueKind.NUMBER, examples=("1", "1.5")),
        Queryable("b", "b", ValueKind.BOOLEAN),
    )
    assert not (found.cql2 or found.simple or found.picks)
    assert found.kind is ItemKind.TABLE, "no item has a geometry"


def test_what_can_be_compared_comes_with_examples_that_can_be_typed(
    site: Site, http: requests.Session, landing: LandingPage, collection: Collection
) -> None:
    rows = [_row(nom="b"), _row(nom="a"), _row(nom="b"), _row(nom="x" * 61), _row(nom="c\nd")]
    site.routes["/collections/c/items"] = Reply(page([*rows, _row(nom=""), _row(nom=["l"])], 7))
    site.routes["/collections/c/queryables"] = Reply(SCHEMA)
    found = {one.name: one for one in offer(http, landing, collection).queryables}
    assert found["nom"].examples == ("a", "b")
    assert (found["type"].values, found["type"].examples) == (("a", "b"), ())


def test_parameters_of_the_definition_are_simple_filters(
    site: Site, http: requests.Session, landing: LandingPage, collection: Collection
) -> None:
    path = {"get": {"parameters": [{"$ref": "#/components/parameters/nom"}]}}
    named = {"nom": {"name": "nom", "in": "query", "schema": {"type": "string"}}}
    site.routes["/api"] = Reply(
        {"paths": {"/collections/{id}/items": path}, "components": {"parameters": named}}
    )
    assert offer(http, landing, collection).simple == {"nom"}


def test_queryables_of_another_host_are_left_alone(
    site: Site, http: requests.Session, landing: LandingPage
) -> None:
    elsewhere = link("http://localhost:9/q", "http://www.opengis.net/def/rel/ogc/1.0/queryables")
    links = links_of([elsewhere], site.url("/"))
    collection = Collection("c", "C", "", links, site.url("/collections/c/items"))
    assert [item.name for item in offer(http, landing, collection).queryables] == [
        "nom",
        "pop",
        "b",
    ]


def test_items_that_cannot_be_read_are_said(
    site: Site, http: requests.Session, landing: LandingPage, collection: Collection
) -> None:
    site.routes["/collections/c/items"] = Reply({"code": "x"}, 401)
    with pytest.raises(OgcApiError):
        offer(http, landing, collection)
