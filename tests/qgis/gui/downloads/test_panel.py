"""The panel: a row each, by mouse, keyboard and screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.job import Job, Outcome, Pause, State, Wish
from cicclo_qgis.gui.downloads.job_row import Act, acts
from cicclo_qgis.ogcapi import Problem, ProblemCode
from cicclo_qgis.transfer import (
    Note,
    Progress,
    Result,
    Strategy,
    TransferCode,
    Verdict,
    Why,
    leftovers,
)


def result(verdict=Verdict.VERIFIED, notes=(), features=12, expected=12):
    return Result(
        Path("a.gpkg"), "t", features, features, expected, verdict, Strategy.PARALLEL, Why.PROVED,
        notes, 1, 1, 3.0, 0.1,
    )  # fmt: skip


def job(state=State.RUNNING, **more):
    return Job("1", Wish("p", "http://x/", "c", "Stations", "/tmp/a.gpkg"), state, **more)


@pytest.fixture
def panel(qtbot, downloads):
    from cicclo_qgis.gui.downloads.panel import DownloadsPanel

    asked = []
    made = DownloadsPanel(
        downloads, lambda platform: asked.append(("sign_in", platform)), asked.append
    )
    made.asked = asked
    qtbot.addWidget(made)
    made.resize(360, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_every_verdict_note_and_failure_has_words():
    for verdict in Verdict:
        assert words.finding(result(verdict, features=9)).strip()
    said = {note: words.note((note,)) for note in Note}
    silent = {note for note, text in said.items() if not text}
    assert silent == {Note.TYPES_WIDENED, Note.IDS_MISSING}
    assert set(words._ORDER) == set(Note)
    for code in TransferCode:
        assert words.failure_code(code).endswith(".")


def test_one_finding_is_told_the_one_that_matters_most():
    told = words.finding(result(notes=(Note.RESUMED, Note.PAGES_REPEATED)))
    assert "repeated" in told and "stopped" not in told
    assert not words.doubtful(result(notes=(Note.PAGES_REPEATED,)))
    assert words.doubtful(result(notes=(Note.GEOMETRY_UNREADABLE,)))
    assert words.doubtful(result(Verdict.INCOMPLETE))


def test_how_far_in_one_line():
    told = Progress(41300, 100000, 1, 1, 8400.4, 7.2, Strategy.PARALLEL)
    line = words.line(job(progress=told))
    assert line.replace(",", "") == "41300 of 100000 (41 %) · 8400 a second · 7 s left"
    unknown = Progress(41300, None, 1, 1, 0.2, None, Strategy.SEQUENTIAL)
    assert words.line(job(progress=unknown)).replace(",", "") == "41300"
    file = Progress(0, None, 5_000_000, 1, 0.0, None, Strategy.BULK)
    assert "file" in words.line(job(progress=file))
    last = Progress(100, 100, 1, 1, 10.0, 0.0, Strategy.PARALLEL)
    assert "index" in words.line(job(progress=last))
    assert [words.duration(s) for s in (0.2, 59, 125, 4200)] == [
        "1 s",
        "59 s",
        "2 min 05 s",
        "1 h 10 min",
    ]


def test_a_platform_that_is_silent_is_said_to_be():
    told = Progress(41_300, 100_000, 0, 9.0, 4_000.0, 12.0, Strategy.PARALLEL)
    line = words.line(job(progress=told, silent_s=25))
    assert line.endswith("no answer for 25 s, still trying") and "a second" not in line
    assert "no answer for 10 s" in words.line(job(silent_s=10))
    last = Progress(100_000, 100_000, 0, 9.0, 0.0, None, Strategy.PARALLEL)
    assert "no answer" not in words.line(job(progress=last, silent_s=25))


def test_what_can_be_done_in_each_state():
    assert acts(job(State.WAITING)) == (Act.PAUSE, Act.CANCEL)
    assert acts(job(State.RUNNING, outcome=Outcome(result()))) == ()
    assert acts(job(State.PAUSED, pause=Pause.INTERRUPTED))[0] is Act.RESUME
    assert acts(job(State.PAUSED, pause=Pause.SIGN_IN))[0] is Act.SIGN_IN
    assert acts(job(State.FAILED)) == (Act.RETRY, Act.REMOVE)
    assert acts(job(State.DONE)) == (Act.SHOW, Act.FOLDER, Act.REMOVE)
    assert acts(job(State.CANCELLED)) == (Act.REMOVE,)


def test_a_failure_says_what_the_platform_did():
    failed = job(State.FAILED, code=TransferCode.SERVER, problem=Problem(ProblemCode.UNREACHABLE))
    assert "reached" in words.line(failed)
    assert words.spoken(failed).startswith("Stations. ")


def test_pressed_and_followed(qtbot, panel, downloads, wish, gate):
    gate.shut(after=6)
    job_id = downloads.start(wish())
    row = panel.row(job_id)
    qtbot.waitUntil(lambda: row.isVisible() and row.bar.isVisible())
    qtbot.waitUntil(lambda: "2,500" in row.line.text() or "2500" in row.line.text())
    assert row.line.text() in row.accessibleName()
    row.button(Act.PAUSE).click()
    assert downloads.job(job_id).state is State.PAUSED
    assert row.button(Act.RESUME).isVisible() and not row.button(Act.PAUSE).isVisible()
    gate.open.set()
    row.button(Act.RESUME).click()
    qtbot.waitUntil(lambda: downloads.job(job_id).state is State.DONE)
    assert row.line.text().startswith("Complete") and not row.bar.isVisible()
    row.button(Act.SHOW).click()
    assert panel.asked == [downloads.job(job_id)]
    assert panel.clear_button.isVisible()
    panel.clear_button.click()
    assert panel.row(job_id) is None and not panel.clear_button.isVisible()
    assert downloads.jobs() == ()


def test_by_keyboard_alone(qtbot, panel, downloads, wish, gate):
    gate.shut()
    one = downloads.start(wish(file="1.gpkg"))
    two = downloads.start(wish(file="2.gpkg"))
    qtbot.waitUntil(lambda: panel.row(one).isVisible() and panel.row(two).isVisible())
    panel.row(two).setFocus()
    QTest.keyClick(panel.row(two), Qt.Key.Key_Space)
    assert downloads.job(two).state is State.PAUSED
    QTest.keyClick(panel.row(two), Qt.Key.Key_Down)
    assert panel.row(one).hasFocus()
    QTest.keyClick(panel.row(one), Qt.Key.Key_Up)
    assert panel.row(two).hasFocus()
    QTest.keyClick(panel.row(two), Qt.Key.Key_Delete)
    assert downloads.job(two).state is State.CANCELLED
    assert panel.row(two).hasFocus(), "the keyboard stays where it is"
    QTest.keyClick(panel.row(two), Qt.Key.Key_Delete)
    assert downloads.job(two) is None
    assert panel.row(one).hasFocus()
    qtbot.waitUntil(lambda: not leftovers(Path(wish(file="2.gpkg").target)))


def test_every_button_has_a_name_and_is_reached_by_tab(panel, downloads, wish, gate):
    gate.shut()
    row = panel.row(downloads.start(wish()))
    for act in Act:
        button = row.button(act)
        assert button.accessibleName() and button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_job_that_waits_for_a_sign_in_asks_for_it(qtbot, panel, downloads, wish, platform):
    platform.allowed = lambda seen: False
    job_id = downloads.start(wish())
    row = panel.row(job_id)
    qtbot.waitUntil(lambda: row.button(Act.SIGN_IN).isVisible())
    row.button(Act.SIGN_IN).click()
    assert panel.asked == [("sign_in", "essai")]


def test_words_of_a_server_stay_words(panel, downloads, wish, gate):
    gate.shut()
    row = panel.row(downloads.start(wish(title="<b>Zones</b> & <img src=x>")))
    assert row.title.textFormat() == Qt.TextFormat.PlainText
    assert "&lt;b&gt;" in row.title.toolTip()
