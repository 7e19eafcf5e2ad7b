"""Signing in for real: oidc-provider, the workshop's gateway, and an agent at a browser."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Callable, Dict, Iterator, List

import pytest
import requests

from cicclo_qgis.platforms import Platform, Registry
from cicclo_qgis.signin import (
    Arrival,
    Cookie,
    Demand,
    MemoryStore,
    Sessions,
    SessionState,
    SignInProblemCode,
    StoreChain,
    SystemClock,
    Visit,
    VisitEnd,
    VisitOutcome,
    Wish,
)
from tests.workshop.agent import Agent
from tests.workshop.identity_browser import CAMILLE, NOE
from workshop import Workshop

pytestmark = [pytest.mark.workshop, pytest.mark.anywhere]

ARMOR, HEXAGONE = "atelier-armor", "atelier-hexagone"
RESTRICTED = {ARMOR: "zones_humides", HEXAGONE: "sites_inspection"}
Code = SignInProblemCode


class AgentsBrowser:
    """Fulfils ``Browser`` with an agent who follows redirects and fills in real forms."""

    def __init__(self, email: str) -> None:
        self.agent = Agent(email)
        self.visits: List[Visit] = []

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        self.visits.append(visit)
        answer = self.agent.open(visit.start_url, stop_at=visit.redirect_uri)
        url = (
            answer.headers["Location"] if visit.redirect_uri and answer.is_redirect else answer.url
        )
        jar = tuple(
            Cookie(each.name, each.value or "", each.domain, each.path, bool(each.secure))
            for each in self.agent.http.cookies
        )
        accepted = accept(Arrival(url, jar if visit.cookies_of else ()))
        return VisitOutcome(VisitEnd.ACCEPTED if accepted else VisitEnd.TIMED_OUT)

    def cancel(self, platform_name: str) -> None:
        """Nobody waits."""

    def forget(self) -> None:
        self.agent.http.cookies.clear()


def plain_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


def desk_of(browser: AgentsBrowser, store: Any = None) -> Sessions:
    kept = StoreChain((store,) if store is not None else ())
    return Sessions(http=plain_session, browser=browser, store=kept, clock=SystemClock())


@pytest.fixture
def platforms(workshop: Workshop, tmp_path: Any) -> Dict[str, Platform]:
    registry = Registry(shipped=workshop.platforms_file, extra=(), user=tmp_path / "platforms.json")
    assert registry.load() == ()
    return {each.id: each for each in registry.platforms()}


@pytest.fixture
def faulty(workshop: Workshop) -> Iterator[Callable[[str], None]]:
    switched: List[str] = []

    def switch(name: str) -> None:
        switched.append(name)
        workshop.fault("hexagone-as", name)

    yield switch
    for name in switched:
        workshop.fault("hexagone-as", name, on=False)


def items(desk: Sessions, platform: Platform) -> requests.Response:
    """What the platform answers to a request for restricted data with the session's credential."""
    url = f"{platform.landing}/collections/{RESTRICTED[platform.id]}/items?limit=3&f=json"
    credential = desk.renew_if_due(url)
    headers = dict(credential.headers) if credential is not None else {}
    return requests.get(url, headers=headers, timeout=30, allow_redirects=False)


@pytest.mark.parametrize("name", [ARMOR, HEXAGONE])
def test_restricted_data_opens(platforms: Dict[str, Platform], name: str) -> None:
    desk = desk_of(AgentsBrowser(CAMILLE))
    assert items(desk, platforms[name]).status_code in (302, 401)
    status = desk.sign_in(platforms[name])
    assert (status.state, status.problem) == (SessionState.SIGNED_IN, None)
    assert status.who == "Camille Durand"
    answer = items(desk, platforms[name])
    assert answer.status_code == 200
    assert len(answer.json()["features"]) == 3


@pytest.mark.parametrize("name", [ARMOR, HEXAGONE])
def test_without_the_right_the_session_lives_and_the_data_stays_shut(
    platforms: Dict[str, Platform], name: str
) -> None:
    desk = desk_of(AgentsBrowser(NOE))
    assert desk.sign_in(platforms[name]).state is SessionState.SIGNED_IN
    answer = items(desk, platforms[name])
    assert answer.status_code in (403, 404)
    assert desk.refused(answer.url, 403) is False
    assert desk.status(name).state is SessionState.SIGNED_IN


def test_the_second_platform_asks_for_no_password(platforms: Dict[str, Platform]) -> None:
    browser = AgentsBrowser(CAMILLE)
    desk = desk_of(browser)
    desk.sign_in(platforms[ARMOR])
    filled = browser.agent.forms_filled
    assert filled >= 2
    assert desk.sign_in(platforms[HEXAGONE]).state is SessionState.SIGNED_IN
    assert browser.agent.forms_filled == filled
    assert [items(desk, platforms[name]).status_code for name in (ARMOR, HEXAGONE)] == [200, 200]


