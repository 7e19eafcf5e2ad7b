"""One sign-in under way: how far it is, and whether the person has called it off."""

from __future__ import annotations

import logging
import threading
from typing import Callable

from cicclo_qgis.signin.browser import Arrival, Browser, Visit, VisitEnd
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.state import SessionState, SignInProblemCode
from cicclo_qgis.signin.text import plain

_log = logging.getLogger(__name__)
_ASK_AGAIN_S = 0.3
_ENDINGS = {
    VisitEnd.CANCELLED: SignInProblemCode.CANCELLED,
    VisitEnd.TIMED_OUT: SignInProblemCode.TIMED_OUT,
    VisitEnd.FAILED: SignInProblemCode.BROWSER,
}


class Course:
    """Handed to a sign-in method; ``cancel`` may come from any thread at any moment."""

    def __init__(
        self, browser: Browser, platform_name: str, tell: Callable[[SessionState], None]
    ) -> None:
        self._browser = browser
        self._platform_name = platform_name
        self._tell = tell
        self._cancelled = threading.Event()
        self._visiting = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the person has called it off."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Call it off. Returns at once."""
        self._cancelled.set()
        if self._visiting.is_set():
            self._browser.cancel(self._platform_name)

    def step(self, state: SessionState) -> None:
        """Say that ``state`` is reached.

        Raises:
            SignInFailed: CANCELLED.
        """
        if self._cancelled.is_set():
            raise SignInFailed(SignInProblemCode.CANCELLED)
        self._tell(state)

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> None:
        """Show the pages until ``accept`` takes an arrival.

        Raises:
            SignInFailed: CANCELLED, TIMED_OUT or BROWSER.
        """
        self.step(SessionState.WAITING)
        ended = threading.Event()
        # The browser may hear "cancel" before its window is there: it is told until it ends.
        threading.Thread(
            target=self._insist, args=(ended,), name="cicclo-sign-in-cancel", daemon=True
        ).start()
        self._visiting.set()
        try:
            outcome = self._browser.visit(visit, accept)
        except SignInFailed:
            raise
        except Exception as error:  # noqa: BLE001 - every end of a visit is a state
            _log.exception("the browser failed")
            raise SignInFailed(SignInProblemCode.BROWSER, type(error).__name__) from None
        finally:
            self._visiting.clear()
            ended.set()
        if self._cancelled.is_set():
            raise SignInFailed(SignInProblemCode.CANCELLED)
        if outcome.end is not VisitEnd.ACCEPTED:
            raise SignInFailed(_ENDINGS[outcome.end], plain(outcome.reason))

    def _insist(self, ended: threading.Event) -> None:
        while not ended.wait(_ASK_AGAIN_S):
            if self._cancelled.is_set():
                self._browser.cancel(self._platform_name)
