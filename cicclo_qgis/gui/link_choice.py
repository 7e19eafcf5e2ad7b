"""The choice, among QGIS's options, that ``cicclo:`` links of web pages lead here."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Callable, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QCheckBox, QGroupBox, QLabel, QVBoxLayout, QWidget

from cicclo_qgis.gui.browser.python_finder import find_pythons
from cicclo_qgis.gui.desk_protocol import NoticeLevel
from cicclo_qgis.host.web_links import Obstacle, WebLinks

_log = logging.getLogger(__name__)

_SCRIPT = Path(__file__).resolve().parents[1] / "asking"


def _tr(text: str) -> str:
    return QCoreApplication.translate("LinkChoice", text)


class LinkChoice(QGroupBox):
    """Shows how it stands; ``apply`` makes it so.

    Args:
        links: told to the desktop, or taken back.
        tell: shows one sentence to the person.
    """

    def __init__(
        self,
        links: WebLinks,
        tell: Callable[[NoticeLevel, str], None],
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(_tr("Links"), parent)
        self._links = links
        self._tell = tell
        self._was = links.on()
        self.choice = QCheckBox(_tr("Open cicclo: &links from web browsers in QGIS"), self)
        self.choice.setChecked(self._was)
        obstacle = links.obstacle()
        # What is on can be switched off, whatever has changed since.
        self.choice.setEnabled(obstacle is None or self._was)
        self.note = QLabel(_said(obstacle), self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setIndent(20)
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.addWidget(self.choice)
        column.addWidget(self.note)

    def apply(self) -> None:
        """Do what is ticked; say so where it cannot be done."""
        wanted = self.choice.isChecked()
        if wanted == self._was:
            return
        try:
            self._links.switch(wanted)
        except OSError as error:
            text = _tr("The links from web browsers could not be changed: {why}.")
            self._tell(NoticeLevel.ERROR, text.format(why=error.strerror or str(error)))
            return
        self._was = wanted


def web_links() -> WebLinks:
    """Those that lead to the QGIS profile in use."""
    return WebLinks(Path(QgsApplication.qgisSettingsDirPath()), _SCRIPT, find_pythons)


def keep_links_up() -> None:
    """Let them lead here still, after QGIS has moved. Worker thread."""
    try:
        web_links().keep_up()
    except OSError as error:
        _log.info("links from web browsers: %s", error.strerror or error)


def _said(obstacle: Optional[Obstacle]) -> str:
    if obstacle is Obstacle.MACOS:
        return _tr("On macOS, only an application can take links; a plugin cannot.")
    if obstacle is Obstacle.SANDBOX:
        return _tr(
            "Links cannot reach this QGIS, which runs in a package of its own (Flatpak, Snap)."
        )
    if obstacle is Obstacle.NO_PYTHON:
        return _tr("No Python was found that could hand the links over to QGIS.")
    return _tr(
        "The page of a portal can then open a collection here. Before anything is fetched from a "
        "platform that is not among yours, QGIS asks you."
    )
