"""A landing page, and the way from it to the collections."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from cicclo_qgis.ogcapi import (
    ItemKind,
    LandingPage,
    OgcApiError,
    ProblemCode,
    collections,
    open_landing,
)
from tests.unit.api import landing, link, serve
from tests.unit.ogcapi.lists import listed
from tests.unit.site import Reply, Site


def test_a_good_server(site: Site, http: requests.Session) -> None:
    url = serve(site, ["communes", "ws:routes"])
    page = open_landing(http, url)
    assert isinstance(page, LandingPage)
    assert (page.url, page.title) == (url, "Données de test")
    assert page.collections_url == site.url("/api-features/collections")
    assert page.api_url == site.url("/api-features/api")
    found = list(collections(http, page))
    assert [item.id for item in found] == ["communes", "ws:routes"]
    assert found[0].title == "Titre de communes"
    assert found[0].bbox == (-5.2, 41.3, 9.6, 51.1)
    assert found[0].items_url.endswith("/collections/communes/items")
    assert found[0].item_kind is ItemKind.UNKNOWN


@pytest.mark.parametrize("asked", ["/ogcapi", "/ogcapi/"])
@pytest.mark.parametrize("known", ["/ogcapi", "/ogcapi/"])
def test_a_trailing_slash_too_many_or_too_few(
    site: Site, http: requests.Session, asked: str, known: str
) -> None:
    site.routes[known] = Reply(landing(site.url("/ogcapi")))
    assert open_landing(http, site.url(asked)).url == site.url(known)


@pytest.mark.parametrize(
    "data",
    [
        {"links": []},
        {"hello": "world"},
        [],
        {"type": "FeatureCollection", "features": [], "links": [link("/api", "service-desc")]},
        {"links": "none"},
    ],
)
def test_json_that_is_no_landing_page(site: Site, http: requests.Session, data: Any) -> None:
    site.routes["/"] = Reply(data)
    with pytest.raises(OgcApiError) as caught:
        open_landing(http, site.url("/"))
    assert caught.value.code is ProblemCode.NOT_OGC_API


def test_a_collections_document_stands_in_for_a_landing_page(
    site: Site, http: requests.Session
) -> None:
    serve(site, ["a"])
    page = open_landing(http, site.url("/api-features/collections"))
    assert page.collections_url == site.url("/api-features/collections")
    assert [item.id for item in collections(http, page)] == ["a"]


@pytest.mark.parametrize(
    "href", ["collections", "./collections", "/v1/collections", "../v1/collections", "//{host}/v1/collections",
             "x/../collections", "/v1/./collections"],
)  # fmt: skip
def test_relative_links(site: Site, http: requests.Session, href: str) -> None:
    href = href.replace("{host}", f"127.0.0.1:{site.port}")
    site.routes["/v1/"] = Reply({"title": "T", "links": [link(href, "data")]})
    site.routes["/v1/collections"] = Reply({"collections": [{"id": "a", "links": [
        link("collections/a/items", "items", "application/geo+json")]}]})  # fmt: skip
    (found,) = listed(http, site.url("/v1/"))
    assert found.items_url == site.url("/v1/collections/a/items")


@pytest.mark.parametrize(
    "rel", ["http://www.opengis.net/def/rel/ogc/1.0/data", "[ogc-rel:data]", "DATA", ["data", "x"]]
)
def test_other_names_of_the_data_link(site: Site, http: requests.Session, rel: Any) -> None:
    site.routes["/"] = Reply({"links": [link("/elsewhere", rel), link(None, "data"), 3, {}]})
    assert open_landing(http, site.url("/")).collections_url == site.url("/elsewhere")


def test_neither_data_nor_definition_link(site: Site, http: requests.Session) -> None:
    site.routes["/x"] = Reply({"links": [link("/c", "conformance", None)]})
    page = open_landing(http, site.url("/x"))
    assert (page.collections_url, page.api_url) == (site.url("/x/collections"), None)
    assert page.title == "127.0.0.1"


def test_service_parameters_stay_on_every_request(site: Site, http: requests.Session) -> None:
    site.routes["/wfs3"] = Reply({"links": [link("/wfs3/collections.json", "data")]})
    entry = {"id": "a", "links": [link("/wfs3/collections/a/items?f=json", "items")]}
    site.routes["/wfs3/collections.json"] = Reply({"collections": [entry], "links": [
        link("/more?MAP=mine", "next")]})  # fmt: skip
    site.routes["/more"] = Reply({"collections": [{"id": "b"}]})
    found = listed(http, site.url("/wfs3?MAP=/srv/p.qgs&apikey=abc"))
    for heard in site.heard:
        assert heard.query["apikey"] == "abc"
        assert heard.query["MAP"] == ("mine" if heard.path == "/more" else "/srv/p.qgs")
    assert found[0].items_url.endswith("items?f=json&MAP=/srv/p.qgs&apikey=abc")
    assert found[1].items_url.endswith("/wfs3/collections.json/b/items?MAP=/srv/p.qgs&apikey=abc")


def test_templated_links_are_no_addresses(site: Site, http: requests.Session) -> None:
    """tipg lists templates beside real links."""
    document = landing(site.url("/"))
    document["links"] += [
        link(site.url("/collections/{collectionId}/items"), "data", templated=True),
        link(site.url("/collections/{collectionId}"), "data"),
    ]
    site.routes["/"] = Reply(document)
    page = open_landing(http, site.url("/"))
    assert page.collections_url == site.url("/collections")
    assert not any("{" in item.href for item in page.links)
