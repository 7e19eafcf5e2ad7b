"""Several accounts on one platform: one is in use, the others rest until they are chosen."""

from __future__ import annotations

from typing import Callable, Optional, Protocol, Tuple, TypeVar

from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.seat import Seat
from cicclo_qgis.signin.session import Session
from cicclo_qgis.signin.state import AccountStatus, SessionState, SessionStatus, SignInProblem

_T = TypeVar("_T")


class House(Protocol):
    """What ``Sessions`` offers to the accounts."""

    def seat_of(self, platform_id: str) -> Seat:
        """The place of a platform."""

    def change(self, seat: Seat, how: Callable[[Seat], _T]) -> _T:
        """Let ``how`` change who is there; table and store follow."""

    def tell_gone(self, seat: Seat) -> None:
        """Tell that whoever was there is gone."""

    def publish(
        self, seat: Seat, state: SessionState, problem: Optional[SignInProblem] = None
    ) -> None:
        """Tell a new state."""

    def renew(self, platform_id: str) -> SessionStatus:
        """Ask the platform whether the session in use lives."""

    def sign_out(self, platform: Platform, everywhere: bool = False) -> Optional[str]:
        """Forget the session in use."""


class Accounts:
    """The accounts of every platform. Thread-safe; all but ``of`` block: worker threads only."""

    def __init__(self, house: House) -> None:
        self._house = house

    def of(self, platform_id: str) -> Tuple[AccountStatus, ...]:
        """The accounts the person is signed in with there: the one in use first."""
        return self._house.seat_of(platform_id).accounts()

    def use(self, platform_id: str, account: str) -> bool:
        """Go on with the session of that account; the one in use rests.

        False when nothing was done: a sign-in is under way, or there is no such account. Listeners
        are told SIGNED_OUT first: what the one person may see is not for the other.
        """
        seat = self._house.seat_of(platform_id)
        chosen = self._house.change(seat, lambda it: it.change_to(account))
        if chosen is None:
            return False
        self._house.tell_gone(seat)
        waits = chosen.unproven or chosen.due()
        self._house.publish(seat, SessionState.RENEWING if waits else SessionState.SIGNED_IN)
        if waits:
            self._house.renew(platform_id)
        return True

    def forget(self, platform: Platform, account: str) -> None:
        """Sign out of that account on this computer; never raises."""
        if any(one.active and one.account == account for one in self.of(platform.id)):
            self._house.sign_out(platform)
            return
        seat = self._house.seat_of(platform.id)
        gone = self._house.change(seat, lambda it: it.drop(account))
        if gone is not None:
            gone.end(everywhere=False)
            self._house.publish(seat, seat.status.state, seat.status.problem)

    def forget_all(self, platform: Platform) -> None:
        """Sign out of every account of that platform on this computer; never raises."""

        def rest_no_more(seat: Seat) -> Tuple[Session, ...]:
            gone, seat.resting = seat.resting, ()
            return gone

        seat = self._house.seat_of(platform.id)
        gone = self._house.change(seat, rest_no_more)
        self._house.sign_out(platform)
        for session in gone:
            session.end(everywhere=False)
