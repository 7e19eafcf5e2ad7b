"""Landing pages and collections of servers that keep to the standard, and of those that do not."""

from __future__ import annotations

from typing import Any, Dict, List

import pytest
import requests

from cicclo_qgis.ogcapi import (
    Collection,
    CollectionsPage,
    ItemKind,
    LandingPage,
    OgcApiError,
    Policy,
    ProblemCode,
    collection_pages,
    collections,
    open_landing,
)
from tests.unit.api import HOME_PAGE, collection, landing, link, serve
from tests.unit.site import Heard, Reply, Site


def listed(http: requests.Session, url: str) -> List[Collection]:
    return list(collections(http, open_landing(http, url)))


def pages(http: requests.Session, url: str) -> List[CollectionsPage]:
    return list(collection_pages(http, open_landing(http, url)))


def only(site: Site, http: requests.Session, entry: Any, **document: Any) -> Collection:
    """The one collection read from ``entry``."""
    site.routes["/o/"] = Reply(landing(site.url("/o")))
    site.routes["/o/collections"] = Reply({"collections": [entry], "links": [], **document})
    (found,) = listed(http, site.url("/o/"))
    return found


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


def paged(site: Site, following: Dict[str, Any]) -> str:
    """A list of three pages of two; ``following`` replaces the next links by page."""
    site.routes["/p/"] = Reply(landing(site.url("/p")))

    def answer(heard: Heard) -> Reply:
        number = int(heard.query.get("offset", "0"))
        entries = [{"id": f"c{number}"}, {"id": f"c{number + 1}"}] if number < 6 else []
        links = [link(site.url(f"/p/collections?offset={number + 2}"), "next")]
        if number >= 4:
            links = []
        return Reply({"collections": entries, "links": following.get(str(number), links)})

    site.routes["/p/collections"] = answer
    return site.url("/p/")


def ids(found: List[Collection]) -> List[str]:
    return [item.id for item in found]


def test_pages_are_followed_to_the_end(site: Site, http: requests.Session) -> None:
    url = paged(site, {})
    assert ids(listed(http, url)) == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert len(pages(http, url)) == 3


def test_a_next_link_for_ever_ends(site: Site, http: requests.Session) -> None:
    following = {str(n): [link(f"?offset={n + 2}", "next")] for n in range(0, 40, 2)}
    assert len(listed(http, paged(site, following))) == 6
    assert len(site.heard) == 1 + 4


def test_a_next_link_to_itself_ends(site: Site, http: requests.Session) -> None:
    url = paged(site, {"2": [link("?offset=2", "next")]})
    found = pages(http, url)
    assert len(found) == 2
    assert "read already" in found[-1].notes[0]


def test_a_next_link_round_in_circles_ends(site: Site, http: requests.Session) -> None:
    url = paged(site, {"2": [link("?offset=0&x=1", "next")]})
    assert len(listed(http, url)) == 4


def test_endless_new_collections_end_at_the_limit(site: Site, http: requests.Session) -> None:
    site.routes["/"] = Reply(landing(site.url("/")))

    def answer(heard: Heard) -> Reply:
        number = int(heard.query.get("n", "0"))
        return Reply(
            {"collections": [{"id": str(number)}], "links": [link(f"?n={number + 1}", "next")]}
        )

    site.routes["/collections"] = answer
    page = open_landing(http, site.url("/"))
    assert len(list(collections(http, page, Policy(max_pages=7)))) == 7


def test_a_next_link_to_another_host_is_not_followed(site: Site, http: requests.Session) -> None:
    with Site() as other:
        other.routes["/c"] = Reply({"collections": [{"id": "z"}]})
        found = pages(http, paged(site, {"0": [link(other.url("/c?key=abc"), "next")]}))
        assert other.heard == []
    assert ids(list(found[0].collections)) == ["c0", "c1"] and len(found) == 1
    assert "another host" in found[0].notes[0] and "abc" not in found[0].notes[0]


