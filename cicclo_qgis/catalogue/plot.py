"""What the harvest knows of one platform, and the guard that keeps late answers out."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Callable, Dict, Iterator, List, Optional, Set, Tuple

import requests

from cicclo_qgis.catalogue.events import Event, Failed, Finished, Stopped
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.catalogue.padlocks import Known
from cicclo_qgis.ogcapi.model import Collection, ItemKind
from cicclo_qgis.platforms.model import Platform

LOG = logging.getLogger("cicclo.catalogue")

Listener = Callable[[Event], None]


@dataclass(frozen=True)
class Turn:
    """One refresh of one platform: only the newest turn may speak."""

    number: int
    signed_in: bool


def _place(platform: Platform) -> Tuple[object, ...]:
    """Where the list of a platform comes from: what was learnt of another place is void."""
    return (platform.landing, platform.wfs, platform.private_wfs, platform.catalogue)


class Plot:
    """One platform's part of the harvest. Its lock is held while the listener hears of it.

    So events of one platform come one after the other, and none of an older turn comes after one
    of a newer turn. The listener must be quick and must not wait for another thread.
    """

    def __init__(
        self,
        platform: Platform,
        listener: Listener,
        signed_in: Callable[[str], bool],
        stopped: threading.Event,
    ) -> None:
        self.lock = threading.RLock()
        self.known = Known()
        self.entries: Dict[str, Entry] = {}
        self.probing: Set[str] = set()
        # What a stranger was given last; asked of the index before the first list of a run.
        self.remembered: Optional[Listed] = None
        self.was_recalled = False
        self._platform = platform
        self._kinds: Dict[str, ItemKind] = {}
        self._listener = listener
        self._signed_in = signed_in
        self._stopped = stopped
        self._turn = Turn(0, False)
        self._told_end_of = 0
        self._sessions: Dict[int, List[requests.Session]] = {}

    @property
    def platform(self) -> Platform:
        """The platform as last handed in."""
        with self.lock:
            return self._platform

    @property
    def turn(self) -> Turn:
        """The newest turn."""
        with self.lock:
            return self._turn

    def is_signed_in(self) -> bool:
        """Whether requests to the platform go out with a credential now."""
        return self._signed_in(self._platform.id)

    def begin(self, platform: Platform) -> Turn:
        """Start a newer turn: all older ones fall silent."""
        with self.lock:
            if _place(platform) != _place(self._platform):
                self.known = Known()
                self._kinds.clear()
                self.entries.clear()
            self.known.forget_session()
            self._platform = platform
            self._turn = Turn(self._turn.number + 1, self.is_signed_in())
            self._let_go()
            return self._turn

    def interruption(self) -> Callable[[], None]:
        """What ends the turn of this moment, if its end was not told yet. Does not wait here."""
        turn = self._turn

        def interrupt() -> None:
            with self.lock:
                if self.is_over(turn) or self._told_end_of == turn.number:
                    return
                self.end()
                self._say(Stopped(self._platform.id))

        return interrupt

    def end(self) -> None:
        """Let no turn speak any more."""
        with self.lock:
            self._turn = Turn(self._turn.number + 1, False)
            self._told_end_of = self._turn.number
            self._let_go()

    @contextmanager
    def session(
        self, turn: Turn, http: Callable[[], requests.Session]
    ) -> Iterator[requests.Session]:
        """A session for ``turn``, closed at its end; where the transport can, at once then."""
        session = http()
        with self.lock:
            self._sessions.setdefault(turn.number, []).append(session)
        try:
            yield session
        finally:
            with self.lock:
                mine = self._sessions.get(turn.number, [])
                if session in mine:
                    mine.remove(session)
            session.close()

    def _let_go(self) -> None:
        """Close the sessions of turns that are over: whoever waits there need not wait on."""
        over = [number for number in self._sessions if number != self._turn.number]
        for number in over:
            for session in self._sessions.pop(number):
                session.close()

    def is_over(self, turn: Turn) -> bool:
        """Whether ``turn`` may no longer speak. Never blocks: asked between two reads."""
        return self._stopped.is_set() or self._turn.number != turn.number

    def tell(self, turn: Turn, event: Event) -> bool:
        """Tell the listener, if ``turn`` is still the newest; returns whether it was told."""
        with self.lock:
            if self.is_over(turn):
                return False
            if isinstance(event, (Finished, Failed)):
                self._told_end_of = turn.number
            self._say(event)
            return True

    def _say(self, event: Event) -> None:
        try:
            self._listener(event)
        except Exception:
            # A listener that fails must not take the harvest with it.
            LOG.exception("a listener failed on %s", type(event).__name__)

    def learn_kind(self, collection_id: str, kind: ItemKind) -> None:
        """Keep what a try told of the items, for the lists to come."""
        if kind is not ItemKind.UNKNOWN:
            self._kinds[collection_id] = kind

    def with_kind(self, collection: Collection) -> Collection:
        """``collection`` with what an earlier try told of its items."""
        kind: Optional[ItemKind] = self._kinds.get(collection.id)
        return collection if kind is None else replace(collection, item_kind=kind)

    def entry(self, collection_id: str) -> Optional[Entry]:
        """The entry of that identifier in the newest list."""
        with self.lock:
            return self.entries.get(collection_id)
