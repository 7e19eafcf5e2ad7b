"""Live layers on a real platform: made, saved, loaded again."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.host.layer_state import collection_of, is_restricted, platform_of
from cicclo_qgis.host.layers import add
from cicclo_qgis.host.live_layers import LiveLayers
from tests.qgis.host.layers.hands import Heard, Session, count, red, saved
from tests.qgis.platform_server import OapifPlatform


def test_built_in_a_worker_and_used_in_the_gui(
    session: Session, project: QgsProject, made: Any, beside_gui: Any
) -> None:
    layer = made()
    assert layer.isValid() and layer.thread() == QCoreApplication.instance().thread()
    assert layer.dataProvider().thread() == layer.thread()
    add(layer)
    assert project.mapLayer(layer.id()) is layer
    assert (layer.name(), platform_of(layer), collection_of(layer)) == (
        "Zones humides",
        "atelier",
        "zones",
    )
    assert is_restricted(layer) and layer.isSpatial()
    metadata = layer.metadata()
    assert metadata.title() == "Zones humides" and metadata.abstract() == "What it is"
    assert metadata.licenses() == ["https://x.fr/l"] and metadata.rights() == ["Atelier"]
    assert metadata.links()[0].url == "https://x.fr/l"
    assert metadata.extent().spatialExtents()[0].bounds.xMinimum() == -3.0
    assert count(layer, beside_gui) == 2500


def test_a_table_of_37_000_rows(session: Session, project: QgsProject, made: Any) -> None:
    layer = made("rows")
    add(layer)
    assert layer.isValid() and not layer.isSpatial()
    assert [field.name() for field in layer.fields()] == ["number", "name", "secret"]
    assert layer.featureCount() == 37_000
    assert not layer.crs().isValid() and layer.extent().isEmpty()


def test_an_open_collection_is_not_restricted(
    session: Session, project: QgsProject, made: Any
) -> None:
    assert not is_restricted(made("zones", Padlock.OPEN))


def test_the_project_holds_no_secret(
    session: Session, project: QgsProject, made: Any, tmp_path: Path, token: str, beside_gui: Any
) -> None:
    layer = made()
    assert count(layer, beside_gui) == 2500
    path = saved(project, layer, tmp_path)
    assert token not in layer.source() and "authcfg" not in layer.source()
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"cicclo/platform" in content
    assert token.encode() not in content and b"Bearer" not in content


def test_said_once_for_a_platform(
    session: Session, project: QgsProject, live: LiveLayers, made: Any
) -> None:
    session.token = ""
    heard = Heard(live)
    for name in ("zones", "rows", "zones"):
        add(made(name))
    assert heard.needs_session == ["atelier"] and len(live.waiting("atelier")) == 3
    live.mark("atelier")
    live.mark("another")
    assert heard.needs_session == ["atelier", "atelier"]


def test_an_open_layer_that_is_broken_asks_for_no_session(
    session: Session, project: QgsProject, live: LiveLayers, made: Any
) -> None:
    session.token = ""
    heard = Heard(live)
    add(made("zones", Padlock.OPEN))
    assert heard.needs_session == [] and len(live.waiting("atelier")) == 1


def test_stop_lets_go(session: Session, project: QgsProject, live: LiveLayers, made: Any) -> None:
    heard = Heard(live)
    live.stop()
    live.stop()
    session.token = ""
    add(made())
    assert heard.needs_session == []
    project.clear()


def test_a_layer_is_loaded_again_when_asked(
    session: Session,
    project: QgsProject,
    made: Any,
    live: LiveLayers,
    platform: OapifPlatform,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer, other = made(), QgsVectorLayer("Point", "other", "memory")
    project.addMapLayers([layer, other])
    red(layer)
    assert count(layer, beside_gui) == 2500
    platform.contents[0].count = 10
    heard = Heard(live)
    live.load_again(other.id())
    live.load_again("gone")
    live.load_again(layer.id())
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])
    assert count(layer, beside_gui) == 10 and layer.featureCount() == 10
    assert layer.renderer().symbol().color().name() == "#ff0000"
    assert heard.not_repaired == []
