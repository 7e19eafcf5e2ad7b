"""Renewal: in time, once for all who ask, and never for another person."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, List

import pytest

from cicclo_qgis.signin import Arrival, Sessions, SignInProblemCode
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions
from tests.unit.signin.sessions.second_day import DATA, Code, Failing, State, problem, token
from tests.unit.site import until


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
    seen: List[State] = []
    desk.watch(lambda status: seen.append(status.state))
    desk.renew_if_due(DATA)
    assert token(desk) not in ("", before)
    assert seen == [State.RENEWING, State.SIGNED_IN]
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
        ((403, "application/json", '{"error":"forbidden"}'), Code.SERVER_ERROR),
        ((400, "text/html", "<h1>proxy</h1>"), Code.SERVER_ERROR),
        ((401, "application/json", '{"error":{"code":7}}'), Code.SERVER_ERROR),
        ((200, "application/json", '{"error":"invalid_grant"}'), Code.SERVER_ERROR),
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
    clock.skip(4.9)
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
