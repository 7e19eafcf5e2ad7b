"""Keywords in the index: a row has several, so that they are searched and counted on their own.

The file keeps those of a row as one text, each between line ends. In memory a row has one number
for all its keywords together: they are counted, and asked for, by one pass in C over the numbers.
"""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import compress
from typing import Callable, Dict, FrozenSet, Iterable, List, Mapping, Sequence, Tuple

Keys = Tuple[str, ...]
"""Folded keywords, in alphabetical order."""


def as_text(keys: Sequence[str]) -> str:
    """Folded keywords as a row keeps them."""
    return "\n" + "\n".join(keys) + "\n" if keys else ""


class Themes:
    """The sets of keywords there are, numbered. Only ever added to: any thread may read."""

    def __init__(self) -> None:
        self._by_text: Dict[str, int] = {}
        self._by_keys: Dict[Keys, int] = {}
        self._sets: List[Keys] = []

    def encoded(self, texts: Iterable[str]) -> array[int]:
        """The numbers of what ``as_text`` made."""
        known = self._by_text
        return array("I", [known[text] if text in known else self._add(text) for text in texts])

    def keys(self, number: int) -> Keys:
        """The keywords that number stands for."""
        return self._sets[number]

    def holding(self, numbers: Sequence[int], wanted: FrozenSet[str]) -> bytes:
        """For each of ``numbers`` 1 if it has one of ``wanted``, else 0."""
        passes = self.passing(lambda keys: not wanted.isdisjoint(keys))
        return bytes(map(passes.__getitem__, numbers))

    def passing(self, rule: Callable[[Keys], bool]) -> bytes:
        """For each set of keywords there is 1 if ``rule`` holds, else 0."""
        return bytes(map(rule, self._sets))

    def counted(self, numbers: Sequence[int], found: bytes) -> Mapping[str, int]:
        """How many of the ``numbers`` that are ``found`` (1, else 0) have each keyword."""
        counts: Counter[str] = Counter()
        for number, count in Counter(compress(numbers, found)).items():
            for key in self._sets[number]:
                counts[key] += count
        return counts

    def _add(self, text: str) -> int:
        keys = tuple(sorted(filter(None, text.split("\n"))))
        number = self._by_keys.get(keys)
        if number is None:
            self._sets.append(keys)
            number = self._by_keys[keys] = len(self._sets) - 1
        self._by_text[text] = number
        return number


def most(counts: Mapping[str, int], kept: FrozenSet[str], limit: int) -> Tuple[str, ...]:
    """The keywords worth showing: the most frequent ones, and those chosen already."""
    ranked = sorted(counts, key=lambda key: (-counts[key], key))[:limit]
    return tuple(dict.fromkeys([*ranked, *sorted(kept)]))
