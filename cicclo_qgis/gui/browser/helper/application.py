"""The helper's application: a stage for the windows, and the pipes to QGIS."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication, QObject, QRect, Qt, pyqtSignal
from qgis.PyQt.QtGui import QWindow
from qgis.PyQt.QtWidgets import QApplication, QWidget

from cicclo_qgis.gui.browser import authorities, look, protocol, proxy
from cicclo_qgis.gui.browser.connection import HELPER_NAME
from cicclo_qgis.gui.browser.icons import window_icon

_INPUT = 0
# How long the application may take to end once its input has ended.
_LAST_SECONDS = 3.0


class Pipes(QObject):
    """QGIS's orders come in through a thread, as signals; answers go out at once."""

    ordered = pyqtSignal(object)
    closed = pyqtSignal()

    def __init__(self, output: int) -> None:
        super().__init__()
        self._output = output
        self._thread = threading.Thread(target=self._read, daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def say(self, message: protocol.Message) -> None:
        """Tell QGIS."""
        data = protocol.encode(message)
        with contextlib.suppress(OSError):  # QGIS is gone; the input's end says so too
            while data:
                data = data[os.write(self._output, data) :]

    def _read(self) -> None:
        lines = protocol.Lines()
        while True:
            data = os.read(_INPUT, 65536)
            if not data:
                break
            try:
                for message in lines.feed(data):
                    self.ordered.emit(message)
            except protocol.ProtocolError:
                break
        self.closed.emit()
        time.sleep(_LAST_SECONDS)
        # QGIS is gone and the application has not ended by itself: no window is left behind.
        os._exit(1)


class Helper(QObject):
    """Does what QGIS orders."""

    def __init__(self, pipes: Pipes, application: QApplication) -> None:
        super().__init__()
        from cicclo_qgis.gui.browser.stage import Stage

        self._pipes = pipes
        self._application = application
        self._look: Optional[protocol.Look] = None
        self._trusted = ""
        self._stage = Stage(
            placed=self._place,
            parent=self,
            authorities=lambda: authorities.from_text(self._trusted),
            proxy=lambda: self._look.proxy if self._look is not None else protocol.Proxy(),
        )
        self._stage.arrived.connect(lambda n, arrival: pipes.say(protocol.Arrived(n, arrival)))
        self._stage.ended.connect(lambda n, outcome: pipes.say(protocol.Ended(n, outcome)))
        pipes.ordered.connect(self._do, Qt.ConnectionType.QueuedConnection)
        pipes.closed.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def _do(self, order: protocol.Message) -> None:
        if isinstance(order, protocol.Look):
            if order != self._look:
                self._look = order
                look.put_on(order, self._application)
                proxy.use(order.proxy)
        elif isinstance(order, protocol.Trust):
            self._trusted = order.authorities
        elif isinstance(order, protocol.Open):
            self._stage.open(order.number, order.visit)
        elif isinstance(order, protocol.Decline):
            self._stage.decline(order.number)
        elif isinstance(order, protocol.Close):
            self._stage.close(order.number)
        elif isinstance(order, protocol.Front):
            self._stage.bring_forward(order.number)

    def _place(self, window: QWidget) -> None:
        """In the middle of QGIS's window, and belonging to it where the system can tell."""
        if self._look is None or not self._look.place[2]:
            return
        frame = QRect(*self._look.place)
        window.move(frame.center() - window.rect().center())
        if self._look.beside:
            window.winId()  # makes the native window
            foreign = QWindow.fromWinId(self._look.beside)
            if foreign is not None and window.windowHandle() is not None:
                foreign.setParent(None)
                window.windowHandle().setTransientParent(foreign)
                window.setProperty("beside", foreign)  # it lives as long as the window

    def _end(self) -> None:
        self._stage.forget()
        self._application.quit()


def run(output: int, engine: str) -> int:
    """Say hello, serve until QGIS closes the pipe. Returns the exit status."""
    for name in ("AA_ShareOpenGLContexts", "AA_EnableHighDpiScaling", "AA_UseHighDpiPixmaps"):
        attribute = getattr(Qt.ApplicationAttribute, name, None)
        if attribute is not None:
            QCoreApplication.setAttribute(attribute)
    # Without an argument Qt's engine does not read its own environment variables.
    application = QApplication(sys.argv[:1])
    application.setApplicationName(HELPER_NAME)
    application.setQuitOnLastWindowClosed(False)
    icon = window_icon()
    if not icon.isNull():
        application.setWindowIcon(icon)
    pipes = Pipes(output)
    helper = Helper(pipes, application)
    pipes.start()
    pipes.say(protocol.Hello(protocol.VERSION, engine))
    status = application.exec()
    helper.deleteLater()
    return status
