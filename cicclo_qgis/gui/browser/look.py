"""How QGIS looks, speaks and reaches the network: gathered in QGIS, put on in the helper."""

from __future__ import annotations

from typing import Dict, Optional

from qgis.PyQt.QtCore import QLocale, QTranslator
from qgis.PyQt.QtGui import QColor, QFont, QGuiApplication, QPalette
from qgis.PyQt.QtWidgets import QApplication, QWidget

from cicclo_qgis import where
from cicclo_qgis.gui.browser.language import ui_language
from cicclo_qgis.gui.browser.protocol import Look
from cicclo_qgis.gui.browser.proxy import qgis_proxy

_GROUPS = ("Active", "Inactive", "Disabled")
_ROLES = (
    "Window", "WindowText", "Base", "AlternateBase", "Text", "Button", "ButtonText", "BrightText",
    "Light", "Midlight", "Dark", "Mid", "Shadow", "Highlight", "HighlightedText", "Link",
    "ToolTipBase", "ToolTipText", "PlaceholderText",
)  # fmt: skip
# Platforms on which a window of one process can be told to belong to one of another.
_SHARED_NUMBERS = ("xcb", "windows")


def gather(beside: Optional[QWidget]) -> Look:
    """The look of the running application. GUI thread."""
    palette = QApplication.palette()
    colours: Dict[str, str] = {}
    for group in _GROUPS:
        for role in _ROLES:
            colour = palette.color(
                getattr(QPalette.ColorGroup, group), getattr(QPalette.ColorRole, role)
            )
            colours[f"{group}.{role}"] = colour.name(QColor.NameFormat.HexArgb)
    number, place = 0, (0, 0, 0, 0)
    if beside is not None and beside.isVisible():
        frame = beside.frameGeometry()
        place = (frame.x(), frame.y(), frame.width(), frame.height())
        if QGuiApplication.platformName() in _SHARED_NUMBERS:
            number = int(beside.winId())
    style = QApplication.style()
    return Look(
        locale=ui_language(),
        style=style.objectName() if style is not None else "",
        font=QApplication.font().toString(),
        colours=colours,
        sheet=_sheet(),
        beside=number,
        place=place,
        proxy=qgis_proxy(),
    )


def _sheet() -> str:
    application = QApplication.instance()
    return application.styleSheet() if isinstance(application, QApplication) else ""


def put_on(look: Look, application: QApplication) -> None:
    """Give the application that look and language."""
    # Under a style sheet (QGIS's dark themes) the style has no name; Fusion takes any palette.
    application.setStyle(look.style if look.style.lower() == "windowsvista" else "Fusion")
    palette = QPalette()
    for key, colour in look.colours.items():
        group, _, role = key.partition(".")
        if group in _GROUPS and role in _ROLES:
            palette.setColor(
                getattr(QPalette.ColorGroup, group),
                getattr(QPalette.ColorRole, role),
                QColor(colour),
            )
    application.setPalette(palette)
    application.setStyleSheet(look.sheet)
    font = QFont()
    if look.font and font.fromString(look.font):
        application.setFont(font)
    QLocale.setDefault(QLocale(look.locale))
    speak(look.locale, application)


def speak(locale: str, application: QApplication) -> bool:
    """Install the plugin's translation for that locale, if there is one."""
    try:
        folder = where.translations()
    except FileNotFoundError:
        return False
    translator = QTranslator(application)
    if not translator.load(f"cicclo_{locale.partition('_')[0]}", str(folder)):
        return False
    return application.installTranslator(translator)
