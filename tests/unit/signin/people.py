"""What stands in for the person, the browser and the clock."""

from __future__ import annotations

import threading
from typing import Callable, List, Optional, Sequence

import requests

from cicclo_qgis.platforms.model import Access, GatewayAccess, LandingStatus, OidcAccess, Platform
from cicclo_qgis.signin import Arrival, Cookie, Sessions, StoreChain, Visit, VisitEnd, VisitOutcome
from cicclo_qgis.signin.store import CredentialStore


class SetClock:
    """A clock that goes when it is told to. ``skip`` moves both hands."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._monotonic = 1000.0

    def monotonic(self) -> float:
        return self._monotonic

    def now(self) -> float:
        return self._now

    def skip(self, seconds: float, *, asleep: bool = False, wall: bool = True) -> None:
        """Let time pass; ``asleep``: the monotonic hand stands still."""
        self._now += seconds if wall else 0.0
        self._monotonic += 0.0 if asleep else seconds


Script = Callable[[Visit], Sequence[Arrival]]


class ScriptedBrowser:
    """Does what a person would: ``script`` tells where each visit leads."""

    def __init__(self, script: Script, end: VisitEnd = VisitEnd.CANCELLED) -> None:
        self.script = script
        self.end = end
        self.visits: List[Visit] = []
        self.forgotten = 0
        self._cancelled = threading.Event()

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        self.visits.append(visit)
        self._cancelled.clear()
        for arrival in self.script(visit):
            if accept(arrival):
                return VisitOutcome(VisitEnd.ACCEPTED)
        return VisitOutcome(self.end)

    def cancel(self, platform_name: str) -> None:
        self._cancelled.set()

    def forget(self) -> None:
        self.forgotten += 1


class PatientBrowser(ScriptedBrowser):
    """A person who looks at the page and does nothing, until someone cancels."""

    def __init__(self) -> None:
        super().__init__(lambda visit: ())
        self.opened = threading.Event()

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        self.visits.append(visit)
        self.opened.set()
        cancelled = self._cancelled.wait(60)
        return VisitOutcome(VisitEnd.CANCELLED if cancelled else VisitEnd.TIMED_OUT)


def http() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


def platform(
    *access: Access, id: str = "atelier", name: str = "Atelier", landing: Optional[str] = None
) -> Platform:
    return Platform(
        id=id,
        name=name,
        territory="",
        software="",
        landing=landing,
        landing_status=LandingStatus.NONE,
        access=access,
    )


def oidc_access(issuer: str, *protects: str, **fields: object) -> OidcAccess:
    return OidcAccess(
        issuer=issuer,
        client_id="cicclo-qgis",
        protects=protects or ("https://data.example/wfs3",),
        **fields,  # type: ignore[arg-type]
    )


def gateway_access(origin: str, **fields: object) -> GatewayAccess:
    usual = {
        "login_url": f"{origin}/oauth2/authorization/proconnect",
        "whoami_url": f"{origin}/whoami",
        "protects": (f"{origin}/ogc",),
        "cookies": ("SESSION",),
    }
    return GatewayAccess(**{**usual, **fields})  # type: ignore[arg-type]


def cookie(value: str, **fields: object) -> Cookie:
    whole = {"name": "SESSION", "domain": "127.0.0.1", "path": "/", "secure": False, **fields}
    return Cookie(value=value, **whole)  # type: ignore[arg-type]


def sessions(
    browser: ScriptedBrowser,
    clock: SetClock,
    store: Optional[CredentialStore] = None,
    **more: object,
) -> Sessions:
    return Sessions(
        http=http,
        browser=browser,
        store=store if store is not None else StoreChain((), clock.now),
        clock=clock,
        **more,  # type: ignore[arg-type]
    )
