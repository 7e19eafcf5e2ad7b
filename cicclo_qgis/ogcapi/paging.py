"""What a page of items tells of the others: how many there are in all, and the next page."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from cicclo_qgis.ogcapi.links import find, header_links, links_of

_NEXT_TYPES = ("application/geo+json", "application/vnd.geo+json", "application/json", "")
_MOST = 2**62


def number_matched(members: Mapping[str, Any], headers: Mapping[str, str]) -> Optional[int]:
    """``numberMatched`` (17-069r4 section 7.16), or the header some servers put it in.

    None when the server does not say, or says -1.
    """
    value = members.get("numberMatched", headers.get("OGC-NumberMatched"))
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value.strip()[:18])
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < _MOST:
        return None
    return int(value)


def next_url(members: Mapping[str, Any], headers: Mapping[str, str], url: str) -> Optional[str]:
    """The address of the page after the one from ``url``; None when there is no link to it.

    The link is in the document (17-069r4 section 7.15.7) or in the header ``Link`` (RFC 8288). One
    to another format is not followed: its pages would be of another kind.
    """
    link = find(links_of(members.get("links"), url), ("next",), _NEXT_TYPES, strict=True)
    if link is None:
        named = header_links(headers.get("Link"), url)
        link = find(named, ("next",), _NEXT_TYPES, strict=True)
    return None if link is None else link.href
