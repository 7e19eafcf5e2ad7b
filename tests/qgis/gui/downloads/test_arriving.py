"""First features on the map: soon, called what they are, and gone or whole in the end."""

from __future__ import annotations

import zipfile
from types import SimpleNamespace

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDataProvider,
    QgsFields,
    QgsMemoryProviderUtils,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor

from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.arrivals import Arrivals
from cicclo_qgis.gui.downloads.arriving import Arriving
from cicclo_qgis.gui.downloads.job import State
from cicclo_qgis.host.copies import is_marked, style_of
from cicclo_qgis.host.first_features import ARRIVING, MOST
from tests.qgis.gui.downloads.test_downloads import wait_state
from tests.qgis.hearing import hearing
from tests.qgis.server import Answer
from tests.qgis.tree import tree_view

PATIENCE = 20000


@pytest.fixture
def project(qgis_app):
    project = QgsProject.instance()
    project.clear()
    yield project
    project.clear()


@pytest.fixture
def view(project):
    with tree_view() as view:
        yield view


@pytest.fixture
def house(make_downloads, workers, view):
    downloads = make_downloads()
    iface = SimpleNamespace(layerTreeView=lambda: view)
    opened, on_map = [], []
    arriving = Arriving(iface, downloads, workers, lambda: opened.append(1))
    arrivals = Arrivals(
        downloads,
        workers,
        {}.get,
        lambda *told, **more: None,
        arriving.release,
        lambda layer: on_map.append(layer.id()),
    )
    yield SimpleNamespace(
        downloads=downloads, arriving=arriving, opened=opened, on_map=on_map, view=view
    )
    arriving.stop()
    arrivals.stop()


@pytest.fixture
def begun(qtbot, house, wish, gate, project):
    """A copy of which the first page has come, and nothing more yet."""

    def begin(after=1, **more):
        gate.shut(after=after)
        job_id = house.downloads.start(wish(**more))
        qtbot.waitUntil(lambda: house.arriving.layer(job_id) is not None, timeout=PATIENCE)
        return job_id, house.arriving.layer(job_id)

    return begin


def only_layer(project):
    (layer,) = project.mapLayers().values()
    return layer


def signs(house, layer):
    return house.view.indicators(QgsProject.instance().layerTreeRoot().findLayer(layer.id()))


def test_drawn_before_the_copy_is_whole(house, begun, project, wish):
    job_id, layer = begun()
    assert house.downloads.job(job_id).state is State.RUNNING
    assert not wish().path.exists()
    assert layer.isValid() and only_layer(project) is layer
    assert layer.featureCount() == 100 == len(list(layer.getFeatures()))
    first = next(layer.getFeatures())
    assert first["name"] == "n0" and first["number"] == 0 and first["feature_id"] == "0"
    point = first.geometry().asPoint()
    assert (point.x(), point.y()) == (-3.0, 48.0)
    assert layer.crs().authid() == "EPSG:4326" and not layer.extent().isEmpty()


def test_features_are_taken_down_by_another_thread(house, begun, workers, qtbot, monkeypatch):
    """QGIS gives up Python for each: the window would wait for it each time."""
    job_id, layer = begun()
    shown = house.arriving._shown[job_id]
    shown.waiting.extend(layer.getFeatures())
    house.arriving._timer.start()
    qtbot.waitUntil(lambda: not shown.waiting, timeout=PATIENCE)
    held, left = shown.added, []
    monkeypatch.setattr(workers, "run", lambda work, *more: left.append(work))
    house.downloads.cancel(job_id)
    assert shown.added == [] and len(held) > 0
    (taken_down,) = left
    assert len(taken_down.__self__) == len(held)


def test_it_says_that_it_is_a_part_and_cannot_be_edited(house, begun):
    _, layer = begun()
    total = words.number(2500)
    assert "Stations de mesure" in layer.name() and "100" in layer.name() and total in layer.name()
    assert layer.readOnly() and not layer.startEditing()
    (sign,) = signs(house, layer)
    assert "not the whole copy" in sign.toolTip() and total in sign.toolTip()
    sign.clicked.emit(house.view.model().index(0, 0))
    assert house.opened == [1]


