"""Each fault of the identity servers does what it says, at both of them."""

from __future__ import annotations

import time
from typing import Any, Dict

import pytest
import requests
from cryptography.exceptions import InvalidSignature

from tests.workshop.identity_browser import Page, at_hash, no_proxy_session, read_jwt, verified
from tests.workshop.identity_party import Party, Stage
from workshop.identity_faults import (
    UnknownFaultError,
    clear_faults,
    faults_on,
    known_faults,
    switch_fault,
)

pytestmark = pytest.mark.workshop


@pytest.fixture(params=["proconnect", "hexagone"])
def party(identity: Stage, request: pytest.FixtureRequest) -> Party:
    return identity.gateway() if request.param == "proconnect" else identity.qgis()


def _on(party: Party, name: str, value: float | None = None) -> None:
    switch_fault(party.server.admin_url, name, value=value)


def _answer(party: Party) -> Dict[str, str]:
    return dict(party.browser().sign_in(party.url()))


def _tokens(party: Party) -> Dict[str, Any]:
    return dict(party.redeem(_answer(party)).json())


def test_faults_are_listed_in_both_languages(identity: Stage) -> None:
    names = {fault.name for fault in known_faults()}
    assert names == {
        "wrong_iss", "wrong_state", "never_returns", "wrong_id_token_iss", "wrong_nonce",
        "wrong_aud", "expired_id_token", "clock_minutes", "clock_hours", "bad_at_hash", "alg_none",
        "wrong_userinfo_sub", "slow_token", "token_500", "refresh_refused", "short_access_token",
        "rotate_keys", "kill_sessions",
    }  # fmt: skip
    for fault in known_faults():
        assert fault.french.endswith(".")
        assert fault.english.endswith(".")
        assert fault.french != fault.english
    told = no_proxy_session().get(identity.hexagone.admin_url + "/fault", timeout=5).json()
    assert {one["name"] for one in told} == names


