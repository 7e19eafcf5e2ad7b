"""Addresses as people type and paste them."""

from __future__ import annotations

import pytest

from cicclo_qgis.platforms import (
    AddressError,
    clean_address,
    default_candidates,
    landing_candidates,
)

BASE = "https://data.x.fr/ogc/v1"


@pytest.mark.parametrize(
    "typed",
    [
        f"{BASE}/collections",
        f"{BASE}/collections/",
        f"{BASE}/collections.json",
        f"{BASE}/collections/ws:layer",
        f"{BASE}/collections/a/items?f=html&limit=10&bbox=1,2,3,4&datetime=../..",
        f"{BASE}/collections/a/items/12",
        f"{BASE}/collections/a/items?offset=10&startIndex=20",
        f"{BASE}/api",
        f"{BASE}/conformance?f=html",
        f"{BASE}/openapi.json",
        f"  {BASE.replace('https://', '')}/collections  ",
        f"<{BASE}/collections>",
        f"« {BASE}/collections »",
        f"{BASE}/collections#titre",
        f"\u200b{BASE}/collections\u00a0",
    ],
)
def test_the_first_two_candidates_are_the_landing_page_with_and_without_slash(typed: str) -> None:
    assert landing_candidates(typed)[:2] == (f"{BASE}/", BASE)


def test_a_landing_page_is_first_tried_as_it_was_typed() -> None:
    assert landing_candidates(BASE)[:2] == (BASE, BASE + "/")
    assert landing_candidates(BASE + "/")[:2] == (BASE + "/", BASE)


def test_only_the_last_collections_segment_counts() -> None:
    found = landing_candidates("https://x.fr/collections/api/collections/roads")
    assert found[0] == "https://x.fr/collections/api/"


def test_parameters_of_the_service_are_kept_and_those_of_a_request_are_not() -> None:
    found = landing_candidates("https://x.fr/wfs3/collections?MAP=/srv/a b.qgs&f=json&crs=2154")
    assert found[0] == "https://x.fr/wfs3/?MAP=/srv/a%20b.qgs"


def test_a_page_of_the_portal_leads_upwards() -> None:
    found = landing_candidates("https://x.fr/portail/fr/accueil.html")
    assert found[0] == "https://x.fr/portail/fr/accueil.html"
    assert "https://x.fr/" in found
    assert "https://x.fr/portail/fr/accueil.html/" not in found


def test_no_candidate_comes_twice_and_there_are_few() -> None:
    for typed in ("https://x.fr", "https://x.fr/a/b/c/d/e/f/g/h/i", f"{BASE}/collections/x"):
        found = landing_candidates(typed)
        assert len(found) == len(set(found)) <= 8


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("data.x.fr", "https://data.x.fr/"),
        ("data.x.fr:8443/a", "https://data.x.fr:8443/a"),
        ("localhost:5000/a", "http://localhost:5000/a"),
        ("127.0.0.1:5000", "http://127.0.0.1:5000/"),
        ("HTTPS://DATA.X.FR/A", "https://data.x.fr/A"),
        ("https://x.fr:443/a", "https://x.fr/a"),
        ("https://user@x.fr/a", "https://x.fr/a"),
        ("//x.fr/a", "https://x.fr/a"),
        ("cicclo:https://x.fr/a", "https://x.fr/a"),
        ("https://x.fr/a b/é", "https://x.fr/a%20b/%C3%A9"),
        ("https://x.fr/a%20b", "https://x.fr/a%20b"),
        ("http://[::1]:80/a", "http://[::1]/a"),
    ],
)
def test_addresses_are_cleaned(typed: str, cleaned: str) -> None:
    assert clean_address(typed) == cleaned


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "bonjour", "zonages humides", "file:///etc/passwd", "javascript:alert(1)",
     "mailto:a@b.fr", "https://", "https://x.fr:port/", "ftp://x.fr/", "https://[x/", "http:// /"],
)  # fmt: skip
def test_what_is_no_address_is_said_to_be_none(typed: str) -> None:
    for function in (clean_address, landing_candidates, default_candidates):
        with pytest.raises(AddressError):
            function(typed)


def test_default_paths_are_those_of_known_software_on_that_host() -> None:
    assert default_candidates("https://x.fr/portail") == (
        "https://x.fr/geoserver/ogc/features/v1/",
        "https://x.fr/data/ogcapi/",
        "https://x.fr/ogcapi",
        "https://x.fr/wfs3",
    )


def test_a_wfs_address_gives_its_twin_first() -> None:
    found = default_candidates("https://x.fr/geoserver/ws/wfs?service=WFS&request=GetCapabilities")
    assert found[0] == "https://x.fr/geoserver/ws/ogc/features/v1/"
    assert default_candidates("https://x.fr/qgis/ows?MAP=/a.qgs")[1] == (
        "https://x.fr/qgis/wfs3?MAP=/a.qgs"
    )