def test_the_whole_copy_takes_its_place(qtbot, house, begun, gate, project, wish):
    job_id, layer = begun()
    group = project.layerTreeRoot().addGroup("Mine")
    node = project.layerTreeRoot().findLayer(layer.id())
    group.addChildNode(node.clone())
    node.parent().removeChildNode(node)
    layer.renderer().symbol().setColor(QColor("#123456"))
    layer.selectByIds([1])
    before = (layer.id(), style_of(layer))
    gate.open.set()
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.waitUntil(lambda: is_marked(layer), timeout=PATIENCE)
    assert only_layer(project) is layer and layer.id() == before[0]
    assert layer.name() == "Stations de mesure" and layer.providerType() == "ogr"
    assert layer.featureCount() == 2500 and layer.selectedFeatureCount() == 0
    assert layer.renderer().symbol().color() == QColor("#123456")
    assert [one.layerId() for one in group.findLayers()] == [layer.id()]
    whole = QgsVectorLayer(str(wish().path), "x", "ogr")
    assert layer.extent() == whole.extent() and layer.wkbType() == whole.wkbType()
    assert not layer.readOnly() and layer.customProperty(ARRIVING) is None
    assert layer.customProperty("skipMemoryLayersCheck") is None
    qtbot.waitUntil(lambda: house.on_map == [layer.id()], timeout=PATIENCE)  # in a turn of its own
    assert signs(house, layer) == []
    assert house.arriving.layer(job_id) is None


def test_a_name_that_the_person_gave_stays(qtbot, house, begun, gate):
    job_id, layer = begun()
    layer.setName("Mes stations")
    gate.open.set()
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.waitUntil(lambda: is_marked(layer), timeout=PATIENCE)
    assert layer.name() == "Mes stations"


def test_the_style_of_the_live_layer_is_there_from_the_first_page_on(house, begun):
    styled = QgsVectorLayer("Point?crs=EPSG:4326", "x", "memory")
    styled.renderer().symbol().setColor(QColor("#00ff7f"))
    _, layer = begun(style=style_of(styled))
    assert layer.renderer().symbol().color() == QColor("#00ff7f")


def test_cancelled_it_is_taken_off(qtbot, house, begun, gate, project, wish):
    job_id, _layer = begun()
    house.downloads.cancel(job_id)
    assert project.mapLayers() == {} and house.arriving.layer(job_id) is None
    gate.open.set()
    qtbot.waitUntil(lambda: not house.downloads._threads, timeout=PATIENCE)
    assert project.mapLayers() == {} and not wish().path.exists()


def test_a_failure_takes_it_off_and_the_next_try_shows_it_again(
    qtbot, house, begun, gate, project, platform
):
    whole = platform.answer
    job_id, _layer = begun()
    platform.server.fallback = lambda seen: Answer(404, b"{}")
    gate.open.set()
    wait_state(qtbot, house.downloads, job_id, State.FAILED)
    assert project.mapLayers() == {}
    platform.server.fallback = whole
    gate.shut(after=8)  # some of what was asked before the failure may come as late as now
    house.downloads.resume(job_id)
    qtbot.waitUntil(lambda: len(project.mapLayers()) == 1, timeout=PATIENCE)
    gate.open.set()
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.waitUntil(lambda: is_marked(only_layer(project)), timeout=PATIENCE)


def test_paused_and_gone_on_with_it_stays_one_layer(qtbot, house, begun, gate, project):
    job_id, layer = begun()
    house.downloads.pause(job_id)
    qtbot.waitUntil(lambda: not house.downloads._threads, timeout=PATIENCE)
    assert only_layer(project) is layer
    gate.open.set()
    house.downloads.resume(job_id)
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.waitUntil(lambda: is_marked(layer), timeout=PATIENCE)
    assert only_layer(project) is layer and layer.featureCount() == 2500


def test_it_grows_where_pages_are_slow(qtbot, house, begun, gate, monkeypatch):
    monkeypatch.setattr("cicclo_qgis.host.first_features._EVERY_S", 0.0)
    _, layer = begun(after=8)
    qtbot.waitUntil(lambda: layer.featureCount() >= 300, timeout=PATIENCE)
    qtbot.waitUntil(lambda: words.number(layer.featureCount()) in layer.name(), timeout=PATIENCE)
    ids = [one["feature_id"] for one in layer.getFeatures()]
    assert len(ids) == len(set(ids)) <= 900


