from __future__ import annotations

import time

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAbstractButton, QMessageBox

from cicclo_qgis.gui.sessions_window import SessionsWindow
from cicclo_qgis.platforms.model import AccessKind
from cicclo_qgis.signin import MemoryStore
from cicclo_qgis.signin.state import SessionState, SignInProblem, SignInProblemCode
from tests.qgis.gui import fake_desk as fake


@pytest.fixture
def window(desk, qtbot):
    now = time.time()
    desk.has_session(
        "atelier-armor",
        SessionState.SIGNED_IN,
        kind=AccessKind.GATEWAY,
        who="Camille <b>Durand</b>",
        since=now - 60,
        until=now + 600,
        kept_in="GNOME Keyring",
    )
    desk.has_session(
        "atelier-hexagone",
        SessionState.SIGNED_IN,
        kind=AccessKind.ACCOUNT,
        who="agent",
        since=now,
        kept_in=MemoryStore.name,
    )
    window = SessionsWindow(desk)
    qtbot.addWidget(window)
    window.open_up()
    qtbot.waitExposed(window)
    return window


def rows(window):
    table = window.table
    return [
        [table.topLevelItem(row).text(column) for column in range(table.columnCount())]
        for row in range(table.topLevelItemCount())
    ]


def choose(window, number):
    window.table.setCurrentItem(window.table.topLevelItem(number))


def test_what_it_tells(window):
    armor, hexagone = rows(window)
    assert armor[:3] == ["Géo Armor (atelier)", "Camille Durand", "Platform's own page"]
    assert armor[3] and armor[4] and armor[5] == "GNOME Keyring"
    assert hexagone[1:3] == ["agent", "Technical account"]
    assert hexagone[4:] == ["no end known", "memory, until QGIS is closed"]
    told = window.told.toPlainText()
    assert "Camille Durand" in told and "Kept in: GNOME Keyring." in told


def test_it_follows_what_happens(window, desk):
    choose(window, 1)
    desk.has_session("atelier-armor", SessionState.SIGNED_OUT)
    assert [row[0] for row in rows(window)] == ["Hexagone (atelier)"]
    desk.has_session("atelier-hexagone", SessionState.SIGNED_OUT)
    assert rows(window) == [] and window._empty.isVisible()
    assert not window.renew_button.isEnabled() and window.forget_button.isEnabled()
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Noé Léger")
    assert rows(window)[0][1] == "Noé Léger" and window.table.isVisible()


def test_the_chosen_row_stays_chosen(window, desk):
    choose(window, 1)
    desk.has_session("atelier-armor", SessionState.EXPIRED)
    assert window.table.currentItem().text(0) == "Hexagone (atelier)"


def test_what_can_be_done(window, desk):
    window.renew_button.click()
    window.here_button.click()
    window.both_button.click()
    assert desk.asked == [
        ("renew", "atelier-armor"),
        ("sign_out", "atelier-armor", False),
        ("sign_out", "atelier-armor", True),
    ]


def test_an_account_is_neither_renewed_nor_known_to_proconnect(window):
    choose(window, 1)
    assert not window.renew_button.isEnabled() and window.renew_button.toolTip()
    assert not window.both_button.isEnabled() and window.here_button.isEnabled()


def test_a_session_without_anything_to_renew_it_with(window, desk):
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, kind=AccessKind.OIDC, fixed=True)
    assert not window.renew_button.isEnabled()
    assert "nothing to renew" in window.renew_button.toolTip()
    assert window.both_button.isEnabled()


def test_a_session_that_ended_is_begun_again(window, desk):
    problem = SignInProblem(SignInProblemCode.SESSION_ENDED)
    desk.has_session("atelier-armor", SessionState.EXPIRED, who="Camille Durand", problem=problem)
    assert rows(window)[0][4] == "Session ended"
    assert window.renew_button.text() == "Sign in again…"
    window.renew_button.click()
    assert desk.asked == [("sign_in", "atelier-armor")]


