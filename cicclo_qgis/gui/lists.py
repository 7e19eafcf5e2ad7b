"""What each platform has listed so far, and how far its list is."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Callable, Dict, Optional, Tuple

from cicclo_qgis.catalogue import (
    Batch,
    Entry,
    Event,
    Failed,
    Finished,
    Probed,
    Started,
    Stopped,
)
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.gui.desk_protocol import Listing, ListingState
from cicclo_qgis.ogcapi import ProblemCode

_WAITING = Listing(ListingState.WAITING)

Changed = Callable[[str], None]


class Lists:
    """GUI thread only.

    Args:
        state_changed: hears the platform whose ``Listing`` is another now.
        entries_changed: hears the platform whose entries are others now.
    """

    def __init__(self, state_changed: Changed, entries_changed: Changed) -> None:
        self._state_changed = state_changed
        self._entries_changed = entries_changed
        self._listings: Dict[str, Listing] = {}
        self._entries: Dict[str, Dict[str, Entry]] = {}
        self._ended: Dict[str, int] = {}

    def listener(
        self, hear: Callable[[Event], None], in_gui: Callable[[Callable[[], None]], object]
    ) -> Callable[[Event], None]:
        """What the harvest tells its events to, in any thread; ``hear`` has them in the GUI's.

        An event that was on its way when the session ended tells what only that session saw.
        """

        def tell(event: Event) -> None:
            """From any thread: heard in the GUI thread, unless the session has ended by then."""
            name = event.platform_id
            ended = self._ended.get(name, 0)

            def deliver() -> None:
                if self._ended.get(name, 0) == ended:
                    hear(event)

            in_gui(deliver)

        return tell

    def signed_out(self, platform_id: str) -> None:
        """Forget what the session there could see, and with it all that came beside.

        What strangers were given is recalled, and asked for again.
        """
        self._ended[platform_id] = self._ended.get(platform_id, 0) + 1
        if self._entries.pop(platform_id, None):
            self._listings[platform_id] = replace(self.listing(platform_id), when=None)
            self._entries_changed(platform_id)

    def listing(self, platform_id: str) -> Listing:
        """How far that platform's list is."""
        return self._listings.get(platform_id, _WAITING)

    def entries(self, platform_id: str) -> Tuple[Entry, ...]:
        """The collections known so far."""
        return tuple(self._entries.get(platform_id, {}).values())

    def entry(self, platform_id: str, collection_id: str) -> Optional[Entry]:
        """One collection, or None when the list (no longer) holds it."""
        return self._entries.get(platform_id, {}).get(collection_id)

    def drop(self, platform_id: str) -> None:
        """Know nothing more of that platform."""
        self._listings.pop(platform_id, None)
        self._entries.pop(platform_id, None)

    def take_state(self, platform_id: str, state: ListingState) -> None:
        """The list is in another state, and of the same day as before."""
        before = self.listing(platform_id)
        self._listings[platform_id] = now = Listing(state, when=before.when)
        # A refresh has told already what the harvest tells as it begins.
        if now != before:
            self._state_changed(platform_id)

    def recalled(self, listed: Listed) -> None:
        """The last list stands in for a platform until it answers, and when it does not."""
        name, before = listed.platform_id, self.listing(listed.platform_id)
        if before.state is ListingState.LOADED:
            return
        newer = self._entries.get(name, {}) if before.when is None else {}
        self._entries[name] = {**{e.collection.id: e for e in listed.entries}, **newer}
        self._listings[name] = replace(before, when=listed.when)
        self._entries_changed(name)
        self._state_changed(name)

    def heard(self, event: Event) -> None:
        """Take what the harvest has told."""
        platform_id = event.platform_id
        known = self._entries.setdefault(platform_id, {})
        if isinstance(event, Started):
            self.take_state(platform_id, ListingState.WAITING)
        elif isinstance(event, Stopped):
            self.take_state(platform_id, ListingState.STOPPED)
        elif isinstance(event, Batch):
            known.update((entry.collection.id, entry) for entry in event.entries)
            self._entries_changed(platform_id)
        elif isinstance(event, Finished):
            self._entries[platform_id] = {e.collection.id: e for e in event.entries}
            self._listings[platform_id] = Listing(ListingState.LOADED, when=time.time())
            self._entries_changed(platform_id)
            self._state_changed(platform_id)
        elif isinstance(event, Failed):
            self._failed(event, known)
        elif isinstance(event, Probed) and event.entry.collection.id in known:
            known[event.entry.collection.id] = event.entry
            self._entries_changed(platform_id)

    def _failed(self, event: Failed, known: Dict[str, Entry]) -> None:
        name = event.platform_id
        when = self.listing(name).when
        self._listings[name] = Listing(ListingState.FAILED, event.problem, when)
        if event.problem.code is ProblemCode.NO_COLLECTIONS and known:
            # An empty list is an answer: what only a session could see is gone with it.
            known.clear()
            self._entries_changed(name)
        self._state_changed(name)
