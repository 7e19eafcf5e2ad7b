"""After a restart: what was kept comes back, unless something speaks against it."""

from __future__ import annotations

import json
from typing import Any, List

import pytest

from cicclo_qgis.platforms.model import OidcAccess, Platform
from cicclo_qgis.signin import (
    Arrival,
    Sessions,
    SessionState,
    SessionStatus,
    StoreLocked,
    StoreUnavailable,
)
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.gatewayserver import GatewayServer
from tests.unit.signin.people import (
    ScriptedBrowser,
    SetClock,
    cookie,
    gateway_access,
    oidc_access,
    platform,
    sessions,
)
from tests.unit.signin.sessions.second_day import DATA, NOBODY, Code, Failing, State, problem, token


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


def test_a_registry_that_moved_everything_ends_what_was_kept(
    desk: Sessions, server: AuthServer, clock: SetClock, store: Failing
) -> None:
    for protects in ("https://evil.example/wfs3", "http://data.example/wfs3"):
        moved = platform(oidc_access(server.issuer, protects))
        text = store.inner.get("atelier")
        again = sessions(NOBODY, clock, store)
        again.restore([moved])
        assert again.status("atelier").state is State.SIGNED_OUT
        assert store.inner.get("atelier") is None
        store.inner.put("atelier", text or "")
    assert server.heard == []


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


@pytest.mark.parametrize(
    ("change", "secret"),
    [
        ({}, None),
        ({"login_url": "https://other.example/login"}, None),
        ({"whoami_url": "{origin}/me"}, None),
        ({}, {"cookies": []}),
        ({}, {"cookies": "SESSION"}),
        ({}, {"cookies": ["SESSION", {"value": "x"}]}),
    ],
)
def test_cookies_are_brought_back_for_the_very_same_login(
    clock: SetClock, change: Any, secret: Any
) -> None:
    with GatewayServer() as gateway:
        store = Failing(None)
        jar = (cookie(gateway.open_session({"username": "camille"})),)
        browser = ScriptedBrowser(lambda visit: [Arrival(gateway.origin, jar)])
        sessions(browser, clock, store).sign_in(platform(gateway_access(gateway.origin)))
        if secret is not None:
            head, _, text = (store.inner.get("atelier") or "").partition("|")
            kept = {**json.loads(text), "secret": secret}
            store.inner.put("atelier", f"{head}|{json.dumps(kept)}")
        gateway.heard.clear()
        other = {name: url.format(origin=gateway.origin) for name, url in change.items()}
        again = sessions(NOBODY, clock, store)
        again.restore([platform(gateway_access(gateway.origin, **other))])
        same = not change and secret is None
        assert again.status("atelier").state is (State.SIGNED_IN if same else State.SIGNED_OUT)
        assert bool(gateway.heard) is same and (store.inner.get("atelier") is not None) is same


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
