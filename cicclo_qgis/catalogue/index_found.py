"""What one set of tables holds of what was looked for, and what each facet would leave of it."""

from __future__ import annotations

from typing import FrozenSet, Mapping, NamedTuple

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_columns import Column
from cicclo_qgis.catalogue.index_themes import Keywords


class Table(NamedTuple):
    """The rows of one set of tables as they are at one moment.

    ``columns``: by ``Facet``; that of keywords is ``keywords``. ``places``: how many there are.
    """

    blocks: Mapping[str, Block]
    columns: Mapping[str, Column]
    keywords: Keywords
    places: int

    def find(self, passing: int, chosen: Mapping[str, FrozenSet[str]]) -> Found:
        """Of the rows ``passing`` (a mask) those that have a value ``chosen`` of each facet."""
        rules = {
            facet: self.columns[facet].holding(values) for facet, values in chosen.items() if values
        }
        return Found(self, passing, rules)


class Found:
    """The rows of ``table`` that a search has found. Any thread may ask.

    Args:
        passing: the mask of what passes all of the search but its facets.
        rules: by facet, the mask of what passes that one.
    """

    def __init__(self, table: Table, passing: int, rules: Mapping[str, int]) -> None:
        self.blocks = table.blocks
        self.keywords = table.keywords
        self._table = table
        self._words = passing
        self._rules = rules
        self.whole = self.passing("")
        self.mask = self.whole.to_bytes(table.places, "little")
        """One byte a place, 1 where a row was found; ``whole`` is the same as a number."""

    def counts(self, facet: str) -> Mapping[str, int]:
        """How many rows each value of ``facet`` would leave: the other facets hold, not it."""
        return self._table.columns[facet].counted(self.passing(facet))

    def without(self, facet: str, values: FrozenSet[str]) -> Found:
        """The same as if there were no rows with one of these values."""
        gone = self._words & self._table.columns[facet].holding(values)
        return Found(self._table, self._words ^ gone, self._rules)

    def passing(self, but: str) -> int:
        """The mask of the rows for which all holds, the facet ``but`` aside."""
        mask = self._words
        for facet, rule in self._rules.items():
            if facet != but:
                mask &= rule
        return mask
