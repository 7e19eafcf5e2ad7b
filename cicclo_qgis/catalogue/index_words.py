"""Words as they are searched: without accents and case, by their beginning, plurals tolerated.

The same rules hold for the index on disk and for rows that are searched before they are in it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import List, Sequence, Tuple

_MARKS = re.compile("[\u0300-\u036f]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})
_BETWEEN = re.compile(r"[\W_]+")
_QUOTED = re.compile(r'["“”«»]')
# A word of these says nothing beside another: "zones de captage" is "captage zones".
_SMALL = frozenset(
    "a au aux d de des du en et l la le les par pour qu sur un une".split()  # noqa: SIM905 - shorter than a list
)
_SHORTEST_PLURAL = 4
_SHORTEST_EVERYWHERE = 3


def fold(text: str) -> str:
    """``text`` without accents and case, as both sides of a search are compared.

    >>> fold("Forêts d’Œuilly")
    "forets d'oeuilly"
    """
    folded = text.casefold()
    if folded.isascii():
        return folded
    return _MARKS.sub("", unicodedata.normalize("NFKD", folded.translate(_LIGATURES)))


def spaced(text: str) -> str:
    """The folded words of ``text``, with a space before and after each.

    >>> spaced("Plan d’eau (2024)")
    ' plan d eau 2024 '
    """
    found = _BETWEEN.sub(" ", fold(text)).strip()
    return f" {found} " if found else " "


def other_forms(word: str) -> Tuple[str, ...]:
    """The singulars and plurals of a folded word that do not begin with it.

    >>> other_forms("chevaux"), other_forms("zones"), other_forms("canal")
    (('chevau', 'cheval', 'chevail'), ('zone',), ('canaux',))
    """
    if len(word) < _SHORTEST_PLURAL:
        return ()
    if word.endswith("aux"):
        return (word[:-1], f"{word[:-2]}l", f"{word[:-2]}il")
    if word.endswith(("s", "x")):
        return (word[:-1],)
    if word.endswith("ail"):
        return (f"{word[:-2]}ux",)
    if word.endswith("al"):
        return (f"{word[:-1]}ux",)
    return ()


@dataclass(frozen=True)
class Term:
    """One thing that must be found: a word, or words that follow each other.

    ``open``: the last word may go on ("zon" finds "zones"). ``others``: whole words that do too.
    """

    words: Tuple[str, ...]
    open: bool = True
    others: Tuple[str, ...] = ()

    @property
    def in_heading_only(self) -> bool:
        """Whether it is too short to be looked for in descriptions: half of them would match."""
        return self.open and len(self.words) == 1 and len(self.words[0]) < _SHORTEST_EVERYWHERE

    @property
    def is_letter(self) -> bool:
        """Whether it is one letter: then it is how the title begins."""
        return self.in_heading_only and len(self.words[0]) == 1

    @cached_property
    def needles(self) -> Tuple[str, ...]:
        """What to look for in ``spaced`` text; any of it will do."""
        words = " " + " ".join(self.words) + ("" if self.open else " ")
        return (words, *(f" {other} " for other in self.others))

    def within(self, text: str) -> bool:
        """Whether ``text``, which is ``spaced``, holds it."""
        needles = self.needles
        if needles[0] in text:
            return True
        return len(needles) > 1 and any(needle in text for needle in needles)

    @property
    def match(self) -> str:
        """The expression of SQLite's FTS5 for it. Its words are letters and digits alone."""
        one = '"' + " ".join(self.words) + '"' + (" *" if self.open else "")
        return " OR ".join((one, *(f'"{other}"' for other in self.others)))


@dataclass(frozen=True)
class Wanted:
    """What was typed, understood. ``start``: how a title begins that begins with all of it."""

    terms: Tuple[Term, ...] = ()
    start: str = ""

    def __bool__(self) -> bool:
        return bool(self.terms)

    def beside(self, platform: str) -> Wanted:
        """What is still to be found in rows of a platform whose ``spaced`` text is ``platform``."""
        left = tuple(term for term in self.terms if not term.within(platform))
        return self if len(left) == len(self.terms) else Wanted(left, self.start)

    def within(self, text: str) -> bool:
        """Whether ``text``, which is ``spaced``, holds all of it."""
        return all(term.within(text) for term in self.terms)

    def rank(self, title: str, keywords: str, name: str) -> int:
        """How obvious a row that is found is, the least first.

        0: the title itself; 1: the title begins with it; 2: in the title; 3: with the keywords;
        4: with the identifier; 5: only with the description.
        """
        if self.start and title.startswith(self.start):
            return 0 if len(title) <= len(self.start) + 1 else 1
        left: Sequence[Tuple[str, ...]] = self._needles
        for rank, text in ((2, title), (3, keywords), (4, name)):
            left = [
                needles
                for needles in left
                if needles[0] not in text
                and (len(needles) == 1 or not any(needle in text for needle in needles))
            ]
            if not left:
                return rank
        return 5

    @cached_property
    def _needles(self) -> Tuple[Tuple[str, ...], ...]:
        return tuple(term.needles for term in self.terms)


def understand(typed: str) -> Wanted:
    """Turn what was typed into what is wanted. Quotes keep words together."""
    parts = _QUOTED.split(typed)
    terms: List[Term] = []
    for number, part in enumerate(parts):
        quoted = number % 2 == 1
        if quoted:
            words = tuple(spaced(part).split())
            if words:
                terms.append(Term(words, open=number == len(parts) - 1))
            continue
        for piece in fold(part).replace("'", " ").split():
            words = tuple(spaced(piece).split())
            if words:
                others = other_forms(words[0]) if len(words) == 1 else ()
                terms.append(Term(words, True, others))
    telling = [term for term in terms if not _is_small(term)]
    start = spaced(typed).rstrip()
    return Wanted(tuple(dict.fromkeys(telling or terms[:1])), start)


def _is_small(term: Term) -> bool:
    return len(term.words) == 1 and (term.words[0] in _SMALL or term.is_letter)