def test_the_best_of_several_next_links_is_taken(site: Site, http: requests.Session) -> None:
    links = [
        link("/html", "next", "text/html"),
        link("/xml", "next", "application/xml"),
        link("?offset=4", "next", "application/json"),
    ]
    assert ids(listed(http, paged(site, {"0": links}))) == ["c0", "c1", "c4", "c5"]
    assert ids(listed(http, paged(site, {"0": links[:2]}))) == ["c0", "c1"]


def test_a_next_link_in_the_header_alone(site: Site, http: requests.Session) -> None:
    site.routes["/"] = Reply(landing(site.url("/")))
    header = (
        '</x>; rel="other"; title="a, b; rel=next", </more,1>; rel="next"; type="application/json"'
    )
    site.routes["/collections"] = Reply({"collections": [{"id": "a"}]}, headers=[("Link", header)])
    site.routes["/more,1"] = Reply({"collections": [{"id": "b"}]})
    assert ids(listed(http, site.url("/"))) == ["a", "b"]


def test_a_failure_on_the_second_page_comes_after_the_first(
    site: Site, http: requests.Session
) -> None:
    url = paged(site, {"0": [link("/gone", "next")]})
    found = collection_pages(http, open_landing(http, url))
    assert ids(list(next(found).collections)) == ["c0", "c1"]
    with pytest.raises(OgcApiError) as caught:
        next(found)
    assert caught.value.code is ProblemCode.NOT_FOUND


def test_bad_entries_are_left_out_with_a_note(site: Site, http: requests.Session) -> None:
    url = serve(site, ["good"])
    entries = [None, 3, {}, {"id": ""}, {"id": None, "name": "named"}, {"collectionId": 7},
               {"id": "good", "title": "first"}, {"id": "good", "title": "second"}]  # fmt: skip
    site.routes["/api-features/collections"] = Reply({"collections": entries})
    (page,) = pages(http, url)
    assert [(item.id, item.title) for item in page.collections] == [
        ("named", "named"), ("7", "7"), ("good", "first")]  # fmt: skip
    assert len(page.notes) == 5


@pytest.mark.parametrize("data", [{"collections": []}, {"collections": [{}]}])
def test_an_empty_list_is_said(site: Site, http: requests.Session, data: Any) -> None:
    url = serve(site, [])
    site.routes["/api-features/collections"] = Reply(data)
    with pytest.raises(OgcApiError) as caught:
        listed(http, url)
    assert caught.value.code is ProblemCode.NO_COLLECTIONS


@pytest.mark.parametrize("data", [{}, {"collections": None}, [], {"collections": {}}])
def test_no_list_at_all_is_no_ogc_api(site: Site, http: requests.Session, data: Any) -> None:
    url = serve(site, [])
    site.routes["/api-features/collections"] = Reply(data)
    with pytest.raises(OgcApiError) as caught:
        listed(http, url)
    assert caught.value.code is ProblemCode.NOT_OGC_API


def test_coverages_and_maps_are_counted_and_not_listed(site: Site, http: requests.Session) -> None:
    url = serve(site, [])
    entries = [
        {"id": "dem", "itemType": "coverage"},
        {"id": "scan", "layerDataType": "Raster"},
        {"id": "plan", "links": [link("/m", "http://www.opengis.net/def/rel/ogc/1.0/map")]},
        {"id": "both", "links": [link("/m", "[ogc-rel:map]"), link("/i", "items")]},
        {"id": "bare"},
    ]
    site.routes["/api-features/collections"] = Reply({"collections": entries})
    (page,) = pages(http, url)
    assert ids(list(page.collections)) == ["both", "bare"] and page.hidden == 3
    site.routes["/api-features/collections"] = Reply({"collections": entries[:2]})
    with pytest.raises(OgcApiError) as caught:
        listed(http, url)
    assert caught.value.code is ProblemCode.NO_COLLECTIONS


