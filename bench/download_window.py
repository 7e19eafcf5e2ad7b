"""What a copy does to QGIS's window: how soon it is drawn, and how long it ever holds it up.

Real QGIS with the plugin, on a desktop of its own: the copy is begun as the dialog begins it, with
the panel in sight and the map drawn. From that moment until the whole copy is on the map, a timer
of 5 ms in the GUI thread notes the longest time it was not served.

    python -m bench.download_window         writes bench/results.json
    SHOW=1 python -m bench.download_window  writes nothing, and tells where the GUI thread was held
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any, Dict

import requests

from bench import registry
from bench.download import served
from bench.results import record
from workshop.tour.stage import Qgis, Stage

LATENCY_MS, COUNT, MOST = 80, 100_000, 10_000

_HELPERS = """\
import threading as _threading, time as _time, sys as _sys, traceback as _traceback
from cicclo_qgis.gui.downloads.job import Wish as _Wish
from qgis.core import (QgsCoordinateReferenceSystem as _Crs, QgsGeometry, QgsPointXY,
                       QgsVectorLayerUtils)

def _door():
    return plugins['cicclo_qgis'].desk.download.__self__

_told, _held = {}, []

def _begin(target, spy):
    desk = plugins['cicclo_qgis'].desk
    entry = desk.entries('bench')[0]
    _told.clear()
    wish = _Wish('bench', entry.landing.url, entry.collection.id, 'Points', target)
    if spy:
        _threading.Thread(target=_look, daemon=True).start()
    watchdog.restart()
    _told['began'] = _time.monotonic()
    _told['id'] = _door().rooms.downloads.start(wish, (entry.landing, entry.collection))

def _note(name):
    if 'began' in _told:
        _told.setdefault(name, _time.monotonic() - _told['began'])

def _added(_layers):
    _note('on_map')

def _drawn():
    if 'on_map' in _told and iface.mapCanvas().layers():
        _note('drawn')

def _state():
    return _door().rooms.downloads.job(_told['id']).state.value

def _whole():
    layers = list(QgsProject.instance().mapLayers().values())
    return [one.featureCount() for one in layers] if all(
        one.providerType() == 'ogr' for one in layers) and not iface.mapCanvas().isDrawing() else []

def _look():
    main = _threading.main_thread().ident
    noted = 0.0
    while 'over' not in _told:
        _time.sleep(0.004)
        beat = watchdog._beat
        late = _time.perf_counter() - beat
        if late > 0.03 and beat != noted:
            noted = beat
            names = {one.ident: one.name for one in _threading.enumerate()}
            for ident, frame in _sys._current_frames().items():
                name = names.get(ident, '')
                if ident == main or name in ('cicclo-download', 'cicclo-fetch'):
                    where = ''.join(_traceback.format_stack(frame)[-3:])
                    _held.append((round(late * 1000), name, where))

def _before():
    layer = QgsVectorLayer('Point?crs=EPSG:4326', 'before', 'memory')
    layer.dataProvider().addFeatures(
        [QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromPointXY(QgsPointXY(2, 47)))])
    QgsProject.instance().addMapLayer(layer)

QgsProject.instance().layersAdded.connect(_added)
iface.mapCanvas().mapCanvasRefreshed.connect(_drawn)
QgsProject.instance().setCrs(_Crs('EPSG:4326'))
iface.mapCanvas().setExtent(QgsRectangle(-5.5, 41.0, 10.0, 51.5))
"""


def _copy(stage: Stage, qgis: Qgis, spy: bool) -> Dict[str, float]:
    """One copy, from the click until it is whole on the map."""
    qgis.remote("QgsProject.instance().removeAllMapLayers()")
    registry.rest(qgis, 25)
    target = stage.home / f"copy-{time.monotonic_ns()}.gpkg"
    qgis.remote(f"_begin({str(target)!r}, {spy})")
    # Not asked meanwhile: each question takes the GUI thread a moment, and more of it while Python
    # is busy. A copy that fails never has its name.
    deadline = time.monotonic() + 300
    while not target.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    qgis.remote.until("_state() in ('done', 'failed')", "an end", 60)
    qgis.remote.until("_whole()", "the whole copy on the map", 60)
    time.sleep(1.0)
    longest = float(qgis.remote("watchdog.longest_ms"))
    told: Dict[str, Any] = qgis.remote("_told")
    if qgis.remote("_whole()") != [COUNT]:
        raise SystemExit("the copy is not whole")
    target.unlink()
    return {"longest_ms": longest, "on_map_s": told["on_map"], "drawn_s": told["drawn"]}


def measured(shape: str, times: int = 3, spy: bool = False) -> Dict[str, float]:
    """The medians of some copies in one QGIS; of the holds, the longest of all."""
    with tempfile.TemporaryDirectory() as name, served(COUNT, shape) as landing:
        habits = f"latency_ms={LATENCY_MS}&most={MOST}&gzip=0"
        requests.get(f"{landing.rsplit('/', 1)[0]}/set?{habits}", timeout=60)
        folder = Path(name)
        with Stage(
            folder, registry=registry.write([registry.platform("bench", "Bench", landing)], folder)
        ) as stage:
            qgis = stage.start()
            registry.rest(qgis, 25)
            qgis.remote.until("plugins['cicclo_qgis'].desk.entries('bench')", "the list", 60)
            qgis.remote("_door_open = plugins['cicclo_qgis'].desk.download.__self__.show_panel()")
            qgis.remote.until(
                "plugins['cicclo_qgis'].desk.download.__self__._rooms is not None", "the panel"
            )
            qgis.remote(_HELPERS)
            # There has been a layer before: for its first one QGIS itself takes long.
            qgis.remote("_before()")
            qgis.remote.until("not iface.mapCanvas().isDrawing()", "a map")
            registry.rest(qgis, 25)
            found = []
            for _ in range(times):
                found.append(_copy(stage, qgis, spy))
                print(shape, {key: round(value, 3) for key, value in found[-1].items()}, flush=True)
            if spy:
                for late, who, where in qgis.remote("_held"):
                    print(f"--- {late} ms, {who}\n{where}")
            stage.kill()
    middle = sorted(one["drawn_s"] for one in found)[(len(found) - 1) // 2]
    return {"longest_ms": max(one["longest_ms"] for one in found), "drawn_s": middle}


def main() -> None:
    """Measure, and write the results."""
    spy = bool(os.environ.get("SHOW"))
    figures: Dict[str, Any] = {}
    for shape in (os.environ.get("SHAPES") or "points polygons").split():
        told = measured(shape, spy=spy)
        figures[f"download_gui_longest_block_{shape}_ms"] = round(told["longest_ms"])
        figures[f"download_drawn_{shape}_s"] = round(told["drawn_s"], 2)
    if not spy:
        record(figures)


if __name__ == "__main__":
    main()
