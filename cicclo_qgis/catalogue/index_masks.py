"""Which places of the index hold words, or lie in an area: one byte a place, as a whole number.

Masks of words are kept while a person types on.
"""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from typing import Callable, Iterable, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_extents import Areas, Bbox
from cicclo_qgis.catalogue.index_words import Term

MOST_PLACES = 0x100000
"""Beyond, a mask would be more than a megabyte."""
_MASKS_KEPT = 48
# So many rows are looked through here sooner than SQLite tells of all that hold two letters.
_FEW = 6000

_BY_WORDS = "SELECT group_concat(rowid) FROM words WHERE words MATCH ?"

Terms = Tuple[Term, ...]


class Masks:
    """Reads through ``connection``; its caller lets one thread in at a time.

    All methods raise ``sqlite3.Error`` when the tables cannot be read.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._kept: OrderedDict[str, int] = OrderedDict()
        self._blocks: Sequence[Block] = ()
        self._places = 0
        self._areas: Optional[Areas] = None
        self.memory_alone = False
        """Whether the tables are not to be asked: what is known of rows, and masks, are."""

    def of(self, blocks: Iterable[Block], places: int) -> None:
        """The rows are others now."""
        self._kept.clear()
        self._areas = None
        self._blocks, self._places = tuple(blocks), places

    def remembered(self, key: str, make: Callable[[], int]) -> int:
        """The mask kept under ``key``, made when it is not."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        self._kept[key] = found = make()
        if len(self._kept) > _MASKS_KEPT:
            self._kept.popitem(last=False)
        return found

    def holding(self, terms: Terms) -> int:
        """The places whose own words hold all of ``terms``, of which there is one at least."""
        key = _key(terms)
        if self.memory_alone and key not in self._kept:
            return self._in_memory(terms)
        return self.remembered(key, lambda: self._holding(terms))

    def touching(self, bbox: Bbox) -> int:
        """The places whose extent touches ``bbox``; its west may be greater than its east."""
        # The map stays where it is while the person types and ticks.
        return self.remembered(f"area\n{bbox}", lambda: self._extents().touching(bbox))

    def _extents(self) -> Areas:
        if self._areas is None:
            parts = ((block.start, block.extents) for block in self._blocks)
            self._areas = Areas(parts, self._places)
        return self._areas

    def _holding(self, terms: Terms) -> int:
        *before, last = terms
        known = self._kept.get(_key(tuple(before))) if before and last.in_heading_only else None
        if known is not None:
            there = known.to_bytes(self._places, "little")
            if there.count(1) <= _FEW:
                return self._in_headings(there, last)
        elif last.is_letter and not before:
            return self._beginning(last)
        match = " AND ".join(f"({term.match})" for term in terms)
        return int.from_bytes(self._found(match), "little")

    def _in_memory(self, terms: Terms) -> int:
        """The places whose headings hold ``terms``."""
        if terms[0].is_letter and len(terms) == 1:
            return self._beginning(terms[0])
        there = bytearray(self._places)
        for block in self._blocks:
            there[block.start : block.end] = b"\x01" * len(block)
        mask = int.from_bytes(there, "little")
        for term in terms:
            mask = self._in_headings(mask.to_bytes(self._places, "little"), term)
        return mask

    def _beginning(self, letter: Term) -> int:
        mask = bytearray(self._places)
        for block in self._blocks:
            first, last = block.beginning(" " + letter.words[0])
            mask[block.start + first : block.start + last] = b"\x01" * (last - first)
        return int.from_bytes(mask, "little")

    def _in_headings(self, there: bytes, term: Term) -> int:
        """Of the places ``there`` those whose headings hold ``term``."""
        mask = bytearray(self._places)
        for block in self._blocks:
            for number in block.found(there):
                texts = (block.titles[number], block.keywords[number], block.names[number])
                mask[block.start + number] = any(term.within(text) for text in texts)
        return int.from_bytes(mask, "little")

    def _found(self, match: str) -> bytearray:
        """The mask of the places of which that expression of FTS5 holds."""
        mask = bytearray(self._places)
        # One long text in place of a row each: SQLite works without holding Python up.
        text = self._connection.execute(_BY_WORDS, (match,)).fetchone()[0] or ""
        for place in json.loads(f"[{text}]"):
            mask[place] = 1
        return mask


def _key(terms: Terms) -> str:
    return "\n".join(term.match for term in terms)
