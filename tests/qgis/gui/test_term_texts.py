"""Conditions and licences as the person reads them, in both languages."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui import term_texts, translation

INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist/"
TOLD = "\n".join(
    (
        INSPIRE + "LimitationsOnPublicAccess/INSPIRE_Directive_Article13_1b",
        "Diffusion aux services de l'État https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "otherRestrictions",
        INSPIRE + "ConditionsApplyingToAccessAndUse/conditionsUnknown",
    )
)


@pytest.fixture(params=["en", "fr"])
def language(request, qgis_app):
    translator = translation.install_for(request.param)
    yield request.param
    if translator is not None:
        QCoreApplication.removeTranslator(translator)


def test_conditions(language):
    expected = {
        "en": "Public access is limited (international relations, public security or national "
        "defence) · Diffusion aux services de l'État · Conditions not known",
        "fr": "Accès du public limité (relations internationales, sécurité publique ou défense "
        "nationale) · Diffusion aux services de l'État · Conditions inconnues",
    }
    assert term_texts.readable(TOLD) == expected[language]


def test_licences(language):
    expected = {
        "en": ["Licence not stated", "ODbL 1.0", ""],
        "fr": ["Licence non précisée", "ODbL 1.0", ""],
    }
    told = [term_texts.licence(name) for name in ("notspecified", "ODbL 1.0", "")]
    assert told == expected[language]
