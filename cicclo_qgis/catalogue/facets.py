"""By what a list can be narrowed, read from one collection: the same for the index and for rows.

The index narrows a hundred thousand rows by these values once they are in its tables; rows that
are not there yet are narrowed one by one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Callable, Dict, FrozenSet, Mapping, Optional, Tuple

from cicclo_qgis.catalogue.index_answer import Bbox, Facet, Search
from cicclo_qgis.catalogue.index_words import spaced
from cicclo_qgis.catalogue.licences import licence_name
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.ogcapi.model import Collection, ItemKind

_MOST_THEME = 80


def kind(collection: Collection) -> str:
    """``point``, ``line`` or ``polygon`` where it is known, else the ``ItemKind``."""
    told: str = collection.item_kind.value
    return told if collection.item_kind is ItemKind.TABLE else collection.shape or told


def licence(collection: Collection) -> str:
    """The licence's usual name; "" when none is told."""
    return licence_name(collection.license)


def year(collection: Collection) -> str:
    """The year it was last changed in; "" when that is not told."""
    return collection.updated[:4]


def themes(collection: Collection) -> Tuple[Tuple[str, str], ...]:
    """Its keywords: folded, by which they are compared, and as they were written."""
    found: Dict[str, str] = {}
    for word in collection.keywords:
        key = _folded(word)
        if key and len(key) <= _MOST_THEME:
            found.setdefault(key, word)
    return tuple(found.items())


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    """The same few thousand keywords come again and again."""
    return spaced(word).strip()


def heading(collection: Collection) -> str:
    """The words beside its title by which it is found as by keywords: these, and the publisher."""
    return " ".join((*collection.keywords, collection.publisher))


def box(collection: Collection) -> Optional[Bbox]:
    """West, south, east, north; an extent across the antimeridian goes all around."""
    if collection.bbox is None:
        return None
    west, south, east, north = collection.bbox
    if west > east:
        west, east = -180.0, 180.0
    return (west, south, east, north) if south <= north else None


def touches(one: Bbox, view: Bbox) -> bool:
    """Whether ``one``, made by ``box``, touches ``view``; its west may be greater than its east."""
    west, south, east, north = view
    if one[1] > north or one[3] < south:
        return False
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    return any(one[0] <= last and one[2] >= first for first, last in spans)


def passes(entry: Entry, territory: str, search: Search) -> bool:
    """Whether a collection passes the facets, the extent and the choice of ``search``."""
    collection = entry.collection
    if search.among is not None and (entry.platform_id, collection.id) not in search.among:
        return False
    if search.bbox is not None:
        own = box(collection)
        if own is None or not touches(own, search.bbox):
            return False
    for facet, allowed in search.only.items():
        if allowed and not _has(entry, territory, facet, allowed):
            return False
    return True


def _has(entry: Entry, territory: str, facet: Facet, allowed: FrozenSet[str]) -> bool:
    if facet is Facet.THEME:
        return any(key in allowed for key, _ in themes(entry.collection))
    if facet is Facet.PLATFORM:
        return entry.platform_id in allowed
    if facet is Facet.TERRITORY:
        return territory in allowed
    if facet is Facet.PADLOCK:
        return entry.padlock.value in allowed
    return _OF_COLLECTION[facet](entry.collection) in allowed


_OF_COLLECTION: Mapping[Facet, Callable[[Collection], str]] = {
    Facet.KIND: kind,
    Facet.LICENSE: licence,
    Facet.YEAR: year,
}
