"""Signing in: by the way in that the person chose, remembered for this run."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Callable, Dict, Optional

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui.demands import Demands
from cicclo_qgis.gui.desk_protocol import NoticeLevel
from cicclo_qgis.gui.text import plain
from cicclo_qgis.platforms import Access, AccessKind, Platform
from cicclo_qgis.signin import SessionState, SignInProblemCode
from cicclo_qgis.signin.wish import NO_WISH, Demand, Wish

if TYPE_CHECKING:
    from cicclo_qgis.gui.desk import Desk
    from cicclo_qgis.gui.vouching import Vouching
    from cicclo_qgis.host.workers import Workers
    from cicclo_qgis.signin import Sessions


def _tr(text: str) -> str:
    return QCoreApplication.translate("Entering", text)


class _Outcome(Enum):
    """What a sign-in came to. SAME: another account was wanted, and it is the same one."""

    MET = "met"
    SAME = "same"
    FAILED = "failed"


class Entering:
    """Begins sign-ins.

    Args:
        desk: tells what a platform asks for.
        sessions: where sign-ins happen.
        workers: the threads they wait in.
        bring_forward: raises the window or dialog of the platform of that name.
        vouching: asks whether a server that a platform has named may be trusted.
    """

    def __init__(
        self,
        desk: Desk,
        sessions: Sessions,
        workers: Workers,
        bring_forward: Callable[[str], bool],
        vouching: Vouching,
    ) -> None:
        self._desk = desk
        self._sessions = sessions
        self._workers = workers
        self._bring_forward = bring_forward
        self._vouching = vouching
        self._chosen: Dict[str, Access] = {}
        self.demands = Demands()

    def sign_in(
        self, platform: Platform, access: Optional[Access] = None, wish: Wish = NO_WISH
    ) -> None:
        """Open the sign-in window of ``platform``, or bring the open one to the front.

        Without ``access``, by the way that was chosen before, else by the best. What the platform
        has demanded meanwhile is asked for with it.
        """
        if self._sessions.status(platform.id).state.busy:
            self._bring_forward(platform.name)
            return
        demand = None if wish.another else self.demands.pending(platform.id)
        if access is None and demand is not None:
            access = next((a for a in platform.access if a.kind is AccessKind.OIDC), None)
        elif access is not None:
            self._chosen[platform.id] = access
        way = access or self._chosen.get(platform.id)
        if way not in platform.access:
            way = next(iter(platform.access), None)  # the registry has changed since
        if demand is not None:
            wish = Wish(demand=demand)
        insisted = access is not None or wish.another

        def begin() -> None:
            self._workers.run(
                lambda: self._enter(platform, way, wish, insisted),
                lambda outcome: self._entered(platform, wish, outcome),
            )

        self._vouching.then(platform, way, begin)

    def demanded(self, platform_id: str, demand: Demand, by_layer: bool) -> None:
        """A platform asks for more than the session there is: ask the person, once.

        Where the plugin itself has asked, what it was for goes on to the sign-in (``Opening``).
        """
        platform = self._desk.platform(platform_id)
        if platform is None or not self.demands.heard(platform_id, demand):
            return
        if not by_layer or self._sessions.status(platform_id).state.busy:
            return
        text = _tr(
            "{platform} asks you to prove again who you are before it gives this data: with a "
            "stronger sign-in, or a fresh one."
        )
        self._desk.tell(
            NoticeLevel.WARNING,
            text.format(platform=platform.name),
            _tr("Sign in"),
            lambda: self.sign_in(platform),
            holds=lambda: self.demands.pending(platform_id) is not None,
        )

    def forget(self) -> None:
        """Forget which ways were chosen."""
        self._chosen.clear()

    def _entered(self, platform: Platform, wish: Wish, outcome: _Outcome) -> None:
        if outcome is _Outcome.MET and wish.demand is not None:
            self.demands.met(platform.id, wish.demand)
        if outcome is _Outcome.SAME:
            text = _tr(
                "You are signed in to {platform} as {who} again: the browser used still knew that "
                "account. Sign out of it there first, or use the window of QGIS."
            )
            who = plain(self._sessions.status(platform.id).who, 80)
            self._desk.tell(NoticeLevel.INFO, text.format(platform=platform.name, who=who))

    def _enter(
        self, platform: Platform, way: Optional[Access], wish: Wish, insisted: bool
    ) -> _Outcome:
        """Worker thread."""
        status = self._sessions.status(platform.id)
        unread = status.state is SessionState.SIGNED_OUT and status.problem is not None
        if unread and not insisted:
            # The store could not be read when QGIS started; it may have been unlocked since.
            self._sessions.restore([platform])
            if self._sessions.status(platform.id).state.usable:
                return _Outcome.MET
        before = self._active(platform)
        status = self._sessions.sign_in(platform, way, wish)
        problem = status.problem.code if status.problem is not None else None
        if not status.state.usable or problem not in (None, SignInProblemCode.STORE_LOCKED):
            return _Outcome.FAILED
        if wish.another and before is not None and self._active(platform) == before:
            return _Outcome.SAME
        return _Outcome.MET

    def _active(self, platform: Platform) -> Optional[str]:
        accounts = self._sessions.accounts.of(platform.id)
        return next((one.account for one in accounts if one.active), None)
