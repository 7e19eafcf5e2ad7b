"""What was found, under headings: territories, keywords, or none at all."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from enum import Enum
from itertools import compress
from typing import Dict, FrozenSet, Iterable, Iterator, List, Mapping, Sequence, Tuple

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_found import Found
from cicclo_qgis.catalogue.index_names import Names
from cicclo_qgis.catalogue.index_ranking import Numbers, Ranking, Some
from cicclo_qgis.catalogue.index_themes import Keywords, counted
from cicclo_qgis.catalogue.index_words import Wanted, fold

MOST_THEMES = 200
FIRST_ROWS = 24
"""So many rows of a search are shown at first: more than are in sight."""
NO_THEME = ""
"""The heading of rows without keywords."""
OTHER_THEMES = "\n"
"""The heading of rows none of whose keywords has a heading of its own."""


def rows_at_first(groups: int) -> int:
    """How many rows are shown under each of so many headings before somebody scrolls."""
    return max(12, 240 // max(1, groups))


class Grouping(str, Enum):
    """By what the list has headings."""

    PLATFORM = "platform"
    TERRITORY = "territory"
    THEME = "theme"
    NONE = "none"


class Groups:
    """The headings and, as far as they are looked at, what stands under them.

    A row stands under each of its keywords. ``counts``: how many rows there are under each
    heading, in the order of the headings: a territory's name, a folded keyword, "" for all.
    """

    def __init__(self, by: Grouping, parts: Sequence[Found], wanted: Wanted, names: Names) -> None:
        self._parts = parts
        self._wanted = wanted
        self._names = names
        self._rankings: Dict[str, Ranking] = {}
        self._left: Dict[str, Wanted] = {}
        self._by = by
        self._themes: FrozenSet[str] = frozenset()
        self._platforms: Dict[str, List[str]] = {}
        self.counts: Mapping[str, int] = (
            self._by_theme() if by is Grouping.THEME else self._by_platform(by)
        )

    def best(self, key: str, limit: int) -> List[Tuple[str, str]]:
        """Platform and id of the most obvious collections under a heading, the best first."""
        if key not in self._rankings:
            themed = self._by is Grouping.THEME
            blocks = self._tagged(key) if themed else self._of(key)
            self._rankings[key] = Ranking(blocks, self.counts[key])
        return self._rankings[key].first(limit)

    def prepare(self, rows: int = FIRST_ROWS) -> None:
        """Rank beforehand what is shown first: mostly the rows of the first heading alone."""
        for key, count in self.counts.items():
            if rows > 0:
                self.best(key, FIRST_ROWS)
                rows -= min(count, FIRST_ROWS)

    # -- by platform: of one territory, or all ----------------------------------------------

    def _by_platform(self, by: Grouping) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for part in self._parts:
            for name, block in part.blocks.items():
                count = part.mask.count(1, block.start, block.end)
                if count:
                    key = self._names.territory(name) if by is Grouping.TERRITORY else ""
                    counts[key] += count
                    if name not in self._platforms.setdefault(key, []):
                        self._platforms[key].append(name)
        return {key: counts[key] for key in sorted(counts, key=fold)}

    def _of(self, key: str) -> Iterator[Some]:
        for part in self._parts:
            for name in self._platforms.get(key, ()):
                block = part.blocks.get(name)
                if block is not None:
                    yield Some(block, self._beside(name), _masked(block, part.mask))

    # -- by keyword -------------------------------------------------------------------------

    def _by_theme(self) -> Mapping[str, int]:
        columns = [(part.keywords, part.whole) for part in self._parts]
        counts = counted(columns, MOST_THEMES) if columns else Counter()
        top = sorted(counts, key=lambda key: (-counts[key], key))[:MOST_THEMES]
        self._themes = frozenset(top)
        for keywords, mask in columns:
            others, bare = keywords.others(mask, self._themes)
            counts[OTHER_THEMES] += others
            counts[NO_THEME] += bare
        return {key: counts[key] for key in (*top, OTHER_THEMES, NO_THEME) if counts[key]}

    def _tagged(self, key: str) -> Iterator[Some]:
        for part in self._parts:
            places = self._under(key, part.keywords)
            places = list(compress(places, map(part.mask.__getitem__, places)))
            for name, block in part.blocks.items():
                first = bisect_left(places, block.start)
                last = bisect_left(places, block.end, first)
                if first < last:
                    rows = [place - block.start for place in places[first:last]]
                    yield Some(block, self._beside(name), _listed(rows))

    def _under(self, heading: str, keywords: Keywords) -> Sequence[int]:
        """The places of the rows whose keywords put them under that heading."""
        shown = self._themes
        if heading == NO_THEME:
            return keywords.bare
        if heading == OTHER_THEMES:
            return keywords.places_where(lambda keys: bool(keys) and shown.isdisjoint(keys))
        return keywords.places(heading)

    def _beside(self, platform_id: str) -> Wanted:
        """What is left to find beside the platform's name; all of it, if that says it all."""
        if platform_id not in self._left:
            left = self._wanted.beside(self._names.text(platform_id))
            self._left[platform_id] = left or self._wanted
        return self._left[platform_id]


def _masked(block: Block, mask: bytes) -> Numbers:
    def numbers(first: int, last: int) -> Iterable[int]:
        there = mask[block.start + first : block.start + last]
        return compress(range(first, last), there)

    return numbers


def _listed(rows: List[int]) -> Numbers:
    return lambda first, last: rows[bisect_left(rows, first) : bisect_left(rows, last)]