@pytest.mark.parametrize(
    ("extent", "bbox"),
    [
        (..., None),
        (None, None),
        ("France", None),
        ({}, None),
        ({"spatial": None, "temporal": None}, None),
        ({"spatial": {"bbox": []}}, None),
        ({"spatial": {"bbox": [[1, 2, 3, 4]]}}, (1, 2, 3, 4)),
        ({"spatial": {"bbox": [[1, 2, 3, 4], [9, 9, 9, 9]]}}, (1, 2, 3, 4)),
        ({"spatial": {"bbox": [1, 2, 3, 4]}}, (1, 2, 3, 4)),
        ({"spatial": {"bbox": [[1, 2, 0, 3, 4, 100]]}}, (1, 2, 3, 4)),
        ({"spatial": {"bbox": [["1", "2.5", "3", "4"]]}}, (1, 2.5, 3, 4)),
        ({"spatial": {"bbox": [[1, 2, None, 4]]}}, None),
        ({"spatial": {"bbox": [[1, 2, 3]]}}, None),
        ({"spatial": {"bbox": [["a", "b", "c", "d"]]}}, None),
        ({"spatial": {"bbox": [[True, False, True, True]]}}, None),
        ({"spatial": {"bbox": [[1e308, 1e308, -1e308, -1e308]]}}, None),
        ({"spatial": {"bbox": [[1, 4, 3, 2]]}}, None),
        ({"spatial": {"bbox": [[0, 0, 0, 0]]}}, None),
        ({"spatial": {"bbox": [[178, -20, -178, -10]]}}, (178, -20, -178, -10)),
        ({"spatial": {"bbox": [[-180.0001, -90, 180.0001, 90]]}}, (-180, -90, 180, 90)),
        ({"spatial": {"bbox": [[100000, 6000000, 1200000, 7100000]]}}, None),
        ({"spatial": {"bbox": [[1, 2, 3, 4]], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
         (1, 2, 3, 4)),
        ({"spatial": {"bbox": [[1, 2, 3, 4]], "crs": "http://www.opengis.net/def/crs/EPSG/0/2154"}},
         None),
        ({"bbox": [1, 2, 3, 4]}, (1, 2, 3, 4)),
        ({"spatialExtent": {"bbox": [[1, 2, 3, 4]]}}, (1, 2, 3, 4)),
        ({"spatial": [1, 2, 3, 4]}, (1, 2, 3, 4)),
    ],
)  # fmt: skip
def test_an_extent_never_stops_a_list(
    site: Site, http: requests.Session, extent: Any, bbox: Any
) -> None:
    assert only(site, http, collection(site.url("/o"), "a", extent=extent)).bbox == bbox


GEOJSON, JSON = "application/geo+json", "application/json"


@pytest.mark.parametrize(
    ("links", "path"),
    [
        ([link("/a", "items", "text/html"), link("/b", "items", GEOJSON)], "/b"),
        ([link("/a", "items", JSON), link("/b", "items", GEOJSON + "; profile=rfc7946")], "/b"),
        ([link("/a", "items", None), link("/b", "items", "application/vnd.geo+json")], "/b"),
        ([link("/a", "items", "application/gml+xml"), link("/b", "items", None)], "/b"),
        ([link("/a", "item", JSON)], "/a"),
        ([link("/a", "http://www.opengis.net/def/rel/ogc/1.0/items", JSON)], "/a"),
        ([link("/a", "items", "text/csv")], "/o/collections/x%3Ay%2Fz%20%C3%A9/items"),
        ([link("/t/{id}", "items", GEOJSON)], "/o/collections/x%3Ay%2Fz%20%C3%A9/items"),
        ([], "/o/collections/x%3Ay%2Fz%20%C3%A9/items"),
        (None, "/o/collections/x%3Ay%2Fz%20%C3%A9/items"),
    ],
)
def test_the_address_of_the_items(
    site: Site, http: requests.Session, links: Any, path: str
) -> None:
    assert only(site, http, {"id": "x:y/z é", "links": links}).items_url == site.url(path)


def test_crs_lists(site: Site, http: requests.Session) -> None:
    uri = "http://www.opengis.net/def/crs/EPSG/0/2154"
    entry = {"id": "a", "crs": ["#/crs", uri, 2154, "EPSG:2154", None], "storageCrs": uri}
    found = only(site, http, entry, crs=["http://www.opengis.net/def/crs/OGC/1.3/CRS84"])
    assert found.crs == ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", uri, "2154", "EPSG:2154")
    assert found.storage_crs == uri
    assert only(site, http, {"id": "a", "crs": None, "storageCrs": 3}).crs == ()


def test_thousands_of_crs_are_kept_once(site: Site, http: requests.Session) -> None:
    url = serve(site, [])
    crs = [f"http://www.opengis.net/def/crs/EPSG/0/{code}" for code in range(2000, 8000)]
    entries = [{"id": str(number), "crs": crs} for number in range(20)]
    site.routes["/api-features/collections"] = Reply({"collections": entries})
    found = listed(http, url)
    assert len(found[0].crs) == 6000
    assert all(item.crs is found[0].crs for item in found)


def test_titles_and_descriptions_are_plain_text(site: Site, http: requests.Session) -> None:
    found = only(site, http, {
        "id": "a",
        "title": "Zones <b>humides</b>\n&amp; mares\u202e\x00",
        "description": "<p>Une</p><script>alert(1)</script><ul><li>deux</li></ul>" + "x" * 9000,
        "keywords": ["eau", {"keyword": "mare"}, None, "eau", "<i>zone</i>"],
    })  # fmt: skip
    assert found.title == "Zones humides & mares"
    assert found.description.startswith("Une\n\ndeux\n\nxxx") and len(found.description) <= 4000
    assert found.keywords == ("eau", "mare", "zone")
    assert only(site, http, {"id": "a", "title": None, "description": 3}).title == "a"
    assert only(site, http, {"id": "a", "title": "débit < 5 m³/s"}).title == "débit < 5 m³/s"


@pytest.mark.parametrize(
    ("entry", "document", "expected"),
    [
        ({"license": "etalab-2.0"}, {}, "etalab-2.0"),
        (
            {"links": [link("/l", "license", "text/html", title="Licence Ouverte")]},
            {},
            "Licence Ouverte",
        ),
        ({}, {"links": [link("https://x.fr/l", "license", None)]}, "https://x.fr/l"),
        ({"license": None}, {}, None),
    ],
)
def test_licences(
    site: Site, http: requests.Session, entry: Any, document: Any, expected: Any
) -> None:
    assert only(site, http, {"id": "a", **entry}, **document).license == expected


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ({}, ItemKind.UNKNOWN),
        ({"itemType": "record"}, ItemKind.TABLE),
        ({"itemType": "record", "extent": {}}, ItemKind.UNKNOWN),
        ({"geometry-type": "MultiPolygon"}, ItemKind.FEATURE),
        ({"geometryType": "None"}, ItemKind.TABLE),
    ],
)
def test_what_an_entry_tells_of_its_items(
    site: Site, http: requests.Session, entry: Any, kind: ItemKind
) -> None:
    assert only(site, http, {"id": "a", **entry}).item_kind is kind


def test_a_list_in_html_is_asked_for_again(site: Site, http: requests.Session) -> None:
    site.routes["/"] = Reply(landing(site.url("/")))

    def answer(heard: Heard) -> Reply:
        if heard.query.get("f") == "json":
            return Reply({"collections": [{"id": "a"}]})
        return Reply(HOME_PAGE)

    site.routes["/collections"] = answer
    assert ids(listed(http, site.url("/"))) == ["a"]


def test_a_huge_list_is_read_and_a_monstrous_one_refused(
    site: Site, http: requests.Session
) -> None:
    url = serve(site, [])
    entries = [{"id": f"c{n}", "description": "x" * 2000} for n in range(2000)]
    site.routes["/api-features/collections"] = Reply({"collections": entries})
    page = open_landing(http, url)
    assert len(list(collections(http, page))) == 2000
    with pytest.raises(OgcApiError) as caught:
        list(collections(http, page, Policy(max_bytes=1_000_000)))
    assert caught.value.code is ProblemCode.TOO_LARGE
