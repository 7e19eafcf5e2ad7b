"""Other programs at the door: real sockets, real QGIS."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import Qt

from cicclo_qgis.asking import LONGEST, calling, place
from cicclo_qgis.host import doorbell as module
from cicclo_qgis.host.doorbell import Doorbell

COMMUNES = "https://data.example.org/ogc/collections/communes"


@pytest.fixture
def runtime(monkeypatch):
    folder = Path(tempfile.mkdtemp(prefix="run-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def ring(runtime, tmp_path, qgis_app):
    made = []

    def make(profile=tmp_path):
        bell = Doorbell(profile)
        bell.heard = []
        bell.asked.connect(bell.heard.append)
        assert bell.start()
        made.append(bell)
        return bell

    yield make
    for bell in made:
        bell.asked.disconnect()
        bell.stop()


def call(bell):
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(20)
    line.connect(str(bell.entry))
    return line


def said(beside_gui, bell, data):
    """What the door answers to these bytes."""

    def talk():
        with call(bell) as line:
            try:
                line.sendall(data)
                return line.recv(100)
            except ConnectionError:
                return b""

    return beside_gui(talk)


def test_an_address_comes_through(ring, beside_gui, tmp_path, qtbot):
    bell = ring()
    assert beside_gui(lambda: calling.ask(COMMUNES, tmp_path)) is calling.Answer.TAKEN
    assert bell.heard == [COMMUNES]
    qtbot.waitUntil(lambda: not bell._callers)


def test_nobody_else_can_use_it(ring):
    bell = ring()
    assert bell.entry.stat().st_mode & 0o077 == 0
    assert bell.entry.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        b"\x00\xff\xfe\n",
        b"\xc3\x28\n",
        b"file:///etc/passwd\n",
        b"project.qgz\n",
        b"javascript:alert(1)\n",
        b"https://known.fr@evil.fr/collections/x\n",
        b"import os\n",
        b"https://x.fr/" + b"y" * LONGEST + b"\n",
        b"x" * 1_000_000,
    ],
)
def test_everything_else_is_refused_without_a_word(ring, beside_gui, qtbot, monkeypatch, data):
    monkeypatch.setattr(module, "_PATIENCE_MS", 600_000)  # it is refused, not waited for
    bell = ring()
    assert said(beside_gui, bell, data) == b""
    qtbot.waitUntil(lambda: not bell._callers)
    assert bell.heard == []
    assert said(beside_gui, bell, COMMUNES.encode() + b"\n") == calling.YES


def test_only_the_first_line_counts(ring, beside_gui):
    bell = ring()
    two = f"{COMMUNES}\n{COMMUNES}2\n".encode()
    assert said(beside_gui, bell, two) == calling.YES
    assert bell.heard == [COMMUNES]


def test_a_line_in_pieces_and_one_who_does_not_wait(ring, qtbot):
    bell = ring()
    with call(bell) as line:
        for piece in (COMMUNES[:9], COMMUNES[9:], "\n"):
            line.sendall(piece.encode())
            qtbot.wait(20)
        qtbot.waitUntil(lambda: bell.heard == [COMMUNES])
    with call(bell) as line:
        line.sendall(f"{COMMUNES}2\n".encode())
    qtbot.waitUntil(lambda: bell.heard == [COMMUNES, f"{COMMUNES}2"])
    qtbot.waitUntil(lambda: not bell._callers)


def test_who_says_nothing_is_sent_away(ring, qtbot, monkeypatch, beside_gui):
    monkeypatch.setattr(module, "_PATIENCE_MS", 200)
    bell = ring()
    assert said(beside_gui, bell, b"https://never.ending") == b""
    qtbot.waitUntil(lambda: not bell._callers)


def test_a_crowd_is_held_off(ring, qtbot):
    bell = ring()
    lines = [call(bell) for _ in range(8)]
    qtbot.waitUntil(lambda: len(bell._callers) == 8)
    lines += [call(bell) for _ in range(4)]
    for line in lines[8:]:
        gone = []
        thread = threading.Thread(target=lambda line=line, gone=gone: gone.append(line.recv(10)))
        thread.start()
        qtbot.waitUntil(lambda gone=gone: gone == [b""])
        thread.join()
    assert len(bell._callers) == 8
    lines[0].sendall(f"{COMMUNES}\n".encode())
    qtbot.waitUntil(lambda: bell.heard == [COMMUNES])
    for line in lines:
        line.close()
    qtbot.waitUntil(lambda: not bell._callers)


def test_more_than_a_person_can_mean_is_refused(ring, beside_gui):
    bell = ring()
    answers = [said(beside_gui, bell, COMMUNES.encode() + b"\n") for _ in range(32)]
    assert answers == [calling.YES] * 30 + [b""] * 2


def test_of_two_the_one_used_last_is_asked(ring, beside_gui, tmp_path, qtbot):
    older, newer = ring(), ring()
    os.utime(older.entry, (1000, 1000))
    assert beside_gui(lambda: calling.ask(COMMUNES, tmp_path)) is calling.Answer.TAKEN
    assert newer.heard == [COMMUNES] and older.heard == []
    os.utime(newer.entry, (2000, 2000))
    older._changed(Qt.ApplicationState.ApplicationInactive)
    assert place.entries(older.entry.parent)[0] == newer.entry
    older._changed(Qt.ApplicationState.ApplicationActive)
    assert beside_gui(lambda: calling.ask(f"{COMMUNES}2", tmp_path)) is calling.Answer.TAKEN
    assert older.heard == [f"{COMMUNES}2"]


def test_each_profile_is_asked_for_itself(ring, beside_gui, tmp_path):
    mine, other = ring(tmp_path / "mine"), ring(tmp_path / "other")
    assert beside_gui(lambda: calling.ask(COMMUNES, tmp_path / "mine")) is calling.Answer.TAKEN
    assert (mine.heard, other.heard) == ([COMMUNES], [])
    nobody = beside_gui(lambda: calling.ask(COMMUNES, tmp_path / "third"))
    assert nobody is calling.Answer.NOBODY


def test_it_leaves_nothing_and_clears_what_a_crash_has_left(ring, tmp_path):
    first = ring()
    home, entry = first.entry.parent, first.entry
    with socket.socket(socket.AF_UNIX) as fallen:
        fallen.bind(str(place.new_entry(home, tmp_path)))
    place.start_note(home, tmp_path).touch()  # it has come up
    second = ring()
    assert sorted(home.iterdir()) == sorted([entry, second.entry])
    second.stop()
    second.stop()
    assert list(home.iterdir()) == [entry]


def test_where_others_could_listen_in_it_stays_silent(runtime, tmp_path, qgis_app):
    (runtime / "cicclo-qgis").mkdir(mode=0o755)
    (runtime / "cicclo-qgis").chmod(0o755)
    bell = Doorbell(tmp_path)
    assert not bell.start() and bell.entry is None
    bell.stop()
