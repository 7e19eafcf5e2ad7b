"""Which addresses are opened, which are the redirect, whose a cookie is."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QUrl

from cicclo_qgis.gui.browser.addresses import (
    Verdict,
    cookie_belongs,
    is_loopback,
    is_redirect,
    is_under,
    judge,
)


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("https://platform.example/", Verdict.OPEN),
        ("HTTPS://platform.example/", Verdict.OPEN),
        ("http://localhost:8080/x", Verdict.OPEN),
        ("http://127.0.0.1/x", Verdict.OPEN),
        ("http://127.9.9.9/x", Verdict.OPEN),
        ("http://[::1]:80/x", Verdict.OPEN),
        ("about:blank", Verdict.OPEN),
        ("http://platform.example/", Verdict.NOT_ENCRYPTED),
        ("http://localhost.platform.example/", Verdict.NOT_ENCRYPTED),
        ("http://127.0.0.1.platform.example/", Verdict.NOT_ENCRYPTED),
        ("http://localhost@platform.example/", Verdict.NOT_ENCRYPTED),
        ("http://10.0.0.1/", Verdict.NOT_ENCRYPTED),
        ("about:settings", Verdict.SCHEME),
        ("file:///etc/passwd", Verdict.SCHEME),
        ("data:text/html,x", Verdict.SCHEME),
        ("javascript:alert(1)", Verdict.SCHEME),
        ("view-source:https://platform.example/", Verdict.SCHEME),
        ("fr.example.app:/callback", Verdict.SCHEME),
        ("https:", Verdict.SCHEME),
        ("", Verdict.SCHEME),
    ],
)
def test_judge_in_the_main_frame(address: str, verdict: Verdict) -> None:
    assert judge(QUrl(address)) is verdict


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("data:text/html,x", Verdict.OPEN),
        ("about:srcdoc", Verdict.OPEN),
        ("file:///etc/passwd", Verdict.SCHEME),
        ("qgis://open", Verdict.SCHEME),
        ("http://platform.example/", Verdict.NOT_ENCRYPTED),
    ],
)
def test_judge_in_a_frame(address: str, verdict: Verdict) -> None:
    assert judge(QUrl(address), main_frame=False) is verdict


def test_loopback_is_told_by_the_host_alone() -> None:
    assert is_loopback(QUrl("http://[::1]/"))
    assert not is_loopback(QUrl("http://127.0.0.1.example/"))
    assert not is_loopback(QUrl("http://0.0.0.0/"))


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("http://127.0.0.1:7070/callback", True),
        ("http://127.0.0.1:7070/callback?code=1&state=2", True),
        ("http://127.0.0.1:7070/callback#x", True),
        ("http://127.0.0.1:7071/callback", False),
        ("http://localhost:7070/callback", False),
        ("https://127.0.0.1:7070/callback", False),
        ("http://127.0.0.1:7070/callback/", False),
        ("http://127.0.0.1:7070/%63allback", True),  # the same path, written otherwise
        ("http://127.0.0.1:7070/Callback", False),
        ("http://x@127.0.0.1:7070/callback", False),
    ],
)
def test_redirect(address: str, same: bool) -> None:
    assert is_redirect(QUrl(address), QUrl("http://127.0.0.1:7070/callback")) is same


def test_redirect_elsewhere_than_loopback_is_none() -> None:
    address = QUrl("https://platform.example/callback")
    assert not is_redirect(address, address)


@pytest.mark.parametrize(
    ("address", "prefix", "under"),
    [
        ("https://a.example/geo", "https://a.example/geo", True),
        ("https://a.example/geo/x?y", "https://a.example/geo", True),
        ("https://a.example:443/geo/", "https://a.example/geo/", True),
        ("https://a.example/geoserver", "https://a.example/geo", False),
        ("https://a.example/x", "https://a.example", True),
        ("https://a.example:8443/geo", "https://a.example/geo", False),
        ("http://a.example/geo", "https://a.example/geo", False),
        ("https://a.example.evil.example/geo", "https://a.example/geo", False),
        ("https://sub.a.example/geo", "https://a.example/geo", False),
    ],
)
def test_under(address: str, prefix: str, under: bool) -> None:
    assert is_under(QUrl(address), QUrl(prefix)) is under


@pytest.mark.parametrize(
    ("domain", "path", "belongs"),
    [
        ("geo.dept.example", "/", True),
        (".geo.dept.example", "/", True),
        ("GEO.dept.example", "/", True),
        (".dept.example", "/", False),
        ("dept.example", "/", False),
        ("x.geo.dept.example", "/", False),
        ("geo.dept.example", "/portal", True),
        ("geo.dept.example", "/port", False),
        ("geo.dept.example", "/portal/admin", False),
    ],
)
def test_cookie_belongs_to_exactly_that_host(domain: str, path: str, belongs: bool) -> None:
    assert cookie_belongs(domain, path, QUrl("https://geo.dept.example/portal/")) is belongs
