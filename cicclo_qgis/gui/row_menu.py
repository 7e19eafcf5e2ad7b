"""All that can be done with a row, as a menu."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QMenu, QWidget

from cicclo_qgis.gui import facts, row_texts, ways
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.icons import Icon, theme
from cicclo_qgis.gui.text import menu_text
from cicclo_qgis.gui.tree_nodes import PlatformNode, Row
from cicclo_qgis.platforms.model import Origin


def make(desk: Desk, node: PlatformNode, row: Optional[Row], parent: QWidget) -> QMenu:
    """The menu of a collection (``row``) or of its platform."""
    menu = QMenu(parent)
    menu.setObjectName("rowMenu")
    menu.setAccessibleName(row.title if row is not None else row_texts.platform_name(node))
    if row is not None:
        _collection(menu, desk, node, row)
        menu.addSeparator()
    _platform(menu, desk, node, row is None)
    return menu


def _collection(menu: QMenu, desk: Desk, node: PlatformNode, row: Row) -> None:
    translate = QCoreApplication.translate
    add = menu.addAction(theme("/mActionAddLayer.svg"), translate("RowMenu", "Add to the map"))
    add.triggered.connect(lambda: desk.add_to_map(node.platform.id, row.id))
    menu.setDefaultAction(add)
    _page(menu, facts.page(row.entry.collection, row.entry.landing))
    _copy(menu, row.entry.collection.items_url)


def _platform(menu: QMenu, desk: Desk, node: PlatformNode, alone: bool) -> None:
    translate = QCoreApplication.translate
    name, platform_id, state = row_texts.platform_name(node), node.platform.id, node.session.state
    text = (
        translate("RowMenu", "Try {platform} again")
        if node.failed
        else translate("RowMenu", "Refresh {platform}")
    )
    again = menu.addAction(theme("/mActionRefresh.svg"), menu_text(text.format(platform=name)))
    again.triggered.connect(lambda: desk.refresh(platform_id))
    if state.busy:
        stop = menu.addAction(translate("RowMenu", "Cancel the sign-in"))
        stop.triggered.connect(lambda: desk.cancel_sign_in(platform_id))
    elif state.usable:
        here = menu.addAction(translate("RowMenu", "Sign out here"))
        here.triggered.connect(lambda: desk.sign_out(platform_id, False))
        both = menu.addAction(translate("RowMenu", "Sign out here and at ProConnect"))
        both.triggered.connect(lambda: desk.sign_out(platform_id, True))
    elif node.platform.access:
        text = translate("RowMenu", "Sign in to {platform}…")
        text = menu_text(text.format(platform=name))
        if len(node.platform.access) > 1:
            inside = menu.addMenu(Icon.SIGN_IN.icon(), text)
            ways.fill(inside, node.platform, lambda way: desk.sign_in(platform_id, way))
        else:
            enter = menu.addAction(Icon.SIGN_IN.icon(), text)
            enter.triggered.connect(lambda: desk.sign_in(platform_id))
    if not alone:
        return
    _page(menu, node.platform.landing or "")
    _copy(menu, node.platform.landing or "")
    if node.platform.origin is Origin.USER:
        menu.addSeparator()
        gone = menu.addAction(
            theme("/symbologyRemove.svg"), translate("RowMenu", "Remove from the list")
        )
        gone.triggered.connect(lambda: desk.remove_platform(platform_id))


def _page(menu: QMenu, address: str) -> None:
    if facts.is_web(address):
        action = menu.addAction(QCoreApplication.translate("RowMenu", "Open page"))
        action.triggered.connect(lambda: facts.open_page(address))


def _copy(menu: QMenu, address: str) -> None:
    if address:
        action = menu.addAction(
            theme("/mActionEditCopy.svg"), QCoreApplication.translate("RowMenu", "Copy address")
        )
        action.triggered.connect(lambda: QGuiApplication.clipboard().setText(address))
