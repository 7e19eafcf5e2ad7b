"""Levels of authentication: asked for by the record, or by the platform in the middle (RFC 9470)."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional
from urllib.parse import parse_qs, urlsplit

import pytest

from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin import Arrival, Sessions, SessionState, SessionStatus, SignInProblemCode
from cicclo_qgis.signin.wish import Demand, Wish, demand_in
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions

STRONG = ("eidas2", "eidas3")
Code = SignInProblemCode


@pytest.fixture
def browser(server: AuthServer) -> ScriptedBrowser:
    return ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])


@pytest.fixture
def desk(browser: ScriptedBrowser, clock: SetClock) -> Sessions:
    return sessions(browser, clock)


def asked(browser: ScriptedBrowser) -> Dict[str, str]:
    query = parse_qs(urlsplit(browser.visits[-1].start_url).query)
    return {name: values[0] for name, values in query.items()}


def strict(server: AuthServer) -> Platform:
    return platform(oidc_access(server.issuer, acr_values=STRONG))


def code(status: SessionStatus) -> Optional[SignInProblemCode]:
    return None if status.problem is None else status.problem.code


def test_the_level_is_an_essential_claim_where_the_server_knows_claims(
    server: AuthServer, browser: ScriptedBrowser, desk: Sessions
) -> None:
    server.faults.metadata = {"claims_parameter_supported": True}
    server.faults.claims = {"acr": "eidas2"}
    assert desk.sign_in(strict(server)).state is SessionState.SIGNED_IN
    wanted = {"id_token": {"acr": {"essential": True, "values": list(STRONG)}}}
    assert json.loads(asked(browser)["claims"]) == wanted
    assert "acr_values" not in asked(browser)


def test_else_it_is_acr_values(
    server: AuthServer, browser: ScriptedBrowser, desk: Sessions
) -> None:
    server.faults.claims = {"acr": "eidas3"}
    assert desk.sign_in(strict(server)).state is SessionState.SIGNED_IN
    assert asked(browser)["acr_values"] == "eidas2 eidas3"
    assert "claims" not in asked(browser)


@pytest.mark.parametrize("acr", ["eidas1", "", None, ["eidas2"], 2, "eidas2 eidas3"])
def test_a_lower_level_signs_nobody_in(server: AuthServer, desk: Sessions, acr: Any) -> None:
    """A server may ignore what it does not understand: the answer is what counts."""
    server.faults.claims = {"acr": acr}
    status = desk.sign_in(strict(server))
    assert (status.state, code(status)) == (SessionState.FAILED, Code.LEVEL_NOT_REACHED)
    assert desk.credential_for("https://data.example/wfs3/x") is None


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "access_denied", "error_description": "requested ACRs could not be satisfied"},
        {"error": "unmet_authentication_requirements"},
    ],
)
def test_a_server_that_says_so_itself(
    server: AuthServer, desk: Sessions, answer: Dict[str, Optional[str]]
) -> None:
    server.faults.answer = {"code": None, **answer}
    assert code(desk.sign_in(strict(server))) is Code.LEVEL_NOT_REACHED


def test_nothing_is_asked_that_was_not_declared(
    server: AuthServer, browser: ScriptedBrowser, desk: Sessions
) -> None:
    desk.sign_in(platform(oidc_access(server.issuer, authorize_params={"kc_idp_hint": "pc"})))
    assert set(asked(browser)) == {
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


@pytest.mark.parametrize(
    ("challenge", "demand"),
    [
        (
            'Bearer error="insufficient_user_authentication", acr_values="eidas2 eidas3"',
            Demand(STRONG),
        ),
        ('Bearer error="insufficient_user_authentication", max_age="300"', Demand((), 300)),
        (
            'Basic realm="x", Bearer realm="y", error=insufficient_user_authentication, max_age=0',
            Demand((), 0),
        ),
        ('Bearer error="insufficient_user_authentication", max_age="-1"', Demand()),
        ('Bearer error="invalid_token", max_age="300"', None),
        ('Basic error="insufficient_user_authentication"', None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_challenge_demands(challenge: Optional[str], demand: Optional[Demand]) -> None:
    assert demand_in(challenge) == demand


def test_stepping_up(
    server: AuthServer, browser: ScriptedBrowser, desk: Sessions, clock: SetClock
) -> None:
    place = platform(oidc_access(server.issuer))
    assert desk.sign_in(place).state is SessionState.SIGNED_IN
    wish = Wish(demand=Demand(STRONG, 300))
    server.faults.claims = {"acr": "eidas2", "auth_time": int(clock.now()) - 60}
    assert code(desk.sign_in(place, wish=wish)) is None
    assert (asked(browser)["acr_values"], asked(browser)["max_age"]) == ("eidas2 eidas3", "300")


@pytest.mark.parametrize("fields", [{"acr": "eidas1"}, {"acr": "eidas2", "auth_time": -1000}])
def test_a_step_that_was_not_taken_leaves_the_session_there_was(
    server: AuthServer, desk: Sessions, clock: SetClock, fields: Dict[str, Any]
) -> None:
    place = platform(oidc_access(server.issuer))
    desk.sign_in(place)
    before = desk.credential_for("https://data.example/wfs3/x")
    if "auth_time" in fields:
        fields = {**fields, "auth_time": int(clock.now()) + fields["auth_time"]}
    server.faults.claims = fields
    status = desk.sign_in(place, wish=Wish(demand=Demand(STRONG, 300)))
    assert (status.state, code(status)) == (SessionState.SIGNED_IN, Code.LEVEL_NOT_REACHED)
    assert desk.credential_for("https://data.example/wfs3/x") == before


def test_an_age_that_nobody_tells_is_no_proof(server: AuthServer, desk: Sessions) -> None:
    server.faults.claims = {"acr": "eidas2"}
    status = desk.sign_in(
        platform(oidc_access(server.issuer)), wish=Wish(demand=Demand(max_age=300))
    )
    assert code(status) is Code.ID_TOKEN_INVALID
