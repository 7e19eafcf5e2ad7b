"""Signing in on an authorization server: what is asked, and whose answer is taken."""

from __future__ import annotations

from typing import Any, List
from urllib.parse import parse_qs, urlsplit

import pytest

from cicclo_qgis.signin import Arrival, SessionState, VisitEnd
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions
from tests.unit.signin.sessions.through import DATA, Code, attempt, through


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
    "a level that was not reached": (
        {
            "code": None,
            "error": "access_denied",
            "error_description": "Requested ACRs could not be satisfied",
        },
        Code.LEVEL_NOT_REACHED,
    ),
    "the words of giving up, about something else": (
        {
            "code": None,
            "error": "server_error",
            "error_description": "User authentication aborted",
        },
        Code.SERVER_ERROR,
    ),
    "the words about a level, about something else": (
        {
            "code": None,
            "error": "server_error",
            "error_description": "Requested ACRs could not be satisfied",
        },
        Code.SERVER_ERROR,
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
    for named, detail in (
        ("https://evil.example", "the answer came from https://evil.example"),
        ("", "the answer names no issuer"),
    ):
        server.faults.answer = {"iss": named}
        problem = attempt(server, clock).problem
        assert problem is not None
        assert (problem.code, problem.detail) == (Code.ISSUER_MISMATCH, detail)
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
