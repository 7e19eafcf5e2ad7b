"""Why a collection shows nothing of what is in it, said once, and the sign-in where that helps."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.gui import commands, sentences
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.gui.offer import Offer
from cicclo_qgis.gui.text import plain

_LOCKED = (Padlock.NEEDS_SIGN_IN, Padlock.NO_RIGHT)


def is_locked(entry: Entry) -> bool:
    """Whether its content is not shown to the person as they are now."""
    return entry.padlock in _LOCKED


class LockedLine(QWidget):
    """A sentence, and the button of the command that opens the collection; hidden for others."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._text = FlowText(self.tr("Content"), self)
        self.button = QPushButton(self)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._offer = Offer(self.button, desk, commands.CANCEL_SIGN_IN, commands.SIGN_IN)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 0, 2)
        column.addWidget(self._text)
        column.addWidget(self.button)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said."""
        return str(self._text.toPlainText())

    def tell(self, entry: Optional[Entry], may_sign_in: bool) -> None:
        """Say why nothing is shown of ``entry``. ``may_sign_in``: there is a way in."""
        if entry is None or not is_locked(entry):
            self._offer.none()
            self.hide()
            return
        target = Target(entry.platform_id, entry.collection.id)
        self._text.say(_why(self._desk, entry, may_sign_in))
        if entry.padlock is Padlock.NEEDS_SIGN_IN:
            self._offer.make(target)
        else:
            self._offer.none()
        self.show()


def _why(desk: Desk, entry: Entry, may_sign_in: bool) -> str:
    translate = QCoreApplication.translate
    if entry.padlock is Padlock.NO_RIGHT:
        platform = commands.platform_of(desk, Target(entry.platform_id))
        name = entry.platform_id if platform is None else plain(platform.name, 80)
        return sentences.padlock(Padlock.NO_RIGHT, name)
    if may_sign_in:
        return translate("LockedLine", "Sign in to see the content of this collection.")
    return translate(
        "LockedLine",
        "The platform asks who you are before it shows the content of this collection.",
    )
