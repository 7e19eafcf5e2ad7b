"""From what people paste to the landing page, on real servers of every habit."""

from __future__ import annotations

import socket
from typing import Any

import pytest
import requests

from cicclo_qgis.ogcapi import OgcApiError, Policy, ProblemCode, discover
from tests.unit.api import HOME_PAGE, LOGIN_PAGE, landing, link, serve
from tests.unit.site import Heard, Reply, Site, redirect


@pytest.mark.parametrize(
    "pasted",
    [
        "/api-features", "/api-features/", "/api-features/collections", "/api-features/collections/a",
        "/api-features/collections/a/items?f=html&limit=10", "/api-features/api?f=html",
        "/api-features/conformance", "/api-features/openapi.json",
    ],
)  # fmt: skip
def test_whatever_is_pasted_leads_to_the_landing_page(
    site: Site, http: requests.Session, pasted: str
) -> None:
    serve(site, ["a"])
    found = discover(http, f"  127.0.0.1:{site.port}{pasted} ")
    assert found.url.rstrip("/") == site.url("/api-features")
    assert found.collections_url == site.url("/api-features/collections")


def test_a_web_page_with_a_json_twin(site: Site, http: requests.Session) -> None:
    twin = (
        "<html><head><link rel='alternate' type='application/json' href='/v1?f=json'></head></html>"
    )

    def answer(heard: Heard) -> Reply:
        return Reply(landing(site.url("/v1"))) if heard.query.get("f") else Reply(twin)

    site.routes["/v1"] = answer
    assert discover(http, site.url("/v1")).url == site.url("/v1")


def test_the_portals_home_page_leads_to_the_usual_place(site: Site, http: requests.Session) -> None:
    site.routes["/"] = site.routes["/accueil"] = Reply(HOME_PAGE)
    site.routes["/geoserver/ogc/features/v1/"] = Reply(
        landing(site.url("/geoserver/ogc/features/v1"))
    )
    assert discover(http, site.url("/accueil")).url == site.url("/geoserver/ogc/features/v1/")


def test_a_collection_document_is_not_taken_for_a_landing_page(
    site: Site, http: requests.Session
) -> None:
    serve(site, ["a"])
    one: Any = {"id": "a", "extent": {}, "links": [link("/x", "service-desc"), link("/i", "items")]}
    site.routes["/api-features/a"] = Reply(one)
    assert discover(http, site.url("/api-features/a")).url.rstrip("/") == site.url("/api-features")


def refusal(http: requests.Session, address: str, read_s: float = 20.0) -> OgcApiError:
    with pytest.raises(OgcApiError) as caught:
        discover(http, address, Policy(connect_s=20.0, read_s=read_s))
    return caught.value


@pytest.mark.parametrize(
    ("replies", "code"),
    [
        ({}, ProblemCode.NOT_FOUND),
        ({"/a": Reply(HOME_PAGE)}, ProblemCode.NOT_OGC_API),
        ({"/a": Reply({"b": 1})}, ProblemCode.NOT_OGC_API),
        ({"/a": Reply(b"{", 200, "application/json")}, ProblemCode.INVALID_JSON),
        ({"/a": Reply(b"{", 200, "application/json"), "/": Reply(HOME_PAGE)}, ProblemCode.INVALID_JSON),
        ({"/a": Reply({}, 500), "/": Reply(HOME_PAGE)}, ProblemCode.SERVER_ERROR),
        ({"/a": Reply({}, 401), "/": Reply(HOME_PAGE)}, ProblemCode.SIGN_IN_REQUIRED),
        ({"/a": Reply(HOME_PAGE), "/": Reply(LOGIN_PAGE)}, ProblemCode.SIGN_IN_REQUIRED),
        ({"/a": redirect("/login")}, ProblemCode.SIGN_IN_REQUIRED),
        ({"/a": Reply(HOME_PAGE), "/wfs3": Reply({}, 403)}, ProblemCode.NOT_OGC_API),
        ({"/a": Reply(HOME_PAGE), "/data/ogcapi/": redirect("/login")}, ProblemCode.SIGN_IN_REQUIRED),
    ],
)  # fmt: skip
def test_the_most_telling_failure_is_told(
    site: Site, http: requests.Session, replies: Any, code: ProblemCode
) -> None:
    site.routes.update(replies)
    assert refusal(http, site.url("/a")).code is code


def test_a_host_that_hangs_is_asked_once(site: Site, http: requests.Session) -> None:
    site.otherwise = Reply({}, before=3.0)
    assert refusal(http, site.url("/a/b/c"), read_s=0.3).code is ProblemCode.TIMED_OUT
    assert len(site.heard) == 1


def test_a_host_that_is_busy_is_left_alone(site: Site, http: requests.Session) -> None:
    site.otherwise = Reply({}, 429)
    assert refusal(http, site.url("/a/b/c")).code is ProblemCode.BUSY
    assert len(site.heard) == 1


def test_a_host_that_is_not_there(http: requests.Session) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}/x"
        assert refusal(http, address).code is ProblemCode.UNREACHABLE


@pytest.mark.parametrize("typed", ["", "zonages humides", "file:///etc/passwd"])
def test_what_is_no_address(http: requests.Session, typed: str) -> None:
    assert refusal(http, typed).code is ProblemCode.NOT_FOUND


def test_few_requests_are_made_before_giving_up(site: Site, http: requests.Session) -> None:
    refusal(http, site.url("/a/b/c/d/e/f/collections/x/items"))
    assert len(site.heard) <= 12
