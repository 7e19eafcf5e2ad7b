from __future__ import annotations

import pytest

from cicclo_qgis.gui.text import menu_text, plain, tooltip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \n b\t", "a b"),
        ("<p>Forêt &amp; <b>eau</b></p>", "Forêt & eau"),
        ("1 < 2", "1 < 2"),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("abc\u202egpj.exe", "abc gpj.exe"),
        ("", ""),
        (
            "Où\u202f? «\u00a0Ici\u00a0»\u00a0: 10\u202f000",
            "Où\u202f? «\u00a0Ici\u00a0»\u00a0: 10\u202f000",
        ),
        ("Où &nbsp; ? \u00a0", "Où ?"),
        ("mot\u00a0à\u00a0mot", "mot à mot"),
    ],
)
def test_plain(text, expected):
    assert plain(text) == expected


def test_plain_is_cut():
    assert plain("mot " * 100, 20) == "mot mot mot mot mot…"
    assert len(plain("x" * 10_000, 50)) == 50


def test_nothing_is_markup_in_a_tool_tip():
    assert "<b>" not in tooltip("<b>x</b>")
    assert tooltip("") == ""


def test_menu_text():
    assert menu_text("Eau & forêt") == "Eau && forêt"
