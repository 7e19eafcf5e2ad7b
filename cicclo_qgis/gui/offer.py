"""A button that stands for a command: its text, its picture, whether it is there, what it does."""

from __future__ import annotations

from typing import Optional, Tuple

from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QAbstractButton, QMenu, QPushButton

from cicclo_qgis.gui.command import Command, Target
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.text import menu_text, tooltip


class Offer(QObject):
    """Lets ``button`` offer the first of ``commands`` that makes sense; it is hidden for none.

    A button with words bears the command's brief text; what it is about stands beside it. A
    command with several ways to do it has them in the button's menu.
    """

    def __init__(self, button: QAbstractButton, desk: Desk, *commands: Command) -> None:
        super().__init__(button)
        self._button, self._desk, self._commands = button, desk, commands
        self._ways = QMenu(button)
        self._made: Optional[Tuple[Command, Target]] = None
        self._pictured: Optional[Command] = None
        button.clicked.connect(lambda _checked=False: self._do())

    @property
    def command(self) -> Optional[Command]:
        """What the button stands for now."""
        return None if self._made is None else self._made[0]

    def make(self, target: Target, *commands: Command) -> bool:
        """Offer what can be done with ``target``; whether there is something.

        ``commands`` take the place of those there were.
        """
        self._commands = commands or self._commands
        desk, button = self._desk, self._button
        found = next((one for one in self._commands if one.offered(desk, target)), None)
        self._made = None if found is None else (found, target)
        if found is not None:
            self._dress(found, target)
        button.setVisible(found is not None)
        return found is not None

    def none(self) -> None:
        """Offer nothing."""
        self._made = None
        self._button.hide()

    def again(self) -> None:
        """What makes sense may be otherwise now."""
        if self._made is not None:
            self.make(self._made[1])

    def _dress(self, command: Command, target: Target) -> None:
        desk, button = self._desk, self._button
        if command is not self._pictured:
            button.setIcon(command.icon())
            self._pictured = command
        if not isinstance(button, QPushButton):
            text = command.text(desk, target)
            button.setAccessibleName(text)
            button.setToolTip(tooltip(text))
            return
        button.setText(menu_text(command.label(desk, target)))
        self._ways.clear()
        several = command.more is not None and command.more(self._ways, desk, target)
        button.setMenu(self._ways if several else None)

    def _do(self) -> None:
        if self._made is not None:
            command, target = self._made
            command.do(self._desk, target)
