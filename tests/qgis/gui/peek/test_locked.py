"""What is locked: said once, with the way to open it, and never asked for."""

from __future__ import annotations

import pytest

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui.peek.cases import choose, entry, serve


@pytest.mark.parametrize(
    ("padlock", "said", "helps"),
    [
        (Padlock.NEEDS_SIGN_IN, "Sign in to see the content of this collection.", True),
        (Padlock.NO_RIGHT, "your account has no right to it.", False),
    ],
)
def test_what_is_locked_says_so_once_and_is_not_asked_for(
    server, open_dock, qtbot, padlock, said, helps
):
    serve(server, "open")
    dock = open_dock(entry(server, "open"), entry(server, "zh", padlock))
    choose(dock, "open")
    peek = dock.details.peek
    for section in (peek.attributes, peek.rows, peek.sketch):
        section.heading.click()
    qtbot.waitUntil(lambda: peek.attributes.shown and peek.rows.shown and peek.sketch.shown)
    asked = len(server.seen)
    choose(dock, "zh")
    shown = [one.toPlainText() for one in dock.details.findChildren(FlowText) if one.isVisible()]
    assert len([text for text in shown if said in text]) == 1
    assert peek.locked.isVisible() == peek.locked.button.isVisible() == helps
    assert not any(one.isVisible() for one in (peek.attributes, peek.rows, peek.sketch))
    assert peek.conditions.isVisible()
    qtbot.wait(500)  # longer than a person lingers before a part is read
    assert len(server.seen) == asked
    choose(dock, "open")
    assert not peek.locked.isVisible() and peek.rows.isVisible()


def test_the_sign_in_is_offered_where_it_is_said(server, open_dock, qtbot):
    dock = open_dock(entry(server, "zh", Padlock.NEEDS_SIGN_IN))
    choose(dock, "zh")
    locked = dock.details.peek.locked
    assert locked.button.text() == "Sign in"
    locked.button.click()
    assert dock.desk.asked == [("sign_in", "atelier-armor")]
    dock.desk.has_session("atelier-armor", SessionState.WAITING)
    qtbot.waitUntil(lambda: locked.button.text() == "Cancel", timeout=20_000)


def test_a_sign_in_opens_what_was_locked(server, open_dock, qtbot):
    serve(server, "zh")
    dock = open_dock(entry(server, "zh", Padlock.YOURS))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.rows.heading.click()
    dock.desk.lists("atelier-armor", entry(server, "zh", Padlock.NEEDS_SIGN_IN))
    qtbot.waitUntil(peek.locked.isVisible, timeout=20_000)
    dock.desk.lists("atelier-armor", entry(server, "zh", Padlock.YOURS))
    qtbot.waitUntil(lambda: peek.rows.shown and peek.rows.isVisible(), timeout=20_000)
    assert not peek.locked.isVisible()
