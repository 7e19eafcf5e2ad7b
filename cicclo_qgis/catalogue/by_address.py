"""Which collection an address means: its own, one of its items, or a page of a portal about it."""

from __future__ import annotations

import re
from typing import Iterable, List, Optional, Tuple
from urllib.parse import parse_qsl, unquote, urlsplit

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.ogcapi.model import Link
from cicclo_qgis.platforms.address import AddressError, clean_address
from cicclo_qgis.platforms.model import Platform

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")
_SUFFIX = re.compile(r"\.(json|html?|geojson)$", re.IGNORECASE)
_TYPED = re.compile(r"((cicclo:)?https?://|www\.)\S+\Z", re.IGNORECASE)
# Pages about a collection, as platforms link them.
_ABOUT = frozenset(("alternate", "describedby", "canonical", "self", "via", "about", "preview"))


def is_address(text: str) -> bool:
    """Whether what was typed or pasted is meant as an address, and not as words to look for."""
    return bool(_TYPED.match(text.strip(" \t\r\n<>\"'«»“”")))


def collection_id(address: str) -> Optional[str]:
    """The identifier in an address of a collection, of its items or of one of them."""
    try:
        segments = urlsplit(clean_address(address)).path.split("/")
    except AddressError:
        return None
    if "collections" not in segments:
        return None
    place = len(segments) - segments[::-1].index("collections")
    name = segments[place] if place < len(segments) else ""
    if place == len(segments) - 1:
        name = _SUFFIX.sub("", name)
    return unquote(name) or None


def find(address: str, entries: Iterable[Entry]) -> Optional[Entry]:
    """The entry whose collection ``address`` means, or whose pages it is one of; else None."""
    try:
        wanted = _place(clean_address(address))
    except AddressError:
        return None
    name, record = collection_id(address), _record(address)
    known = list(entries)
    for entry in known:
        if name == entry.collection.id and _below(wanted, _service(entry)):
            return entry
    # Taking addresses apart is slow, and there may be half a million of them.
    words = _WORD.findall(wanted[1].lower())
    needles = [wanted[0], *words[-1:]]
    for entry in known:
        if record is not None and record == entry.collection.id.lower():
            return entry
        if any(_is_about(link, wanted, record, needles) for link in entry.collection.links):
            return entry
    return None


def owners(address: str, platforms: Iterable[Platform]) -> List[Platform]:
    """The platforms whose service lies on the host of ``address``, the nearest first."""
    try:
        place = urlsplit(clean_address(address))
    except AddressError:
        return []
    found = []
    for number, platform in enumerate(platforms):
        landing = urlsplit(platform.landing or "")
        if landing.netloc and landing.netloc.lower() == place.netloc.lower():
            nearest = (place.path + "/").startswith(landing.path.rstrip("/") + "/")
            found.append((not nearest, -len(landing.path), number, platform))
    return [platform for *_, platform in sorted(found, key=lambda one: one[:3])]


def _is_about(
    link: Link, wanted: Tuple[str, str, str], record: Optional[str], needles: List[str]
) -> bool:
    href = link.href.lower()
    named = record is not None and record in href
    if not named and not all(needle in href for needle in needles):
        return False
    return link.rel.lower() in _ABOUT and (named or _place(link.href) == wanted)


def _record(address: str) -> Optional[str]:
    """The UUID of a metadata record in an address, in its fragment too (GeoNetwork)."""
    found = _UUID.search(address)
    return None if found is None else found.group(0).lower()


def _service(entry: Entry) -> Tuple[str, str, str]:
    return _place(entry.service_url)


def _below(place: Tuple[str, str, str], service: Tuple[str, str, str]) -> bool:
    return place[0] == service[0] and (place[1] + "/").startswith(service[1] + "/")


def _place(url: str) -> Tuple[str, str, str]:
    """Host, path and query, without what differs between two ways to write the same address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ("", "", "")
    passing = ("f", "limit", "offset")
    query = sorted(
        f"{name.lower()}={value}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in passing
    )
    host = parts.netloc.lower().rpartition("@")[2]
    return (host, unquote(parts.path).rstrip("/"), "&".join(query))
