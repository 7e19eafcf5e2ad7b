"""What one entry of a list tells of its collection."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from cicclo_qgis.ogcapi import ItemKind, OgcApiError, ProblemCode
from tests.unit.api import collection, link, serve
from tests.unit.ogcapi.lists import ids, listed, only, pages
from tests.unit.site import Reply, Site


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
