"""The panel of downloads: one row each, the newest on top."""

from __future__ import annotations

from functools import partial
from typing import Callable, Dict, Optional

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QCoreApplication, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui.downloads.downloads import Downloads
from cicclo_qgis.gui.downloads.job import Job, State
from cicclo_qgis.gui.downloads.job_row import Act, JobRow


class DownloadsPanel(QgsDockWidget):
    """Shows the jobs of ``downloads``, and does what the person wants with them.

    Args:
        sign_in: opens the sign-in of a platform.
        show: puts the file of a job on the map.
    """

    def __init__(
        self,
        downloads: Downloads,
        sign_in: Callable[[str], None],
        show: Callable[[Job], None],
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(QCoreApplication.translate("DownloadsPanel", "Downloads"), parent)
        self.setObjectName("CiccloDownloads")
        self._downloads = downloads
        self._sign_in = sign_in
        self._show_copy = show
        self._rows: Dict[str, JobRow] = {}
        self._build()
        for job in downloads.jobs():
            self._add(job.id)
        downloads.added.connect(self._add)
        downloads.changed.connect(self._change)
        downloads.removed.connect(self._remove)
        self._settle()

    def _build(self) -> None:
        inside = QWidget(self)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._scroll = scroll
        self.told = QLabel(self.tr("No download now."), self)
        self.told.setWordWrap(True)
        self.clear_button = QPushButton(self.tr("Clear those that are over"), self)
        self.clear_button.clicked.connect(lambda _checked=False: self.clear())
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(scroll, 1)
        column.addWidget(self.told)
        column.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignRight)
        metrics = self.fontMetrics()
        body.setMinimumSize(metrics.averageCharWidth() * 32, metrics.height() * 6)
        self.setWidget(body)

    def row(self, job_id: str) -> Optional[JobRow]:
        """The row of a job."""
        return self._rows.get(job_id)

    def clear(self) -> None:
        """Take the jobs off the list that are over."""
        for job in self._downloads.jobs():
            if job.state.over:
                self._downloads.remove(job.id)

    def act(self, job_id: str, act: Act) -> None:
        """Do what the person wants with a job."""
        job = self._downloads.job(job_id)
        if job is None:
            return
        doing: Dict[Act, Callable[[], None]] = {
            Act.PAUSE: partial(self._downloads.pause, job_id),
            Act.RESUME: partial(self._downloads.resume, job_id),
            Act.RETRY: partial(self._downloads.resume, job_id),
            Act.CANCEL: partial(self._downloads.cancel, job_id),
            Act.REMOVE: partial(self._downloads.remove, job_id),
            Act.SIGN_IN: partial(self._sign_in, job.wish.platform_id),
            Act.SHOW: partial(self._show_copy, job),
            Act.FOLDER: partial(open_folder, job),
        }
        doing[act]()

    # -- the rows -------------------------------------------------------------------------------

    def _add(self, job_id: str) -> None:
        job = self._downloads.job(job_id)
        if job is None or job_id in self._rows:
            return
        row = JobRow(job, self)
        row.acted.connect(self.act)
        row.stepped.connect(self._step)
        self._rows[job_id] = row
        self._column.insertWidget(0, row)
        self._order()
        self._scroll.verticalScrollBar().setValue(0)
        self._settle()

    def _order(self) -> None:
        """Let the Tab key go from top to bottom: rows are made in another order."""
        widgets = (self._column.itemAt(place).widget() for place in range(self._column.count()))
        rows = [widget for widget in widgets if isinstance(widget, JobRow)]
        order = [part for row in rows for part in (row, *row.buttons())]
        # From the first one on: Qt takes the button for being last while it is the very first.
        QWidget.setTabOrder(order[0], self.clear_button)
        for before, then in zip(order, order[1:]):
            QWidget.setTabOrder(before, then)

    def _change(self, job_id: str) -> None:
        job, row = self._downloads.job(job_id), self._rows.get(job_id)
        if job is not None and row is not None:
            row.show_job(job)
            self._settle()

    def _remove(self, job_id: str) -> None:
        row = self._rows.pop(job_id, None)
        if row is not None:
            held = row.focusWidget()
            if row.hasFocus() or (held is not None and held.hasFocus()):
                self._step(job_id, 1, row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
            self._settle()

    def _step(self, job_id: str, by: int, row: Optional[JobRow] = None) -> None:
        here = self._column.indexOf(row or self._rows[job_id])
        for place in (here + by, here - by if row is not None else here + by):
            item = self._column.itemAt(place)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setFocus()
                self._scroll.ensureWidgetVisible(widget)
                return

    def _settle(self) -> None:
        jobs = self._downloads.jobs()
        active = sum(1 for job in jobs if job.state.active)
        waiting = sum(1 for job in jobs if job.state in (State.PAUSED, State.FAILED))
        texts = []
        if active:
            texts.append(self.tr("Under way: {count}").format(count=active))
        if waiting:
            texts.append(self.tr("Standing still: {count}").format(count=waiting))
        self.told.setText(" · ".join(texts) or self.tr("No download now."))
        self.clear_button.setVisible(any(job.state.over for job in jobs))


def open_folder(job: Job) -> None:
    """Show the folder the copy lies in."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(job.wish.path.parent)))
