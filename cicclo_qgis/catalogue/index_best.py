"""The most obvious rows of one platform, of those that were found."""

from __future__ import annotations

from bisect import bisect_left
from typing import List, Tuple

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_obvious import Ranked, obvious
from cicclo_qgis.catalogue.index_words import BEGINNING, IN_TITLE, LAST, Wanted

# Letters that begin a word of every description find more rows than are worth ranking: so many
# titles are looked at, and so many rows for each that is shown for where else the words are.
_LOOKED_AT = 2000
_RANKED_PER_SHOWN = 20

Hit = Tuple[int, str, str]
"""Rank, ``spaced`` title and identifier; the least is the most obvious."""


def best(block: Block, mask: bytes, wanted: Wanted, limit: int) -> List[Hit]:
    """The most obvious of the rows that ``mask`` (one byte a place, 1 if found) holds.

    It stops as soon as ``limit`` rows are found that name what is wanted in their title: the
    first letters of a word match far more rows than anybody looks at.
    """
    rows = block.found(mask)
    if not wanted:
        return [(0, *block.named(row)) for row in rows[:limit]]
    ranked: Ranked = [[] for _ in range(LAST + 1)]
    for rank, these in enumerate(obvious(block, wanted, rows[:_LOOKED_AT]) or ()):
        ranked[rank] = these
    missing = limit - sum(map(len, ranked))
    if missing > 0:
        _rank_others(block, wanted, rows, ranked, limit)
    hits = ((rank, *block.named(row)) for rank, these in enumerate(ranked) for row in these[:limit])
    return [hit for hit, _ in zip(hits, range(limit))]


def _rank_others(block: Block, wanted: Wanted, rows: List[int], ranked: Ranked, limit: int) -> None:
    """Put what begins so, and what is elsewhere, into ``ranked``, as far as it is needed."""
    given = {row for these in ranked for row in these}
    first, after = block.beginning(wanted.start)
    begin, end = bisect_left(rows, first), bisect_left(rows, after)
    ranked[BEGINNING] = [row for row in rows[begin:end] if row not in given][:limit]
    named = len(given) + len(ranked[BEGINNING])
    others = [*rows[:begin], *rows[end:]]
    for row in others[: limit * _RANKED_PER_SHOWN]:
        if named >= limit:
            return
        if row not in given:
            rank = wanted.rank(block.titles[row], block.keywords[row], block.names[row])
            ranked[rank].append(row)
            named += rank <= IN_TITLE
