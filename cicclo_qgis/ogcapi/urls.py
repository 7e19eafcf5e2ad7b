"""Addresses: what a server's link really points to, and what of an address may be logged."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import List, Mapping, Optional, Tuple
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from cicclo_qgis.platforms.address import service_parameters

_PORTS = {"http": 80, "https": 443}
# Query values that are plain everywhere; all others may be a key, and are masked.
_PLAIN = frozenset(("f", "limit", "offset", "startindex", "bbox", "crs", "bbox-crs", "datetime"))

# Path and query that ``resolve`` would leave alone. Nearly all links of a document are of its own
# origin and like this; to take thousands of them to pieces is a fifth of reading a list.
_AS_IT_IS = re.compile(
    r"(?!.*/\.)/[\w/%:@!$&'()*+,;=~.-]*(\?[\w/%:@!$&'()*+,;=~.?\[\]-]+)?", re.ASCII
)


# A list of thousands of collections has thousands of links to one and the same host.
@lru_cache(maxsize=512)
def origin(url: str) -> Optional[Tuple[str, str, int]]:
    """Scheme, host and port (RFC 6454); None when ``url`` is not an absolute http(s) address."""
    try:
        return _origin_of(urlsplit(url))
    except ValueError:
        return None


def _origin_of(parts: SplitResult) -> Optional[Tuple[str, str, int]]:
    try:
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if port is None or not host or parts.scheme not in _PORTS:
        return None
    return parts.scheme, host, port


def same_origin(one: str, other: str) -> bool:
    """Whether both addresses have the same scheme, host and port."""
    found = origin(one)
    return found is not None and found == origin(other)


@lru_cache(maxsize=512)
def _home(base: str) -> str:
    """What the addresses of the same origin begin with, as they are mostly written; else ""."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return ""
    return "" if origin(base) is None or "@" in parts.netloc else f"{parts.scheme}://{parts.netloc}"


def resolve(base: str, href: object) -> Optional[str]:
    """The address a link of the document at ``base`` points to, or None when unusable.

    Resolved by RFC 3986, dot segments taken out. Then mended where reverse proxies are known to
    spoil links: http becomes https on the document's own host, and an address of the server's
    inside (loopback, private, a bare word) becomes one of the document's origin. So a link never
    leads from a public host into the private network of the person.
    """
    if not isinstance(href, str) or not href.strip() or "{" in href:
        return None
    own = _home(base)
    if own and href.startswith(own) and _AS_IT_IS.fullmatch(href, len(own)):
        return href
    try:
        parts = urlsplit(href.strip())
        if parts.scheme not in _PORTS or not parts.netloc:
            parts = urlsplit(urljoin(base, href.strip()))
    except ValueError:
        return None
    base_origin, found = origin(base), _origin_of(parts)
    if base_origin is None or found is None or parts.username is not None:
        return None
    scheme, netloc = parts.scheme, parts.netloc
    inside = _is_inside(found[1]) and not _is_inside(base_origin[1])
    own_http = found[1] == base_origin[1] and scheme == "http" and base_origin[0] == "https"
    if inside or own_http:
        home = urlsplit(base)
        scheme, netloc = home.scheme, home.netloc
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return urlunsplit((scheme, netloc, _plain_path(parts.path), query, ""))


def _plain_path(path: str) -> str:
    """``path`` escaped and without dot segments (RFC 3986 section 5.2.4)."""
    segments = quote(path or "/", safe="/%:@!$&'()*+,;=~-._").split("/")
    kept: List[str] = []
    for segment in segments:
        if segment == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept) or "/"


@lru_cache(maxsize=512)
def _is_inside(host: str) -> bool:
    """Whether ``host`` means something only inside one network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(
            (".local", ".internal", ".localhost", ".localdomain")
        )
    return address.is_private or address.is_loopback or address.is_link_local


@lru_cache(maxsize=512)
def _service_parameters(entry: str) -> Tuple[Tuple[str, str], ...]:
    return tuple(parse_qsl(service_parameters(urlsplit(entry).query), keep_blank_values=True))


def with_service_parameters(url: str, entry: str) -> str:
    """``url`` with the service parameters of the entry address (``map``); same origin only."""
    wanted = _service_parameters(entry)
    if not wanted or not same_origin(url, entry):
        return url
    parts = urlsplit(url)
    present = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    missing = [(name, value) for name, value in wanted if name.lower() not in present]
    if not missing:
        return url
    query = "&".join(filter(None, (parts.query, urlencode(missing, quote_via=quote, safe="/:"))))
    return urlunsplit(parts._replace(query=query))


def with_query(url: str, values: Mapping[str, Optional[str]]) -> str:
    """``url`` with these parameters set, or taken out where the value is None."""
    parts = urlsplit(url)
    names = {name.lower() for name in values}
    kept = [
        piece
        for piece in parts.query.split("&")
        if piece and piece.split("=", 1)[0].lower() not in names
    ]
    new = [
        f"{quote(name, safe='-')}={quote(value, safe=',:/')}"
        for name, value in values.items()
        if value is not None
    ]
    return urlunsplit(parts._replace(query="&".join(kept + new)))


def child(url: str, *segments: str) -> str:
    """``url`` with further path segments, each escaped as one (RFC 3986 section 3.3)."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    tail = "".join("/" + quote(segment, safe="") for segment in segments)
    return urlunsplit(parts._replace(path=path + tail, fragment=""))


def other_slash(url: str) -> str:
    """``url`` with a slash at the end of its path if it had none, without if it had one."""
    parts = urlsplit(url)
    path = parts.path[:-1] if parts.path.endswith("/") else parts.path + "/"
    return urlunsplit(parts._replace(path=path or "/"))


def masked(url: str) -> str:
    """``url`` fit for a log: query values that may be a key are replaced by three dots."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "…"
    pieces = []
    for piece in filter(None, parts.query.split("&")):
        name, equals, value = piece.partition("=")
        hide = bool(value) and name.lower() not in _PLAIN
        pieces.append(name + equals + ("…" if hide else value))
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, "&".join(pieces), ""))