def test_a_sign_in_under_way_can_be_cancelled(window, desk):
    desk.has_session("atelier-armor", SessionState.WAITING)
    assert not window.here_button.isEnabled()
    window.renew_button.click()
    assert desk.asked == [("cancel_sign_in", "atelier-armor")]


def test_a_renewal_that_failed_is_told(window, desk):
    problem = SignInProblem(SignInProblemCode.NETWORK)
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="C", problem=problem)
    assert "cannot be reached" in window.told.toPlainText()


def question(window):
    return window.findChild(QMessageBox)


def test_everything_is_forgotten_after_a_question(window, desk):
    window.forget_button.click()
    assert desk.asked == []
    assert question(window).defaultButton().text() == "Cancel"
    button = next(b for b in question(window).buttons() if b.text() == "Forget everything")
    button.click()
    assert desk.asked == [("forget_everything",)]


def test_or_not(window, desk, qtbot):
    window.forget_button.click()
    qtbot.keyClick(question(window), Qt.Key.Key_Escape)
    assert desk.asked == []


def test_keys(window, desk, qtbot):
    qtbot.keyClick(window.table, Qt.Key.Key_F5)
    qtbot.keyClick(window.table, Qt.Key.Key_Delete)
    assert desk.asked == [("renew", "atelier-armor"), ("sign_out", "atelier-armor", False)]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_every_control_is_reached_by_tab_and_named(window):
    for button in window.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.text() or button.accessibleName()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert window.table.accessibleName()
    spoken = window.table.topLevelItem(0).data(0, int(Qt.ItemDataRole.AccessibleTextRole))
    assert "Géo Armor" in spoken and "Kept in" in spoken


def test_a_narrow_window_keeps_what_matters(window, qtbot):
    window.resize(window.minimumWidth(), 400)
    qtbot.wait(30)
    assert not window.table.isColumnHidden(0) and window.table.isColumnHidden(3)
    assert window.both_button.y() > window.here_button.y()
    assert all(b.x() + b.width() <= window.width() for b in window._buttons())
    window.resize(1400, 400)
    qtbot.wait(30)
    assert not any(window.table.isColumnHidden(c) for c in range(6))


def test_the_dock_opens_it_once(dock, desk):
    dock.accounts.menu.aboutToShow.emit()
    action = next(a for a in dock.accounts.menu.actions() if a.text() == "Sessions…")
    for _ in range(2):
        action.trigger()
    assert len([w for w in dock.findChildren(SessionsWindow) if w.isVisible()]) == 1


def test_accounts_that_rest(window, desk):
    desk.accounts.resting["atelier-armor"] = (
        fake.account("atelier-armor", "Camille Durand", active=True),
        fake.account("atelier-armor", "Noé Léger"),
    )
    desk.platform_changed.emit("atelier-armor")
    assert [row[1] for row in rows(window)] == ["Camille Durand", "Noé Léger", "agent"]
    assert rows(window)[1][4:] == ["not in use", "KWallet"]
    window.another_button.click()
    choose(window, 1)
    assert "Noé Léger is signed in here too." in window.told.toPlainText()
    assert window.renew_button.text() == "Use this account"
    assert not window.another_button.isEnabled() and not window.both_button.isEnabled()
    window.renew_button.click()
    window.here_button.click()
    assert desk.asked == [
        ("another", "atelier-armor"),
        ("use", "atelier-armor", "noé léger"),
        ("forget", "atelier-armor", "noé léger"),
    ]


def test_accounts_that_rest_where_nobody_is_signed_in(window, desk):
    desk.accounts.resting["atelier-armor"] = (fake.account("atelier-armor", "Noé Léger"),)
    desk.has_session("atelier-armor", SessionState.SIGNED_OUT)
    assert [row[1] for row in rows(window)] == ["Noé Léger", "agent"]
