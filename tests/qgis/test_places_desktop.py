"""The plugin where QGIS users already look, in the real desktop; all of it gone after unload."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict

import pytest

from tests.qgis.desktop import needs_desktop, play
from tests.qgis.platform_server import Content, OapifPlatform, _json
from tests.qgis.server import Answer, LocalServer, Seen
from workshop.iso_records import Online, Sheet, iso

STARTUP = """
import json, os, sys, time, traceback
sys.path.insert(0, os.environ["CICCLO_CHECKOUT"])
import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QEventLoop, QMimeData, QModelIndex, QPoint, QPointF, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QTreeView

told = {"errors": [], "block_ms": 0}

def wait(seconds):
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()

def until(wanted, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        if wanted():
            return True
        wait(0.05)
    return False

def names():
    return sorted(layer.name() for layer in QgsProject.instance().mapLayers().values())

def find(model, text, parent=QModelIndex()):
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        if model.data(index) == text:
            return index
    return QModelIndex()

def drop(target, data):
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(200, 200), action, data, button, keys)
    QApplication.sendEvent(target, enter)
    QApplication.sendEvent(target, QDropEvent(QPointF(200, 200), action, data, button, keys))

def play():
    from cicclo_qgis.plugin import CiccloPlugin
    iface = qgis.utils.iface
    window = iface.mainWindow()
    plugin = CiccloPlugin(iface)
    plugin.initGui()
    told["at_start"] = until(lambda: names() == ["Communes"])
    docks = window.findChildren(QDockWidget)
    view = next(d for d in docks if d.objectName() == "Browser").findChild(QTreeView)
    model = view.model()
    until(lambda: find(model, "CICCLO").isValid())
    root = find(model, "CICCLO")
    view.expand(root)
    platform = find(model, "Atelier", root)
    view.expand(platform)
    told["browser"] = until(lambda: find(model, "Zones", platform).isValid())
    view.doubleClicked.emit(find(model, "Zones", platform))
    told["double_click"] = until(lambda: "Zones" in names())
    wait(0.5)
    table = find(model, "Table", find(model, "Atelier", find(model, "CICCLO")))
    drop(iface.mapCanvas().viewport(), model.mimeData([table]))
    told["drag"] = until(lambda: "Table" in names())
    address = QMimeData()
    address.setUrls([QUrl(os.environ["CICCLO_DROPPED"])])
    drop(window, address)
    told["address"] = until(lambda: "Sites" in names())
    record = QMimeData()
    record.setText(os.environ["CICCLO_RECORD"])
    drop(window, record)
    told["record"] = until(lambda: "Sentiers" in names())
    iface.locatorSearch("ci bassins")
    results = [t for t in window.findChildren(QTreeView) if "Locator" in t.metaObject().className()]
    found = results[0].model()
    told["locator"] = until(lambda: found.rowCount() == 2)
    results[0].setCurrentIndex(found.index(1, 0))
    filters = found.data(found.index(1, 0))
    told["located"] = filters
    iface.locatorSearch("")
    layer = next(l for l in QgsProject.instance().mapLayers().values() if l.name() == "Zones")
    iface.setActiveLayer(layer)
    wait(0.3)
    tree = iface.layerTreeView()
    def read_menu():
        menu = QApplication.activePopupWidget()
        ours = [a for a in menu.actions() if a.text() == "CICCLO"][0].menu()
        ours.aboutToShow.emit()
        told["layer_menu"] = [a.objectName() for a in ours.actions()]
        [a for a in ours.actions() if a.objectName() == "load_again"][0].trigger()
        menu.close()
    QTimer.singleShot(800, read_menu)
    point = tree.visualRect(tree.currentIndex()).center()
    where = tree.viewport().mapToGlobal(point)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(tree.viewport(), QContextMenuEvent(reason, point, where))
    wait(1.5)
    told["layers_valid"] = all(l.isValid() for l in QgsProject.instance().mapLayers().values())
    sources = QgsGui.sourceSelectProviderRegistry()
    told["source"] = sources.providerByName("cicclo") is not None
    told["metadata"] = [layer.metadata().abstract(), layer.metadata().licenses()]
    plugin.unload()
    wait(0.5)
    told["gone"] = [
        not find(model, "CICCLO").isValid(),
        sources.providerByName("cicclo") is None,
        QgsApplication.dataItemProviderRegistry().provider("cicclo") is None,
    ]
    second = CiccloPlugin(iface)
    second.initGui()
    told["again"] = until(lambda: find(model, "CICCLO").isValid())
    second.unload()
    wait(0.3)

