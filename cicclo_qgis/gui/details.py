"""What is known of the row that is selected, and the buttons that go with it."""

from __future__ import annotations

import html
from typing import Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QEvent, QSize, Qt
from qgis.PyQt.QtGui import QPalette, QResizeEvent
from qgis.PyQt.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui import colours, commands, facts, row_texts, sentences, term_texts, ways
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.fact_lines import FactLines
from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.gui.icons import Icon, of_padlock
from cicclo_qgis.gui.link_label import LinkLabel
from cicclo_qgis.gui.locator_map import LocatorMap
from cicclo_qgis.gui.offer import Offer
from cicclo_qgis.gui.peek_panel import PeekPanel
from cicclo_qgis.gui.peeking import Peeking
from cicclo_qgis.gui.text import plain
from cicclo_qgis.gui.tool_button import tool_button
from cicclo_qgis.gui.tree_nodes import PlatformNode, Row
from cicclo_qgis.ogcapi.model import ItemKind


class Details(QWidget):
    """The lower part of the dock. Its buttons are commands, about the row it tells of."""

    def __init__(
        self, desk: Desk, parent: Optional[QWidget] = None, peeking: Optional[Peeking] = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown = Target("")
        # Parts are made from top to bottom: so the Tab key reaches them.
        self._scroll = QScrollArea(self)
        self._link_colour = colours.link(self.palette()).name()
        self._title = FlowText(self.tr("Title"), self)
        self.star_button = tool_button(
            commands.STAR.icon(), commands.STAR.text(desk, self._shown), self
        )
        self._star = Offer(self.star_button, desk, *commands.STARS)
        self._place = FlowText(self.tr("Platform and territory"), self)
        self._state_icon = QLabel(self)
        self._state = FlowText(self.tr("Access"), self)
        self._state.setObjectName("state")
        self._body = FlowText(self.tr("Description"), self)
        self._map = LocatorMap(self)
        self._facts = FactLines(self)
        self._links = LinkLabel(self.tr("Links"), self)
        self._links.setObjectName("links")
        self.peek = None if peeking is None else PeekPanel(peeking, desk, self)
        self.main_button = QPushButton(self)
        self._main = Offer(self.main_button, desk)
        self.page_button = QPushButton(self)
        self.page_button.setToolTip(self.tr("Open the page of the portal in your browser"))
        self._page = Offer(self.page_button, desk, commands.OPEN_PAGE)
        self.sign_in_button = QPushButton(self)
        self._sign_in = Offer(self.sign_in_button, desk, commands.SIGN_IN)
        self._build()
        self._embolden()

    @property
    def page(self) -> str:
        """The address behind "Open page"; may be empty."""
        return "" if self._page.command is None else commands.page_of(self._desk, self._shown)

    def show_collection(self, node: PlatformNode, row: Row) -> None:
        """Tell of one collection."""
        collection, padlock = row.entry.collection, row.entry.padlock
        self._begin(node.platform.id, row.id)
        name, table = row_texts.platform_name(node), collection.item_kind is ItemKind.TABLE
        self._title.say(row.title)
        place = _joined(name, plain(node.platform.territory, 120))
        self._place.say(place, muted=True)
        self._set_state(of_padlock(padlock), sentences.padlock(padlock, name))
        self._body.say(plain(collection.description))
        self._map.show_extent(collection.bbox)
        self._facts.show_facts(
            [
                (self.tr("Content"), row_texts.items_in_brief(row)),
                (self.tr("Extent"), facts.extent(collection.bbox)),
                (self.tr("CRS"), "" if table else facts.crs(collection)),
                (self.tr("Licence"), facts.licence(collection) or self.tr("not stated")),
                (self.tr("Publisher"), plain(collection.publisher, 200)),
                (self.tr("Last changed"), facts.day(collection.updated)),
                (self.tr("Access conditions"), term_texts.readable(collection.rights, 500)),
                (self.tr("Keywords"), plain(", ".join(collection.keywords), 300)),
                (self.tr("Identifier"), plain(collection.id, 300)),
            ]
        )
        self._show_links(facts.further_links(collection))
        if self.peek is not None:
            session = node.session
            whose = f"{session.who} {session.since}" if session.state.usable else ""
            self.peek.show_entry(row.entry, whose, bool(node.platform.access), table)
            self.peek.show()
        self._star.make(self._shown)
        self._sign_in.none()
        self._offer(may_open=True)

    def follow_star(self) -> None:
        """The star was given or taken."""
        self._star.again()

    def show_platform(self, node: PlatformNode) -> None:
        """Tell of one platform."""
        self._star.none()
        self._begin(node.platform.id, "")
        if self.peek is not None:
            self.peek.stop()
            self.peek.hide()
        platform = node.platform
        self._title.say(row_texts.platform_name(node))
        place = _joined(plain(platform.territory, 120), plain(platform.software, 120))
        self._place.say(place, muted=True)
        icon = Icon.PLATFORM_FAILED if node.failed else Icon.PLATFORM
        self._set_state(icon, row_texts.listing_state(node))
        self._body.say("")
        self._map.show_extent(None)
        session = node.session
        usable = session.state.usable
        self._facts.show_facts(
            [
                (self.tr("Session"), sentences.session(session) if platform.access else ""),
                (self.tr("Sign-in by"), ways.told(platform.access)),
                (self.tr("Session until"), facts.moment(session.until) if usable else ""),
                (self.tr("Session kept in"), sentences.store(session.kept_in)),
                (self.tr("Address"), plain(platform.landing or "", 300)),
                (self.tr("List read"), facts.moment(node.listing.when)),
            ]
        )
        self._show_links([])
        self._offer(may_open=not self._sign_in.make(self._shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under each other where they do not fit side by side."""
        super().resizeEvent(event)
        self._lay_buttons()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._embolden()

    def minimumSizeHint(self) -> QSize:
        """The buttons and a few lines."""
        line = self.fontMetrics().height()
        return QSize(200, line * 6)

    # -- own --------------------------------------------------------------------------------

    def _build(self) -> None:
        self._inner = QWidget(self)
        self._inner.setObjectName("CiccloDetailsPage")
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(self._state_icon, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._state, 1, Qt.AlignmentFlag.AlignTop)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.star_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._place)
        column.addSpacing(2)
        column.addLayout(state)
        column.addSpacing(2)
        column.addWidget(self._body)
        column.addSpacing(2)
        column.addWidget(self._map)
        column.addSpacing(2)
        column.addWidget(self._facts)
        column.addWidget(self._links)
        if self.peek is not None:
            column.addSpacing(4)
            column.addWidget(self.peek)
        column.addStretch(1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.StyledPanel)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(self.tr("Details of the selected row"))
        self._scroll.setWidget(self._inner)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.addWidget(self.main_button, 1)
        self._buttons.addWidget(self.page_button, 1)
        self._buttons.addWidget(self.sign_in_button, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self._buttons)

    def _begin(self, platform_id: str, collection_id: str) -> None:
        """Another row is read from its beginning, unless the person compares a part of it."""
        shown, self._shown = self._shown, Target(platform_id, collection_id)
        comparing = self.peek is not None and collection_id and self.peek.unfolded
        if shown != self._shown and not comparing:
            self._scroll.verticalScrollBar().setValue(0)

    def dress(self, palette: QPalette) -> None:
        """Take the colours of the list, which every QGIS theme sets with care."""
        self._link_colour = colours.link(palette).name()
        for text in self.findChildren(FlowText):
            text.dress(palette)
        role = QPalette.ColorRole
        self._inner.setStyleSheet(
            f"#CiccloDetailsPage {{ background-color: {palette.color(role.Base).name()}; }}"
            f" FlowText {{ color: {palette.color(role.Text).name()}; }}"
        )
        self._facts.dress(palette)
        if self.peek is not None:
            self.peek.dress(palette)
        self._map.dress(palette)

    def _embolden(self) -> None:
        title = self._title.font()
        title.setBold(True)
        if title != self._title.font():
            self._title.setFont(title)

    def _set_state(self, icon: Icon, sentence: str) -> None:
        side = max(16, self.fontMetrics().height())
        self._state_icon.setPixmap(icon.icon().pixmap(QSize(side, side)))
        self._state.say(sentence)
        self._scroll.setAccessibleDescription(f"{self._title.toPlainText()}. {sentence}")

    def _offer(self, may_open: bool) -> None:
        self._main.make(self._shown, commands.main_of(self._shown))
        if may_open:
            self._page.make(self._shown)
        else:
            self._page.none()
        self.page_button.setAccessibleDescription(self.page)
        self._lay_buttons()

    def _lay_buttons(self) -> None:
        every = (self.main_button, self.page_button, self.sign_in_button)
        visible = [button for button in every if not button.isHidden()]
        fits = sum(button.sizeHint().width() for button in visible) + 8 <= self.width()
        way = QBoxLayout.Direction
        self._buttons.setDirection(way.LeftToRight if fits else way.TopToBottom)

    def _show_links(self, links: Sequence[Tuple[str, str]]) -> None:
        self._links.setText(
            " · ".join(
                f'<a style="color:{self._link_colour}" href="{html.escape(address, quote=True)}">'
                f"{html.escape(text)}</a>"
                for text, address in links
            )
        )
        self._links.setVisible(bool(links))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
