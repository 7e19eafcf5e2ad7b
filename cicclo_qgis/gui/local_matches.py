"""Rows searched here and not by the index, which does not hold them yet: a few at a time.

Looking through the words of a collection for the first time costs what a thousand comparisons do:
of tens of thousands of rows that have just come in, that is more than a person can be kept waiting.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence, Tuple

from cicclo_qgis.catalogue import facets
from cicclo_qgis.catalogue.index_answer import Search
from cicclo_qgis.catalogue.index_groups import Grouping
from cicclo_qgis.catalogue.index_words import CALLED, LAST, Term, Wanted
from cicclo_qgis.platforms.model import Platform

if TYPE_CHECKING:
    from cicclo_qgis.gui.tree_nodes import Row

# Beside twice as many as are shown, so many matches are ranked.
_RANKED = 200
# Between two looks at the clock.
_AT_ONCE = 16

Order = Tuple[int, str, str, str]
"""Rank, title, platform and id of a row: the least comes first."""
Ranked = Tuple[Order, "Row"]


def order_of(row: Row, wanted: Wanted) -> Order:
    """How obvious a row is; ``wanted``: what is to be found beside its platform's name."""
    platform_id, name = row.key
    named = row.named
    if not wanted:
        return 0, named, platform_id, name
    rank = wanted.title_rank(named)
    if rank == LAST:
        rank = wanted.rank(named, row.keywords, row.name, name)
    elif rank > CALLED and wanted.is_called(name):
        rank = CALLED
    return rank, named, platform_id, name


class Digest:
    """The rows found on one platform, as headings of another kind take them.

    ``every``: all of them. ``by_theme``: of each keyword; ``by_themes``: of each set of keywords;
    ``labels``: keywords as they were written.
    """

    def __init__(self, wanted: Wanted, themed: bool) -> None:
        self._wanted = wanted
        self._themed = themed
        self.every: List[Ranked] = []
        self.by_theme: Dict[str, List[Ranked]] = {}
        self.by_themes: Dict[Tuple[str, ...], List[Ranked]] = {}
        self.labels: Dict[str, str] = {}

    def add(self, row: Row) -> None:
        """Take one more."""
        ranked = (order_of(row, self._wanted), row)
        self.every.append(ranked)
        if self._themed:
            themes = row.themes
            self.by_themes.setdefault(tuple(key for key, _ in themes), []).append(ranked)
            for key, label in themes:
                self.by_theme.setdefault(key, []).append(ranked)
                self.labels.setdefault(key, label)


class LocalMatches:
    """Those of a platform's ``rows``, which are in the order of their titles, that pass ``search``.

    ``text``: the ``spaced`` name of the platform, by which each of its rows is found. ``whole``:
    whether all have been looked at. ``digest``: what was found, where ``search`` wants other
    headings than platforms.
    """

    def __init__(
        self, rows: List[Row], search: Search, wanted: Wanted, platform: Platform, text: str
    ) -> None:
        self.search = search
        self._wanted = wanted.beside(text)
        self._territory = platform.territory
        self._among = rows
        self._next = 0
        self._all = not self._wanted and not search.narrowed
        self._rows: List[Row] = rows if self._all else []
        self.digest: Optional[Digest] = None
        if search.by is not Grouping.PLATFORM:
            # Rows that only their platform's name finds come last.
            self.digest = Digest(self._wanted or wanted, search.by is Grouping.THEME)
        elif self._all:
            self._next = len(rows)

    @property
    def left(self) -> int:
        """How many rows have not been looked at."""
        return max(0, len(self._among) - self._next)

    @property
    def whole(self) -> bool:
        """See the class."""
        return not self.left

    def go_on(self, until: float) -> bool:
        """Look at more rows until that ``time.perf_counter()``; whether it is ``whole`` now."""
        while self.left:
            found: Sequence[Row] = self._among[self._next : self._next + _AT_ONCE]
            self._next += _AT_ONCE
            if not self._all:
                found = self._passing(found)
                self._rows += found
            if self.digest is not None:
                for row in found:
                    self.digest.add(row)
            if time.perf_counter() > until:
                break
        return self.whole

    def _passing(self, rows: Sequence[Row]) -> Sequence[Row]:
        search = self.search
        if search.narrowed:
            rows = [row for row in rows if facets.passes(row.entry, self._territory, search)]
        for term in self._wanted.terms:
            rows = _holding(rows, term)
        return rows

    def __len__(self) -> int:
        return len(self._rows)

    def first(self, limit: int) -> List[Row]:
        """See ``Matches``. Of far more rows than are shown, not all are ranked."""
        if not self._wanted:
            return self._rows[:limit]
        ranked: Dict[int, List[Row]] = {}
        for row in self._rows[: 2 * limit + _RANKED]:
            rank = self._wanted.rank(row.named, row.keywords, row.name, row.id)
            ranked.setdefault(rank, []).append(row)
        return [row for rank in sorted(ranked) for row in ranked[rank]][:limit]

    def holds(self, collection_id: str) -> bool:
        """See ``Matches``."""
        return any(row.id == collection_id for row in self._rows)


def _holding(rows: Sequence[Row], term: Term) -> Sequence[Row]:
    """The rows that hold ``term``, as ``Index.search`` finds them."""
    needle, others = term.needles[0], len(term.needles) > 1
    if term.is_letter:
        return [row for row in rows if row.named.startswith(needle)]
    if term.in_heading_only:
        return [row for row in rows if term.within(row.heading)]
    if others:
        return [row for row in rows if needle in row.text or term.within(row.text)]
    return [row for row in rows if needle in row.text]
