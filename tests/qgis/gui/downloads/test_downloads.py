"""Jobs: begun, two at once, paused, gone on with, cut off, cancelled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.downloads import Downloads
from cicclo_qgis.gui.downloads.job import Pause, State, wish_of
from cicclo_qgis.gui.downloads.kept import Kept
from cicclo_qgis.ogcapi import ProblemCode
from cicclo_qgis.transfer import Options, TransferCode, leftovers
from tests.qgis.server import Answer


def state_of(downloads, job_id):
    return downloads.job(job_id).state


def wait_state(qtbot, downloads, job_id, state, timeout=20000):
    qtbot.waitUntil(lambda: state_of(downloads, job_id) is state, timeout=timeout)
    return downloads.job(job_id)


def test_a_copy_comes_and_the_gui_goes_on(qtbot, downloads, wish, rows_of):
    wanted = wish()
    with qtbot.waitSignal(downloads.arrived):
        job_id = downloads.start(wanted)
        assert state_of(downloads, job_id) is State.RUNNING
    job = downloads.job(job_id)
    assert job.state is State.DONE and job.percent == 100
    assert job.outcome.result.features == 2500 == rows_of(wanted.path)
    assert job.outcome.subject[1].id == "stations"


def test_no_more_than_two_at_once(qtbot, downloads, wish, gate):
    gate.shut()
    ids = [downloads.start(wish(file=f"{n}.gpkg")) for n in range(4)]
    states = [state_of(downloads, one) for one in ids]
    assert states == [State.RUNNING, State.RUNNING, State.WAITING, State.WAITING]
    downloads.cancel(ids[2])
    gate.open.set()
    for one in (ids[0], ids[1], ids[3]):
        wait_state(qtbot, downloads, one, State.DONE)
    assert state_of(downloads, ids[2]) is State.CANCELLED


def test_paused_and_gone_on_with(qtbot, downloads, wish, gate, platform):
    gate.shut(after=6)
    wanted = wish()
    job_id = downloads.start(wanted)
    qtbot.waitUntil(lambda: bool(leftovers(wanted.path)))
    qtbot.waitUntil(lambda: gate.asked > gate.after)
    downloads.pause(job_id)
    job = downloads.job(job_id)
    assert (job.state, job.pause) == (State.PAUSED, Pause.PERSON)
    qtbot.waitUntil(lambda: job_id not in downloads._threads)
    assert leftovers(wanted.path) and not wanted.path.exists()
    gate.open.set()
    before = len(platform.server.seen)
    downloads.resume(job_id)
    wait_state(qtbot, downloads, job_id, State.DONE)
    assert "resumed" in [note.value for note in job.outcome.result.notes]
    assert len(platform.server.seen) - before < 26 + 6, "not from the beginning"
    assert job.outcome.result.features == 2500
    assert not leftovers(wanted.path)


def test_gone_on_with_before_it_has_stopped(qtbot, downloads, wish, gate):
    gate.shut(after=3)
    job_id = downloads.start(wish())
    qtbot.waitUntil(lambda: gate.asked > gate.after)
    downloads.pause(job_id)
    downloads.resume(job_id)
    assert state_of(downloads, job_id) is State.WAITING
    gate.open.set()
    assert wait_state(qtbot, downloads, job_id, State.DONE).outcome.result.features == 2500


def test_cancelled_leaves_nothing(qtbot, downloads, wish, gate, tmp_path):
    gate.shut(after=6)
    wanted = wish()
    job_id = downloads.start(wanted)
    qtbot.waitUntil(lambda: gate.asked > gate.after)
    downloads.cancel(job_id)
    assert state_of(downloads, job_id) is State.CANCELLED
    qtbot.waitUntil(lambda: not leftovers(wanted.path))
    assert not wanted.path.exists()
    assert not list((tmp_path / "kept").glob("*.json"))
    downloads.resume(job_id)
    assert state_of(downloads, job_id) is State.CANCELLED


def test_cut_off_and_offered_again(qtbot, make_downloads, wish, gate, tmp_path):
    gate.shut(after=6)
    first = make_downloads()
    wanted = wish(options=Options(bbox=(-3.0, 48.0, -2.0, 49.0), where=(("name", "n1"),)))
    first.start(wanted)
    qtbot.waitUntil(lambda: gate.asked > gate.after)
    second = make_downloads()
    assert second.restore() == [], "the first is busy with it"
    first.stop()
    gate.open.set()
    second.arrived.connect(second.settle)
    (job_id,) = second.restore()
    job = second.job(job_id)
    assert (job.state, job.pause, job.wish) == (State.PAUSED, Pause.INTERRUPTED, wanted)
    second.resume(job_id)
    wait_state(qtbot, second, job_id, State.DONE)
    assert second.restore() == [] and not list((tmp_path / "kept").glob("*.json"))


def test_a_killed_process_leaves_its_downloads_to_the_next(tmp_path, make_downloads, wish):
    """The lock of a process that is gone holds nobody back."""
    code = (
        "import json, os, sys\n"
        "from pathlib import Path\n"
        "from cicclo_qgis.gui.downloads.kept import Kept\n"
        "from cicclo_qgis.gui.downloads.job import wish_of\n"
        "Kept(Path(sys.argv[1])).put('a1', wish_of(json.loads(sys.argv[2])))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    told = json.dumps(wish().to_json())
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "kept"), told],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        check=False,
    )
    assert done.returncode == -9
    assert make_downloads().restore() == ["a1"]


def test_what_cannot_be_read_is_let_go(tmp_path, make_downloads):
    folder = tmp_path / "kept"
    folder.mkdir()
    for name, text in (("a", "{"), ("b", "[]"), ("c", '{"format": 99}'), ("d", '{"format": 1}')):
        (folder / f"{name}.json").write_text(text)
    assert make_downloads().restore() == []
    assert not list(folder.glob("*.json"))


def test_a_wish_is_written_down_whole(wish):
    wanted = wish(
        options=Options(bbox=(1.0, 2.0, 3.0, 4.0), filter="a = 'é'", crs="x"), style="<q>"
    )
    assert wish_of(json.loads(json.dumps(wanted.to_json()))) == wanted
    with pytest.raises(ValueError):
        wish_of({"format": 1, "platform_id": "x"})


def test_waits_for_a_sign_in_and_goes_on_by_itself(qtbot, downloads, wish, platform):
    platform.allowed = lambda seen: False
    job_id = downloads.start(wish())
    job = wait_state(qtbot, downloads, job_id, State.PAUSED)
    assert job.pause is Pause.SIGN_IN and job.needs_sign_in
    downloads.signed_in("another")
    assert job.state is State.PAUSED
    platform.allowed = lambda seen: True
    downloads.signed_in("essai")
    wait_state(qtbot, downloads, job_id, State.DONE)


def test_refused_in_spite_of_a_session_it_does_not_try_for_ever(
    qtbot, make_downloads, wish, platform
):
    platform.allowed = lambda seen: not seen.path.endswith("/items")
    downloads = make_downloads(signed_in=lambda platform_id: True)
    job = wait_state(qtbot, downloads, downloads.start(wish()), State.FAILED)
    assert job.problem.code is ProblemCode.SIGN_IN_REQUIRED
    downloads.signed_in("essai")
    assert job.state is State.FAILED


def test_a_failure_is_told_and_can_be_tried_again(qtbot, downloads, wish, platform):
    whole = platform.answer
    platform.server.fallback = lambda seen: Answer(404, b"{}")
    job_id = downloads.start(wish())
    job = wait_state(qtbot, downloads, job_id, State.FAILED)
    assert (job.code, job.problem.code) == (TransferCode.SERVER, ProblemCode.NOT_FOUND)
    platform.server.fallback = whole
    downloads.resume(job_id)
    assert wait_state(qtbot, downloads, job_id, State.DONE).code is None


def test_a_folder_that_is_not_there(qtbot, downloads, wish, tmp_path):
    (tmp_path / "file").write_text("")
    job_id = downloads.start(wish(file="file/copie.gpkg"))
    assert wait_state(qtbot, downloads, job_id, State.FAILED).code is TransferCode.CANNOT_WRITE


def test_progress_is_told_on_the_way(qtbot, downloads, wish, gate):
    told = []
    downloads.changed.connect(lambda job_id: told.append(downloads.job(job_id).percent))
    gate.shut(after=12)
    job_id = downloads.start(wish())
    qtbot.waitUntil(lambda: any(one for one in told if one))
    assert 0 < downloads.job(job_id).percent < 100
    assert downloads.job(job_id).progress.expected == 2500
    gate.open.set()
    wait_state(qtbot, downloads, job_id, State.DONE)


def test_a_silence_on_the_way_is_told(qtbot, downloads, wish, gate, monkeypatch):
    monkeypatch.setattr("cicclo_qgis.gui.downloads.downloads._UNUSUAL_S", 1)
    monkeypatch.setattr("cicclo_qgis.gui.downloads.downloads._STEP_S", 1)
    gate.shut(after=12)
    job_id = downloads.start(wish())
    qtbot.waitUntil(lambda: downloads.job(job_id).silent_s >= 1, timeout=20_000)
    gate.open.set()
    wait_state(qtbot, downloads, job_id, State.DONE)


def test_who_writes_a_file_is_known(downloads, wish, gate):
    gate.shut()
    wanted = wish()
    job_id = downloads.start(wanted)
    assert downloads.writing_to(Path(wanted.target)).id == job_id
    downloads.remove(job_id)
    assert downloads.writing_to(Path(wanted.target)) is None and downloads.jobs() == ()


def test_an_error_that_nobody_thought_of_is_told(qtbot, make_downloads, wish):
    def broken():
        raise KeyError("secret")

    downloads = make_downloads(http=broken)
    job_id = downloads.start(wish())
    job = wait_state(qtbot, downloads, job_id, State.FAILED)
    assert (job.code, job.unforeseen) == (None, "KeyError")
    assert "KeyError" in words.line(job) and "secret" not in words.line(job)


def test_a_profile_that_cannot_be_written_to(qtbot, workers, http, wish):
    downloads = Downloads(http, lambda wish: wish.landing, workers, Kept(None))
    downloads.arrived.connect(downloads.settle)
    assert downloads.restore() == []
    wait_state(qtbot, downloads, downloads.start(wish("agents")), State.DONE)
    downloads.stop()
