"""Conditions as catalogues in the wild write them."""

from __future__ import annotations

from dataclasses import replace
from typing import List, Union

import pytest

from cicclo_qgis.catalogue.rights import known
from cicclo_qgis.catalogue.terms import Term, term_of, terms_in
from tests.unit.catalogue.listing import entry

INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist/"
EUROPE = "http://publications.europa.eu/resource/authority/"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (INSPIRE + "LimitationsOnPublicAccess/noLimitations", [Term.NO_LIMITATIONS]),
        (INSPIRE + "LimitationsOnPublicAccess/INSPIRE_Directive_Article13_1b", [Term.ARTICLE_B]),
        (
            "https" + INSPIRE[4:] + "ConditionsApplyingToAccessAndUse/conditionsUnknown/",
            [Term.CONDITIONS_UNKNOWN],
        ),
        (EUROPE + "access-right/NON_PUBLIC", [Term.NOT_PUBLIC]),
        (EUROPE + "licence/CC_BYSA_4_0", ["CC BY-SA 4.0"]),
        ("otherRestrictions\nrestricted", [Term.RESTRICTED]),
        (  # an anchor: words, and where they come from
            "Pas de restriction d'accès public selon INSPIRE "
            + INSPIRE
            + "LimitationsOnPublicAccess/noLimitations",
            ["Pas de restriction d'accès public selon INSPIRE"],
        ),
        (
            "Licence Ouverte 2.0 https://www.etalab.gouv.fr/licence-ouverte-open-licence\n"
            "https://opendatacommons.org/licenses/odbl/1-0/",
            ["Licence Ouverte 2.0", "ODbL 1.0"],
        ),
        (  # an address that says something else stays
            "Accès réservé aux services de l'État : https://datapass.api.gouv.fr/demande",
            ["Accès réservé aux services de l'État : https://datapass.api.gouv.fr/demande"],
        ),
        ("Diffusion restreinte\nDiffusion  restreinte\n", ["Diffusion restreinte"]),
        ("", []),
    ],
)
def test_lines(told: str, expected: List[Union[Term, str]]) -> None:
    assert list(terms_in(told)) == expected


def test_words_are_no_codes() -> None:
    assert [term_of(text) for text in ("Public visé : les communes", "etalab-2.0", "")] == [
        None
    ] * 3
    assert [term_of(text) for text in ("notspecified", "RESTRICTED")] == [
        Term.LICENCE_NOT_STATED,
        Term.RESTRICTED,
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Sur habilitation : https://datapass.api.gouv.fr/x.", "https://datapass.api.gouv.fr/x"),
        ("Demander l’accès à la DDT (https://ddt.example/form)", "https://ddt.example/form"),
        ("Voir https://ddt.example/fiche\nDemande d'accès par courrier", ""),
    ],
)
def test_where_access_is_asked_for(told: str, expected: str) -> None:
    assert known(replace(entry("lyon", "canal").collection, links=(), rights=told)).ask == expected
