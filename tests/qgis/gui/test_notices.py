from __future__ import annotations

import pytest
from qgis.core import Qgis
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QPushButton, QTextBrowser

from cicclo_qgis.gui.desk_protocol import Notice, NoticeLevel
from cicclo_qgis.gui.lasting import once_seen, same_session
from cicclo_qgis.gui.notices import Notices
from cicclo_qgis.signin.state import SessionState


@pytest.fixture
def notices(iface, desk):
    return Notices(iface, desk)


def test_a_notice_is_shown(bar, notices, desk):
    desk.notice.emit(Notice(NoticeLevel.WARNING, "Layers wait."))
    assert bar.currentItem().text() == "Layers wait."
    assert bar.currentItem().level() == Qgis.MessageLevel.Warning


@pytest.mark.parametrize("level", list(NoticeLevel))
def test_every_level_is_known(bar, notices, desk, level):
    desk.notice.emit(Notice(level, "x"))
    assert bar.currentItem() is not None


def test_the_button_acts_and_takes_the_notice_away(bar, notices, desk, qtbot):
    done = []
    desk.notice.emit(Notice(NoticeLevel.ERROR, "x", "Try again", lambda: done.append(True)))
    item = bar.currentItem()
    assert item.duration() == 0
    item.findChild(QPushButton).click()
    qtbot.waitUntil(lambda: done == [True])
    qtbot.waitUntil(lambda: bar.currentItem() is None)


def test_the_button_is_whole_while_its_slot_runs(bar, notices, desk, qtbot):
    done = []
    for text in ("Layers of A wait.", "Layers of B wait."):
        desk.notice.emit(Notice(NoticeLevel.WARNING, text, "Sign in", lambda: done.append(True)))
    button = bar.currentItem().findChild(QPushButton)
    during = []
    # Connected last, so called after the notice's own slot.
    button.clicked.connect(lambda: during.append(bar.currentItem() is not None))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert during == [True]
    assert done == []
    qtbot.waitUntil(lambda: done == [True])
    assert bar.currentItem().text() == "Layers of A wait."


def test_on_a_narrow_map_a_sentence_is_whole(bar, notices, desk, qtbot):
    bar.resize(560, bar.height())
    sentence = "The platform is too busy. Wait a minute, then try again."
    desk.notice.emit(Notice(NoticeLevel.ERROR, sentence, "Try again", lambda: None))
    text = bar.currentItem().findChild(QTextBrowser)
    qtbot.waitUntil(lambda: 30 < text.document().size().height() <= text.height() < 88)
    bar.resize(1600, bar.height())
    qtbot.waitUntil(lambda: text.height() < 50)


def test_a_servers_words_are_no_markup(bar, notices, desk):
    desk.notice.emit(Notice(NoticeLevel.ERROR, "1 < 2 & <a href='http://h'>x</a>"))
    assert "<a" not in bar.currentItem().text()
    assert "&lt;" in bar.currentItem().text()


def test_the_same_sentence_is_not_shown_twice(bar, notices, desk):
    for _ in range(3):
        desk.notice.emit(Notice(NoticeLevel.WARNING, "Layers wait."))
    assert len(bar.items()) == 1
    desk.notice.emit(Notice(NoticeLevel.WARNING, "Something else."))
    assert len(bar.items()) == 2


def test_after_it_was_closed_it_is_shown_again(bar, notices, desk, qtbot):
    desk.notice.emit(Notice(NoticeLevel.WARNING, "Layers wait."))
    bar.popWidget(bar.currentItem())
    qtbot.waitUntil(lambda: bar.currentItem() is None)
    desk.notice.emit(Notice(NoticeLevel.WARNING, "Layers wait."))
    assert bar.currentItem().text() == "Layers wait."


def test_after_stop_nothing_is_shown(bar, notices, desk):
    notices.stop()
    desk.notice.emit(Notice(NoticeLevel.INFO, "x"))
    assert bar.currentItem() is None


def test_what_asks_for_a_sign_in_goes_once_there_is_a_session(bar, notices, desk, qtbot):
    def asks(text, platform_id):
        desk.notice.emit(Notice(NoticeLevel.INFO, text, "Sign in", lambda: None, platform_id))

    asks("Layers of A wait.", "atelier-armor")
    asks("The session of A has ended.", "atelier-armor")
    asks("Layers of B wait.", "atelier-hexagone")
    qtbot.waitUntil(lambda: len(bar.items()) == 2)  # one for each platform, the newest
    desk.has_session("atelier-armor", SessionState.WAITING)
    assert len(bar.items()) == 2
    desk.has_session("atelier-armor", SessionState.SIGNED_IN)
    qtbot.waitUntil(lambda: [item.text() for item in bar.items()] == ["Layers of B wait."])


def test_what_is_not_so_any_more_goes(bar, notices, desk, qtbot):
    so = {"first": True, "second": True}
    for name in so:
        desk.notice.emit(Notice(NoticeLevel.WARNING, name, holds=lambda name=name: so[name]))
    desk.notice.emit(Notice(NoticeLevel.WARNING, "for ever"))
    so["first"] = False
    desk.platform_changed.emit("atelier-armor")  # told at once
    assert sorted(item.text() for item in bar.items()) == ["for ever", "second"]
    so["second"] = False
    qtbot.waitUntil(lambda: [item.text() for item in bar.items()] == ["for ever"], timeout=20_000)


def test_what_is_said_of_an_account_goes_with_it(bar, notices, desk):
    """Another agent may have the right that the first one has not."""
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Noé", since=1.0)
    holds = same_session(desk, "atelier-armor")
    desk.notice.emit(Notice(NoticeLevel.WARNING, "no right", holds=holds))
    for state in (SessionState.RENEWING, SessionState.WAITING, SessionState.SIGNED_IN):
        desk.has_session("atelier-armor", state, who="Noé", since=1.0)
        assert len(bar.items()) == 1
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille", since=2.0)
    assert bar.items() == []


def test_what_waits_is_over_when_it_waits_no_more():
    waits = []
    holds = once_seen(lambda: bool(waits))
    assert holds()  # it is about to
    waits.append("a layer")
    assert holds()
    waits.clear()
    assert not holds()
