"""Headings other than platforms: territories, themes, or one list without any.

What the index has found comes from its answer; a few rows are put under their headings here, and
so are those of platforms whose list the index does not hold yet.
"""

from __future__ import annotations

from collections import Counter
from heapq import merge, nsmallest
from itertools import chain, islice
from operator import itemgetter
from typing import Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.index_answer import Answer
from cicclo_qgis.catalogue.index_groups import (
    MOST_THEMES,
    NO_THEME,
    OTHER_THEMES,
    Grouping,
    Groups,
)
from cicclo_qgis.catalogue.index_words import Wanted, fold
from cicclo_qgis.gui.local_matches import Digest, Order, Ranked, order_of
from cicclo_qgis.gui.tree_nodes import Found, Group, PlatformNode, Row

Nodes = Mapping[str, PlatformNode]
Known = Tuple[PlatformNode, Digest]


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
        platform_id = row.key[0]
        wanted = self._left.get(platform_id)
        if wanted is None:
            # Rows that only their platform's name finds come last.
            wanted = self._wanted.beside(self._nodes[platform_id].text) or self._wanted
            self._left[platform_id] = wanted
        return order_of(row, wanted)


class LocalRows:
    """Found here, on several platforms; put in order when they are looked at."""

    def __init__(self) -> None:
        self._lists: List[Sequence[Ranked]] = []

    def add(self, rows: Sequence[Ranked]) -> None:
        """Take those of one more platform."""
        self._lists.append(rows)

    def __len__(self) -> int:
        return sum(map(len, self._lists))

    def first(self, limit: int) -> List[Row]:
        """See ``Found``."""
        best = nsmallest(limit, chain.from_iterable(self._lists), key=itemgetter(0))
        return [row for _, row in best]


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

    Of ``nodes`` those whose rows are found here are put under their headings here, once all are.
    """
    here = {name: node for name, node in nodes.items() if node.found_here}
    ranks = Ranks(wanted, nodes)
    labels: Dict[str, str] = {}
    rows: Dict[str, Found] = {}
    if answer is not None:
        groups = answer.groups_without(frozenset(here))
        rows.update((key, AnswerRows(groups, key, nodes)) for key in groups.counts)
    digests = [(node, node.digest) for node in here.values()]
    known = [(node, digest) for node, digest in digests if digest is not None and digest.every]
    if known:
        themed = by is Grouping.THEME
        local = _by_theme(known, labels, rows) if themed else _by_platform(by, known)
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


def _by_platform(by: Grouping, known: Sequence[Known]) -> Mapping[str, LocalRows]:
    groups: Dict[str, LocalRows] = {}
    for node, digest in known:
        key = node.platform.territory if by is Grouping.TERRITORY else ""
        groups.setdefault(key, LocalRows()).add(digest.every)
    return groups


def _by_theme(
    known: Sequence[Known], labels: Dict[str, str], rows: Mapping[str, Found]
) -> Mapping[str, LocalRows]:
    """Themes of ``rows`` keep their headings; others get some while there is room."""
    counts: Counter[str] = Counter()
    for _, digest in known:
        for key, ranked in digest.by_theme.items():
            counts[key] += len(ranked)
            labels.setdefault(key, digest.labels[key])
    room = max(0, MOST_THEMES - len(set(rows) - {NO_THEME, OTHER_THEMES}))
    new = sorted(counts.keys() - rows.keys(), key=lambda key: (-counts[key], key))[:room]
    shown: FrozenSet[str] = frozenset((*new, *rows))
    groups: Dict[str, LocalRows] = {}
    for _, digest in known:
        for key, ranked in digest.by_theme.items():
            if key in shown:
                groups.setdefault(key, LocalRows()).add(ranked)
        for keys, ranked in digest.by_themes.items():
            if shown.isdisjoint(keys):
                groups.setdefault(OTHER_THEMES if keys else NO_THEME, LocalRows()).add(ranked)
    return groups
