"""Sessions on a server we did not write: Apache with mod_auth_openidc, by cookie and by token."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Dict, Tuple

import pytest
import requests

from cicclo_qgis.platforms import Platform, Registry
from cicclo_qgis.signin import MemoryStore, Sessions, SessionState, SignInProblemCode
from cicclo_qgis.signin.cookies import set_cookies
from tests.e2e.test_signin_real import AgentsBrowser, desk_of
from tests.workshop.identity_browser import CAMILLE, NOE
from workshop import Workshop, apache

pytestmark = [pytest.mark.workshop, pytest.mark.anywhere]

SIGNED_IN, EXPIRED = SessionState.SIGNED_IN, SessionState.EXPIRED
ROWS = "/collections/zones_humides/items?limit=2&f=json"
BOTH = pytest.mark.parametrize("name", [apache.SESSION_ID, apache.TOKENS_ID])


@pytest.fixture
def platforms(workshop: Workshop, tmp_path: Path) -> Dict[str, Platform]:
    registry = Registry(shipped=workshop.apache_file, extra=(), user=tmp_path / "none.json")
    assert registry.load() == ()
    return {each.id: each for each in registry.platforms()}


def ask(desk: Sessions, platform: Platform, path: str = ROWS) -> requests.Response:
    """A data request as QGIS sends it: with the credential, and its cookies followed."""
    url = f"{platform.landing}{path}"
    credential = desk.renew_if_due(url)
    headers = dict(credential.headers) if credential is not None else {}
    answer = requests.get(
        url, headers={"Accept": "application/json", **headers}, timeout=30, allow_redirects=False
    )
    told = answer.raw.headers.getlist("Set-Cookie")
    if answer.status_code == 200 and told:
        desk.followed(url, headers.get("Cookie", ""), set_cookies(told, url))
    return answer


def signed_in(platform: Platform, store: Any = None) -> Tuple[Sessions, AgentsBrowser]:
    browser = AgentsBrowser(CAMILLE)
    desk = desk_of(browser, store)
    status = desk.sign_in(platform)
    assert (status.state, status.problem) == (SIGNED_IN, None)
    return desk, browser


@BOTH
def test_signed_in_read_and_signed_out(platforms: Dict[str, Platform], name: str) -> None:
    platform = platforms[name]
    desk, _ = signed_in(platform)
    assert desk.status(name).who == "Camille Durand"
    assert len(ask(desk, platform).json()["features"]) == 2
    link = ask(desk, platform).json()["links"][0]["href"]
    assert link.startswith(platform.landing)
    credential = desk.credential_for(f"{platform.landing}/collections")
    assert credential is not None
    desk.sign_out(platform)
    assert ask(desk, platform).status_code in (302, 401)
    if name == apache.SESSION_ID:
        # Its session lives in the cookie alone: what is left of it is what was sent last.
        assert all("mod_auth_openidc_session" in part for part in _names(credential.headers))


def _names(headers: Any) -> list:
    return [pair.partition("=")[0].strip() for pair in headers["Cookie"].split(";")]


@BOTH
def test_after_a_restart_no_sign_in_is_needed(platforms: Dict[str, Platform], name: str) -> None:
    store = MemoryStore()
    store.lasting = True  # type: ignore[misc]
    signed_in(platforms[name], store)
    browser = AgentsBrowser(CAMILLE)
    again = desk_of(browser, store)
    again.restore(platforms.values())
    assert again.status(name).state is SIGNED_IN
    assert ask(again, platforms[name]).status_code == 200
    assert browser.visits == []


def test_a_cookie_that_is_set_anew_keeps_the_session_alive(platforms: Dict[str, Platform]) -> None:
    """Used now and then, it outlives the idle time; the first cookie alone would not."""
    platform = platforms[apache.SESSION_ID]
    desk, _ = signed_in(platform)
    first = desk.credential_for(f"{platform.landing}/x")
    end = time.monotonic() + apache.IDLE_S + 1.5
    while time.monotonic() < end:
        assert ask(desk, platform, "/conformance?f=json").status_code == 200
        time.sleep(1.4)
    assert ask(desk, platform).status_code == 200
    assert first is not None
    old = requests.get(
        f"{platform.landing}{ROWS}", headers=dict(first.headers), timeout=10, allow_redirects=False
    )
    assert old.status_code == 302


def test_who_has_no_right_is_signed_in_and_stays_so(platforms: Dict[str, Platform]) -> None:
    """It answers 401, without a challenge, to an agent who is known but may not read."""
    platform = platforms[apache.SESSION_ID]
    desk = desk_of(AgentsBrowser(NOE))
    assert desk.sign_in(platform).state is SIGNED_IN
    answer = ask(desk, platform)
    assert answer.status_code == 401
    sent = desk.credential_for(answer.url)
    for _ in range(3):
        assert desk.refused(answer.url, 401, sent) is False
    assert desk.status(platform.id).state is SIGNED_IN


def test_a_token_that_the_issuer_no_longer_knows(
    platforms: Dict[str, Platform], workshop: Workshop
) -> None:
    platform = platforms[apache.TOKENS_ID]
    desk, _ = signed_in(platform)
    assert ask(desk, platform).status_code == 200
    workshop.fault("hexagone-as", "refresh_refused")
    try:
        url = f"{platform.landing}/collections"
        assert desk.refused(url, 401, desk.credential_for(url)) is False
    finally:
        workshop.fault("hexagone-as", "refresh_refused", False)
    status = desk.status(platform.id)
    assert status.problem is not None
    assert (status.state, status.problem.code) == (EXPIRED, SignInProblemCode.SESSION_ENDED)


def test_apache_restarted(platforms: Dict[str, Platform], workshop: Workshop) -> None:
    """With other keys for its cookies: the old session is nobody's, and that is told once."""
    platform = platforms[apache.SESSION_ID]
    desk, _ = signed_in(platform)
    told = []
    desk.watch(lambda status: told.append(status.state))
    workshop.stop_server(apache.NAME)
    with pytest.raises(requests.ConnectionError):
        ask(desk, platform)
    url = f"{platform.landing}/collections"
    assert desk.refused(url, 401, desk.credential_for(url)) is False
    assert desk.status(platform.id).state is SIGNED_IN  # nobody said that it has ended
    workshop.start_server(apache.NAME)
    time.sleep(5.1)  # a server that did not answer is left in peace so long
    assert ask(desk, platform).status_code == 200
    assert json.dumps(ask(desk, platform, "/collections?f=json").json()).count("zones_humides")
