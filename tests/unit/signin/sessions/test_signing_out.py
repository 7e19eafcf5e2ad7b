"""Signing out, cancelling, and who is told of it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import List

from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin import Arrival, Sessions, SessionState, SessionStatus
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import PatientBrowser, ScriptedBrowser, SetClock, sessions
from tests.unit.signin.sessions.second_day import DATA, Code, Failing, State, problem, token
from tests.unit.site import Site, until


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


def test_a_token_to_revoke_is_not_carried_on_to_another_server(
    desk: Sessions, server: AuthServer, place: Platform, other: Site
) -> None:
    server.faults.replies["revoke"] = (307, "text/html", other.url("/revoke"))
    desk.sign_out(place)
    assert server.count("/revoke") == 1 and other.heard == []


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
    before = set(server.refresh_tokens)
    hold = server.faults.late["token"] = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        renewal = pool.submit(desk.renew_if_due, DATA)
        until(lambda: set(server.refresh_tokens) != before)
        desk.sign_out(place)
        assert any(server.refresh_tokens.values())
        hold.set()
        assert renewal.result(20) is None
    assert (token(desk), store.inner.get("atelier")) == ("", None)
    assert desk.status("atelier").state is State.SIGNED_OUT
    assert not any(server.refresh_tokens.values()), "the new refresh token is revoked too"


def test_a_renewal_that_fails_after_the_sign_out_says_nothing_of_it(
    desk: Sessions, server: AuthServer, clock: SetClock, place: Platform
) -> None:
    clock.skip(3600)
    hold = server.faults.late["token"] = threading.Event()
    server.faults.replies["token"] = (500, "text/html", "")
    with ThreadPoolExecutor(1) as pool:
        renewal = pool.submit(desk.renew_if_due, DATA)
        until(lambda: server.count("/token") == 1)
        desk.sign_out(place)
        hold.set()
        assert renewal.result(20) is None
    assert desk.status("atelier") == SessionStatus("atelier")


def test_cancelling_nothing_is_nothing(desk: Sessions) -> None:
    desk.cancel("atelier")
    desk.cancel("unknown")
    assert desk.status("atelier").state is State.SIGNED_IN


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
