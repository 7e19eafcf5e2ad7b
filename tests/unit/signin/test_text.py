"""What servers say becomes plain text."""

from __future__ import annotations

from typing import Any

import pytest

from cicclo_qgis.signin.text import display_name, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("<script>x</script>", "‹script›x‹/script›"),
        ("a\r\nb\tc\x00d\x1b[31m", "a b c d [31m"),
        ("\u202eabc\u200b", "abc"),
        ("  été\u00a0là  ", "été là"),
        (None, ""),
        ({"a": 1}, ""),
        ("x" * 300, "x" * 199 + "…"),
        ("x" * 200, "x" * 200),
    ],
)
def test_plain(text: Any, expected: str) -> None:
    assert plain(text) == expected


def test_secrets_are_left_out() -> None:
    assert plain("code abcdef refused", secrets=("abcdef", None, "")) == "code … refused"
    # What is shorter would tear words apart.
    assert plain("code abcd refused", secrets=("abcd", "ode")) == "code … refused"


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Camille Durand", "email": "x"}, "Camille Durand"),
        ({"given_name": "Camille", "usual_name": "Durand", "family_name": "Née"}, "Camille Durand"),
        ({"given_name": "Camille", "family_name": "Durand"}, "Camille Durand"),
        ({"usual_name": "Durand"}, "Durand"),
        ({"email": "c@example.fr", "preferred_username": "cam"}, "c@example.fr"),
        ({"preferred_username": "cam"}, "cam"),
        ({"sub": "1", "name": 5}, ""),
        ({"name": "<b>x</b>"}, "‹b›x‹/b›"),
    ],
)
def test_display_name(claims: Any, name: str) -> None:
    assert display_name(claims) == name
