"""The sign-in where a collection shows what is in it only after one."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.gui import commands
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.gui.offer import Offer

_LOCKED = (Padlock.NEEDS_SIGN_IN, Padlock.NO_RIGHT)


def is_locked(entry: Entry) -> bool:
    """Whether its content is not shown to the person as they are now."""
    return entry.padlock in _LOCKED


class LockedLine(QWidget):
    """A sentence, and the button of the command that opens the collection; hidden for others.

    Hidden too where a sign-in is no help: the padlock's own sentence has said so already.
    """

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = FlowText(self.tr("Content"), self)
        self.button = QPushButton(self)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._offer = Offer(self.button, desk, commands.CANCEL_SIGN_IN, commands.SIGN_IN)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 0, 2)
        column.addWidget(self._text)
        column.addWidget(self.button)
        self.hide()

    def tell(self, entry: Optional[Entry], may_sign_in: bool) -> None:
        """Say how ``entry`` shows what is in it. ``may_sign_in``: there is a way in."""
        if entry is None or entry.padlock is not Padlock.NEEDS_SIGN_IN:
            self._offer.none()
            self.hide()
            return
        self._text.say(_way(may_sign_in))
        self._offer.make(Target(entry.platform_id, entry.collection.id))
        self.show()


def _way(may_sign_in: bool) -> str:
    translate = QCoreApplication.translate
    if may_sign_in:
        return translate("LockedLine", "Sign in to see the content of this collection.")
    return translate(
        "LockedLine",
        "The platform asks who you are before it shows the content of this collection.",
    )
