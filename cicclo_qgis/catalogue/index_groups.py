"""What was found, under headings: territories, keywords, or none at all."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from enum import Enum
from itertools import compress
from typing import Dict, Iterable, Iterator, List, Mapping, NamedTuple, Sequence, Tuple

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_names import Names
from cicclo_qgis.catalogue.index_ranking import Numbers, Ranking, Some
from cicclo_qgis.catalogue.index_themes import Themes
from cicclo_qgis.catalogue.index_words import Wanted, fold

MOST_THEMES = 200
NO_THEME = ""
"""The heading of rows without keywords."""
OTHER_THEMES = "\n"
"""The heading of rows none of whose keywords has a heading of its own."""


class Grouping(str, Enum):
    """By what the list has headings."""

    PLATFORM = "platform"
    TERRITORY = "territory"
    THEME = "theme"
    NONE = "none"


class Part(NamedTuple):
    """Blocks by platform, the mask of the places found in them, and what their keywords mean."""

    blocks: Mapping[str, Block]
    mask: bytes
    themes: Themes


class Groups:
    """The headings and, as far as they are looked at, what stands under them.

    A row stands under each of its keywords. ``counts``: how many rows there are under each
    heading, in the order of the headings: a territory's name, a folded keyword, "" for all.
    """

    def __init__(self, by: Grouping, parts: Sequence[Part], wanted: Wanted, names: Names) -> None:
        self._parts = parts
        self._wanted = wanted
        self._names = names
        self._rankings: Dict[str, Ranking] = {}
        self._places: Dict[str, List[List[array[int]]]] = {}
        self._platforms: Dict[str, List[str]] = {}
        self.counts: Mapping[str, int] = (
            self._by_theme() if by is Grouping.THEME else self._by_platform(by)
        )

    def best(self, key: str, limit: int) -> List[Tuple[str, str]]:
        """Platform and id of the most obvious collections under a heading, the best first."""
        if key not in self._rankings:
            themed = key in self._places
            self._rankings[key] = Ranking(list(self._tagged(key) if themed else self._of(key)))
        return self._rankings[key].first(limit)

    def prepare(self, rows: int = 60, limit: int = 24) -> None:
        """Rank beforehand what is shown first."""
        for key, count in self.counts.items():
            if rows > 0:
                shown = rows if len(self.counts) == 1 else min(limit, rows)
                self.best(key, shown)
                rows -= min(count, shown)

    # -- by platform: of one territory, or all ----------------------------------------------

    def _by_platform(self, by: Grouping) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for blocks, mask, _ in self._parts:
            for name, block in blocks.items():
                count = mask.count(1, block.start, block.end)
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
        tagged = [_by_number(part) for part in self._parts]
        counts: Counter[str] = Counter()
        for part, found in zip(self._parts, tagged):
            for number, places in found.items():
                for key in part.themes.keys(number):
                    counts[key] += len(places)
        top = sorted(counts, key=lambda key: (-counts[key], key))[:MOST_THEMES]
        shown = frozenset(top)
        for which, (part, found) in enumerate(zip(self._parts, tagged)):
            for number, places in found.items():
                keys = part.themes.keys(number)
                named = [key for key in keys if key in shown]
                for key in named or ([OTHER_THEMES] if keys else [NO_THEME]):
                    self._places.setdefault(key, [[] for _ in tagged])[which].append(places)
        for key in (OTHER_THEMES, NO_THEME):
            counts[key] = sum(len(one) for each in self._places.get(key, ()) for one in each)
        return {key: counts[key] for key in (*top, OTHER_THEMES, NO_THEME) if counts[key]}

    def _tagged(self, key: str) -> Iterator[Some]:
        for part, each in zip(self._parts, self._places[key]):
            places = sorted(place for one in each for place in one)
            for name, block in part.blocks.items():
                first, last = (bisect_left(places, end) for end in (block.start, block.end))
                if first < last:
                    numbers = [place - block.start for place in places[first:last]]
                    yield Some(block, self._beside(name), _listed(numbers))

    def _beside(self, platform_id: str) -> Wanted:
        """What is left to find beside the platform's name; all of it, if that says it all."""
        return self._wanted.beside(self._names.text(platform_id)) or self._wanted


def _by_number(part: Part) -> Dict[int, array[int]]:
    """The places found with each number of keywords."""
    found: Dict[int, array[int]] = {}
    for block in part.blocks.values():
        there = part.mask[block.start : block.end]
        places = compress(range(block.start, block.end), there)
        for place, number in zip(places, compress(block.themes, there)):
            if number in found:
                found[number].append(place)
            else:
                found[number] = array("I", (place,))
    return found


def _masked(block: Block, mask: bytes) -> Numbers:
    def numbers(first: int, last: int) -> Iterable[int]:
        there = mask[block.start + first : block.start + last]
        return compress(range(first, last), there)

    return numbers


def _listed(all_of_them: List[int]) -> Numbers:
    def numbers(first: int, last: int) -> Iterable[int]:
        return all_of_them[bisect_left(all_of_them, first) : bisect_left(all_of_them, last)]

    return numbers
