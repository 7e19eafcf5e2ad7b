"""The language the person reads QGIS in."""

from __future__ import annotations

from qgis.PyQt.QtCore import QLocale


def ui_language() -> str:
    """A Qt locale name such as ``fr`` or ``fr_FR``: QGIS's own setting.

    In the helper process, which has no QGIS, Qt's default locale, set to what QGIS has told.
    """
    try:
        from cicclo_qgis.gui.translation import language
    except ImportError:
        return QLocale().name()
    return language()
