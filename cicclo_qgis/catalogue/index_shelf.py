"""One set of tables of the index, searched: the file, or what only this session may see.

Rows found by SQLite become a mask (one byte a place). Masks of words are kept while a person
types on, and a facet is counted by one pass in C over the places found.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from contextlib import closing
from itertools import compress
from typing import Dict, FrozenSet, List, Mapping, Optional, Tuple

from cicclo_qgis.catalogue.index_answer import SINGLE, Combination, Facet, Search, Tally
from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_groups import Part
from cicclo_qgis.catalogue.index_masks import Masks
from cicclo_qgis.catalogue.index_names import Names
from cicclo_qgis.catalogue.index_themes import Themes
from cicclo_qgis.catalogue.index_words import Wanted

_GENERATIONS = "SELECT id, start, length, generation, harvested FROM platform"
_LABEL = "SELECT label FROM theme WHERE key = ?"
_ROWS = (
    "SELECT c.id, c.padlock, c.kind, c.license, c.year, c.themes, w.title, w.keywords, w.name "
    "FROM collection c JOIN words w ON w.rowid = c.place "
    "WHERE c.place >= ? AND c.place < ? ORDER BY c.place"
)


class Shelf:
    """Reads through ``connection``; its caller lets one thread in at a time."""

    def __init__(self, connection: sqlite3.Connection, names: Names) -> None:
        self.connection = connection
        self.blocks: Dict[str, Block] = {}
        self._names = names
        self._masks = Masks(connection)
        self._version = -1
        self._places = 0
        self._codes: array[int] = array("I")
        self._themes = Themes()
        self._tags: array[int] = array("I")
        self._labels: Dict[str, str] = {}
        self._combinations: List[Combination] = []
        self._every: Optional[int] = None
        self._sizes: Optional[Mapping[str, int]] = None
        self._code_of: Dict[Tuple[str, str, str, str, str], int] = {}
        self._hidden: Dict[str, bytes] = {}
        self._padlocks: Dict[str, Mapping[str, Tuple[str, str]]] = {}

    # -- keeping up with the tables ---------------------------------------------------------

    def forget_reading(self) -> None:
        """The tables have changed through this very connection: read them again."""
        self._version = -1

    def call(self, names: Names) -> None:
        """Platforms are called otherwise: what was found by their names is void."""
        self._names = names
        self._combinations = [self._combined(values) for values in self._code_of]

    def keep_up(self) -> None:
        """Read what has changed since, whoever changed it. Inside a transaction of the caller.

        Raises:
            sqlite3.Error: the tables cannot be read.
        """
        version = self.connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return
        changed = False
        there = set()
        for name, start, length, generation, harvested in self.connection.execute(
            _GENERATIONS
        ).fetchall():
            there.add(name)
            known = self.blocks.get(name)
            if known is not None and known.generation == generation:
                known.harvested = harvested
                continue
            self.blocks[name] = self._read(name, start, length, generation, harvested)
            changed = True
        for gone in set(self.blocks) - there:
            del self.blocks[gone]
            self._hidden.pop(gone, None)
            changed = True
        if changed:
            self._rebuild()
        self._version = version

    def _read(self, name: str, start: int, length: int, generation: int, harvested: float) -> Block:
        with closing(self.connection.execute(_ROWS, (start, start + length))) as cursor:
            rows = cursor.fetchall()
        block = Block(
            name,
            start,
            generation,
            harvested,
            ids=[row[0] for row in rows],
            titles=[row[6] for row in rows],
            keywords=[row[7] for row in rows],
            names=[row[8] for row in rows],
            facets=[row[1:5] for row in rows],
            themes=self._themes.encoded(row[5] for row in rows),
        )
        self._encode(block)
        self._hide(block)
        return block

    def _hide(self, block: Block) -> None:
        shown = self._padlocks.get(block.platform_id)
        self._hidden.pop(block.platform_id, None)
        if shown is not None:
            self._hidden[block.platform_id] = bytes(name not in shown for name in block.ids)

    def _encode(self, block: Block) -> None:
        now = self._padlocks.get(block.platform_id, {})
        codes = array("I")
        for name, (padlock, kind, licence, year) in zip(block.ids, block.facets):
            padlock, kind = now.get(name, (padlock, kind))
            values = (block.platform_id, padlock, kind, licence, year)
            code = self._code_of.get(values)
            if code is None:
                code = self._code_of[values] = len(self._combinations)
                self._combinations.append(self._combined(values))
            codes.append(code)
        block.codes = codes

    def _rebuild(self) -> None:
        self._labels.clear()
        self._every = self._sizes = None
        self._places = max((block.end for block in self.blocks.values()), default=0)
        self._masks.of(self.blocks.values(), self._places)
        self._codes = array("I", bytes(4 * self._places))
        self._tags = array("I", self._codes)
        for block in self.blocks.values():
            self._codes[block.start : block.end] = array("I", block.codes)
            self._tags[block.start : block.end] = array("I", block.themes)

    def is_narrowed(self, platform_id: str) -> bool:
        """Whether ``show_only`` holds for that platform."""
        return platform_id in self._padlocks

    def show_only(self, platform_id: str, shown: Optional[Mapping[str, Tuple[str, str]]]) -> None:
        """Show of that platform these rows alone, with padlock and kind; None: as in the tables."""
        self._padlocks.pop(platform_id, None)
        self._every = self._sizes = None
        if shown is not None:
            self._padlocks[platform_id] = shown
        block = self.blocks.get(platform_id)
        if block is not None:
            self._hide(block)
            self._encode(block)
            self._codes = array("I", self._codes)
            self._codes[block.start : block.end] = array("I", block.codes)

    # -- searching --------------------------------------------------------------------------

    def find(self, wanted: Wanted, search: Search) -> Tuple[Part, Tally, Mapping[str, int]]:
        """The places found, and how many rows there are of each combination of facets.

        The places pass the facets of ``search``; the numbers are those before they are applied.
        At last how many rows have each keyword, if ``search`` asks for it.

        Raises:
            sqlite3.Error: the tables cannot be read.
        """
        mask = self._all()
        if wanted:
            mask &= self._worded(wanted)
        if search.bbox is not None:
            mask &= self._masks.touching(search.bbox)
        if search.among is not None:
            mask &= self._chosen(search.among)
        only = {facet: values for facet, values in search.only.items() if values}
        themes = only.pop(Facet.THEME, frozenset())
        tagged: Mapping[str, int] = {}
        if search.count is Facet.THEME:
            left = self._narrowed(mask.to_bytes(self._places, "little"), only)
            tagged = self._themes.counted(self._tags, left)
        if themes:
            mask &= self._themed(themes)
        before = mask.to_bytes(self._places, "little")
        # As they are now: both are replaced, or added to, when something changes.
        codes, names = self._codes, self._combinations

        def tally() -> Mapping[Combination, int]:
            counted = Counter(compress(codes, before))
            return {names[code]: n for code, n in counted.items()}

        part = Part(dict(self.blocks), self._narrowed(before, only), self._themes)
        return part, tally, tagged

    def label(self, theme: str) -> str:
        """A folded keyword as somebody wrote it.

        Raises:
            sqlite3.Error: the tables cannot be read.
        """
        if theme not in self._labels:
            row = self.connection.execute(_LABEL, (theme,)).fetchone()
            self._labels[theme] = str(row[0]) if row else ""
        return self._labels[theme]

    def sizes(self) -> Mapping[str, int]:
        """How many rows there are of each platform, those that are not shown aside."""
        if self._sizes is None:
            self._sizes = {
                name: len(block) - sum(self._hidden.get(name, b""))
                for name, block in self.blocks.items()
            }
        return self._sizes

    def _combined(self, values: Tuple[str, str, str, str, str]) -> Combination:
        platform_id, *others = values
        padlock, kind, licence, year = others
        return (platform_id, self._names.territory(platform_id), padlock, kind, licence, year)

    def _narrowed(self, found: bytes, only: Mapping[Facet, frozenset[str]]) -> bytes:
        if not only:
            return found
        rules = [(SINGLE.index(facet), values) for facet, values in only.items()]
        passes = bytes(
            all(combination[number] in values for number, values in rules)
            for combination in self._combinations
        )
        there = bytes(map(passes.__getitem__, self._codes))
        both = int.from_bytes(found, "little") & int.from_bytes(there, "little")
        return both.to_bytes(self._places, "little")

    def _all(self) -> int:
        if self._every is not None:
            return self._every
        mask = bytearray(self._places)
        for block in self.blocks.values():
            mask[block.start : block.end] = b"\x01" * len(block)
        for name, hidden in self._hidden.items():
            if name in self.blocks:
                there = self.blocks[name]
                mask[there.start : there.end] = bytes(1 - one for one in hidden)
        self._every = int.from_bytes(mask, "little")
        return self._every

    def _worded(self, wanted: Wanted) -> int:
        """The places that hold all that is ``wanted``, a platform's name counting for its rows."""
        mask = self._masks.holding(wanted.terms)
        named: List[Tuple[Block, Wanted]] = []
        for block in self.blocks.values():
            left = wanted.beside(self._names.text(block.platform_id))
            if left is not wanted:
                named.append((block, left))
        if not named:
            return mask
        both = bytearray(mask.to_bytes(self._places, "little"))
        others: Dict[Wanted, bytes] = {}
        for block, left in named:
            if left and left not in others:
                others[left] = self._masks.holding(left.terms).to_bytes(self._places, "little")
            there = others[left][block.start : block.end] if left else b"\x01" * len(block)
            both[block.start : block.end] = there
        return int.from_bytes(both, "little")

    def _themed(self, themes: FrozenSet[str]) -> int:
        return self._masks.remembered(
            "\n".join(("theme", *sorted(themes))),
            lambda: int.from_bytes(self._themes.holding(self._tags, themes), "little"),
        )

    def _chosen(self, among: FrozenSet[Tuple[str, str]]) -> int:
        mask = bytearray(self._places)
        for platform_id, name in among:
            block = self.blocks.get(platform_id)
            number = -1 if block is None else block.number(name)
            if block is not None and number >= 0:
                mask[block.start + number] = 1
        return int.from_bytes(mask, "little")
