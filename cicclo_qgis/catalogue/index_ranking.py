"""The rows of several platforms in one order: the most obvious first, whoever publishes them.

They are found as far as somebody looks: of the rows of a hundred platforms that match a few
letters, those that begin with them fill the screen, and no other is ranked.
"""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

from cicclo_qgis.catalogue.index_block import Block
from cicclo_qgis.catalogue.index_obvious import Ranked, obvious
from cicclo_qgis.catalogue.index_words import BEGINNING, IN_TITLE, KEYWORDS, LAST, NAME, Wanted

Numbers = Callable[[int, int], Iterable[int]]
"""Which rows of a block are meant, from one number to before another, in their order."""

Named = Tuple[str, str, str]
"""Title, platform and id: the order of rows that are equally obvious."""

# So many rows at most are looked at to tell keywords from descriptions.
_RANKED = 2600
# Of so many at most all titles are, to tell whole words from those that begin so.
_LOOKED_AT = 3000
_LOOKED_AT_EACH = 50
# So few are ranked at once sooner than block by block.
_FEW = 300


class Some:
    """Rows of one block that match ``wanted``."""

    def __init__(self, block: Block, wanted: Wanted, numbers: Numbers) -> None:
        self._block = block
        self._wanted = wanted
        self._numbers = numbers
        self._first = self._after = 0
        self._given: Set[int] = set()
        self._left: List[int] = []
        self._rest: Dict[int, List[int]] = {}
        single = len(wanted.terms) == 1 and len(wanted.terms[0].needles) == 1
        self._needle = wanted.terms[0].needles[0] if single else ""

    def each(self) -> Iterator[Tuple[int, str, str, str]]:
        """All of them with their rank, in the order of titles."""
        block, wanted = self._block, self._wanted
        titles, keywords, names = block.titles, block.keywords, block.names
        for n in self._numbers(0, len(block)):
            name = block.ids[n]
            rank = wanted.rank(titles[n], keywords[n], names[n], name) if wanted else 0
            yield rank, titles[n], block.platform_id, name

    def obvious(self, few: bool) -> Optional[Ranked]:
        """Those that are what is meant. Asked for first.

        Unless there are ``few``, they are looked for among the first whose title begins so.
        """
        block, wanted = self._block, self._wanted
        if not wanted:
            return [list(self._numbers(0, len(block)))]
        self._first, self._after = block.beginning(wanted.start)
        if few:
            looked_at = list(self._numbers(0, len(block)))
        else:
            looked_at = list(islice(self._numbers(self._first, self._after), _LOOKED_AT_EACH))
        found = obvious(block, wanted, looked_at) if looked_at else None
        if found is not None:
            self._given = {number for these in found for number in these}
        return found

    def rank(self, stage: int, most: int) -> Iterator[Named]:
        """Those of one rank from ``BEGINNING`` on, in the order of titles.

        The ranks are asked for one after the other, each read whole; of one rank the rows are read
        on demand. ``most``: of so many rows it is looked where else the words are.
        """
        if not self._wanted:
            return iter(())
        if stage == BEGINNING:
            return self.named(self._beginning())
        if stage == IN_TITLE:
            given, last = self._given, len(self._block)
            left = [*self._numbers(0, self._first), *self._numbers(self._after, last)]
            self._left = [number for number in left if number not in given] if given else left
        if self._needle and stage < LAST:
            texts = {
                IN_TITLE: self._block.titles,
                KEYWORDS: self._block.keywords,
                NAME: self._block.names,
            }
            return self.named(self._holding(self._needle, texts[stage]))
        if stage == IN_TITLE:
            return self.named(self._in_title())
        return self.named(self._left if self._needle else self._others(most).get(stage, ()))

    def named(self, numbers: Iterable[int]) -> Iterator[Named]:
        """Rows by their numbers."""
        block = self._block
        for number in numbers:
            yield block.titles[number], block.platform_id, block.ids[number]

    def _beginning(self) -> Iterable[int]:
        given = self._given
        found = self._numbers(self._first, self._after)
        return [number for number in found if number not in given] if given else found

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
            self._rest = {rank: [] for rank in range(LAST + 1)}
            for number in left[: max(0, most)]:
                title, keywords, name = (
                    block.titles[number],
                    block.keywords[number],
                    block.names[number],
                )
                self._rest[wanted.rank(title, keywords, name)].append(number)
            self._rest[LAST] += left[max(0, most) :]
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
            self._coming = _in_order(list(blocks), count)

    def first(self, limit: int) -> List[Tuple[str, str]]:
        """Platform and collection id of the most obvious ones, the best first."""
        missing = limit - len(self._known)
        if missing > 0:
            self._known += [(named[1], named[2]) for named in islice(self._coming, missing)]
        return self._known[:limit]


def _in_order(blocks: Sequence[Some], count: int) -> Iterator[Named]:
    share = max(1, len(blocks))
    meant = [(some, some.obvious(count <= _LOOKED_AT)) for some in blocks]
    for rank in range(BEGINNING):
        rows = [some.named(of[rank]) for some, of in meant if of and len(of) > rank and of[rank]]
        if rows:
            yield from merge(*rows)
    for stage in range(BEGINNING, LAST + 1):
        yield from merge(*(some.rank(stage, _RANKED // share) for some in blocks))
