"""One collection of the catalogue as bytes in the index, and back."""

from __future__ import annotations

import json
import sys
import zlib
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any, Dict, Mapping, Tuple, Union

from cicclo_qgis.ogcapi.model import Collection, ItemKind, LandingPage, Link, ServiceKind

_FIELDS = {
    kind: tuple(one.name for one in fields_of(kind)) for kind in (Collection, LandingPage, Link)
}
# Addresses of one platform differ little: this level already brings them to a fifth.
_LEVEL = 1


class RecordError(Exception):
    """A record of the index cannot be read: it was damaged, or written by other code."""


def pack(value: Union[Collection, LandingPage]) -> bytes:
    """A ``Collection`` or ``LandingPage`` as bytes, the same for the same value."""
    # Not ``vars``: it would give each of a hundred thousand objects a dictionary for good.
    fields: Dict[str, Any] = {name: getattr(value, name) for name in _FIELDS[type(value)]}
    fields["links"] = [
        {name: getattr(link, name) for name in _FIELDS[Link]} for link in fields["links"]
    ]
    if isinstance(value, Collection):
        fields["item_kind"] = value.item_kind.value
        fields["service_kind"] = value.service_kind.value
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)


def unpack_collection(data: bytes) -> Collection:
    """The collection that ``pack`` was given.

    Raises:
        RecordError: these bytes are none.
    """
    try:
        fields = _fields(data)
        bbox = fields.pop("bbox")
        return Collection(
            links=_links(fields.pop("links")),
            bbox=None if bbox is None else tuple(bbox),
            crs=tuple(sys.intern(item) for item in fields.pop("crs")),
            keywords=tuple(fields.pop("keywords")),
            item_kind=ItemKind(fields.pop("item_kind")),
            service_kind=ServiceKind(fields.pop("service_kind", ServiceKind.FEATURES.value)),
            **fields,
        )
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RecordError(type(error).__name__) from None


def unpack_landing(data: bytes) -> LandingPage:
    """The landing page that ``pack`` was given.

    Raises:
        RecordError: these bytes are none.
    """
    try:
        fields = _fields(data)
        return LandingPage(links=_links(fields.pop("links")), **fields)
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RecordError(type(error).__name__) from None


def addresses_only(landing: LandingPage) -> LandingPage:
    """``landing`` without the words that a server may have written for one person."""
    return replace(landing, title="", description="", links=())


def _fields(data: bytes) -> Dict[str, Any]:
    fields = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    if not isinstance(fields, dict):
        raise TypeError("no object")
    return fields


def _links(found: Any) -> Tuple[Link, ...]:
    return tuple(_link(item) for item in found)


def _link(item: Mapping[str, Any]) -> Link:
    # Relations and media types are few: one string each serves a hundred thousand links.
    return Link(
        item["href"],
        sys.intern(item["rel"]),
        sys.intern(item["type"]),
        item["title"],
        item["length"],
    )
