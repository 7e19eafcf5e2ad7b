"""Landing page and collection as immutable values; names follow OGC 17-069r4."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from functools import lru_cache
from json import JSONEncoder, loads
from sys import intern
from typing import (
    Any,
    Iterable,
    Iterator,
    Optional,
    Sequence,
    Tuple,
    Type,
    TypeVar,
    Union,
    cast,
    overload,
)

T = TypeVar("T")


def slotted(kind: Type[T]) -> Type[T]:
    """A dataclass whose objects have no dictionary: there are a hundred thousand of them.

    ``dataclass(slots=True)`` would do the same from Python 3.10 on.
    """
    names = tuple(one.name for one in fields(cast(Any, kind)))
    left = (*names, "__dict__", "__weakref__")
    space = {name: value for name, value in vars(kind).items() if name not in left}
    return cast("Type[T]", type(kind.__name__, kind.__bases__, {**space, "__slots__": names}))


@dataclass(frozen=True)
class Link:
    """A link of a document, its ``href`` already resolved to an absolute address (RFC 8288)."""

    href: str
    rel: str
    type: str = ""
    title: str = ""
    length: Optional[int] = None


_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_NEVER = "\0"


class Links(Sequence[Link]):
    """Links, kept small: the collections of a hundred platforms have half a million of them.

    The links of one collection differ in the ends of their addresses, and their relations are the
    same for every collection: a link takes a hundred bytes here, and three hundred as it is.
    Python's collector of garbage has nothing to look at either.
    """

    __slots__ = ("_kinds", "_texts")

    def __init__(self, links: Iterable[Link] = ()) -> None:
        found = tuple(links)
        self._kinds = _same(tuple((link.rel, link.type, link.length) for link in found))
        texts = [text for link in found for text in (link.href, link.title)]
        shared = _ENCODER.encode(texts[0].rpartition("/")[0])[1:-1] if texts else ""
        # JSON itself has neither of these two signs, whatever a server may have written.
        short = _ENCODER.encode(texts).replace(shared or _NEVER, "\0")
        self._texts = f"{shared}\n{short}".encode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        return len(self._kinds)

    def __iter__(self) -> Iterator[Link]:
        shared, _, short = self._texts.decode("utf-8", "surrogatepass").partition("\n")
        texts = iter(loads(short.replace("\0", shared)))
        for (rel, kind, length), href, title in zip(self._kinds, texts, texts):
            yield Link(href, rel, kind, title, length)

    @overload
    def __getitem__(self, number: int) -> Link: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Link]: ...

    def __getitem__(self, number: Union[int, slice]) -> Union[Link, Sequence[Link]]:
        return tuple(self)[number]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Links):
            return self._texts == other._texts and self._kinds == other._kinds
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


Kinds = Tuple[Tuple[str, str, Optional[int]], ...]


@lru_cache(maxsize=1024)
def _same(kinds: Kinds) -> Kinds:
    """One tuple in place of many equal ones."""
    return kinds


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


@slotted
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
        # Of a platform's collections most say the same.
        object.__setattr__(self, "keywords", tuple(map(intern, self.keywords)))
        for name in ("publisher", "rights", "updated"):
            object.__setattr__(self, name, intern(getattr(self, name)))
