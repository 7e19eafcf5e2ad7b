"""A guarded platform, a person, and what the desk is asked and says."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from qgis.core import QgsProject

from cicclo_qgis.signin import Account, SessionState
from tests.unit.api import feature, page
from tests.unit.site import Reply

BASE = "/ogc"


ITEMS = f"{BASE}/collections/parcelles/items"


IN, OUT = SessionState.SIGNED_IN, SessionState.SIGNED_OUT


class Guard:
    """Guards the items of a collection; ``rule`` says who is let in, else the challenge."""

    def __init__(self, site):
        self.site = site
        self.rule = lambda authorization: None
        self.data = Reply(page([feature()], 1))
        site.routes[ITEMS] = self.answer

    def answer(self, heard):
        challenge = self.rule(heard.headers.get("Authorization", ""))
        if challenge is None:
            return self.data
        return Reply({}, 401, headers=[("WWW-Authenticate", challenge)])


class Person:
    """Types the account at once."""

    def __init__(self):
        self.asked = 0

    def ask_account(self, question):
        self.asked += 1
        return Account("agent", "a word")

    def ask_key(self, question):
        return None

    def cancel(self, platform_name):
        """Never waits."""


def layers_shown():
    return [layer.isValid() for layer in QgsProject.instance().mapLayers().values()]


def wait_for_layer(desk, qtbot):
    try:
        qtbot.waitUntil(lambda: layers_shown() == [True])
    except Exception:
        raise AssertionError(said(desk)) from None


def said(desk):
    return " | ".join(notice.text for notice in desk.notices)


def oidc(server, site, **more):
    return {
        "kind": "oidc",
        "issuer": server.issuer,
        "client_id": "cicclo-qgis",
        "protects": [site.url(BASE)],
        **more,
    }


def asked(browser):
    query = parse_qs(urlsplit(browser.visits[-1].start_url).query)
    return {name: values[0] for name, values in query.items()}
