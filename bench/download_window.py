"""What a copy does to QGIS's window: how soon it is drawn, and how long it ever holds it up.

Real QGIS with the plugin, on a desktop of its own: the copy is begun as the dialog begins it, with
the panel in sight and the map drawn. From that moment until the whole copy is on the map, a timer
of 5 ms in the GUI thread notes the longest time it was not served.

A refresh of that copy, and copies of the same by a Web Feature Service (GeoJSON, then GML), are
measured the same way.

    python -m bench.download_window         writes bench/results.json
    CASES=refresh,wfs python -m ...         these cases alone (points, polygons, refresh, wfs)
    SHOW=1 python -m bench.download_window  writes nothing, and tells where the GUI thread was held
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import requests

from bench import registry
from bench.download import served
from bench.results import record
from workshop.tour.stage import Qgis, Stage

LATENCY_MS, COUNT, MOST = 80, 100_000, 10_000

_HELPERS = """\
import threading as _threading, time as _time, sys as _sys, traceback as _traceback
from cicclo_qgis.gui.downloads.job import Wish as _Wish
from cicclo_qgis.catalogue.sources.service import service_landing as _service_landing
from cicclo_qgis.catalogue.sources.wfs import wfs_row as _wfs_row
from qgis.core import (QgsCoordinateReferenceSystem as _Crs, QgsGeometry, QgsPointXY,
                       QgsVectorLayerUtils)

def _door():
    return plugins['cicclo_qgis'].desk.download.__self__

_told, _held = {}, []

def _begin(target, spy, wfs):
    desk = plugins['cicclo_qgis'].desk
    entry = desk.entries('bench')[0]
    subject, service = (entry.landing, entry.collection), 'features'
    if wfs:
        row = _wfs_row(wfs, 'b:points', main=True, title='Points', description='',
                       bbox=(-5, 42, 9.1, 51))
        subject, service = (_service_landing(wfs, 'Bench'), row), 'wfs'
    name = wfs and 'b:points' or entry.collection.id
    wish = _Wish('bench', subject[0].url, name, 'Points', target, service=service)
    _ready(spy)
    _told['id'] = _door().rooms.downloads.start(wish, subject)

def _refresh(spy):
    _ready(spy)
    _door().refresh(list(QgsProject.instance().mapLayers().values())[0])

def _ready(spy):
    _told.clear()
    if spy:
        _threading.Thread(target=_look, daemon=True).start()
    watchdog.restart()
    _told['began'] = _time.monotonic()

def _states():
    return [job.state.value for job in _door().rooms.downloads.jobs()]

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


def _copy(qgis: Qgis, target: Path, spy: bool, wfs: str = "") -> Dict[str, float]:
    """One copy, from the click until it is whole on the map. ``wfs``: the service it comes by."""
    qgis.remote("QgsProject.instance().removeAllMapLayers()")
    registry.rest(qgis, 25)
    qgis.remote(f"_begin({str(target)!r}, {spy}, {wfs!r})")
    # Not asked meanwhile: each question takes the GUI thread a moment, and more of it while Python
    # is busy. A copy that fails never has its name.
    _until(target.exists)
    qgis.remote.until("_state() in ('done', 'failed')", "an end", 60)
    longest = _end(qgis)
    told: Dict[str, Any] = qgis.remote("_told")
    return {"longest_ms": longest, "on_map_s": told["on_map"], "drawn_s": told["drawn"]}


def _refresh(qgis: Qgis, target: Path, spy: bool) -> Dict[str, float]:
    """The copy on the map fetched anew, until the map shows the new one."""
    registry.rest(qgis, 25)
    before = target.stat().st_ino
    began = time.monotonic()
    qgis.remote(f"_refresh({spy})")
    _until(lambda: target.stat().st_ino != before)
    seconds = time.monotonic() - began
    qgis.remote.until("set(_states()) <= {'done', 'failed'}", "an end", 60)
    return {"longest_ms": _end(qgis), "drawn_s": seconds}


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 300
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)


def _end(qgis: Qgis) -> float:
    """The longest hold, once the whole copy is on the map and QGIS is at rest."""
    qgis.remote.until("_whole()", "the whole copy on the map", 60)
    time.sleep(1.0)
    longest = float(qgis.remote("watchdog.longest_ms"))
    # It may have been drawn anew just then.
    qgis.remote.until("_whole()", "the whole copy on the map", 60)
    if qgis.remote("_whole()") not in ([COUNT], []):
        raise SystemExit("the copy is not whole")
    return longest


@contextmanager
def _window(landing: str) -> Iterator[Tuple[Qgis, Path]]:
    """Real QGIS at rest with the panel in sight, and a folder for copies."""
    with tempfile.TemporaryDirectory() as name:
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
            yield qgis, stage.home
            stage.kill()


def measured(case: str, times: int = 3, spy: bool = False) -> Dict[str, float]:
    """The medians of some turns in one QGIS; of the holds, the longest of all."""
    shape = "polygons" if case == "polygons" else "points"
    found: List[Dict[str, float]] = []

    def take(one: Dict[str, float]) -> None:
        found.append(one)
        print(case, {key: round(value, 3) for key, value in one.items()}, flush=True)

    with served(COUNT, shape) as landing, _window(landing) as (qgis, home):
        base = landing.rsplit("/", 1)[0]
        requests.get(f"{base}/set?latency_ms={LATENCY_MS}&most={MOST}&gzip=0", timeout=60)
        for turn in range(times):
            target = home / f"copy-{turn}.gpkg"
            if case == "refresh":
                _copy(qgis, target, False)
                take(_refresh(qgis, target, spy))
            else:
                # The last turn of a service has no GeoJSON.
                gml = int(case == "wfs" and turn == times - 1)
                requests.get(f"{base}/set?gml={gml}", timeout=60)
                take(_copy(qgis, target, spy, f"{base}/wfs" if case == "wfs" else ""))
        if spy:
            for late, who, where in qgis.remote("_held"):
                print(f"--- {late} ms, {who}\n{where}")
    middle = sorted(one["drawn_s"] for one in found)[(len(found) - 1) // 2]
    return {"longest_ms": max(one["longest_ms"] for one in found), "drawn_s": middle}


def main() -> None:
    """Measure, and write the results."""
    spy = bool(os.environ.get("SHOW"))
    figures: Dict[str, Any] = {}
    for case in os.environ.get("CASES", "points,polygons,refresh,wfs").split(","):
        told = measured(case, spy=spy)
        figures[f"download_gui_longest_block_{case}_ms"] = round(told["longest_ms"])
        if case in ("points", "polygons"):
            figures[f"download_drawn_{case}_s"] = round(told["drawn_s"], 2)
    if not spy:
        record(figures)


if __name__ == "__main__":
    main()
