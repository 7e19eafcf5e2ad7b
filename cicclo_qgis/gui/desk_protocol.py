"""What the dock asks of the plugin, and what it is told: the one door between drawing and doing.

Everything here is called, and calls back, in the GUI thread, and returns at once: an
implementation does its work elsewhere and tells the dock through the signals.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Callable, Optional, Protocol, Sequence, Tuple

from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui.lasting import Holds
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.platforms.model import Access, Platform
from cicclo_qgis.signin.state import SessionStatus

if TYPE_CHECKING:
    from cicclo_qgis.gui.accounts import Accounts
    from cicclo_qgis.gui.keeping import Keeping
    from cicclo_qgis.host.loading import Loading
    from cicclo_qgis.transfer.model import Options

Download = Callable[[str, str, Optional["Options"]], None]
"""Opens what makes a copy: platform, collection, and what is chosen beforehand."""

Meant = Callable[[Sequence[Tuple[str, str]], str], None]
"""Hears platform and id of each collection that an address means. Where it means none because a
record is closed: the platform whose session decides on it, else ""."""

FindAddress = Callable[[str, Meant, object], None]
"""Takes the address, who hears of it later, and where it is typed: what is typed on there overtakes
it."""


class ListingState(str, Enum):
    """How far the list of one platform's collections is.

    STOPPED: the person did not wait for the answer; entries known from before may be shown.
    """

    WAITING = "waiting"
    LOADED = "loaded"
    FAILED = "failed"
    STOPPED = "stopped"


class Problem(Protocol):
    """Why something did not work. ``ogcapi.errors.OgcApiError`` fulfils it as it is."""

    @property
    def code(self) -> ProblemCode:
        """Which of the known reasons; ``gui.sentences`` holds one sentence for each."""

    @property
    def detail(self) -> str:
        """The server's own words as plain text, or empty. Never a secret."""


@dataclass(frozen=True)
class Listing:
    """The state of one platform's list.

    ``problem`` is set in state FAILED; entries known from before may still be shown then.
    ``when``: seconds since the epoch the entries were read at; None when never.
    """

    state: ListingState
    problem: Optional[Problem] = None
    when: Optional[float] = None


class NoticeLevel(str, Enum):
    """How a notice is shown."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Notice:
    """One plain sentence for the person, with at most one thing to do about it.

    ``text`` and ``action_label`` are already in the person's language, and plain text.
    ``session_of``: the platform whose sign-in it asks for. It goes as soon as there is a session,
    and the next of that platform takes its place.
    ``holds``: whether it is still so (``lasting.Holds``): when it is not, the notice goes.
    """

    level: NoticeLevel
    text: str
    action_label: str = ""
    action: Optional[Callable[[], None]] = None
    session_of: str = ""
    holds: Optional[Holds] = None


@dataclass(frozen=True)
class Addition:
    """How "add a platform" ended: either ``platform_id`` or ``problem`` is set.

    Code CANCELLED means that the person stopped it. A platform known already is no problem:
    ``platform_id`` is then its own and ``known`` is true.
    """

    platform_id: str = ""
    known: bool = False
    problem: Optional[Problem] = None


class Desk(Protocol):
    """The use cases behind the dock.

    A ``QObject`` with three signals:

    * ``platform_changed(str)``: the listing or the session of that platform changed, or the
      platform came or went (compare with ``platforms()``).
    * ``entries_changed(str)``: ``entries()`` of that platform changed (more, fewer, or other
      padlocks).
    * ``notice(object)``: a ``Notice`` to show in QGIS's message bar.
    """

    # Bound signals: no type of theirs is common to PyQt5 and PyQt6.
    platform_changed: Any
    entries_changed: Any
    notice: Any

    download: Optional[Download]
    """Makes a copy of a collection; None where copies cannot be made."""

    add_with_options: Optional[Callable[[str, str], None]]
    """Asks which part of a collection to load; None where nobody can be asked."""

    accounts: Accounts
    """The accounts of each platform."""

    keeping: Keeping
    """Favourites, recent ones and saved searches."""

    find_address: Optional[FindAddress]
    """Finds the collections an address means; None where that cannot be."""

    def platforms(self) -> Sequence[Platform]:
        """Every platform, in the order they are shown."""

    def listing(self, platform_id: str) -> Listing:
        """How far that platform's list is."""

    def entries(self, platform_id: str) -> Tuple[Entry, ...]:
        """The collections known so far; they may grow while the listing is WAITING."""

    def entry(self, platform_id: str, collection_id: str) -> Optional[Entry]:
        """One collection, or None when the list (no longer) holds it. Any thread."""

    def find(self, search: Search) -> Optional[Answer]:
        """Find in the index of all platforms; None when it cannot be asked. Blocks; any thread."""

    def session(self, platform_id: str) -> SessionStatus:
        """Who is signed in there, or how far a sign-in is."""

    def search(
        self, search: Search, done: Callable[[Optional[Answer]], None], asker: object = None
    ) -> None:
        """Find in the index of all platforms.

        ``done`` is called once, in the GUI thread; with None when the index cannot be asked, and
        not at all when ``asker``, which is hashable, has begun another search meanwhile.
        """

    def refresh(self, platform_id: Optional[str] = None) -> None:
        """Ask that platform, or all of them, for their collections again."""

    def stop_refresh(self) -> None:
        """Wait for no more lists: those that have not come are STOPPED; what was told stays."""

    def sign_in(self, platform_id: str, access: Optional[Access] = None) -> None:
        """Open the sign-in window of that platform; a second call while busy does nothing.

        ``access``: the way in that the person chose; None for the one chosen before, or the best.
        """

    def cancel_sign_in(self, platform_id: str) -> None:
        """Stop a sign-in under way."""

    def sign_out(self, platform_id: str, everywhere: bool) -> None:
        """Forget the session; ``everywhere`` also ends it at the platform and at ProConnect."""

    def renew(self, platform_id: str) -> None:
        """Ask the platform for a new credential now, before it is due."""

    def forget_everything(self) -> None:
        """Sign out of all platforms on this computer, and drop the sign-in window's cookies."""

    def look_at(self, platform_id: str, collection_id: str) -> None:
        """The person looks at a collection: find out what it holds, when that is not known.

        ``entries_changed`` follows when there is something new. Cheap to call again.
        """

    def add_to_map(
        self, platform_id: str, collection_id: str, loading: Optional[Loading] = None
    ) -> None:
        """Open the collection as a layer, after a sign-in where one is needed.

        ``loading``: which part of it, and how; None for all of it, as it comes.
        """

    def tell(
        self,
        level: NoticeLevel,
        text: str,
        action_label: str = "",
        action: Optional[Callable[[], None]] = None,
        session_of: str = "",
        holds: Optional[Holds] = None,
    ) -> None:
        """Show one sentence in QGIS's message bar (see ``Notice``)."""

    def load_again(self, layer_id: str) -> None:
        """Have a live layer ask its platform for its features anew."""

    def add_platform(self, address: str, done: Callable[[Addition], None]) -> Callable[[], None]:
        """Find the landing page behind whatever was copied, and keep the platform.

        ``done`` is called once, in the GUI thread, later than this returns. Returns "cancel",
        which may be called at any time, also after the end.
        """

    def remove_platform(self, platform_id: str) -> None:
        """Forget a platform the person has added (``Origin.USER``)."""
