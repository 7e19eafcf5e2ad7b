"""Very large geometries taken out of a page of GeoJSON before it is parsed.

Nothing is guessed: what is taken out is the array behind the name "coordinates", and anything that
is not plainly one stays where it is.
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any, Dict, Iterator, List, Optional, Tuple

from cicclo_qgis.transfer.between import Between
from cicclo_qgis.transfer.outlines import NotPlain, Outline

# An array that is longer holds no quotation mark for so long; shorter ones may be left in.
_LONG = 16 * 1024
_WINDOW = _LONG // 2
# Less than a millisecond of parsing.
_PIECE = 64 * 1024
_NAME = re.compile(rb'(?:^|[^\\])"coordinates"\Z')
_BEGINS = re.compile(rb"\s*:\s*(?=\[)")
_OPENING = re.compile(rb"[\s\[]*")
_CUT = re.compile(rb"\]\s*,")


def without_large(body: bytes, between: Between) -> Tuple[bytes, Dict[str, Outline]]:
    """``body`` with a name in the place of each very large array of coordinates, and those by name.

    ``between`` is called again and again meanwhile.
    """
    if len(body) < _LONG:
        return body, {}
    mark = secrets.token_hex(8)
    kept: List[bytes] = []
    found: Dict[str, Outline] = {}
    after = 0
    for start, end in _arrays(body):
        outline = _outline(body, start, end, between)
        if outline is None:
            continue
        name = f"{mark}:{len(found)}"
        found[name] = outline
        kept += [body[after:start], f'"{name}"'.encode()]
        after = end
    return (b"".join([*kept, body[after:]]) if found else body), found


def put_back(data: Any, found: Dict[str, Outline]) -> bool:
    """Put each outline in the geometry that its name stands in; False when one has no place.

    Only geometries of features are looked at.
    """
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        features = [data]
    left = dict(found)
    for one in features:
        if isinstance(one, dict):
            _put(one.get("geometry"), left, 0)
    return not left


def _put(geometry: Any, left: Dict[str, Outline], depth: int) -> None:
    if not isinstance(geometry, dict) or depth > 8:
        return
    name = geometry.get("coordinates")
    if isinstance(name, str) and name in left:
        geometry["coordinates"] = left.pop(name)
    members = geometry.get("geometries")
    for one in members if isinstance(members, list) else ():
        _put(one, left, depth + 1)


def _arrays(body: bytes) -> Iterator[Tuple[int, int]]:
    """Where long arrays of coordinates begin and end."""
    at = 0
    while at < len(body):
        quote = body.find(b'"', at, at + _WINDOW)
        if quote >= 0:
            # The next window begins behind the last mark in this one.
            at = max(body.rfind(b'"', at, at + _WINDOW), quote) + 1
            continue
        array = _array(body, at)
        if array is not None:
            yield array
            at = array[1]
        following = body.find(b'"', at)
        if following < 0:
            return
        at = following + 1


def _array(body: bytes, at: int) -> Optional[Tuple[int, int]]:
    """The array that begins behind the quotation mark just before ``at``."""
    name = _NAME.search(body, max(0, at - 14), at)
    begins = _BEGINS.match(body, at) if name is not None else None
    if begins is None:
        return None
    ends = [one for one in (body.find(mark, at) for mark in (b'"', b"}")) if one >= 0]
    end = body.rfind(b"]", at, min(ends)) + 1 if ends else 0
    return (begins.end(), end) if end - begins.end() >= _WINDOW else None


def _outline(body: bytes, start: int, end: int, between: Between) -> Optional[Outline]:
    """The coordinates from ``start`` to ``end``; None when they are not what is usual."""
    opening = _OPENING.match(body, start, end)
    depth = 0 if opening is None else opening.group().count(b"[") - 1
    if not 1 <= depth <= 3:
        return None
    made = Outline(depth)
    opened = 0
    try:
        while start < end:
            cut = _CUT.search(body, start + _PIECE, end)
            # With the bracket, without the comma.
            until = end if cut is None else cut.start() + 1
            piece = body[start:until].decode("ascii")
            left = opened + piece.count("[") - piece.count("]")
            if left < 0 or (left == 0) is not (until == end):
                return None
            made.add(json.loads("[" * opened + piece + "]" * left), max(1, opened))
            opened, start = left, end if cut is None else cut.end()
            between()
    except (NotPlain, ValueError, RecursionError):
        return None
    return made if made.size else None
