"""One set of tables of the index, searched: the file, or what only this session may see.

Rows found by SQLite become a mask (one byte a place). Masks of words are kept while a person
types on; what narrows the rows is in memory, in columns that are passed over in C.
"""

from __future__ import annotations

import sqlite3
from array import array
from contextlib import closing, contextmanager
from typing import Dict, FrozenSet, Iterator, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.index_answer import Facet, Search
from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_columns import Column, OneOf, Stretches, Values
from cicclo_qgis.catalogue.index_extents import unpacked
from cicclo_qgis.catalogue.index_found import Found, Table
from cicclo_qgis.catalogue.index_masks import Masks
from cicclo_qgis.catalogue.index_names import Names
from cicclo_qgis.catalogue.index_themes import Keywords, Themes
from cicclo_qgis.catalogue.index_words import Wanted

_EXTENTS = "SELECT extents FROM platform WHERE id = ?"
_GENERATIONS = "SELECT id, start, length, generation, harvested FROM platform"
_LABEL = "SELECT label FROM theme WHERE key = ?"
_ROWS = (
    "SELECT c.id, w.title, w.keywords, w.name, c.themes, c.padlock, c.kind, c.license, c.year "
    "FROM collection c JOIN words w ON w.rowid = c.place "
    "WHERE c.place >= ? AND c.place < ? ORDER BY c.place"
)
_OF_ROWS = (Facet.PADLOCK, Facet.KIND, Facet.LICENSE, Facet.YEAR)
"""The last columns of ``_ROWS``, and of ``Block.facets``. A session may see others of the first."""

Shown = Mapping[str, Tuple[str, str]]
"""Padlock and kind of the collections that a session sees, by id."""


class Shelf:
    """Reads through ``connection``; its caller lets one thread in at a time."""

    def __init__(self, connection: sqlite3.Connection, names: Names) -> None:
        self.connection = connection
        self.blocks: Dict[str, Block] = {}
        self._names = names
        self._masks = Masks(connection)
        self._version = -1
        self._places = 0
        self._values = {facet: Values() for facet in _OF_ROWS}
        self._themes = Themes()
        self._labels: Dict[str, str] = {}
        self._table: Optional[Table] = None
        self._every: Optional[int] = None
        self._sizes: Optional[Mapping[str, int]] = None
        self._shown: Dict[str, Shown] = {}

    # -- keeping up with the tables ---------------------------------------------------------

    def forget_reading(self) -> None:
        """The tables have changed through this very connection: read them again."""
        self._version = -1

    def call(self, names: Names) -> None:
        """Platforms are called otherwise: what was found by their names is void."""
        self._names = names
        self._table = None

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
            changed = True
        if changed:
            self._labels.clear()
            self._table = self._every = self._sizes = None
            self._places = max((block.end for block in self.blocks.values()), default=0)
            self._masks.of(self.blocks.values(), self._places)
        self._version = version

    def _read(self, name: str, start: int, length: int, generation: int, harvested: float) -> Block:
        with closing(self.connection.execute(_ROWS, (start, start + length))) as cursor:
            rows = cursor.fetchall()
        extents = self.connection.execute(_EXTENTS, (name,)).fetchone()[0]
        same: Dict[str, str] = {}  # the same few keywords come again and again
        return Block(
            name,
            start,
            generation,
            harvested,
            ids=[row[0] for row in rows],
            titles=[row[1] for row in rows],
            keywords=[same.setdefault(row[2], row[2]) for row in rows],
            names=[row[3] for row in rows],
            themes=self._themes.encoded(row[4] for row in rows),
            extents=unpacked(extents, length),
            facets=tuple(
                self._values[facet].encoded(row[number] for row in rows)
                for number, facet in enumerate(_OF_ROWS, 5)
            ),
        )

    def show_only(self, platform_id: str, shown: Optional[Shown]) -> None:
        """Show of that platform these rows alone, with padlock and kind; None: as in the tables."""
        if shown is not None:
            self._shown[platform_id] = shown
        else:
            self._shown.pop(platform_id, None)
        self._table = self._every = self._sizes = None

    def is_narrowed(self, platform_id: str) -> bool:
        """Whether ``show_only`` holds for that platform."""
        return platform_id in self._shown

    # -- as they are now --------------------------------------------------------------------

    def _now(self) -> Table:
        if self._table is None:
            blocks = tuple(self.blocks.values())
            columns: Dict[str, Column] = {
                Facet.PLATFORM: Stretches(blocks, lambda name: name, self._places),
                Facet.TERRITORY: Stretches(blocks, self._names.territory, self._places),
            }
            facets = [self._facets(block) for block in blocks]
            for number, facet in enumerate(_OF_ROWS):
                numbers = array("I", bytes(array("I").itemsize * self._places))
                for block, each in zip(blocks, facets):
                    numbers[block.start : block.end] = each[number]
                columns[facet] = OneOf(self._values[facet].all, numbers)
            sets = [0] * self._places
            for block in blocks:
                sets[block.start : block.end] = block.themes
            columns[Facet.THEME] = keywords = Keywords(self._themes, sets)
            self._table = Table(dict(self.blocks), columns, keywords, self._places)
        return self._table

    def _facets(self, block: Block) -> Sequence[array[int]]:
        shown = self._shown.get(block.platform_id)
        if shown is None:
            return block.facets
        padlocks, kinds = array("I", block.facets[0]), array("I", block.facets[1])
        for number, name in enumerate(block.ids):
            if name in shown:
                padlock, kind = shown[name]
                padlocks[number : number + 1] = self._values[Facet.PADLOCK].encoded([padlock])
                kinds[number : number + 1] = self._values[Facet.KIND].encoded([kind])
        return (padlocks, kinds, *block.facets[2:])

    # -- searching --------------------------------------------------------------------------

    def find(self, wanted: Wanted, search: Search) -> Found:
        """The rows found.

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
        return self._now().find(mask, dict(search.only.items()))

    @contextmanager
    def memory_alone(self) -> Iterator[None]:
        """Within, only what is in memory is searched; the tables are not asked."""
        self._masks.memory_alone = True
        try:
            yield
        finally:
            self._masks.memory_alone = False

    def label(self, theme: str) -> str:
        """A folded keyword as somebody wrote it.

        Raises:
            sqlite3.Error: the tables cannot be read.
        """
        if theme not in self._labels and self._masks.memory_alone:
            return ""
        if theme not in self._labels:
            row = self.connection.execute(_LABEL, (theme,)).fetchone()
            self._labels[theme] = str(row[0]) if row else ""
        return self._labels[theme]

    def sizes(self) -> Mapping[str, int]:
        """How many rows there are of each platform, those that are not shown aside."""
        if self._sizes is None:
            self._sizes = {
                name: sum(self._seen(block)) if name in self._shown else len(block)
                for name, block in self.blocks.items()
            }
        return self._sizes

    def _seen(self, block: Block) -> bytes:
        """For each row 1 if it is shown, else 0."""
        shown = self._shown.get(block.platform_id)
        if shown is None:
            return b"\x01" * len(block)
        return bytes(name in shown for name in block.ids)

    def _all(self) -> int:
        if self._every is None:
            mask = bytearray(self._places)
            for block in self.blocks.values():
                mask[block.start : block.end] = self._seen(block)
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

    def _chosen(self, among: FrozenSet[Tuple[str, str]]) -> int:
        mask = bytearray(self._places)
        for platform_id, name in among:
            block = self.blocks.get(platform_id)
            number = -1 if block is None else block.number(name)
            if block is not None and number >= 0:
                mask[block.start + number] = 1
        return int.from_bytes(mask, "little")
