"""A platform that offers several ways in: the person chooses, best first."""

from __future__ import annotations

import pytest

from cicclo_qgis.gui import row_menu, ways
from cicclo_qgis.platforms.model import (
    AccessKind,
    AccountAccess,
    ApiKeyAccess,
    GatewayAccess,
    OidcAccess,
)
from cicclo_qgis.signin.state import SessionState, SessionStatus
from tests.qgis.gui import fake_desk as fake

HOME = ("https://data.example/ows",)
PROCONNECT = GatewayAccess("https://data.example/oauth2/proconnect", "https://data.example/w", HOME)
KEYCLOAK = OidcAccess("https://sso.example/realms/x", "cicclo-qgis", HOME)
HINTED = OidcAccess(
    "https://sso.example/realms/x", "c", HOME, authorize_params={"kc_idp_hint": "ProConnect"}
)
ACCOUNT = AccountAccess(HOME)
KEY = ApiKeyAccess(HOME)
MANY = fake.platform("many", "Plusieurs", access=(PROCONNECT, ACCOUNT, KEY))
TITLES = [
    "Sign in by ProConnect…",
    "Sign in with a technical account…",
    "Sign in with an API key…",
]


@pytest.fixture
def desk(qgis_app):
    desk = fake.FakeDesk(MANY, fake.OUVERT)
    desk.lists("many")
    return desk


def texts(menu):
    return [action.text() for action in menu.actions()]


def test_named_as_the_person_knows_them(qgis_app):
    named = [ways.title(access) + "…" for access in (HINTED, ACCOUNT, KEY)]
    assert named == TITLES
    assert "own page" in ways.title(KEYCLOAK)


def test_two_of_a_kind_are_told_apart(qgis_app):
    other = AccountAccess(("https://autre.example:8443/",))
    first, second = ways.titles((ACCOUNT, other))
    assert first != second and "data.example" in first and "autre.example:8443" in second


def test_in_the_account_menu(dock, desk):
    dock.accounts.menu.aboutToShow.emit()
    entry = next(a for a in dock.accounts.menu.actions() if "Plusieurs" in a.text())
    assert texts(entry.menu()) == TITLES
    entry.menu().actions()[1].trigger()
    assert desk.asked == [("sign_in", "many", ACCOUNT)]


def test_in_the_details(dock, desk):
    dock.tree.select(dock.model.index_of("many", ""))
    assert dock.details.sign_in_button.isVisible()
    menu = dock.details.sign_in_button.menu()
    assert texts(menu) == TITLES
    menu.actions()[2].trigger()
    assert desk.asked == [("sign_in", "many", KEY)]


def test_with_one_way_the_button_signs_in(dock, desk):
    desk.gains(fake.HEXAGONE)
    desk.lists("atelier-hexagone")
    for platform_id in ("many", "atelier-hexagone"):
        dock.tree.select(dock.model.index_of(platform_id, ""))
    assert dock.details.sign_in_button.menu() is None
    dock.details.sign_in_button.click()
    assert desk.asked == [("sign_in", "atelier-hexagone")]


def test_in_the_menu_of_the_row(dock, desk):
    node = dock.model.node(dock.model.index_of("many", ""))
    menu = row_menu.make(desk, node, None, dock)
    entry = next(a for a in menu.actions() if a.menu() is not None)
    assert texts(entry.menu()) == TITLES
    entry.menu().actions()[0].trigger()
    assert desk.asked == [("sign_in", "many", PROCONNECT)]


@pytest.mark.parametrize(
    ("kind", "access", "text"),
    [
        (AccessKind.GATEWAY, PROCONNECT, "ProConnect"),
        (AccessKind.OIDC, KEYCLOAK, "Platform's own page"),
        (AccessKind.ACCOUNT, ACCOUNT, "Technical account"),
        (AccessKind.APIKEY, KEY, "API key"),
    ],
)
def test_how_a_session_came(qgis_app, kind, access, text):
    where = fake.platform("x", "X", access=(access,))
    assert ways.of_session(where, SessionStatus("x", SessionState.SIGNED_IN, kind=kind)) == text
