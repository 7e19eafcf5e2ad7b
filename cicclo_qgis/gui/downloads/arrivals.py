"""A copy that is whole goes where it belongs: on the map, or in the place of the old one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QTimer

from cicclo_qgis.catalogue import Entry, Padlock
from cicclo_qgis.gui.desk_protocol import NoticeLevel
from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.downloads import Downloads
from cicclo_qgis.gui.downloads.job import Job, State
from cicclo_qgis.host import layers as host_layers
from cicclo_qgis.host.copies import build_copy, give_style, show_instead
from cicclo_qgis.host.replacing import Replacing
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.platforms import Platform
from cicclo_qgis.transfer import TransferCode, read_source

Tell = Callable[..., None]
"""``Desk.tell``."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


class Arrivals:
    """Listens to ``downloads.arrived``. GUI thread.

    Args:
        platform: one platform of the registry.
        tell: shows one sentence, with one thing to do about it.
        stand_in: the layer, on the map already, that stood in for a job's copy; it is asked for
            once, and the copy takes its place.
        on_map: called with a layer that shows a copy from now on.
    """

    def __init__(
        self,
        downloads: Downloads,
        workers: Workers,
        platform: Callable[[str], Optional[Platform]],
        tell: Tell,
        stand_in: Callable[[str], Optional[QgsVectorLayer]] = lambda _job_id: None,
        on_map: Callable[[QgsVectorLayer], None] = lambda _layer: None,
    ) -> None:
        self._downloads = downloads
        self._stand_in = stand_in
        self._on_map = on_map
        self._workers = workers
        self._platform = platform
        self._tell = tell
        self._replacing = Replacing(QgsProject.instance())
        downloads.arrived.connect(self.arrived)

    def arrived(self, job_id: str) -> None:
        """Put the copy of a job where it belongs."""
        job = self._downloads.job(job_id)
        if job is None or job.outcome is None:
            return
        if job.wish.replaces:
            self._replace(job)
        else:
            self._downloads.settle(job.id)
            self._say(job)
            if job.wish.add:
                self.show(job)

    def show(self, job: Job) -> None:
        """Put the copy on the map."""
        table = job.outcome.result.layer if job.outcome is not None else ""
        path, title = job.wish.path, job.wish.title
        subject, platform = job.subject, self._platform(job.wish.platform_id)

        def describe(layer: QgsVectorLayer) -> None:
            if subject is not None and platform is not None:
                entry = Entry(platform.id, subject[1], subject[0], Padlock.OPEN)
                told = host_layers.complete_metadata(layer.metadata(), entry, platform)
                layer.setMetadata(told)

        def work() -> QgsVectorLayer:
            """What can be done of it beside the GUI thread."""
            source = read_source(path)
            return build_copy(path, source.table if source is not None else table, title, describe)

        self._workers.run(work, partial(self._built, job), lambda _error: self._unreadable(job))

    def stop(self) -> None:
        """Put nothing anywhere any more."""
        self._replacing.stop()

    def _built(self, job: Job, layer: QgsVectorLayer) -> None:
        if not layer.isValid():
            self._unreadable(job)
            return
        stand_in = self._stand_in(job.id)
        if stand_in is None:
            give_style(layer, job.wish.style)
            host_layers.add(layer)
            self._soon(self._there, layer.id())
        else:
            self._soon(self._take_place, stand_in.id(), layer)

    def _soon(self, step: Callable[..., None], *what: Any) -> None:
        """In a turn of its own, for the window to be served before."""
        QTimer.singleShot(0, partial(step, *what))

    def _take_place(self, layer_id: str, whole: QgsVectorLayer) -> None:
        layer: Optional[QgsVectorLayer] = QgsProject.instance().mapLayer(layer_id)
        if layer is not None:
            show_instead(layer, whole)
            layer.setMetadata(whole.metadata())
            self._soon(self._there, layer_id)

    def _there(self, layer_id: str) -> None:
        layer: Optional[QgsVectorLayer] = QgsProject.instance().mapLayer(layer_id)
        if layer is not None:
            self._on_map(layer)

    def _unreadable(self, job: Job) -> None:
        stand_in = self._stand_in(job.id)
        if stand_in is not None:
            QgsProject.instance().removeMapLayer(stand_in.id())
        text = _tr("QGIS cannot read the copy {file}.").format(file=job.wish.path)
        self._tell(NoticeLevel.ERROR, text, "", None)

    def _replace(self, job: Job) -> None:
        new, old = Path(job.wish.target), job.wish.path

        def done() -> None:
            """The layers show the new file."""
            self._downloads.settle(job.id)
            self._say(job)

        def busy() -> None:
            """Another program holds the old file."""
            self._downloads.fail(job.id, TransferCode.TARGET_BUSY)
            text = _tr("“{title}”: {sentence}").format(
                title=job.wish.title, sentence=words.failure_code(TransferCode.TARGET_BUSY)
            )
            again = partial(self._downloads.resume, job.id)
            self._tell(
                NoticeLevel.WARNING,
                text,
                _tr("Try again"),
                again,
                holds=lambda: job.state is State.FAILED,
            )

        self._replacing.replace(old, new, done, busy)

    def _say(self, job: Job) -> None:
        if job.outcome is None:
            return
        doubt = words.doubtful(job.outcome.result)
        text = _tr("“{title}”: {sentence}").format(
            title=job.wish.title, sentence=words.finding(job.outcome.result)
        )
        level, path = NoticeLevel.WARNING if doubt else NoticeLevel.SUCCESS, job.wish.path

        def holds() -> bool:
            """Until the file is made anew."""
            return self._downloads.writing_to(path) in (None, job)

        self._tell(level, text, "", None, holds=holds)
