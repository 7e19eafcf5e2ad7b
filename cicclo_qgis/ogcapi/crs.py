"""Names of coordinate reference systems, in all the forms servers write (18-058r1)."""

from __future__ import annotations

import re
from typing import Optional, Tuple

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

_URI = re.compile(r"https?://www\.opengis\.net/def/crs/([A-Za-z]+)/[^/]*/([A-Za-z0-9]+)/?", re.I)
_URN = re.compile(r"urn:(?:x-)?ogc:def:crs:([A-Za-z]+):[^:]*:([A-Za-z0-9]+)", re.I)
_CURIE = re.compile(r"\[?([A-Za-z]+):([A-Za-z0-9]+)\]?")
# Latitude or northing comes first in the authority's definition (those met in France).
_NORTH_FIRST = frozenset(("4326", "4258", "4171", "4275", "3034", "3035", "4979", "4937"))


def authority_code(text: str) -> Optional[Tuple[str, str]]:
    """Authority and code, e.g. ``("EPSG", "2154")`` or ``("OGC", "CRS84")``; None when unknown.

    Understands URIs, URNs, ``EPSG:2154``, ``[EPSG:2154]`` and the bare ``2154``.
    """
    value = text.strip().strip("<>")
    for form in (_URI, _URN, _CURIE):
        found = form.fullmatch(value)
        if found:
            authority, code = found.group(1).upper(), found.group(2)
            if authority == "CRS":
                return "OGC", "CRS" + code.upper().replace("CRS", "")
            if authority == "OGC":
                return "OGC", re.sub("(?i)crs84", "CRS84", code)
            return authority, code
    return ("EPSG", value) if value.isdecimal() and 3 < len(value) < 7 else None


def is_crs84(text: str) -> bool:
    """Whether ``text`` names longitude and latitude on WGS 84, with or without height."""
    return authority_code(text) in (("OGC", "CRS84"), ("OGC", "CRS84h"))


def same_crs(one: str, other: str) -> bool:
    """Whether two names mean the same system; versions of the register do not count."""
    if one == other:
        return True
    found = authority_code(one)
    return found is not None and found == authority_code(other)


def auth_id(text: str) -> Optional[str]:
    """The name as QGIS writes it: ``EPSG:2154``, ``OGC:CRS84``; None when unknown."""
    found = authority_code(text)
    return None if found is None else f"{found[0]}:{found[1]}"


def is_north_first(text: str) -> bool:
    """Whether the authority puts latitude (northing) before longitude (easting)."""
    found = authority_code(text)
    return found is not None and found[0] == "EPSG" and found[1] in _NORTH_FIRST
