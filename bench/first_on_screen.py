"""From the click to the first features on the map: ``python -m bench.first_on_screen LANDING``.

The plugin's own parts (jobs, worker threads, the layer that stands in) and a real map canvas; the
collection is known beforehand, as it is in the list. Prints JSON: ``on_map_s`` until the layer is
in the project, ``drawn_s`` until the canvas has drawn it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Dict

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsLayerTreeModel,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsLayerTreeMapCanvasBridge, QgsLayerTreeView, QgsMapCanvas

from cicclo_qgis.gui.downloads.arriving import Arriving
from cicclo_qgis.gui.downloads.downloads import Downloads
from cicclo_qgis.gui.downloads.job import Subject, Wish
from cicclo_qgis.gui.downloads.kept import Kept
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import collections, open_landing

_PATIENCE_S = 60.0
_FRANCE = QgsRectangle(-5.5, 41.0, 10.0, 51.5)


def first_on_screen(landing: str, target: Path) -> Dict[str, float]:
    """Seconds from the click. GUI thread of a running ``QgsApplication``; the copy is cancelled."""
    subject = _subject(landing)
    root = QgsProject.instance().layerTreeRoot()
    canvas, tree = QgsMapCanvas(), QgsLayerTreeView()
    tree.setModel(QgsLayerTreeModel(root))
    canvas.resize(1000, 800)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    canvas.show()
    bridge = QgsLayerTreeMapCanvasBridge(root, canvas)
    bridge.setAutoSetupOnFirstLayer(False)
    canvas.setExtent(_FRANCE)
    workers = Workers()
    downloads = Downloads(http_session, lambda _wish: landing, workers, Kept(None))
    iface = SimpleNamespace(layerTreeView=lambda: tree)
    arriving = Arriving(iface, downloads, workers, lambda: None)
    told: Dict[str, float] = {}
    wish = Wish("", landing, subject[1].id, "points", str(target))
    began = time.monotonic()

    def added(_layers: Any) -> None:
        told.setdefault("on_map_s", time.monotonic() - began)

    def drawn() -> None:
        if canvas.layers():
            told.setdefault("drawn_s", time.monotonic() - began)

    QgsProject.instance().layersAdded.connect(added)
    canvas.mapCanvasRefreshed.connect(drawn)
    job_id = downloads.start(wish, subject)
    _until(lambda: "drawn_s" in told)
    QgsProject.instance().layersAdded.disconnect(added)
    canvas.mapCanvasRefreshed.disconnect(drawn)
    downloads.cancel(job_id)
    arriving.stop()
    downloads.stop()
    workers.stop()
    return told


def _subject(landing: str) -> Subject:
    """The first collection of the service."""
    found = []

    def work() -> None:
        with http_session() as session:
            entry = open_landing(session, landing)
            found.append((entry, next(iter(collections(session, entry)))))

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


def main() -> None:
    """Start QGIS, measure, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("landing")
    asked = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as profile:
        application = QgsApplication([], True, profile)
        application.initQgis()
        target = Path(profile) / "copy.gpkg"
        print(json.dumps(first_on_screen(asked.landing, target)), flush=True)
    # QGIS's own end is no business of ours.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
