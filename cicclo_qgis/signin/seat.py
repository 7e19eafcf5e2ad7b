"""A platform's place among the sessions: what is known of it at this moment."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Optional, Tuple

from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.session import Session
from cicclo_qgis.signin.state import (
    AccountStatus,
    SessionState,
    SessionStatus,
    SignInProblem,
    SignInProblemCode,
)
from cicclo_qgis.signin.stores.chain import Kept
from cicclo_qgis.signin.table import Row


@dataclass
class Seat:
    """Mutable; guarded by the lock of ``Sessions`` but for ``storing`` and moments noted.

    ``session``: the one that lives, also while its credential is over and waits for the network.
    ``resting``: sessions of other accounts, which wait to be chosen; nothing is sent with them.
    ``course``: the sign-in under way. ``flight``: set while a renewal is under way; whoever
    arrives meanwhile waits for it. ``rolled``: the store holds older cookies than the session.
    ``storing`` is held while the store is written, so that a session that was signed out is never
    written after it was erased.
    """

    platform_id: str
    status: SessionStatus
    session: Optional[Session] = None
    resting: Tuple[Session, ...] = ()
    course: Optional[Course] = None
    flight: Optional[threading.Event] = None
    kept: Optional[Kept] = None
    suspended: bool = False
    rolled: bool = False
    renewed_at: Optional[float] = None
    refused_at: Optional[float] = None
    failed_at: Optional[float] = None
    storing: threading.Lock = field(default_factory=threading.Lock)
    leaving: Optional[threading.Event] = None

    @property
    def free(self) -> bool:
        """Whether nobody is signed in here, or about to be."""
        return self.session is None and self.course is None

    def renew_rested(self, old: Session, new: Optional[Session]) -> bool:
        """Put ``new`` where ``old`` rests (None: it has ended); False when it rests here no more.

        A renewal that was under way when another account was chosen ends here.
        """
        if not any(session is old for session in self.resting):
            return False
        swapped = (new if session is old else session for session in self.resting)
        self.resting = tuple(session for session in swapped if session is not None)
        return True

    def take(self, session: Session, keep_other: bool) -> bool:
        """Let ``session`` in; whether someone else was here.

        A session that was there before rests when ``keep_other`` and it is of another account.
        Else it is let go of without telling its server: both may hang on one grant, and revoking
        one would end the other.
        """
        before, account = self.session, session.record().account
        someone_else = before is not None and before.record().account != account
        others = (*self.resting, before) if keep_other else self.resting
        self.resting = tuple(
            one for one in others if one is not None and one.record().account != account
        )
        self._put(session)
        return someone_else

    def change_to(self, account: str) -> Optional[Session]:
        """Bring the session of a resting account back into use; None when there is none.

        None also while a sign-in is under way.
        """
        chosen = self.drop(account) if self.course is None else None
        if chosen is not None:
            self.resting += () if self.session is None else (self.session,)
            self._put(chosen)
            self.suspended = chosen.over()
        return chosen

    def leave(self) -> Optional[Session]:
        """Let the session in use go."""
        gone, self.session, self.suspended = self.session, None, False
        return gone

    def drop(self, account: str) -> Optional[Session]:
        """Let the session of a resting account go; None when there is none."""
        gone = next((one for one in self.resting if one.record().account == account), None)
        self.resting = tuple(one for one in self.resting if one is not gone)
        return gone

    def accounts(self) -> Tuple[AccountStatus, ...]:
        """Who is signed in here; the one in use first."""
        active = () if self.session is None else (self.session,)
        return tuple(
            AccountStatus(
                platform_id=self.platform_id,
                account=session.record().account,
                kind=session.kind,
                who=session.who,
                since=session.since,
                until=session.until,
                active=session is self.session,
                kept_in=self.kept.name if self.kept is not None else "",
            )
            for session in (*active, *self.resting)
        )

    def _put(self, session: Session) -> None:
        self.session, self.suspended = session, False
        self.renewed_at = self.refused_at = self.failed_at = None

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
            fixed=session.fixed,
        )
