"""An attribute that gives pages an order, for servers that have none of their own.

GeoServer refuses pages of a table without a primary key ("Cannot do natural order…").
"""

from __future__ import annotations

from typing import Any, Iterable, List, Mapping, Optional, Sequence

# Names of keys, those of French platforms among them, the surest first.
_NAMES = (
    "id", "fid", "gid", "ogc_fid", "objectid", "objectid_1", "cleabs", "uuid", "uid", "idu",
    "gml_id", "code_insee", "insee_com",
)  # fmt: skip


def key_of(names: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """The attribute to sort by: one with another value in each row, with the name of a key if any.

    ``rows``: some features, none perhaps; then the name alone counts. "" when there is none.
    """
    found = [name for name in names if _tells_apart(name, rows)]
    if not found:
        return ""
    by_name: List[str] = sorted(found, key=_rank)
    return by_name[0]


def _tells_apart(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    values = [row.get(name) for row in rows]
    plain = all(isinstance(one, (str, int)) and not isinstance(one, bool) for one in values)
    return plain and len(set(values)) == len(values)


def _rank(name: str) -> int:
    lower: Optional[str] = name.lower()
    if lower in _NAMES:
        return _NAMES.index(lower)
    return len(_NAMES) + (0 if name.lower().startswith(("id", "code")) else 1)
