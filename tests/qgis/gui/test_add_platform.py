from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import Qt

from cicclo_qgis.gui.add_platform import AddPlatformDialog
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode

ADDRESS = "https://geobretagne.fr/une-page"


@pytest.fixture
def dialog(desk, qtbot):
    dialog = AddPlatformDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def looking(dialog, qtbot):
    qtbot.keyClicks(dialog.address, ADDRESS)
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    return dialog


def test_an_empty_address_cannot_be_added(dialog, desk, qtbot):
    assert not dialog.add_button.isEnabled()
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.address, "   ")
    assert not dialog.add_button.isEnabled()
    assert desk.asked == []


def test_it_looks_and_says_so(dialog, desk, qtbot):
    looking(dialog, qtbot)
    assert desk.asked == [("add_platform", ADDRESS)]
    assert dialog.progress.isVisible()
    assert not dialog.add_button.isEnabled()


def test_found(dialog, desk, qtbot):
    looking(dialog, qtbot)
    with qtbot.waitSignal(dialog.added) as added:
        desk.answer_addition(platform_id="new")
    assert added.args == ["new"]
    assert not dialog.isVisible()
    assert ("cancel_addition", ADDRESS) not in desk.asked


def test_not_found_says_why_and_lets_try_again(dialog, desk, qtbot):
    looking(dialog, qtbot)
    problem = OgcApiError(ProblemCode.NOT_OGC_API, detail="A <b>portal</b>")
    desk.answer_addition(problem=problem)
    assert dialog.isVisible()
    assert "no OGC API - Features service" in dialog.error.toPlainText()
    assert "A portal" in dialog.error.toPlainText()
    assert not dialog.progress.isVisible()
    dialog.add_button.click()
    assert desk.asked == [("add_platform", ADDRESS)] * 2


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (OgcApiError(ProblemCode.UNREACHABLE), "Check how it is written"),
        (OgcApiError(ProblemCode.NO_RIGHT, "", 403), "refuses this address"),
    ],
)
def test_a_wrong_address_is_said_to_be_one(dialog, desk, qtbot, problem, told):
    looking(dialog, qtbot)
    desk.answer_addition(problem=problem)
    assert told in dialog.error.toPlainText()


@pytest.mark.parametrize("address", ["geobretagne", "data geo fr", "ftp://geo.fr/", "http://"])
def test_what_is_no_address_is_not_asked_for(dialog, desk, qtbot, address):
    qtbot.keyClicks(dialog.address, address)
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    assert "begins with https://." in dialog.error.toPlainText()
    assert desk.asked == []


def test_typing_takes_the_error_away(dialog, desk, qtbot):
    looking(dialog, qtbot)
    desk.answer_addition(problem=OgcApiError(ProblemCode.TIMED_OUT))
    assert dialog.error.isVisible()
    qtbot.keyClicks(dialog.address, "x")
    assert not dialog.error.isVisible()


def test_cancel_stops_the_search_and_a_late_answer_does_nothing(dialog, desk, qtbot):
    looking(dialog, qtbot)
    dialog.cancel_button.click()
    assert desk.asked[-1] == ("cancel_addition", ADDRESS)
    with qtbot.assertNotEmitted(dialog.added):
        desk.answer_addition(platform_id="new")


def test_escape_stops_the_search(dialog, desk, qtbot):
    looking(dialog, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.asked[-1] == ("cancel_addition", ADDRESS)


def test_cancelled_is_no_error(dialog, desk, qtbot):
    looking(dialog, qtbot)
    desk.answer_addition(problem=OgcApiError(ProblemCode.CANCELLED))
    assert not dialog.error.isVisible()
    assert dialog.isVisible()
