"""Add with options: what can be chosen follows what the platform offers, and is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtWidgets import QMainWindow, QMessageBox

from cicclo_qgis.gui import loading_dialog
from cicclo_qgis.gui.loading_dialog import LoadingDialog
from cicclo_qgis.gui.loading_door import LoadingDoor, WorkerAsker
from cicclo_qgis.host.loading import Loading
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import ItemKind, ServiceKind
from cicclo_qgis.ogcapi.queryables import Offer, Queryable
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake

OFFER = Offer(
    queryables=(
        Queryable("nom", "Nom", ValueKind.TEXT),
        Queryable("pop", "Population", ValueKind.INTEGER),
        Queryable("jour", "Jour", ValueKind.DATE),
        Queryable("type", "Type", ValueKind.TEXT, ("a", "b")),
        Queryable("ok", "ok", ValueKind.BOOLEAN),
    ),
    attributes=("nom", "pop", "jour"),
    cql2=True,
    picks=True,
    number_matched=1200,
)
COMMUNES = fake.ARMOR_ENTRIES[1]


class Asker:
    """Answers when a test says so."""

    def __init__(self):
        self.offers, self.counts, self.cancelled = [], [], 0

    def _cancel(self):
        self.cancelled += 1

    def offer(self, entry, done, failed):
        self.offers.append((done, failed))
        return self._cancel

    def count(self, entry, loading, done):
        self.counts.append((loading, done))
        return self._cancel


@pytest.fixture
def make(qtbot, monkeypatch):
    monkeypatch.setattr(loading_dialog, "_COUNT_AFTER_MS", 1)

    def make(entry=COMMUNES, copies=True, canvas=None):
        dialog = LoadingDialog(entry, Asker(), canvas, copies)
        dialog.asker = dialog._asker
        dialog.heard = []
        dialog.chosen.connect(lambda loading: dialog.heard.append(("live", loading)))
        dialog.copy_wanted.connect(lambda loading: dialog.heard.append(("copy", loading)))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


@pytest.fixture
def dialog(make):
    dialog = make()
    dialog.asker.offers[0][0](OFFER)
    return dialog


def row(dialog, attribute, operator, value=""):
    dialog.rows.add_row()
    made = dialog.rows.rows()[-1]
    made.attribute.setCurrentIndex([q.name for q in OFFER.queryables].index(attribute))
    made.operator.setCurrentIndex(made.operator.findData(operator.value))
    made.value.setEditText(value)
    return made


def test_nothing_can_be_chosen_before_the_platform_answers(make):
    dialog = make()
    assert not dialog.add.isEnabled() and dialog.progress.isVisible()
    dialog.asker.offers[0][0](OFFER)
    assert dialog.add.isEnabled() and not dialog.progress.isVisible()
    assert dialog.count.toPlainText() == "1,200 features." or "1200" in dialog.count.toPlainText()


@pytest.mark.parametrize(("found", "told"), [(0, "No feature"), (1, "1 feature.")])
def test_none_and_one_are_said_as_people_do(make, found, told):
    dialog = make()
    dialog.asker.offers[0][0](replace(OFFER, number_matched=found))
    assert dialog.count.toPlainText().startswith(told)
    assert dialog.add.isDefault()


def test_values_seen_are_offered_and_others_can_be_typed(make):
    dialog = make()
    seen = Queryable("code", "Code", ValueKind.TEXT, examples=("01", "22"))
    dialog.asker.offers[0][0](replace(OFFER, queryables=(seen, *OFFER.queryables)))
    dialog.rows.add_row()
    made = dialog.rows.rows()[0]
    assert [made.value.itemText(at) for at in range(made.value.count())] == ["01", "22"]
    assert made.value.currentText() == "" and made.value.toolTip()
    assert made.condition() is None, "what is offered is not chosen yet"
    made.value.setEditText("35")
    assert made.condition() == Condition("code", Operator.EQUAL, "35", ValueKind.TEXT)
    made.attribute.setCurrentIndex(4)
    assert not made.value.toolTip(), "these are all there are"


def test_a_platform_that_does_not_answer_is_told(make):
    dialog = make()
    dialog.asker.offers[0][1](OgcApiError(ProblemCode.TIMED_OUT))
    assert not dialog.add.isEnabled() and dialog.sign_in.isHidden()
    assert dialog.count.toPlainText()


def test_a_sign_in_asks_again(make, qtbot):
    dialog = make()
    dialog.asker.offers[0][1](OgcApiError(ProblemCode.SIGN_IN_REQUIRED))
    assert dialog.sign_in.isVisible()
    with qtbot.waitSignal(dialog.sign_in_wanted):
        dialog.sign_in.click()
    dialog.ask()
    assert dialog.sign_in.isHidden() and len(dialog.asker.offers) == 2


def test_whatever_is_chosen_is_handed_over(dialog):
    row(dialog, "pop", Operator.AT_LEAST, "1 000")
    row(dialog, "jour", Operator.LESS, "2026-03-31")
    row(dialog, "nom", Operator.IS_NULL)
    dialog.limited.setChecked(True)
    dialog.limit.setValue(700)
    dialog.add.click()
    ((how, loading),) = dialog.heard
    assert how == "live" and loading == Loading(
        conditions=(
            Condition("pop", Operator.AT_LEAST, "1 000", ValueKind.INTEGER),
            Condition("jour", Operator.LESS, "2026-03-31", ValueKind.DATE),
            Condition("nom", Operator.IS_NULL),
        ),
        limit=700,
        offer=OFFER,
    )


def test_a_row_not_filled_in_is_no_condition_and_a_wrong_value_stops(dialog):
    made = row(dialog, "pop", Operator.EQUAL)
    assert dialog.loading().conditions == () and dialog.add.isEnabled()
    made.value.setEditText("beaucoup")
    assert (
        not dialog.add.isEnabled() and dialog.who.toPlainText() == "A value is not a whole number."
    )
    made.remove.click()
    assert dialog.add.isEnabled() and dialog.rows.rows() == []


def test_operators_follow_the_kind_and_the_server(dialog):
    made = row(dialog, "nom", Operator.EQUAL)
    texts = [made.operator.itemText(i) for i in range(made.operator.count())]
    assert texts == ["is", "is not", "has no value", "has a value"], "it declares no LIKE"
    made.attribute.setCurrentIndex(2)
    assert made.operator.itemText(2) == "before"
    made.attribute.setCurrentIndex(3)
    assert [made.value.itemText(i) for i in range(made.value.count())] == ["a", "b"]
    made.attribute.setCurrentIndex(4)
    assert dialog.loading().conditions[0].value == "true"
    made.operator.setCurrentIndex(1)
    assert not made.value.isEnabled()


def test_a_number_that_was_not_told_is_asked_for(make, qtbot):
    """The description of a feature type of a WFS holds none."""
    dialog = make()
    dialog.asker.offers[0][0](replace(OFFER, number_matched=None))
    qtbot.waitUntil(lambda: len(dialog.asker.counts) == 1)
    assert dialog.progress.isVisible()
    dialog.asker.counts[0][1](60_000)
    assert "slow" in dialog.count.toPlainText() and dialog.copy.isDefault()


def test_a_wfs_takes_a_coordinate_system_on_every_qgis(make, monkeypatch):
    monkeypatch.setattr("cicclo_qgis.host.loading.OWN_FILTER", False)
    two = replace(COMMUNES.collection, crs=("EPSG:4326", "EPSG:2154"))
    for kind in (ServiceKind.FEATURES, ServiceKind.WFS):
        dialog = make(replace(COMMUNES, collection=replace(two, service_kind=kind)))
        dialog.asker.offers[0][0](replace(OFFER, crs=True))
        assert dialog.crs.isVisible() is (kind is ServiceKind.WFS)


def test_features_are_counted_anew_and_only_then(dialog, qtbot):
    row(dialog, "pop", Operator.EQUAL, "3")
    qtbot.waitUntil(lambda: len(dialog.asker.counts) == 1)
    loading, done = dialog.asker.counts[0]
    assert loading.conditions and dialog.progress.isVisible()
    done(42)
    assert "42" in dialog.count.toPlainText() and not dialog.progress.isVisible()
    dialog.limited.setChecked(True)
    dialog.limit.setValue(10)
    qtbot.wait(60)
    assert len(dialog.asker.counts) == 1, "a limit needs no counting"
    assert "10" in dialog.count.toPlainText()


def test_an_answer_to_an_older_question_is_stopped(dialog, qtbot):
    made = row(dialog, "pop", Operator.EQUAL, "3")
    qtbot.waitUntil(lambda: len(dialog.asker.counts) == 1)
    made.value.setEditText("4")
    qtbot.waitUntil(lambda: len(dialog.asker.counts) == 2)
    assert dialog.asker.cancelled == 1
    dialog.reject()
    assert dialog.asker.cancelled == 2


def test_a_huge_number_prefers_the_copy(make, qtbot):
    dialog = make()
    dialog.asker.offers[0][0](replace(OFFER, number_matched=1_000_000))
    assert "slow" in dialog.count.toPlainText() and dialog.copy.isDefault()
    dialog.limited.setChecked(True)
    assert "slow" not in dialog.count.toPlainText() and dialog.add.isDefault()
    dialog.limited.setChecked(False)
    dialog.copy.click()
    assert dialog.heard[0][0] == "copy"


def test_no_copy_is_offered_where_there_are_none(make):
    dialog = make(copies=False)
    dialog.asker.offers[0][0](OFFER)
    assert dialog.copy.isHidden()


def test_a_copy_is_not_offered_with_conditions_the_server_cannot_tell(make):
    dialog = make()
    dialog.asker.offers[0][0](replace(OFFER, cql2=False))
    row(dialog, "pop", Operator.GREATER, "3")
    assert "QGIS" in dialog.who.toPlainText()
    assert dialog.add.isEnabled() and not dialog.copy.isEnabled()


def test_the_current_view_in_degrees(make, qtbot, qgis_app):
    canvas = QgsMapCanvas()
    qtbot.addWidget(canvas)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    canvas.setExtent(QgsRectangle(650_000, 6_850_000, 660_000, 6_860_000))
    dialog = make(canvas=canvas)
    dialog.asker.offers[0][0](OFFER)
    assert dialog.loading().bbox is None
    dialog.here.click()
    west, south, east, north = dialog.loading().bbox
    assert 2.2 < west < east < 2.6 and 48.6 < south < north < 49.0


def test_a_table_has_no_extent(make):
    table = replace(COMMUNES, collection=replace(COMMUNES.collection, item_kind=ItemKind.TABLE))
    dialog = make(table)
    dialog.asker.offers[0][0](OFFER)
    assert not dialog.extent.isVisible() and not dialog.here.isVisible()
    dialog = make()
    assert dialog.extent.isVisible()
    dialog.asker.offers[0][0](replace(OFFER, kind=ItemKind.TABLE))
    assert not dialog.extent.isVisible(), "its items have shown it"


def test_attributes_only_where_the_server_can_leave_some_out(make):
    dialog = make()
    dialog.asker.offers[0][0](replace(OFFER, picks=False))
    assert not dialog.attributes.isVisible()
    dialog = make()
    dialog.asker.offers[0][0](OFFER)
    dialog.attributes.setCheckedItems(["pop"])
    assert dialog.loading().attributes == ("pop",)
    dialog.attributes.setCheckedItems(["nom", "pop", "jour"])
    assert dialog.loading().attributes == (), "all is none in particular"


# -- the door ---------------------------------------------------------------------------------


class Iface:
    def __init__(self, window, canvas):
        self._parts = (window, canvas)

    def mainWindow(self):
        return self._parts[0]

    def mapCanvas(self):
        return self._parts[1]


@pytest.fixture
def door(desk, qtbot):
    window, canvas, workers = QMainWindow(), QgsMapCanvas(), Workers()
    qtbot.addWidget(window)
    qtbot.addWidget(canvas)
    door = LoadingDoor(Iface(window, canvas), desk, workers, http_session)
    door.asker = door._asker = Asker()
    door.window = window
    yield door
    door.stop()
    workers.stop()


def test_one_dialog_for_each_collection(door, desk):
    desk.download = lambda *asked: desk.asked.append(("download", *asked))
    for _ in range(2):
        door.open("atelier-armor", "communes")
    (dialog,) = door.window.findChildren(LoadingDialog)
    dialog._asker.offers[0][0](OFFER)
    dialog.add.click()
    assert desk.asked == [("add_to_map", "atelier-armor", "communes", Loading(offer=OFFER))]
    door.open("atelier-armor", "communes")
    dialog = door._open[("atelier-armor", "communes")]
    door.asker.offers[-1][0](OFFER)
    dialog.copy.click()
    assert desk.asked[1] == ("download", "atelier-armor", "communes", Loading().options())


def test_a_session_that_comes_asks_again(door, desk):
    door.open("atelier-armor", "communes")
    door.asker.offers[0][1](OgcApiError(ProblemCode.SIGN_IN_REQUIRED))
    door._open[("atelier-armor", "communes")].sign_in.click()
    assert desk.asked == [("sign_in", "atelier-armor")]
    desk.has_session("atelier-armor", SessionState.WAITING)
    assert len(door.asker.offers) == 1
    desk.has_session("atelier-armor", SessionState.SIGNED_IN)
    assert len(door.asker.offers) == 2


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_very_many_features_are_asked_about(door, desk, qtbot, number):
    desk.download = lambda *asked: desk.asked.append(("download", *asked))
    went = []
    door.ask_huge(COMMUNES, 60_001, lambda: went.append(True))
    door.ask_huge(COMMUNES, 60_001, lambda: went.append(False))
    (box,) = door.window.findChildren(QMessageBox)
    texts = ["Add it all the same", "Load a part…", "Download a copy…", "Cancel"]
    next(b for b in box.buttons() if b.text() == texts[number]).click()
    qtbot.wait(20)
    assert went == ([True] if number == 0 else [])
    assert bool(door._open) is (number == 1)
    assert len(desk.asked) == (1 if number == 2 else 0)


def test_asking_never_waits_for_the_server(server, qtbot):
    workers = Workers()
    asker = WorkerAsker(workers, http_session)
    told = []
    asker.offer(COMMUNES, told.append, told.append)
    asker.count(COMMUNES, Loading(), told.append)
    stopped = asker.offer(COMMUNES, lambda _o: told.append("no"), lambda _e: told.append("no"))
    stopped()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert None in told and any(isinstance(item, OgcApiError) for item in told)
    workers.stop()
