"""Other programs of the same person may ask this QGIS to open the address of a collection.

A local socket that nobody else can use takes one line with one address of the web. All else is
refused without a word, and none of it makes QGIS wait: what comes is read when it is there, at most
``LONGEST`` bytes of it, for a few seconds.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import List, Optional

from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtNetwork import QLocalServer, QLocalSocket

from cicclo_qgis.asking import LONGEST, asked_address, calling, place
from cicclo_qgis.host.limit import Limit

_log = logging.getLogger(__name__)

_MOST_CALLERS = 8
_PATIENCE_MS = 5000
# More than a person can mean: a page or a program that has gone wild.
_MOST_A_MINUTE = 30


class Doorbell(QObject):
    """Listens from ``start`` to ``stop``. GUI thread.

    ``asked(address)``: another program asks for it; plain http or https, at most ``LONGEST``.
    """

    asked = pyqtSignal(str)

    def __init__(self, profile: Path, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._entry: Optional[Path] = None
        self._callers: List[_Caller] = []
        self._limit = Limit(_MOST_A_MINUTE, 60.0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MOST_CALLERS)
        self._server.newConnection.connect(self._come)

    @property
    def entry(self) -> Optional[Path]:
        """Where it listens; None while it does not."""
        return self._entry

    def start(self) -> bool:
        """Begin to listen; False where this computer does not allow it."""
        try:
            home = place.ready_folder()
            calling.sweep(home)
        except OSError as error:
            _log.info("no other program can ask this QGIS: %s", error.strerror or error)
            return False
        entry = place.new_entry(home, self._profile)
        if not self._server.listen(place.pipe_of(entry) if place.WINDOWS else str(entry)):
            _log.info("no other program can ask this QGIS: %s", self._server.errorString())
            return False
        self._entry = entry
        for profile in (None, self._profile):
            with contextlib.suppress(OSError):
                place.start_note(home, profile).unlink()
        self._used()
        QGuiApplication.instance().applicationStateChanged.connect(self._changed)
        return True

    def stop(self) -> None:
        """Listen no more, and leave nothing behind."""
        if self._entry is None:
            return
        QGuiApplication.instance().applicationStateChanged.disconnect(self._changed)
        self._server.close()
        for caller in tuple(self._callers):
            caller.send_away()
        self._entry.unlink(missing_ok=True)
        self._entry = None

    def _changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._used()

    def _used(self) -> None:
        """Of several QGIS, the one that was used last is asked."""
        if self._entry is None:
            return
        try:
            if place.WINDOWS:
                self._entry.touch()
            else:
                os.utime(self._entry)
        except OSError:
            _log.info("this QGIS can no longer be found by other programs")

    def _come(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            if len(self._callers) >= _MOST_CALLERS:
                socket.abort()
                socket.deleteLater()
                continue
            caller = _Caller(socket, self)
            self._callers.append(caller)
            caller.gone.connect(self._go)
            caller.said.connect(self._hear)
            caller.listen()

    def _hear(self, caller: _Caller, text: str) -> None:
        address = asked_address(text)
        if address is None or not self._limit.allows():
            caller.send_away()
            return
        caller.thank()
        self.asked.emit(address)

    def _go(self, caller: _Caller) -> None:
        if caller in self._callers:
            self._callers.remove(caller)
            caller.deleteLater()


class _Caller(QObject):
    """One connection: ``said`` its one line, if it is short, text and soon; then ``gone``."""

    said = pyqtSignal(object, str)
    gone = pyqtSignal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        socket.setParent(self)
        # Qt takes in no more than this of an endless line.
        socket.setReadBufferSize(LONGEST + 2)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self.send_away)

    def listen(self) -> None:
        """Begin; what has come already is read now."""
        self._patience.start()
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self._end)
        if self._socket.bytesAvailable():
            self._read()
        elif self._socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
            self._end()

    def thank(self) -> None:
        """Say yes, and hang up."""
        self._socket.write(calling.YES)
        self._socket.disconnectFromServer()

    def send_away(self) -> None:
        """Hang up without a word."""
        self._socket.abort()
        self._end()

    def _read(self) -> None:
        if not self._socket.canReadLine():
            if self._socket.bytesAvailable() > LONGEST:
                self.send_away()
            return
        self._socket.readyRead.disconnect(self._read)
        line = bytes(self._socket.readLine(LONGEST + 2))
        try:
            text = line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            self.send_away()
            return
        self.said.emit(self, text)

    def _end(self) -> None:
        self._patience.stop()
        self.gone.emit(self)
