"""What is said of a session in QGIS's message bar: why it is not there, where it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, List

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.desk_protocol import ListingState, NoticeLevel
from cicclo_qgis.gui.lasting import same_session
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.signin.state import SessionState, SessionStatus, SignInProblemCode
from cicclo_qgis.signin.stores.memory import MemoryStore

if TYPE_CHECKING:
    from cicclo_qgis.gui.desk import Desk


def _tr(text: str) -> str:
    return QCoreApplication.translate("Desk", text)


class SessionNotices:
    """Says each thing once."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk = desk
        self._settings = settings
        self._told_unkept = False

    def second_thoughts(self, status: SessionStatus) -> None:
        """A sign-in failed, and the session from before lives on: say why it failed."""
        quiet = (SignInProblemCode.CANCELLED, SignInProblemCode.STORE_LOCKED)
        if status.problem is not None and status.problem.code not in quiet:
            self.explain(status, [])

    def explain(self, status: SessionStatus, wanted: List[str]) -> bool:
        """Say why a session is not there, with the way back to what the person was doing.

        False when there is nothing to explain.
        """
        problem = status.problem
        if problem is None or status.state is SessionState.SIGNED_OUT:
            return False
        platform_id = status.platform_id

        def again() -> None:
            for collection_id in wanted:
                self._desk.add_to_map(platform_id, collection_id)
            if not wanted:
                self._desk.sign_in(platform_id)

        quiet = (SignInProblemCode.CANCELLED, SignInProblemCode.SESSION_ENDED)
        level = NoticeLevel.INFO if problem.code in quiet else NoticeLevel.WARNING
        platform = self._desk.platform(platform_id)
        # French puts a no-break space before the colon.
        text = _tr("{platform}: {sentence}").format(
            platform=platform_id if platform is None else platform.name,
            sentence=sentences.sign_in_problem(problem),
        )
        # One that failed beside a session that lives on is no question of having one.
        asks = "" if status.state.usable else platform_id
        holds = None if asks else same_session(self._desk, platform_id)
        self._desk.tell(level, text, _tr("Sign in"), again, asks, holds)
        return True

    def list_lost(self, platform_id: str) -> None:
        """Say that the list of strangers, which comes back at a sign-out, cannot be read."""
        platform = self._desk.platform(platform_id)
        if platform is None:
            return
        text = _tr(
            "You are signed out of {platform}, and what only you could see has left the list. The "
            "last public list in your profile cannot be read now: the platform is asked for it."
        )
        desk, loaded = self._desk, ListingState.LOADED
        self._desk.tell(
            NoticeLevel.WARNING,
            text.format(platform=platform.name),
            holds=lambda: desk.listing(platform_id).state is not loaded,
        )

    def say_where_kept(self, status: SessionStatus) -> None:
        """Say once that sessions will not outlive QGIS, unless the person has chosen so."""
        lasting = status.kept_in != MemoryStore.name
        if lasting or self._told_unkept or not self._settings.keep_sessions:
            return
        self._told_unkept = True
        text = _tr(
            "You are signed in for this run of QGIS only: this computer's password store is "
            "locked or missing. The next start asks you to sign in again."
        )
        session = same_session(self._desk, status.platform_id)
        self._desk.tell(NoticeLevel.WARNING, text, holds=session)
