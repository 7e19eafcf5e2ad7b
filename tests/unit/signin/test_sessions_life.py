"""The second day: renewal, refusal, sleep, restart, signing out, cancelling."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, List, Optional

import pytest

from cicclo_qgis.platforms.model import OidcAccess, Platform
from cicclo_qgis.signin import (
    Arrival,
    MemoryStore,
    Sessions,
    SessionState,
    SessionStatus,
    SignInProblemCode,
    StoreLocked,
    StoreUnavailable,
)
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.gatewayserver import GatewayServer
from tests.unit.signin.people import (
    PatientBrowser,
    ScriptedBrowser,
    SetClock,
    cookie,
    gateway_access,
    oidc_access,
    platform,
    sessions,
)
from tests.unit.site import until

Code = SignInProblemCode
State = SessionState
DATA = "https://data.example/wfs3/collections"
NOBODY = ScriptedBrowser(lambda visit: ())


class Failing:
    """A store that fails as it is told to."""

    name = "Failing"
    lasting = True

    def __init__(self, error: Optional[Exception]) -> None:
        self.error = error
        self.inner = MemoryStore()

    def get(self, key: str) -> Optional[str]:
        self._fail()
        return self.inner.get(key)

    def put(self, key: str, secret: str) -> None:
        self._fail()
        self.inner.put(key, secret)

    def delete(self, key: str) -> None:
        self._fail()
        self.inner.delete(key)

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def place(server: AuthServer) -> Platform:
    return platform(oidc_access(server.issuer))


@pytest.fixture
def store() -> Failing:
    return Failing(None)


@pytest.fixture
def desk(server: AuthServer, clock: SetClock, store: Failing, place: Platform) -> Sessions:
    browser = ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])
    made = sessions(browser, clock, store)
    assert made.sign_in(place).state is State.SIGNED_IN
    server.heard.clear()
    return made


def problem(status: SessionStatus) -> Optional[SignInProblemCode]:
    return status.problem.code if status.problem is not None else None


def token(desk: Sessions) -> str:
    credential = desk.credential_for(DATA)
    return credential.headers["Authorization"] if credential is not None else ""


# -- renewal ------------------------------------------------------------------------------------


def eight_at_once(server: AuthServer, ask: Callable[[int], Any]) -> List[Any]:
    """The answers to eight threads that ask while the first of them waits for its token."""
    hold = server.faults.held["token"] = threading.Event()
    asked: List[int] = []

    def one(number: int) -> Any:
        asked.append(number)
        return ask(number)

    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(one, range(8))
        until(lambda: len(asked) == 8 and server.count("/token"))
        time.sleep(0.2)
        hold.set()
        return list(answers)


def test_nothing_is_renewed_before_it_is_due(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    before = token(desk)
    clock.skip(3600 - 61)
    assert desk.renew_if_due(DATA) is not None
    assert (token(desk), server.heard) == (before, [])
    clock.skip(2)
    desk.renew_if_due(DATA)
    assert token(desk) not in ("", before)
    assert server.count("/token", grant_type="refresh_token") == 1


@pytest.mark.parametrize("how", [{"asleep": True}, {"wall": False}])
def test_either_clock_makes_it_due(
    desk: Sessions, server: AuthServer, clock: SetClock, how: Any
) -> None:
    """After a sleep the monotonic hand is behind; after the clock was set, the other one is."""
    clock.skip(3600, **how)
    desk.renew_if_due(DATA)
    assert server.count("/token") == 1


def test_a_short_life_is_not_renewed_at_every_request(server: AuthServer, clock: SetClock) -> None:
    server.expires_in = 60
    browser = ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])
    desk = sessions(browser, clock)
    desk.sign_in(platform(oidc_access(server.issuer)))
    desk.renew_if_due(DATA)
    assert server.count("/token", grant_type="refresh_token") == 0
    clock.skip(49)
    desk.renew_if_due(DATA)
    assert server.count("/token", grant_type="refresh_token") == 1


def test_eight_threads_lead_to_one_refresh(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    clock.skip(3590)
    answers = eight_at_once(server, lambda _: desk.renew_if_due(DATA))
    got = {credential.headers["Authorization"] for credential in answers}
    assert server.count("/token", grant_type="refresh_token") == 1
    assert got == {token(desk)}
    assert got.pop().replace("Bearer ", "") in server.access_tokens


def test_eight_refusals_lead_to_one_refresh(desk: Sessions, server: AuthServer) -> None:
    sent = desk.credential_for(DATA)

    def refuse(number: int) -> bool:
        return desk.refused(DATA, 401, sent if number % 2 else None)

    assert eight_at_once(server, refuse) == [True] * 8
    assert server.count("/token", grant_type="refresh_token") == 1
    assert desk.status("atelier").state is State.SIGNED_IN


def test_every_refresh_token_is_used_once_and_the_new_one_kept(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing
) -> None:
    for _ in range(3):
        clock.skip(3600)
        desk.renew_if_due(DATA)
    used = [heard.form["refresh_token"] for heard in server.heard if "refresh_token" in heard.form]
    assert len(used) == len(set(used)) == 3
    kept = json.loads((store.inner.get("atelier") or "").partition("|")[2])
    alive = [value for value, fresh in server.refresh_tokens.items() if fresh]
    assert [kept["secret"]["refresh_token"]] == alive


def test_a_server_that_keeps_the_refresh_token(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    """As ProConnect does: none comes back, the old one stays good."""
    server.faults.tokens = {"refresh_token": None, "id_token": None}
    original = next(iter(server.refresh_tokens))
    for _ in range(2):
        server.refresh_tokens[original] = True
        clock.skip(3600)
        desk.renew_if_due(DATA)
        server.refresh_tokens[original] = True
    assert server.count("/token", refresh_token=original) == 2
    assert desk.status("atelier").state is State.SIGNED_IN


def test_a_refused_refresh_ends_the_session_once(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing
) -> None:
    server.revoke_all()
    clock.skip(3600)
    for _ in range(3):
        assert desk.renew_if_due(DATA) is None
    assert server.count("/token") == 1
    status = desk.status("atelier")
    assert (status.state, problem(status)) == (State.EXPIRED, Code.SESSION_ENDED)
    assert (status.who, status.kept_in, status.until) == ("Camille Durand", "", None)
    assert status.problem is not None
    assert status.problem.detail.startswith("invalid_grant")
    assert store.inner.get("atelier") is None


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((500, "text/html", "<h1>x</h1>"), Code.SERVER_ERROR),
        ((503, "application/json", '{"error":"temporarily_unavailable"}'), Code.SERVER_ERROR),
        ((400, "application/json", '{"error":"temporarily_unavailable"}'), Code.SERVER_ERROR),
        ((200, "text/html", "<h1>proxy</h1>"), Code.SERVER_ERROR),
        ((407, "text/html", "<h1>proxy</h1>"), Code.SERVER_ERROR),
        ((302, "text/html", "https://captive.example/"), Code.SERVER_ERROR),
    ],
)
def test_what_may_pass_keeps_the_session(
    desk: Sessions, server: AuthServer, clock: SetClock, reply: Any, code: SignInProblemCode
) -> None:
    before = token(desk)
    server.faults.replies["token"] = reply
    clock.skip(3550)
    desk.renew_if_due(DATA)
    status = desk.status("atelier")
    assert (status.state, problem(status), token(desk)) == (State.SIGNED_IN, code, before)
    desk.renew_if_due(DATA)
    assert server.count("/token") == 1, "the server is left in peace for a moment"
    clock.skip(100)
    assert desk.renew_if_due(DATA) is None
    assert desk.status("atelier").state is State.EXPIRED
    del server.faults.replies["token"]
    clock.skip(10)
    assert desk.renew_if_due(DATA) is not None
    assert (desk.status("atelier").state, problem(desk.status("atelier"))) == (
        State.SIGNED_IN,
        None,
    )


def test_a_renewal_for_another_person_ends_the_session(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    server.faults.claims = {"sub": "agent-2"}
    clock.skip(3600)
    assert desk.renew_if_due(DATA) is None
    assert problem(desk.status("atelier")) is Code.ID_TOKEN_INVALID


@pytest.mark.parametrize("claims", [{"nonce": None}, {"exp": 1}, {"iat": 9_999_999_999}])
def test_a_renewal_asks_neither_nonce_nor_times_of_the_new_id_token(
    desk: Sessions, server: AuthServer, clock: SetClock, claims: Any
) -> None:
    server.faults.claims = claims
    clock.skip(3600)
    assert desk.renew_if_due(DATA) is not None


@pytest.mark.parametrize("claims", [{"iss": "https://evil.example"}, {"aud": "other"}])
def test_a_renewal_asks_issuer_and_audience_of_the_new_id_token(
    desk: Sessions, server: AuthServer, clock: SetClock, claims: Any
) -> None:
    server.faults.claims = claims
    clock.skip(3600)
    assert desk.renew_if_due(DATA) is None
    assert problem(desk.status("atelier")) is Code.ID_TOKEN_INVALID


# -- refusal ------------------------------------------------------------------------------------


def test_a_refused_token_is_renewed_once_then_the_session_is_over(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    old = desk.credential_for(DATA)
    assert desk.refused(DATA, 401, old) is True
    assert desk.refused(DATA, 401, old) is True, "late: another credential is there already"
    clock.skip(5)
    assert desk.refused(DATA, 401, desk.credential_for(DATA)) is False
    assert server.count("/token") == 1
    status = desk.status("atelier")
    assert (status.state, problem(status)) == (State.EXPIRED, Code.SESSION_ENDED)


def test_refusals_an_hour_apart_are_each_answered(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    for _ in range(3):
        assert desk.refused(DATA, 401) is True
        clock.skip(1800)
    assert server.count("/token") == 3


def test_no_right_is_no_reason_to_sign_in_again(desk: Sessions, server: AuthServer) -> None:
    assert desk.refused(DATA, 403) is False
    assert server.heard == []
    assert desk.status("atelier").state is State.SIGNED_IN


def test_a_refusal_elsewhere_is_none_of_ours(desk: Sessions, server: AuthServer) -> None:
    assert desk.refused("https://other.example/", 401) is False
    assert server.heard == []


def test_a_refusal_while_the_server_is_away_keeps_the_session(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    server.faults.replies["token"] = (500, "text/html", "")
    assert desk.refused(DATA, 401) is False
    assert desk.status("atelier").state is State.SIGNED_IN
    del server.faults.replies["token"]
    clock.skip(6)
    assert desk.refused(DATA, 401) is True


# -- restart ------------------------------------------------------------------------------------


def test_after_a_restart_the_session_is_there_without_network(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing, place: Platform
) -> None:
    clock.skip(600)
    again = sessions(NOBODY, clock, store)
    again.restore([place])
    status = again.status("atelier")
    assert (status.state, status.who, status.kept_in) == (
        State.SIGNED_IN,
        "Camille Durand",
        "Failing",
    )
    assert token(again) == token(desk)
    assert server.heard == []


def test_after_a_night_it_is_renewed(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing, place: Platform
) -> None:
    clock.skip(9 * 3600)
    again = sessions(NOBODY, clock, store)
    seen: List[SessionState] = []
    again.watch(lambda status: seen.append(status.state))
    again.restore([place])
    assert seen[-1] is State.SIGNED_IN
    assert State.SIGNED_IN not in seen[:-1]
    assert token(again) not in ("", token(desk))


def test_without_network_in_the_morning_nothing_is_lost(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing, place: Platform
) -> None:
    clock.skip(9 * 3600)
    server.faults.replies["openid-configuration"] = (503, "text/html", "")
    again = sessions(NOBODY, clock, store)
    again.restore([place])
    assert again.status("atelier").state is State.EXPIRED
    assert token(again) == ""
    del server.faults.replies["openid-configuration"]
    clock.skip(10)
    assert again.renew_if_due(DATA) is not None
    assert again.status("atelier").state is State.SIGNED_IN


def test_a_clock_that_was_set_back_prolongs_nothing(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing, place: Platform
) -> None:
    earlier = SetClock(clock.now() - 86_400)
    again = sessions(NOBODY, earlier, store)
    again.restore([place])
    earlier.skip(3590)
    again.renew_if_due(DATA)
    assert server.count("/token") == 1


@pytest.mark.parametrize(
    "text",
    ["", "not JSON", "{}", "[]", '{"version": 2}', "[" * 100_000, '{"version": 1, "secret": []}'],
)
def test_a_damaged_record_is_dropped(
    clock: SetClock, store: Failing, place: Platform, text: str
) -> None:
    store.inner.put("atelier", f"1.0|{text or ' '}")
    desk = sessions(NOBODY, clock, store)
    desk.restore([place])
    assert desk.status("atelier").state is State.SIGNED_OUT
    assert store.inner.get("atelier") is None


def _changed(access: OidcAccess, **fields: Any) -> Platform:
    return platform(oidc_access(**{"issuer": access.issuer, **fields}))


def test_a_registry_that_changed_sends_a_kept_token_nowhere_new(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing
) -> None:
    moved = platform(
        oidc_access(
            server.issuer,
            "https://evil.example/wfs3",
            "https://data.example",
            "https://data.example/wfs3/private",
        )
    )
    again = sessions(NOBODY, clock, store)
    again.restore([moved])
    assert again.credential_for("https://evil.example/wfs3") is None
    assert again.credential_for("https://data.example/admin") is None
    assert again.credential_for("https://data.example/wfs3/private/x") is not None


@pytest.mark.parametrize(
    "other",
    [
        oidc_access("https://evil.example"),
        gateway_access("https://data.example"),
    ],
)
def test_a_record_of_another_access_is_not_brought_back(
    desk: Sessions, clock: SetClock, store: Failing, other: Any
) -> None:
    again = sessions(NOBODY, clock, store)
    again.restore([platform(other)])
    assert again.status("atelier").state is State.SIGNED_OUT
    assert token(again) == ""


def test_a_locked_store_is_a_state(clock: SetClock, store: Failing, place: Platform) -> None:
    store.error = StoreLocked("Failing is locked")
    desk = sessions(NOBODY, clock, store)
    desk.restore([place])
    status = desk.status("atelier")
    assert (status.state, problem(status)) == (State.SIGNED_OUT, Code.STORE_LOCKED)


def test_an_absent_store_is_no_matter(clock: SetClock, store: Failing, place: Platform) -> None:
    store.error = StoreUnavailable("none here")
    desk = sessions(NOBODY, clock, store)
    desk.restore([place])
    assert desk.status("atelier") == SessionStatus("atelier")


@pytest.mark.parametrize(
    ("error", "code"), [(StoreLocked("x"), Code.STORE_LOCKED), (StoreUnavailable("x"), None)]
)
def test_a_session_that_no_store_takes_lives_in_memory(
    server: AuthServer, clock: SetClock, place: Platform, error: Exception, code: Any
) -> None:
    browser = ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])
    desk = sessions(browser, clock, Failing(error))
    status = desk.sign_in(place)
    assert (status.state, status.kept_in, problem(status)) == (State.SIGNED_IN, "memory", code)
    assert token(desk)


@pytest.mark.parametrize("alive", [True, False])
def test_a_gateway_session_is_proved_after_a_restart(clock: SetClock, alive: bool) -> None:
    with GatewayServer() as gateway:
        value = gateway.open_session({"username": "camille"})
        store = Failing(None)
        where = platform(gateway_access(gateway.origin))
        browser = ScriptedBrowser(lambda visit: [Arrival(gateway.origin, (cookie(value),))])
        sessions(browser, clock, store).sign_in(where)
        if not alive:
            gateway.sessions.clear()
        again = sessions(NOBODY, clock, store)
        again.restore([where])
        expected = State.SIGNED_IN if alive else State.EXPIRED
        assert again.status("atelier").state is expected
        found = again.credential_for(f"{gateway.origin}/ogc/x")
        assert (found is not None) is alive
        assert (store.inner.get("atelier") is not None) is alive


# -- signing out and cancelling -----------------------------------------------------------------


def test_signing_out_erases_here_and_revokes_there(
    desk: Sessions, server: AuthServer, store: Failing, place: Platform
) -> None:
    assert desk.sign_out(place) is None
    assert (token(desk), store.inner.get("atelier")) == ("", None)
    assert desk.status("atelier").state is State.SIGNED_OUT
    assert server.count("/revoke") == 1
    assert not any(server.refresh_tokens.values())


def test_signing_in_again_does_not_revoke_what_both_sessions_hang_on(
    desk: Sessions, server: AuthServer, place: Platform
) -> None:
    assert desk.sign_in(place).state is State.SIGNED_IN
    assert server.count("/revoke") == 0


def test_signing_out_works_without_the_server(
    desk: Sessions, server: AuthServer, store: Failing, place: Platform
) -> None:
    server.faults.replies["revoke"] = (500, "text/html", "")
    assert desk.sign_out(place) is None
    assert (token(desk), store.inner.get("atelier")) == ("", None)


def test_signing_out_everywhere_gives_the_page_to_open(
    desk: Sessions, server: AuthServer, store: Failing, place: Platform
) -> None:
    kept = store.inner.get("atelier") or ""
    address = desk.sign_out(place, everywhere=True) or ""
    assert address.startswith(f"{server.issuer}/logout?client_id=cicclo-qgis&id_token_hint=")
    assert address.split("id_token_hint=")[1] not in kept, "the ID token is kept in memory only"


def test_a_second_click_returns_at_once_and_cancelling_ends_it(
    server: AuthServer, clock: SetClock, place: Platform
) -> None:
    browser = PatientBrowser()
    desk = sessions(browser, clock)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(desk.sign_in, place)
        assert browser.opened.wait(20)
        assert desk.sign_in(place).state is State.WAITING
        started = time.monotonic()
        desk.cancel("atelier")
        status = first.result(20)
        assert time.monotonic() - started < 20
    assert (status.state, problem(status)) == (State.FAILED, Code.CANCELLED)
    assert len(browser.visits) == 1


def test_cancelling_while_tokens_are_fetched_keeps_none(
    server: AuthServer, clock: SetClock, place: Platform
) -> None:
    hold = server.faults.held["userinfo"] = threading.Event()
    browser = ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])
    store = Failing(None)
    desk = sessions(browser, clock, store)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(desk.sign_in, place)
        until(lambda: server.count("/userinfo") == 1)
        desk.cancel("atelier")
        hold.set()
        status = first.result(20)
    assert (status.state, problem(status)) == (State.FAILED, Code.CANCELLED)
    assert (token(desk), store.inner.get("atelier")) == ("", None)
    assert server.count("/revoke") == 1


def test_signing_out_during_a_renewal_leaves_nothing_behind(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing, place: Platform
) -> None:
    clock.skip(3600)
    hold = server.faults.held["token"] = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        renewal = pool.submit(desk.renew_if_due, DATA)
        until(lambda: server.count("/token") == 1)
        desk.sign_out(place)
        hold.set()
        assert renewal.result(20) is None
    assert (token(desk), store.inner.get("atelier")) == ("", None)
    assert desk.status("atelier").state is State.SIGNED_OUT
    assert not any(server.refresh_tokens.values()), "the new refresh token is revoked too"


def test_cancelling_nothing_is_nothing(desk: Sessions) -> None:
    desk.cancel("atelier")
    desk.cancel("unknown")
    assert desk.status("atelier").state is State.SIGNED_IN


# -- listeners ----------------------------------------------------------------------------------


def test_a_listener_that_fails_hinders_nobody(
    server: AuthServer, clock: SetClock, place: Platform
) -> None:
    browser = ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])
    desk = sessions(browser, clock)
    seen: List[SessionState] = []

    def broken(status: SessionStatus) -> None:
        raise RuntimeError("a widget is gone")

    desk.watch(broken)
    stop = desk.watch(lambda status: seen.append(status.state))
    assert desk.sign_in(place).state is State.SIGNED_IN
    assert seen[-1] is State.SIGNED_IN
    stop()
    stop()
    desk.sign_out(place)
    assert seen[-1] is State.SIGNED_IN


def test_a_listener_may_call_back(server: AuthServer, clock: SetClock, place: Platform) -> None:
    browser = ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])
    desk = sessions(browser, clock)
    seen: List[State] = []
    desk.watch(lambda status: seen.append(desk.status(status.platform_id).state))
    desk.watch(lambda status: desk.cancel("other"))
    assert desk.sign_in(place).state is State.SIGNED_IN
    assert seen[-1] is State.SIGNED_IN
