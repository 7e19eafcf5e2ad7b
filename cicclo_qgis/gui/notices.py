"""Notices of the desk in QGIS's message bar, each with at most one button."""

from __future__ import annotations

import html
from typing import Any, Callable, List, Optional

from qgis.core import Qgis
from qgis.gui import QgsMessageBarItem
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QPushButton

from cicclo_qgis.gui.desk_protocol import Desk, Notice, NoticeLevel
from cicclo_qgis.gui.text import menu_text, plain, tooltip

_SHORT_S = 8
_LONG_S = 0  # stays until it is closed


class Notices:
    """Shows what the desk has to tell, until ``stop``."""

    def __init__(self, iface: Any, desk: Desk) -> None:
        # Held on to: when nothing in Python refers to QGIS's bar, Python's collector takes the
        # slots of the items in it away from buttons that can still be clicked, and QGIS dies.
        self._bar = iface.messageBar()
        self._items: List[QgsMessageBarItem] = []
        self._desk = desk
        self._last: Optional[QgsMessageBarItem] = None
        self._last_text = ""
        desk.notice.connect(self.show)

    def stop(self) -> None:
        """Show nothing more."""
        self._desk.notice.disconnect(self.show)
        self._take_down()

    def show(self, notice: Notice) -> None:
        """Show one notice. The same sentence is never shown twice at once."""
        text = plain(notice.text, 600)
        if text == self._last_text:
            self._take_down()
        # The message bar reads its text as HTML; a server's words must stay words.
        item = QgsMessageBarItem(
            "CICCLO", html.escape(text), _level(notice.level), _seconds(notice)
        )
        # On a narrow map the bar shows the beginning alone.
        item.setToolTip(tooltip(text))
        if notice.action is not None and notice.action_label:
            item.layout().addWidget(self._button(item, notice.action_label, notice.action))
        item.destroyed.connect(lambda: self._gone(item, text))
        self._last, self._last_text = item, text
        self._items.append(item)
        self._bar.pushItem(item)

    def _button(
        self, item: QgsMessageBarItem, label: str, action: Callable[[], None]
    ) -> QPushButton:
        button = QPushButton(menu_text(label), item)

        def act() -> None:
            self._bar.popWidget(item)
            action()

        # Taking the item down deletes the button: not while it is still being clicked.
        button.clicked.connect(lambda: QTimer.singleShot(0, act))
        return button

    def _take_down(self) -> None:
        if self._last is not None:
            self._bar.popWidget(self._last)
        self._last, self._last_text = None, ""

    def _gone(self, item: QgsMessageBarItem, text: str) -> None:
        self._items.remove(item)
        if self._last_text == text:
            self._last, self._last_text = None, ""


def _level(level: NoticeLevel) -> Qgis.MessageLevel:
    return {
        NoticeLevel.INFO: Qgis.MessageLevel.Info,
        NoticeLevel.SUCCESS: Qgis.MessageLevel.Success,
        NoticeLevel.WARNING: Qgis.MessageLevel.Warning,
        NoticeLevel.ERROR: Qgis.MessageLevel.Critical,
    }[level]


def _seconds(notice: Notice) -> int:
    if notice.action is not None:
        return _LONG_S
    return _SHORT_S if notice.level in (NoticeLevel.INFO, NoticeLevel.SUCCESS) else _LONG_S
