"""Small tools for text that comes from servers: plain, foldable for searching, safe to show."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Tuple

_TAG = re.compile(r"<[^<>]{1,500}>")
_BLANKS = re.compile(r"\s+")
# Control characters, and the invisible ones that can turn the direction of a text around.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MARKS = re.compile("[\u0300-\u036f]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


def plain(text: str, limit: int = 4000) -> str:
    """``text`` on one line, without markup or control characters, at most ``limit`` characters."""
    cut = text[: limit * 4]
    if "<" in cut:
        cut = _TAG.sub(" ", cut)
    if "&" in cut:
        cut = html.unescape(cut)
    cut = _BLANKS.sub(" ", _UNSEEN.sub(" ", cut)).strip()
    return cut if len(cut) <= limit else cut[: limit - 1].rstrip() + "…"


def fold(text: str) -> str:
    """``text`` without accents and case, as both sides of a search are compared.

    >>> fold("Forêts d’Œuilly")
    "forets d'oeuilly"
    """
    folded = text.casefold()
    if folded.isascii():
        return folded
    return _MARKS.sub("", unicodedata.normalize("NFKD", folded.translate(_LIGATURES)))


def words(query: str) -> Tuple[str, ...]:
    """The folded words of what was typed; each must be found."""
    return tuple(fold(query).split())


def tooltip(text: str) -> str:
    """``text`` as a tool tip that wraps, and in which nothing is read as markup."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def menu_text(text: str) -> str:
    """``text`` for a menu or a button, where a single ``&`` would become an underline."""
    return text.replace("&", "&&")
