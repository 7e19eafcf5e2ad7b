"""Addresses as people copy them, and the collection each means."""

from __future__ import annotations

from typing import Optional

import pytest

from cicclo_qgis.catalogue import by_address
from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.ogcapi import Collection, LandingPage, Link
from cicclo_qgis.platforms import LandingStatus, Platform

UUID = "0f2b7a10-4c1d-4f0e-9a51-8f2f6a7c1d20"


def entry(name: str, landing: str, *links: Link) -> Entry:
    page = LandingPage(landing, "", "", (), landing + "collections", None, None)
    collection = Collection(name, name, "", links, f"{landing}collections/{name}/items")
    return Entry("p", collection, page, Padlock.OPEN)


PAGE = Link("https://portail.fr/fiche/zh?lang=fr", "alternate", "text/html")
RECORD = Link(f"https://portail.fr/geonetwork/srv/api/records/{UUID}", "describedby")
ZH = entry("zones:humides 2025", "https://a.fr/ogc/", PAGE)
TWIN = entry("zones:humides 2025", "https://a.fr/autre/", RECORD)
EPCI = entry("epci", "https://b.fr/wfs3/?map=x")
ENTRIES = (EPCI, TWIN, ZH)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://a.fr/ogc/collections/zones:humides%202025", ZH),
        ("http://A.fr/ogc/collections/zones%3Ahumides%202025/items?f=html&limit=10", ZH),
        ("a.fr/ogc/collections/zones%3Ahumides%202025/items/12", ZH),
        ("https://a.fr/ogc/collections/zones:humides%202025.html", ZH),
        ("https://a.fr/autre/collections/zones:humides%202025/", TWIN),
        ("https://portail.fr/fiche/zh?lang=fr", ZH),
        ("https://portail.fr/fiche/zh/?lang=fr&f=html", ZH),
        (f"https://portail.fr/geonetwork/srv/fre/catalog.search#/metadata/{UUID.upper()}", TWIN),
        ("https://b.fr/wfs3/collections/epci/items.html?map=x", EPCI),
        ("https://a.fr/ogc/collections/autre", None),
        ("https://c.fr/ogc/collections/epci", None),
        ("https://portail.fr/fiche/zh?lang=en", None),
        ("https://a.fr/ogc/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_an_address_means(address: str, wanted: Optional[Entry]) -> None:
    assert by_address.find(address, ENTRIES) is wanted


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://a.fr/x", True),
        (" <http://localhost:5000/ogc> ", True),
        ("www.a.fr/collections/x", True),
        ("cicclo:https://a.fr/collections/x", True),
        ("cicclo:eau", False),
        ("zones humides", False),
        ("http eau", False),
        ("https://a.fr et https://b.fr", False),
    ],
)
def test_an_address_is_told_from_words(text: str, is_one: bool) -> None:
    assert by_address.is_address(text) is is_one


def test_the_identifier_in_an_address() -> None:
    assert by_address.collection_id("https://a.fr/collections/collections/x%2Fy/items") == "x/y"
    assert by_address.collection_id("https://a.fr/collections") is None
    assert by_address.collection_id("https://a.fr/collections/") is None
    assert by_address.collection_id("https://a.fr/") is None


def test_the_platforms_an_address_may_belong_to() -> None:
    portal, near, far = (
        _platform("portal", None),
        _platform("near", "https://a.fr/ogc/"),
        _platform("far", "https://a.fr/autre/"),
    )
    platforms = (far, portal, near, _platform("other", "https://b.fr/ogc/"))
    assert by_address.owners("<https://A.fr/ogc/collections/x>", platforms) == [near, far]
    assert by_address.owners("https://a.fr/fiche/1", platforms) == [far, near]
    assert by_address.owners("https://c.fr/ogc/collections/x", platforms) == []
    assert by_address.owners("zones humides", platforms) == []


def _platform(name: str, landing: Optional[str]) -> Platform:
    status = LandingStatus.DOCUMENTED if landing else LandingStatus.NONE
    return Platform(name, name, "", "", landing, status, ())
