"""When a session is renewed, and what follows: one request however many threads ask."""

from __future__ import annotations

import threading
from typing import Callable, Optional, Protocol

from cicclo_qgis.platforms.model import AccessKind
from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.credential import Credential
from cicclo_qgis.signin.errors import SessionEnded, SignInFailed
from cicclo_qgis.signin.seat import Seat
from cicclo_qgis.signin.session import Session
from cicclo_qgis.signin.state import SessionState, SignInProblem, SignInProblemCode

_PAUSE_S = 5.0
"""How long a server that did not answer is left in peace."""

_LATE_S = 2.0
"""A refusal this soon after a renewal is taken for one of the old credential."""

_AGAIN_S = 60.0
"""A credential refused this soon after a refusal had it renewed: renewing does not help."""


class Home(Protocol):
    """What ``Sessions`` offers to the renewal."""

    def replace(self, seat: Seat, old: Session, new: Optional[Session]) -> bool:
        """Put ``new`` where ``old`` lives; False when it does not live there any more."""

    def elsewhere(self, seat: Seat, session: Session) -> Optional[Session]:
        """``session`` as another QGIS has renewed it, if one has."""

    def suspend(self, seat: Seat, suspended: bool) -> None:
        """Hold the credential back."""

    def publish(
        self, seat: Seat, state: SessionState, problem: Optional[SignInProblem] = None
    ) -> None:
        """Tell a new state."""


class Renewal:
    """Renews sessions. Thread-safe."""

    def __init__(self, home: Home, clock: Clock) -> None:
        self._home = home
        self._clock = clock
        self._lock = threading.Lock()

    def if_due(self, seat: Seat) -> None:
        """Renew when it is time, but not just after a failure."""
        session = seat.session
        if session is not None and session.due() and not self._since(seat.failed_at, _PAUSE_S):
            self._once(seat, session)

    def of(self, seat: Seat) -> None:
        """Renew now."""
        session = seat.session
        if session is not None:
            self._once(seat, session)

    def after_refusal(
        self,
        seat: Seat,
        current: Callable[[], Optional[Credential]],
        sent: Optional[Credential],
    ) -> bool:
        """Renew because the platform refused; whether there is another credential now."""
        session, before = seat.session, current()
        if session is None:
            return False
        if sent is not None and before is not None and dict(sent.headers) != dict(before.headers):
            return True
        if sent is None and before is not None and self._since(seat.renewed_at, _LATE_S):
            return True
        if self._since(seat.refused_at, _AGAIN_S) and seat.flight is None:
            self._finish(seat, session, SignInProblem(SignInProblemCode.SESSION_ENDED))
            return False
        if self._since(seat.failed_at, _PAUSE_S):
            return False
        self._once(seat, session)
        if session.kind is AccessKind.GATEWAY:
            # It lives, or has ended just now. Its cookie, new or not, is for the same session:
            # what was refused is a matter of rights, or of a platform that is out of order.
            return False
        after = current()
        fresh = after is not None and (
            before is None or dict(after.headers) != dict(before.headers)
        )
        if fresh:
            seat.refused_at = self._clock.monotonic()
        return fresh

    def _once(self, seat: Seat, session: Session) -> None:
        """Renew ``session``, or wait for the thread that is at it, or was a moment ago."""
        asked_at = self._clock.monotonic()
        with self._lock:
            failed_meanwhile = seat.failed_at is not None and seat.failed_at >= asked_at
            if seat.session is not session or failed_meanwhile:
                return
            flight = seat.flight
            if flight is None:
                mine = seat.flight = threading.Event()
        if flight is not None:
            flight.wait()
            return
        try:
            self._now(seat, session)
        finally:
            with self._lock:
                seat.flight = None
            mine.set()

    def _now(self, seat: Seat, session: Session) -> None:
        self._home.publish(seat, SessionState.RENEWING)
        # Two windows of QGIS share one keyring: a refresh token that the other one has used up
        # would have the server end the session of both.
        newer = self._taken_over(seat, session)
        if newer is not None and not newer.due():
            self._renewed(seat)
            return
        session = newer or session
        try:
            new = session.renewed()
        except SessionEnded as end:
            if self._taken_over(seat, session) is not None:
                self._renewed(seat)  # the other one was quicker by a moment
            else:
                self._finish(seat, session, end.problem)
        except SignInFailed as failure:
            self._put_off(seat, session, failure.problem)
        except Exception:
            self._put_off(seat, session, SignInProblem(SignInProblemCode.SERVER_ERROR))
            raise
        else:
            if not self._home.replace(seat, session, new):
                if seat.session is None and not any(new is rest for rest in seat.resting):
                    new.end(everywhere=False)  # signed out meanwhile: the new tokens go too
                return
            self._renewed(seat)

    def _taken_over(self, seat: Seat, session: Session) -> Optional[Session]:
        """What another QGIS has made of ``session``, now in its place; None if nothing."""
        newer = self._home.elsewhere(seat, session)
        if newer is None or not self._home.replace(seat, session, newer):
            return None
        return newer

    def _renewed(self, seat: Seat) -> None:
        seat.renewed_at, seat.failed_at = self._clock.monotonic(), None
        self._home.publish(seat, SessionState.SIGNED_IN)

    def _finish(self, seat: Seat, session: Session, problem: SignInProblem) -> None:
        if self._home.replace(seat, session, None):
            self._home.publish(seat, SessionState.EXPIRED, problem)

    def _put_off(self, seat: Seat, session: Session, problem: SignInProblem) -> None:
        """The session stays for a later try; its credential only while it is not over."""
        if seat.session is not session:
            return
        seat.failed_at = self._clock.monotonic()
        over = session.over()
        self._home.suspend(seat, over)
        state = SessionState.EXPIRED if over else SessionState.SIGNED_IN
        self._home.publish(seat, state, problem)

    def _since(self, moment: Optional[float], seconds: float) -> bool:
        return moment is not None and self._clock.monotonic() - moment < seconds