def test_neither_platform_gets_what_belongs_to_the_other(platforms: Dict[str, Platform]) -> None:
    desk = desk_of(AgentsBrowser(CAMILLE))
    for name in (ARMOR, HEXAGONE):
        desk.sign_in(platforms[name])
    armor = desk.credential_for(f"{platforms[ARMOR].landing}/collections")
    hexagone = desk.credential_for(f"{platforms[HEXAGONE].landing}/collections")
    assert armor is not None
    assert hexagone is not None
    assert (set(armor.headers), set(hexagone.headers)) == ({"Cookie"}, {"Authorization"})
    assert armor.headers["Cookie"].count("=") == 1


@pytest.mark.parametrize("name", [ARMOR, HEXAGONE])
def test_signing_in_twice_leaves_a_session_that_works(
    platforms: Dict[str, Platform], name: str
) -> None:
    desk = desk_of(AgentsBrowser(CAMILLE))
    for _ in range(2):
        assert desk.sign_in(platforms[name]).state is SessionState.SIGNED_IN
    assert items(desk, platforms[name]).status_code == 200


@pytest.mark.parametrize("name", [ARMOR, HEXAGONE])
def test_after_a_restart_no_sign_in_is_needed(platforms: Dict[str, Platform], name: str) -> None:
    store = MemoryStore()
    store.lasting = True  # type: ignore[misc]
    desk_of(AgentsBrowser(CAMILLE), store).sign_in(platforms[name])
    browser = AgentsBrowser(CAMILLE)
    again = desk_of(browser, store)
    again.restore(platforms.values())
    assert again.status(name).state is SessionState.SIGNED_IN
    assert items(again, platforms[name]).status_code == 200
    assert browser.visits == []


@pytest.mark.parametrize("name", [ARMOR, HEXAGONE])
def test_signed_out_the_old_credential_is_worth_nothing(
    platforms: Dict[str, Platform], name: str
) -> None:
    store = MemoryStore()
    desk = desk_of(AgentsBrowser(CAMILLE), store)
    desk.sign_in(platforms[name])
    kept = json.loads((store.get(name) or "").partition("|")[2])["secret"]
    desk.sign_out(platforms[name])
    assert store.get(name) is None
    if name == ARMOR:
        header = {"Cookie": f"SESSION={kept['cookies'][0]['value']}"}
        whoami = platforms[name].access[0].whoami_url  # type: ignore[union-attr]
        told = requests.get(whoami, headers=header, timeout=10).json()
        assert told["GeorchestraUser"] is None
    else:
        issuer = platforms[name].access[0].issuer  # type: ignore[union-attr]
        form = {
            "grant_type": "refresh_token",
            "client_id": "cicclo-qgis",
            "refresh_token": kept["refresh_token"],
        }
        answer = requests.post(f"{issuer}/protocol/openid-connect/token", data=form, timeout=10)
        assert answer.status_code in (400, 404)


def test_everywhere_gives_a_page_of_the_identity_server(platforms: Dict[str, Platform]) -> None:
    browser = AgentsBrowser(CAMILLE)
    desk = desk_of(browser)
    desk.sign_in(platforms[HEXAGONE])
    address = desk.sign_out(platforms[HEXAGONE], everywhere=True) or ""
    assert address.startswith(platforms[HEXAGONE].access[0].issuer)  # type: ignore[union-attr]
    assert browser.agent.http.get(address, timeout=10).status_code == 200


def test_refresh_tokens_rotate_and_eight_threads_use_one(
    platforms: Dict[str, Platform],
) -> None:
    """A second use of the same refresh token would have the server revoke the whole grant."""
    desk = desk_of(AgentsBrowser(CAMILLE))
    desk.sign_in(platforms[HEXAGONE])
    url = f"{platforms[HEXAGONE].landing}/collections"
    first = desk.credential_for(url)
    with ThreadPoolExecutor(8) as pool:
        fresh = list(pool.map(lambda _: desk.refused(url, 401, first), range(8)))
    assert fresh == [True] * 8
    second = desk.credential_for(url)
    assert first is not None
    assert second is not None
    assert dict(first.headers) != dict(second.headers)
    assert items(desk, platforms[HEXAGONE]).status_code == 200


def test_a_session_that_was_ended_elsewhere(workshop: Workshop, platforms: Any) -> None:
    desk = desk_of(AgentsBrowser(CAMILLE))
    for name in (ARMOR, HEXAGONE):
        assert desk.sign_in(platforms[name]).state is SessionState.SIGNED_IN
    workshop.fault("hexagone-as", "kill_sessions")
    assert desk.refused(f"{platforms[HEXAGONE].landing}/collections", 401) is False
    status = desk.status(HEXAGONE)
    assert status.state is SessionState.EXPIRED
    assert status.problem is not None
    assert status.problem.code is Code.SESSION_ENDED
    assert desk.status(ARMOR).state is SessionState.SIGNED_IN


