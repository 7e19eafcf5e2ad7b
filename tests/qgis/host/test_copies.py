"""Copies on the map: style without the live layer's marks, and a file replaced under its layers."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from cicclo_qgis.host import replacing
from cicclo_qgis.host.copies import (
    build_copy,
    copies_at,
    file_of,
    give_style,
    is_marked,
    part_of,
    style_of,
)
from cicclo_qgis.host.layer_uri import layer_uri
from cicclo_qgis.host.replacing import Replacing
from cicclo_qgis.transfer import Options


def package(path, count, kind="Point"):
    """A GeoPackage with ``count`` features in table ``t``."""
    memory = QgsVectorLayer(
        f"{kind}?crs=EPSG:4326&field=n:integer&field=name:string", "m", "memory"
    )
    for number in range(count):
        feature = QgsFeature(memory.fields())
        feature.setAttributes([number, f"n{number}"])
        if kind != "None":
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(number / 100, 48)))
        memory.dataProvider().addFeature(feature)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "t"
    context = QgsProject.instance().transformContext()
    QgsVectorFileWriter.writeAsVectorFormatV3(memory, str(path), context, options)
    return path


@pytest.fixture
def project(qgis_app):
    project = QgsProject.instance()
    project.clear()
    yield project
    project.clear()


@pytest.fixture
def red(project, tmp_path):
    """A layer on a copy of three features, drawn in red, with a note of its own."""
    layer = build_copy(package(tmp_path / "old.gpkg", 3), "t", "Copie")
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    symbol.setColor(QColor("#ff0000"))
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.setCustomProperty("own", "kept")
    layer.setSubsetString("n >= 0")
    project.addMapLayer(layer)
    return layer


def colour(layer):
    return layer.renderer().symbol().color().name()


def test_a_style_goes_to_the_copy_without_the_platform(red, tmp_path):
    red.setCustomProperty("cicclo/platform", "atelier")
    other = QgsVectorLayer(str(package(tmp_path / "b.gpkg", 1)), "b", "ogr")
    give_style(other, style_of(red))
    assert colour(other) == "#ff0000"
    assert other.customProperty("cicclo/platform") is None
    give_style(other, "<nonsense")
    assert colour(other) == "#ff0000"


def test_which_file_a_layer_shows(red, tmp_path, project):
    assert file_of(red) == tmp_path / "old.gpkg" and is_marked(red)
    memory = QgsVectorLayer("Point", "m", "memory")
    assert file_of(memory) is None and not is_marked(memory)
    assert copies_at(tmp_path / "old.gpkg", project) == [red]
    (tmp_path / "sub").mkdir()
    assert copies_at(tmp_path / "sub" / ".." / "old.gpkg", project) == [red]
    assert copies_at(tmp_path / "new.gpkg", project) == []


def replaced(qtbot, project, old, new):
    told = []
    Replacing(project).replace(old, new, lambda: told.append("done"), lambda: told.append("busy"))
    qtbot.waitUntil(lambda: bool(told))
    return told[0]


def test_the_new_file_is_shown_by_the_same_layer(qtbot, red, tmp_path, project):
    before = (red.id(), red.source(), red.name())
    twin = red.clone()
    project.addMapLayer(twin)
    list(red.getFeatures())
    old, new = tmp_path / "old.gpkg", package(tmp_path / "new.gpkg", 7)
    assert replaced(qtbot, project, old, new) == "done"
    assert (red.id(), red.source(), red.name()) == before
    assert red.isValid() and len(list(red.getFeatures())) == 7 == len(list(twin.getFeatures()))
    assert colour(red) == "#ff0000" and red.customProperty("own") == "kept"
    assert red.subsetString() == "n >= 0" and is_marked(red)
    assert not new.exists()
    assert not list(tmp_path.glob("old.gpkg-*")), "nothing of the old file is left open"


def test_the_window_is_served_between_two_layers(qtbot, red, tmp_path, project, monkeypatch):
    """To let go of a file, and to open one, takes most of the time a window may be held."""
    project.addMapLayer(red.clone())
    order = []
    for name in ("_let_go", "_take_up", "_soon"):
        real = getattr(replacing, name)

        def noted(*what, real=real, name=name):
            order.append(name)
            return real(*what)

        monkeypatch.setattr(replacing, name, noted)
    new = package(tmp_path / "new.gpkg", 7)
    assert replaced(qtbot, project, tmp_path / "old.gpkg", new) == "done"
    assert order == ["_let_go", "_soon"] * 2 + ["_take_up", "_soon"] * 2


def test_the_file_is_not_held_open_while_it_is_replaced(qtbot, red, tmp_path, project, monkeypatch):
    """What Windows insists on."""
    held = []
    real = os.replace

    def watch(source, target):
        held.append([file for file in _open_files() if "old.gpkg" in file])
        real(source, target)

    monkeypatch.setattr("cicclo_qgis.host.replacing.os.replace", watch)
    list(red.getFeatures())
    new = package(tmp_path / "new.gpkg", 7)
    assert replaced(qtbot, project, tmp_path / "old.gpkg", new) == "done"
    assert held == [[]]


def _open_files():
    return [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]


def test_a_layer_being_edited_is_left_alone(qtbot, red, tmp_path, project):
    new = package(tmp_path / "new.gpkg", 7)
    assert red.startEditing()
    assert replaced(qtbot, project, tmp_path / "old.gpkg", new) == "busy"
    assert red.isEditable() and new.exists() and red.providerType() == "ogr"
    red.rollBack()
    assert replaced(qtbot, project, tmp_path / "old.gpkg", new) == "done"
    assert red.featureCount() == 7


def test_a_file_held_by_another_program_stays_and_its_layers_show_it(
    qtbot, red, tmp_path, project, monkeypatch
):
    def refuse(source, target):
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr("cicclo_qgis.host.replacing.os.replace", refuse)
    monkeypatch.setattr("cicclo_qgis.host.replacing._TRIES", 2)
    new = package(tmp_path / "new.gpkg", 7)
    assert replaced(qtbot, project, tmp_path / "old.gpkg", new) == "busy"
    assert red.isValid() and red.featureCount() == 3 and colour(red) == "#ff0000"
    assert new.exists()


def test_a_journal_of_another_program_is_waited_for(qtbot, red, tmp_path, project):
    new = package(tmp_path / "new.gpkg", 7)
    journal = tmp_path / "old.gpkg-journal"
    told = []
    shutil.copy(new, journal)
    Replacing(project).replace(
        tmp_path / "old.gpkg", new, lambda: told.append("done"), lambda: told.append("busy")
    )
    qtbot.wait(300)
    assert told == [] and new.exists()
    journal.unlink()
    qtbot.waitUntil(lambda: told == ["done"])


def test_a_table_without_geometry(qtbot, project, tmp_path):
    layer = build_copy(package(tmp_path / "old.gpkg", 3, "None"), "t", "Table")
    project.addMapLayer(layer)
    new = package(tmp_path / "new.gpkg", 5, "None")
    assert replaced(qtbot, project, tmp_path / "old.gpkg", new) == "done"
    assert layer.featureCount() == 5


def test_the_part_that_a_live_layer_asks_for():
    """A filter, an extent, some attributes; never what may be a key."""
    landing = "http://127.0.0.1:9/ogc/?apikey=k&bbox=-3,48,-2,49&filter=a%20%3E%201"
    landing += "&filter-lang=cql2-text&properties=a,b"
    layer = QgsVectorLayer(layer_uri(landing, "c"), "x", "OAPIF")
    part = part_of(layer)
    assert part == Options(bbox=(-3.0, 48.0, -2.0, 49.0), filter="a > 1", properties=("a", "b"))
    whole = QgsVectorLayer(layer_uri("http://127.0.0.1:9/ogc/?apikey=k", "c"), "x", "OAPIF")
    assert part_of(whole) is None
