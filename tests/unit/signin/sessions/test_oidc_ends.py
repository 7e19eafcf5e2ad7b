"""How a sign-in may end without a session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List

import pytest

from cicclo_qgis.signin import Arrival, SessionState, SignInProblemCode, VisitEnd
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions
from tests.unit.signin.sessions.through import Code, through


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (VisitEnd.CANCELLED, Code.CANCELLED),
        (VisitEnd.TIMED_OUT, Code.TIMED_OUT),
        (VisitEnd.FAILED, Code.BROWSER),
        (VisitEnd.ACCEPTED, Code.BROWSER),
    ],
)
def test_how_a_visit_may_end(
    server: AuthServer, clock: SetClock, end: VisitEnd, code: SignInProblemCode
) -> None:
    browser = ScriptedBrowser(lambda visit: (), end)
    status = sessions(browser, clock).sign_in(platform(oidc_access(server.issuer)))
    assert (status.state, status.problem and status.problem.code) == (SessionState.FAILED, code)


def test_a_browser_that_breaks(server: AuthServer, clock: SetClock) -> None:
    def broken(visit: Any) -> List[Arrival]:
        raise RuntimeError("no display")

    status = sessions(ScriptedBrowser(broken), clock).sign_in(platform(oidc_access(server.issuer)))
    assert status.problem is not None
    assert status.problem.code is Code.BROWSER


def test_a_server_that_is_not_there(clock: SetClock) -> None:
    browser = ScriptedBrowser(lambda visit: ())
    status = sessions(browser, clock).sign_in(platform(oidc_access("http://127.0.0.1:9")))
    assert status.problem is not None
    assert status.problem.code is Code.NETWORK
    assert browser.visits == []


def test_a_platform_without_a_way_in(clock: SetClock) -> None:
    status = sessions(ScriptedBrowser(lambda visit: ()), clock).sign_in(platform())
    assert status.problem is not None
    assert status.problem.code is Code.NOT_SUPPORTED


@pytest.mark.parametrize(
    "fields",
    [
        {"authorize_params": {"redirect_uri": "https://evil.example"}},
        {"authorize_params": {"state": "x"}},
        {"redirect_uris": ("http://localhost/callback", "https://evil.example/callback")},
        {"protects": ()},
        {"protects": ("http://data.example/",)},
    ],
)
def test_a_registry_that_asks_for_the_wrong_thing(
    server: AuthServer, clock: SetClock, fields: Dict[str, Any]
) -> None:
    access = replace(oidc_access(server.issuer), **fields)
    status = sessions(through(server), clock).sign_in(platform(access))
    assert status.problem is not None
    assert status.problem.code is Code.NOT_SUPPORTED
    assert server.count("/token") == 0
