"""QGIS's question about unavailable layers: answered when it is all ours, else left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List

import pytest
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer

from cicclo_qgis.host.layer_uri import PROVIDER, layer_uri
from tests.qgis.desktop import needs_desktop, play

# Runs in the desktop before the project is read, as a plugin does.
STARTUP = """
import json, os, sys
sys.path.insert(0, os.environ["CICCLO_CHECKOUT"])
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication
from cicclo_qgis.host.live_layers import LiveLayers

live, project, told = LiveLayers(), QgsProject.instance(), {"asked": [], "modal": []}
live.needs_session.connect(told["asked"].append)
live.start()

def look():
    # One that is only passing by (the plugin answers it at its next look) is not in the way.
    if QApplication.activeModalWidget() is not None:
        QTimer.singleShot(700, look_again)

def look_again():
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        told["modal"].append(dialog.metaObject().className())
        dialog.reject()

def end():
    live.stop()
    layers = project.mapLayers().values()
    told["layers"] = {layer.name(): layer.isValid() for layer in layers}
    told["tree"] = sorted(node.name() for node in project.layerTreeRoot().findLayers())
    with open(os.environ["CICCLO_TOLD"], "w") as out:
        json.dump(told, out)
    os._exit(0)

looking, ending = QTimer(), QTimer()
looking.timeout.connect(look)
looking.start(1500)
ending.setSingleShot(True)
ending.timeout.connect(end)
project.readProject.connect(lambda *_: ending.start(1000))
"""


@pytest.fixture
def project(qgis_new_project: Any) -> QgsProject:
    return QgsProject.instance()


def broken(name: str, ours: bool = True) -> QgsVectorLayer:
    layer = QgsVectorLayer(layer_uri("http://127.0.0.1:9/ogc/", name), name, PROVIDER)
    if ours:
        layer.setCustomProperty("cicclo/platform", "atelier")
        layer.setCustomProperty("cicclo/restricted", True)
    return layer


@pytest.mark.slow
@pytest.mark.timeout(240)
@needs_desktop
@pytest.mark.parametrize(("others", "modal"), [([], []), (["theirs"], ["QgsHandleBadLayers"])])
def test_in_the_desktop(
    project: QgsProject, tmp_path: Path, others: List[str], modal: List[str]
) -> None:
    project.addMapLayers([broken("zones"), broken("parcelles")])
    project.addMapLayers([broken(name, ours=False) for name in others])
    path = tmp_path / "project.qgz"
    assert project.write(str(path))
    told = play(STARTUP, tmp_path, str(path))
    assert told["asked"] == ["atelier"]
    assert told["modal"] == modal
    assert told["layers"] == dict.fromkeys(["zones", "parcelles", *others], False)
    assert told["tree"] == sorted(["zones", "parcelles", *others])


def test_the_dialog_of_this_qgis_is_the_one_we_know() -> None:
    """A QGIS that renames it shows it again, which harms nobody; this test tells us."""
    library = Path(QgsApplication.prefixPath()) / "lib"
    found = [path for path in library.glob("**/libqgis_app.so*") if path.is_file()]
    if not found:
        pytest.skip("the desktop is not installed")
    assert b"QgsHandleBadLayers" in found[0].read_bytes()
    assert b"mLayerList" in found[0].read_bytes()
