"""What an entry of ``/collections`` may tell beside OGC 17-069r4: publisher, date, rights, shape.

The names are those of OGC API Records (20-004r1 table 8), of STAC, of DCAT in JSON, and of servers
seen in the wild. Nothing here is promised by a server; whatever is missing is left empty.
"""

from __future__ import annotations

import re
from typing import Any, Iterable, Iterator, List, Mapping

from cicclo_qgis.ogcapi.text import one_line, plain

_DAY = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?=$|[T ])")
_ROLES = ("publisher", "owner", "distributor", "producer", "author", "pointofcontact", "")
_SHAPES = (("point", "point"), ("line", "line"), ("curve", "line"), ("polygon", "polygon"))


def publisher(entry: Mapping[str, Any]) -> str:
    """Who publishes the collection, on one line; "" when that is not told."""
    for member in ("publisher", "producer", "organization", "organisation", "attribution"):
        value = entry.get(member)
        name = _name(value) if value else ""
        if name:
            return name
    people = [*_mappings(entry.get("providers")), *_mappings(entry.get("contacts"))]
    for role in _ROLES if people else ():
        for person in people:
            if not role or role in _roles(person):
                name = _name(person)
                if name:
                    return name
    return ""


def updated(entry: Mapping[str, Any]) -> str:
    """When it was last changed: ``2026``, ``2026-03`` or ``2026-03-31``; "" when not told."""
    for member in ("updated", "modified", "lastModified", "lastUpdate", "issued", "created"):
        value = entry.get(member)
        found = _DAY.match(value.strip()) if isinstance(value, str) else None
        if found:
            return found.group(0)
    return ""


def rights(entry: Mapping[str, Any]) -> str:
    """The conditions of access and use in the publisher's words; "" when there are none."""
    said: List[str] = []
    for member in ("rights", "accessRights", "accessConstraints", "useConstraints"):
        value = entry.get(member)
        if value is None:
            continue
        said += [plain(item, 1000) for item in (value if isinstance(value, list) else [value])]
    return "\n".join(dict.fromkeys(filter(None, said)))


def shape(entry: Mapping[str, Any]) -> str:
    """``point``, ``line`` or ``polygon``; "" when the entry does not tell, or tells another."""
    for member in ("geometryType", "geometry-type", "geometrytype", "geometry_type"):
        value = entry.get(member)
        lower = value.lower() if isinstance(value, str) else ""
        for word, found in _SHAPES:
            if word in lower or (word == "polygon" and "surface" in lower):
                return found
    return ""


def _name(value: Any) -> str:
    if isinstance(value, dict):
        for member in ("organization", "organisation", "name", "title"):
            name = one_line(value.get(member), 200)
            if name:
                return name
        return ""
    return one_line(value, 200)


def _roles(person: Mapping[str, Any]) -> Iterator[str]:
    roles = person.get("roles", person.get("role"))
    for role in roles if isinstance(roles, list) else [roles]:
        if isinstance(role, dict):
            role = role.get("name")
        if isinstance(role, str):
            yield role.lower()


def _mappings(value: Any) -> Iterable[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