def test_keys_that_changed_meanwhile(platforms: Dict[str, Platform], workshop: Workshop) -> None:
    desk = desk_of(AgentsBrowser(CAMILLE))
    assert desk.sign_in(platforms[HEXAGONE]).state is SessionState.SIGNED_IN
    workshop.fault("hexagone-as", "rotate_keys")
    fresh = desk_of(AgentsBrowser(CAMILLE)).sign_in(platforms[HEXAGONE])
    assert (fresh.state, fresh.problem) == (SessionState.SIGNED_IN, None)


FAULTS = {
    "wrong_iss": Code.ISSUER_MISMATCH,
    "wrong_state": Code.STATE_MISMATCH,
    "wrong_id_token_iss": Code.ID_TOKEN_INVALID,
    "wrong_nonce": Code.ID_TOKEN_INVALID,
    "wrong_aud": Code.ID_TOKEN_INVALID,
    "expired_id_token": Code.ID_TOKEN_INVALID,
    "bad_at_hash": Code.ID_TOKEN_INVALID,
    "alg_none": Code.ID_TOKEN_INVALID,
    "wrong_userinfo_sub": Code.ID_TOKEN_INVALID,
    "token_500": Code.SERVER_ERROR,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_the_server(
    platforms: Dict[str, Platform], faulty: Callable[[str], None], fault: str
) -> None:
    faulty(fault)
    desk = desk_of(AgentsBrowser(CAMILLE))
    status = desk.sign_in(platforms[HEXAGONE])
    assert (status.state, status.problem and status.problem.code) == (
        SessionState.FAILED,
        FAULTS[fault],
    )
    assert desk.credential_for(f"{platforms[HEXAGONE].landing}/collections") is None


def test_a_refused_renewal(platforms: Dict[str, Platform], faulty: Callable[[str], None]) -> None:
    desk = desk_of(AgentsBrowser(CAMILLE))
    desk.sign_in(platforms[HEXAGONE])
    faulty("refresh_refused")
    assert desk.refused(f"{platforms[HEXAGONE].landing}/collections", 401) is False
    assert desk.status(HEXAGONE).state is SessionState.EXPIRED


class TwoPeoplesBrowser(AgentsBrowser):
    """Camille, and Noé in each visit that is to know nothing of her."""

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        if not visit.apart:
            return super().visit(visit, accept)
        return AgentsBrowser(NOE).visit(visit, accept)


@pytest.mark.parametrize("name", [ARMOR, HEXAGONE])
def test_two_accounts_on_one_platform(platforms: Dict[str, Platform], name: str) -> None:
    store, platform = MemoryStore(), platforms[name]
    desk = desk_of(TwoPeoplesBrowser(CAMILLE), store)
    desk.sign_in(platform)
    assert desk.sign_in(platform, wish=Wish(another=True)).who == "Noé Léger"
    assert items(desk, platform).status_code in (403, 404)
    later = desk_of(AgentsBrowser(CAMILLE), store)
    later.restore([platform])
    assert [one.who for one in later.accounts.of(name)] == ["Noé Léger", "Camille Durand"]
    assert later.accounts.use(name, later.accounts.of(name)[1].account)
    assert items(later, platform).status_code == 200
    later.sign_out(platform)
    (noe,) = later.accounts.of(name)
    assert later.accounts.use(name, noe.account)
    assert later.status(name).state is SessionState.SIGNED_IN
    assert items(later, platform).status_code in (403, 404)
    later.accounts.forget_all(platform)
    assert store.get(name) is None


def with_levels(platform: Platform, *values: str) -> Platform:
    return replace(platform, access=(replace(platform.access[0], acr_values=values),))


def test_a_level_that_proconnect_reaches_and_one_that_it_does_not(
    platforms: Dict[str, Platform],
) -> None:
    """Asked of Hexagone's server, which asks ProConnect; what comes back is checked here."""
    desk = desk_of(AgentsBrowser(CAMILLE))
    platform = platforms[HEXAGONE]
    assert desk.sign_in(with_levels(platform, "eidas1", "eidas2")).problem is None
    assert items(desk, platform).status_code == 200
    status = desk.sign_in(with_levels(platform, "eidas3"))
    assert status.problem is not None
    assert status.problem.code is Code.LEVEL_NOT_REACHED
    assert status.state is SessionState.SIGNED_IN, "the session from before lives on"
    assert items(desk, platform).status_code == 200


def test_stepping_up_with_a_fresh_sign_in(platforms: Dict[str, Platform]) -> None:
    desk = desk_of(AgentsBrowser(CAMILLE))
    platform = platforms[HEXAGONE]
    desk.sign_in(platform)
    wish = Wish(demand=Demand(("eidas1",), max_age=60))
    status = desk.sign_in(platform, wish=wish)
    assert (status.problem, status.who) == (None, "Camille Durand")
    assert items(desk, platform).status_code == 200
