"""Landing page and collection as immutable values; names follow OGC 17-069r4."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from sys import intern
from typing import Any, Iterable, Iterator, Optional, Sequence, Tuple, Union, overload

# Values of a link.
_PARTS = 5


@dataclass(frozen=True)
class Link:
    """A link of a document, its ``href`` already resolved to an absolute address (RFC 8288)."""

    href: str
    rel: str
    type: str = ""
    title: str = ""
    length: Optional[int] = None


class Links(Sequence[Link]):
    """Links, kept small: the collections of a hundred platforms have half a million of them.

    Python's collector of garbage stops the whole process to look at each object that may refer to
    others; the texts of all links of a collection in one tuple are nothing to look at.
    """

    __slots__ = ("_flat",)

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self._flat: Tuple[Any, ...] = tuple(
            value
            for link in links
            for value in (link.href, intern(link.rel), intern(link.type), link.title, link.length)
        )

    def __len__(self) -> int:
        return len(self._flat) // _PARTS

    def __iter__(self) -> Iterator[Link]:
        flat = self._flat
        for start in range(0, len(flat), _PARTS):
            yield Link(*flat[start : start + _PARTS])

    @overload
    def __getitem__(self, number: int) -> Link: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Link]: ...

    def __getitem__(self, number: Union[int, slice]) -> Union[Link, Sequence[Link]]:
        return tuple(self)[number]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Links):
            return self._flat == other._flat
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True)
class LandingPage:
    """The entry of an API (17-069r4 section 7.2). ``url`` is the address after redirects."""

    url: str
    title: str
    description: str
    links: Tuple[Link, ...]
    collections_url: str
    api_url: Optional[str]
    conformance_url: Optional[str]


class ItemKind(str, Enum):
    """What the items are: features with a geometry, or rows of a table without one."""

    FEATURE = "feature"
    TABLE = "table"
    UNKNOWN = "unknown"


class ServiceKind(str, Enum):
    """By which standard a collection is read."""

    FEATURES = "features"
    WFS = "wfs"


@dataclass(frozen=True)
class Collection:
    """One collection (17-069r4 section 7.13). ``bbox`` is west, south, east, north in CRS84.

    ``publisher``, ``updated`` (``2026``, ``2026-03`` or ``2026-03-31``), ``rights`` (the
    publisher's words) and ``shape`` (``point``, ``line``, ``polygon``) are "" when not told.
    ``service_url``: the landing page or WFS address it is read from, "" for the landing page of
    its platform; ``service_name``: what it is called there, "" when that is ``id``.
    """

    id: str
    title: str
    description: str
    links: Sequence[Link]
    items_url: str
    bbox: Optional[Tuple[float, float, float, float]] = None
    item_type: str = "feature"
    crs: Tuple[str, ...] = ()
    storage_crs: Optional[str] = None
    keywords: Tuple[str, ...] = ()
    license: Optional[str] = None
    item_kind: ItemKind = ItemKind.UNKNOWN
    publisher: str = ""
    updated: str = ""
    rights: str = ""
    shape: str = ""
    service_kind: ServiceKind = ServiceKind.FEATURES
    service_url: str = ""
    service_name: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.links, Links):
            object.__setattr__(self, "links", Links(self.links))
