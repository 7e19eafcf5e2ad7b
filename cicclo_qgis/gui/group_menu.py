"""The menu by which the person says how the list is grouped; the choice is remembered."""

from __future__ import annotations

from typing import Dict, Optional

from qgis.PyQt.QtCore import QCoreApplication, QObject
from qgis.PyQt.QtWidgets import QAction, QActionGroup, QMenu, QToolButton

from cicclo_qgis.catalogue.index_groups import Grouping
from cicclo_qgis.gui import group_texts
from cicclo_qgis.gui.narrowing import Narrowing
from cicclo_qgis.gui.text import menu_text, tooltip
from cicclo_qgis.host.settings import Settings


def _tr(text: str) -> str:
    return QCoreApplication.translate("Groups", text)


class GroupMenu(QObject):
    """Stands behind ``button``. Without ``settings`` the choice is for the run alone."""

    def __init__(
        self, button: QToolButton, narrowing: Narrowing, settings: Optional[Settings]
    ) -> None:
        super().__init__(button)
        self._button, self._narrowing, self._settings = button, narrowing, settings
        self.menu = QMenu(button)
        self.menu.setToolTipsVisible(True)
        one_of = QActionGroup(self.menu)
        self._actions: Dict[Grouping, QAction] = {}
        for by in Grouping:
            action = self.menu.addAction(menu_text(group_texts.way(by)))
            action.setToolTip(tooltip(group_texts.explained(by)))
            action.setCheckable(True)
            one_of.addAction(action)
            action.triggered.connect(lambda _on=False, chosen=by: self._choose(chosen))
            self._actions[by] = action
        button.setMenu(self.menu)
        self._take(self._remembered())

    def _remembered(self) -> Grouping:
        try:
            return Grouping(self._settings.grouping if self._settings else "")
        except ValueError:
            return Grouping.PLATFORM

    def _choose(self, by: Grouping) -> None:
        if self._settings is not None:
            self._settings.grouping = by.value
        self._take(by)

    def _take(self, by: Grouping) -> None:
        self._actions[by].setChecked(True)
        text = _tr("Group the list ({way})").format(way=group_texts.in_brief(by))
        self._button.setToolTip(tooltip(text))
        self._button.setAccessibleName(text)
        self.menu.setAccessibleName(text)
        self._narrowing.group(by)
