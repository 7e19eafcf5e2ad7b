"""Members of JSON from catalogues, of which any may be missing, or be of another type."""

from __future__ import annotations

from typing import Any, Iterator, List, Mapping, Optional

from cicclo_qgis.catalogue.sources.record import Bbox, box_of

_MOST_POINTS = 100_000


def members(value: Any) -> Mapping[str, Any]:
    """``value`` if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def listed(value: Any) -> List[Any]:
    """``value`` if it is a list; a single thing as a list of one; nothing for None."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """A text, of an object of languages the default one (GeoNetwork); "" for all else."""
    if isinstance(value, Mapping):
        value = value.get("default") or next(iter(value.values()), "")
    return value.strip() if isinstance(value, str) else ""


def texts(value: Any) -> Iterator[str]:
    """The texts of a list."""
    for item in listed(value):
        found = text(item)
        if found:
            yield found


def geometry_box(value: Any) -> Optional[Bbox]:
    """The extent in degrees of a GeoJSON geometry, or of a list of them."""
    longitudes: List[float] = []
    latitudes: List[float] = []
    for one in listed(value):
        geometry = members(one)
        waiting = [geometry.get("coordinates"), *_parts(geometry)]
        while waiting and len(longitudes) < _MOST_POINTS:
            item = waiting.pop()
            if not isinstance(item, list):
                continue
            if len(item) >= 2 and all(_is_number(part) for part in item[:2]):
                longitudes.append(float(item[0]))
                latitudes.append(float(item[1]))
            else:
                waiting.extend(item)
    if not longitudes:
        return None
    return box_of(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def _parts(geometry: Mapping[str, Any]) -> List[Any]:
    return [members(part).get("coordinates") for part in listed(geometry.get("geometries"))]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
