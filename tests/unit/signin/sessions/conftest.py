"""A person who is signed in, and the store that keeps the session."""

from __future__ import annotations

import pytest

from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin import Arrival, Sessions
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions
from tests.unit.signin.sessions.second_day import Failing, State


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
