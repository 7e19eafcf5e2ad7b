"""An address handed over, and a QGIS started where none runs, by the program itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import List, Optional

import pytest

from cicclo_qgis.asking import __main__ as program
from cicclo_qgis.asking import calling, place, starting
from tests.unit.site import until

ROOT = Path(__file__).resolve().parents[3]
COMMUNES = "https://data.example.org/ogc/collections/communes"


@pytest.fixture
def home(monkeypatch):
    runtime = Path(tempfile.mkdtemp(prefix="run-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    yield place.ready_folder()
    shutil.rmtree(runtime)


class Listener:
    """Stands where a QGIS would, and answers every caller the same."""

    def __init__(self, home: Path, profile: Path, answer: Optional[bytes]) -> None:
        self.lines: List[bytes] = []
        self._answer = answer
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(place.new_entry(home, profile)))
        self._server.listen()
        self._kept: List[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)
        for caller in self._kept:
            caller.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._server.accept()
            except OSError:
                return
            self.lines.append(caller.makefile("rb").readline())
            if self._answer is None:
                self._kept.append(caller)
                continue
            caller.sendall(self._answer)
            caller.close()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (calling.YES, calling.Answer.TAKEN),
        (b"", calling.Answer.REFUSED),
        (b"no\n", calling.Answer.REFUSED),
        (b"x" * 1000, calling.Answer.REFUSED),
    ],
)
def test_the_answer_is_heard(home, tmp_path, answer, outcome):
    with Listener(home, tmp_path, answer) as listener:
        assert calling.ask(COMMUNES, tmp_path) is outcome
        assert calling.ask(COMMUNES) is outcome, "any profile"
    assert listener.lines == [f"{COMMUNES}\n".encode()] * 2


def test_a_qgis_at_work_is_waited_for_no_longer_than_need_be(home, tmp_path, monkeypatch):
    monkeypatch.setattr(calling, "_PATIENCE_S", 0.2)
    with Listener(home, tmp_path, None):
        assert calling.ask(COMMUNES, tmp_path) is calling.Answer.BUSY


def test_the_dead_are_passed_over_and_cleared_away(home, tmp_path):
    entry = place.new_entry(home, tmp_path)
    with Listener(home, tmp_path, calling.YES) as listener:
        with socket.socket(socket.AF_UNIX) as gone:
            gone.bind(str(entry))
        os.utime(entry, (2**32, 2**32))
        assert calling.ask(COMMUNES, tmp_path) is calling.Answer.TAKEN
    assert listener.lines and not entry.exists()
    assert calling.ask(COMMUNES, tmp_path) is calling.Answer.NOBODY


def test_qgis_is_started_with_the_address_in_its_profile(home, tmp_path):
    told = tmp_path / "told"
    qgis = tmp_path / "a qgis"
    qgis.write_text(
        f'#!/bin/sh\necho "$CICCLO_OPEN $@" > "{told}.part"; mv "{told}.part" "{told}"\n'
    )
    qgis.chmod(0o755)
    profile = tmp_path / "QGIS3" / "profiles" / "service"
    assert program.main(["--profile", str(profile), "--qgis", str(qgis), COMMUNES]) == 0
    until(told.exists)
    assert told.read_text().split() == [
        *(COMMUNES, "--profiles-path", str(tmp_path / "QGIS3"), "--profile", "service")
    ]


def test_a_second_link_waits_for_the_qgis_that_is_being_started(home, tmp_path, monkeypatch):
    monkeypatch.setattr(starting, "_PAUSE_S", 0.01)
    started = tmp_path / "started"
    qgis = tmp_path / "qgis"
    qgis.write_text(f"#!/bin/sh\necho once >> '{started}'\n")
    qgis.chmod(0o755)
    assert starting.start(COMMUNES, tmp_path, str(qgis)) is calling.Answer.TAKEN
    until(started.exists)
    answers: List[calling.Answer] = []
    second = threading.Thread(
        target=lambda: answers.append(starting.start(f"{COMMUNES}2", tmp_path, str(qgis)))
    )
    second.start()
    with Listener(home, tmp_path, calling.YES) as listener:
        second.join(20)
    assert answers == [calling.Answer.TAKEN]
    assert listener.lines == [f"{COMMUNES}2\n".encode()]
    assert started.read_text() == "once\n"


def test_a_start_that_came_to_nothing_is_forgotten(home, tmp_path):
    with pytest.raises(OSError):
        starting.start(COMMUNES, tmp_path, str(tmp_path / "no qgis"))
    note = place.start_note(home, tmp_path)
    assert not note.exists()
    note.touch()
    os.utime(note, (1000, 1000))
    assert starting.start(COMMUNES, tmp_path, shutil.which("true") or "") is calling.Answer.TAKEN


def test_called_by_its_path_as_a_web_browser_does(home, tmp_path):
    """Isolated, from elsewhere, in the profile it is installed in; and nothing but Python's own."""
    plugin = tmp_path / "profiles" / "default" / "python" / "plugins" / "cicclo_qgis"
    shutil.copytree(
        ROOT / "cicclo_qgis", plugin, ignore=shutil.ignore_patterns("__pycache__", "_vendor")
    )
    (plugin.parent / "socket").mkdir()
    (plugin.parent / "socket" / "__init__.py").write_text("raise SystemExit('a stranger')")
    command = [sys.executable, "-I", "-S", str(plugin / "asking"), "--", f"cicclo:{COMMUNES}"]
    with Listener(home, tmp_path / "profiles" / "default", calling.YES) as listener:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert listener.lines == [f"{COMMUNES}\n".encode()]


@pytest.mark.parametrize(
    "given",
    [
        ["file:///etc/passwd"],
        ["--", f"cicclo:{COMMUNES}", "--qgis", "/bin/evil"],
        ["--", f'cicclo:{COMMUNES}" --qgis "/bin/evil'],
        ["--", "--qgis=/bin/evil"],
        [],
    ],
)
def test_a_link_brings_no_option_along(home, given, capsys):
    try:
        status = program.main(given)
    except SystemExit as ended:  # as argparse ends
        status = ended.code
    assert status == 2
    assert capsys.readouterr().err


def test_a_refusal_and_a_missing_qgis_are_told(home, tmp_path, capsys):
    with Listener(home, tmp_path, b""):
        assert program.main(["--profile", str(tmp_path), COMMUNES]) == 1
    assert "did not take" in capsys.readouterr().err
    gone = str(tmp_path / "gone")
    assert program.main(["--profile", str(tmp_path), "--qgis", gone, COMMUNES]) == 1
    assert "could not be started" in capsys.readouterr().err
