"""QGIS's own password dialog, when it is a platform of ours that asks.

A platform of kind ``account`` answers 401 with ``Basic`` to a layer without a session, and QGIS
opens its modal dialog "Enter Credentials" for it: the password would go past the plugin, be kept
by nobody, and the question come back for each layer. The plugin asks itself, once and in its own
words (``LiveLayers.needs_session``), so that dialog is turned down before it is in sight. For any
other server it is left alone.
"""

from __future__ import annotations

import logging
from typing import Any, Callable, Dict, List, Optional

from qgis.core import QgsNetworkAccessManager, QgsNetworkRequestParameters
from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QApplication, QDialog

from cicclo_qgis.host.listening import Listening

_log = logging.getLogger(__name__)

_CLASS = "QgsCredentialDialog"
_MOST = 500
_LOOKS = 200
_LOOK_EVERY_MS = 10


class PasswordDialog(QObject):
    """Keeps it out of the way. Make it, start it and stop it in the GUI thread.

    Args:
        platform_of: the platform whose protected space an address lies in, if any.

    ``turned_down(platform_id)``: the question was not shown; the plugin should ask its own.
    """

    turned_down = pyqtSignal(str)

    def __init__(
        self, platform_of: Callable[[str], Optional[str]], parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._platform_of = platform_of
        self._ours: Dict[int, str] = {}
        self._ties: List[Any] = []
        self._listening = Listening()

    def start(self, listening: Optional[Listening] = None) -> None:
        """Begin, noting requests in the thread of ``listening`` if given; again does nothing."""
        if self._ties:
            return
        ear = _Ear(self._note)
        if listening is not None:
            self._listening = listening
            listening.take(ear)
        manager = QgsNetworkAccessManager.instance()
        about = manager.requestAboutToBeCreated["QgsNetworkRequestParameters"]
        # Both are relayed from every thread, and told before QGIS opens its dialog.
        for signal, slot in (
            (about, ear.heard),
            (manager.requestRequiresAuth, self._turn_down),
        ):
            signal.connect(slot)
            self._ties.append((signal, slot))

    def stop(self) -> None:
        """End; again does nothing."""
        for signal, slot in self._ties:
            signal.disconnect(slot)
        self._ties.clear()

    def _note(self, parameters: QgsNetworkRequestParameters) -> None:
        try:
            url = bytes(parameters.request().url().toEncoded()).decode("ascii")
            platform_id = self._platform_of(url)
            if platform_id is not None:
                if len(self._ours) > _MOST:
                    self._ours.clear()
                self._ours[parameters.requestId()] = platform_id
        except Exception as error:  # noqa: BLE001 - a slot must not raise: PyQt would abort QGIS
            _log.error("a request was not understood: %s", type(error).__name__)

    def _turn_down(self, request_id: int, _realm: str) -> None:
        self._listening.catch_up()
        platform_id = self._ours.pop(request_id, None)
        if platform_id is None:
            return
        self.turned_down.emit(platform_id)
        dialog = _dialog()
        if dialog is None or dialog.isVisible():
            return
        dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, True)
        self._reject(dialog, _LOOKS)

    def _reject(self, dialog: QDialog, looks: int) -> None:
        """Once it has begun to wait for an answer; it does so within this turn of the loop."""
        try:
            if dialog.isVisible():
                dialog.reject()
            elif looks > 0:
                QTimer.singleShot(_LOOK_EVERY_MS, lambda: self._reject(dialog, looks - 1))
                return
            dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
        except RuntimeError:
            return  # QGIS is closing


class _Ear(QObject):
    """Hears of each request, in the thread it was given to."""

    def __init__(self, listener: Callable[[QgsNetworkRequestParameters], None]) -> None:
        super().__init__()
        self._listener = listener

    def heard(self, parameters: QgsNetworkRequestParameters) -> None:
        """Hand it on."""
        self._listener(parameters)


def _dialog() -> Optional[QDialog]:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.metaObject().className() == _CLASS:
            return widget
    return None
