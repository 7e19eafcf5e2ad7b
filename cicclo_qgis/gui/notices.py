"""Notices of the desk in QGIS's message bar, each with at most one button."""

from __future__ import annotations

import html
from typing import Any, Callable, Dict, List, Optional, Tuple

from qgis.core import Qgis
from qgis.gui import QgsMessageBarItem
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QPushButton

from cicclo_qgis.gui.desk_protocol import Desk, Notice, NoticeLevel
from cicclo_qgis.gui.lasting import Holds
from cicclo_qgis.gui.message_room import MessageRoom
from cicclo_qgis.gui.text import menu_text, plain, tooltip

_SHORT_S = 8
_LONG_S = 0  # stays until it is closed
_LOOK_AGAIN_MS = 1000


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
        # Those that ask for a sign-in, by platform.
        self._asking: Dict[str, QgsMessageBarItem] = {}
        # Those that can come to be over.
        self._holding: List[Tuple[QgsMessageBarItem, Holds]] = []
        self._look_again = QTimer()
        self._look_again.setInterval(_LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self._judge)
        desk.notice.connect(self.show)
        desk.platform_changed.connect(self._platform_changed)

    def stop(self) -> None:
        """Show nothing more."""
        self._desk.notice.disconnect(self.show)
        self._desk.platform_changed.disconnect(self._platform_changed)
        self._look_again.stop()
        self._take_down()

    def show(self, notice: Notice) -> None:
        """Show one notice. The same sentence is never shown twice at once."""
        text = plain(notice.text, 600)
        if text == self._last_text:
            self._take_down()
        self._answered(notice.session_of)
        # The message bar reads its text as HTML; a server's words must stay words.
        item = QgsMessageBarItem(
            "CICCLO", html.escape(text), _level(notice.level), _seconds(notice)
        )
        # On a very narrow map the bar shows the beginning alone.
        item.setToolTip(tooltip(text))
        room = MessageRoom(item)
        if notice.action is not None and notice.action_label:
            item.layout().addWidget(self._button(item, notice.action_label, notice.action))
        item.destroyed.connect(lambda: self._gone(item, text, room))
        self._last, self._last_text = item, text
        self._items.append(item)
        if notice.session_of:
            self._asking[notice.session_of] = item
        if notice.holds is not None:
            self._holding.append((item, notice.holds))
            self._look_again.start()
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

    def _platform_changed(self, platform_id: str) -> None:
        if platform_id in self._asking and self._desk.session(platform_id).state.usable:
            self._answered(platform_id)
        self._judge()

    def _judge(self) -> None:
        """Take down what is not so any more."""
        for item, holds in list(self._holding):
            if not holds():
                self._bar.popWidget(item)
        if not self._holding:
            self._look_again.stop()

    def _answered(self, platform_id: str) -> None:
        """What asks for a session of that platform is asked no more."""
        item = self._asking.pop(platform_id, None)
        if item is not None:
            self._bar.popWidget(item)

    def _take_down(self) -> None:
        if self._last is not None:
            self._bar.popWidget(self._last)
        self._last, self._last_text = None, ""

    def _gone(self, item: QgsMessageBarItem, text: str, _room: MessageRoom) -> None:
        self._items.remove(item)
        self._asking = {name: one for name, one in self._asking.items() if one is not item}
        self._holding = [pair for pair in self._holding if pair[0] is not item]
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
