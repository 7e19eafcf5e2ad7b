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
        self._first = self._after = 0
        self._left: List[int] = []
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
        """Those of one rank (``Wanted.rank``; 1 stands for 0, too), in the order of titles.

        The ranks are asked for one after the other; of one rank the rows are read on demand.
        """
        if not self._wanted:
            return self._named(self._numbers(0, len(self._block)) if stage == 1 else ())
        if stage == 1:
            self._first, self._after = self._block.beginning(self._wanted.start)
            return self._named(self._numbers(self._first, self._after))
        block, last = self._block, len(self._block)
        if stage == 2:
            self._left = [*self._numbers(0, self._first), *self._numbers(self._after, last)]
        if self._needle and stage < _LAST:
            texts = {2: block.titles, 3: block.keywords, 4: block.names}[stage]
            return self._named(self._holding(self._needle, texts))
        if stage == 2:
            return self._named(self._in_title())
        return self._named(self._left if self._needle else self._others(most).get(stage, ()))

    def _named(self, numbers: Iterable[int]) -> Iterator[Named]:
        block = self._block
        for number in numbers:
            yield block.titles[number], block.platform_id, block.ids[number]

    def _holding(self, needle: str, texts: Sequence[str]) -> Iterator[int]:
        """The same as below for one word in one form, by a few steps in C for each row."""
        rest = []
        for number in self._left:
            if needle in texts[number]:
                yield number
            else:
                rest.append(number)
        self._left = rest  # all of a rank is read before the next one is asked for

    def _in_title(self) -> Iterator[int]:
        titles, within, rest = self._block.titles, self._wanted.within, []
        for number in self._left:
            if within(titles[number]):
                yield number
            else:
                rest.append(number)
        self._left = rest

    def _others(self, most: int) -> Dict[int, List[int]]:
        if not self._rest:
            block, wanted, left = self._block, self._wanted, self._left
            self._rest = {rank: [] for rank in range(3, _LAST + 1)}
            for number in left[: max(0, most)]:
                title, keywords, name = (
                    block.titles[number],
                    block.keywords[number],
                    block.names[number],
                )
                self._rest[wanted.rank(title, keywords, name)].append(number)
            self._rest[_LAST] += left[max(0, most) :]
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
