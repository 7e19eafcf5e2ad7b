"""What a request to platform 2's WFS is about, read as strictly as a guard must.

QGIS Server lets a request name other projects, evaluate expressions over other layers, and say the
same thing in several ways: what is not plainly harmless is not passed on.
"""

from __future__ import annotations

import re
from typing import Dict, Iterable, List, Sequence, Tuple

_OPERATIONS = frozenset(("getcapabilities", "describefeaturetype", "getfeature"))
_PASSED = frozenset(
    (
        *("service", "request", "version", "acceptversions", "typename", "typenames", "count"),
        *("maxfeatures", "startindex", "bbox", "srsname", "outputformat", "resulttype"),
        *("propertyname", "featureid", "sortby", "filter", "namespaces", "namespace"),
    )
)
_NAME = re.compile(r"(?:[A-Za-z]\w*:)?([a-z]\w*)")


def feature_types(pairs: Iterable[Tuple[str, str]], published: Sequence[str]) -> List[str]:
    """The feature types that a WFS request would read, of those ``published``.

    Raises:
        ValueError: not a request that may be passed on; the text says why.
    """
    values: Dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        if key not in _PASSED or values.setdefault(key, value) != value:
            raise ValueError(f"parameter not accepted: {key}")
    if values.get("service", "").lower() != "wfs":
        raise ValueError("SERVICE=WFS is needed")
    operation = values.get("request", "").lower()
    if operation not in _OPERATIONS:
        raise ValueError("operation not offered")
    if "function" in values.get("filter", "").lower():
        raise ValueError("functions are not accepted in filters")
    if operation == "getcapabilities":
        return []
    named = [one for key in ("typename", "typenames") for one in _listed(values.get(key, ""))]
    named += [one.rpartition(".")[0] for one in _listed(values.get("featureid", ""))]
    if not named:
        # All types at once.
        return list(published)
    return [_type(one, published) for one in named]


def _listed(text: str) -> List[str]:
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def _type(name: str, published: Sequence[str]) -> str:
    found = _NAME.fullmatch(name)
    if found is None or found.group(1) not in published:
        raise ValueError("no such feature type")
    return found.group(1)
