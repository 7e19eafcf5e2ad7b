from __future__ import annotations

import shutil
import subprocess

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis import where
from cicclo_qgis.gui import sentences, translation
from cicclo_qgis.ogcapi.errors import ProblemCode


@pytest.fixture
def french(tmp_path, monkeypatch):
    """The French texts as they stand, built now."""
    lrelease = shutil.which("lrelease") or "/usr/lib/qt5/bin/lrelease"
    source = where.translations() / "cicclo_fr.ts"
    subprocess.run(
        [lrelease, "-silent", str(source), "-qm", str(tmp_path / "cicclo_fr.qm")], check=True
    )
    monkeypatch.setattr(translation, "translations", lambda: tmp_path)


@pytest.mark.parametrize("locale", ["fr", "fr_FR", "fr_CA"])
def test_french(qgis_app, french, locale):
    english = sentences.problem_code(ProblemCode.TIMED_OUT)
    translator = translation.install_for(locale)
    try:
        assert sentences.problem_code(ProblemCode.TIMED_OUT).startswith("La plateforme")
        assert QCoreApplication.translate("Details", "Licence") == "Licence"
    finally:
        QCoreApplication.removeTranslator(translator)
    assert sentences.problem_code(ProblemCode.TIMED_OUT) == english


@pytest.mark.parametrize("locale", ["en", "en_GB", "de", "", "C"])
def test_other_languages_stay_english(qgis_app, french, locale):
    assert translation.install_for(locale) is None


def test_the_language_is_qgiss(qgis_app, qgis_settings):
    qgis_settings({"locale/overrideFlag": True, "locale/userLocale": "fr_FR"})
    assert translation.language() == "fr_FR"
    QgsSettings().setValue("locale/userLocale", "pt-BR")
    assert translation.language() == "pt_BR"


def test_the_dock_is_french(qgis_app, french, desk, make_dock):
    translator = translation.install_for("fr")
    try:
        dock = make_dock(desk)
        assert dock.accounts.label.accessibleName() == "Non connecté"
        assert dock.status.text() == "8 collections"
        assert dock.search.placeholderText() == "Rechercher dans les collections"
    finally:
        QCoreApplication.removeTranslator(translator)
