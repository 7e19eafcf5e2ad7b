"""What another program may ask for: one clear address of the web."""

from __future__ import annotations

import pytest

from cicclo_qgis.asking import LONGEST, asked_address

COMMUNES = "https://data.example.org/ogc/collections/communes"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (COMMUNES, COMMUNES),
        (f"cicclo:{COMMUNES}", COMMUNES),
        (f"CICCLO:{COMMUNES}", COMMUNES),
        (
            "cicclo:https%3A%2F%2Fdata.example.org%2Fogc%2Fcollections%2Fa%2520b",
            "https://data.example.org/ogc/collections/a%20b",
        ),
        ("HTTP://Data.Example.ORG:80", "http://data.example.org/"),
        ("https://127.0.0.1:8443/x", "https://127.0.0.1:8443/x"),
        ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        (
            "https://münchen.example/é?é=à",
            "https://xn--mnchen-3ya.example/%C3%A9?%C3%A9=%C3%A0",
        ),
        (
            "https://x.fr/catalog.search#/metadata/0a1b",
            "https://x.fr/catalog.search#/metadata/0a1b",
        ),
        ("https://x.fr/wfs?a=1&b=<2>", "https://x.fr/wfs?a=1&b=%3C2%3E"),
    ],
)
def test_an_address_of_the_web_is_taken(text, address):
    assert asked_address(text) == address
    assert asked_address(address) == address, "it comes out once and for all"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cicclo:",
        "cicclo:communes",
        "cicclo:cicclo:https://x.fr/",
        "cicclo://x.fr/collections/y",
        "file:///etc/passwd",
        "cicclo:file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://x.fr/y",
        "/home/me/project.qgz",
        "--qgis",
        "https://",
        "https:///collections/x",
        "https://known.fr@evil.fr/collections/x",
        "https://a:b@evil.fr/",
        "https://evil.fr\\@known.fr/",
        "https://x.fr/a b",
        "https://x.fr/a\nhttps://y.fr/",
        "https://x.fr/\x00",
        "https://x.fr/\u202egro.live",
        "https://x\u200b.fr/",
        "https://x.fr:99999/",
        "https://x.fr:port/",
        "https://-x.fr/",
        "https://x..fr/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://x.fr/\udcff",
        'https://x.fr" --qgis "evil/',
        f"{COMMUNES}?{'x' * LONGEST}",
        f"{COMMUNES}?{'é' * 1000}",
    ],
)
def test_everything_else_is_not(text):
    assert asked_address(text) is None
