"""No secret in repr, status, log, error or traceback."""

from __future__ import annotations

import logging
import traceback
from typing import Any, List

import pytest

from cicclo_qgis.signin import (
    Account,
    Arrival,
    Cookie,
    MemoryStore,
    Sessions,
    SessionState,
    SignInFailed,
    StoreChain,
)
from cicclo_qgis.signin.account import AccountMethod
from cicclo_qgis.signin.oidc.attempt import Attempt
from cicclo_qgis.signin.oidc.discovery import Discovery
from cicclo_qgis.signin.oidc.tokens import TokenEndpoint
from cicclo_qgis.signin.record import to_text
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import (
    ScriptedBrowser,
    SetClock,
    cookie,
    gateway_access,
    http,
    oidc_access,
    platform,
    sessions,
)
from tests.unit.site import Site

DATA = "https://data.example/wfs3"


def texts(thing: Any) -> List[str]:
    return [repr(thing), str(thing), f"{thing}"]


def test_a_whole_life_leaves_no_secret_in_logs_or_texts(
    server: AuthServer, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])
    store = MemoryStore()
    desk = sessions(browser, clock, StoreChain((store,), clock.now))
    seen: List[str] = []
    desk.watch(lambda status: seen.append(repr(status)))
    where = platform(oidc_access(server.issuer))
    desk.sign_in(where)
    live = desk._seats["atelier"].session
    seen += texts(desk) + texts(live) + texts(desk.credential_for(DATA)) + texts(store)
    seen += texts(live.record()) + texts(live.tokens) + texts(browser.visits[0].redirect_uri)
    seen += texts(desk._seats["atelier"]) + texts(desk._table) + texts(desk._table.row(DATA))
    clock.skip(3600)
    desk.renew_if_due(DATA)
    server.faults.replies["token"] = (500, "text/html", "<h1>oops</h1>")
    clock.skip(3600)
    desk.renew_if_due(DATA)
    del server.faults.replies["token"]
    clock.skip(3600)
    server.revoke_all()
    desk.renew_if_due(DATA)
    assert desk.status("atelier").state is SessionState.EXPIRED
    desk.sign_out(where, everywhere=True)
    everything = "\n".join(seen) + caplog.text
    canaries = [*server.secrets(), live.tokens.id_token, live.tokens.refresh_token]
    assert len(canaries) >= 10
    assert all(len(canary) >= 43 for canary in canaries)
    assert [canary for canary in canaries if canary in everything] == []


@pytest.mark.parametrize("fault", ["500", "closed", "html", "echo"])
def test_a_failing_exchange_quotes_nothing(
    server: AuthServer, clock: SetClock, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    attempt = Attempt.new(oidc_access(server.issuer), Discovery(http, clock).of(server.issuer))
    code = attempt.nonce[::-1]
    replies = {
        "500": (500, "text/html", "<h1>x</h1>"),
        "html": (200, "text/html", "<h1>x</h1>"),
        "echo": (400, "application/json", f'{{"error":"{code}"}}'),
    }
    if fault in replies:
        server.faults.replies["token"] = replies[fault]
    else:
        server.__exit__()
    with pytest.raises(SignInFailed) as caught:
        TokenEndpoint(http).exchange(attempt, code)
    shown = "".join(traceback.format_exception(caught.type, caught.value, caught.tb))
    shown += repr(caught.value) + repr(caught.value.problem) + repr(attempt) + caplog.text
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    for canary in (code, attempt.code_verifier, attempt.state, attempt.nonce):
        assert canary not in shown


def test_values_that_hold_secrets_keep_them_out_of_their_repr(clock: SetClock) -> None:
    canary = "canary-" + "x" * 30
    account = Account("agent", canary)
    asked = type("P", (), {"ask_account": lambda *_: account, "cancel": lambda *_: None})()
    desk: Sessions = sessions(ScriptedBrowser(lambda visit: ()), clock, prompt=asked)
    shown = [repr(account), repr(cookie(canary)), repr(Arrival(canary)), repr(AccountMethod)]
    from cicclo_qgis.platforms.model import AccountAccess

    with Site() as site:
        desk.sign_in(platform(AccountAccess(protects=(site.url("/wfs3"),))))
    live = desk._seats["atelier"].session
    shown += [repr(live), repr(live.record()), repr(live.credentials), repr(desk.status("atelier"))]
    assert canary in to_text(live.record(), ())
    assert not any(canary in text for text in shown)


def test_cookies_stay_out_of_repr_and_log(
    clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.unit.signin.gatewayserver import GatewayServer

    caplog.set_level(logging.DEBUG)
    with GatewayServer() as gateway:
        value = gateway.open_session({"username": "camille"})
        jar = (Cookie("SESSION", value, "127.0.0.1", "/", False),)
        browser = ScriptedBrowser(lambda visit: [Arrival(gateway.origin, jar)])
        desk = sessions(browser, clock)
        where = platform(gateway_access(gateway.origin, logout_url=f"{gateway.origin}/logout"))
        desk.sign_in(where)
        shown = repr(desk._seats["atelier"]) + repr(desk._table.row(f"{gateway.origin}/ogc"))
        desk.sign_out(where)
    assert value not in shown + caplog.text
