"""What a layer's metadata tell of conditions: words, in the person's language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.core import QgsLayerMetadata
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui import translation
from cicclo_qgis.host.layer_metadata import complete_metadata
from tests.unit.catalogue.listing import entry, platform

INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist/"


@pytest.fixture(params=["en", "fr"])
def language(request, qgis_app):
    translator = translation.install_for(request.param)
    yield request.param
    if translator is not None:
        QCoreApplication.removeTranslator(translator)


def told(rights="", license=None):
    known = entry("armor", "c1", "Couche", license=license)
    known = replace(known, collection=replace(known.collection, rights=rights))
    return complete_metadata(QgsLayerMetadata(), known, platform("armor", "Géo Armor"))


def test_codes_are_told_in_words(language):
    rights = f"{INSPIRE}LimitationsOnPublicAccess/noLimitations\notherRestrictions\nCiter la source"
    found = told(rights, "notspecified")
    words = {
        "en": ("No limitation of public access", "Licence not stated"),
        "fr": ("Aucune restriction d’accès public", "Licence non précisée"),
    }[language]
    assert found.rights() == [words[0], "Citer la source"]
    assert found.licenses() == [words[1]]


def test_a_licence_keeps_its_name(qgis_app):
    assert told(license="Licence Ouverte 2.0").licenses() == ["Licence Ouverte 2.0"]


def test_without_conditions_the_platform_is_named(qgis_app):
    found = told()
    assert found.rights() == ["Géo Armor"] and found.licenses() == []
