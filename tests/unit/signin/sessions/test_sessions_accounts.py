"""Several accounts on one platform."""

from __future__ import annotations

import threading
import time
from typing import Any, Dict, List, Tuple
from urllib.parse import parse_qs, urlsplit

import pytest

from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin import Arrival, MemoryStore, Sessions, SessionState, SessionStatus
from cicclo_qgis.signin.record import from_text
from cicclo_qgis.signin.wish import Wish
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions
from tests.unit.site import until

DATA = "https://data.example/wfs3/collections"
CAMILLE: Dict[str, Any] = {"sub": "camille", "name": "Camille Durand"}
NOE: Dict[str, Any] = {"sub": "noe", "name": "Noé Léger"}
ANOTHER = Wish(another=True)
S = SessionState


class Lasting(MemoryStore):
    """Stands for a keyring."""

    name = "Keyring"
    lasting = True


@pytest.fixture
def keyring() -> Lasting:
    return Lasting()


@pytest.fixture
def place(server: AuthServer) -> Platform:
    return platform(oidc_access(server.issuer))


@pytest.fixture
def browser(server: AuthServer) -> ScriptedBrowser:
    return ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])


@pytest.fixture
def desk(
    browser: ScriptedBrowser,
    clock: SetClock,
    keyring: Lasting,
    server: AuthServer,
    place: Platform,
) -> Sessions:
    """Camille signed in, then Noé."""
    desk = sessions(browser, clock, keyring)
    for person in (CAMILLE, NOE):
        server.person = person
        assert desk.sign_in(place, wish=ANOTHER).state is S.SIGNED_IN
    return desk


def bearer(desk: Sessions) -> str:
    credential = desk.credential_for(DATA)
    return "" if credential is None else credential.headers["Authorization"]


def people(desk: Sessions) -> List[Tuple[str, bool]]:
    return [(one.who, one.active) for one in desk.accounts.of("atelier")]


def account(desk: Sessions, who: str) -> str:
    return next(one.account for one in desk.accounts.of("atelier") if one.who == who)


def test_the_newest_is_in_use_and_the_other_rests(desk: Sessions, browser: ScriptedBrowser) -> None:
    assert people(desk) == [("Noé Léger", True), ("Camille Durand", False)]
    assert desk.status("atelier").who == "Noé Léger"
    assert all(visit.apart for visit in browser.visits)


def test_changing_is_told_as_one_who_goes_and_one_who_comes(
    desk: Sessions, server: AuthServer
) -> None:
    told: List[SessionStatus] = []
    desk.watch(told.append)
    noe, asked = bearer(desk), len(server.heard)
    assert desk.accounts.use("atelier", account(desk, "Camille Durand"))
    assert [(status.state, status.who) for status in told] == [
        (S.SIGNED_OUT, ""),
        (S.SIGNED_IN, "Camille Durand"),
    ]
    assert bearer(desk) not in ("", noe)
    assert desk.accounts.use("atelier", account(desk, "Noé Léger"))
    assert bearer(desk) == noe
    assert len(server.heard) == asked


def test_one_that_rested_too_long_is_renewed_when_it_is_chosen(
    desk: Sessions, clock: SetClock, server: AuthServer
) -> None:
    clock.skip(3 * 3600)
    desk.accounts.use("atelier", account(desk, "Camille Durand"))
    assert desk.status("atelier").state is S.SIGNED_IN
    assert server.count("/token", grant_type="refresh_token") == 1


def test_one_that_ended_meanwhile_asks_for_a_sign_in(
    desk: Sessions, clock: SetClock, server: AuthServer
) -> None:
    clock.skip(3 * 3600)
    server.revoke_all()
    desk.accounts.use("atelier", account(desk, "Camille Durand"))
    assert desk.status("atelier").state is S.EXPIRED
    assert people(desk) == [("Noé Léger", False)]
    assert bearer(desk) == ""


def test_the_same_person_again_is_no_other_account(
    desk: Sessions, place: Platform, server: AuthServer
) -> None:
    server.person = CAMILLE
    desk.sign_in(place, wish=ANOTHER)
    assert people(desk) == [("Camille Durand", True), ("Noé Léger", False)]


def test_a_plain_sign_in_takes_the_place_of_the_one_in_use(
    desk: Sessions, place: Platform, server: AuthServer, browser: ScriptedBrowser
) -> None:
    server.person = {"sub": "third", "name": "Sacha Petit"}
    desk.sign_in(place)
    assert people(desk) == [("Sacha Petit", True), ("Camille Durand", False)]
    assert not browser.visits[-1].apart


