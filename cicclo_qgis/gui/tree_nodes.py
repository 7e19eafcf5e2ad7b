"""The rows of the list before they are rows: a platform, its collections, and what matches."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui.desk_protocol import Listing, ListingState
from cicclo_qgis.gui.text import fold, plain
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.state import SessionStatus


@dataclass(frozen=True)
class Row:
    """One collection, ready to be shown and searched. ``text`` and ``heading`` are folded."""

    entry: Entry
    title: str
    subtitle: str
    text: str
    heading: str

    @property
    def id(self) -> str:
        """The collection's id, unique on its platform."""
        return self.entry.collection.id


def row_of(entry: Entry, platform_text: str) -> Row:
    """Make a row; ``platform_text`` is the folded text every row of the platform is found by."""
    collection = entry.collection
    title = plain(collection.title, 300) or collection.id
    description = plain(collection.description, 2000)
    heading = fold(f"{title} {collection.id}")
    rest = fold(" ".join((description, *collection.keywords)))
    subtitle = description[:200] if description and description != title else collection.id
    return Row(entry, title, subtitle, f"{heading} {rest} {platform_text}", heading)


class PlatformNode:
    """One platform with its state, all its rows, and those that match and are shown."""

    def __init__(
        self, serial: int, platform: Platform, listing: Listing, session: SessionStatus
    ) -> None:
        self.serial = serial
        self.platform = platform
        self.listing = listing
        self.session = session
        self.text = fold(f"{plain(platform.name)} {plain(platform.territory)}")
        self.rows: List[Row] = []
        self.matching: List[Row] = []
        self.shown: List[Row] = []
        self.limit = 0

    @property
    def waiting(self) -> bool:
        """Whether its answer is awaited."""
        return self.listing.state is ListingState.WAITING

    @property
    def failed(self) -> bool:
        """Whether it could not be listed."""
        return self.listing.state is ListingState.FAILED

    def take(self, rows: List[Row]) -> None:
        """Replace the rows; they are kept in the order of their titles."""
        self.rows = sorted(rows, key=lambda row: row.heading)

    def match(self, words: Tuple[str, ...], narrowing: bool) -> List[Row]:
        """Find the rows that hold every word, and return those to show, best first.

        ``narrowing``: the words hold those of the last time, so only what matched then can match.
        """
        if not words:
            self.matching = self.rows
            return self.rows[: self.limit]
        pool = self.matching if narrowing else self.rows
        for word in words:
            pool = [row for row in pool if word in row.text]
        self.matching = pool
        return self._best_first(words)

    def named_by(self, words: Tuple[str, ...]) -> bool:
        """Whether the platform itself is what is looked for."""
        return all(word in self.text for word in words)

    def _best_first(self, words: Tuple[str, ...]) -> List[Row]:
        """Rows found by their title or id before those found by their description."""
        named: List[Row] = []
        others: List[Row] = []
        own = [word for word in words if word not in self.text]
        for row in self.matching:
            heading = row.heading
            for word in own:
                if word not in heading:
                    others.append(row)
                    break
            else:
                named.append(row)
                if len(named) == self.limit:
                    return named
        return (named + others)[: self.limit]


class Reading:
    """Turns the entries of one platform into rows, a little at a time.

    Folding the text of thousands of collections takes longer than one frame. Rows of entries
    that did not change are taken over as they are.
    """

    def __init__(self, node: PlatformNode, entries: Sequence[Entry]) -> None:
        self.node = node
        self.rows: List[Row] = []
        self._entries = iter(entries)
        self._known = {row.id: row for row in node.rows}

    def go_on(self, until: float) -> bool:
        """Read until that ``time.perf_counter()``; whether the end was reached."""
        for entry in self._entries:
            known = self._known.get(entry.collection.id)
            same = known is not None and known.entry == entry
            self.rows.append(known if known and same else row_of(entry, self.node.text))
            if time.perf_counter() > until:
                return False
        return True


def row_number(rows: Sequence[Row], collection_id: str) -> Optional[int]:
    """Where a collection stands among ``rows``."""
    for number, row in enumerate(rows):
        if row.id == collection_id:
            return number
    return None
