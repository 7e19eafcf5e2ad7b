"""What QGIS tells of its network is heard beside the GUI thread."""

from __future__ import annotations

from typing import Any, Iterator, List

import pytest
from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QCoreApplication, QObject, QThread, pyqtSlot

from cicclo_qgis.host.listening import Listening
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.watcher import ReplyWatcher
from cicclo_qgis.signin.credential import ProtectionSpace
from tests.qgis.platform_server import bearer_refusal
from tests.qgis.server import LocalServer


@pytest.fixture
def listening(qgis_app: Any) -> Iterator[Listening]:
    made = Listening()
    made.start()
    made.start()
    yield made
    made.stop()
    made.stop()


def in_gui_thread() -> bool:
    return bool(QThread.currentThread() == QCoreApplication.instance().thread())


def test_answers_are_judged_beside_the_gui_thread_and_told_in_it(
    listening: Listening, server: LocalServer, beside_gui: Any, qtbot: Any
) -> None:
    judged: List[bool] = []
    told: List[Any] = []
    space = ProtectionSpace.of(server.url + "/ogc/")

    def protected(url: str) -> bool:
        judged.append(in_gui_thread())
        return space.covers(url)

    class Hearer(QObject):
        @pyqtSlot(str, int, object)
        def refused(self, url: str, status: int, sent: object) -> None:
            told.append((url, status, in_gui_thread()))

    watcher, hearer = ReplyWatcher(protected), Hearer()
    watcher.refused.connect(hearer.refused)
    watcher.start(listening)
    server.fallback = bearer_refusal
    beside_gui(lambda: http_session().get(server.url + "/ogc/x", timeout=10))
    qtbot.waitUntil(lambda: bool(told))
    watcher.stop()
    assert told == [(server.url + "/ogc/x", 401, True)]
    assert judged and not any(judged)


def test_what_was_told_before_is_heard_once_it_has_caught_up(listening: Listening) -> None:
    class Ear(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.heard: List[int] = []

        @pyqtSlot(int, str)
        def hear(self, number: int, _realm: str) -> None:
            self.heard.append(number)

    ear = Ear()
    listening.take(ear)
    signal = QgsNetworkAccessManager.instance().requestRequiresAuth
    signal.connect(ear.hear)
    for number in range(50):
        signal.emit(number, "")
    listening.catch_up()
    signal.disconnect(ear.hear)
    assert ear.heard == list(range(50))


def test_what_is_not_begun_hears_in_the_gui_thread(qgis_app: Any) -> None:
    listening, ear = Listening(), QObject()
    listening.take(ear)
    listening.catch_up()
    assert ear.thread() == QCoreApplication.instance().thread()
    listening.start()
    listening.take(ear)
    assert ear.thread() != QCoreApplication.instance().thread()
    begun = ear.thread()
    listening.stop()
    assert begun.isFinished()
