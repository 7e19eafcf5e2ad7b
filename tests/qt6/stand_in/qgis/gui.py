"""QGIS's widgets that are Qt's own but for a picture or a button."""

from __future__ import annotations

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QDockWidget, QLineEdit, QWidget

from qgis._absent import absent


class QgsDockWidget(QDockWidget):
    def setUserVisible(self, visible: bool) -> None:
        self.setVisible(visible)

    def isUserVisible(self) -> bool:
        return self.isVisible()


class QgsFilterLineEdit(QLineEdit):
    def setShowSearchIcon(self, shown: bool) -> None:
        pass

    def setShowSpinner(self, shown: bool) -> None:
        self._spins = shown

    def showSpinner(self) -> bool:
        return getattr(self, "_spins", False)

    def setShowClearButton(self, shown: bool) -> None:
        self.setClearButtonEnabled(shown)


class QgsPasswordLineEdit(QLineEdit):
    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def setShowLockIcon(self, shown: bool) -> None:
        pass


class QgsOptionsPageWidget(QWidget):
    pass


class QgsCustomDropHandler(QObject):
    pass


def __getattr__(name: str) -> type:
    return absent(name)
