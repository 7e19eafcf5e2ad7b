"""Words as they are searched: without accents and case, by their beginning, plurals tolerated.

The same rules hold for the index on disk and for rows that are searched before they are in it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import List, Optional, Sequence, Tuple

from cicclo_qgis.catalogue.index_acronyms import also_called

_MARKS = re.compile("[\u0300-\u036f]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})
_BETWEEN = re.compile(r"[\W_]+")
_SPLIT = re.compile(r"([a-z]{2,})([0-9]{2,})")
_QUOTED = re.compile(r'["“”«»]')
# A word of these says nothing beside another: "zones de captage" is "captage zones".
_SMALL = frozenset(
    "a au aux d de des du en et l la le les par pour qu sur un une".split()  # noqa: SIM905 - shorter than a list
)
_SHORTEST_PLURAL = 4
_SHORTEST_EVERYWHERE = 3
# What stands before it says where a layer is kept, and not what it is.
_OWN_NAME = re.compile(r"[:./]")
_PLURALS = ("s", "x")
# Letters of small words between two others that make no difference ("de l").
_MOST_SMALL = 8

# Of a private use: what is typed is split there (``spaced``), what SQLite finds is not.
_PAIR = "\ue000"
_PAIR_LETTERS = 2
_HEADING = "{title keywords name}"

# How obvious a row is that is found, the least first (``Wanted.rank``).
ITSELF, AS_GOOD, CALLED, BEGINS, WORDS = range(5)
COMING, BEGINNING, IN_TITLE, KEYWORDS, NAME, LAST = range(5, 11)


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


def pairs(heading: str) -> str:
    """Two letters that words of ``heading``, which is ``spaced``, begin with: a word for each two.

    Such a word cannot be typed, and is found without looking in which column it stands.
    """
    words = (word[:_PAIR_LETTERS] for word in heading.split())
    return " ".join(sorted({_PAIR + two for two in words if len(two) == _PAIR_LETTERS}))


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

    @cached_property
    def forms(self) -> Tuple[str, ...]:
        """The whole words that it is, in singular and plural."""
        one = " ".join(self.words)
        is_plural = not self.open or one.endswith(_PLURALS)
        plurals = () if is_plural else (one + end for end in _PLURALS)
        return tuple(dict.fromkeys((one, *plurals, *self.others)))

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
        every = [one, *(f'"{other}"' for other in self.others)]
        if not self.in_heading_only:
            return " OR ".join(every)
        pair = [f'"{_PAIR}{self.words[0]}"'] if len(self.words[0]) == _PAIR_LETTERS else []
        others = [f"{_HEADING} : ({other})" for other in every[len(pair) :]]
        return " OR ".join((*pair, *others))


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
        if len(left) == len(self.terms):
            return self
        return Wanted(left, " " + " ".join(word for term in left for word in term.words))

    def within(self, text: str) -> bool:
        """Whether ``text``, which is ``spaced``, holds all of it."""
        return all(term.within(text) for term in self.terms)

    def rank(self, title: str, keywords: str, name: str, identifier: str = "") -> int:
        """How obvious a row that is found is, the least first. ``name``: of the ``identifier``.

        0: the title itself; 1: the same but for plurals and small words; 2: so the identifier;
        3: the title begins with these words; 4: they are in the title; 5: the title itself, once
        the last word is typed to its end; 6: the title begins so; 7: words that begin so are in
        the title; 8: with the keywords; 9: with the identifier; 10: only with the description.
        """
        rank = self.title_rank(title)
        if rank > CALLED and self.is_called(identifier):
            return CALLED
        if rank < LAST:
            return rank
        left: Sequence[Tuple[str, ...]] = self._needles
        for rank, text in ((IN_TITLE, title), (KEYWORDS, keywords), (NAME, name)):
            left = [
                needles
                for needles in left
                if needles[0] not in text
                and (len(needles) == 1 or not any(needle in text for needle in needles))
            ]
            if not left:
                return rank
        return LAST

    def title_rank(self, title: str) -> int:
        """The same as far as the title tells; 10 where not all is in it."""
        start = self.start
        begins = bool(start) and title.startswith(start)
        after = title[len(start) : len(start) + 2] if begins else ""
        if after == " " and len(title) == len(start) + 1:
            return ITSELF
        if len(title) <= self.longest and self.same(title):
            return AS_GOOD
        if begins and (after[0] == " " or after in ("s ", "x ")):
            return BEGINS
        if self.in_words(title):
            return WORDS
        if begins:
            return COMING if self.comes(title) else BEGINNING
        return IN_TITLE if self.within(title) else LAST

    def same(self, title: str) -> bool:
        """Whether ``title``, which is ``spaced``, says nothing more, singular or plural."""
        return self._same is not None and self._same.fullmatch(title) is not None

    def is_called(self, identifier: str) -> bool:
        """Whether that is the identifier, or its last part: what a server calls the layer."""
        if not identifier.lower().endswith(self._tails):
            return False
        return self.same(spaced(identifier)) or self.same(spaced(_OWN_NAME.split(identifier)[-1]))

    def in_words(self, title: str) -> bool:
        """Whether ``title``, which is ``spaced``, holds all of it as whole words."""
        for needles in self.in_forms:
            for needle in needles:
                if needle in title:
                    break
            else:
                return False
        return True

    def comes(self, title: str) -> bool:
        """Whether ``title``, which begins so, is typed once the last word is."""
        return title.find(" ", len(self.start)) == len(title) - 1

    @cached_property
    def begins(self) -> Tuple[str, ...]:
        """How a title begins that begins with all that was typed, as whole words."""
        return tuple(self.start + end for end in (" ", *(f"{end} " for end in _PLURALS)))

    @cached_property
    def ends(self) -> Tuple[str, ...]:
        """How a ``spaced`` text ends that ends with the last word."""
        return self.in_forms[-1] if self.terms else ()

    @cached_property
    def _tails(self) -> Tuple[str, ...]:
        return tuple(form.split()[-1] for form in self.terms[-1].forms) if self.terms else ()

    @cached_property
    def whole(self) -> str:
        """All that was typed, ``spaced``."""
        return self.start + " "

    @cached_property
    def _needles(self) -> Tuple[Tuple[str, ...], ...]:
        return tuple(term.needles for term in self.terms)

    @cached_property
    def in_forms(self) -> Tuple[Tuple[str, ...], ...]:
        """For each term, what a ``spaced`` text holds of that has it as whole words."""
        return tuple(tuple(f" {form} " for form in term.forms) for term in self.terms)

    @cached_property
    def longest(self) -> int:
        """No title is the same that is longer than this."""
        words = sum(max(map(len, term.forms)) + 1 for term in self.terms)
        return words + _MOST_SMALL * (len(self.terms) + 1)

    @cached_property
    def _same(self) -> Optional[re.Pattern[str]]:
        small = f"(?:(?:{'|'.join(sorted(_SMALL))}) )*"
        words = (f"(?:{'|'.join(map(re.escape, term.forms))}) " for term in self.terms)
        return re.compile(f" {small}{small.join(words)}") if self.terms else None


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
        before = ""
        for piece in fold(part).replace("'", " ").split():
            words = tuple(spaced(piece).split())
            if words:
                terms.append(Term(words, True, _others(before, words)))
                before = words[0] if len(words) == 1 else ""
    telling = [term for term in terms if not _is_small(term)]
    start = spaced(typed).rstrip()
    return Wanted(tuple(dict.fromkeys(telling or terms[:1])), start)


def _others(before: str, words: Tuple[str, ...]) -> Tuple[str, ...]:
    """What else than ``words`` is found by them, ``before`` being the word before.

    >>> _others("bd", ("topo",)), _others("", ("natura2000",))
    (('bdtopo',), ('natura 2000',))
    """
    if len(words) > 1:
        return ("".join(words),)
    (word,) = words
    # "BD TOPO" is written in one word as well, and "Natura2000" in two.
    one = before not in _SMALL and (0 < len(before) <= _SHORTEST_EVERYWHERE or word.isdigit())
    joined = (before + word,) if one else ()
    split = _SPLIT.fullmatch(word)
    apart = (f"{split.group(1)} {split.group(2)}",) if split else ()
    return (*other_forms(word), *joined, *apart, *also_called(word))


def _is_small(term: Term) -> bool:
    return len(term.words) == 1 and (term.words[0] in _SMALL or term.is_letter)
