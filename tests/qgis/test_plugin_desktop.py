"""The plugin in the real desktop: a quick start, its page among the options, gone after unload."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.qgis.desktop import needs_desktop, play

STARTUP = """
import json, os, sys, traceback
sys.path.insert(0, os.environ["CICCLO_CHECKOUT"])
import qgis.utils
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox

told, steps = {"pages": [], "choice": None, "errors": []}, []

def options():
    return [w for w in QApplication.topLevelWidgets() if w.objectName() == "QgsOptionsBase"]

def pages():
    from cicclo_qgis.gui.options_page import OptionsPage
    return [page for dialog in options() for page in dialog.findChildren(OptionsPage)]

def open_options(then):
    QTimer.singleShot(2500, lambda: guarded(then))
    qgis.utils.iface.showOptionsDialog(currentPage="CiccloOptions")  # modal: comes back when it is closed

def close(accept):
    which = QDialogButtonBox.StandardButton
    for dialog in options():
        box = dialog.findChild(QDialogButtonBox, "buttonBox")
        box.button(which.Ok if accept else which.Cancel).click()

def first():
    from cicclo_qgis.plugin import CiccloPlugin
    told["plugin"] = plugin = CiccloPlugin(qgis.utils.iface)
    plugin.initProcessing()
    told["early"] = [one for one in sys.modules if one.startswith("cicclo_qgis.transfer")]
    plugin.initGui()
    def choose():
        told["pages"].append(len(pages()))
        page = pages()[0]
        told["current"] = page.isVisible()
        page.browser.setCurrentIndex(page.browser.findData("helper"))
        page.keep.setChecked(False)
        shot = os.environ.get("CICCLO_SHOT")
        if shot:
            options()[0].grab().save(shot)
        close(True)
    open_options(choose)
    settings = plugin.engine.settings
    told["choice"] = [settings.browser.value, settings.keep_sessions]

def second():
    told.pop("plugin").unload()
    def look():
        told["pages"].append(len(pages()))
        close(False)
    open_options(look)

def end():
    with open(os.environ["CICCLO_TOLD"], "w") as out:
        json.dump(told, out)
    os._exit(0)

def guarded(step):
    try:
        step()
    except Exception:
        told["errors"].append(traceback.format_exc())
        end()

def begin():
    if qgis.utils.iface is None or not qgis.utils.iface.mainWindow().isVisible():
        return
    starting.stop()
    for step in (first, second, end):
        guarded(step)

starting = QTimer()
starting.timeout.connect(begin)
starting.start(500)
"""


# What is shown, searched and fetched once QGIS stands.
_LATER = (
    "catalogue.index",
    "catalogue.model",
    "gui.desk",
    "gui.dock",
    "gui.icons",
    "gui.sentences",
)
_LATER += ("gui.tree", "host.transport", "ogcapi.", "signin.sessions", "transfer")


def test_what_qgis_waits_for_loads_nothing_that_is_not_seen() -> None:
    code = "import sys, cicclo_qgis.plugin; print(*(m for m in sys.modules if 'cicclo' in m))"
    play = [sys.executable, "-c", code]
    loaded = subprocess.run(play, capture_output=True, text=True, check=True, timeout=120).stdout
    assert "cicclo_qgis.plugin" in loaded.split()
    later = tuple(f"cicclo_qgis.{part}" for part in _LATER)
    assert [one for one in loaded.split() if one.startswith(later)] == []


@pytest.mark.slow
@pytest.mark.timeout(240)
@needs_desktop
def test_the_page_of_options_comes_and_goes(tmp_path: Path) -> None:
    answer = play(STARTUP, tmp_path)
    assert answer["errors"] == []
    assert answer["pages"] == [1, 0]
    assert answer["current"], "its name leads to it"
    assert answer["choice"] == ["helper", False]
    assert answer["early"] == [], "QGIS's start does not wait for what downloads need"
