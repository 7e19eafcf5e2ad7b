"""What is made fresh for each attempt, and where the answer comes back to."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

import pytest

from cicclo_qgis.signin import SignInFailed
from cicclo_qgis.signin.oidc.attempt import Attempt, choose_redirect_uri, free_port
from cicclo_qgis.signin.oidc.discovery import Metadata
from cicclo_qgis.signin.oidc.response import take_code
from tests.unit.signin.people import oidc_access

METADATA = Metadata("https://idp.example", "https://idp.example/a?x=1", "https://idp.example/t")


def test_state_nonce_and_verifier_are_long_fresh_and_hidden() -> None:
    made = [Attempt.new(oidc_access("https://idp.example"), METADATA) for _ in range(200)]
    values = [v for each in made for v in (each.state, each.nonce, each.code_verifier)]
    assert len(set(values)) == 600
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", value) for value in values)
    assert not any(value in repr(made) for value in values)


def test_a_query_of_the_endpoint_is_kept() -> None:
    access = oidc_access("https://idp.example")
    url = Attempt.new(access, METADATA).authorization_url(access)
    assert url.startswith("https://idp.example/a?x=1&response_type=code&client_id=cicclo-qgis&")


def test_any_port_when_none_is_registered() -> None:
    uri = urlsplit(choose_redirect_uri(["http://127.0.0.1/callback"]))
    assert (uri.hostname, uri.path) == ("127.0.0.1", "/callback")
    assert 1024 < (uri.port or 0) < 65536


def test_the_first_registered_port_that_is_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        busy, free = taken.getsockname()[1], free_port()
        registered = [f"http://127.0.0.1:{busy}/callback", f"http://127.0.0.1:{free}/callback"]
        assert choose_redirect_uri(registered) == registered[1]
        assert choose_redirect_uri(registered[:1]) == registered[0], "better than nothing"


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost/callback",
        "http://[::1]/callback",
        "https://127.0.0.1/callback",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:x/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://x@127.0.0.1/callback",
        "http://127.0.0.1/callback?x=1",
        "fr.example:/callback",
        "http://0.0.0.0/callback",
    ],
)
def test_only_the_loopback_literal_is_an_address_to_return_to(uri: str) -> None:
    with pytest.raises(SignInFailed):
        choose_redirect_uri([uri])


def test_an_answer_is_looked_at_once() -> None:
    attempt = Attempt.new(oidc_access("https://idp.example"), METADATA)
    answer = f"{attempt.redirect_uri}?code=c&state={attempt.state}"
    assert take_code(attempt, answer) == "c"
    with pytest.raises(SignInFailed):
        take_code(attempt, answer)


def test_a_wrong_answer_uses_the_attempt_up() -> None:
    """Otherwise the state could be guessed at leisure."""
    attempt = Attempt.new(oidc_access("https://idp.example"), METADATA)
    with pytest.raises(SignInFailed):
        take_code(attempt, f"{attempt.redirect_uri}?code=c&state=guess")
    with pytest.raises(SignInFailed):
        take_code(attempt, f"{attempt.redirect_uri}?code=c&state={attempt.state}")


def test_more_fields_than_anyone_needs() -> None:
    attempt = Attempt.new(oidc_access("https://idp.example"), METADATA)
    flood = "&".join(f"a{i}=1" for i in range(1000))
    with pytest.raises(SignInFailed):
        take_code(attempt, f"{attempt.redirect_uri}?code=c&state={attempt.state}&{flood}")
