"""A person who goes straight through the pages of an authorization server."""

from __future__ import annotations

from typing import Any

from cicclo_qgis.signin import Arrival, SessionStatus, SignInProblemCode
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions

Code = SignInProblemCode


DATA = "https://data.example/wfs3/collections"


def through(server: AuthServer) -> ScriptedBrowser:
    return ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])


def attempt(server: AuthServer, clock: SetClock, **access: Any) -> SessionStatus:
    return sessions(through(server), clock).sign_in(platform(oidc_access(server.issuer, **access)))
