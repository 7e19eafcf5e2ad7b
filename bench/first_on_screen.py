"""From the click to the first features on the map: ``bench.first_on_screen WHOSE LANDING``.

WHOSE is ``ours`` (the plugin's own parts: jobs, worker threads, the layer that stands in) or
``provider`` (a live layer of QGIS's own OAPIF provider); both are drawn by a real map canvas, and
the collection is known beforehand, as it is in the list. Prints JSON: ``on_map_s`` until the layer
is in the project, ``drawn_s`` until something of it is painted in the window.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Dict, Optional

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsLayerTreeModel,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsLayerTreeMapCanvasBridge, QgsLayerTreeView, QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QEventLoop, QObject, QTimer
from qgis.PyQt.QtGui import QImage

from cicclo_qgis.gui.downloads.arrivals import Arrivals
from cicclo_qgis.gui.downloads.arriving import Arriving
from cicclo_qgis.gui.downloads.door import load
from cicclo_qgis.gui.downloads.downloads import Downloads
from cicclo_qgis.gui.downloads.job import Subject, Wish
from cicclo_qgis.gui.downloads.kept import Kept
from cicclo_qgis.host.layer_made import vector_layer
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi.at_once import open_and_list

_PATIENCE_S = 300.0
_FRANCE = QgsRectangle(-5.5, 41.0, 10.0, 51.5)

Told = Dict[str, float]


class _Window(QObject):
    """A map canvas with its tree of layers; notes when a layer came, and when it was seen."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Told = {}
        self._began: Optional[float] = None
        self._looking, self._loop = False, QEventLoop()
        root = QgsProject.instance().layerTreeRoot()
        self.canvas, self.tree = QgsMapCanvas(), QgsLayerTreeView()
        self._model = QgsLayerTreeModel(root)
        self.tree.setModel(self._model)
        self.canvas.resize(1000, 800)
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
        self._bridge = QgsLayerTreeMapCanvasBridge(root, self.canvas)
        self._bridge.setAutoSetupOnFirstLayer(False)
        self.canvas.setExtent(_FRANCE)
        self.canvas.show()
        self._draw_something()
        self.canvas.viewport().installEventFilter(self)
        QgsProject.instance().layersAdded.connect(self._added)

    def _draw_something(self) -> None:
        """There has been a map before: QGIS loads much for the first one."""
        project, drawn = QgsProject.instance(), []
        layer = vector_layer("Point?crs=EPSG:4326", "before", "memory")
        layer.dataProvider().addFeatures([_somewhere()])
        self.canvas.mapCanvasRefreshed.connect(lambda: drawn.append(bool(self.canvas.layers())))
        project.addMapLayer(layer)
        _until(lambda: True in drawn)
        self.canvas.mapCanvasRefreshed.disconnect()
        project.removeMapLayer(layer.id())
        _until(lambda: not self.canvas.layers() and not self.canvas.isDrawing())

    def begin(self) -> None:
        """This is the click."""
        self._began = time.monotonic()

    def wait(self) -> None:
        """Until something is drawn. As in QGIS, no Python keeps the events going."""
        QTimer.singleShot(int(_PATIENCE_S * 1000), self._loop.quit)
        self._loop.exec()
        if "drawn_s" not in self.told:
            raise SystemExit("nothing came")

    def close(self) -> None:
        """Note nothing any more."""
        self.canvas.viewport().removeEventFilter(self)
        QgsProject.instance().layersAdded.disconnect(self._added)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Look at what each painting of the window brought."""
        if event.type() == QEvent.Type.Paint and "on_map_s" in self.told and not self._looking:
            # Not in the middle of it.
            QTimer.singleShot(0, partial(self._look, self._since()))
        return False

    def _look(self, painted_s: float) -> None:
        """Whether what was painted then holds anything."""
        if "drawn_s" not in self.told:
            self._looking = True
            if _is_drawn(self.canvas.viewport().grab().toImage()):
                self.told["drawn_s"] = painted_s
                self._loop.quit()
            self._looking = False

    def _added(self, _layers: Any) -> None:
        self.told.setdefault("on_map_s", self._since())

    def _since(self) -> float:
        return time.monotonic() - (self._began or 0.0)


def _is_drawn(image: QImage) -> bool:
    """Whether anything in it is not of the background's colour."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    content = bytes(bits)
    return content != content[:4] * (len(content) // 4)


def _somewhere() -> QgsFeature:
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(2.0, 47.0)))
    return feature


def ours(landing: str, folder: Path) -> Told:
    """Seconds from the click to the plugin's first features; the copy is cancelled then."""
    subject = _subject(landing)
    # As behind the dialog, which is open before the click.
    load()
    window, workers = _Window(), Workers()
    downloads = Downloads(http_session, lambda _wish: landing, workers, Kept(folder / "jobs"))
    iface = SimpleNamespace(layerTreeView=lambda: window.tree)
    arriving = Arriving(iface, downloads, workers, lambda: None)
    arrivals = Arrivals(
        downloads, workers, lambda _id: None, lambda *_told, **_more: None, arriving.release
    )
    wish = Wish("", landing, subject[1].id, "points", str(folder / "copy.gpkg"))
    window.begin()
    job_id = downloads.start(wish, subject)
    window.wait()
    downloads.cancel(job_id)
    arriving.stop()
    arrivals.stop()
    downloads.stop()
    workers.stop()
    window.close()
    return window.told


def provider(landing: str, _folder: Path) -> Told:
    """The same of a live layer, made beside the GUI thread."""
    collection = _subject(landing)[1].id
    window, workers = _Window(), Workers()
    thread = QgsApplication.instance().thread()

    def work() -> Any:
        layer = vector_layer(f"url='{landing}' typename='{collection}'", "points", "OAPIF")
        layer.moveToThread(thread)
        return layer

    window.begin()
    workers.run(work, QgsProject.instance().addMapLayer)
    window.wait()
    window.canvas.stopRendering()
    workers.stop()
    window.close()
    return window.told


def _subject(landing: str) -> Subject:
    """The first collection of the service."""
    found = []

    def work() -> None:
        entry, (collection,) = open_and_list(http_session, landing)
        found.append((entry, collection))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    _until(lambda: not thread.is_alive())
    return found[0]


def _until(over: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not over():
        if time.monotonic() > end:
            raise SystemExit("nothing came")
        QgsApplication.processEvents()
        time.sleep(0.001)


WHOSE = {"ours": ours, "provider": provider}


def main() -> None:
    """Start QGIS, measure, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("whose", choices=list(WHOSE))
    parser.add_argument("landing")
    asked = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as profile:
        application = QgsApplication([], True, profile)
        application.initQgis()
        print(json.dumps(WHOSE[asked.whose](asked.landing, Path(profile))), flush=True)
    # QGIS's own end is no business of ours.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
