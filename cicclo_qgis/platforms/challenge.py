"""What a server asks for with the status 401: the field ``WWW-Authenticate`` (RFC 9110 11.6.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Dict, List, Mapping, Optional, Tuple

from cicclo_qgis.platforms.protocol import WORD

_LONGEST = 16_384
_PARAMETER = re.compile(rf'({WORD})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|({WORD}|[^\s,"]+))')
_SCHEME = re.compile(rf"({WORD})(?:[ \t]+(?P<token>[A-Za-z0-9._~+/-]+=*)(?=[ \t]*(?:,|$)))?")
_GAP = re.compile(r"[ \t,]+")


@dataclass(frozen=True)
class Challenge:
    """One scheme that the server takes. Scheme and names of parameters are in lower case."""

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def challenges(value: Optional[str]) -> Tuple[Challenge, ...]:
    """The challenges in one or several joined field values; what cannot be read ends the list."""
    text, at = (value or "")[:_LONGEST], 0
    found: List[Tuple[str, Dict[str, str]]] = []
    while at < len(text):
        gap = _GAP.match(text, at)
        if gap is not None:
            at = gap.end()
            continue
        parameter = _PARAMETER.match(text, at)
        if parameter is not None and found:
            name, quoted, bare = parameter.groups()
            value = bare if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            # The first one counts: a second of the same name is an error of the server's.
            found[-1][1].setdefault(name.lower(), value)
            at = parameter.end()
            continue
        scheme = _SCHEME.match(text, at)
        if scheme is None or parameter is not None:
            break
        found.append((scheme.group(1).lower(), {}))
        at = scheme.end()
    return tuple(Challenge(scheme, parameters) for scheme, parameters in found)
