"""How words are compared: the index and rows that are not in it yet follow the same rules."""

from __future__ import annotations

import pytest

from cicclo_qgis.catalogue.index_words import fold, other_forms, spaced, understand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Départements", "departements"),
        ("ÎLE D’YEU", "ile d'yeu"),
        ("Œuvre", "oeuvre"),
        ("de\u0301ja\u0300", "deja"),
        ("Straße", "strasse"),
        ("ﬁche", "fiche"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_spaced() -> None:
    assert spaced("  l’Eau_2024 (n°3)") == " l eau 2024 n 3 "
    assert spaced("…") == " "


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("zones", "zone"),
        ("chevaux", "cheval"),
        ("réseaux", "reseau"),
        ("travaux", "travail"),
        ("canal", "canaux"),
        ("lieux", "lieu"),
    ],
)
def test_singular_and_plural(word: str, other: str) -> None:
    assert other in other_forms(fold(word))


@pytest.mark.parametrize("word", ["bus", "eau", "gaz", "riviere"])
def test_short_words_and_others_have_no_other_form(word: str) -> None:
    assert other_forms(word) == ()


def found(typed: str, text: str) -> bool:
    return all(term.within(spaced(text)) for term in understand(typed).terms)


def test_what_is_within_a_text() -> None:
    assert found("zone hum", "Zonages et zones humides")
    assert found("cheval", "Élevages de chevaux")
    assert not found("onage", "Zonages")
    assert found('"zones humides"', "Les zones humides")
    assert not found('"zones humides"', "Zones très humides")
    assert not found('"zone" x', "Zones x")  # a closed quote ends the word


def test_small_words_count_only_alone() -> None:
    assert found("plan de l'eau", "Plan eau")
    assert found("la", "La Réunion")
    assert not understand("   ") and not understand("''")


def test_rank() -> None:
    wanted = understand("zones humides")
    titles = ["Zones humides", "Zones humides 2024", "Inventaire des zones humides"]
    assert [wanted.rank(spaced(title), " ", " ") for title in titles] == [0, 1, 2]
    assert wanted.rank(" inventaire ", " zones humides ", " ") == 3
    assert wanted.rank(" inventaire ", " ", " zones humides 2 ") == 4
    assert wanted.rank(" inventaire ", " ", " ") == 5
