"""Links of a document and of HTTP headers (17-069r4 section 7.2, RFC 8288), read with tolerance."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Iterable, List, Optional, Sequence, Tuple

from cicclo_qgis.ogcapi.model import Link
from cicclo_qgis.ogcapi.text import one_line
from cicclo_qgis.ogcapi.urls import resolve

_LONG = re.compile(r"(https?://www\.opengis\.net/def/rel/ogc/1\.0/|\[?ogc-rel:)", re.I)
_HEADER_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[^=;,\s]+\s*=\s*(?:"[^"]*"|[^",;]*))*)')
_HEADER_PARAMETER = re.compile(r';\s*([^=;,\s]+)\s*=\s*(?:"([^"]*)"|([^",;]*))')


def links_of(value: Any, base: str) -> Tuple[Link, ...]:
    """The usable links of a ``links`` member; the others are left out in silence.

    ``rel`` may be a list; a link without one is kept with an empty ``rel``. Templated links are
    left out (they are not addresses).
    """
    found: List[Link] = []
    for item in value if isinstance(value, list) else ():
        if not isinstance(item, dict) or item.get("templated") is True:
            continue
        href = resolve(base, item.get("href"))
        if href is None:
            continue
        rels = item.get("rel")
        kind = item.get("type")
        found.extend(
            Link(
                href=href,
                rel=rel.strip() if isinstance(rel, str) else "",
                type=kind.strip() if isinstance(kind, str) else "",
                title=one_line(item.get("title")),
                length=_length(item.get("length")),
            )
            for rel in (rels if isinstance(rels, list) else [rels])
        )
    return tuple(found)


def _length(value: Any) -> Optional[int]:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 2**62:
        return None
    return int(value)


def header_links(header: Optional[str], base: str) -> Tuple[Link, ...]:
    """The links of an HTTP ``Link`` header; commas inside quotes and addresses are survived."""
    found: List[Link] = []
    for href, rest in _HEADER_LINK.findall(header or ""):
        target = resolve(base, href)
        values = {
            name.lower(): quoted or bare.strip()
            for name, quoted, bare in _HEADER_PARAMETER.findall(rest)
        }
        if target is not None:
            rels = values.get("rel", "").split() or [""]
            found.extend(Link(target, rel, values.get("type", "")) for rel in rels)
    return tuple(found)


# A list of thousands of collections has the same few words in thousands of links.
@lru_cache(maxsize=512)
def short_rel(rel: str) -> str:
    """``rel`` without the prefix of OGC's register, in lower case."""
    return _LONG.sub("", rel, count=1).rstrip("]").lower()


@lru_cache(maxsize=512)
def media_type(text: str) -> str:
    """A media type without its parameters, in lower case."""
    return text.split(";")[0].strip().lower()


def find(
    links: Iterable[Link], rels: Sequence[str], types: Sequence[str] = (), strict: bool = False
) -> Optional[Link]:
    """The best link of one of ``rels`` (short forms): earlier ``rels`` win, then ``types``.

    ``types`` are media types in order of liking; "" stands for a link that does not tell. A link
    of any other type comes last, or never when ``strict``.
    """
    order = {kind: rank for rank, kind in enumerate(types)}
    best: Optional[Tuple[Tuple[int, int], Link]] = None
    for link in links:
        rel, kind = short_rel(link.rel), media_type(link.type)
        if rel not in rels or (strict and kind not in order):
            continue
        rank = (rels.index(rel), order.get(kind, len(order)))
        if best is None or rank < best[0]:
            best = (rank, link)
    return None if best is None else best[1]
