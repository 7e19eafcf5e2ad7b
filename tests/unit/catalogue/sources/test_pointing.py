"""How records point to collections, as they do it in the field."""

from __future__ import annotations

from typing import List, Tuple

import pytest

from cicclo_qgis.catalogue.sources.pointing import pointers_of, qualified, wfs_endpoint
from cicclo_qgis.catalogue.sources.record import RecordLink

BASE = "https://catalogue.example.fr/csw"
GS = "https://a.example.fr/geoserver"
LYON = "https://data.example.fr/geoserver/ogc/features/v1"


def told(url: str, protocol: str = "", name: str = "") -> List[Tuple[str, str, str]]:
    link = RecordLink(url, protocol, name)
    return [(one.kind.value, one.service, one.name) for one in pointers_of(link, BASE)]


@pytest.mark.parametrize(
    ("url", "protocol", "name", "landing", "collection"),
    [
        (f"{LYON}/collections/ville:velov/items?f=json&limit=1", "", "", f"{LYON}/", "ville:velov"),
        (f"{LYON}/collections/ville%3Avelov", "WWW:LINK", "x", f"{LYON}/", "ville:velov"),
        (f"{LYON}/", "OGC API Features", "ville:velov", f"{LYON}/", "ville:velov"),
        (LYON, "OGC API - Features", "ville:velov", f"{LYON}/", "ville:velov"),
        (f"{LYON}/openapi", "OGC:API features", "", f"{LYON}/", ""),
        ("https://b.fr/data/ogcapi/", "ogcapi-features", "a:b", "https://b.fr/data/ogcapi/", "a:b"),
        ("https://b.fr/data/ogcapi", "WWW:LINK", "", "https://b.fr/data/ogcapi/", ""),
        ("https://b.fr/wfs3?MAP=x.qgs", "OGC:OAPIF", "a", "https://b.fr/wfs3/?MAP=x.qgs", "a"),
        ("https://b.fr/api/collections/a.json", "", "", "https://b.fr/api/", "a"),
        ("https://b.fr/api", "OGC API Features", "Les communes", "https://b.fr/api/", ""),
        (
            "https://b.fr/api",
            "http://www.opengis.net/def/interface/ogcapi-features",
            "c",
            "https://b.fr/api/",
            "c",
        ),
    ],
)
def test_ogc_api_features(
    url: str, protocol: str, name: str, landing: str, collection: str
) -> None:
    assert told(url, protocol, name) == [("features", landing, collection)]


@pytest.mark.parametrize(
    ("url", "protocol", "name", "endpoint", "layers"),
    [
        (f"{GS}/ows", "OGC:WFS", "ws:c", f"{GS}/ows", ["ws:c"]),
        (
            f"{GS}/ws/wfs?service=WFS&request=GetCapabilities",
            "OGC:WFS",
            "c",
            f"{GS}/ws/wfs",
            ["ws:c"],
        ),
        (f"{GS}/wfs", "OGC:WFS-1.1.0-http-get-capabilities", "", f"{GS}/wfs", [""]),
        (f"{GS}/wfs?request=GetFeature&typename=ws:a,ws:b", "", "", f"{GS}/wfs", ["ws:a", "ws:b"]),
        (f"{GS}/wfs?SERVICE=wfs&typeNames=ws:a", "WWW:DOWNLOAD", "", f"{GS}/wfs", ["ws:a"]),
        ("https://c.fr/cgi?map=/m.map", "OGC:WFS", "a b c", "https://c.fr/cgi?map=/m.map", [""]),
        ("https://c.fr/wfs/uuid-1", "WFS", "couche", "https://c.fr/wfs/uuid-1", ["couche"]),
        (
            "https://c.fr/ows",
            "http://www.opengis.net/def/serviceType/ogc/wfs",
            "l",
            "https://c.fr/ows",
            ["l"],
        ),
        ("https://c.fr/ows", "OGC:WFS", "a,b", "https://c.fr/ows", ["a", "b"]),
    ],
)
def test_wfs(url: str, protocol: str, name: str, endpoint: str, layers: List[str]) -> None:
    assert told(url, protocol, name) == [("wfs", endpoint, layer) for layer in layers]


@pytest.mark.parametrize(
    ("url", "protocol"),
    [
        (f"{GS}/wms?service=WMS&request=GetCapabilities", "OGC:WMS"),
        (f"{GS}/ows?service=WMS", "OGC:WFS"),
        ("https://c.fr/file.zip", "WWW:DOWNLOAD-1.0-http--download"),
        ("https://c.fr/ogc-api-records/collections/main/items/x", ""),
        ("https://c.fr/stac/collections/sentinel", ""),
        ("https://c.fr/api/tiles/collections/x", ""),
        ("https://c.fr/collectionsx/y", ""),
        ("ftp://c.fr/wfs", "OGC:WFS"),
        ("file:///etc/passwd", "OGC:WFS"),
        ("javascript:alert(1)", "OGC API Features"),
        ("https://user@c.fr/wfs", "OGC:WFS"),
        ("http://[::1", "OGC:WFS"),
        ("", "OGC:WFS"),
    ],
)
def test_what_is_neither(url: str, protocol: str) -> None:
    assert told(url, protocol, "x") == []


def test_a_public_record_does_not_lead_into_a_private_network() -> None:
    assert told("http://10.0.0.7/wfs", "OGC:WFS", "a") == [
        ("wfs", "https://catalogue.example.fr/wfs", "a")
    ]


def test_names_and_addresses_of_a_service() -> None:
    assert qualified(f"{GS}/ws/ows", "c") == "ws:c"
    assert qualified(f"{GS}/ws/ows", "o:c") == "o:c"
    assert qualified(f"{GS}/ows", "c") == "c"
    assert (
        wfs_endpoint("https://c.fr/x?map=a&SERVICE=WFS&Version=2&apikey=")
        == "https://c.fr/x?map=a&apikey="
    )
