"""A copy on its way is drawn from its first page on: a layer that stands in until it is whole.

It says that it is a part, cannot be edited, and is written to no project.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable, Deque, Dict, List, Optional

from qgis.core import QgsFeature, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.gui import QgsLayerTreeViewIndicator
from qgis.PyQt.QtCore import QCoreApplication, QTimer
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from cicclo_qgis.catalogue.quiet import ahead
from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.downloads import Downloads
from cicclo_qgis.gui.downloads.job import Job, State
from cicclo_qgis.gui.icons import theme
from cicclo_qgis.gui.text import tooltip
from cicclo_qgis.host import layers as host_layers
from cicclo_qgis.host.copies import give_style
from cicclo_qgis.host.first_features import Batch, FirstFeatures, stands_in_no_more
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import ItemKind
from cicclo_qgis.transfer import PageListener
from cicclo_qgis.transfer.package import Crs
from cicclo_qgis.transfer.page import Page

_log = logging.getLogger(__name__)

# Some milliseconds of the GUI thread a turn.
_AT_ONCE = 250
# A map with few features is drawn in that time; longer than the other no download waits for it.
_DRAWING_MS, _COURTESY_S = 25, 0.06


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


@dataclass
class _Shown:
    """What stands in for one job's copy.

    ``added``: features it holds already. QGIS gives up Python for each that it takes down, and the
    GUI thread would wait to have it back, 250 times a turn, while the thread that parses computes.
    """

    layer: QgsVectorLayer
    title: str
    name: str = ""
    total: Optional[int] = None
    waiting: Deque[QgsFeature] = field(default_factory=deque)
    added: List[QgsFeature] = field(default_factory=list)
    indicator: Optional[QgsLayerTreeViewIndicator] = None

    @property
    def theirs(self) -> bool:
        """Whether the person has made a file of it (QGIS offers that): then it is not touched."""
        return bool(self.layer.providerType() != "memory")


class Arriving:
    """Shows the first features of copies that are to go on the map. GUI thread.

    Args:
        more: what a click on a layer's sign opens.
    """

    def __init__(
        self, iface: Any, downloads: Downloads, workers: Workers, more: Callable[[], None]
    ) -> None:
        self._iface = iface
        self._downloads = downloads
        self._workers = workers
        self._more = more
        self._project = QgsProject.instance()
        self._first: Dict[str, FirstFeatures] = {}
        self._shown: Dict[str, _Shown] = {}
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._add_some)
        self._ties = [
            (downloads.changed, self._changed),
            (downloads.removed, self._drop),
            (self._project.layersWillBeRemoved, self._layers_go),
            (self._project.writeProject, self._leave_out_of_tree),
            (self._project.writeMapLayer, self._leave_out),
        ]
        for signal, slot in self._ties:
            signal.connect(slot)
        downloads.listen = self.listener

    def stop(self) -> None:
        """Take every such layer away, and make no more."""
        self._downloads.listen = None
        self._timer.stop()
        for job_id in list(self._shown):
            self._drop(job_id)
        for signal, slot in self._ties:
            signal.disconnect(slot)
        self._ties = []

    def listener(self, job: Job) -> Optional[PageListener]:
        """What the job's thread calls with each page; None when nothing of it is to be shown."""
        if not job.wish.add or job.wish.replaces:
            return None
        if job.id not in self._first:
            table = job.subject is not None and job.subject[1].item_kind is ItemKind.TABLE
            self._first[job.id] = FirstFeatures(job.wish.title, table)
        first, drawn = self._first[job.id], threading.Event()

        def heard(page: Page, crs: Crs, swap: bool) -> None:
            """In the job's thread, which gives the window time to draw."""
            try:
                came = deque([first.take(page, crs, swap)])
            except Exception as error:  # noqa: BLE001 - the copy itself must not suffer from it
                _log.error("first features cannot be shown: %s", type(error).__name__)
                return
            if came[0] is None:
                return
            is_first = came[0].layer is not None
            # It leaves this thread, which would keep the layer longer than the window does.
            self._workers.in_gui(lambda: self._came(job.id, came.popleft()))
            if is_first:
                # More pages travel already: until they come, Python is the window's.
                self._workers.in_gui(partial(QTimer.singleShot, _DRAWING_MS, drawn.set))
                drawn.wait(_COURTESY_S)

        return heard

    def layer(self, job_id: str) -> Optional[QgsVectorLayer]:
        """The layer that stands in for a job's copy; None when there is none (any more)."""
        shown = self._shown.get(job_id)
        return None if shown is None else shown.layer

    def release(self, job_id: str) -> Optional[QgsVectorLayer]:
        """The same, for the whole copy to take its place: it is the caller's from now on.

        A layer that the person has made a file of meanwhile is theirs, and left alone.
        """
        self._first.pop(job_id, None)
        shown = self._shown.pop(job_id, None)
        if shown is None:
            return None
        self._unmark(shown)
        stands_in_no_more(shown.layer)
        if shown.theirs:
            return None
        if shown.layer.name() == shown.name:
            shown.layer.setName(shown.title)
        return shown.layer

    # -- as it comes ------------------------------------------------------------------------------

    def _came(self, job_id: str, batch: Optional[Batch]) -> None:
        job = self._downloads.job(job_id)
        if batch is None or job is None or job.state.over or job.state is State.FAILED:
            return
        shown = self._shown.get(job_id)
        if batch.layer is not None:
            shown = self._show(job, batch.layer)
        if shown is None or shown.theirs:
            return  # taken off the map by the person, or kept
        shown.total = batch.total
        shown.waiting.extend(batch.features)
        if shown.waiting and not self._timer.isActive():
            self._timer.start()
        self._tell(shown)

    def _show(self, job: Job, layer: QgsVectorLayer) -> _Shown:
        give_style(layer, job.wish.style)
        shown = self._shown[job.id] = _Shown(layer, job.wish.title)
        host_layers.add(layer)
        node = self._project.layerTreeRoot().findLayer(layer.id())
        if node is not None:
            view = self._iface.layerTreeView()
            shown.indicator = QgsLayerTreeViewIndicator(view)
            shown.indicator.setIcon(theme("/mTaskRunning.svg"))
            shown.indicator.clicked.connect(lambda _index: self._more())
            view.addIndicator(node, shown.indicator)
        return shown

    def _add_some(self) -> None:
        for shown in self._shown.values():
            if shown.theirs:
                self._let_go(shown)
            if not shown.waiting:
                continue
            some = [shown.waiting.popleft() for _ in range(min(_AT_ONCE, len(shown.waiting)))]
            with ahead():
                shown.layer.dataProvider().addFeatures(some)
            shown.added += some
            if not shown.waiting:
                shown.layer.updateExtents()
                shown.layer.triggerRepaint()
                self._tell(shown)
            return
        self._timer.stop()

    def _let_go(self, shown: _Shown) -> None:
        """Leave the features to another thread."""
        gone, shown.added = [*shown.added, *shown.waiting], []
        shown.waiting.clear()
        if gone:
            self._workers.run(gone.clear)

    def _tell(self, shown: _Shown) -> None:
        """Name and sign of the layer say how much of it that is."""
        count = words.number(shown.layer.featureCount())
        if shown.total is None:
            name = _tr("{title} (arriving: {count} so far)")
            text = _tr("This is not the whole copy yet: {count} features so far.")
        else:
            name = _tr("{title} (arriving: {count} of {total})")
            text = _tr("This is not the whole copy yet: {count} features of {total}.")
        total = words.number(shown.total or 0)
        if shown.layer.name() in ("", shown.title, shown.name):
            shown.name = name.format(title=shown.title, count=count, total=total)
            shown.layer.setName(shown.name)
        if shown.indicator is not None:
            more = _tr("The copy takes its place when it is complete and checked.")
            told = text.format(count=count, total=total)
            shown.indicator.setToolTip(tooltip(f"{told} {more}"))

    # -- as it ends -------------------------------------------------------------------------------

    def _changed(self, job_id: str) -> None:
        job = self._downloads.job(job_id)
        if job is not None and job.state in (State.CANCELLED, State.FAILED):
            self._drop(job_id)

    def _drop(self, job_id: str) -> None:
        """Take the layer off the map: no copy comes of it."""
        self._first.pop(job_id, None)
        shown = self._shown.pop(job_id, None)
        if shown is None:
            return
        self._unmark(shown)
        if shown.theirs:
            stands_in_no_more(shown.layer)
        else:
            self._project.removeMapLayer(shown.layer.id())

    def _unmark(self, shown: _Shown) -> None:
        self._let_go(shown)
        indicator, shown.indicator = shown.indicator, None
        if indicator is None:
            return
        view = self._iface.layerTreeView()
        node = self._project.layerTreeRoot().findLayer(shown.layer.id())
        if node is not None:
            view.removeIndicator(node, indicator)
        indicator.deleteLater()
        view.viewport().update()

    def _layers_go(self, layer_ids: List[str]) -> None:
        for job_id, shown in list(self._shown.items()):
            if shown.layer.id() in layer_ids:
                del self._shown[job_id]
                self._unmark(shown)

    # -- the project is saved meanwhile -----------------------------------------------------------

    def _ids(self) -> List[str]:
        return [shown.layer.id() for shown in self._shown.values() if not shown.theirs]

    def _leave_out_of_tree(self, document: QDomDocument) -> None:
        """QGIS has written the tree of layers, and will write the layers themselves after this."""
        nodes = document.elementsByTagName("layer-tree-layer")
        found = [nodes.at(index).toElement() for index in range(nodes.count())]
        ids = self._ids()
        for element in found:
            if element.attribute("id") in ids:
                element.parentNode().removeChild(element)

    def _leave_out(self, layer: QgsMapLayer, element: QDomElement, _doc: QDomDocument) -> None:
        """What QGIS puts into the document afterwards is empty, and no layer to who reads it."""
        if layer.id() not in self._ids():
            return
        while element.hasChildNodes():
            element.removeChild(element.firstChild())
        element.setTagName("cicclo-arriving")
