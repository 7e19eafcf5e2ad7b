"""QGIS's question about unavailable layers: answered when it is all ours, else left alone."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any, Dict, List

import pytest
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer

from cicclo_qgis.host.layer_uri import PROVIDER, layer_uri

REPOSITORY = Path(__file__).resolve().parents[3]

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


def desktop(project_file: Path, folder: Path) -> Dict[str, Any]:
    """Open the project in the real desktop, on a display of its own."""
    (folder / "startup.py").write_text(STARTUP)
    told = folder / "told.json"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("QT_", "QGIS_"))},
        "PYQGIS_STARTUP": str(folder / "startup.py"),
        "CICCLO_CHECKOUT": str(REPOSITORY),
        "CICCLO_TOLD": str(told),
    }
    # Without a session bus QGIS 3.44 waits minutes for one.
    command = ["dbus-run-session", "--", "xvfb-run", "-a", "qgis", "--noversioncheck", "--nologo"]
    command += ["--profiles-path", str(folder / "profile"), str(project_file)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            process.wait(200)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    answer: Dict[str, Any] = json.loads(told.read_text())
    return answer


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.skipif(
    not all(map(shutil.which, ("dbus-run-session", "xvfb-run", "qgis"))),
    reason="needs the desktop, Xvfb and D-Bus",
)
@pytest.mark.parametrize(("others", "modal"), [([], []), (["theirs"], ["QgsHandleBadLayers"])])
def test_in_the_desktop(
    project: QgsProject, tmp_path: Path, others: List[str], modal: List[str]
) -> None:
    project.addMapLayers([broken("zones"), broken("parcelles")])
    project.addMapLayers([broken(name, ours=False) for name in others])
    path = tmp_path / "project.qgz"
    assert project.write(str(path))
    told = desktop(path, tmp_path)
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
