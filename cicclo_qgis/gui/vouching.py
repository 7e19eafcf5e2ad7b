"""Asks the person whether a server that a platform has named is the one to sign in at.

A hostile platform could name somebody else's server: the person would sign in on true pages, and
what the server then gives for QGIS would be sent to the platform. Only a person knows better.
"""

from __future__ import annotations

from typing import Callable, Dict, Optional
from urllib.parse import urlsplit

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QMessageBox, QWidget

from cicclo_qgis.gui.text import plain
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.platforms.model import Access, OidcAccess, Origin, Platform


def _tr(text: str) -> str:
    return QCoreApplication.translate("Vouching", text)


class Vouching:
    """Asks once for each pair of platform and server; a yes is remembered in the settings."""

    def __init__(self, settings: Settings, parent: Optional[QWidget] = None) -> None:
        self._settings = settings
        self._parent = parent
        # PyQt lets go of a dialog that Python does not hold, and its slots with it.
        self.open: Dict[str, QMessageBox] = {}

    def then(self, platform: Platform, access: Optional[Access], go: Callable[[], None]) -> None:
        """Call ``go`` at once where there is nothing to ask, else when the person says yes."""
        pair = strange_pair(platform, access)
        if pair is None or pair in self._settings.vouched:
            go()
            return
        if pair in self.open:
            self.open[pair].raise_()
            self.open[pair].activateWindow()
        else:
            self._ask(platform, pair, go)

    def _ask(self, platform: Platform, pair: str, go: Callable[[], None]) -> None:
        here, server = (plain(host, 100) for host in pair.split(" "))
        box = QMessageBox(self._parent)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_tr("Sign in to {platform}").format(platform=plain(platform.name, 80)))
        box.setText(_tr("Does {server} sign people in for this platform?").format(server=server))
        box.setInformativeText(
            _tr(
                "{here} says so itself. What {server} gives to QGIS when you sign in would be sent "
                "to {here}. Go on if you know that they belong together; else ask the platform's "
                "team first."
            ).format(here=here, server=server)
        )
        role = QMessageBox.ButtonRole
        yes = box.addButton(_tr("Sign in there"), role.AcceptRole)
        no = box.addButton(_tr("Cancel"), role.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)

        def answered() -> None:
            """Remember a yes, and go on with it."""
            del self.open[pair]
            if box.clickedButton() is yes:
                self._settings.vouch(pair)
                go()
            box.deleteLater()

        box.finished.connect(lambda _result: answered())
        self.open[pair] = box
        box.open()


def strange_pair(platform: Platform, access: Optional[Access]) -> Optional[str]:
    """The two hosts to ask about, or None when there is nothing to ask.

    Records that are shipped were read by people; a server on the platform's own host is its own.
    """
    if platform.origin is not Origin.USER or not isinstance(access, OidcAccess):
        return None
    here, server = _host(access.protects[0]), _host(access.issuer)
    return None if here == server else f"{here} {server}"


def _host(url: str) -> str:
    parts = urlsplit(url)
    return (parts.netloc or url).lower()
