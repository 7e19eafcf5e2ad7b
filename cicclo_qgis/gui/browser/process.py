"""The sign-in window in a helper process, for a QGIS that cannot show it itself.

One helper serves the run, so that a ProConnect session serves all platforms. It is started at the
first visit, and ends when QGIS ends, when everything is to be forgotten, or when it falls; the
next visit starts another.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Callable, List, Optional, Set, Tuple

from qgis.PyQt.QtCore import (
    QProcess,
    QProcessEnvironment,
    Qt,
    QTimer,
    pyqtSignal,
)
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui.browser import authorities, protocol
from cicclo_qgis.gui.browser.look import gather
from cicclo_qgis.gui.browser.python_finder import find_pythons, is_unwanted
from cicclo_qgis.gui.browser.waiting import WindowBrowser
from cicclo_qgis.signin.browser import Visit, VisitEnd, VisitOutcome

_SCRIPT = Path(__file__).resolve().parent / "helper" / "__main__.py"
_HELLO_MS = 15_000
_GOODBYE_MS = 1_500
_LAST_WAIT_MS = 40


class HelperBrowser(WindowBrowser):
    """Windows in a Python process of their own, spoken to in JSON lines."""

    name = "helper"

    _wake = pyqtSignal()

    def __init__(
        self,
        parent: Optional[QWidget] = None,
        pythons: Callable[[], Tuple[Path, ...]] = find_pythons,
    ) -> None:
        super().__init__()
        self._beside = parent
        self._find = pythons
        self._untried: List[Path] = []
        self._process: Optional[QProcess] = None
        self._lines = protocol.Lines()
        self._ready = False
        self._backlog: List[protocol.Message] = []
        self._shown: Set[int] = set()
        self._known = threading.Event()
        self._wake.connect(self._ensure, Qt.ConnectionType.QueuedConnection)
        self._hello = QTimer(self)
        self._hello.setSingleShot(True)
        self._hello.setInterval(_HELLO_MS)
        self._hello.timeout.connect(self._no_hello)

    def usable(self) -> bool:
        """A helper with QtWebEngine runs. Starts it; blocks a worker until it says so or not."""
        if not self._ready:
            self._known.clear()
            self._wake.emit()
            self._known.wait(_HELLO_MS / 1000 * 2)
        return self._ready

    def process_id(self) -> int:
        """The helper's process number, 0 while there is none. GUI thread."""
        return int(self._process.processId()) if self._process is not None else 0

    # -- what the worker asks, in the GUI thread ------------------------------------------------

    def on_open(self, number: int, visit: Visit) -> None:
        """Show the visit."""
        self._shown.add(number)
        self._send(gather(self._beside))
        self._send(protocol.Trust(authorities.as_text(authorities.qgis_authorities())))
        self._send(protocol.Open(number, visit))
        self._ensure()

    def on_decline(self, number: int) -> None:
        """The last arrival did not end the visit."""
        self._send(protocol.Decline(number))

    def on_close(self, number: int) -> None:
        """Close the visit's windows."""
        self._shown.discard(number)
        if self._process is not None:
            self._send(protocol.Close(number))

    def on_front(self, number: int) -> None:
        """Raise the visit's window."""
        self._send(protocol.Front(number))

    def on_forget(self) -> None:
        """End the helper: its memory was all there was."""
        process = self._drop()
        if process is not None:
            process.closeWriteChannel()
            QTimer.singleShot(_GOODBYE_MS, process.kill)

    def shut(self) -> None:
        """End the helper now; QGIS or the plugin is going."""
        self._room.tell_all(VisitOutcome(VisitEnd.CANCELLED))
        process = self._drop()
        if process is not None:
            for signal in (process.finished, process.errorOccurred):
                signal.disconnect()
            process.closeWriteChannel()
            if not process.waitForFinished(_LAST_WAIT_MS):
                process.kill()
                process.waitForFinished(_LAST_WAIT_MS)

    # -- the process ----------------------------------------------------------------------------

    def _ensure(self) -> None:
        """Start a helper unless one runs or is starting."""
        if self._process is None:
            self._untried = list(self._find())
            self._start_next()
        elif self._ready:
            self._known.set()

    def _start_next(self) -> None:
        if not self._untried:
            self._give_up()
            return
        process = QProcess(self)
        process.setProcessEnvironment(_environment())
        # Qt and Chromium chat there, and pages may too: it is neither kept nor shown.
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(lambda: self._read(process))
        process.errorOccurred.connect(lambda error: self._failed(process, error))
        process.finished.connect(lambda *_: self._ended(process))
        process.finished.connect(process.deleteLater)
        self._process = process
        self._ready = False
        self._lines = protocol.Lines()
        self._hello.start()
        # Isolated (-I): no PYTHON* variable, no user site, no current folder.
        process.start(str(self._untried.pop(0)), ["-I", str(_SCRIPT)])

    def _send(self, message: protocol.Message) -> None:
        if self._ready and self._process is not None:
            self._process.write(protocol.encode(message))
        else:
            self._backlog.append(message)

    def _read(self, process: QProcess) -> None:
        data = bytes(process.readAllStandardOutput())
        if self._process is None or process is not self._process:
            return
        try:
            messages = self._lines.feed(data)
        except protocol.ProtocolError:
            process.kill()
            return
        for message in messages:
            self._take(message)

    def _take(self, message: protocol.Message) -> None:
        if isinstance(message, protocol.Hello):
            self._hello.stop()
            self._ready = True
            self._known.set()
            backlog, self._backlog = self._backlog, []
            for waiting in backlog:
                self._send(waiting)
        elif isinstance(message, protocol.Arrived):
            self._room.tell(message.number, message.arrival)
        elif isinstance(message, protocol.Ended):
            self._shown.discard(message.number)
            self._room.tell(message.number, message.outcome)

    def _failed(self, process: QProcess, error: object) -> None:
        # Any other error is followed by ``finished``.
        if error == QProcess.ProcessError.FailedToStart:
            self._ended(process)

    def _ended(self, process: QProcess) -> None:
        if process is not self._process:
            return
        was_ready = self._ready
        self._hello.stop()
        self._process, self._ready = None, False
        if was_ready:
            self._backlog.clear()
            self._fail_all(self.tr("The sign-in window stopped working. Try to sign in again."))
        else:
            self._start_next()

    def _no_hello(self) -> None:
        process = self._process
        if process is not None:
            process.kill()

    def _give_up(self) -> None:
        self._backlog.clear()
        self._known.set()
        self._fail_all(self.tr("No web browser part (QtWebEngine) was found for the sign-in."))

    def _fail_all(self, reason: str) -> None:
        for number in self._shown:
            self._room.tell(number, VisitOutcome(VisitEnd.FAILED, reason))
        self._shown.clear()

    def _drop(self) -> Optional[QProcess]:
        process, self._process = self._process, None
        self._ready = False
        self._hello.stop()
        self._backlog.clear()
        self._shown.clear()
        self._known.set()
        return process


def _environment() -> QProcessEnvironment:
    environment = QProcessEnvironment.systemEnvironment()
    for name in environment.keys():  # noqa: SIM118 - no mapping
        if is_unwanted(name):
            environment.remove(name)
    return environment
