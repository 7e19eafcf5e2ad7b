"""Server-side web sessions of the gateway, in memory: a restart signs everybody out."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

from workshop.gateway_oidc import Attempt


@dataclass(frozen=True)
class User:
    """A signed-in agent, as the gateway knows them. `roles` are the platform's own."""

    email: str
    first_name: str
    last_name: str
    uid: str
    siret: str
    roles: List[str]
    id_token: str = field(repr=False)

    def whoami(self) -> Dict[str, Any]:
        """What geOrchestra's gateway tells of its user."""
        return {
            "username": f"proconnect_{self.uid}",
            "roles": [f"ROLE_{role.upper()}" for role in ["user", *self.roles]],
            "organization": self.siret,
            "id": None,
            "lastUpdated": None,
            "firstName": self.first_name,
            "lastName": self.last_name,
            "email": self.email,
            "postalAddress": None,
            "telephoneNumber": None,
            "title": None,
            "notes": None,
            "isExternalAuth": True,
            "oAuth2Provider": "proconnect",
            "oAuth2Uid": self.uid,
        }


@dataclass
class Session:
    """One visitor: perhaps a sign-in under way, a page to go back to, a user."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    attempts: Dict[str, Attempt] = field(default_factory=dict, repr=False)
    wanted: Optional[str] = None
    user: Optional[User] = None
    seen: float = field(default_factory=time.monotonic)


class Sessions:
    """Every session, by its opaque id. `lifetime_s`: seconds without a request before it ends."""

    def __init__(self, lifetime_s: float) -> None:
        self._lifetime_s = lifetime_s
        self._by_id: Dict[str, Session] = {}

    def find(self, session_id: Optional[str]) -> Optional[Session]:
        """The living session of that id; finding it prolongs it."""
        session = self._by_id.get(session_id or "")
        if session is None:
            return None
        if time.monotonic() - session.seen > self._lifetime_s:
            self.end(session)
            return None
        session.seen = time.monotonic()
        return session

    def begin(self) -> Session:
        """A new session."""
        session = Session()
        self._by_id[session.id] = session
        return session

    def signed_in(self, session: Session, user: User) -> Session:
        """The session under a new id, so that one planted before the sign-in is worthless."""
        self.end(session)
        fresh = self.begin()
        fresh.user, fresh.wanted = user, session.wanted
        return fresh

    def end(self, session: Session) -> None:
        """Forget the session."""
        self._by_id.pop(session.id, None)

    def end_all(self) -> None:
        """Forget every session."""
        self._by_id.clear()
