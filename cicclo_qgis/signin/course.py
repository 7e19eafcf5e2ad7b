"""One sign-in under way: how far it is, and whether the person has called it off."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import Callable, Iterator, Optional, TypeVar

from cicclo_qgis.signin.browser import Arrival, Browser, Visit, VisitEnd
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.state import SessionState, SignInProblemCode
from cicclo_qgis.signin.text import plain
from cicclo_qgis.signin.wish import NO_WISH, Wish

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_ASK_AGAIN_S = 0.3
_PATIENCE = 30
_ENDINGS = {
    VisitEnd.CANCELLED: SignInProblemCode.CANCELLED,
    VisitEnd.TIMED_OUT: SignInProblemCode.TIMED_OUT,
    VisitEnd.FAILED: SignInProblemCode.BROWSER,
    VisitEnd.ELSEWHERE: SignInProblemCode.CANCELLED,
}


class Course:
    """Handed to a sign-in method; ``cancel`` may come from any thread at any moment."""

    def __init__(
        self,
        browser: Browser,
        platform_name: str,
        tell: Callable[[SessionState], None],
        wish: Wish = NO_WISH,
    ) -> None:
        self.wish = wish
        self._browser = browser
        self._platform_name = platform_name
        self._tell = tell
        self._cancelled = threading.Event()
        self._stop: Optional[Callable[[str], None]] = None

    @property
    def cancelled(self) -> bool:
        """Whether the person has called it off."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Call it off. Returns at once."""
        self._cancelled.set()
        stop = self._stop
        if stop is not None:
            stop(self._platform_name)

    def step(self, state: SessionState) -> None:
        """Say that ``state`` is reached.

        Raises:
            SignInFailed: CANCELLED.
        """
        self._still_wanted()
        self._tell(state)

    def wait(self, event: threading.Event) -> None:
        """Wait for ``event``, for a few seconds at most.

        Raises:
            SignInFailed: CANCELLED.
        """
        for _ in range(_PATIENCE):
            if event.wait(_ASK_AGAIN_S):
                break
            self._still_wanted()

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> None:
        """Show the pages until ``accept`` takes an arrival.

        Raises:
            SignInFailed: CANCELLED, TIMED_OUT or BROWSER.
        """
        self.step(SessionState.WAITING)
        try:
            with self._stoppable(self._browser.cancel):
                outcome = self._browser.visit(visit, accept)
        except SignInFailed:
            raise
        except Exception as error:  # noqa: BLE001 - every end of a visit is a state
            _log.exception("the browser failed")
            raise SignInFailed(SignInProblemCode.BROWSER, type(error).__name__) from None
        self._still_wanted()
        if outcome.end is not VisitEnd.ACCEPTED:
            raise SignInFailed(_ENDINGS[outcome.end], plain(outcome.reason))

    def ask(self, question: Callable[[], _T], stop: Callable[[str], None]) -> _T:
        """Wait for the person's answer to ``question``.

        ``stop``, given the platform's name, makes ``question`` return early, from any thread.

        Raises:
            SignInFailed: CANCELLED.
        """
        self.step(SessionState.WAITING)
        with self._stoppable(stop):
            answer = question()
        self._still_wanted()
        return answer

    @contextmanager
    def _stoppable(self, stop: Callable[[str], None]) -> Iterator[None]:
        """While the person is waited for, ``cancel`` calls ``stop``."""
        ended = threading.Event()
        # What is to stop may hear "cancel" before its window is there: it is told until it ends.
        threading.Thread(
            target=self._insist, args=(ended, stop), name="cicclo-sign-in-cancel", daemon=True
        ).start()
        self._stop = stop
        try:
            yield
        finally:
            self._stop = None
            ended.set()

    def _still_wanted(self) -> None:
        if self._cancelled.is_set():
            raise SignInFailed(SignInProblemCode.CANCELLED)

    def _insist(self, ended: threading.Event, stop: Callable[[str], None]) -> None:
        while not ended.wait(_ASK_AGAIN_S):
            if self._cancelled.is_set():
                stop(self._platform_name)
