"""The one door of the sign-in floor: every platform's session, from any thread."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Dict, Iterable, List, Optional, TypeVar

from cicclo_qgis.platforms.model import Access, Platform
from cicclo_qgis.signin.accounts import Accounts
from cicclo_qgis.signin.announce import Announcer
from cicclo_qgis.signin.browser import Browser, Cookie
from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.credential import Credential
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.gateway import GatewaySession
from cicclo_qgis.signin.http import HttpFactory
from cicclo_qgis.signin.keeping import Keeping
from cicclo_qgis.signin.methods import Methods
from cicclo_qgis.signin.prompt import Prompt
from cicclo_qgis.signin.record import key_of
from cicclo_qgis.signin.renewal import Renewal
from cicclo_qgis.signin.seat import Seat
from cicclo_qgis.signin.session import Session
from cicclo_qgis.signin.state import (
    SessionState,
    SessionStatus,
    SignInProblem,
    SignInProblemCode,
)
from cicclo_qgis.signin.store import CredentialStore, StoreError, StoreLocked
from cicclo_qgis.signin.stores.chain import StoreChain
from cicclo_qgis.signin.table import Table
from cicclo_qgis.signin.wish import NO_WISH, Wish

_ASKED_AT_ONCE = 4
_T = TypeVar("_T")


class Sessions:
    """Signs in, renews, brings back and signs out; hands out credentials by address.

    Thread-safe. No method but ``status``, ``watch``, ``cancel`` and ``credential_for`` may be
    called from the GUI's thread: the others ask servers and stores.

    ``accounts``: whoever else is signed in on a platform, and the change from one to the other.

    ``http`` makes a ``requests.Session``, which is closed after each use. ``store`` is used
    through a ``StoreChain``, so that a locked or absent store costs nothing but the memory of
    the next start. Without ``prompt`` there is no sign-in by account or key.
    """

    def __init__(
        self,
        *,
        http: HttpFactory,
        browser: Browser,
        store: CredentialStore,
        clock: Clock,
        prompt: Optional[Prompt] = None,
    ) -> None:
        self._browser = browser
        self._store = store if isinstance(store, StoreChain) else StoreChain((store,), clock.now)
        self._methods = Methods(http, clock, prompt)
        self._keeping = Keeping(self._store, self._methods)
        self._lock = threading.Lock()
        self._seats: Dict[str, Seat] = {}
        self._table = Table()
        self._announcer: Announcer[SessionStatus] = Announcer()
        self._renewal = Renewal(self, clock)
        self.accounts = Accounts(self)

    def watch(self, listener: Callable[[SessionStatus], None]) -> Callable[[], None]:
        """Call ``listener``, from any thread, whenever a status changes; returns what stops it."""
        return self._announcer.watch(listener)

    def status(self, platform_id: str) -> SessionStatus:
        """The session of a platform as it may be shown."""
        with self._lock:
            seat = self._seats.get(platform_id)
            return seat.status if seat is not None else SessionStatus(platform_id)

    def sign_in(
        self, platform: Platform, access: Optional[Access] = None, wish: Wish = NO_WISH
    ) -> SessionStatus:
        """Sign in on ``platform``, by its best access or the one given. Blocks.

        Never raises for what servers, browsers, stores or the person do: the status says it.
        While a sign-in is under way, a second call returns the current status at once. When it
        fails, a session that was there before lives on; with ``wish.another`` also when it works
        and is of another account (``accounts``).
        """
        with self._lock:
            seat = self._seat(platform.id)
            if seat.course is not None:
                return seat.status
            course = Course(
                self._browser, platform.name, lambda state: self._step(seat, course, state), wish
            )
            seat.course = course
        problem: Optional[SignInProblem] = SignInProblem(SignInProblemCode.SERVER_ERROR)
        try:
            course.step(SessionState.OPENING)
            if seat.leaving is not None:  # ending the old grant late would end the new one too
                course.wait(seat.leaving)
            chosen = access if access is not None else next(iter(platform.access), None)
            session = self._methods.sign_in(platform, chosen, course)
            self._welcome(seat, course, session)
            problem = None
        except SignInFailed as failure:
            problem = failure.problem
        finally:
            if problem is not None:
                self._turn_back(seat, course, problem)
        return self.status(platform.id)

    def cancel(self, platform_id: str) -> None:
        """Call off the sign-in under way on that platform. Any thread; returns at once."""
        with self._lock:
            seat = self._seats.get(platform_id)
            course = seat.course if seat is not None else None
        if course is not None:
            course.cancel()

    def restore(self, platforms: Iterable[Platform]) -> None:
        """Bring back the sessions kept by the store; blocks, with no prompt and no browser.

        Sessions whose token is still good are there at once, without network. Those that are due
        or whose life only the platform knows are then asked about, several at a time.
        """
        to_ask: List[Seat] = []
        for platform in platforms:
            seat = self._revived(platform)
            session = seat.session if seat is not None else None
            if seat is not None and session is not None and (session.unproven or session.due()):
                to_ask.append(seat)
        if to_ask:
            with ThreadPoolExecutor(_ASKED_AT_ONCE, "cicclo-restore") as pool:
                list(pool.map(self._renewal.of, to_ask))

    def credential_for(self, url: str) -> Optional[Credential]:
        """What to send with a request to ``url``, if anything. Never blocks, never raises."""
        row = self._table.row(url)
        return row.credential if row is not None else None

    def renew_if_due(self, url: str) -> Optional[Credential]:
        """As ``credential_for``, after renewing a credential that is about to end. May block."""
        seat = self.seat_for(url)
        if seat is not None:
            self._renewal.if_due(seat)
        return self.credential_for(url)

    def renew(self, platform_id: str) -> SessionStatus:
        """Ask the platform now whether the session lives, and for a new credential. Blocks.

        Nothing happens to a session that cannot be renewed (``SessionStatus.renewable``).
        """
        with self._lock:
            seat = self._seats.get(platform_id)
            session = seat.session if seat is not None else None
        if seat is not None and session is not None and not session.fixed:
            self._renewal.of(seat)
        return self.status(platform_id)

    def keep_again(self) -> None:
        """Write every session to the store anew: the person has chosen another one. Blocks."""
        with self._lock:
            seats = list(self._seats.values())
        for seat in seats:
            with seat.storing:
                session = seat.session
                if session is not None or seat.resting:
                    self._keeping.keep(seat)
            if session is not None:
                self._tell_kept(seat)

    def forget_kept(self, platforms: Iterable[Platform]) -> None:
        """Erase what the store still holds for platforms that have no session now. Blocks."""
        for platform in platforms:
            with self._lock:
                seat = self._seat(platform.id)
            with seat.storing:
                if seat.session is None and not seat.resting:
                    self._store.delete(key_of(platform.id))

    def refused(self, url: str, status: int, sent: Optional[Credential] = None) -> bool:
        """The platform refused our credential: 401, or a login page in place of data.

        Renews once (``gateway``: asks whoami), else the session is EXPIRED. ``sent``, the
        credential that the refused request carried, lets late refusals of an old one be told
        apart. A 403 is a matter of rights: nothing is done.

        Returns:
            Whether another credential now exists, so that the request is worth repeating.
        """
        seat = self.seat_for(url)
        if seat is None or status == 403:
            return False
        return self._renewal.after_refusal(seat, lambda: self.credential_for(url), sent)

    def followed(self, url: str, sent: str, told: Iterable[Cookie]) -> bool:
        """The answer to a request to ``url`` set cookies: whether a session's were among them.

        Any thread, never blocks; ``keep_rolled`` then writes them to the store. ``sent`` is the
        header ``Cookie`` of the request.
        """
        seat = self.seat_for(url)
        session = seat.session if seat is not None else None
        # While whoami is being asked, its answer is the one that counts.
        if seat is None or seat.flight is not None or not isinstance(session, GatewaySession):
            return False
        new = session.followed(sent, told)
        if new is None:
            return False
        with self._lock:
            if seat.session is not session:
                return False
            seat.session, seat.rolled = new, True
            self._tabulate()
        return True

    def keep_rolled(self) -> None:
        """Write the sessions whose cookies were set anew to the store. Blocks."""
        with self._lock:
            seats = [seat for seat in self._seats.values() if seat.rolled]
        for seat in seats:
            with seat.storing:
                seat.rolled = False
                if seat.session is not None:
                    self._keeping.keep(seat)

    def sign_out(self, platform: Platform, everywhere: bool = False) -> Optional[str]:
        """Forget the session on ``platform``; blocks, never raises.

        First everything on this computer, then the platform is told (refresh token revoked,
        gateway's logout), which may fail without harm. With ``everywhere``, returns the address
        that ends the session of the identity provider too: to be opened in the browser that was
        used to sign in. It is secret (it names the ID token): never log or keep it.
        """
        self.cancel(platform.id)
        seat = self.seat_of(platform.id)
        seat.leaving = left = threading.Event()
        try:
            session = self.change(seat, Seat.leave)
            self.publish(seat, SessionState.SIGNED_OUT)
            address = session.end(everywhere) if session is not None else None
        finally:
            left.set()
        if everywhere and address is None:
            self._browser.forget()
        return address

    def seat_for(self, url: str) -> Optional[Seat]:
        """The platform that a request to ``url`` belongs to, when it has a session."""
        row = self._table.row(url)
        if row is None:
            return None
        with self._lock:
            return self._seats.get(row.platform_id)

    def seat_of(self, platform_id: str) -> Seat:
        """The place of a platform."""
        with self._lock:
            return self._seat(platform_id)

    def change(self, seat: Seat, how: Callable[[Seat], _T]) -> _T:
        """Let ``how`` change who is signed in at ``seat``; the table and the store follow."""
        with seat.storing:
            with self._lock:
                result = how(seat)
                self._tabulate()
            self._keeping.keep(seat)
        return result

    def replace(self, seat: Seat, old: Session, new: Optional[Session]) -> bool:
        """Put ``new`` where ``old`` lives (None: it has ended) and keep it in the store.

        False when ``old`` is not in use there any more; it may rest, and is replaced all the same.
        """
        with seat.storing:
            with self._lock:
                in_use = seat.session is old
                if not in_use and not seat.renew_rested(old, new):
                    return False
                if in_use:
                    seat.session, seat.suspended = new, False
                    self._tabulate()
            self._keeping.keep(seat)
        return in_use

    def elsewhere(self, seat: Seat, session: Session) -> Optional[Session]:
        """``session`` as another QGIS that shares the store has renewed it, if one has. Blocks."""
        return self._keeping.elsewhere(seat, session)

    def suspend(self, seat: Seat, suspended: bool) -> None:
        """Hold the credential of ``seat`` back while it is known to be over."""
        with self._lock:
            seat.suspended = suspended
            self._tabulate()

    def publish(
        self, seat: Seat, state: SessionState, problem: Optional[SignInProblem] = None
    ) -> None:
        """Set the status of ``seat`` and tell it, unless a sign-in is under way there."""
        with self._lock:
            if seat.course is not None:
                return
            status = seat.status = seat.described(state, problem)
        self._announcer.announce(status)

    def tell_gone(self, seat: Seat) -> None:
        """Tell that whoever was here is gone, before someone else is told of."""
        with self._lock:
            status = seat.status = SessionStatus(seat.platform_id)
        self._announcer.announce(status)

    def _seat(self, platform_id: str) -> Seat:
        if platform_id not in self._seats:
            self._seats[platform_id] = Seat(platform_id, SessionStatus(platform_id))
        return self._seats[platform_id]

    def _tabulate(self) -> None:
        self._table = Table(row for seat in self._seats.values() for row in seat.rows())

    def _step(self, seat: Seat, course: Course, state: SessionState) -> None:
        with self._lock:
            if seat.course is not course:
                return
            status = seat.status = seat.described(state)
        self._announcer.announce(status)

    def _welcome(self, seat: Seat, course: Course, session: Session) -> None:
        """Let ``session`` in, unless the person has called it off meanwhile."""
        with seat.storing:
            with self._lock:
                accepted, alone = not course.cancelled, seat.session is None
                if accepted:
                    someone_else = seat.take(session, course.wish.another)
                    self._tabulate()
            if accepted:
                self._keeping.keep(seat)
        if not accepted:
            if alone:
                session.end(everywhere=False)
            raise SignInFailed(SignInProblemCode.CANCELLED)
        with self._lock:
            seat.course = None
        if someone_else:
            self.tell_gone(seat)
        self.publish(seat, SessionState.SIGNED_IN)

    def _turn_back(self, seat: Seat, course: Course, problem: SignInProblem) -> None:
        """After a sign-in that failed: back to the session that was there, if any."""
        with self._lock:
            if seat.course is course:
                seat.course = None
            alive = seat.session is not None and not seat.suspended
        self.publish(seat, SessionState.SIGNED_IN if alive else SessionState.FAILED, problem)

    def _tell_kept(self, seat: Seat) -> None:
        problem = seat.status.problem
        if problem is not None and problem.code is SignInProblemCode.STORE_LOCKED:
            problem = None  # told again where it still holds
        self.publish(seat, seat.status.state, problem)

    def _revived(self, platform: Platform) -> Optional[Seat]:
        with self._lock:
            seat = self._seat(platform.id)
            if not platform.access or not seat.free:
                return None
        try:
            found = self._keeping.find(platform)
        except StoreLocked as error:
            problem = SignInProblem(SignInProblemCode.STORE_LOCKED, str(error))
            self.publish(seat, SessionState.SIGNED_OUT, problem)
            return None
        except StoreError:
            return None
        if found is None:
            return None
        session = found.session
        with self._lock:
            if not seat.free:
                return None
            seat.resting, seat.kept = found.resting, found.kept
            if session is not None:
                seat.session, seat.suspended = session, session.over()
            self._tabulate()
        if session is None:
            self.publish(seat, SessionState.SIGNED_OUT)
            return None
        self.publish(seat, SessionState.RENEWING if session.due() else SessionState.SIGNED_IN)
        return seat
