"""Menus and double clicks of CICCLO's items in the Browser panel."""

from __future__ import annotations

from typing import Callable, Optional, Sequence

from qgis.core import QgsDataItem
from qgis.gui import QgsDataItemGuiContext, QgsDataItemGuiProvider
from qgis.PyQt.QtWidgets import QMenu

from cicclo_qgis.gui import commands
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk


class CiccloItemGuiProvider(QgsDataItemGuiProvider):
    """Offers the commands of the list on the items too."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        super().__init__()
        self._desk = desk

    def name(self) -> str:
        """The key by which QGIS knows it."""
        return "cicclo"

    def populateContextMenu(
        self,
        item: QgsDataItem,
        menu: QMenu,
        selected: Sequence[QgsDataItem],
        _context: QgsDataItemGuiContext,
    ) -> None:
        """The commands of the item; of several collections at once, to add them all."""
        target = target_of_item(item)
        if target is None:
            return
        desk = self._desk()
        several = [one for one in map(target_of_item, selected) if one and one.collection_id]
        if len(several) > 1:
            commands.fill_for_all(menu, commands.ADD, desk, several)
            return
        commands.menu_of(menu, desk, target)

    def handleDoubleClick(self, item: QgsDataItem, _context: QgsDataItemGuiContext) -> bool:
        """A collection is added to the map."""
        target = target_of_item(item)
        if target is None or not target.collection_id:
            return False
        commands.ADD.do(self._desk(), target)
        return True


def target_of_item(item: QgsDataItem) -> Optional[Target]:
    """What an item of the Browser panel stands for; None when it is not one of ours."""
    target = getattr(item, "target", None)
    return target if isinstance(target, Target) else None
