"""How words are compared: the index and rows that are not in it yet follow the same rules."""

from __future__ import annotations

import pytest

from cicclo_qgis.catalogue.index_words import (
    AS_GOOD,
    BEGINNING,
    BEGINS,
    CALLED,
    COMING,
    IN_TITLE,
    ITSELF,
    KEYWORDS,
    LAST,
    NAME,
    WORDS,
    fold,
    other_forms,
    spaced,
    understand,
)


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
    assert [wanted.rank(spaced(title), " ", " ") for title in titles] == [ITSELF, BEGINS, WORDS]
    assert wanted.rank(spaced("La zone humide"), " ", " ") == AS_GOOD, "plurals, small words"
    assert (
        wanted.rank(spaced("Zonage des marais"), " ", " zones humides ", "zones_humides") == CALLED
    )
    name = "eau:zone_humide"
    assert wanted.rank(spaced("Zonage des marais"), " ", spaced(name), name) == CALLED
    name = "grandes_zones_humides"
    assert wanted.rank(spaced("Zonage des marais"), " ", spaced(name), name) == NAME
    assert wanted.rank(" inventaire ", " zones humides ", " ") == KEYWORDS
    assert wanted.rank(" inventaire ", " ", " zones humides 2 ") == NAME
    assert wanted.rank(" inventaire ", " ", " ") == LAST


def test_rank_while_a_word_is_typed() -> None:
    wanted = understand("commun")
    titles = ["Transports en commun", "Communes", "Communes littorales", "Les communes"]
    ranks = [wanted.rank(spaced(title), " ", " ") for title in titles]
    assert ranks == [WORDS, COMING, BEGINNING, IN_TITLE]
    assert understand("plu").title_rank(spaced("Zonage du PLU")) == WORDS
    assert understand("plu").title_rank(spaced("Pluviométrie mensuelle")) == BEGINNING


def test_beside_the_name_of_its_platform_the_rest_is_the_title() -> None:
    wanted = understand("communes bretagne").beside(spaced("GéoBretagne Bretagne"))
    assert wanted.rank(spaced("Communes"), " ", " ") == ITSELF


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("bd topo", "BDTOPO_V3:batiment"),
        ("bdtopo", "BD TOPO® : bâtiments"),
        ("bd-topo", "BDTOPO 2026"),
        ("natura2000", "Sites Natura 2000"),
        ("natura 2000", "Natura2000 en Alsace"),
        ("rpg", "Registre parcellaire graphique"),
        ("PPRi", "Plan de prévention des risques d’inondation"),
        ("plu", "Plan local d’urbanisme"),
        ("st malo", "Port de Saint-Malo"),
        ("zh", "Zones humides"),
    ],
)
def test_acronyms_and_names_in_one_word_or_two(typed: str, text: str) -> None:
    assert found(typed, text)
