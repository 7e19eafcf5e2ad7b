"""Signing in: by the way in that the person chose, remembered for this run."""

from __future__ import annotations

from typing import Callable, Dict, Optional

from cicclo_qgis.host.workers import Workers
from cicclo_qgis.platforms import Access, Platform
from cicclo_qgis.signin import Sessions, SessionState


class Entering:
    """Begins sign-ins.

    Args:
        sessions: where they happen.
        workers: the threads they wait in.
        bring_forward: raises the window or dialog of the platform of that name.
    """

    def __init__(
        self, sessions: Sessions, workers: Workers, bring_forward: Callable[[str], bool]
    ) -> None:
        self._sessions = sessions
        self._workers = workers
        self._bring_forward = bring_forward
        self._chosen: Dict[str, Access] = {}

    def sign_in(self, platform: Platform, access: Optional[Access] = None) -> None:
        """Open the sign-in window of ``platform``, or bring the open one to the front.

        Without ``access``, by the way that was chosen before, else by the best.
        """
        if self._sessions.status(platform.id).state.busy:
            self._bring_forward(platform.name)
            return
        if access is not None:
            self._chosen[platform.id] = access
        way = self._chosen.get(platform.id)
        if way not in platform.access:
            way = None  # the registry has changed since
        self._workers.run(lambda: self._enter(platform, way, access is not None))

    def forget(self) -> None:
        """Forget which ways were chosen."""
        self._chosen.clear()

    def _enter(self, platform: Platform, way: Optional[Access], insisted: bool) -> None:
        """Worker thread."""
        status = self._sessions.status(platform.id)
        unread = status.state is SessionState.SIGNED_OUT and status.problem is not None
        if unread and not insisted:
            # The store could not be read when QGIS started; it may have been unlocked since.
            self._sessions.restore([platform])
            if self._sessions.status(platform.id).state.usable:
                return
        self._sessions.sign_in(platform, way)
