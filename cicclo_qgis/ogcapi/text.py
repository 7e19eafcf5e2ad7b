"""Text of a server made fit to be shown: no mark-up, no control characters, no endless lengths."""

from __future__ import annotations

import re
from typing import List, Optional, Tuple

from cicclo_qgis.ogcapi.markup import MarkupParser

TITLE_LIMIT = 300
DESCRIPTION_LIMIT = 4000
SENTENCE_LIMIT = 300

# Control characters, those that turn the direction of what follows (a title may not lie), what is
# not seen at all, and halves of characters.
_CONTROL = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "br",
            "dd",
            "div",
            "dl",
            "dt",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "tr",
            "ul",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    )
)
_SILENT = frozenset(("script", "style", "template", "noscript", "svg"))
_MARK_UP = re.compile(r"<[A-Za-z/!?]|&[#A-Za-z]")


class _Words(MarkupParser):
    """Collects the text of a piece of HTML, one line a block."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: List[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)


def plain(value: object, limit: int = DESCRIPTION_LIMIT) -> str:
    """``value`` as plain text of at most ``limit`` characters; "" when it is not a text.

    Mark-up is taken off (lines are kept), entities are read, control characters go.
    """
    if not isinstance(value, str):
        return ""
    if len(value) <= limit and value.isprintable() and not _MARK_UP.search(value):
        return " ".join(value.split())
    text = value[: limit * 8]
    if len(text) < len(value) and text.rfind("<") > text.rfind(">"):
        text = text[: text.rfind("<")]
    if _MARK_UP.search(text):
        words = _Words()
        words.feed(text)
        words.close()
        text = "".join(words.pieces)
    lines = (" ".join(_CONTROL.sub(" ", line).split()) for line in text.split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(value: object, limit: int = TITLE_LIMIT) -> str:
    """Like ``plain``, on one line."""
    text = plain(value, limit)
    return " ".join(text.split()) if "\n" in text else text
