"""Where a credential may be sent: every way to look like the right place."""

from __future__ import annotations

import itertools

import pytest

from cicclo_qgis.signin import Credential, ProtectionSpace
from cicclo_qgis.signin.table import Row, Table

SPACE = ProtectionSpace.of("https://data.example/ogc")


@pytest.mark.parametrize(
    "url",
    [
        "https://data.example/ogc",
        "https://data.example/ogc/",
        "https://data.example/ogc?f=json",
        "https://data.example/ogc/collections/zones humides/items?limit=10&q=a\\b",
        "https://data.example:443/ogc/collections",
        "HTTPS://DATA.EXAMPLE/ogc/collections",
        "https://data.example/ogc/items/a%2Fb",
        "https://data.example/ogc/items/..a",
        "https://data.example/ogc/items/100%25",
        "https://data.example/ogc/x#fragment",
    ],
)
def test_inside(url: str) -> None:
    assert SPACE.covers(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data.example/ogc",
        "//data.example/ogc",
        "https:/data.example/ogc",
        "https:///ogc",
        "ftp://data.example/ogc",
        # another origin
        "http://data.example/ogc",
        "https://data.example:8443/ogc",
        "https://data.example:0/ogc",
        "https://data.example:99999/ogc",
        "https://data.example:443x/ogc",
        "https://www.data.example/ogc",
        "https://data.example./ogc",
        "https://data.example.evil.example/ogc",
        "https://evil-data.example/ogc",
        "https://dat\u0430.example/ogc",
        "https://data\u3002example/ogc",
        "https://DAT\u0391.example/ogc",
        "https://data%2eexample/ogc",
        # user information and backslashes, which programs read differently
        "https://data.example@evil.example/ogc",
        "https://x@data.example/ogc",
        "https://@data.example/ogc",
        "https://evil.example\\@data.example/ogc",
        "https://data.example\\@evil.example/ogc",
        "https://data.example\\.evil.example/ogc",
        "https:\\\\data.example\\ogc",
        # another path
        "https://data.example/",
        "https://data.example/ogcx",
        "https://data.example/ogc-private/x",
        "https://data.example/OGC/x",
        "https://data.example/x/ogc",
        "https://data.example/ogc\\x",
        # dot segments in all their clothes
        "https://data.example/ogc/../admin",
        "https://data.example/ogc/./x",
        "https://data.example/ogc/..",
        "https://data.example/ogc/%2e%2e/admin",
        "https://data.example/ogc/.%2E/admin",
        "https://data.example/ogc/%252e%252e/admin",
        "https://data.example/ogc/%25252e./admin",
        "https://data.example/ogc/..;/admin",
        "https://data.example/ogc/..;a=b/admin",
        "https://data.example/ogc/..%2fadmin",
        "https://data.example/ogc/..%5cadmin",
        "https://data.example/ogc/..\\admin",
        # what urlsplit drops or trims
        "https://data.example/ogc/.\t./admin",
        "https://data.example/ogc/x\r\nHost: y",
        " https://data.example/ogc",
        "https://data.example /ogc",
        "\x00https://data.example/ogc",
        "https://data.example/ogc/\x7fx",
        # escaped deeper than anybody looks
        "https://data.example/ogc/%" + "25" * 8 + "2e%2e/admin",
    ],
)
def test_outside(url: str) -> None:
    assert not SPACE.covers(url)


def test_only_the_exact_origin_and_prefix_of_many() -> None:
    """Every combination of near misses: exactly one place is inside."""
    schemes = ("https", "http")
    hosts = ("data.example", "xdata.example", "data.example.x", "data.exampl", "127.0.0.1")
    ports = ("", ":443", ":80", ":4430")
    paths = ("/ogc", "/ogc/a", "/og", "/ogcs", "/a/ogc", "")
    inside = {
        f"{scheme}://{host}{port}{path}"
        for scheme, host, port, path in itertools.product(schemes, hosts, ports, paths)
        if SPACE.covers(f"{scheme}://{host}{port}{path}")
    }
    assert inside == {
        f"https://data.example{port}{path}" for port in ("", ":443") for path in ("/ogc", "/ogc/a")
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://data.example/ogc",
        "http://localhost.evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://2130706433/",
        "https://x:y@data.example/",
        "https://data.example/a/../b",
        "data.example",
        "",
        "https:///ogc",
        "https://donn\u00e9es.example/ogc",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_space(url: str) -> None:
    with pytest.raises(ValueError, match="address|plain http"):
        ProtectionSpace.of(url)


def test_a_space_is_written_down_and_read_back() -> None:
    for url in ("https://data.example/ogc", "http://127.0.0.1:8080/a", "http://[::1]:80"):
        space = ProtectionSpace.of(url)
        assert ProtectionSpace.of(space.url) == space
        assert space.within(space)
    assert ProtectionSpace.of("http://127.0.0.1/a").covers("http://127.0.0.1:80/a/b")


def test_a_space_within_another() -> None:
    assert ProtectionSpace.of("https://data.example/ogc/a").within(SPACE)
    assert not ProtectionSpace.of("https://data.example/ogcs").within(SPACE)
    assert not ProtectionSpace.of("https://other.example/ogc/a").within(SPACE)


def test_the_longest_space_wins() -> None:
    def row(url: str, name: str) -> Row:
        space = ProtectionSpace.of(url)
        return Row(space, name, Credential(name, {"Authorization": name}, (space,)))

    table = Table(
        [
            row("https://data.example", "all"),
            row("https://data.example/ogc/private", "private"),
            row("https://data.example/ogc", "ogc"),
        ]
    )

    def owner(url: str) -> str:
        found = table.row(url)
        return found.platform_id if found is not None else ""

    assert owner("https://data.example/ogc/private/x") == "private"
    assert owner("https://data.example/ogc/privates") == "ogc"
    assert owner("https://data.example/") == "all"
    assert owner("https://other.example/") == ""
