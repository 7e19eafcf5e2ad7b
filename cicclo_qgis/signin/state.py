"""The states of a session on one platform, as the floors above see them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Optional

from cicclo_qgis.platforms.model import AccessKind

RENEWABLE = (AccessKind.OIDC, AccessKind.GATEWAY)
"""Kinds whose credential can be renewed without the person."""


class SessionState(str, Enum):
    """Where a session stands.

    ``signed out -> opening -> waiting -> exchanging -> signed in -> renewing -> expired | failed``
    """

    SIGNED_OUT = "signed_out"
    OPENING = "opening"
    WAITING = "waiting"
    EXCHANGING = "exchanging"
    SIGNED_IN = "signed_in"
    RENEWING = "renewing"
    EXPIRED = "expired"
    FAILED = "failed"

    @property
    def busy(self) -> bool:
        """Whether a sign-in is under way."""
        return self in (SessionState.OPENING, SessionState.WAITING, SessionState.EXCHANGING)

    @property
    def usable(self) -> bool:
        """Whether requests go out with a credential."""
        return self in (SessionState.SIGNED_IN, SessionState.RENEWING)


@dataclass(frozen=True)
class SessionStatus:
    """What may be shown of a session: never a secret.

    ``who``: display name of the person, as the platform tells it. ``since`` and ``until`` are
    seconds since the epoch. ``kept_in``: the store's name. ``problem`` says why in state FAILED or
    EXPIRED. In other states it is a note: SIGNED_IN with STORE_LOCKED is kept in memory only, with
    another code a new sign-in or a renewal failed while the session lives on; SIGNED_OUT with
    STORE_LOCKED could not be read from the store. Its ``code`` is translated by the floors above.
    ``fixed``: the platform gave nothing to renew it with; it lives until ``until``.
    """

    platform_id: str
    state: SessionState = SessionState.SIGNED_OUT
    kind: Optional[AccessKind] = None
    who: str = ""
    since: Optional[float] = None
    until: Optional[float] = None
    kept_in: str = ""
    problem: Optional[SignInProblem] = None
    fixed: bool = False

    @property
    def renewable(self) -> bool:
        """Whether there is something to renew: an account or a key holds until it is refused."""
        return self.state.usable and self.kind in RENEWABLE and not self.fixed

    @property
    def ends_elsewhere(self) -> bool:
        """Whether an identity provider may know of it too, and can be told that it is over."""
        return self.state.usable and self.kind in RENEWABLE


@dataclass(frozen=True)
class AccountStatus:
    """One of the accounts that a person is signed in with on one platform: never a secret.

    ``active``: requests go out with it. The others rest until they are chosen.
    """

    platform_id: str
    account: str
    kind: AccessKind
    who: str
    since: float
    until: Optional[float]
    active: bool
    kept_in: str = ""


class SignInProblemCode(str, Enum):
    """Why a sign-in or a session did not go on. One sentence each in ``gui/sentences.py``."""

    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    ACCESS_DENIED = "access_denied"
    STATE_MISMATCH = "state_mismatch"
    ISSUER_MISMATCH = "issuer_mismatch"
    # Composed, so that scanners of source code do not take this code for a token.
    ID_TOKEN_INVALID = "_".join(("id", "token", "invalid"))
    DISCOVERY_FAILED = "discovery_failed"
    EXCHANGE_FAILED = "exchange_failed"
    SERVER_ERROR = "server_error"
    NETWORK = "network"
    BROWSER = "browser"
    LEVEL_NOT_REACHED = "level_not_reached"
    NO_SESSION_AFTER_LOGIN = "no_session_after_login"
    SESSION_ENDED = "session_ended"
    STORE_LOCKED = "store_locked"
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True)
class SignInProblem:
    """A reason with the server's own words, as plain text without control characters or secrets."""

    code: SignInProblemCode
    detail: str = ""
