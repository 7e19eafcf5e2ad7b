"""Headings other than platforms: territories, themes, or one list without any.

What the index has found comes from its answer; a few rows are put under their headings here.
"""

from __future__ import annotations

from collections import Counter
from typing import Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.index_answer import Answer
from cicclo_qgis.catalogue.index_groups import MOST_THEMES, NO_THEME, OTHER_THEMES, Grouping
from cicclo_qgis.catalogue.index_words import Wanted, fold
from cicclo_qgis.gui.tree_nodes import Found, Group, LocalMatches, PlatformNode, Row

_LAST = 5

Nodes = Mapping[str, PlatformNode]


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

    def __init__(self, answer: Answer, key: str, nodes: Nodes) -> None:
        self._answer, self._key, self._nodes = answer, key, nodes

    def __len__(self) -> int:
        return self._answer.groups.counts[self._key]

    def first(self, limit: int) -> List[Row]:
        """See ``Found``. What the list does not know yet, or no longer, is left out."""
        rows = []
        for platform_id, name in self._answer.groups.best(self._key, limit):
            node = self._nodes.get(platform_id)
            row = None if node is None else node.row(name)
            if row is not None:
                rows.append(row)
        return rows


class LocalRows:
    """Found here; ranked when they are looked at."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._rows: List[Tuple[PlatformNode, Row]] = []
        self._ranked: Optional[List[Row]] = None

    def add(self, node: PlatformNode, row: Row) -> None:
        """Take one more."""
        self._rows.append((node, row))

    def __len__(self) -> int:
        return len(self._rows)

    def first(self, limit: int) -> List[Row]:
        """See ``Found``."""
        if self._ranked is None:
            left: Dict[str, Wanted] = {}
            ranked = []
            for node, row in self._rows:
                wanted = left.get(node.key)
                if wanted is None:
                    # Rows that only their platform's name finds come last.
                    wanted = left[node.key] = self._wanted.beside(node.text) or self._wanted
                ranked.append((_rank(wanted, row), row.named, *row.key, row))
            ranked.sort(key=lambda one: one[:4])
            self._ranked = [one[4] for one in ranked]
        return self._ranked[:limit]


def _rank(wanted: Wanted, row: Row) -> int:
    if not wanted:
        return 0
    rank = wanted.rank(row.named, "", "")
    return rank if rank < _LAST else wanted.rank(row.named, row.keywords, row.name)


def headings(
    by: Grouping,
    nodes: Nodes,
    answer: Optional[Answer],
    wanted: Wanted,
    serial: int,
) -> List[Heading]:
    """The headings in their order, each with its rows; ``serial``: the first of their serials."""
    found: List[Tuple[str, str, Found]]
    if answer is not None:
        found = [
            (
                key,
                answer.theme(key) if by is Grouping.THEME else key,
                AnswerRows(answer, key, nodes),
            )
            for key in answer.groups.counts
        ]
    else:
        found = _found_here(by, nodes.values(), wanted)
    return [
        Heading(by, key, title, rows, serial + number)
        for number, (key, title, rows) in enumerate(found)
    ]


def _title(answer: Answer, by: Grouping, key: str) -> str:
    if by is not Grouping.THEME:
        return key
    return "" if key in (NO_THEME, OTHER_THEMES) else answer.theme(key)


def _found_here(
    by: Grouping, nodes: Iterable[PlatformNode], wanted: Wanted
) -> List[Tuple[str, str, Found]]:
    matching = [(node, row) for node in nodes for row in _all(node)]
    if by is Grouping.THEME:
        return _by_theme(matching, wanted)
    groups: Dict[str, LocalRows] = {}
    for node, row in matching:
        key = node.platform.territory if by is Grouping.TERRITORY else ""
        if key not in groups:
            groups[key] = LocalRows(wanted)
        groups[key].add(node, row)
    return [(key, key, groups[key]) for key in sorted(groups, key=fold)]


def _by_theme(
    matching: Sequence[Tuple[PlatformNode, Row]], wanted: Wanted
) -> List[Tuple[str, str, Found]]:
    labels: Dict[str, str] = {}
    counts: Counter[str] = Counter()
    for _, row in matching:
        for key, label in row.themes:
            labels.setdefault(key, label)
            counts[key] += 1
    top = sorted(counts, key=lambda key: (-counts[key], key))[:MOST_THEMES]
    groups = {key: LocalRows(wanted) for key in (*top, OTHER_THEMES, NO_THEME)}
    for node, row in matching:
        keys = [key for key, _ in row.themes]
        named = [key for key in keys if key in groups]
        for key in named or ([OTHER_THEMES] if keys else [NO_THEME]):
            groups[key].add(node, row)
    return [(key, labels.get(key, ""), rows) for key, rows in groups.items() if len(rows)]


def _all(node: PlatformNode) -> List[Row]:
    matching = node.matching
    return matching.all() if isinstance(matching, LocalMatches) else matching.first(len(matching))
