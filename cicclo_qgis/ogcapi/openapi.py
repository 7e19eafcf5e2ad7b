"""Reading an OpenAPI 3 document: local references, and the parameters of a collection's items."""

from __future__ import annotations

from typing import Any, Iterator, Mapping, Optional
from urllib.parse import quote, unquote


def items_parameters(definition: Any, identifier: str) -> Mapping[str, Mapping[str, Any]]:
    """Name and schema of each query parameter that a collection's items take.

    Of the path that names the collection; else of the one path for all. Empty when neither is told.
    """
    paths = definition.get("paths") if isinstance(definition, Mapping) else None
    if not isinstance(paths, Mapping):
        return {}
    generic: Optional[Mapping[str, Mapping[str, Any]]] = None
    for path, operations in paths.items():
        if not isinstance(path, str) or not isinstance(operations, Mapping):
            continue
        if names_items_of(path, identifier):
            return _parameters(definition, operations)
        if generic is None and is_any_items(path):
            generic = _parameters(definition, operations)
    return generic or {}


def names_items_of(path: str, identifier: str) -> bool:
    """Whether a path of the document is that of this collection's items."""
    own = {f"/collections/{identifier}/items", f"/collections/{quote(identifier, safe='')}/items"}
    tail = path.rstrip("/")
    return tail.endswith(tuple(own)) or unquote(tail).endswith(tuple(own))


def is_any_items(path: str) -> bool:
    """Whether a path of the document is that of any collection's items."""
    return path.rstrip("/").endswith(("}/items", "/items.json"))


def _parameters(
    definition: Mapping[str, Any], operations: Mapping[str, Any]
) -> Mapping[str, Mapping[str, Any]]:
    found = {}
    for holder in (operations, operations.get("get")):
        listed = holder.get("parameters") if isinstance(holder, Mapping) else None
        for item in resolved(definition, listed):
            name = item.get("name")
            if isinstance(name, str) and item.get("in", "query") == "query":
                found[name] = one(definition, item.get("schema"))
    return found


def resolved(definition: Mapping[str, Any], items: Any) -> Iterator[Mapping[str, Any]]:
    """Each of ``items``, references followed."""
    for item in items if isinstance(items, list) else ():
        yield one(definition, item)


def one(definition: Mapping[str, Any], item: Any, depth: int = 0) -> Mapping[str, Any]:
    """``item`` itself, or what its local ``$ref`` points to; {} when that is nothing."""
    if not isinstance(item, Mapping) or depth > 5:
        return {}
    reference = item.get("$ref")
    if not isinstance(reference, str):
        return item
    if not reference.startswith("#/"):
        return {}
    found: Any = definition
    for name in reference[2:].split("/"):
        key = name.replace("~1", "/").replace("~0", "~")
        found = found.get(key) if isinstance(found, Mapping) else None
    return one(definition, found, depth + 1)
