"""A large document parsed piece by piece: whoever needs the interpreter need not wait long.

``json.loads`` keeps the interpreter to itself until it is done, some 11 ms a megabyte: a page of
14 MB would make QGIS's windows stand still for a sixth of a second. Nothing is guessed here: a
piece of the list that is valid JSON by itself was cut between two of its members.
"""

from __future__ import annotations

import json
import re
from typing import Any, Callable, Dict, List, Optional

# Not a millisecond of parsing.
PIECE = 64 * 1024
# Below this, all of it is parsed at once.
_LARGE = 512 * 1024
# Cuts tried in vain, in the middle of what a feature holds, before the whole is parsed at once.
_MISSES = 3
_LIST = re.compile(r'"(features|collections|records)"\s*:\s*\[\s*')
_START = re.compile(r'\{\s*"type"\s*:\s*"Feature"|\{\s*"[^"\\]*"\s*:')
_BETWEEN = re.compile(r"\s*,\s*")
_HERE = "cicclo: the features"

# NaN and Infinity are not JSON, but are written; they mean "no value".
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)


def _on() -> None:
    return None


def parsed(text: str, between: Callable[[], None] = _on) -> Any:
    """What ``json.loads`` makes of ``text``; NaN and Infinity become None.

    ``between`` is called after each piece.

    Raises:
        ValueError, RecursionError: it is not JSON.
    """
    if len(text) > _LARGE:
        found = _by_pieces(text, between)
        if found is not None:
            return found
    return _DECODER.decode(text)


def _by_pieces(text: str, between: Callable[[], None]) -> Optional[Dict[str, Any]]:
    """The document, its list of features parsed in pieces; None when it has to be done at once."""
    begins = _LIST.search(text)
    if begins is None:
        return None
    features: List[Any] = []
    end = _list(text, begins.end(), features, between)
    if end is None:
        return None
    # All but the list, which has to be a member of the document itself.
    whole = _DECODER.decode(f'{text[: begins.end()]}"{_HERE}"{text[end:]}')
    if not isinstance(whole, dict) or whole.get(begins.group(1)) != [_HERE]:
        return None
    whole[begins.group(1)] = features
    return whole


def _list(text: str, at: int, features: List[Any], between: Callable[[], None]) -> Optional[int]:
    """Parse the members of the list that begin ``at``; where it ends, None when that went wrong."""
    start = _START.match(text, at)
    if start is None:
        return None
    first, end = _DECODER.raw_decode(text, at)
    features.append(first)
    comma = _BETWEEN.match(text, end)
    if comma is None:
        return end
    border = "}" + comma.group() + start.group()
    at, misses, look = comma.end(), 0, comma.end() + PIECE
    while True:
        cut = text.find(border, look)
        if cut < 0:
            break
        try:
            features += _DECODER.decode(f"[{text[at : cut + 1]}]")
        except ValueError:
            misses, look = misses + 1, cut + 1
            if misses > _MISSES:
                return None
            continue
        at = cut + 1 + len(comma.group())
        misses, look = 0, at + PIECE
        between()
    last, length = _DECODER.raw_decode(f"[{text[at:]}")
    features += last
    # Without the bracket that was put before it, and the one that ends it.
    return at + length - 2
