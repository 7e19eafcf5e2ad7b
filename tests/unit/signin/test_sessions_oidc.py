"""Signing in on an authorization server, and every way in which it can go wrong."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any, Callable, Dict, List, Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from cicclo_qgis.signin import (
    Arrival,
    SessionState,
    SessionStatus,
    SignInProblemCode,
    VisitEnd,
)
from tests.unit.signin.authserver import AuthServer, rsa_key, sign
from tests.unit.signin.people import (
    ScriptedBrowser,
    SetClock,
    oidc_access,
    platform,
    sessions,
)

Code = SignInProblemCode
DATA = "https://data.example/wfs3/collections"


def through(server: AuthServer) -> ScriptedBrowser:
    return ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])


def attempt(server: AuthServer, clock: SetClock, **access: Any) -> SessionStatus:
    return sessions(through(server), clock).sign_in(platform(oidc_access(server.issuer, **access)))


def test_the_person_is_signed_in_and_the_token_goes_to_the_platform_only(
    server: AuthServer, clock: SetClock
) -> None:
    browser = through(server)
    desk = sessions(browser, clock)
    seen: List[SessionState] = []
    desk.watch(lambda status: seen.append(status.state))
    status = desk.sign_in(platform(oidc_access(server.issuer)))
    assert (status.state, status.who) == (SessionState.SIGNED_IN, "Camille Durand")
    assert seen == [
        SessionState.OPENING,
        SessionState.WAITING,
        SessionState.EXCHANGING,
        SessionState.SIGNED_IN,
    ]
    credential = desk.credential_for(DATA)
    assert credential is not None
    assert credential.headers["Authorization"].replace("Bearer ", "") in server.access_tokens
    assert desk.credential_for("https://elsewhere.example/wfs3/collections") is None
    assert status.until == pytest.approx(clock.now() + 3600)


def test_the_request_holds_what_the_protocol_and_the_platform_declare_and_nothing_else(
    server: AuthServer, clock: SetClock
) -> None:
    browser = through(server)
    access = oidc_access(server.issuer, authorize_params={"kc_idp_hint": "proconnect"})
    sessions(browser, clock).sign_in(platform(access))
    asked = parse_qs(urlsplit(browser.visits[0].start_url).query)
    assert set(asked) == {
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "kc_idp_hint",
    }
    assert asked["code_challenge_method"] == ["S256"]
    assert [len(asked[name][0]) for name in ("state", "nonce", "code_challenge")] == [43, 43, 43]
    assert asked["redirect_uri"] == [browser.visits[0].redirect_uri]


def test_no_two_attempts_share_anything(server: AuthServer, clock: SetClock) -> None:
    browser = through(server)
    desk = sessions(browser, clock)
    for _ in range(2):
        desk.sign_in(platform(oidc_access(server.issuer)))
    first, second = (parse_qs(urlsplit(visit.start_url).query) for visit in browser.visits)
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


FORGED_ANSWERS = {
    "another state": ({"state": "x" * 43}, Code.STATE_MISMATCH),
    "no state": ({"state": None}, Code.STATE_MISMATCH),
    "a state that is not ASCII": ({"state": "é" * 43}, Code.STATE_MISMATCH),
    "another issuer": ({"iss": "https://evil.example"}, Code.ISSUER_MISMATCH),
    "no issuer though announced": ({"iss": None}, Code.ISSUER_MISMATCH),
    "no code": ({"code": None}, Code.EXCHANGE_FAILED),
    "an error of another server": (
        {"code": None, "error": "access_denied", "iss": "https://evil.example"},
        Code.ISSUER_MISMATCH,
    ),
    "an error without the state": (
        {"code": None, "error": "access_denied", "state": None},
        Code.STATE_MISMATCH,
    ),
    "denied": ({"code": None, "error": "access_denied"}, Code.ACCESS_DENIED),
    "given up at ProConnect": (
        {
            "code": None,
            "error": "access_denied",
            "error_description": "User authentication aborted",
        },
        Code.CANCELLED,
    ),
    "login required": ({"code": None, "error": "login_required"}, Code.ACCESS_DENIED),
    "server error": ({"code": None, "error": "server_error"}, Code.SERVER_ERROR),
    "invalid scope": ({"code": None, "error": "invalid_scope"}, Code.EXCHANGE_FAILED),
}


@pytest.mark.parametrize("case", FORGED_ANSWERS)
def test_a_wrong_answer_sends_nothing_to_the_token_endpoint(
    server: AuthServer, clock: SetClock, case: str
) -> None:
    server.faults.answer, code = FORGED_ANSWERS[case]
    status = attempt(server, clock)
    assert (status.state, status.problem and status.problem.code) == (SessionState.FAILED, code)
    assert server.count("/token") == 0


def test_an_issuer_that_is_not_announced_is_still_compared(
    server: AuthServer, clock: SetClock
) -> None:
    server.faults.metadata = {"authorization_response_iss_parameter_supported": None}
    server.faults.answer = {"iss": "https://evil.example"}
    status = attempt(server, clock)
    assert status.problem is not None
    assert status.problem.code is Code.ISSUER_MISMATCH
    server.faults.answer = {"iss": None}
    assert attempt(server, clock).state is SessionState.SIGNED_IN


def test_a_parameter_given_twice_is_refused(server: AuthServer, clock: SetClock) -> None:
    def twice(visit: Any) -> List[Arrival]:
        answer = server.answer(visit.start_url)
        state = parse_qs(urlsplit(answer).query)["state"][0]
        return [Arrival(f"{answer}&state={state}")]

    status = sessions(ScriptedBrowser(twice), clock).sign_in(platform(oidc_access(server.issuer)))
    assert status.problem is not None
    assert status.problem.code is Code.STATE_MISMATCH


def test_the_answer_of_another_server_is_not_redeemed_anywhere(clock: SetClock) -> None:
    """Mix-up (RFC 9700 section 4.4): the honest server's code must not reach the attacker's."""
    with AuthServer() as honest, AuthServer() as attacker:

        def mixed_up(visit: Any) -> List[Arrival]:
            return [Arrival(honest.answer(visit.start_url))]

        status = sessions(ScriptedBrowser(mixed_up), clock).sign_in(
            platform(oidc_access(attacker.issuer))
        )
        assert status.problem is not None
        assert status.problem.code is Code.ISSUER_MISMATCH
        assert attacker.count("/token") + honest.count("/token") == 0


def test_other_addresses_are_no_answers(server: AuthServer, clock: SetClock) -> None:
    """Another port, path, host or user information: the visit goes on, and ends by itself."""

    def strays(visit: Any) -> List[Arrival]:
        answer = server.answer(visit.start_url)
        port = urlsplit(answer).port
        return [
            Arrival(answer.replace(f":{port}", f":{(port or 0) ^ 1}")),
            Arrival(answer.replace("/callback", "/callback/more")),
            Arrival(answer.replace("127.0.0.1", "localhost", 1)),
            Arrival(answer.replace("http://", "http://x@", 1)),
            Arrival(answer.replace("http:", "https:", 1)),
        ]

    browser = ScriptedBrowser(strays, VisitEnd.TIMED_OUT)
    status = sessions(browser, clock).sign_in(platform(oidc_access(server.issuer)))
    assert status.problem is not None
    assert status.problem.code is Code.TIMED_OUT
    assert server.count("/token") == 0


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


TOKEN_REPLIES = {
    "500 HTML": ((500, "text/html", "<h1>oops</h1>"), Code.SERVER_ERROR),
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
    "a flood": ((200, "application/json", " " * 1_100_000 + "{}"), Code.EXCHANGE_FAILED),
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


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (VisitEnd.CANCELLED, Code.CANCELLED),
        (VisitEnd.TIMED_OUT, Code.TIMED_OUT),
        (VisitEnd.FAILED, Code.BROWSER),
        (VisitEnd.ACCEPTED, Code.BROWSER),
    ],
)
def test_how_a_visit_may_end(
    server: AuthServer, clock: SetClock, end: VisitEnd, code: SignInProblemCode
) -> None:
    browser = ScriptedBrowser(lambda visit: (), end)
    status = sessions(browser, clock).sign_in(platform(oidc_access(server.issuer)))
    assert (status.state, status.problem and status.problem.code) == (SessionState.FAILED, code)


def test_a_browser_that_breaks(server: AuthServer, clock: SetClock) -> None:
    def broken(visit: Any) -> List[Arrival]:
        raise RuntimeError("no display")

    status = sessions(ScriptedBrowser(broken), clock).sign_in(platform(oidc_access(server.issuer)))
    assert status.problem is not None
    assert status.problem.code is Code.BROWSER


def test_a_server_that_is_not_there(clock: SetClock) -> None:
    browser = ScriptedBrowser(lambda visit: ())
    status = sessions(browser, clock).sign_in(platform(oidc_access("http://127.0.0.1:9")))
    assert status.problem is not None
    assert status.problem.code is Code.NETWORK
    assert browser.visits == []


def test_a_platform_without_a_way_in(clock: SetClock) -> None:
    status = sessions(ScriptedBrowser(lambda visit: ()), clock).sign_in(platform())
    assert status.problem is not None
    assert status.problem.code is Code.NOT_SUPPORTED


@pytest.mark.parametrize(
    "fields",
    [
        {"authorize_params": {"redirect_uri": "https://evil.example"}},
        {"authorize_params": {"state": "x"}},
        {"redirect_uris": ("http://localhost/callback", "https://evil.example/callback")},
        {"protects": ()},
        {"protects": ("http://data.example/",)},
    ],
)
def test_a_registry_that_asks_for_the_wrong_thing(
    server: AuthServer, clock: SetClock, fields: Dict[str, Any]
) -> None:
    access = replace(oidc_access(server.issuer), **fields)
    status = sessions(through(server), clock).sign_in(platform(access))
    assert status.problem is not None
    assert status.problem.code is Code.NOT_SUPPORTED
    assert server.count("/token") == 0
