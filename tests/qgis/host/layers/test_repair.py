"""Live layers on a real platform: refused, repaired."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, List

import pytest
from qgis.core import QgsProject, QgsVectorLayerFeatureSource
from qgis.PyQt.QtGui import QColor

from cicclo_qgis.host.layer_state import is_restricted, platform_of
from cicclo_qgis.host.layers import add
from cicclo_qgis.host.live_layers import LiveLayers
from tests.qgis.host.layers.hands import Heard, Session, count, saved
from tests.qgis.platform_server import OapifPlatform
from tests.qgis.server import Seen


def test_a_project_opened_signed_out_and_then_in(
    session: Session,
    project: QgsProject,
    live: LiveLayers,
    made: Any,
    tmp_path: Path,
    token: str,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer = made()
    layer_id = layer.id()
    path = saved(project, layer, tmp_path)
    project.clear()
    session.token = ""
    heard = Heard(live)
    assert project.read(str(path))
    broken = project.mapLayer(layer_id)
    assert not broken.isValid() and is_restricted(broken)
    assert heard.needs_session == ["atelier"]
    assert live.waiting("atelier") == (layer_id,)
    # Saved once more while it is broken: nothing of it may be lost.
    assert project.write(str(path)) and project.read(str(path))

    session.token = token
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.repaired == [layer_id])
    repaired = project.mapLayer(layer_id)
    assert repaired.isValid() and repaired.name() == "My own name"
    assert repaired.renderer().symbol().color() == QColor("#ff0000")
    assert platform_of(repaired) == "atelier" and live.waiting("atelier") == ()
    assert count(repaired, beside_gui) == 2500


def test_a_repair_that_the_server_refuses(
    session: Session, project: QgsProject, live: LiveLayers, made: Any, qtbot: Any
) -> None:
    session.token = ""
    layer = made()
    add(layer)
    heard = Heard(live)
    live.repair("atelier")
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.not_repaired == [layer.id()])
    assert not layer.isValid() and heard.repaired == []


def test_a_layer_that_is_being_edited_is_brought_back_when_its_edits_are_over(
    session: Session,
    project: QgsProject,
    live: LiveLayers,
    made: Any,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer, other = made(), made("points")
    add(layer)
    add(other)
    heard = Heard(live)
    live.mark("atelier")
    provider = layer.dataProvider()
    # No server here takes edits: the layer says of itself that it is being edited.
    monkeypatch.setattr(layer, "isEditable", lambda: True)
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.repaired == [other.id()])
    with qtbot.assertNotEmitted(live.repaired, wait=500):
        live.repair("atelier")
    assert layer.dataProvider() is provider and live.waiting("atelier") == (layer.id(),)

    monkeypatch.setattr(layer, "isEditable", lambda: False)
    layer.editingStopped.emit()
    qtbot.waitUntil(lambda: heard.repaired == [other.id(), layer.id()])
    assert layer.isValid() and live.waiting("atelier") == ()
    # The next time its edits end, nothing waits any more.
    with qtbot.assertNotEmitted(live.repaired, wait=300):
        layer.editingStopped.emit()


def test_refused_in_the_middle_of_pages(
    session: Session,
    project: QgsProject,
    platform: OapifPlatform,
    live: LiveLayers,
    made: Any,
    token: str,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer = made()
    add(layer)
    heard = Heard(live)
    allowed = platform.allowed
    platform.allowed = lambda seen: allowed(seen) and "offset" not in seen.query
    assert count(layer, beside_gui) == 1000
    qtbot.waitUntil(lambda: heard.partial == [layer.id()])
    assert layer.isValid() and live.waiting("atelier") == (layer.id(),)
    platform.allowed = allowed
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])
    assert live.waiting("atelier") == ()
    assert count(layer, beside_gui) == 2500
    assert heard.partial == [layer.id()]


def test_repaired_while_it_is_still_being_read(
    session: Session,
    project: QgsProject,
    platform: OapifPlatform,
    live: LiveLayers,
    made: Any,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer = made()
    add(layer)
    heard = Heard(live)
    sources = [QgsVectorLayerFeatureSource(layer) for _ in range(4)]
    allowed = platform.allowed
    platform.allowed = lambda seen: allowed(seen) and "offset" not in seen.query
    assert count(layer, beside_gui) == 1000
    qtbot.waitUntil(lambda: heard.partial == [layer.id()])
    readers = [iter(source.getFeatures()) for source in sources]
    assert all(next(reader).isValid() for reader in readers)
    platform.allowed = allowed
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])
    # What was begun with the old provider still ends well: a map may be drawn from it.
    assert all(sum(1 for _ in reader) == 999 for reader in readers)
    assert count(layer, beside_gui) == 2500


def test_a_refusal_heard_of_after_its_renewal(
    session: Session,
    project: QgsProject,
    platform: OapifPlatform,
    live: LiveLayers,
    made: Any,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer = made()
    add(layer)
    heard = Heard(live)
    allowed = platform.allowed
    platform.allowed = lambda seen: allowed(seen) and "offset" not in seen.query
    assert count(layer, beside_gui) == 1000
    live.repair("atelier")  # the layer has not told yet
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])
    platform.allowed = allowed
    assert heard.partial == [] and live.waiting("atelier") == ()
    assert count(layer, beside_gui) == 2500


def test_the_gui_is_free_while_a_dead_server_is_tried(
    session: Session,
    project: QgsProject,
    platform: OapifPlatform,
    live: LiveLayers,
    made: Any,
    token: str,
    qtbot: Any,
) -> None:
    session.token = ""
    layer = made()
    add(layer)
    session.token = token
    over = threading.Event()
    original = platform.answer

    def slow(seen: Seen) -> Any:
        over.wait(20)
        return original(seen)

    platform.server.fallback = slow
    heard = Heard(live)
    ticks: List[int] = []
    live.repair("atelier")
    for _ in range(20):
        qtbot.wait(20)
        ticks.append(1)
    assert heard.repaired == [] and len(ticks) == 20
    over.set()
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])


def test_a_layer_removed_while_it_is_repaired(
    session: Session, project: QgsProject, live: LiveLayers, made: Any, token: str, qtbot: Any
) -> None:
    session.token = ""
    layer = made()
    add(layer)
    session.token = token
    heard = Heard(live)
    live.repair("atelier")
    project.removeMapLayer(layer.id())
    qtbot.wait(500)
    assert heard.repaired == [] and heard.not_repaired == []
