"""Who hears a harvest, who visits the platforms, and a platform that guards a part."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Callable, Dict, List, Set, Type

import requests

from cicclo_qgis.catalogue import Event, Failed, Finished, Padlock
from cicclo_qgis.ogcapi import new_session
from cicclo_qgis.platforms import ApiKeyAccess, LandingStatus, Platform
from tests.unit.api import feature, page, serve
from tests.unit.site import Heard, Reply, Site, until

TOKEN_HEADER = "X-Visitor"


class Ear:
    """Hears events, and asks questions of what was heard."""

    def __init__(self) -> None:
        self.events: List[Event] = []
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)

    def of(self, kind: Type[Any], platform_id: str = "") -> List[Any]:
        with self._lock:
            return [
                event
                for event in self.events
                if isinstance(event, kind) and platform_id in ("", event.platform_id)
            ]

    def end(self, platform_id: str, number: int = 1, seconds: float = 20.0) -> Any:
        """The ``number``-th end (Finished or Failed) of a platform."""
        return until(lambda: self.of((Finished, Failed), platform_id)[number - 1 :], seconds)[0]  # type: ignore[arg-type]


class Visitor:
    """Sessions whose transport adds a credential by itself, as QGIS's does."""

    def __init__(self) -> None:
        self.known: Set[str] = set()

    def __call__(self) -> requests.Session:
        session = new_session("QGIS CICCLO tests")
        session.trust_env = False
        visitor = self

        def add(request: requests.PreparedRequest) -> requests.PreparedRequest:
            if visitor.known:
                request.headers[TOKEN_HEADER] = "yes"
            return request

        session.auth = add
        return session

    def signed_in(self, platform_id: str) -> bool:
        return platform_id in self.known


def stranger() -> requests.Session:
    session = new_session("QGIS CICCLO tests")
    session.trust_env = False
    return session


def platform(url: Any, identifier: str = "p", **more: Any) -> Platform:
    access = (ApiKeyAccess((url or "https://x.fr/",)),)
    made = Platform(identifier, identifier, "", "", url, LandingStatus.DOCUMENTED, access)
    if url is None:
        made = replace(made, landing_status=LandingStatus.NONE)
    return replace(made, **more)


def at_work(before: List[threading.Thread]) -> List[threading.Thread]:
    """The harvest's threads that are not among those of ``before``."""
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.name.startswith("cicclo")
    ]


def padlocks(event: Finished) -> Dict[str, Padlock]:
    return {entry.collection.id: entry.padlock for entry in event.entries}


def guarded(site: Site, hidden: bool, allowed: Callable[[Heard], bool]) -> str:
    """A platform with one open collection and one for those who are ``allowed``."""
    url = serve(site, ["open", "secret"])

    def listing(heard: Heard) -> Reply:
        names = ["open", "secret"] if allowed(heard) or not hidden else ["open"]
        return Reply({"collections": [{"id": name} for name in names]})

    def items(heard: Heard) -> Reply:
        if allowed(heard):
            return Reply(page([feature()], 5))
        known = TOKEN_HEADER in heard.headers
        return Reply({}, 403 if known else 401)

    site.routes["/api-features/collections"] = listing
    site.routes["/api-features/collections/secret/items"] = items
    return url


def has_token(heard: Heard) -> bool:
    return TOKEN_HEADER in heard.headers
