"""The dock: search, accounts, the list, and what is known of the selected row."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QEvent, Qt, QTimer
from qgis.PyQt.QtGui import QColor, QKeyEvent, QKeySequence, QPalette, QShowEvent
from qgis.PyQt.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cicclo_qgis.catalogue.by_address import is_address
from cicclo_qgis.gui import colours, commands, empty_pages
from cicclo_qgis.gui.account_bar import AccountBar
from cicclo_qgis.gui.add_platform import AddPlatformDialog
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.details import Details
from cicclo_qgis.gui.empty_state import EmptyState
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.facet_bar import FacetBar
from cicclo_qgis.gui.foot import Foot
from cicclo_qgis.gui.group_menu import GroupMenu
from cicclo_qgis.gui.help_dialog import HelpDialog
from cicclo_qgis.gui.icons import Icon, theme
from cicclo_qgis.gui.keep_menu import KeepMenu
from cicclo_qgis.gui.list_keeper import ListKeeper
from cicclo_qgis.gui.narrowing import Narrowing
from cicclo_qgis.gui.pace import Pace
from cicclo_qgis.gui.reveal import Reveal
from cicclo_qgis.gui.row_deeds import RowDeeds
from cicclo_qgis.gui.search_line import SearchLine
from cicclo_qgis.gui.sessions_window import SessionsWindow
from cicclo_qgis.gui.text import plain
from cicclo_qgis.gui.tool_button import tool_button
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree

_LINGER_MS = 300
_CTRL = Qt.KeyboardModifier.ControlModifier


class CiccloDock(QWidget):
    """What stands in the dock (``frame.DockFrame``).

    Talks to the desk alone; holds no state but what is on the screen. ``filled``: whether it shows
    at once what the desk knows; else ``fill`` is called, in a turn of the event loop of its own.
    """

    def __init__(
        self,
        desk: Desk,
        parent: Optional[QWidget] = None,
        extras: Optional[Extras] = None,
        filled: bool = True,
    ) -> None:
        self._dresser = QTimer()  # Qt tells of the palette while the dock is being made
        self._dresser.setSingleShot(True)
        # Arrow keys pass over many rows: only where the person lingers is a server asked.
        self._linger = QTimer()
        self._linger.setSingleShot(True)
        self._linger.setInterval(_LINGER_MS)
        super().__init__(parent)
        self.setObjectName("CiccloPanel")
        self._desk = desk
        self._extras = extras or Extras()
        self._reasons_wanted = False
        self._settling = Pace(self._settle, self)
        self._sessions: Optional[SessionsWindow] = None
        self._make_parts()
        self._filled = False
        self._veiled = not filled
        if filled:
            self.fill()

    def fill(self) -> None:
        """Put the parts in place, and show what the desk knows already; again does nothing."""
        if self._filled:
            return
        self._filled = True
        self._build()
        self._connect()
        self.setFocusProxy(self.search)
        self.tree.setUpdatesEnabled(not self._veiled)
        self._keeper.fill()
        self._settle()

    def _make_parts(self) -> None:
        self.search = SearchLine(self)
        again = commands.REFRESH_ALL
        self.refresh_button = tool_button(
            again.icon(), again.text(self._desk, commands.ANYTHING), self
        )
        self.add_button = tool_button(
            theme("/symbologyAdd.svg"), self.tr("Add a platform by its address"), self
        )
        self.help_button = tool_button(theme("/mActionHelpContents.svg"), self.tr("Help"), self)
        self.accounts = AccountBar(self._desk, self)
        self.model = TreeModel(self)
        self.tree = CollectionTree(self.model, self)
        self.deeds = RowDeeds(self._desk, self.model, self.tree, self)
        self._reveal = Reveal(self.tree)
        self._keeper = ListKeeper(self._desk, self.model, self.tree)
        self._make_filters()
        self.empty = EmptyState(self)
        self.foot = Foot(self)
        self.status = self.foot.label
        self._details: Optional[Details] = None

    @property
    def details(self) -> Details:
        """What is known of the row selected; made when a row is selected for the first time."""
        if self._details is None:
            self._details = details = Details(self._desk, self, self._extras.peeking)
            details.hide()
            self._splitter.addWidget(details)
            self._splitter.setStretchFactor(1, 1)
            self._splitter.setSizes([500, 500])
            details.dress(self.tree.palette())
        return self._details

    def _make_filters(self) -> None:
        keeping, view = self._desk.keeping, self._extras.view
        self.filters = FacetBar(self._platform_name, view is not None, self)
        self._narrowing = Narrowing(self.search, self.filters, self._keeper, keeping, view)
        KeepMenu(self.filters.keep_button, keeping, self._narrowing, self._summary)
        GroupMenu(self.filters.group_button, self._narrowing, self._extras.settings)
        self.tree.show_stars(keeping.is_favourite)
        self.model.is_starred = keeping.is_favourite

    def _platform_name(self, platform_id: str) -> str:
        found = (one.name for one in self._desk.platforms() if one.id == platform_id)
        return plain(next(found, platform_id), 80)

    def _summary(self) -> str:
        return ", ".join(filter(None, (self.search.text(), *self.filters.chips.texts())))

    def _build(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(2)
        tools.addWidget(self.search, 1)
        for button in (self.refresh_button, self.add_button, self.help_button):
            tools.addWidget(button)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.tree)
        self._pages.addWidget(self.empty)
        upper = QWidget(self)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._pages, 1)
        column.addWidget(self.foot)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(upper)
        self._splitter.setStretchFactor(0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 4, 4, 4)
        whole.setSpacing(4)
        whole.addLayout(tools)
        whole.addWidget(self.filters)
        whole.addWidget(self.accounts)
        whole.addWidget(self._splitter, 1)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 26 + 72)
        before: QWidget = self.search
        tools_then_filters = (self.refresh_button, self.add_button, self.help_button)
        for then in (*tools_then_filters, *self.filters.controls(), self.accounts.button):
            QWidget.setTabOrder(before, then)
            before = then

    def _connect(self) -> None:
        self._keeper.searched.connect(self._searched)
        self.refresh_button.clicked.connect(lambda: self._refresh())
        self.foot.stopped.connect(self._desk.stop_refresh)
        self.add_button.clicked.connect(self.ask_for_platform)
        self.help_button.clicked.connect(self._help)
        self._desk.keeping.changed.connect(self._kept_changed)
        self.tree.typed.connect(self._type_on)
        self.tree.selectionModel().currentChanged.connect(lambda *_: self._show_details())
        self._keeper.platform_told.connect(self._platform_told)
        self._keeper.rows_told.connect(self._platform_told)
        self.accounts.sessions_wanted.connect(self.show_sessions)
        self._dresser.timeout.connect(self._dress)
        self._linger.timeout.connect(self._look)

    def _platform_told(self, platform_id: str) -> None:
        self._settling.ask()
        key = self.tree.current_key()
        if key is not None and key[0] == platform_id:
            self._show_details()

    # -- what the person does ---------------------------------------------------------------

    def ask_for_platform(self) -> None:
        """Open the dialog that adds a platform."""
        dialog = AddPlatformDialog(self._desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.added.connect(self._keeper.select)
        if is_address(self.search.text()):
            dialog.address.setText(self.search.text().strip())
        dialog.open()

    def _searched(self) -> None:
        self._settle()
        if not self.tree.currentIndex().isValid():
            self._show_details()

    def _type_on(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def _refresh(self, platform_id: str = "") -> None:
        """Ask that platform, or all of them, again."""
        command = commands.REFRESH if platform_id else commands.REFRESH_ALL
        command.do(self._desk, commands.Target(platform_id))

    def _kept_changed(self) -> None:
        self.tree.viewport().update()
        key = self.tree.current_key()
        if key is not None and key[1]:
            self.model.dataChanged.emit(self.tree.currentIndex(), self.tree.currentIndex())
            self.details.follow_star()
        self._settling.ask()

    def show_sessions(self) -> None:
        """Open the window of all sessions, or raise it."""
        if self._sessions is None:
            self._sessions = SessionsWindow(self._desk, self)
        self._sessions.open_up()

    def _help(self) -> None:
        dialog = HelpDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the theme's colours, which are settled now."""
        self._dress()
        super().showEvent(event)
        if self._veiled:
            # The first rows take as long to be painted as all else does.
            self._veiled = False
            QTimer.singleShot(0, self._unveil)

    def _unveil(self) -> None:
        self.tree.setUpdatesEnabled(True)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme, once it has reached the list."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dresser.start()

    def _dress(self) -> None:
        self.tree.ensurePolished()
        self.accounts.label.ensurePolished()
        if self._details is not None:
            self._details.dress(self.tree.palette())
        own = QPalette(self.accounts.label.palette())
        role = QPalette.ColorRole
        own.setColor(role.Text, own.color(role.WindowText))
        own.setColor(role.Base, own.color(role.Window))
        self._status_colour(colours.muted(own))

    def _status_colour(self, colour: QColor) -> None:
        sheet = f"QLabel {{ color: {colour.name()}; }}"
        if sheet != self.status.styleSheet():
            self.status.setStyleSheet(sheet)

    def event(self, event: QEvent) -> bool:
        """Claim Ctrl+F and F5 before the main window's own shortcuts, while the focus is here."""
        if event.type() == QEvent.Type.ShortcutOverride and self._own_key(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of the help page say."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.search.setFocus()
            self.search.selectAll()
        elif event.key() == Qt.Key.Key_F5:
            self.deeds.refresh()
        elif self.search.hasFocus() and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            self._go_to_list()
        elif event.key() == Qt.Key.Key_B and event.modifiers() == _CTRL:
            self.deeds.star(self.tree.currentIndex())
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.search.setFocus()
        elif event.key() == Qt.Key.Key_Escape and self.filters.choice.narrowed:
            self.filters.clear()
            self.search.setFocus()
        elif event.key() == Qt.Key.Key_Escape and self.model.tally().waiting:
            self._desk.stop_refresh()
        else:
            super().keyPressEvent(event)

    def _own_key(self, event: QKeyEvent) -> bool:
        star = event.key() == Qt.Key.Key_B and event.modifiers() == _CTRL
        find = bool(event.matches(QKeySequence.StandardKey.Find))
        return find or star or event.key() == Qt.Key.Key_F5

    def _go_to_list(self) -> None:
        if not self.tree.currentIndex().isValid():
            first = self.model.index(0, 0)
            below = self.model.index(0, 0, first)
            searching = self.model.filtered and below.isValid()
            self.tree.select(below if searching else first)
        self.tree.setFocus()

    # -- bringing the screen in line --------------------------------------------------------

    def _settle(self) -> None:
        tally = self.model.tally()
        self.tree.spin(tally.waiting > 0)
        self.filters.setVisible(tally.platforms > 0)
        self.accounts.show_sessions(self.model.platforms())
        kept = self._desk.keeping.kept
        narrowing = self._narrowing
        page = empty_pages.page_for(self.model, narrowing.choice, kept, narrowing.closed_by)
        if page is not None and page.behind and self._reasons_wanted:
            page = None
        if page is not None:
            self._show_page(page)
        self._pages.setCurrentWidget(self.tree if page is None else self.empty)
        self.foot.tell(tally, self.model.filtered)

    def _show_page(self, page: empty_pages.Page) -> None:
        actions = {
            empty_pages.Step.ADD: self.ask_for_platform,
            empty_pages.Step.REFRESH: lambda: self._refresh(page.platform_id),
            empty_pages.Step.SIGN_IN: lambda: commands.SIGN_IN.run(
                self._desk, commands.Target(page.platform_id)
            ),
            empty_pages.Step.CLEAR: self._narrowing.clear,
        }
        icon = theme(page.icon) if page.icon else Icon.CICCLO.icon()
        behind = self._show_reasons if page.behind else None
        self.empty.say(icon, page.title, page.text, page.button, actions[page.step], behind)

    def _show_reasons(self) -> None:
        self._reasons_wanted = True
        self._settle()

    def _show_details(self) -> None:
        index = self.tree.currentIndex()
        node, row = self.model.node(index), self.model.row(index)
        if node is None:
            if self._details is not None:
                self._details.hide()
            return
        if row is not None:
            self.details.show_collection(node, row)
            self._linger.start()
        else:
            self.details.show_platform(node)
        self._reveal.show(self.details)

    def _look(self) -> None:
        index = self.tree.currentIndex()
        node, row = self.model.node(index), self.model.row(index)
        if node is not None and row is not None:
            self._desk.look_at(node.platform.id, row.id)
