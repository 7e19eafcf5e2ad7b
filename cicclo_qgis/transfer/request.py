"""The addresses of items (17-069r4 section 7.15): what is asked, from where, and how many."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Dict, Optional, Tuple
from urllib.parse import parse_qsl, urlsplit

from cicclo_qgis.ogcapi.model import Collection
from cicclo_qgis.ogcapi.urls import with_query, with_service_parameters
from cicclo_qgis.transfer.model import Bbox, Options

OFFSETS = ("offset", "startindex")


def items_address(
    url: str,
    options: Options,
    limit: Optional[int],
    offset: Optional[int] = None,
    bbox: Optional[Bbox] = None,
) -> str:
    """The address of a page; ``bbox`` goes before that of the options."""
    box = bbox or options.bbox
    wanted: Dict[str, Optional[str]] = {
        **dict(options.where),
        "limit": None if limit is None else str(limit),
        "offset": None if offset is None else str(offset),
        "bbox": None if box is None else ",".join(map(decimal, box)),
        "datetime": options.datetime,
        "filter": options.filter,
        "filter-lang": "cql2-text" if options.filter else None,
        "properties": ",".join(options.properties) or None,
        "crs": options.crs,
    }
    return with_query(url, wanted)


def decimal(value: float) -> str:
    """A coordinate without exponent (17-069r4, fc-bbox-definition)."""
    return f"{value:.9f}".rstrip("0").rstrip(".") or "0"


def request_name(collection: Collection, options: Options, table: str) -> str:
    """What tells one request from another; nothing can be read out of it."""
    text = json.dumps([collection.items_url, asdict(options), table], sort_keys=True)
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class NextByOffset:
    """What a ``next`` link proves: the address counts features under ``name``.

    ``sizes``: the parameters for the number of features of a page.
    """

    url: str
    name: str
    sizes: Tuple[str, ...] = ("limit",)

    def at(self, offset: int, limit: int) -> str:
        """The address of the page that starts after ``offset`` features."""
        sizes: Dict[str, Optional[str]] = dict.fromkeys(self.sizes, str(limit))
        return with_query(self.url, {**sizes, self.name: str(offset)})


def by_offset(asked: str, next_url: Optional[str], returned: int) -> Optional[NextByOffset]:
    """Whether ``next`` differs from what was asked by the offset alone.

    Anything else in it (a cursor, a token, another path) means that only the server knows the way.
    """
    if next_url is None:
        return None
    one, other = urlsplit(asked), urlsplit(next_url)
    if (one.scheme, one.netloc) != (other.scheme, other.netloc):
        return None
    if one.path.rstrip("/") != other.path.rstrip("/"):
        return None
    before = {name.lower(): value for name, value in parse_qsl(one.query, keep_blank_values=True)}
    after = {name.lower(): value for name, value in parse_qsl(other.query, keep_blank_values=True)}
    names = [name for name in OFFSETS if name in after]
    if len(names) != 1 or not after[names[0]].isdecimal():
        return None
    start = before.get(names[0], "0")
    if not start.isdecimal() or int(after[names[0]]) != int(start) + returned:
        return None
    new = {name for name in after if name not in before} - {names[0], "f", "limit"}
    exact = next(
        name
        for name, _ in parse_qsl(other.query, keep_blank_values=True)
        if name.lower() == names[0]
    )
    return None if new else NextByOffset(next_url, exact)


def without_own(url: str, own: str) -> str:
    """``url`` fit to be kept: without the parameters of ``own`` (they may be a key)."""
    names = {name for name, _ in parse_qsl(urlsplit(own).query, keep_blank_values=True)}
    return with_query(url, dict.fromkeys(names))


def with_own(url: str, own: str) -> str:
    """What ``without_own`` took off, put on again."""
    return with_service_parameters(url, own)
