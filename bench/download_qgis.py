"""Downloads inside QGIS: ``python -m bench.download_qgis CLIENT LANDING TARGET [--first]``.

CLIENT is ``provider`` (QGIS's own OAPIF layer, exported by QGIS's own writer) or ``ours`` (the
plugin's engine over QGIS's network, in a worker thread as in the plugin). The clock runs from the
address to the finished file; QGIS has started before, and the plugin, which got ready for downloads
when its dialog was opened. ``baseline_mb`` is what was in memory before that. Ours tells apart
the listing (``listed_s``): in the plugin it is there before anybody can click, and the first
feature counts from that click.
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
from typing import Any, Callable, Dict

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransformContext,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from bench.running import memory_mb
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.ogcapi.at_once import open_and_list
from cicclo_qgis.transfer import download
from cicclo_qgis.transfer.ready import get_ready

Told = Dict[str, Any]


def provider(landing: str, target: Path, first_only: bool) -> Told:
    """A layer of QGIS's OAPIF provider with pages as it chooses them, saved as a GeoPackage."""
    began = time.monotonic()
    layer = QgsVectorLayer(f"url='{landing}' typename='points'", "points", "OAPIF")
    if not layer.isValid():
        raise SystemExit(layer.error().message())
    if first_only:
        next(layer.getFeatures())
        return {"first_feature_s": time.monotonic() - began}
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "points"
    made = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(target), QgsCoordinateTransformContext(), options
    )
    if made[0] != 0:
        raise SystemExit(made[1])
    return {"total_s": time.monotonic() - began}


def ours(landing: str, target: Path, first_only: bool) -> Told:
    """The plugin's engine; what it told of the way goes along."""
    told: Told = {}

    def work() -> None:
        began = time.monotonic()
        entry, (collection,) = open_and_list(http_session, landing)
        listed = time.monotonic() - began
        result = download(http_session, entry, collection, target)
        told["total_s"] = time.monotonic() - began
        told["listed_s"] = listed
        told["first_feature_s"] = result.first_feature_s
        told["way"] = f"{result.strategy.value}, {result.verdict.value}"

    _beside(work)
    if not told:
        raise SystemExit("no copy")
    return told


def _beside(work: Callable[[], None]) -> None:
    """Have it done in a thread while QGIS goes on."""
    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        QgsApplication.processEvents()
        thread.join(0.01)


CLIENTS: Dict[str, Callable[[str, Path, bool], Told]] = {"provider": provider, "ours": ours}


def main() -> None:
    """Start QGIS, measure, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("client", choices=list(CLIENTS))
    parser.add_argument("landing")
    parser.add_argument("target", type=Path)
    parser.add_argument("--first", action="store_true")
    asked = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as profile:
        application = QgsApplication([], True, profile)
        application.initQgis()
        QgsProject.instance()
        before = memory_mb()
        # The clock starts here, also where this is ended before its time.
        print(json.dumps({"began": time.monotonic(), "baseline_mb": before}), flush=True)
        if asked.client == "ours":
            _beside(get_ready)
        used = time.process_time()
        told = CLIENTS[asked.client](asked.landing, asked.target, asked.first)
        told["cpu_s"] = time.process_time() - used
        print(json.dumps(told), flush=True)
    # QGIS's own end is no business of ours.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