def test_switching(party: Party) -> None:
    admin = party.server.admin_url
    assert switch_fault(admin, "token_500") == ["token_500"]
    assert switch_fault(admin, "alg_none") == ["alg_none", "token_500"]
    assert switch_fault(admin, "token_500", on=False) == faults_on(admin) == ["alg_none"]
    clear_faults(admin)
    assert faults_on(admin) == []
    with pytest.raises(UnknownFaultError):
        switch_fault(admin, "no_such_fault")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example.org"}, 403),
        ({"Origin": "http://evil.example.org"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
def test_web_pages_cannot_switch_faults(
    identity: Stage, headers: Dict[str, str], status: int
) -> None:
    address = identity.proconnect.admin_url + "/fault"
    given = {"Content-Type": "application/json", **headers}
    answer = requests.post(address, data='{"name": "alg_none"}', headers=given, timeout=5)
    assert answer.status_code == status
    assert faults_on(identity.proconnect.admin_url) == []


@pytest.mark.parametrize(("fault", "parameter"), [("wrong_iss", "iss"), ("wrong_state", "state")])
def test_spoilt_authorization_response(party: Party, fault: str, parameter: str) -> None:
    right = {"iss": party.server.issuer}
    _on(party, fault)
    answer = _answer(party)
    right["state"] = party.state
    assert answer[parameter] != right.pop(parameter)
    assert right.items() <= answer.items()
    assert "code" in answer


def test_never_returns(party: Party) -> None:
    _on(party, "never_returns")
    page = party.browser().sign_in(party.url())
    assert isinstance(page, Page)
    assert (page.status, "never_returns" in page.text) == (500, True)
    assert "location" not in page.headers


@pytest.mark.parametrize(
    ("fault", "claim"),
    [
        ("wrong_id_token_iss", "iss"),
        ("wrong_nonce", "nonce"),
        ("wrong_aud", "aud"),
        ("expired_id_token", "exp"),
        ("bad_at_hash", "at_hash"),
    ],
)
def test_spoilt_id_token_is_well_signed_and_wrong_in_one_claim(
    party: Party, fault: str, claim: str
) -> None:
    _on(party, fault)
    tokens = _tokens(party)
    claims = verified(tokens["id_token"], party.metadata["jwks_uri"])
    wrong = {
        name
        for name, right in {
            "iss": claims["iss"] == party.server.issuer,
            "nonce": claims["nonce"] == party.nonce,
            "aud": claims["aud"] == party.client_id,
            "exp": claims["exp"] > time.time(),
            "at_hash": claims["at_hash"] == at_hash(tokens["access_token"]),
        }.items()
        if not right
    }
    assert wrong == {claim}


@pytest.mark.parametrize(("fault", "ahead"), [("clock_minutes", 119), ("clock_hours", 7200)])
def test_a_clock_that_is_ahead(party: Party, fault: str, ahead: int) -> None:
    right = read_jwt(_tokens(party)["id_token"])[1]
    _on(party, fault)
    before = time.time()
    wrong = verified(_tokens(party)["id_token"], party.metadata["jwks_uri"])
    assert 0 <= wrong["iat"] - int(before) - ahead < 60
    assert wrong["exp"] - wrong["iat"] == right["exp"] - right["iat"]


def test_alg_none(party: Party) -> None:
    _on(party, "alg_none")
    token = _tokens(party)["id_token"]
    assert read_jwt(token)[0]["alg"] == "none"
    assert token.endswith(".")


def test_wrong_userinfo_sub(party: Party) -> None:
    tokens = _tokens(party)
    _on(party, "wrong_userinfo_sub")
    info = party.userinfo(tokens["access_token"])
    signed = info.headers["content-type"].startswith("application/jwt")
    person = verified(info.text, party.metadata["jwks_uri"]) if signed else info.json()
    assert person["sub"] != read_jwt(tokens["id_token"])[1]["sub"]


def test_slow_token(party: Party) -> None:
    answer = _answer(party)
    _on(party, "slow_token", value=1.5)
    began = time.monotonic()
    assert party.redeem(answer).status_code == 200
    assert time.monotonic() - began >= 1.5


def test_token_500_spends_nothing(party: Party) -> None:
    answer = _answer(party)
    _on(party, "token_500")
    assert party.redeem(answer).status_code == 500
    clear_faults(party.server.admin_url)
    assert party.redeem(answer).status_code == 200


def test_refresh_refused(party: Party) -> None:
    _on(party, "refresh_refused")
    refused = party.refresh(_tokens(party)["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def test_short_access_token(party: Party) -> None:
    _on(party, "short_access_token", value=3)
    tokens = _tokens(party)
    assert tokens["expires_in"] == 3
    assert party.userinfo(tokens["access_token"]).status_code == 200
    time.sleep(3.1)
    assert party.userinfo(tokens["access_token"]).status_code == 401


def test_rotate_keys(party: Party) -> None:
    jwks_uri = party.metadata["jwks_uri"]
    before = _tokens(party)["id_token"]
    verified(before, jwks_uri)
    _on(party, "rotate_keys")
    after = _tokens(party)["id_token"]
    assert read_jwt(after)[0]["kid"] != read_jwt(before)[0]["kid"]
    verified(after, jwks_uri)
    with pytest.raises(InvalidSignature):
        verified(before, jwks_uri)


def test_sessions_and_tokens_outlive_a_change_of_keys(party: Party) -> None:
    browser = party.browser()
    tokens = party.redeem(browser.sign_in(party.url())).json()
    _on(party, "rotate_keys")
    assert party.refresh(tokens["refresh_token"]).status_code == 200
    assert "code" in browser.open(party.url())


def test_kill_sessions(party: Party, identity: Stage) -> None:
    browser = party.browser()
    tokens = party.redeem(browser.sign_in(party.url())).json()
    _on(party, "kill_sessions")
    assert party.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    switch_fault(identity.proconnect.admin_url, "kill_sessions")
    assert isinstance(browser.open(party.url()), Page), "has to sign in again"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("wrong_iss", "iss"),
        ("wrong_state", "unknown_state"),
        ("wrong_id_token_iss", "id_token_iss"),
        ("wrong_nonce", "nonce"),
        ("wrong_aud", "id_token_aud"),
        ("expired_id_token", "id_token_exp"),
        ("bad_at_hash", "at_hash"),
        ("alg_none", "id_token_signature"),
        ("wrong_userinfo_sub", "userinfo_sub"),
        ("token_500", "token_500"),
    ],
)
def test_platform_2_checks_what_proconnect_answers(identity: Stage, fault: str, code: str) -> None:
    switch_fault(identity.proconnect.admin_url, fault)
    party = identity.qgis()
    browser = party.browser()
    page = browser.sign_in(party.url())
    assert isinstance(page, Page)
    assert f"identity_provider_error:{code}" in page.text
    if fault == "wrong_state":
        assert page.status == 400
        return
    assert page.status == 502
    answer = browser.submit(page, "Revenir à l’application")
    assert (answer["error"], answer["state"]) == ("server_error", party.state)


def test_platform_2_reads_proconnects_new_keys(identity: Stage) -> None:
    party = identity.qgis()
    assert "code" in _answer(party)
    switch_fault(identity.proconnect.admin_url, "rotate_keys")
    assert "code" in _answer(party)
