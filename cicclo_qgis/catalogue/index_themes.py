"""Keywords in the index: a row has several, so that they are searched and counted on their own.

The file keeps those of a row as one text, each between line ends. In memory a row has one number
for all its keywords together. Who has a keyword is known by place, so that nobody else is passed
over; how many of those found have it is counted in bits, one a place, for the frequent ones alone:
the rare ones among thousands are not among the two hundred that anybody sees.
"""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict
from heapq import heappush, heappushpop
from itertools import compress
from typing import (
    Callable,
    Dict,
    FrozenSet,
    Iterable,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

Keys = Tuple[str, ...]
"""Folded keywords, in alphabetical order."""

# What a person ticks one after the other.
_MASKS_KEPT = 24
# Of so few rows the keywords are counted one by one.
_FEW = 3000
# Of so few rows that have a keyword each is looked at; more have their bits.
_RARE = 400
_AS_DIGITS = bytes((48, 49)).ljust(256, b"1")


def as_text(keys: Sequence[str]) -> str:
    """Folded keywords as a row keeps them."""
    return "\n" + "\n".join(keys) + "\n" if keys else ""


class Themes:
    """The sets of keywords there are, numbered from 1. Only ever added to: any thread may read."""

    def __init__(self) -> None:
        self._by_text: Dict[str, int] = {}
        self._by_keys: Dict[Keys, int] = {}
        self._sets: List[Keys] = [()]

    def encoded(self, texts: Iterable[str]) -> List[int]:
        """The numbers of what ``as_text`` made.

        A list and no array, which would make each number anew whenever somebody passes over it.
        """
        known = self._by_text
        return [known[text] if text in known else self._add(text) for text in texts]

    @property
    def sets(self) -> Sequence[Keys]:
        """The keywords each number stands for; none for 0, where there is no row."""
        return self._sets

    def _add(self, text: str) -> int:
        keys = tuple(sorted(filter(None, text.split("\n"))))
        number = self._by_keys.get(keys)
        if number is None:
            self._sets.append(keys)
            number = self._by_keys[keys] = len(self._sets) - 1
        self._by_text[text] = number
        return number


class Who(NamedTuple):
    """Who has which keywords, found out when it is asked for first.

    ``places``: of each keyword those of the rows that have it, in order; ``bare``: of rows without
    any. ``frequent``: how many rows have a keyword, and which, the most frequent ones first.
    """

    places: Mapping[str, Sequence[int]]
    bare: Sequence[int]
    frequent: Sequence[Tuple[int, str]]


class Keywords:
    """The keywords of all rows, as they are at one moment: a ``Column``. Any thread may ask.

    ``numbers``: of each place, in ``themes``; 0 where there is no row.
    """

    def __init__(self, themes: Themes, numbers: Sequence[int]) -> None:
        self.themes = themes
        self._numbers = numbers
        self._known: Optional[Who] = None
        self._masks: OrderedDict[FrozenSet[str], int] = OrderedDict()
        self._bits: Dict[str, int] = {}

    def holding(self, wanted: FrozenSet[str]) -> int:
        """See ``Column``."""
        found = self._masks.get(wanted)
        if found is None:
            mask = bytearray(len(self._numbers))
            for key in wanted:
                for place in self.places(key):
                    mask[place] = 1
            self._masks[wanted] = found = int.from_bytes(mask, "little")
            if len(self._masks) > _MASKS_KEPT:
                # A thread may have taken the same one out meanwhile.
                self._masks.pop(next(iter(tuple(self._masks))), None)
        return found

    def places(self, key: str) -> Sequence[int]:
        """The places of the rows that have that keyword, in order."""
        return self._who.places.get(key, ())

    @property
    def bare(self) -> Sequence[int]:
        """The places of the rows that have none."""
        return self._who.bare

    def places_where(self, rule: Callable[[Keys], bool]) -> Sequence[int]:
        """The places of the rows for whose keywords ``rule`` holds, in order."""
        passes = bytes(map(rule, self.themes.sets))
        there = bytes(map(passes.__getitem__, self._numbers))
        return [n for n in compress(range(len(there)), there) if self._numbers[n]]

    def counted(self, mask: int) -> Mapping[str, int]:
        """See ``Column``."""
        return self.most(mask, len(self._who.places))

    def most(self, mask: int, limit: int, kept: FrozenSet[str] = frozenset()) -> Dict[str, int]:
        """The same of the ``limit`` most frequent keywords, of those ``kept``, and some more."""
        there = mask.to_bytes(len(self._numbers), "little")
        if not _HAS_BIT_COUNT or there.count(1) <= _FEW:
            return self._each(there)
        found, who = _as_bits(there), self._who
        counts: Dict[str, int] = {}
        best: List[int] = []
        for key in kept & who.places.keys():
            counts[key] = self._count(key, there, found)
        for total, key in who.frequent:
            # Even if all of them were found.
            if len(best) >= limit and total < best[0]:
                break
            counts[key] = count = self._count(key, there, found)
            if len(best) < limit:
                heappush(best, count)
            else:
                heappushpop(best, count)
        return {key: count for key, count in counts.items() if count}

    def others(self, mask: int, shown: FrozenSet[str]) -> Tuple[int, int]:
        """How many rows of ``mask`` have keywords, but none of those ``shown``; how many none."""
        there = mask.to_bytes(len(self._numbers), "little")
        bare = sum(map(there.__getitem__, self._who.bare))
        if shown.issuperset(self._who.places):
            return 0, bare
        sets, unseen = self.themes.sets, shown.isdisjoint
        numbers = Counter(compress(self._numbers, there))
        return sum(count for n, count in numbers.items() if unseen(sets[n])) - bare, bare

    def _each(self, there: bytes) -> Dict[str, int]:
        counts: Dict[str, int] = {}
        known, sets = counts.get, self.themes.sets
        for number, count in Counter(compress(self._numbers, there)).items():
            for key in sets[number]:
                counts[key] = known(key, 0) + count
        return counts

    def _count(self, key: str, there: bytes, found: int) -> int:
        places = self._who.places[key]
        if len(places) <= _RARE:
            return sum(map(there.__getitem__, places))
        bits = self._bits.get(key)
        if bits is None:
            own = bytearray(len(there))
            for place in places:
                own[place] = 1
            self._bits[key] = bits = _as_bits(bytes(own))
        return (bits & found).bit_count()

    @property
    def _who(self) -> Who:
        if self._known is None:
            sets, bare = self.themes.sets, array("I")
            places: Dict[str, array[int]] = {}
            for place, number in enumerate(self._numbers):
                for key in sets[number]:
                    if key in places:
                        places[key].append(place)
                    else:
                        places[key] = array("I", (place,))
                if number and not sets[number]:
                    bare.append(place)
            frequent = sorted(((len(rows), key) for key, rows in places.items()), reverse=True)
            self._known = Who(places, bare, frequent)
        return self._known


# Python 3.10 has it.
_HAS_BIT_COUNT = hasattr(int, "bit_count")


def _as_bits(mask: bytes) -> int:
    """A mask of one byte a place as a number of one bit a place."""
    return int(mask.translate(_AS_DIGITS), 2) if mask else 0


def counted(
    parts: Iterable[Tuple[Keywords, int]], limit: int, kept: FrozenSet[str] = frozenset()
) -> Counter[str]:
    """How many rows of masks have the ``limit`` most frequent keywords, and those ``kept``.

    Of the masks of all parts but the first, which are small, all keywords are counted.
    """
    first, *others = parts
    counts: Counter[str] = Counter()
    for keywords, mask in others:
        counts.update(keywords.counted(mask))
    keywords, mask = first
    counts.update(keywords.most(mask, limit, kept | counts.keys()))
    return counts


def most(counts: Mapping[str, int], kept: FrozenSet[str], limit: int) -> Tuple[str, ...]:
    """The keywords worth showing: the most frequent ones, and those chosen already."""
    ranked = sorted(counts, key=lambda key: (-counts[key], key))[:limit]
    return tuple(dict.fromkeys([*ranked, *sorted(kept)]))
