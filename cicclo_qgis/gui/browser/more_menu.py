"""The window's menu of things that are seldom needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QT_VERSION_STR, QCoreApplication, Qt
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QMenu, QMessageBox

from cicclo_qgis.gui.browser.connection import ConnectionDialog, engine_name

if TYPE_CHECKING:
    from cicclo_qgis.gui.browser.window import SignInWindow


def _tr(text: str) -> str:
    return QCoreApplication.translate("MoreMenu", text)


class MoreMenu(QMenu):
    """Zoom, the address, the connection, and the way out into the person's own browser.

    ``may_leave``: the sign-in ends at an address of this computer, where another browser's answer
    can be waited for.
    """

    def __init__(self, window: SignInWindow, may_leave: bool) -> None:
        super().__init__(window)
        self._window = window
        self.setToolTipsVisible(True)
        self.addAction(_tr("Zoom in") + "\tCtrl++", lambda: window.zoom_by(1))
        self.addAction(_tr("Zoom out") + "\tCtrl+-", lambda: window.zoom_by(-1))
        self.addAction(_tr("Usual size") + "\tCtrl+0", window.zoom_back)
        self.addSeparator()
        self.addAction(_tr("Copy the address"), self._copy)
        self.addAction(_tr("About this connection…"), self.about)
        self.addSeparator()
        leave = self.addAction(_tr("Open in my browser instead…"), self.ask_to_leave)
        leave.setEnabled(may_leave)
        if not may_leave:
            leave.setToolTip(
                _tr(
                    "This platform keeps the session in this window: another browser cannot give it"
                )
            )

    def _copy(self) -> None:
        # What is shown, without parameters: they may hold what belongs to this sign-in alone.
        QGuiApplication.clipboard().setText(self._window.address.text())

    def about(self) -> None:
        """Show what is known of the connection."""
        page = self._window.page()
        engine = engine_name(page.profile().httpUserAgent(), QT_VERSION_STR)
        dialog = ConnectionDialog(page.url(), engine, self._window, page.vouched_for())
        dialog.open()

    def ask_to_leave(self) -> None:
        """Explain, then leave when it is meant."""
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_tr("Your own browser"))
        box.setText(_tr("Sign in with your own browser instead of this window?"))
        box.setInformativeText(
            _tr(
                "The sign-in starts again there, with the passwords and sessions it knows. QGIS "
                "waits on this computer for its answer; you can then close the page. What your "
                "browser keeps of it is not forgotten with QGIS."
            )
        )
        role = QMessageBox.ButtonRole
        leave = box.addButton(_tr("Open my browser"), role.AcceptRole)
        stay = box.addButton(_tr("Stay here"), role.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        leave.clicked.connect(self._window.elsewhere)
        box.open()