def test_all_come_back_and_the_one_in_use_is_used(
    desk: Sessions, keyring: Lasting, clock: SetClock, place: Platform
) -> None:
    later = sessions(ScriptedBrowser(lambda visit: ()), clock, keyring)
    later.restore([place])
    assert people(later) == people(desk)
    assert bearer(later) == bearer(desk)
    assert later.accounts.use("atelier", account(later, "Camille Durand"))
    last = sessions(ScriptedBrowser(lambda visit: ()), clock, keyring)
    last.restore([place])
    assert people(last) == [("Camille Durand", True), ("Noé Léger", False)]


def test_signing_out_forgets_one(
    desk: Sessions, keyring: Lasting, clock: SetClock, place: Platform, server: AuthServer
) -> None:
    desk.sign_out(place)
    assert people(desk) == [("Camille Durand", False)]
    assert (desk.status("atelier").state, bearer(desk)) == (S.SIGNED_OUT, "")
    assert sum(server.refresh_tokens.values()) == 1
    later = sessions(ScriptedBrowser(lambda visit: ()), clock, keyring)
    later.restore([place])
    assert (later.status("atelier").state, bearer(later)) == (S.SIGNED_OUT, "")
    assert later.accounts.use("atelier", account(later, "Camille Durand"))
    assert bearer(later)


def test_one_that_rests_can_be_forgotten(
    desk: Sessions, keyring: Lasting, place: Platform, server: AuthServer
) -> None:
    noe = bearer(desk)
    desk.accounts.forget(place, account(desk, "Camille Durand"))
    assert people(desk) == [("Noé Léger", True)]
    assert bearer(desk) == noe
    assert sum(server.refresh_tokens.values()) == 1
    text = keyring.get("atelier") or ""
    assert "Camille" not in text and "Noé" in text


def test_everyone_is_forgotten(
    desk: Sessions, keyring: Lasting, place: Platform, server: AuthServer
) -> None:
    desk.accounts.forget_all(place)
    assert people(desk) == []
    assert keyring.get("atelier") is None
    assert not any(server.refresh_tokens.values())


def test_a_renewal_under_way_is_not_lost_when_another_is_chosen(
    desk: Sessions, server: AuthServer
) -> None:
    """The old refresh token is spent by then: losing the new one would end the session."""
    hold = server.faults.held["token"] = threading.Event()
    renewing = threading.Thread(target=desk.renew, args=("atelier",))
    renewing.start()
    until(lambda: server.count("/token", grant_type="refresh_token"))
    choosing = threading.Thread(
        target=desk.accounts.use, args=("atelier", account(desk, "Camille Durand"))
    )
    choosing.start()
    time.sleep(0.1)
    hold.set()
    choosing.join()
    renewing.join()
    assert people(desk) == [("Camille Durand", True), ("Noé Léger", False)]
    desk.accounts.use("atelier", account(desk, "Noé Léger"))
    assert desk.renew("atelier").state is S.SIGNED_IN


def test_nothing_changes_during_a_sign_in_or_without_such_an_account(
    desk: Sessions, place: Platform, server: AuthServer, browser: ScriptedBrowser
) -> None:
    assert not desk.accounts.use("atelier", "nobody")
    assert not desk.accounts.use("elsewhere", "nobody")
    tried = []

    def script(visit: Any) -> List[Arrival]:
        tried.append(desk.accounts.use("atelier", account(desk, "Camille Durand")))
        return [Arrival(server.answer(visit.start_url))]

    browser.script = script
    server.person = NOE
    desk.sign_in(place)
    assert tried == [False]
    assert people(desk) == [("Noé Léger", True), ("Camille Durand", False)]


def test_a_prompt_is_sent_only_where_the_server_declares_it(
    desk: Sessions, place: Platform, server: AuthServer, browser: ScriptedBrowser
) -> None:
    def prompt() -> List[str]:
        return parse_qs(urlsplit(browser.visits[-1].start_url).query).get("prompt", [])

    assert prompt() == []
    for values, sent in ((["login"], ["login"]), (["login", "select_account"], ["select_account"])):
        server.faults.metadata = {"prompt_values_supported": values}
        with_it = sessions(browser, SetClock(0.0))
        with_it.sign_in(place, wish=ANOTHER)
        assert prompt() == sent
        with_it.sign_in(place)
        assert prompt() == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"others":[]}', '{"others":[{}]}', "{" * 5000, '{"others":5}']
)
def test_a_text_that_holds_nobody(text: str) -> None:
    with pytest.raises(ValueError, match="not the record"):
        from_text(text)
