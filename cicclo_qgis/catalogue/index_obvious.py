"""The rows of a block that are what a person means, told from those that only begin so.

What is done for each row is done in as few steps of Python as can be: thousands are looked at
between two letters.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import List, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_words import (
    AS_GOOD,
    BEGINS,
    CALLED,
    COMING,
    ITSELF,
    WORDS,
    Wanted,
)

Ranked = List[List[int]]
"""Row numbers by ``Wanted.rank``, each in the order of titles."""


def obvious(block: Block, wanted: Wanted, rows: Sequence[int]) -> Optional[Ranked]:
    """Of ``rows``, which are found and in order, those of the ranks up to ``COMING``, if any."""
    titles, names = block.titles, block.names
    words = holding(titles, rows, wanted.in_forms)
    first, after = block.beginning(wanted.start)
    within = rows[bisect_left(rows, first) : bisect_left(rows, after)] if first < after else ()
    coming = [row for row in within if wanted.comes(titles[row])]
    ends = wanted.ends
    called = [row for row in rows if names[row].endswith(ends)]
    if called:
        called = [row for row in called if wanted.is_called(block.ids[row])]
    if not (words or coming or called):
        return None
    ranked: Ranked = [[] for _ in range(COMING + 1)]
    given = set(called)
    longest, whole, begins = wanted.longest, wanted.whole, wanted.begins
    for row in words:
        title = titles[row]
        if len(title) <= longest and wanted.same(title):
            ranked[ITSELF if title == whole else AS_GOOD].append(row)
        elif row in given:
            continue
        elif title.startswith(begins):
            ranked[BEGINS].append(row)
        else:
            ranked[WORDS].append(row)
    given.update(words)
    good = {*ranked[ITSELF], *ranked[AS_GOOD]}
    ranked[CALLED] = [row for row in called if row not in good]
    ranked[COMING] = [row for row in coming if row not in given]
    return ranked


def holding(
    texts: Sequence[str], rows: Sequence[int], needles: Sequence[Tuple[str, ...]]
) -> Sequence[int]:
    """The ``rows`` whose text holds one needle of each of ``needles``."""
    for these in needles:
        one, two, *others = these if len(these) > 1 else (*these, *these)
        if len(others) > 1:
            rows = [row for row in rows if any(needle in texts[row] for needle in these)]
        elif others:
            three = others[0]
            rows = [
                row for row in rows if one in texts[row] or two in texts[row] or three in texts[row]
            ]
        else:
            rows = [row for row in rows if one in texts[row] or two in texts[row]]
        if not rows:
            break
    return rows
