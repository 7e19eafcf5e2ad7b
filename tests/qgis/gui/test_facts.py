from __future__ import annotations

import time
from dataclasses import replace

import pytest
from qgis.PyQt.QtCore import QLocale

from cicclo_qgis.gui import facts
from cicclo_qgis.ogcapi.model import Link
from tests.qgis.gui import fake_desk as fake


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://www.opengis.net/def/crs/EPSG/0/2154", "EPSG:2154"),
        ("http://www.opengis.net/def/crs/EPSG/9.9.1/4326", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::3857", "EPSG:3857"),
        ("EPSG:2154", "EPSG:2154"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "WGS 84 (CRS84)"),
        ("http://example.org/own", "http://example.org/own"),
    ],
)
def test_crs_name(uri, name):
    assert facts.crs_name(uri) == name


def test_the_extent_follows_the_locale():
    before = QLocale()
    QLocale.setDefault(QLocale("fr_FR"))
    try:
        assert "2,50" in facts.extent((2.5, 48.0, 3.0, 49.0))
    finally:
        QLocale.setDefault(before)
    assert facts.extent(None) == ""


def test_the_page_is_the_html_one():
    entry = fake.entry(
        "x",
        "y",
        links=(
            Link("https://h/y?f=json", "self", "application/json"),
            Link("https://h/y.html", "alternate", "text/html"),
        ),
    )
    assert facts.page(entry.collection, entry.landing) == "https://h/y.html"
    entry = fake.entry("x", "y")
    assert facts.page(entry.collection, entry.landing) == entry.landing.url


def test_the_licence_can_be_read_also_where_the_platform_only_names_it():
    plain = fake.entry("x", "y").collection
    named = replace(plain, license="etalab-2.0")
    assert [where for _, where in facts.further_links(named) if "etalab" in where]
    own = (Link("https://h/terms", "license", "text/html", "Terms"),)
    linked = replace(named, links=own)
    assert [where for _, where in facts.further_links(linked)] == ["https://h/terms"]
    assert facts.further_links(replace(plain, license="Usage interne")) == []


@pytest.mark.parametrize(
    ("address", "web"),
    [
        ("https://h/x", True),
        ("http://h", True),
        ("ftp://h/x", False),
        ("file:///x", False),
        ("https:///x", False),
        ("http://[bad", False),
        ("", False),
    ],
)
def test_is_web(address, web):
    assert facts.is_web(address) is web


def test_moment():
    assert facts.moment(None) == ""
    assert len(facts.moment(time.time())) < len(facts.moment(1_000_000_000.0))
