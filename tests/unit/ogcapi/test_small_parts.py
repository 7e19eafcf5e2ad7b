"""Addresses, names of reference systems, plain text: the small parts, on their own."""

from __future__ import annotations

from typing import Optional

import pytest

from cicclo_qgis.ogcapi.crs import auth_id, is_crs84, is_north_first, same_crs
from cicclo_qgis.ogcapi.links import header_links, short_rel
from cicclo_qgis.ogcapi.session import new_session
from cicclo_qgis.ogcapi.text import one_line, plain
from cicclo_qgis.ogcapi.urls import (
    child,
    masked,
    origin,
    other_slash,
    resolve,
    same_origin,
    with_query,
    with_service_parameters,
)

HOME = "https://data.x.fr/ogc/v1/"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("collections", HOME + "collections"),
        ("https://data.x.fr/ogc/../v3/api-docs", "https://data.x.fr/v3/api-docs"),
        ("https://data.x.fr/../../a", "https://data.x.fr/a"),
        ("./a/./b/..", HOME + "a/"),
        ("http://data.x.fr/a", "https://data.x.fr/a"),
        ("http://data.x.fr:80/a", "https://data.x.fr/a"),
        ("http://DATA.x.fr:8080/a?b=c", "https://data.x.fr/a?b=c"),
        ("https://data.x.fr:8443/a", "https://data.x.fr:8443/a"),
        ("http://other.fr/a", "http://other.fr/a"),
        ("http://localhost:8080/geoserver/a", "https://data.x.fr/geoserver/a"),
        ("http://geoserver:8080/a", "https://data.x.fr/a"),
        ("http://10.0.0.3/a", "https://data.x.fr/a"),
        ("http://[::1]:90/a", "https://data.x.fr/a"),
        ("http://app.internal/a", "https://data.x.fr/a"),
        ("/a b/é?q=à b#frag", "https://data.x.fr/a%20b/%C3%A9?q=%C3%A0%20b"),
        ("a%20b/ws%3Alayer", HOME + "a%20b/ws%3Alayer"),
        ("?offset=10", HOME + "?offset=10"),
        ("", None),
        ("   ", None),
        (None, None),
        (3, None),
        ("{base}/x", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("ftp://data.x.fr/", None),
        ("https://me@data.x.fr/", None),
        ("https://[x/", None),
        ("https://data.x.fr:port/", None),
    ],
)
def test_links_are_resolved_and_mended(href: object, address: Optional[str]) -> None:
    assert resolve(HOME, href) == address


def test_inside_one_network_links_of_that_network_are_left_as_they_are() -> None:
    assert resolve("http://geo.local/a", "http://10.0.0.3/b") == "http://10.0.0.3/b"
    assert (
        resolve("http://127.0.0.1:5000/a", "http://127.0.0.1:6000/b") == "http://127.0.0.1:6000/b"
    )


def test_origins() -> None:
    assert origin("https://X.fr/a") == ("https", "x.fr", 443)
    assert same_origin("https://x.fr", "https://x.fr:443/a")
    for other in ("http://x.fr", "https://y.x.fr", "https://x.fr:444", "https://x.fr.evil.fr"):
        assert not same_origin("https://x.fr", other)
    assert not same_origin("nothing", "nothing")


def test_parameters() -> None:
    assert with_query("https://x.fr/a?f=html&b=1&limit=3", {"f": "json", "limit": None}) == (
        "https://x.fr/a?b=1&f=json"
    )
    assert with_query("https://x.fr/a", {"f": "application/geo+json"}) == (
        "https://x.fr/a?f=application/geo%2Bjson"
    )
    entry = "https://x.fr/a?MAP=/p.qgs&token=t&f=json"
    assert with_service_parameters("https://x.fr/b?map=/other", entry) == (
        "https://x.fr/b?map=/other&token=t"
    )
    assert with_service_parameters("https://evil.fr/b", entry) == "https://evil.fr/b"


def test_paths() -> None:
    assert child("https://x.fr/c/?MAP=m", "ws:a/b é", "items") == (
        "https://x.fr/c/ws%3Aa%2Fb%20%C3%A9/items?MAP=m"
    )
    assert other_slash("https://x.fr/a?b=c") == "https://x.fr/a/?b=c"
    assert other_slash("https://x.fr/a/?b=c") == "https://x.fr/a?b=c"


def test_what_may_be_logged() -> None:
    secret = "".join(("ab", "cd"))
    shown = masked(f"https://me:{secret}@x.fr/a?apikey={secret}&limit=10&MAP={secret}&x#y")
    assert secret not in shown
    assert shown == "https://x.fr/a?apikey=…&limit=10&MAP=…&x"
    assert masked("https://[x") == "…"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("http://www.opengis.net/def/crs/EPSG/0/2154", "EPSG:2154"),
        ("https://www.opengis.net/def/crs/epsg/9.9.1/2154/", "EPSG:2154"),
        ("<http://www.opengis.net/def/crs/EPSG/0/2154>", "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("EPSG:2154", "EPSG:2154"),
        ("[EPSG:2154]", "EPSG:2154"),
        ("2154", "EPSG:2154"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "OGC:CRS84"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("CRS:84", "OGC:CRS84"),
        ("http://www.opengis.net/def/crs/OGC/0/CRS84h", "OGC:CRS84h"),
        ("http://www.opengis.net/def/crs-compound?1=a&2=b", None),
        ("Lambert 93", None),
        ("", None),
        ("12", None),
    ],
)
def test_names_of_reference_systems(text: str, name: Optional[str]) -> None:
    assert auth_id(text) == name


def test_reference_systems_compared() -> None:
    assert same_crs("EPSG:2154", "http://www.opengis.net/def/crs/EPSG/0/2154")
    assert not same_crs("EPSG:2154", "EPSG:4326")
    assert same_crs("odd", "odd") and not same_crs("odd", "even")
    assert is_crs84("http://www.opengis.net/def/crs/OGC/0/CRS84h") and not is_crs84("EPSG:4326")
    assert is_north_first("EPSG:4326") and not is_north_first("EPSG:2154")
    assert not is_north_first("http://www.opengis.net/def/crs/OGC/1.3/CRS84")


def test_text_is_made_plain() -> None:
    assert plain("<p>a</p><style>b{}</style><p>c &eacute; &lt;d&gt;</p>") == "a\n\nc é <d>"
    assert plain("x<y and y>z") and plain(None) == "" == plain(3)
    assert one_line("a\r\n\tb\u200b\u202e c") == "a b c"
    assert plain("<img src=x onerror=alert(1)>", 50) == ""
    assert plain("é" * 100, 10) == "é" * 9 + "…"
    assert len(plain("<b>" * 100_000)) == 0


def test_links_in_headers() -> None:
    found = header_links('<a>; rel="next prev"; type="x/y", <b,c>; rel=self, broken', HOME)
    assert [(item.href, item.rel, item.type) for item in found] == [
        (HOME + "a", "next", "x/y"),
        (HOME + "a", "prev", "x/y"),
        (HOME + "b,c", "self", ""),
    ]
    assert header_links(None, HOME) == ()


def test_relation_names() -> None:
    assert short_rel("http://www.opengis.net/def/rel/ogc/1.0/Data") == "data"
    assert short_rel("[ogc-rel:queryables]") == "queryables" == short_rel("ogc-rel:queryables")
    assert short_rel("describedBy") == "describedby"


def test_a_session_says_who_we_are() -> None:
    with new_session("QGIS CICCLO/1.0") as session:
        assert session.headers["User-Agent"] == "QGIS CICCLO/1.0"
