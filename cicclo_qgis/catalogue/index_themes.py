"""Keywords in the index: a row has several, so that they are searched and counted on their own.

Each row keeps its keywords as one text, folded, each between line ends: asking a hundred thousand
rows for one keyword is asking a text each.
"""

from __future__ import annotations

from collections import Counter
from itertools import compress
from typing import FrozenSet, Iterable, Mapping, Sequence, Tuple

from cicclo_qgis.catalogue.index_block import Block

# Small enough that counting holds up no other thread.
_AT_ONCE = 4000


def as_text(keys: Sequence[str]) -> str:
    """Folded keywords as a row keeps them."""
    return "\n" + "\n".join(keys) + "\n" if keys else ""


def holding(blocks: Iterable[Block], wanted: FrozenSet[str], places: int) -> int:
    """The mask of the rows that have one of ``wanted``."""
    mask = bytearray(places)
    needles = tuple(f"\n{key}\n" for key in wanted)
    for block in blocks:
        if len(needles) == 1:
            needle = needles[0]
            mask[block.start : block.end] = bytes([needle in text for text in block.themes])
        else:
            mask[block.start : block.end] = bytes(
                [any(needle in text for needle in needles) for text in block.themes]
            )
    return int.from_bytes(mask, "little")


def counted(blocks: Iterable[Block], found: bytes) -> Mapping[str, int]:
    """How many of the rows ``found`` have each keyword."""
    counts: Counter[str] = Counter()
    for block in blocks:
        for first in range(0, len(block), _AT_ONCE):
            last = min(first + _AT_ONCE, len(block))
            rows = compress(
                block.themes[first:last], found[block.start + first : block.start + last]
            )
            counts.update("".join(rows).split("\n"))
    del counts[""]
    return counts


def most(counts: Mapping[str, int], kept: FrozenSet[str], limit: int) -> Tuple[str, ...]:
    """The keywords worth showing: the most frequent ones, and those chosen already."""
    ranked = sorted(counts, key=lambda key: (-counts[key], key))[:limit]
    return tuple(dict.fromkeys([*ranked, *sorted(kept)]))
