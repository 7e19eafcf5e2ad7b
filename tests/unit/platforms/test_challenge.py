"""Reading ``WWW-Authenticate``."""

from __future__ import annotations

from typing import Dict, Optional

import pytest

from cicclo_qgis.platforms.challenge import challenges

_METADATA = "https://x.example/.well-known/oauth-protected-resource"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Bearer", {"bearer": {}}),
        ("BASIC realm=plain", {"basic": {"realm": "plain"}}),
        (f'Bearer resource_metadata="{_METADATA}"', {"bearer": {"resource_metadata": _METADATA}}),
        (
            'Bearer realm="x", error="insufficient_user_authentication", acr_values="a b",'
            ' max_age=5, Basic realm="with, a comma and a \\"quote\\""',
            {
                "bearer": {
                    "realm": "x",
                    "error": "insufficient_user_authentication",
                    "acr_values": "a b",
                    "max_age": "5",
                },
                "basic": {"realm": 'with, a comma and a "quote"'},
            },
        ),
        ("Negotiate abc==, Basic realm=foo", {"negotiate": {}, "basic": {"realm": "foo"}}),
        ("Negotiate, Basic", {"negotiate": {}, "basic": {}}),
        ('Bearer realm="first", realm="second"', {"bearer": {"realm": "first"}}),
        ('realm="no scheme"', {}),
        ("", {}),
        (None, {}),
    ],
)
def test_challenges(value: Optional[str], expected: Dict[str, Dict[str, str]]) -> None:
    found = {one.scheme: dict(one.parameters) for one in challenges(value)}
    assert found == expected


def test_a_hostile_value_costs_no_time() -> None:
    for value in ("a" * 1_000_000, 'Bearer x="' + "\\" * 100_000, "," * 1_000_000, "a=" * 100_000):
        challenges(value)
