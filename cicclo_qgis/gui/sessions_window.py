"""All sessions in one table, with what can be done about each."""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Tuple

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QKeyEvent, QPalette, QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui import commands, facts, icons, sentences, session_texts, ways
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.text import plain, tooltip
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.state import AccountStatus, SessionStatus

_PLATFORM, _WHO, _WAY, _SINCE, _UNTIL, _KEPT = range(6)
_FIRST_TO_GO = (_SINCE, _WAY, _KEPT, _UNTIL)
"""Columns that a narrow window does without; the line beneath the table tells them all."""

_OWN = 4
"""So many of the buttons are about the chosen row."""

_ID = int(Qt.ItemDataRole.UserRole)


class _Row(NamedTuple):
    """One session in use, or one of another account (``rests``) in the shape of a session."""

    platform: Platform
    status: SessionStatus
    rests: Optional[AccountStatus] = None

    @property
    def key(self) -> Tuple[str, str]:
        """What tells it from the others."""
        return self.platform.id, self.rests.account if self.rests is not None else ""


def _told(row: _Row) -> str:
    if row.rests is not None:
        return session_texts.told_at_rest(row.platform, row.rests)
    return session_texts.told(row.platform, row.status)


class SessionsWindow(QDialog):
    """Follows the desk while it is open. It only shows and asks; the desk acts."""

    def __init__(self, desk: Desk, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._question: Optional[QMessageBox] = None
        self.setWindowTitle(self.tr("Sessions"))
        self.table = self._make_table()
        self._empty = QLabel(self.tr("You are signed in to no platform."), self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.told = FlowText(self.tr("The selected session"), self)
        self.renew_button = QPushButton(self)
        self.another_button = QPushButton(self.tr("Another account…"), self)
        self.another_button.setToolTip(
            tooltip(self.tr("Sign in as someone else too; you can go back to this account"))
        )
        self.here_button = QPushButton(self.tr("Sign out here"), self)
        self.both_button = QPushButton(self.tr("Sign out here and at ProConnect"), self)
        self.forget_button = QPushButton(self.tr("Forget everything…"), self)
        self.forget_button.setToolTip(
            tooltip(self.tr("Sign out of all platforms and drop the sign-in window's cookies"))
        )
        self.close_button = QPushButton(self.tr("Close"), self)
        for button in self._buttons():
            button.setAutoDefault(False)
        self._build()
        self._connect()
        self.fill()

    def open_up(self) -> None:
        """Show the window, wide enough for what it tells where the screen is; or raise it."""
        self.fill()
        if not self.isVisible():
            room = self.screen().availableGeometry().width() * 9 // 10
            self.resize(
                min(room, max(self.width(), sum(self._needed().values()) + 60)), self.height()
            )
        self.show()
        self.raise_()
        self.activateWindow()

    def fill(self) -> None:
        """Show every session as it is now; the selected row stays selected."""
        kept = self._selected_key()
        rows = self._rows()
        while self.table.topLevelItemCount() > len(rows):
            self.table.takeTopLevelItem(self.table.topLevelItemCount() - 1)
        while self.table.topLevelItemCount() < len(rows):
            self.table.addTopLevelItem(QTreeWidgetItem(self.table))
        for number, row in enumerate(rows):
            self._write(self.table.topLevelItem(number), row)
        keys = [row.key for row in rows]
        if rows:
            number = keys.index(kept) if kept in keys else 0
            self.table.setCurrentItem(self.table.topLevelItem(number))
        self._pages.setCurrentWidget(self.table if rows else self._empty)
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F5 renews; Delete signs out here; Esc closes."""
        if event.key() == Qt.Key.Key_F5 and self.renew_button.isEnabled():
            self.renew_button.click()
        elif event.key() == Qt.Key.Key_Delete and self.here_button.isEnabled():
            self.here_button.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes are known from now on."""
        super().showEvent(event)
        self.told.dress(self.palette())
        self._fit()

    # -- what the person does -------------------------------------------------------------------

    def _renew(self) -> None:
        platform_id, account = self._selected_key()
        if account:
            self._desk.accounts.use(platform_id, account)
        else:
            ways_on = (commands.CANCEL_SIGN_IN, commands.RENEW, commands.SIGN_IN)
            commands.do_first(ways_on, self._desk, Target(platform_id))

    def _sign_out(self, everywhere: bool) -> None:
        platform_id, account = self._selected_key()
        if account:
            self._desk.accounts.forget(platform_id, account)
        elif platform_id:
            out = commands.SIGN_OUT_EVERYWHERE if everywhere else commands.SIGN_OUT
            # One that has ended is forgotten so too.
            out.run(self._desk, Target(platform_id))

    def _another(self) -> None:
        platform_id, _ = self._selected_key()
        if platform_id:
            self._desk.accounts.another(platform_id)

    def ask_to_forget(self) -> None:
        """Ask whether it is meant; the window goes on meanwhile."""
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Forget everything"))
        question.setText(self.tr("Forget all sessions on this computer?"))
        question.setInformativeText(
            self.tr(
                "You are signed out of all platforms, what is kept of them is erased, and the "
                "sign-in window forgets your ProConnect session. Layers stay in the project and "
                "wait until you sign in again."
            )
        )
        role = QMessageBox.ButtonRole
        forget = question.addButton(self.tr("Forget everything"), role.DestructiveRole)
        cancel = question.addButton(self.tr("Cancel"), role.RejectRole)
        question.setDefaultButton(cancel)
        question.setEscapeButton(cancel)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        forget.clicked.connect(self._desk.forget_everything)
        question.finished.connect(self._answered)
        self._question = question
        question.open()

    def _answered(self, _result: int) -> None:
        self._question = None

    # -- bringing the screen in line ------------------------------------------------------------

    def _rows(self) -> List[_Row]:
        rows = []
        for platform in self._desk.platforms():
            status = self._desk.session(platform.id)
            if session_texts.worth_showing(status):
                rows.append(_Row(platform, status))
            resting = (one for one in self._desk.accounts.of(platform.id) if not one.active)
            rows += [_Row(platform, session_texts.of_account(one), one) for one in resting]
        return rows

    def _selected_key(self) -> Tuple[str, str]:
        """Platform, and account when it is one that rests."""
        item = self.table.currentItem()
        if item is None:
            return "", ""
        return str(item.data(_PLATFORM, _ID)), str(item.data(_WHO, _ID) or "")

    def _selected_row(self) -> Optional[_Row]:
        key = self._selected_key()
        return next((row for row in self._rows() if row.key == key), None)

    def _changed(self, platform_id: str) -> None:
        if self.isVisible():
            self.fill()

    def _write(self, item: QTreeWidgetItem, row: _Row) -> None:
        platform, status, rests = row
        item.setData(_PLATFORM, _ID, platform.id)
        item.setData(_WHO, _ID, rests.account if rests is not None else "")
        texts = {
            _PLATFORM: plain(platform.name, 120),
            _WHO: plain(status.who, 80),
            _WAY: ways.of_session(platform, status),
            _SINCE: facts.moment(status.since),
            _UNTIL: session_texts.until(status) if rests is None else self.tr("not in use"),
            _KEPT: sentences.store(status.kept_in) if status.state.usable or rests else "",
        }
        told = _told(row)
        for column, text in texts.items():
            item.setText(column, text)
            item.setToolTip(column, tooltip(f"{texts[_PLATFORM]}. {told}"))
        spoken = f"{texts[_PLATFORM]}. {told}"
        item.setData(_PLATFORM, int(Qt.ItemDataRole.AccessibleTextRole), spoken)
        failed = rests is None and not (status.state.usable or status.state.busy)
        icon = Icon.PLATFORM_FAILED if failed else Icon.PERSON
        role = QPalette.ColorRole.HighlightedText
        colour = self.table.palette().color(role)
        item.setIcon(_PLATFORM, icons.for_row(icon, self.table.iconSize().width(), colour))

    def _settle(self) -> None:
        row = self._selected_row()
        status = row.status if row is not None else SessionStatus("")
        self.told.say(_told(row) if row is not None else "")
        usable, rests = status.state.usable, row is not None and row.rests is not None
        if rests:
            text = self.tr("Use this account")
        elif status.state.busy:
            text = self.tr("Cancel the sign-in")
        elif usable or row is None:
            text = self.tr("Renew")
        else:
            text = self.tr("Sign in again…")
        self.renew_button.setText(text)
        self.renew_button.setEnabled(row is not None and (status.renewable or not usable))
        why = self.tr(
            "An account or a key needs no renewal: it holds until the platform refuses it"
        )
        if status.ends_elsewhere:
            why = self.tr("The platform gave nothing to renew this session with")
        self.renew_button.setToolTip(tooltip(why) if usable and not status.renewable else "")
        self.another_button.setEnabled(usable)
        self.here_button.setEnabled(row is not None and not status.state.busy)
        self.both_button.setEnabled(status.ends_elsewhere)
        self._fit()

    def _fit(self) -> None:
        """Columns and buttons that fit the width."""
        header, width = self.table.header(), self.table.viewport().width()
        needed = self._needed()
        for column in _FIRST_TO_GO:
            narrow = sum(needed.values()) > width
            self.table.setColumnHidden(column, narrow)
            if narrow:
                del needed[column]
        spare = max(0, width - sum(needed.values())) // len(needed)
        for column, size in needed.items():
            header.resizeSection(column, min(size + spare, max(60, width * 2 // 3)))
        between, frame = max(6, self._row.spacing()), self.layout().contentsMargins()
        hints = [button.sizeHint().width() + between for button in self._buttons()]
        room, way = self.width() - frame.left() - frame.right(), QBoxLayout.Direction
        for row, needed_width in ((self._row, sum(hints)), (self._own, sum(hints[:_OWN]))):
            row.setDirection(way.LeftToRight if needed_width < room else way.TopToBottom)

    def _needed(self) -> Dict[int, int]:
        """The width of each column in pixels that cuts no text."""
        measure, table = self.fontMetrics().horizontalAdvance, self.table
        needed = {}
        for column in range(table.columnCount()):
            rows = (table.topLevelItem(row) for row in range(table.topLevelItemCount()))
            texts = [table.headerItem().text(column), *(row.text(column) for row in rows)]
            icon = table.iconSize().width() + 8 if column == _PLATFORM else 0
            needed[column] = max(map(measure, texts)) + icon + 20
        return needed

    # -- making ---------------------------------------------------------------------------------

    def _buttons(self) -> Tuple[QPushButton, ...]:
        return (
            self.renew_button,
            self.another_button,
            self.here_button,
            self.both_button,
            self.forget_button,
            self.close_button,
        )

    def _make_table(self) -> QTreeWidget:
        table = QTreeWidget(self)
        table.setHeaderLabels(
            [
                self.tr("Platform"),
                self.tr("Who"),
                self.tr("Way in"),
                self.tr("Since"),
                self.tr("Until"),
                self.tr("Kept in"),
            ]
        )
        table.setAccessibleName(self.tr("Sessions"))
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAllColumnsShowFocus(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        side = max(16, self.fontMetrics().height())
        table.setIconSize(QSize(side, side))
        header = table.header()
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(40)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        return table

    def _build(self) -> None:
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._own, rest = QBoxLayout(QBoxLayout.Direction.LeftToRight), QHBoxLayout()
        for button in self._buttons()[:_OWN]:
            self._own.addWidget(button)
        rest.addStretch(1)
        for button in self._buttons()[_OWN:]:
            rest.addWidget(button)
        self._row.addLayout(self._own)
        self._row.addLayout(rest, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.told)
        layout.addLayout(self._row)
        metrics = self.fontMetrics()
        self.setMinimumWidth(metrics.averageCharWidth() * 44)
        self.resize(metrics.averageCharWidth() * 110, metrics.height() * 18)

    def _connect(self) -> None:
        self.table.currentItemChanged.connect(lambda *_: self._settle())
        self.renew_button.clicked.connect(self._renew)
        self.another_button.clicked.connect(self._another)
        self.here_button.clicked.connect(lambda: self._sign_out(False))
        self.both_button.clicked.connect(lambda: self._sign_out(True))
        self.forget_button.clicked.connect(self.ask_to_forget)
        self.close_button.clicked.connect(self.close)
        self._desk.platform_changed.connect(self._changed)
