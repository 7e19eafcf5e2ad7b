"""The dialog on a real platform: what it asks, what it refuses, what comes out of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from cicclo_qgis.gui.downloads import target, words
from cicclo_qgis.gui.downloads.extent_box import Part, to_crs84
from cicclo_qgis.gui.downloads.running import find
from cicclo_qgis.transfer import Options, Place
from tests.qgis.server import Answer, still

LAMBERT = QgsCoordinateReferenceSystem("EPSG:2154")
WGS84 = QgsCoordinateReferenceSystem("EPSG:4326")


@pytest.fixture(autouse=True)
def _folder(tmp_path, qgis_settings):
    qgis_settings({"cicclo/downloadFolder": str(tmp_path)})


@pytest.fixture
def subject(platform, http, beside_gui):
    return beside_gui(lambda: find(http, Place(platform.landing, "stations"), lambda: False))


@pytest.fixture
def make(qtbot, subject, http, workers):
    from cicclo_qgis.gui.downloads.asking import Asking
    from cicclo_qgis.gui.downloads.dialog import About, CopyDialog

    def dialog(preset=Options(), view=None, taken=lambda path: False, **more):  # noqa: B008
        about = About("essai", "Essai", "http://x/", subject, preset)
        about = replace(about, **more)
        made = CopyDialog(about, Asking(http, workers), view or (lambda: None), taken)
        made.wishes = []
        made.wished.connect(made.wishes.append)
        qtbot.addWidget(made)
        made.show()
        return made

    return dialog


def choose(dialog, part):
    dialog.extent.part.setCurrentIndex(dialog.extent.part.findData(part.value))


def counted(qtbot, dialog, number):
    qtbot.waitUntil(lambda: dialog.count.text() == words.number(number))


def test_tells_how_many_before_anything_is_fetched(qtbot, make, platform):
    dialog = make()
    counted(qtbot, dialog, 2500)
    asked = [parse_qs(urlsplit(seen.target).query) for seen in platform.server.seen]
    assert max(int(one["limit"][0]) for one in asked if "limit" in one) <= 10


def test_counts_again_for_what_the_map_shows(qtbot, make):
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    dialog = make(view=lambda: (QgsRectangle(-3.001, 47, -2.899, 49), wgs84))
    counted(qtbot, dialog, 2500)
    choose(dialog, Part.VIEW)
    counted(qtbot, dialog, 275)
    dialog.accept()
    (wish,) = dialog.wishes
    assert wish.options.bbox == (-3.001, 47.0, -2.899, 49.0)
    assert (wish.platform_id, wish.collection_id, wish.add) == ("essai", "stations", True)


def test_a_layer_gives_the_extent_in_degrees(qtbot, make):
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "pt", "memory")
    QgsProject.instance().addMapLayer(layer)
    try:
        dialog = make()
        choose(dialog, Part.LAYER)
        dialog.accept()
        assert dialog.wishes == [] and dialog.trouble.isVisible(), "an empty layer has no extent"
        choose(dialog, Part.WHOLE)
        assert not dialog.trouble.isVisible()
    finally:
        QgsProject.instance().clear()


def test_extents_become_degrees_within_the_world():
    box = to_crs84(QgsRectangle(352000, 6789000, 353000, 6790000), LAMBERT)
    assert box is not None and -2.0 < box[0] < box[2] < -1.0 and 48 < box[1] < box[3] < 49
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    assert to_crs84(QgsRectangle(-400, -100, 400, 100), wgs84) == (-180.0, -90.0, 180.0, 90.0)
    assert to_crs84(QgsRectangle(), wgs84) is None
    assert to_crs84(QgsRectangle(0, 0, 1, 1), QgsCoordinateReferenceSystem()) is None


def test_what_the_platform_takes_decides_the_filter(qtbot, make, platform):
    whole = platform.answer

    def answer(seen):
        if seen.path.endswith("/conformance"):
            base = "http://www.opengis.net/spec/"
            classes = [
                base + "ogcapi-features-3/1.0/conf/features-filter",
                base + "cql2/1.0/conf/cql2-text",
            ]
            return Answer(
                200,
                json.dumps({"conformsTo": classes}).encode(),
                [("Content-Type", "application/json")],
            )
        if seen.path.endswith("/queryables"):
            schema = {"type": "object", "properties": {"number": {"type": "integer"}}}
            return Answer(
                200, json.dumps(schema).encode(), [("Content-Type", "application/schema+json")]
            )
        return whole(seen)

    platform.server.fallback = answer
    dialog = make()
    qtbot.waitUntil(dialog.filter.text.isVisible)
    dialog.filter.text.setText("number > 12")
    qtbot.waitUntil(lambda: any("filter=number" in seen.target for seen in platform.server.seen))
    dialog.filter.rows.add_row()
    row = dialog.filter.rows.rows()[0]
    row.value.setEditText("many")
    dialog.accept()
    assert dialog.wishes == [] and dialog.trouble.isVisible(), "that is no number"
    row.value.setEditText("40")
    dialog.accept()
    assert dialog.wishes[0].options.filter == "number = 40 AND (number > 12)"
    assert dialog.wishes[0].options.where == ()


def test_conditions_of_a_layer_are_kept_and_told(qtbot, make):
    """Also where they cannot be chosen anew."""
    both = (("name", "n1"), ("secret", "x"))
    dialog = make(Options(where=both))
    qtbot.waitUntil(lambda: "n1" in dialog.filter.told.text())
    dialog.accept()
    assert dialog.wishes[0].options.where == both


def test_a_platform_that_filters_nothing_says_so(qtbot, make):
    dialog = make()
    qtbot.waitUntil(lambda: "filter" in dialog.filter.told.text())
    assert dialog.filter.told.isVisible() and not dialog.filter.text.isVisible()


def test_a_refusal_is_told_where_the_number_stands(qtbot, make, platform):
    platform.allowed = lambda seen: not seen.path.endswith("/items")
    dialog = make()
    qtbot.waitUntil(lambda: "Sign in" in dialog.count.text())


def test_what_was_chosen_for_the_layer_is_chosen_here(qtbot, make):
    preset = Options(bbox=(-3.0, 48.0, -2.5, 48.5), filter="a = 1", properties=("name",))
    dialog = make(preset, style="<qgis/>")
    assert dialog.extent.chosen is Part.GIVEN
    qtbot.waitUntil(lambda: dialog.attributes.count() == 3)
    dialog.accept()
    (wish,) = dialog.wishes
    assert wish.options == preset and wish.style == "<qgis/>"


def test_attributes_none_chosen_means_all(qtbot, make, platform):
    dialog = make()
    qtbot.waitUntil(lambda: dialog.attributes.count() == 3)
    assert dialog.options().properties == ()
    dialog.attributes.setItemCheckState(1, Qt.CheckState.Checked)
    assert dialog.options().properties == (dialog.attributes.itemText(1),)


def test_files_that_cannot_be(qtbot, make, tmp_path):
    busy = tmp_path / "busy.gpkg"
    dialog = make(taken=lambda path: path == busy)
    for text in ("", str(tmp_path / "none" / "a.gpkg"), str(busy), str(tmp_path) + "/"):
        dialog.file.setFilePath(text)
        dialog.accept()
        assert dialog.isVisible() and dialog.trouble.text(), text
    dialog.file.setFilePath(str(tmp_path / "fine"))
    assert not dialog.trouble.isVisible(), "what was said is over once the person mends it"
    dialog.accept()
    assert dialog.wishes[0].target == str(tmp_path / "fine.gpkg")
    assert not dialog.isVisible()


def test_a_file_that_a_layer_shows_is_not_overwritten(qtbot, make, tmp_path, downloads, wish):
    wanted = wish()
    with qtbot.waitSignal(downloads.arrived):
        downloads.start(wanted)
    layer = QgsVectorLayer(wanted.target, "x", "ogr")
    QgsProject.instance().addMapLayer(layer)
    try:
        assert "layer" in target.objection(wanted.target, lambda path: False)
    finally:
        QgsProject.instance().clear()
    assert target.objection(wanted.target, lambda path: False) == ""


def test_names_of_files(tmp_path):
    assert target.file_name('Zones "humides": 2024/2025 ?') == "Zones humides 2024 2025"
    assert target.file_name("con") == "_con" and target.file_name("..") == "copie"
    (tmp_path / "Communes.gpkg").write_text("")
    assert target.proposal("Communes", lambda path: False) == tmp_path / "Communes 2.gpkg"
    assert target.whole_path("essai") == tmp_path / "essai.gpkg"


def test_the_folder_is_remembered(qtbot, make, tmp_path):
    (tmp_path / "ailleurs").mkdir()
    dialog = make()
    dialog.file.setFilePath(str(tmp_path / "ailleurs" / "a.gpkg"))
    dialog.accept()
    qtbot.waitUntil(lambda: target.folder() == Path(tmp_path / "ailleurs"))


def test_coordinate_systems_get_their_names_beside_the_dialog(qtbot, make, subject):
    uri = "http://www.opengis.net/def/crs/EPSG/0/2154"
    landing, collection = subject
    dialog = make(subject=(landing, replace(collection, crs=(uri,), storage_crs=uri)))
    assert dialog.crs.currentText() == "EPSG:2154", "opened at once"
    qtbot.waitUntil(lambda: "Lambert" in dialog.crs.currentText(), timeout=20000)
    assert dialog.options().crs == uri


def test_restricted_data_is_called_that(make):
    assert not make().warning.isVisible()
    assert "Restricted" in make(restricted=True).warning.text()


def test_closed_it_asks_nothing_more(qtbot, make, platform):
    dialog = make()
    dialog.reject()
    before = still(qtbot, platform.server)
    dialog.filter.changed.emit()
    qtbot.wait(800)
    assert len(platform.server.seen) == before and dialog.wishes == []


def test_a_choice_without_any_feature_is_said(qtbot, make):
    dialog = make(view=lambda: (QgsRectangle(60, 10, 61, 11), WGS84))
    choose(dialog, Part.VIEW)
    qtbot.waitUntil(lambda: dialog.count.text() == "None: check what you have chosen above.")


def test_the_layer_is_told_from_the_live_one_and_named_as_its_file(qtbot, make, tmp_path):
    dialog = make()
    title = dialog.heading.text()
    dialog.accept()
    live = QgsVectorLayer("Point?crs=EPSG:4326", title, "memory")
    QgsProject.instance().addMapLayer(live)
    second, third = make(), make()
    second.accept()
    copy = QgsVectorLayer("Point?crs=EPSG:4326", f"{title} (copy)", "memory")
    QgsProject.instance().addMapLayer(copy)
    assert target.layer_name(title, second._proposed, second._proposed) == f"{title} (copy) 2"
    third.file.setFilePath(str(tmp_path / "zones du 22.gpkg"))
    third.accept()
    titles = [made.wishes[0].title for made in (dialog, second, third)]
    assert titles == [title, f"{title} (copy)", "zones du 22"]
