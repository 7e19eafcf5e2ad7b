"""Items: a first page, a try, the size of pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, List

import pytest
import requests

from cicclo_qgis.ogcapi import (
    Collection,
    ItemKind,
    LandingPage,
    OgcApiError,
    PageLimit,
    Policy,
    ProblemCode,
    Reach,
    first_page,
    page_limit,
    probe,
)
from tests.unit.api import HOME_PAGE, LOGIN_PAGE, feature, link, page
from tests.unit.site import Heard, Reply, Site, redirect

ITEMS = "/collections/a%3Ab/items"


@pytest.fixture
def wanted(site: Site) -> Collection:
    return Collection("a:b", "Titre", "", (), site.url(ITEMS))


@pytest.mark.parametrize(
    ("body", "kind", "count"),
    [
        (page([feature()], 12), ItemKind.FEATURE, 12),
        (page([feature(geometry=None)], 12), ItemKind.TABLE, 12),
        (page([]), ItemKind.UNKNOWN, None),
        (page([], 0), ItemKind.UNKNOWN, 0),
        (page([feature()], -1), ItemKind.FEATURE, None),
        (page([feature()], "34"), ItemKind.FEATURE, 34),
        (page([feature()], "many"), ItemKind.FEATURE, None),
        (page([None, feature()], 1.0), ItemKind.FEATURE, 1),
        (page([{"type": "Feature", "properties": {}}], 3), ItemKind.TABLE, 3),
        ({"records": [{"@id": 1}], "numberMatched": 9}, ItemKind.TABLE, 9),
        (feature(), ItemKind.FEATURE, None),
        (page([{**feature(geometry=None), "place": {"type": "Point"}}]), ItemKind.FEATURE, None),
    ],
)
def test_a_try_tells_what_the_items_are(
    site: Site, http: requests.Session, wanted: Collection, body: Any, kind: ItemKind, count: Any
) -> None:
    site.routes[ITEMS] = Reply(body)
    found = probe(http, wanted)
    assert (found.reach, found.item_kind, found.number_matched) == (Reach.OPENED, kind, count)
    assert found.problem is None
    assert site.heard[0].query["limit"] == "1"
    assert site.heard[0].headers["Accept"].startswith("application/geo+json")


def test_one_feature_without_geometry_is_no_table(
    site: Site, http: requests.Session, wanted: Collection
) -> None:
    def answer(heard: Heard) -> Reply:
        rows = [feature(n, None if n == 0 else ...) for n in range(int(heard.query["limit"]))]
        return Reply(page(rows))

    site.routes[ITEMS] = answer
    assert probe(http, wanted).item_kind is ItemKind.FEATURE
    assert len(site.heard) == 2


@pytest.mark.parametrize(
    ("reply", "reach", "code"),
    [
        (Reply({}, 401), Reach.SIGN_IN_REQUIRED, ProblemCode.SIGN_IN_REQUIRED),
        (redirect("/login"), Reach.SIGN_IN_REQUIRED, ProblemCode.SIGN_IN_REQUIRED),
        (Reply(LOGIN_PAGE), Reach.SIGN_IN_REQUIRED, ProblemCode.SIGN_IN_REQUIRED),
        (Reply({}, 403), Reach.NO_RIGHT, ProblemCode.NO_RIGHT),
        (Reply({}, 404), Reach.NOT_FOUND, ProblemCode.NOT_FOUND),
        (Reply({}, 500), Reach.UNKNOWN, ProblemCode.SERVER_ERROR),
        (Reply(HOME_PAGE), Reach.UNKNOWN, ProblemCode.NOT_OGC_API),
        (Reply({"a": 1}), Reach.UNKNOWN, ProblemCode.NOT_OGC_API),
    ],
)
def test_a_try_tells_why_not(
    site: Site, http: requests.Session, wanted: Collection,
    reply: Reply, reach: Reach, code: ProblemCode,
) -> None:  # fmt: skip
    site.routes[ITEMS] = reply
    found = probe(http, wanted)
    assert found.reach is reach
    assert found.problem is not None and found.problem.code is code


@pytest.mark.parametrize("known", [ITEMS, "/collections/a:b/items", ITEMS + "/"])
def test_other_forms_of_the_address_are_tried(
    site: Site, http: requests.Session, wanted: Collection, known: str
) -> None:
    site.routes[known] = Reply(page([feature()]))
    assert probe(http, wanted).reach is Reach.OPENED


@pytest.mark.parametrize(("most", "status"), [(1000, 400), (100, 422), (0, 400)])
def test_a_limit_that_is_too_high_is_lowered(
    site: Site, http: requests.Session, wanted: Collection, most: int, status: int
) -> None:
    def answer(heard: Heard) -> Reply:
        limit = heard.query.get("limit")
        if limit is not None and int(limit) > most:
            return Reply([{"code": "Bad request error", "description": "limit"}], status)
        return Reply(page([feature()]))

    site.routes[ITEMS] = answer
    assert len(first_page(http, wanted, 20_000).features) == 1
    assert site.heard[-1].query.get("limit") == (str(most) if most else None)


def test_what_the_link_asks_for_is_kept(site: Site, http: requests.Session) -> None:
    url = site.url("/i?f=application%2Fgeo%2Bjson&limit=10&MAP=/x.qgs")
    site.routes["/i"] = Reply(page([feature()]))
    first_page(http, Collection("a", "a", "", (), url), 5)
    assert site.heard[0].query == {"f": "application/geo+json", "MAP": "/x.qgs", "limit": "5"}


@pytest.mark.parametrize(
    ("links", "headers", "path"),
    [
        ([link("?offset=2", "next", None)], [], ITEMS + "?offset=2"),
        ([link("/h", "next", "text/html"), link("/g", "next", "application/geo+json")], [], "/g"),
        ([], [("Link", '</n>; rel="next"')], "/n"),
        ([link("/h", "next", "text/html")], [], None),
        ([], [], None),
    ],
)
def test_the_next_page(
    site: Site, http: requests.Session, wanted: Collection,
    links: List[Any], headers: Any, path: Any,
) -> None:  # fmt: skip
    site.routes[ITEMS] = Reply(page([feature()], links=links), headers=headers)
    assert first_page(http, wanted).next_url == (None if path is None else site.url(path))


def test_the_number_matched_may_stand_in_a_header(
    site: Site, http: requests.Session, wanted: Collection
) -> None:
    site.routes[ITEMS] = Reply(page([feature()]), headers=[("OGC-NumberMatched", "77")])
    assert first_page(http, wanted).number_matched == 77


def test_cancelling_a_try_is_not_an_outcome(http: requests.Session, wanted: Collection) -> None:
    with pytest.raises(OgcApiError) as caught:
        probe(http, wanted, Policy(cancelled=lambda: True))
    assert caught.value.code is ProblemCode.CANCELLED


def parameter(default: Any = None, maximum: Any = None) -> Any:
    return {"name": "limit", "in": "query", "schema": {"default": default, "maximum": maximum}}


def definition(path: str, *parameters: Any, **components: Any) -> Any:
    paths = {"/": {}, "/collections": {"get": {}}, path: {"get": {"parameters": list(parameters)}}}
    return {"openapi": "3.0.0", "paths": paths, "components": components}


OWN, GENERIC = "/collections/a:b/items", "/collections/{collectionId}/items"
SHARED = {"$ref": "#/components/parameters/limit"}
OUTSIDE = {"$ref": "https://schemas.opengis.net/x.yaml#/components/parameters/limit"}


@pytest.mark.parametrize(
    ("document", "expected", "size"),
    [
        (definition(OWN, parameter(10, 1000)), PageLimit(10, 1000), 1000),
        (definition(GENERIC, {"name": "x"}, parameter(10, 10_000)), PageLimit(10, 10_000), 10_000),
        (definition(ITEMS, parameter(10, 500)), PageLimit(10, 500), 500),
        (definition(OWN, SHARED, parameters={"limit": parameter(5, 50)}), PageLimit(5, 50), 50),
        (definition(OWN, OUTSIDE, parameters={"limit": parameter(5, 50)}), PageLimit(), 1000),
        (definition(GENERIC, parameter(10**6, 10**6)), PageLimit(10**6, 10**6), 10_000),
        (definition(GENERIC, parameter(10)), PageLimit(10, None), 1000),
        (definition(GENERIC, parameter(5000)), PageLimit(5000, None), 5000),
        (definition(GENERIC, parameter("ten", -1)), PageLimit(), 1000),
        (definition(GENERIC, {"$ref": "#/nowhere"}, None), PageLimit(), 1000),
        ({"paths": None}, PageLimit(), 1000),
        ([], PageLimit(), 1000),
        ({"a": {"$ref": "#/a"}}, PageLimit(), 1000),
    ],
)
def test_how_many_items_a_page_may_hold(
    site: Site, http: requests.Session, wanted: Collection,
    document: Any, expected: PageLimit, size: int,
) -> None:  # fmt: skip
    site.routes["/api"] = Reply(document)
    landing = LandingPage(site.url(), "T", "", (), site.url("/c"), site.url("/api"), None)
    found = page_limit(http, landing, wanted)
    assert (found, found.page_size) == (expected, size)


def test_a_definition_that_cannot_be_read_says_nothing(
    site: Site, http: requests.Session, wanted: Collection
) -> None:
    landing = LandingPage(site.url(), "T", "", (), site.url("/c"), site.url("/api"), None)
    assert page_limit(http, landing, wanted) == PageLimit()
    site.routes["/api"] = Reply("openapi: 3.0.0\npaths: {}\n", 200, "application/yaml")
    assert page_limit(http, landing, wanted) == PageLimit()
    assert page_limit(http, replace(landing, api_url=None), wanted) == PageLimit()
