"""The plugin in the language of the person's QGIS."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

from cicclo_qgis.where import translations


def install() -> Optional[QTranslator]:
    """Install the translation of QGIS's language; None when there is none (English).

    The caller keeps the translator, and hands it to ``QCoreApplication.removeTranslator`` at the
    end.
    """
    return install_for(language())


def install_for(locale: str) -> Optional[QTranslator]:
    """Install the translation for ``locale`` (``fr``, ``fr_FR``); None when there is none."""
    translator = QTranslator()
    try:
        folder = translations()
    except FileNotFoundError:
        return None
    for name in (locale, locale.split("_")[0]):
        if name and translator.load(str(folder / f"cicclo_{name}.qm")):
            QCoreApplication.installTranslator(translator)
            return translator
    return None


def language() -> str:
    """QGIS's own language, as its settings give it, else the computer's."""
    settings = QgsSettings()
    if settings.value("locale/overrideFlag", False, type=bool):
        chosen = settings.value("locale/userLocale", "", type=str)
    else:
        chosen = QgsApplication.locale() if QgsApplication.instance() else ""
    return (chosen or QLocale.system().name()).replace("-", "_")
