from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QWidgetAction

from cicclo_qgis.signin.state import SessionState, SignInProblem, SignInProblemCode
from tests.qgis.gui import fake_desk as fake


def menu_of(dock):
    dock.accounts.menu.aboutToShow.emit()
    return {action.text(): action for action in dock.accounts.menu.actions() if action.text()}


def said(dock):
    return dock.accounts.label.accessibleName()


def test_signed_out(dock, desk):
    assert said(dock) == "Not signed in"
    actions = menu_of(dock)
    assert list(actions) == [
        "Sign in to Géo Armor (atelier)…",
        "Sign in to Hexagone (atelier)…",
        "Sessions…",
    ]  # the open platform has no sign-in
    actions["Sign in to Hexagone (atelier)…"].trigger()
    assert desk.asked == [("sign_in", "atelier-hexagone")]


def test_signed_in_on_one(dock, desk):
    desk.has_session(
        "atelier-armor",
        SessionState.SIGNED_IN,
        who="Camille Durand",
        until=1_790_000_000.0,
        kept_in="GNOME Keyring",
    )
    assert said(dock) == "Camille Durand · Géo Armor (atelier)"
    inside = menu_of(dock)["Géo Armor (atelier) · Camille Durand"].menu()
    told = next(a for a in inside.actions() if isinstance(a, QWidgetAction)).defaultWidget()
    assert isinstance(told, QLabel)
    assert "Signed in as Camille Durand." in told.text()
    assert "Kept in GNOME Keyring" in told.text()
    actions = {action.text(): action for action in inside.actions()}
    actions["Sign out here"].trigger()
    actions["Sign out here and at ProConnect"].trigger()
    assert desk.asked == [
        ("sign_out", "atelier-armor", False),
        ("sign_out", "atelier-armor", True),
    ]


def test_signed_in_on_two(dock, desk, qtbot):
    for platform_id in ("atelier-armor", "atelier-hexagone"):
        desk.has_session(platform_id, SessionState.SIGNED_IN, who="Camille Durand")
    qtbot.waitUntil(lambda: said(dock) == "Camille Durand · 2 platforms")


def test_two_persons(dock, desk, qtbot):
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille Durand")
    desk.has_session("atelier-hexagone", SessionState.SIGNED_IN, who="Noé Léger")
    qtbot.waitUntil(lambda: said(dock) == "Camille Durand, Noé Léger · 2 platforms")


def test_renewing_is_still_signed_in(dock, desk):
    desk.has_session("atelier-armor", SessionState.RENEWING, who="Camille Durand")
    assert said(dock) == "Camille Durand · Géo Armor (atelier)"


def test_signing_in_can_be_cancelled(dock, desk, qtbot):
    assert not dock.accounts.cancel_button.isVisible()
    desk.has_session("atelier-armor", SessionState.WAITING)
    assert said(dock) == "Signing in to Géo Armor (atelier)…"
    qtbot.mouseClick(dock.accounts.cancel_button, Qt.MouseButton.LeftButton)
    assert desk.asked == [("cancel_sign_in", "atelier-armor")]
    desk.has_session("atelier-armor", SessionState.SIGNED_OUT)
    assert not dock.accounts.cancel_button.isVisible()


def test_a_session_that_ended(dock, desk):
    problem = SignInProblem(SignInProblemCode.SESSION_ENDED)
    desk.has_session("atelier-armor", SessionState.EXPIRED, problem=problem)
    assert said(dock) == "Session ended on Géo Armor (atelier)"
    action = menu_of(dock)["Sign in again to Géo Armor (atelier)…"]
    assert "ended" in action.toolTip()
    action.trigger()
    assert desk.asked == [("sign_in", "atelier-armor")]


def test_a_name_is_never_markup_nor_mnemonic(dock, desk):
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="A & <b>B</b>")
    assert said(dock) == "A & B · Géo Armor (atelier)"
    assert "Géo Armor (atelier) · A && B" in menu_of(dock)


def test_other_accounts_of_a_platform(dock, desk):
    desk.accounts.resting["atelier-armor"] = (
        fake.account("atelier-armor", "Camille Durand", active=True),
        fake.account("atelier-armor", "Noé & Léger"),
    )
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille Durand")
    inside = menu_of(dock)["Géo Armor (atelier) · Camille Durand"].menu()
    actions = {action.text(): action for action in inside.actions()}
    assert [text for text in actions if text][:2] == [
        "Go on as Noé && Léger",
        "Sign in with another account…",
    ]
    actions["Go on as Noé && Léger"].trigger()
    actions["Sign in with another account…"].trigger()
    assert desk.asked == [
        ("use", "atelier-armor", "noé & léger"),
        ("another", "atelier-armor"),
    ]


def test_an_account_that_rests_where_nobody_is_signed_in(dock, desk):
    desk.accounts.resting["atelier-armor"] = (fake.account("atelier-armor", "Noé Léger"),)
    inside = menu_of(dock)["Sign in to Géo Armor (atelier)…"].menu()
    assert inside.actions()[0].text() == "Go on as Noé Léger"
    inside.actions()[0].trigger()
    assert desk.asked == [("use", "atelier-armor", "noé léger")]
