"""A platform's place among the sessions: what is known of it at this moment."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Optional, Tuple

from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.session import Session
from cicclo_qgis.signin.state import SessionState, SessionStatus, SignInProblem, SignInProblemCode
from cicclo_qgis.signin.stores.chain import Kept
from cicclo_qgis.signin.table import Row


@dataclass
class Seat:
    """Mutable; every field but ``storing`` is guarded by the lock of ``Sessions``.

    ``session``: the one that lives, also while its credential is over and waits for the network.
    ``course``: the sign-in under way. ``flight``: set while a renewal is under way; whoever
    arrives meanwhile waits for it. ``rolled``: the store holds older cookies than the session.
    ``storing`` is held while the store is written, so that a session that was signed out is never
    written after it was erased.
    """

    platform_id: str
    status: SessionStatus
    session: Optional[Session] = None
    course: Optional[Course] = None
    flight: Optional[threading.Event] = None
    kept: Optional[Kept] = None
    suspended: bool = False
    rolled: bool = False
    renewed_at: Optional[float] = None
    refused_at: Optional[float] = None
    failed_at: Optional[float] = None
    storing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def free(self) -> bool:
        """Whether nobody is signed in here, or about to be."""
        return self.session is None and self.course is None

    def rows(self) -> Tuple[Row, ...]:
        """What the table of credentials holds for this platform."""
        if self.session is None:
            return ()
        return tuple(
            Row(space, self.platform_id, None if self.suspended else credential)
            for credential in self.session.credentials
            for space in credential.spaces
        )

    def described(
        self, state: SessionState, problem: Optional[SignInProblem] = None
    ) -> SessionStatus:
        """The status to show in ``state``."""
        session = self.session
        if session is None and state is SessionState.EXPIRED:
            return replace(self.status, state=state, until=None, kept_in="", problem=problem)
        if session is None:
            return SessionStatus(self.platform_id, state, problem=problem)
        if problem is None and self.kept is not None and self.kept.locked:
            problem = SignInProblem(SignInProblemCode.STORE_LOCKED, ", ".join(self.kept.locked))
        return SessionStatus(
            self.platform_id,
            state,
            kind=session.kind,
            who=session.who,
            since=session.since,
            until=session.until,
            kept_in=self.kept.name if self.kept is not None else "",
            problem=problem,
        )