def begin():
    if qgis.utils.iface is None or not qgis.utils.iface.mainWindow().isVisible():
        return
    starting.stop()
    try:
        play()
    except Exception:
        told["errors"].append(traceback.format_exc())
    with open(os.environ["CICCLO_TOLD"], "w") as out:
        json.dump(told, out)
    os._exit(0)

starting = QTimer()
starting.timeout.connect(begin)
starting.start(500)
"""


RECORD = "0f2b7a10-4c1d-4f0e-9a51-8f2f6a7c1d20"


class Listed(OapifPlatform):
    def answer(self, seen: Seen) -> Answer:
        if seen.path == f"/geonetwork/srv/api/records/{RECORD}/formatters/xml":
            online = Online(f"{self.landing}collections/sentiers/items", "OGC API Features")
            record = iso(Sheet(RECORD, "Sentiers de randonnée", (online,)))
            return Answer(200, record.encode(), [("Content-Type", "application/xml")])
        if seen.path[len(self.base) :].rstrip("/") == "/collections":
            entries = [dict(self._collection(c), license="LO 2.0") for c in self.contents]
            return _json({"links": [], "collections": entries})
        return super().answer(seen)


@pytest.fixture
def told(tmp_path: Path, server: LocalServer) -> Dict[str, Any]:
    titles = ("Communes", "Zones", "Sites", "Sentiers", "Bassins versants")
    contents = [Content(title.split()[0].lower(), 30, title=title) for title in titles]
    platform = Listed(server, [*contents, Content("table", 5, table=True, title="Table")])
    registry = tmp_path / "platforms.json"
    record = {
        "id": "atelier",
        "name": "Atelier",
        "territory": "France",
        "software": "x",
        "landing": platform.landing,
        "landing_status": "documented",
        "access": [],
        "source": "tests",
    }
    registry.write_text(json.dumps({"version": 1, "platforms": [record]}))
    settings = tmp_path / "profile/profiles/default/QGIS/QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("[cicclo]\nshippedPlatforms=false\n[qgis]\ncheckVersion=false\n")
    return play(
        STARTUP,
        tmp_path,
        seconds=280,
        CICCLO_REGISTRY=str(registry),
        CICCLO_OPEN=f"{platform.landing}collections/communes",
        CICCLO_DROPPED=f"{platform.landing}collections/sites/items?f=html",
        CICCLO_RECORD=f"{server.url}/geonetwork/srv/fre/catalog.search#/metadata/{RECORD}",
    )


@pytest.mark.slow
@pytest.mark.timeout(320)
@needs_desktop
def test_everywhere_in_the_desktop(told: Dict[str, Any]) -> None:
    assert told["errors"] == []
    assert told["at_start"], "the address in the environment is opened"
    assert told["browser"] and told["double_click"] and told["drag"]
    assert told["address"], "an address dropped on QGIS is opened"
    assert told["record"], "and the page of a record, by what it links to"
    assert told["locator"] and told["located"] == "Bassins versants"
    assert told["layer_menu"] == ["load_again", "copy", "open_page", "copy_address"]
    assert told["layers_valid"] and told["source"]
    assert told["metadata"] == ["Said so", ["LO 2.0"]]
    assert told["gone"] == [True, True, True] and told["again"]
