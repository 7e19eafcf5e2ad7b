"""What a search came to: how many rows of each platform, of each facet, and the best of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from heapq import nsmallest
from typing import Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.index_best import Hit, best
from cicclo_qgis.catalogue.index_found import Found
from cicclo_qgis.catalogue.index_groups import Grouping, Groups
from cicclo_qgis.catalogue.index_names import Names
from cicclo_qgis.catalogue.index_words import LAST, Wanted

Bbox = Tuple[float, float, float, float]


class Facet(str, Enum):
    """By what a list can be narrowed.

    Values: a platform's id; a territory; a ``Padlock``; what the items are (``facets.kind``); a
    licence, "" for none; a year, "" when it is not told; a folded keyword.
    """

    PLATFORM = "platform"
    TERRITORY = "territory"
    PADLOCK = "padlock"
    KIND = "kind"
    LICENSE = "license"
    YEAR = "year"
    THEME = "theme"


@dataclass(frozen=True)
class Search:
    """What is looked for. A row passes when each facet named holds its value.

    ``bbox``: west, south, east, north in degrees; only what touches it passes (a collection
    without extent does not). West may be greater than east (across the antimeridian).
    ``among``: platform and collection id of the only rows that may pass; None for all.
    ``count``: the facet whose values the person looks at; keywords are counted only then.
    ``by``: the headings under which the rows are wanted.
    """

    text: str = ""
    only: Mapping[Facet, FrozenSet[str]] = field(default_factory=dict)
    bbox: Optional[Bbox] = None
    among: Optional[FrozenSet[Tuple[str, str]]] = None
    count: Optional[Facet] = None
    by: Grouping = Grouping.PLATFORM

    @property
    def narrowed(self) -> bool:
        """Whether more than the text says what passes."""
        chosen = any(self.only.values())
        return chosen or self.bbox is not None or self.among is not None


class Answer:
    """What was found, as it was then. Its methods read memory alone; any thread may call them.

    ``wanted``: what was typed, as it was understood. ``found``: rows found of each platform that
    has any. ``known``: rows there are of each platform. ``labels``: keywords as they were written.
    """

    def __init__(
        self,
        search: Search,
        wanted: Wanted,
        parts: Sequence[Found],
        known: Mapping[str, int],
        names: Names,
        themes: Optional[Mapping[str, Tuple[str, int]]] = None,
    ) -> None:
        self.search = search
        self.wanted = wanted
        self.known = known
        self._parts = parts
        self._names = names
        self._themes = themes or {}
        self._kept: Dict[str, List[Hit]] = {}
        self._counted: Dict[Facet, Mapping[str, int]] = {}
        self.found: Mapping[str, int] = _found(parts)
        self.labels: Mapping[str, str] = {}
        self._groups: Optional[Groups] = None

    def __len__(self) -> int:
        return sum(self.found.values())

    def counts(self, facet: Facet) -> Mapping[str, int]:
        """How many rows each value of ``facet`` would leave: the other facets hold, not it.

        Of keywords the most frequent ones, and only when the search has asked to ``count`` them.
        """
        if facet is Facet.THEME:
            return {key: count for key, (_, count) in self._themes.items()}
        if facet not in self._counted:
            counts: Dict[str, int] = {}
            for part in self._parts:
                for value, count in part.counts(facet).items():
                    counts[value] = counts.get(value, 0) + count
            self._counted[facet] = counts
        return self._counted[facet]

    def theme(self, key: str) -> str:
        """A keyword of ``counts``, or of a heading, as it was written."""
        return self._themes[key][0] if key in self._themes else self.labels.get(key, key)

    @property
    def groups(self) -> Groups:
        """The rows under the headings that were asked for; not for platforms."""
        if self._groups is None:
            self._groups = Groups(self.search.by, self._parts, self.wanted, self._names)
        return self._groups

    def groups_without(self, platform_ids: FrozenSet[str]) -> Groups:
        """The same without the rows of some platforms, of which somebody else knows better."""
        if platform_ids.isdisjoint(self.found):
            return self.groups
        left = [part.without(Facet.PLATFORM, platform_ids) for part in self._parts]
        return Groups(self.search.by, left, self.wanted, self._names)

    def prepare(self, rows: int = 100, limit: int = 24) -> None:
        """Rank and count beforehand what is shown first, in a thread that nobody waits for.

        Platforms are ranked in order until there are so many rows.
        """
        if self.search.count is not None:
            self.counts(self.search.count)
        if self.search.by is not Grouping.PLATFORM:
            self.groups.prepare()
            return
        for platform_id in self.known:
            count = self.found.get(platform_id, 0)
            if count and rows > 0:
                self._kept[platform_id] = self._ranked(platform_id, limit)
                rows -= min(count, limit)

    def best(self, platform_id: str, limit: int) -> List[str]:
        """The ids of the most obvious collections of one platform, the best first."""
        return [hit[2] for hit in self._hits(platform_id, limit)]

    def top(self, limit: int) -> List[Tuple[str, str]]:
        """Platform and collection id of the most obvious rows of all."""
        hits = (
            (hit[0], hit[1], platform_id, hit[2])
            for platform_id in self.found
            for hit in self._hits(platform_id, limit)
        )
        return [(platform_id, name) for _, _, platform_id, name in nsmallest(limit, hits)]

    def rank(self, platform_id: str) -> int:
        """How obvious the best row of a platform is (``Wanted.rank``); 11 when there is none."""
        return min((hit[0] for hit in self._hits(platform_id, 1)), default=LAST + 1)

    def holds(self, platform_id: str, collection_id: str) -> bool:
        """Whether that collection was found."""
        for part in self._parts:
            block = part.blocks.get(platform_id)
            number = -1 if block is None else block.number(collection_id)
            if block is not None and number >= 0 and part.mask[block.start + number]:
                return True
        return False

    def _hits(self, platform_id: str, limit: int) -> List[Hit]:
        kept = self._kept.get(platform_id, [])
        if len(kept) >= min(limit, self.found.get(platform_id, 0)):
            return kept[:limit]
        return self._ranked(platform_id, limit)

    def _ranked(self, platform_id: str, limit: int) -> List[Hit]:
        # Rows that only their platform's name finds come last of all platforms' rows.
        wanted = self.wanted.beside(self._names.text(platform_id)) or self.wanted
        hits: List[Hit] = []
        for part in self._parts:
            block = part.blocks.get(platform_id)
            if block is not None:
                hits += best(block, part.mask, wanted, limit)
        hits.sort()
        return hits[:limit]


def _found(parts: Sequence[Found]) -> Dict[str, int]:
    found: Dict[str, int] = {}
    for part in parts:
        for name, block in part.blocks.items():
            count = part.mask.count(1, block.start, block.end)
            if count:
                found[name] = found.get(name, 0) + count
    return found
