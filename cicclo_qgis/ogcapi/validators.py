"""Conditional requests (RFC 9110 sections 8.8 and 13): "only if it has changed since"."""

from __future__ import annotations

import json
from typing import Dict, Mapping

_ASKED_BY = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
_LONGEST = 500


class Unchanged(Exception):
    """The server says that what is known is still true (status 304)."""


def validator_of(headers: Mapping[str, str]) -> str:
    """What a server names the state of a document by, as one text; "" when it does not."""
    found = {
        name: headers[name]
        for name in _ASKED_BY
        if headers.get(name) and len(headers[name]) <= _LONGEST
    }
    return json.dumps(found) if found else ""


def conditions_of(validator: str) -> Dict[str, str]:
    """The headers that ask whether that state has changed; none for text that is no validator."""
    try:
        found = json.loads(validator) if validator else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        condition: found[name]
        for name, condition in _ASKED_BY.items()
        if isinstance(found.get(name), str) and found[name].isprintable()
    }
