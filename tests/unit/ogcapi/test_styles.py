"""The style that a platform links: the best of its own origin, and no more than that."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from cicclo_qgis.ogcapi import Collection, LandingPage
from cicclo_qgis.ogcapi.links import links_of
from cicclo_qgis.ogcapi.styles import MAX_BYTES, Style, StyleKind, style_of
from tests.unit.api import link
from tests.unit.site import Reply, Site, redirect

QML = "application/vnd.qgis.qml"
SLD = "application/vnd.ogc.sld+xml;version=1.0"
STYLES = "http://www.opengis.net/def/rel/ogc/1.0/styles"


@pytest.fixture
def landing(site: Site) -> LandingPage:
    return LandingPage(site.url("/"), "", "", (), site.url("/collections"), None, None)


def collection(site: Site, *links: Any) -> Collection:
    found = links_of(list(links), site.url("/"))
    return Collection("c", "C", "", found, site.url("/collections/c/items"))


def test_qml_goes_before_sld(site: Site, http: requests.Session, landing: LandingPage) -> None:
    site.routes["/s.sld"] = Reply(b"<sld/>", type="application/xml")
    site.routes["/s.qml"] = Reply(b"<qgis/>", type=QML)
    both = collection(site, link("/s.sld", "style", SLD), link("/s.qml", "style", QML))
    assert style_of(http, landing, both) == Style(StyleKind.QML, b"<qgis/>", "c")
    sld = collection(site, link("/s.sld", "describedby", "application/xml"))
    assert style_of(http, landing, sld) == Style(StyleKind.SLD, b"<sld/>", "c")


def test_the_default_of_a_list_of_styles(
    site: Site, http: requests.Session, landing: LandingPage
) -> None:
    site.routes["/styles"] = Reply(
        {
            "default": "b",
            "styles": [
                {"id": "a", "links": [link("/a.qml", "stylesheet", QML)]},
                {"id": "b", "links": [link("/b.sld", "stylesheet", SLD)]},
            ],
        }
    )
    site.routes["/b.sld"] = Reply(b"<b/>", type="application/xml")
    listed = collection(site, link("/styles", STYLES))
    assert style_of(http, landing, listed) == Style(StyleKind.SLD, b"<b/>", "c")


def test_nothing_linked_asks_nothing(
    site: Site, http: requests.Session, landing: LandingPage
) -> None:
    other = link("/style.json", "style", "application/vnd.esri.lyr+json")
    assert style_of(http, landing, collection(site, other)) is None
    assert site.heard == []


@pytest.mark.parametrize("sort", ["vnd.mapbox.style+json", "vnd.geoserver.mbstyle+json"])
def test_a_mapbox_style_says_which_collection_it_is_for(
    site: Site, http: requests.Session, landing: LandingPage, sort: str
) -> None:
    site.routes["/m"] = Reply(b"{}", type=f"application/{sort}")
    site.routes["/s.sld"] = Reply(b"<sld/>", type=SLD)
    mapbox = link("/m", "stylesheet", f"application/{sort}")
    found = style_of(http, landing, collection(site, mapbox))
    assert found == Style(StyleKind.MAPBOX, b"{}", "c")
    both = collection(site, mapbox, link("/s.sld", "stylesheet", SLD))
    assert style_of(http, landing, both) == Style(StyleKind.SLD, b"<sld/>", "c")


@pytest.mark.parametrize("kind", ["another origin", "too large", "page", "missing", "redirect"])
def test_what_cannot_be_had_is_no_style(
    site: Site, http: requests.Session, landing: LandingPage, kind: str
) -> None:
    href = "/s.qml"
    if kind == "another origin":
        href = site.url("/s.qml").replace("127.0.0.1", "localhost")
    with Site() as other:
        other.routes["/s.qml"] = Reply(b"<qgis/>", type=QML)
        site.routes["/s.qml"] = {
            "too large": Reply(b"<qgis>" + b" " * MAX_BYTES + b"</qgis>", type=QML),
            "page": Reply("<!DOCTYPE html><html><body>Bonjour</body></html>"),
            "missing": Reply({"code": "NotFound"}, 404),
            "redirect": redirect(other.url("/s.qml")),
        }.get(kind, Reply(b"<qgis/>", type=QML))
        assert style_of(http, landing, collection(site, link(href, "style", QML))) is None
