"""What the token and userinfo endpoints may answer."""

from __future__ import annotations

import json
from typing import Any, Dict, List
from urllib.parse import parse_qs, urlsplit

import pytest

from cicclo_qgis.signin import Arrival, SessionState
from tests.unit.signin.authserver import AuthServer, rsa_key, sign
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions
from tests.unit.signin.sessions.through import DATA, Code, attempt

TOKEN_REPLIES = {
    "500 HTML": ((500, "text/html", "<h1>oops</h1>"), Code.SERVER_ERROR),
    "too many": ((429, "text/html", "wait"), Code.SERVER_ERROR),
    "a token with another status": (
        (201, "application/json", '{"access_token": "abc", "token_type": "Bearer"}'),
        Code.EXCHANGE_FAILED,
    ),
    "200 HTML": ((200, "text/html", "<h1>login</h1>"), Code.EXCHANGE_FAILED),
    "a JSON list": ((200, "application/json", "[1]"), Code.EXCHANGE_FAILED),
    "no token": ((200, "application/json", "{}"), Code.EXCHANGE_FAILED),
    "a redirect": ((302, "text/html", "https://evil.example/"), Code.EXCHANGE_FAILED),
    "an error in OAuth's terms": (
        (400, "application/json", '{"error": "invalid_client"}'),
        Code.EXCHANGE_FAILED,
    ),
    "a token that is no bearer token": (
        (200, "application/json", '{"access_token": "abc", "token_type": "mac"}'),
        Code.EXCHANGE_FAILED,
    ),
    "a token with a line break": (
        (200, "application/json", '{"access_token": "abc\\r\\nX: y", "token_type": "Bearer"}'),
        Code.EXCHANGE_FAILED,
    ),
    "nesting without end": ((200, "application/json", "[" * 100_000), Code.EXCHANGE_FAILED),
    "a flood": (
        (200, "application/json", " " * 1_000_001 + '{"error": "slow_down"}'),
        Code.EXCHANGE_FAILED,
    ),
    "an error beside a token": (
        (
            200,
            "application/json",
            '{"access_token": "abc", "token_type": "Bearer", "error": "slow_down"}',
        ),
        Code.SERVER_ERROR,
    ),
}


@pytest.mark.parametrize("case", TOKEN_REPLIES)
def test_what_the_token_endpoint_may_answer(server: AuthServer, clock: SetClock, case: str) -> None:
    server.faults.replies["token"], code = TOKEN_REPLIES[case]
    status = attempt(server, clock)
    assert (status.state, status.problem and status.problem.code) == (SessionState.FAILED, code)


def test_a_code_is_good_once(server: AuthServer, clock: SetClock) -> None:
    answers: List[str] = []

    def script(visit: Any) -> List[Arrival]:
        answers.append(server.answer(visit.start_url))
        return [Arrival(answers[0].replace(_state(answers[0]), _state(answers[-1])))]

    def _state(url: str) -> str:
        return parse_qs(urlsplit(url).query)["state"][0]

    desk = sessions(ScriptedBrowser(script), clock)
    where = platform(oidc_access(server.issuer, redirect_uris=("http://127.0.0.1:7070/callback",)))
    assert desk.sign_in(where).state is SessionState.SIGNED_IN
    replayed = desk.sign_in(where)
    assert replayed.problem is not None
    assert replayed.problem.code is Code.EXCHANGE_FAILED
    assert replayed.state is SessionState.SIGNED_IN, "the session that was there lives on"
    assert desk.credential_for(DATA) is not None


def test_words_of_the_server_are_plain_text(server: AuthServer, clock: SetClock) -> None:
    server.faults.answer = {
        "code": None,
        "error": "access_denied",
        "error_description": "<b>Non\u202e</b>\x00\r\nautorisé " + "x" * 500,
    }
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.detail.startswith("access_denied: ‹b›Non ‹/b› autorisé xxx")
    assert len(status.problem.detail) < 250
    assert status.problem.detail.isprintable()


def test_a_server_that_echoes_what_it_was_sent(server: AuthServer, clock: SetClock) -> None:
    heard: List[str] = []

    def echo(form: Dict[str, str]) -> Any:
        heard.extend(form.values())
        told = f"bad {form['code']} {form['code_verifier']}"
        return (400, "application/json", json.dumps({"error": "x", "error_description": told}))

    server.token = echo  # type: ignore[method-assign]
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.detail == "x: bad … …"


def test_userinfo_about_another_person_is_refused(server: AuthServer, clock: SetClock) -> None:
    server.faults.userinfo = lambda claims: {**claims, "sub": "agent-2"}
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.code is Code.ID_TOKEN_INVALID


def test_userinfo_as_a_signed_token(server: AuthServer, clock: SetClock) -> None:
    server.faults.userinfo = lambda claims: sign(
        {**claims, "iss": server.issuer, "aud": "cicclo-qgis"}
    )
    assert attempt(server, clock).who == "Camille Durand"


@pytest.mark.parametrize(
    "forge",
    [
        lambda claims: sign(claims, "none"),
        lambda claims: sign(claims, key=rsa_key("attacker")),
        lambda claims: sign({**claims, "aud": "other"}),
        lambda claims: sign({**claims, "iss": "https://evil.example"}),
        lambda claims: "no.token",
    ],
)
def test_userinfo_as_a_forged_token(server: AuthServer, clock: SetClock, forge: Any) -> None:
    server.faults.userinfo = forge
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.code is Code.ID_TOKEN_INVALID


@pytest.mark.parametrize("reply", [(500, "text/html", "x"), (200, "text/html", "x")])
def test_without_userinfo_only_the_name_is_missing(
    server: AuthServer, clock: SetClock, reply: Any
) -> None:
    server.faults.replies["userinfo"] = reply
    status = attempt(server, clock)
    assert (status.state, status.who) == (SessionState.SIGNED_IN, "")