def test_there_is_an_end_to_growing(qtbot, house, begun, gate, platform, monkeypatch):
    monkeypatch.setattr("cicclo_qgis.host.first_features._EVERY_S", 0.0)
    platform.contents[0].count = MOST + 700
    platform.max_limit = 1000
    job_id, layer = begun()
    most = [0]
    with hearing(layer.repaintRequested, lambda: most.append(layer.featureCount())):
        gate.open.set()
        wait_state(qtbot, house.downloads, job_id, State.DONE)
        qtbot.waitUntil(lambda: is_marked(layer), timeout=PATIENCE)
    assert max(one for one in most if one != MOST + 700) <= MOST
    assert layer.featureCount() == MOST + 700


@pytest.mark.parametrize("ending", ["qgs", "qgz"])
def test_a_project_saved_meanwhile_knows_nothing_of_it(house, begun, project, tmp_path, ending):
    # Made by QGIS: while it writes, QGIS tells a layer of Python's things under its own locks,
    # and a thread that begins a request may hold Python and wait for the same locks.
    lambert = QgsCoordinateReferenceSystem("EPSG:2154")
    polygon = QgsWkbTypes.Type.Polygon
    mine = QgsMemoryProviderUtils.createMemoryLayer("mine", QgsFields(), polygon, lambert)
    project.addMapLayer(mine)
    _, layer = begun()
    path = tmp_path / f"project.{ending}"
    assert project.write(str(path))
    assert len(project.mapLayers()) == 2 and layer.featureCount() == 100, "it stays on the map"
    text = path.read_bytes() if ending == "qgs" else zipped(path)
    assert b"maplayer" in text and b"n99" not in text
    read = QgsProject()
    assert read.read(str(path))
    assert [one.name() for one in read.mapLayers().values()] == ["mine"]
    assert [one.name() for one in read.layerTreeRoot().findLayers()] == ["mine"]
    assert all(one.isValid() for one in read.mapLayers().values())


def zipped(path):
    with zipfile.ZipFile(path) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".qgs"))
        return archive.read(name)


def test_saved_after_it_is_whole_the_project_has_it(qtbot, house, begun, gate, project, tmp_path):
    job_id, layer = begun()
    gate.open.set()
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.waitUntil(lambda: is_marked(layer), timeout=PATIENCE)
    assert project.write(str(tmp_path / "project.qgs"))
    read = QgsProject()
    assert read.read(str(tmp_path / "project.qgs"))
    (again,) = read.mapLayers().values()
    assert again.isValid() and again.featureCount() == 2500


def test_another_project_opened_meanwhile(qtbot, house, begun, gate, project):
    job_id, _layer = begun()
    project.clear()
    assert house.arriving.layer(job_id) is None
    gate.open.set()
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.waitUntil(lambda: len(project.mapLayers()) == 1, timeout=PATIENCE)
    assert only_layer(project).featureCount() == 2500


def test_a_part_that_the_person_saved_is_theirs(qtbot, house, begun, gate, project, tmp_path):
    """QGIS offers to make any layer in memory permanent."""
    job_id, layer = begun()
    file = tmp_path / "mine.geojson"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GeoJSON"
    QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(file), QgsCoordinateTransformContext(), options
    )
    name = layer.name()
    layer.setDataSource(str(file), name, "ogr", QgsDataProvider.ProviderOptions(), False)
    gate.open.set()
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.waitUntil(lambda: len(project.mapLayers()) == 2, timeout=PATIENCE)
    assert layer.featureCount() == 100 and layer.name() == name and not layer.readOnly()
    assert file.read_bytes().count(b'"Feature"') == 100, "nothing was added to their file"
    (copy,) = (one for one in project.mapLayers().values() if one is not layer)
    assert copy.featureCount() == 2500 and is_marked(copy) and signs(house, layer) == []


def test_stopped_it_leaves_nothing_on_the_map(house, begun, project):
    begun()
    house.arriving.stop()
    assert project.mapLayers() == {} and house.downloads.listen is None


def test_nothing_stands_in_for_what_is_not_to_be_added(qtbot, house, wish, project):
    job_id = house.downloads.start(wish(add=False))
    wait_state(qtbot, house.downloads, job_id, State.DONE)
    qtbot.wait(100)
    assert project.mapLayers() == {}


def test_one_page_is_whole_at_once(qtbot, house, wish, project):
    added = []

    def heard(layers):
        added.extend(one.providerType() for one in layers)

    with hearing(project.layersAdded, heard):
        job_id = house.downloads.start(wish("agents"))
        wait_state(qtbot, house.downloads, job_id, State.DONE)
        qtbot.waitUntil(lambda: added == ["ogr"], timeout=PATIENCE)
