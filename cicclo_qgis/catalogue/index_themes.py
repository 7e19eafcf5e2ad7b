"""Keywords in the index: a row has several, so that they are searched and counted on their own.

The file keeps those of a row as one text, each between line ends. In memory a row has one number
for all its keywords together: they are counted, and asked for, by one pass in C over the numbers.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from itertools import compress
from typing import Callable, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Tuple

Keys = Tuple[str, ...]
"""Folded keywords, in alphabetical order."""

# What a person ticks one after the other, and the headings in sight.
_MASKS_KEPT = 24


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

    def passing(self, rule: Callable[[Keys], bool]) -> bytes:
        """For each set of keywords there is 1 if ``rule`` holds, else 0."""
        return bytes(map(rule, self._sets))

    def _add(self, text: str) -> int:
        keys = tuple(sorted(filter(None, text.split("\n"))))
        number = self._by_keys.get(keys)
        if number is None:
            self._sets.append(keys)
            number = self._by_keys[keys] = len(self._sets) - 1
        self._by_text[text] = number
        return number


class Keywords:
    """The keywords of all rows, as they are at one moment: a ``Column``. Any thread may ask.

    ``numbers``: of each place, in ``themes``; 0 where there is no row.
    """

    def __init__(self, themes: Themes, numbers: Sequence[int]) -> None:
        self.themes = themes
        self._numbers = numbers
        self._totals: Optional[Counter[int]] = None
        self._masks: OrderedDict[FrozenSet[str], int] = OrderedDict()

    def holding(self, wanted: FrozenSet[str]) -> int:
        """See ``Column``."""
        found = self._masks.get(wanted)
        if found is None:
            found = self.where(lambda keys: not wanted.isdisjoint(keys))
            self._masks[wanted] = found
            if len(self._masks) > _MASKS_KEPT:
                # A thread may have taken the same one out meanwhile.
                self._masks.pop(next(iter(tuple(self._masks))), None)
        return found

    def where(self, rule: Callable[[Keys], bool]) -> int:
        """The mask of the places for whose keywords ``rule`` holds."""
        passes = self.themes.passing(rule)
        return int.from_bytes(bytes(map(passes.__getitem__, self._numbers)), "little")

    def counted(self, mask: int) -> Mapping[str, int]:
        """See ``Column``."""
        return self.each(self.numbers(mask))

    def each(self, numbers: Mapping[int, int]) -> Dict[str, int]:
        """How often each keyword is there, when its sets are there so often."""
        counts: Dict[str, int] = {}
        known, sets = counts.get, self.themes.sets
        for number, count in numbers.items():
            for key in sets[number]:
                counts[key] = known(key, 0) + count
        return counts

    def numbers(self, mask: int) -> Mapping[int, int]:
        """How many rows of ``mask`` have each number."""
        there = mask.to_bytes(len(self._numbers), "little")
        if 2 * there.count(1) <= len(there):
            return Counter(compress(self._numbers, there))
        # Of many rows those are counted that are missing: all together are known already.
        if self._totals is None:
            self._totals = Counter(self._numbers)
        missing = Counter(compress(self._numbers, there.translate(_OTHERS)))
        return self._totals - missing


_OTHERS = bytes((1, 0)).ljust(256, b"\0")


def most(counts: Mapping[str, int], kept: FrozenSet[str], limit: int) -> Tuple[str, ...]:
    """The keywords worth showing: the most frequent ones, and those chosen already."""
    ranked = sorted(counts, key=lambda key: (-counts[key], key))[:limit]
    return tuple(dict.fromkeys([*ranked, *sorted(kept)]))
