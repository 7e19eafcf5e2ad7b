"""Headings other than platforms: territories, themes, or one list without any.

What the index has found comes from its answer; a few rows are put under their headings here, and
so are those of platforms whose list the index does not hold yet.
"""

from __future__ import annotations

from collections import Counter
from heapq import merge
from itertools import islice
from typing import Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.index_answer import Answer
from cicclo_qgis.catalogue.index_groups import (
    MOST_THEMES,
    NO_THEME,
    OTHER_THEMES,
    Grouping,
    Groups,
)
from cicclo_qgis.catalogue.index_words import Wanted, fold
from cicclo_qgis.gui.tree_nodes import Found, Group, LocalMatches, PlatformNode, Row

_LAST = 5

Nodes = Mapping[str, PlatformNode]
Order = Tuple[int, str, str, str]


class Heading(Group):
    """A territory, a theme, or all there is. ``title``: as it was written, "" where it was not."""

    def __init__(self, by: Grouping, key: str, title: str, rows: Found, serial: int) -> None:
        super().__init__(serial, key)
        self.by = by
        self.title = title
        self._rows = rows

    def found(self) -> Found:
        """See ``Group``."""
        return self._rows


class AnswerRows:
    """Under a heading of the index's answer."""

    def __init__(self, groups: Groups, key: str, nodes: Nodes) -> None:
        self._groups, self._key, self._nodes = groups, key, nodes

    def __len__(self) -> int:
        return self._groups.counts[self._key]

    def first(self, limit: int) -> List[Row]:
        """See ``Found``. What the list does not know yet, or no longer, is left out."""
        rows = []
        for platform_id, name in self._groups.best(self._key, limit):
            node = self._nodes.get(platform_id)
            row = None if node is None else node.row(name)
            if row is not None:
                rows.append(row)
        return rows


class Ranks:
    """How obvious rows are: the least comes first."""

    def __init__(self, wanted: Wanted, nodes: Nodes) -> None:
        self._wanted = wanted
        self._nodes = nodes
        self._left: Dict[str, Wanted] = {}

    def __call__(self, row: Row) -> Order:
        """Rank, title, platform and id of a row of one of the ``nodes``."""
        platform_id, name = row.key
        named = row.named
        if not self._wanted:
            return 0, named, platform_id, name
        wanted = self._left.get(platform_id)
        if wanted is None:
            # Rows that only their platform's name finds come last.
            wanted = self._wanted.beside(self._nodes[platform_id].text) or self._wanted
            self._left[platform_id] = wanted
        # What begins with the words stands in the order of titles, as the index has it.
        rank = max(1, wanted.rank(named, "", ""))
        if rank == _LAST:
            rank = wanted.rank(named, row.keywords, row.name)
        return rank, named, platform_id, name


class LocalRows:
    """Found here; ranked when they are looked at."""

    def __init__(self, ranks: Ranks) -> None:
        self._ranks = ranks
        self._rows: List[Row] = []
        self._ranked = False

    def add(self, row: Row) -> None:
        """Take one more, before any is asked for."""
        self._rows.append(row)

    def __len__(self) -> int:
        return len(self._rows)

    def first(self, limit: int) -> List[Row]:
        """See ``Found``."""
        if not self._ranked:
            self._rows.sort(key=self._ranks)
            self._ranked = True
        return self._rows[:limit]


class BothRows:
    """Found by the index and here, under the same heading."""

    def __init__(self, known: Found, here: Found, ranks: Ranks) -> None:
        self._known, self._here, self._ranks = known, here, ranks

    def __len__(self) -> int:
        return len(self._known) + len(self._here)

    def first(self, limit: int) -> List[Row]:
        """See ``Found``."""
        both = merge(self._known.first(limit), self._here.first(limit), key=self._ranks)
        return list(islice(both, limit))


def headings(
    by: Grouping,
    nodes: Nodes,
    answer: Optional[Answer],
    wanted: Wanted,
    serial: int,
) -> List[Heading]:
    """The headings in their order, each with its rows; ``serial``: the first of their serials.

    Of ``nodes`` those that were matched here are put under their headings here.
    """
    here = {name: node for name, node in nodes.items() if node.found_here}
    ranks = Ranks(wanted, nodes)
    labels: Dict[str, str] = {}
    rows: Dict[str, Found] = {}
    if answer is not None:
        groups = answer.groups_without(frozenset(here))
        rows.update((key, AnswerRows(groups, key, nodes)) for key in groups.counts)
    if here:
        themed = by is Grouping.THEME
        local = _by_theme(here, ranks, labels, rows) if themed else _by_platform(by, here, ranks)
        for key, found in local.items():
            rows[key] = BothRows(rows[key], found, ranks) if key in rows else found
        rows = {key: rows[key] for key in _ordered(by, rows)}
    titles = (_title(by, key, answer, labels) for key in rows)
    return [
        Heading(by, key, title, found, serial + number)
        for number, ((key, found), title) in enumerate(zip(rows.items(), titles))
    ]


def _title(by: Grouping, key: str, answer: Optional[Answer], labels: Mapping[str, str]) -> str:
    if by is not Grouping.THEME:
        return key
    if key in (NO_THEME, OTHER_THEMES):
        return ""
    return labels[key] if key in labels else answer.theme(key) if answer is not None else key


def _ordered(by: Grouping, rows: Mapping[str, Found]) -> Sequence[str]:
    """As the index has its headings."""
    if by is not Grouping.THEME:
        return sorted(rows, key=fold)
    last = [key for key in (OTHER_THEMES, NO_THEME) if key in rows]
    named = sorted((key for key in rows if key not in last), key=lambda k: (-len(rows[k]), k))
    return [*named, *last]


def _by_platform(by: Grouping, nodes: Nodes, ranks: Ranks) -> Mapping[str, LocalRows]:
    groups: Dict[str, LocalRows] = {}
    for node in nodes.values():
        key = node.platform.territory if by is Grouping.TERRITORY else ""
        for row in _all(node):
            groups.setdefault(key, LocalRows(ranks)).add(row)
    return groups


def _by_theme(
    nodes: Nodes, ranks: Ranks, labels: Dict[str, str], known: Mapping[str, Found]
) -> Mapping[str, LocalRows]:
    """Themes that are ``known`` by now keep their headings; others get some while there is room."""
    matching = [row for node in nodes.values() for row in _all(node)]
    counts: Counter[str] = Counter()
    for row in matching:
        for key, label in row.themes:
            labels.setdefault(key, label)
            counts[key] += 1
    room = max(0, MOST_THEMES - len(set(known) - {NO_THEME, OTHER_THEMES}))
    new = sorted(counts.keys() - known.keys(), key=lambda key: (-counts[key], key))[:room]
    shown: FrozenSet[str] = frozenset((*new, *known))
    groups: Dict[str, LocalRows] = {}
    for row in matching:
        keys = [key for key, _ in row.themes]
        named = [key for key in keys if key in shown]
        for key in named or ([OTHER_THEMES] if keys else [NO_THEME]):
            groups.setdefault(key, LocalRows(ranks)).add(row)
    return groups


def _all(node: PlatformNode) -> Iterable[Row]:
    matching = node.matching
    return matching.all() if isinstance(matching, LocalMatches) else ()
