"""The security schemes that an API's own description declares (OpenAPI 3.0.3, 4.8.27)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Set, Tuple

_MOST_PATHS = 5000


@dataclass(frozen=True)
class Scheme:
    """One declared scheme. ``told`` is the Security Scheme Object; ``scopes``: those required."""

    type: str
    told: Mapping[str, Any]
    scopes: Tuple[str, ...] = ()


def schemes(document: object, all_declared: bool) -> Tuple[Scheme, ...]:
    """The schemes that reading needs, in the order in which they are declared.

    One that is declared and never required comes with the software and means nothing, unless
    ``all_declared``: the server has refused a stranger, and any of them may be why.
    """
    root = _object(document)
    declared = _object(_object(root.get("components")).get("securitySchemes"))
    required = _required(root)
    return tuple(
        Scheme(str(_object(told).get("type")), _object(told), tuple(sorted(required.get(name, ()))))
        for name, told in declared.items()
        if name in required or (all_declared and not required)
    )


def _required(root: Mapping[str, Any]) -> Dict[str, Set[str]]:
    """Names of the schemes that the API, or reading one of its paths, requires; their scopes."""
    paths = list(_object(root.get("paths")).values())[:_MOST_PATHS]
    reads = (_object(_object(item).get("get")).get("security") for item in paths)
    found: Dict[str, Set[str]] = {}
    for requirements in (root.get("security"), *reads):
        for requirement in requirements if isinstance(requirements, list) else ():
            for name, scopes in _object(requirement).items():
                told = scopes if isinstance(scopes, list) else []
                found.setdefault(name, set()).update(s for s in told if isinstance(s, str))
    return found


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
