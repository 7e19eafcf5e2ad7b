"""Asks the person for an account or a key: a worker waits, the dialog stands in the GUI thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Dict, Generic, Optional, TypeVar, Union

from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.host.workers import in_gui_thread
from cicclo_qgis.signin.prompt import Account, Question

if TYPE_CHECKING:
    from cicclo_qgis.gui.prompt_dialog import SecretDialog

_T = TypeVar("_T", bound=Union[Account, str])


class _Asked(Generic[_T]):
    """One question on its way; the first answer counts."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._answered = threading.Event()
        self._lock = threading.Lock()
        self._answer: Optional[_T] = None

    @property
    def over(self) -> bool:
        """Whether there is an answer."""
        return self._answered.is_set()

    def answer(self, answer: Optional[_T]) -> None:
        """From any thread."""
        with self._lock:
            if not self._answered.is_set():
                self._answer = answer
                self._answered.set()

    def wait(self) -> Optional[_T]:
        """The answer, which is then forgotten here."""
        self._answered.wait()
        answer, self._answer = self._answer, None
        return answer


class Prompts(QObject):
    """Fulfils ``signin.Prompt``. Make it in the GUI thread.

    Nothing is kept: what was typed goes to whoever asked, and the dialog forgets it.
    """

    _ask = pyqtSignal(object)
    _close = pyqtSignal(str)
    _front = pyqtSignal(str)

    def __init__(self, beside: Optional[QWidget] = None) -> None:
        super().__init__()
        self._beside = beside
        self._lock = threading.Lock()
        self._open: Dict[str, _Asked] = {}
        self._shut = False
        # PyQt lets go of a dialog that Python does not hold, and its slots with it.
        self._dialogs: Dict[str, SecretDialog] = {}
        queued = Qt.ConnectionType.QueuedConnection
        self._ask.connect(self._show, queued)
        self._close.connect(self._take_away, queued)
        self._front.connect(self._raise, queued)
        # Also when QGIS goes without unloading its plugins.
        QCoreApplication.instance().aboutToQuit.connect(self.shut)

    # -- the Prompt protocol, in workers --------------------------------------------------------

    def ask_account(self, question: Question) -> Optional[Account]:
        """See ``Prompt.ask_account``. Raises RuntimeError in the GUI thread."""
        asked: _Asked[Account] = _Asked(question)
        return self._wait_for(asked)

    def ask_key(self, question: Question) -> Optional[str]:
        """See ``Prompt.ask_key``. Raises RuntimeError in the GUI thread."""
        asked: _Asked[str] = _Asked(question)
        return self._wait_for(asked)

    def cancel(self, platform_name: str) -> None:
        """See ``Prompt.cancel``."""
        with self._lock:
            asked = self._open.get(platform_name)
        if asked is not None:
            asked.answer(None)
            self._close.emit(platform_name)

    def bring_forward(self, platform_name: str) -> bool:
        """Raise that platform's dialog; False when there is none. Any thread."""
        with self._lock:
            there = platform_name in self._open
        if there:
            self._front.emit(platform_name)
        return there

    def shut(self) -> None:
        """Answer every question with None, now and from now on. GUI thread."""
        with self._lock:
            self._shut = True
            waiting = list(self._open.values())
        for asked in waiting:
            asked.answer(None)
        for platform_name in list(self._dialogs):
            self._take_away(platform_name)

    def _wait_for(self, asked: _Asked[_T]) -> Optional[_T]:
        if in_gui_thread():
            raise RuntimeError("a question waits; never ask one in the GUI thread")
        name = asked.question.platform_name
        with self._lock:
            if self._shut or name in self._open:
                return None
            self._open[name] = asked
        try:
            self._ask.emit(asked)
            return asked.wait()
        finally:
            with self._lock:
                self._open.pop(name, None)

    # -- in the GUI thread ----------------------------------------------------------------------

    def _show(self, asked: _Asked) -> None:
        from cicclo_qgis.gui.prompt_dialog import AccountDialog, KeyDialog

        if asked.over:
            return
        question = asked.question
        dialog = (KeyDialog if question.header else AccountDialog)(question, self._beside)

        def finished(result: int) -> None:
            if self._dialogs.get(question.platform_name) is dialog:
                del self._dialogs[question.platform_name]
            asked.answer(dialog.answer() if result == dialog.DialogCode.Accepted else None)
            dialog.forget()
            dialog.deleteLater()

        dialog.finished.connect(finished)
        self._dialogs[question.platform_name] = dialog
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _take_away(self, platform_name: str) -> None:
        dialog = self._dialogs.get(platform_name)
        if dialog is not None:
            dialog.reject()

    def _raise(self, platform_name: str) -> None:
        dialog = self._dialogs.get(platform_name)
        if dialog is not None:
            dialog.raise_()
            dialog.activateWindow()
