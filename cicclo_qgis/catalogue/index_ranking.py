"""The rows of several platforms in one order: the most obvious first, whoever publishes them.

They are found as far as somebody looks: of the rows of a hundred platforms that match a few
letters, those that begin with them fill the screen, and no other is ranked.
"""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import Callable, Dict, Iterable, Iterator, List, Sequence, Tuple

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_words import Wanted

Numbers = Callable[[int, int], Iterable[int]]
"""Which rows of a block are meant, from one number to before another, in their order."""

Named = Tuple[str, str, str]
"""Title, platform and id: the order of rows that are equally obvious."""

# So many rows at most are looked at to tell keywords from descriptions.
_RANKED = 2600
# So few are ranked at once sooner than block by block.
_FEW = 300
_LAST = 5


class Some:
    """Rows of one block that match ``wanted``."""

    def __init__(self, block: Block, wanted: Wanted, numbers: Numbers) -> None:
        self._block = block
        self._wanted = wanted
        self._numbers = numbers
        self._first = self._after = -1
        self._rest: Dict[int, List[int]] = {}
        single = len(wanted.terms) == 1 and len(wanted.terms[0].needles) == 1
        self._needle = wanted.terms[0].needles[0] if single else ""

    def each(self) -> Iterator[Tuple[int, str, str, str]]:
        """All of them with their rank, in the order of titles."""
        block, wanted = self._block, self._wanted
        titles, keywords, names = block.titles, block.keywords, block.names
        for n in self._numbers(0, len(block)):
            rank = wanted.rank(titles[n], keywords[n], names[n]) if wanted else 0
            yield max(1, rank), titles[n], block.platform_id, block.ids[n]

    def rank(self, stage: int, most: int) -> Iterator[Named]:
        """Those of one rank (``Wanted.rank``; 1 stands for 0, too), in the order of titles."""
        if self._first < 0:
            whole, start = (0, len(self._block)), self._wanted.start
            self._first, self._after = self._block.beginning(start) if self._wanted else whole
        if stage == 1:
            return self._named(self._numbers(self._first, self._after))
        if not self._wanted:
            return iter(())
        if self._needle:
            return self._named(self._holding(stage, self._needle))
        if stage == 2:
            return self._named(self._in_title())
        return self._named(self._others(most).get(stage, ()))

    def _named(self, numbers: Iterable[int]) -> Iterator[Named]:
        block = self._block
        for number in numbers:
            yield block.titles[number], block.platform_id, block.ids[number]

    def _outside(self) -> Iterator[int]:
        yield from self._numbers(0, self._first)
        yield from self._numbers(self._after, len(self._block))

    def _holding(self, stage: int, needle: str) -> Iterator[int]:
        """The same as below for one word in one form, by a few steps in C for each row."""
        block = self._block
        titles, keywords, names = block.titles, block.keywords, block.names
        if stage == 2:
            return (n for n in self._outside() if needle in titles[n])
        left = (n for n in self._outside() if needle not in titles[n])
        if stage == 3:
            return (n for n in left if needle in keywords[n])
        left = (n for n in left if needle not in keywords[n])
        return (n for n in left if (needle in names[n]) == (stage == 4))

    def _in_title(self) -> Iterator[int]:
        titles, within = self._block.titles, self._wanted.within
        return (number for number in self._outside() if within(titles[number]))

    def _others(self, most: int) -> Dict[int, List[int]]:
        if not self._rest:
            block, wanted = self._block, self._wanted
            self._rest = {rank: [] for rank in range(3, _LAST + 1)}
            for number in self._outside():
                title = block.titles[number]
                if wanted.within(title):
                    continue
                most -= 1
                keywords, name = block.keywords[number], block.names[number]
                rank = wanted.rank(title, keywords, name) if most >= 0 else _LAST
                self._rest[rank].append(number)
        return self._rest


class Ranking:
    """The ``count`` rows of all ``blocks``, ranked as far as they are asked for."""

    def __init__(self, blocks: Iterable[Some], count: int) -> None:
        self._known: List[Tuple[str, str]] = []
        self._coming: Iterator[Named] = iter(())
        if count <= _FEW:
            every = sorted(row for some in blocks for row in some.each())
            self._known = [(row[2], row[3]) for row in every]
        else:
            self._coming = _in_order(list(blocks))

    def first(self, limit: int) -> List[Tuple[str, str]]:
        """Platform and collection id of the most obvious ones, the best first."""
        missing = limit - len(self._known)
        if missing > 0:
            self._known += [(named[1], named[2]) for named in islice(self._coming, missing)]
        return self._known[:limit]


def _in_order(blocks: Sequence[Some]) -> Iterator[Named]:
    most = _RANKED // max(1, len(blocks))
    for stage in range(1, _LAST + 1):
        yield from merge(*(some.rank(stage, most) for some in blocks))
