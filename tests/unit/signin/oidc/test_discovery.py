"""Whose word is taken for what an authorization server is."""

from __future__ import annotations

from typing import Any

import pytest

from cicclo_qgis.signin import SignInFailed, SignInProblemCode
from cicclo_qgis.signin.http import safe_address
from cicclo_qgis.signin.oidc.discovery import Discovery, read
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import SetClock, http

Code = SignInProblemCode


def failure(server: AuthServer, clock: SetClock, issuer: str = "") -> SignInProblemCode:
    with pytest.raises(SignInFailed) as caught:
        Discovery(http, clock).of(issuer or server.issuer)
    return caught.value.problem.code


def test_what_is_read(server: AuthServer, clock: SetClock) -> None:
    metadata = Discovery(http, clock).of(server.issuer)
    assert metadata.token_endpoint == f"{server.issuer}/token"
    assert metadata.iss_parameter is True
    assert metadata.id_token_algorithms == ("RS256", "ES256", "PS256")


@pytest.mark.parametrize("ending", ["/", "x", "?a=b"])
def test_the_issuer_is_the_configured_one_byte_for_byte(
    server: AuthServer, clock: SetClock, ending: str
) -> None:
    server.faults.metadata = {"issuer": server.issuer + ending}
    assert failure(server, clock) is Code.ISSUER_MISMATCH


def test_an_issuer_with_a_slash_has_one_address(server: AuthServer, clock: SetClock) -> None:
    server.issuer += "/"
    server.faults.metadata = {
        "authorization_endpoint": f"{server.issuer}a",
        "token_endpoint": f"{server.issuer}t",
    }
    assert Discovery(http, clock).of(server.issuer).issuer.endswith("/")
    assert server.heard[0].path == "/realms/test/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"issuer": None}, Code.ISSUER_MISMATCH),
        ({"issuer": 5}, Code.ISSUER_MISMATCH),
        ({"token_endpoint": None}, Code.DISCOVERY_FAILED),
        ({"authorization_endpoint": None}, Code.DISCOVERY_FAILED),
        ({"authorization_endpoint": "/authorize"}, Code.DISCOVERY_FAILED),
        ({"token_endpoint": "http://idp.example/token"}, Code.DISCOVERY_FAILED),
        ({"token_endpoint": "http://127.0.0.1.idp.example/token"}, Code.DISCOVERY_FAILED),
        ({"token_endpoint": "https://u:p@idp.example/token"}, Code.DISCOVERY_FAILED),
        ({"token_endpoint": ["https://idp.example/token"]}, Code.DISCOVERY_FAILED),
        ({"jwks_uri": "http://idp.example/jwks"}, Code.DISCOVERY_FAILED),
        ({"userinfo_endpoint": "ftp://idp.example/"}, Code.DISCOVERY_FAILED),
        ({"revocation_endpoint": "http://idp.example/"}, Code.DISCOVERY_FAILED),
        ({"end_session_endpoint": "javascript:alert(1)"}, Code.DISCOVERY_FAILED),
        ({"response_types_supported": ["token"]}, Code.DISCOVERY_FAILED),
        ({"code_challenge_methods_supported": ["plain"]}, Code.DISCOVERY_FAILED),
    ],
)
def test_a_document_that_will_not_do(
    server: AuthServer, clock: SetClock, change: Any, code: SignInProblemCode
) -> None:
    server.faults.metadata = change
    assert failure(server, clock) is code


def test_an_https_issuer_has_no_plain_endpoint(server: AuthServer) -> None:
    response = http().get(f"{server.issuer}/.well-known/openid-configuration", timeout=5)
    document = response.text.replace(f'"issuer": "{server.issuer}"', '"issuer": "https://idp.fr"')
    response._content = document.encode()
    with pytest.raises(SignInFailed) as caught:
        read("https://idp.fr", response)
    assert caught.value.problem.code is Code.DISCOVERY_FAILED


@pytest.mark.parametrize(
    "reply",
    [
        (500, "text/html", "x"),
        (404, "application/json", "{}"),
        (200, "text/html", "<h1>portal</h1>"),
        (200, "application/json", "[]"),
        (302, "text/html", "https://evil.example/.well-known/openid-configuration"),
    ],
)
def test_an_answer_that_will_not_do(server: AuthServer, clock: SetClock, reply: Any) -> None:
    server.faults.replies["openid-configuration"] = reply
    assert failure(server, clock) is Code.DISCOVERY_FAILED


@pytest.mark.parametrize(
    "issuer", ["http://idp.example", "ftp://idp.example", "idp.example", "https://a@idp.example"]
)
def test_an_issuer_that_is_never_asked(server: AuthServer, clock: SetClock, issuer: str) -> None:
    assert failure(server, clock, issuer) is Code.DISCOVERY_FAILED
    assert server.heard == []


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [("public, max-age=600", 600), ("max-age=30", 30), ("", 600), ("max-age=999999999", 86_400)],
)
def test_it_is_kept_for_as_long_as_the_server_allows(
    server: AuthServer, clock: SetClock, cache_control: str, seconds: int
) -> None:
    server.faults.cache_control = cache_control
    discovery = Discovery(http, clock)
    discovery.of(server.issuer)
    clock.skip(seconds - 1)
    discovery.of(server.issuer)
    assert len(server.heard) == 1
    clock.skip(2)
    discovery.of(server.issuer)
    assert len(server.heard) == 2


def test_no_store_is_asked_each_time(server: AuthServer, clock: SetClock) -> None:
    server.faults.cache_control = "no-store"
    discovery = Discovery(http, clock)
    discovery.of(server.issuer)
    discovery.of(server.issuer)
    assert len(server.heard) == 2


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://idp.example/a?b=c", True),
        ("http://127.0.0.1:80/a", True),
        ("http://localhost/a", True),
        ("http://[::1]/a", True),
        ("http://idp.example/", False),
        ("https://idp.example/#x", False),
        ("https://idp.example:0/", False),
        ("https://idp.example:99999/", False),
        ("https://idp.example\\@evil/", False),
        ("https://idp.example\\evil/", False),
        ("https://u@idp.example/", False),
        ("https://idp.example/a b", False),
        ("https://idp.example/\r\n", False),
        ("https://idp\u00e9.example/", False),
        ("https:///a", False),
        ("", False),
        (None, False),
    ],
)
def test_safe_addresses(address: Any, safe: bool) -> None:
    assert safe_address(address) is safe
