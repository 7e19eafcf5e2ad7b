"""Which ID tokens are taken (OpenID Connect Core, section 3.1.3.7)."""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, Mapping

import pytest

from cicclo_qgis.signin import SessionState
from tests.unit.signin.authserver import AuthServer, rsa_key
from tests.unit.signin.people import SetClock
from tests.unit.signin.sessions.through import Code, attempt


def from_now(seconds: int) -> Callable[[], int]:
    """A time told when the test runs, not when it is read."""
    return lambda: int(time.time()) + seconds


def told(claims: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in claims.items()}


BAD_CLAIMS: Dict[str, Dict[str, Any]] = {
    "another nonce": {"nonce": "y" * 43},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": 5},
    "another issuer": {"iss": "https://evil.example"},
    "the issuer with a slash": {"iss": "slash"},
    "another audience": {"aud": "other-client"},
    "an audience list without us": {"aud": ["other-client"]},
    "several audiences and no authorized party": {"aud": ["cicclo-qgis", "other"]},
    "another authorized party": {"azp": "other"},
    "several audiences, another party": {"aud": ["cicclo-qgis", "other"], "azp": "other"},
    "no audience": {"aud": None},
    "expired": {"exp": from_now(-121)},
    "no expiry": {"exp": None},
    "an expiry that is no number": {"exp": "tomorrow"},
    "an expiry that is true": {"exp": True},
    "an expiry that is not a number": {"exp": float("nan")},
    "issued in the future": {"iat": from_now(600)},
    "no time of issue": {"iat": None},
    "not valid yet": {"nbf": from_now(600)},
    "another at_hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "an at_hash that is no text": {"at_hash": 7},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
}


@pytest.mark.parametrize("case", BAD_CLAIMS)
def test_an_id_token_that_disagrees_is_refused(
    server: AuthServer, clock: SetClock, case: str
) -> None:
    server.faults.claims = told(BAD_CLAIMS[case])
    if server.faults.claims.get("iss") == "slash":
        server.faults.claims["iss"] = server.issuer + "/"
    status = attempt(server, clock)
    assert status.state is SessionState.FAILED
    assert status.problem is not None
    assert status.problem.code is Code.ID_TOKEN_INVALID


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": from_now(-60)},
        {"iat": from_now(60)},
        {"nbf": from_now(60)},
        {"aud": ["cicclo-qgis"]},
        {"aud": ["cicclo-qgis", "other"], "azp": "cicclo-qgis"},
        {"at_hash": None},
    ],
)
def test_an_id_token_within_the_rules_is_taken(
    server: AuthServer, clock: SetClock, claims: Dict[str, Any]
) -> None:
    server.faults.claims = told(claims)
    assert attempt(server, clock).state is SessionState.SIGNED_IN


@pytest.mark.parametrize("alg", ["none", "HS256", "None", "RS1"])
def test_algorithms_that_prove_nothing_are_refused(
    server: AuthServer, clock: SetClock, alg: str
) -> None:
    server.faults.alg = alg
    server.faults.metadata = {"id_token_signing_alg_values_supported": [alg]}
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.code is Code.ID_TOKEN_INVALID


@pytest.mark.parametrize("alg", ["RS256", "ES256", "PS256"])
def test_algorithms_that_prove_something_are_taken(
    server: AuthServer, clock: SetClock, alg: str
) -> None:
    server.faults.alg = alg
    assert attempt(server, clock).state is SessionState.SIGNED_IN


def test_an_algorithm_that_is_not_announced_is_refused(server: AuthServer, clock: SetClock) -> None:
    server.faults.metadata = {"id_token_signing_alg_values_supported": ["RS256"]}
    server.faults.alg = "ES256"
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.code is Code.ID_TOKEN_INVALID


def test_a_signature_of_another_key_is_refused(server: AuthServer, clock: SetClock) -> None:
    server.faults.signing_key = rsa_key("attacker")
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.code is Code.ID_TOKEN_INVALID


def test_no_id_token_though_openid_was_asked_for(server: AuthServer, clock: SetClock) -> None:
    server.faults.tokens = {"id_token": None}
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.code is Code.ID_TOKEN_INVALID
