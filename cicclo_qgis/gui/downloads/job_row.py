"""One download in the panel: what it is, how far, and what can be done about it."""

from __future__ import annotations

from enum import Enum
from typing import Dict, Optional, Tuple

from qgis.PyQt.QtCore import QEvent, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFocusEvent, QIcon, QKeyEvent, QPalette, QShowEvent
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui import colours
from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.job import Job, State
from cicclo_qgis.gui.icons import Icon, theme
from cicclo_qgis.gui.text import tooltip


class Act(str, Enum):
    """What can be done with a download."""

    PAUSE = "pause"
    RESUME = "resume"
    SIGN_IN = "sign_in"
    RETRY = "retry"
    CANCEL = "cancel"
    SHOW = "show"
    FOLDER = "folder"
    REMOVE = "remove"


def acts(job: Job) -> Tuple[Act, ...]:
    """What can be done now; the first is the main one."""
    if job.state.active:
        # Taking the place of an old copy lasts a moment and is not stopped half-way.
        return () if job.outcome is not None else (Act.PAUSE, Act.CANCEL)
    if job.needs_sign_in:
        return (Act.SIGN_IN, Act.CANCEL)
    if job.state is State.PAUSED:
        return (Act.RESUME, Act.CANCEL)
    if job.state is State.FAILED:
        return (Act.RETRY, Act.REMOVE)
    if job.state is State.DONE:
        return (Act.SHOW, Act.FOLDER, Act.REMOVE)
    return (Act.REMOVE,)


class JobRow(QFrame):
    """Follows one job through ``show_job``; ``acted(job_id, Act)`` when the person wants one.

    Keys, while the row has the focus: Space for the main act, Del to cancel or remove, Enter to
    open the folder, up and down to its neighbours (the panel's doing).
    """

    acted = pyqtSignal(str, object)
    stepped = pyqtSignal(str, int)

    def __init__(self, job: Job, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.job_id = job.id
        self._acts: Tuple[Act, ...] = ()
        self.setObjectName("JobRow")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = self._label()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.line = self._label()
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(max(6, self.fontMetrics().height() // 2))
        self.bar.setAccessibleName(self.tr("How far the download is"))
        self._buttons: Dict[Act, QToolButton] = {act: self._button(act) for act in Act}
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        for button in self._buttons.values():
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.line)
        self.dress()
        self.show_job(job)

    def button(self, act: Act) -> QToolButton:
        """The button that does it, in sight or not."""
        return self._buttons[act]

    def buttons(self) -> Tuple[QToolButton, ...]:
        """All its buttons from left to right, in sight or not."""
        return tuple(self._buttons.values())

    def show_job(self, job: Job) -> None:
        """Bring the row in line with its job."""
        self._job = job
        self.title.setText(job.wish.title)
        self.title.setToolTip(tooltip(f"{job.wish.title} – {job.wish.path}"))
        told = words.line(job)
        if told != self.line.text():
            self.line.setText(told)
            self.setAccessibleName(words.spoken(job))
        self._warn(job)
        self.bar.setVisible(not job.state.over and job.state is not State.FAILED)
        percent = job.percent
        if job.state is State.RUNNING and (percent is None or job.outcome is not None):
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 100)
            self.bar.setValue(percent or 0)
        self._offer(acts(job))
        text = self._removal(job.state)
        self._buttons[Act.REMOVE].setToolTip(tooltip(text))
        self._buttons[Act.REMOVE].setAccessibleName(text)

    def dress(self) -> None:
        """Take the theme's colours."""
        line = self.palette().color(QPalette.ColorRole.Mid).name()
        ring = self.palette().color(QPalette.ColorRole.Highlight).name()
        sheet = (
            f"#JobRow {{ border: 1px solid {line}; border-radius: 3px; }}"
            f"#JobRow:focus {{ border: 2px solid {ring}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    # -- what the person does -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of the class say."""
        key = event.key()
        if key == Qt.Key.Key_Space and self._acts:
            self.acted.emit(self.job_id, self._acts[0])
        elif key == Qt.Key.Key_Delete:
            self._first_of(Act.CANCEL, Act.REMOVE)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._first_of(Act.FOLDER, Act.RETRY, Act.RESUME, Act.SIGN_IN)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(self.job_id, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the theme's colours, which are settled now."""
        super().showEvent(event)
        self.dress()
        self._warn(self._job)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_job"):
            self.dress()
            self._warn(self._job)

    def _first_of(self, *wanted: Act) -> None:
        for act in wanted:
            if act in self._acts:
                self.acted.emit(self.job_id, act)
                return

    # -- parts ----------------------------------------------------------------------------------

    def _offer(self, offered: Tuple[Act, ...]) -> None:
        if offered == self._acts:
            return
        had_focus = any(button.hasFocus() for button in self._buttons.values())
        self._acts = offered
        for act, button in self._buttons.items():
            button.setVisible(act in offered)
        if had_focus and not any(button.hasFocus() for button in self._buttons.values()):
            self.setFocus()  # the button that was pressed is gone

    def _warn(self, job: Job) -> None:
        bad = job.state is State.FAILED or job.needs_sign_in
        if job.state is State.DONE and job.outcome is not None:
            bad = words.doubtful(job.outcome.result)
        self.title.ensurePolished()  # QGIS's dark themes are sheets: known once they are put on
        palette = QPalette(self.title.palette())
        role = QPalette.ColorRole
        palette.setColor(role.Base, palette.color(role.Window))
        palette.setColor(role.Text, palette.color(role.WindowText))
        # Muted, it could hardly be read in QGIS's dark themes.
        tone = colours.warning(palette) if bad else palette.color(role.WindowText)
        sheet = f"color: {tone.name()};"
        if sheet != self.line.styleSheet():
            self.line.setStyleSheet(sheet)

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def _button(self, act: Act) -> QToolButton:
        text, icon = self._look(act)
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIcon(icon)
        side = max(16, self.fontMetrics().height())
        button.setIconSize(QSize(side, side))
        button.setToolTip(tooltip(text))
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked=False: self.acted.emit(self.job_id, act))
        return button

    def _removal(self, state: State) -> str:
        if state is State.DONE:
            return self.tr("Take off this list; the file stays")
        return self.tr("Take off this list")

    def _look(self, act: Act) -> Tuple[str, QIcon]:
        text, picture = {
            Act.PAUSE: (self.tr("Pause"), "/temporal_navigation/pause.svg"),
            Act.RESUME: (self.tr("Go on"), "/mActionPlay.svg"),
            Act.SIGN_IN: (self.tr("Sign in and go on"), ""),
            Act.RETRY: (self.tr("Try again"), "/mActionRefresh.svg"),
            Act.CANCEL: (self.tr("Cancel: nothing of it is kept"), "/mTaskCancel.svg"),
            Act.SHOW: (self.tr("Add to the map"), "/mActionAddLayer.svg"),
            Act.FOLDER: (self.tr("Open the folder"), "/mActionFileOpen.svg"),
            Act.REMOVE: (self._removal(State.DONE), "/symbologyRemove.svg"),
        }[act]
        return text, theme(picture) if picture else Icon.SIGN_IN.icon()
