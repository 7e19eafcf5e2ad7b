from __future__ import annotations

import time

from qgis.PyQt.QtCore import QObject

from cicclo_qgis.gui.pace import Pace


def busy(seconds):
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_what_is_cheap_is_done_at_once(qgis_app):
    owner, done = QObject(), []
    pace = Pace(lambda: done.append(1), owner)
    for _ in range(5):
        pace.ask()
    assert len(done) == 5


def test_what_is_dear_is_done_once_for_all(qgis_app, qtbot):
    owner, done = QObject(), []

    def work():
        done.append(1)
        busy(0.012)

    pace = Pace(work, owner)
    for _ in range(50):
        pace.ask()
    assert len(done) == 1
    qtbot.waitUntil(lambda: len(done) == 2)
    qtbot.wait(150)
    assert len(done) == 2


def test_done_means_now(qgis_app):
    owner, done = QObject(), []

    def work():
        done.append(1)
        busy(0.012)

    pace = Pace(work, owner)
    pace.do()
    pace.do()
    assert len(done) == 2
