"""Small tools for text that comes from servers: plain, and safe to show."""

from __future__ import annotations

import html
import re
from typing import Match

_TAG = re.compile(r"<[^<>]{1,500}>")
_BLANKS = re.compile(r"\s+")
# No-break spaces where they do their work: before "?" or ":", inside "«", between figures. Between
# two letters they are what an editor of web pages left behind, and would keep a text from wrapping.
_LOOSE = re.compile("(?<=[^\\W\\d_])[\u00a0\u202f](?=[^\\W\\d_])")
_TIED = ("\u00a0", "\u202f")
# Control characters, and the invisible ones that can turn the direction of a text around.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Beside what cannot be printed: the beginnings of markup, and blanks that would be put together.
_NOT_PLAIN = re.compile("[<&]|  ")


def plain(text: str, limit: int = 4000) -> str:
    """``text`` on one line, without markup or control characters, at most ``limit`` characters."""
    if len(text) <= limit and text.isprintable() and not _NOT_PLAIN.search(text):
        return text.strip()
    cut = text[: limit * 4]
    if "<" in cut:
        cut = _TAG.sub(" ", cut)
    if "&" in cut:
        cut = html.unescape(cut)
    cut = _BLANKS.sub(_blank, _LOOSE.sub(" ", _UNSEEN.sub(" ", cut))).strip()
    return cut if len(cut) <= limit else cut[: limit - 1].rstrip() + "…"


def _blank(run: Match[str]) -> str:
    """One blank for a run of them; a no-break space that stands alone stays."""
    return run.group() if run.group() in _TIED else " "


def tooltip(text: str) -> str:
    """``text`` as a tool tip that wraps, and in which nothing is read as markup."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def menu_text(text: str) -> str:
    """``text`` for a menu or a button, where a single ``&`` would become an underline."""
    return text.replace("&", "&&")
