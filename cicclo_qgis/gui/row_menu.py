"""All that can be done with a row, as a menu."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtWidgets import QMenu, QWidget

from cicclo_qgis.gui import commands, row_texts
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.tree_nodes import PlatformNode, Row


def make(desk: Desk, node: PlatformNode, row: Optional[Row], parent: QWidget) -> QMenu:
    """The menu of a collection (``row``) or of its platform."""
    menu = QMenu(parent)
    menu.setObjectName("rowMenu")
    menu.setAccessibleName(row.title if row is not None else row_texts.platform_name(node))
    target = commands.Target(node.platform.id, "" if row is None else row.id)
    commands.menu_of(menu, desk, target)
    return menu
