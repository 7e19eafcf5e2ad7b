"""What another program may ask for: one address of the web, and nothing else."""

from __future__ import annotations

import ipaddress
import re
from typing import Optional
from urllib.parse import quote, unquote, urlsplit, urlunsplit

SCHEME = "cicclo"
"""Of links in web pages: ``cicclo:https://data.example.org/collections/communes``."""

LONGEST = 4000
"""Bytes an address may have."""

_ESCAPED = re.compile(r"https?%3a", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
# What a program reads one way and a person, or another program, another way.
_UNCLEAR = re.compile(
    "[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\\\\\ufeff]"
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_PORTS = {"http": 80, "https": 443}
_KEPT = "/%:@!$&'()*+,;=~-._"


def asked_address(text: str) -> Optional[str]:
    """The web address in ``text``, plain or behind ``cicclo:``; None for everything else.

    It comes out in ASCII, the host as the network knows it (RFC 5891), so that what a person reads
    is what is asked. One with a user name is refused: it shows one host and leads to another.
    """
    if len(text) > LONGEST:
        return None
    if text[: len(SCHEME) + 1].lower() == f"{SCHEME}:":
        text = text[len(SCHEME) + 1 :]
        if _ESCAPED.match(text):
            text = unquote(text)  # as encodeURIComponent writes it
    if not _WEB.match(text) or _UNCLEAR.search(text):
        return None
    try:
        address = _plain(text)
    except ValueError:
        return None
    return address if len(address) <= LONGEST else None


def _plain(text: str) -> str:
    """Raises ValueError for what is no address, or an unclear one."""
    parts = urlsplit(text)
    host, port = _host(parts.hostname or ""), parts.port
    if "@" in parts.netloc:
        raise ValueError("a user name")
    scheme = parts.scheme.lower()
    return urlunsplit(
        (
            scheme,
            host if port in (None, _PORTS[scheme]) else f"{host}:{port}",
            quote(parts.path, safe=_KEPT) or "/",
            quote(parts.query, safe=_KEPT + "?"),
            quote(parts.fragment, safe=_KEPT + "?#"),
        )
    )


def _host(name: str) -> str:
    """``name`` as the network knows it. Raises ValueError where it is no host."""
    if ":" in name and "%" not in name:
        return f"[{ipaddress.IPv6Address(name).compressed}]"
    known = name.encode("idna").decode("ascii").lower()
    if not all(_LABEL.match(label) for label in known.rstrip(".").split(".")):
        raise ValueError("no host")
    return known
