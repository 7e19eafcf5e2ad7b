"""Signing in as the desk does it, in real QGIS on real servers: ways found, levels, accounts."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from qgis.core import QgsProject, QgsSettings, QgsVectorLayer

from cicclo_qgis.catalogue import Harvest
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.finding import Finding
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.platforms import AccountAccess, OidcAccess, Origin
from cicclo_qgis.signin import Account, Arrival, SessionState
from tests.unit.api import collection, feature, page, serve
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser
from tests.unit.site import Reply, Site

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


@pytest.fixture
def server():
    with AuthServer() as running:
        yield running


@pytest.fixture
def platform_site():
    with Site() as site:
        serve(site, ["parcelles"], BASE)
        # What QGIS asks of a service before it asks for items.
        own = collection(site.url(BASE), "parcelles")
        site.routes[f"{BASE}/collections/parcelles"] = Reply(own)
        site.routes[f"{BASE}/conformance"] = Reply({"conformsTo": []})
        site.routes[f"{BASE}/api"] = Reply({"openapi": "3.0.3", "paths": {}})
        yield site


@pytest.fixture
def guard(platform_site):
    return Guard(platform_site)


@pytest.fixture
def browser(server):
    return ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])


@pytest.fixture
def person():
    return Person()


@pytest.fixture
def registry(tmp_path, platform_site, monkeypatch):
    """One platform, open as far as its record tells."""
    path = tmp_path / "registry.json"

    def write(*access):
        record = {
            "id": "atelier",
            "name": "Atelier",
            "landing": platform_site.url(BASE),
            "landing_status": "documented",
            "access": list(access),
        }
        path.write_text(json.dumps({"version": 1, "platforms": [record]}), encoding="utf-8")

    monkeypatch.setenv("CICCLO_REGISTRY", str(path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    QgsSettings().remove("cicclo")
    QgsSettings().setValue("cicclo/userRegistry", str(tmp_path / "user.json"))
    QgsSettings().setValue("cicclo/shippedPlatforms", False)
    write()
    yield write
    QgsSettings().remove("cicclo")


@pytest.fixture
def make_desk(registry, browser, person, qgis_new_project, qtbot):
    made = []

    def make():
        engine = Engine(browser, person)
        engine.start()
        layers = LiveLayers()
        desk = Desk(
            engine=engine,
            layers=layers,
            make_harvest=lambda listener: Harvest(
                engine.http,
                listener,
                signed_in=lambda name: engine.sessions.status(name).state.usable,
                anonymous=engine.anonymous_http,
            ),
            find=Finding(engine),
            memory=Remembering(Index(None, engine.registry.platforms()), engine.workers),
            bring_forward=lambda name: False,
        )
        desk.notices = []
        desk.notice.connect(desk.notices.append)
        made.append((engine, layers, desk))
        desk.start()
        desk.open()
        qtbot.waitUntil(lambda: len(desk.entries("atelier")) == 1)
        return desk

    yield make
    for engine, layers, desk in made:
        desk.stop()
        layers.stop()
        engine.stop()


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


def test_an_account_is_asked_for_where_the_platform_says_basic(
    make_desk, guard, person, platform_site, qtbot
):
    guard.rule = lambda told: None if told.startswith("Basic ") else 'Basic realm="x"'
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    wait_for_layer(desk, qtbot)
    assert person.asked == 1
    assert "an account of the platform" in said(desk)
    kept = desk.platform("atelier")
    assert kept.origin is Origin.USER
    refused = platform_site.url(ITEMS)
    assert kept.access == (AccountAccess((platform_site.url(BASE),), try_url=refused),)


def test_a_named_server_is_vouched_for_then_used(
    make_desk, guard, server, platform_site, browser, qtbot
):
    place = "/.well-known/oauth-protected-resource" + BASE
    platform_site.routes[place] = Reply(
        {"resource": platform_site.url(BASE), "authorization_servers": [server.issuer]}
    )
    challenge = f'Bearer resource_metadata="{platform_site.url(place)}"'
    guard.rule = lambda told: None if told[7:] in server.access_tokens else challenge
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    boxes = desk.entering._vouching.open
    qtbot.waitUntil(lambda: bool(boxes))
    (box,) = boxes.values()
    assert browser.visits == []
    host = urlsplit(server.issuer).netloc
    assert host in box.text() and urlsplit(platform_site.url()).netloc in box.informativeText()
    box.buttons()[0].click()
    wait_for_layer(desk, qtbot)
    assert isinstance(desk.platform("atelier").access[0], OidcAccess)
    assert asked(browser)["resource"] == platform_site.url(BASE)
    desk.sign_out("atelier", False)
    qtbot.waitUntil(lambda: desk.session("atelier").state is OUT)
    desk.sign_in("atelier")
    qtbot.waitUntil(lambda: desk.session("atelier").state is IN)
    assert not boxes, "a yes is remembered"


def test_a_no_signs_nobody_in(make_desk, guard, server, platform_site, browser, qtbot):
    place = "/.well-known/oauth-protected-resource"
    platform_site.routes[place] = Reply(
        {"resource": platform_site.url(""), "authorization_servers": [server.issuer]}
    )
    guard.rule = lambda told: "Bearer"
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    boxes = desk.entering._vouching.open
    qtbot.waitUntil(lambda: bool(boxes))
    next(iter(boxes.values())).reject()
    qtbot.wait(100)
    assert browser.visits == [] and not boxes
    assert desk.session("atelier").state is OUT


def test_no_way_is_said_as_before(make_desk, guard, qtbot):
    guard.rule = lambda told: "Negotiate"
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    qtbot.waitUntil(lambda: "tells no way" in said(desk))
    assert desk.platform("atelier").origin is Origin.WORKSHOP


def test_a_stronger_sign_in_is_asked_for_and_the_layer_comes(
    make_desk, registry, guard, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    strong = set()

    def rule(told):
        if told[7:] not in server.access_tokens:
            return "Bearer"
        if told[7:] in strong:
            return None
        return 'Bearer error="insufficient_user_authentication", acr_values="eidas2 eidas3"'

    def script(visit):
        url = server.answer(visit.start_url)
        stepped = "acr_values" in visit.start_url
        server.faults.claims = {"acr": "eidas2" if stepped else "eidas1"}
        before = set(server.access_tokens)
        real = server.token

        def token(form):
            reply = real(form)
            if stepped:
                strong.update(server.access_tokens - before)
            return reply

        server.token = token
        return [Arrival(url)]

    guard.rule, browser.script = rule, script
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    wait_for_layer(desk, qtbot)
    assert len(browser.visits) == 2
    assert asked(browser)["acr_values"] == "eidas2 eidas3"
    assert "prove again who you are" not in said(desk), "the window itself has asked"


def test_a_layer_that_needs_a_stronger_sign_in_says_so_once(
    make_desk, registry, guard, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    demand = ['Bearer error="insufficient_user_authentication", max_age=300']
    guard.rule = lambda told: None if told else "Bearer"
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    wait_for_layer(desk, qtbot)
    guard.rule = lambda told: demand[0]

    def draw():
        (layer,) = QgsProject.instance().mapLayers().values()
        source = layer.source()
        return lambda: QgsVectorLayer(source, "again", "OAPIF").isValid()

    for _ in range(2):
        ends = []
        desk._workers.run(draw(), ends.append)
        qtbot.waitUntil(lambda ends=ends: bool(ends))
    qtbot.waitUntil(lambda: "prove again who you are" in said(desk))
    qtbot.wait(200)
    asking = [notice for notice in desk.notices if notice.action is not None]
    assert len(asking) == 1
    server.faults.claims = {"auth_time": int(time.time())}
    asking[0].action()
    qtbot.waitUntil(lambda: len(browser.visits) == 2)
    assert asked(browser)["max_age"] == "300"
    qtbot.waitUntil(lambda: desk.entering.demands.pending("atelier") is None)


def test_a_demand_that_was_met_and_is_made_again_is_not_asked_twice(
    make_desk, registry, guard, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    server.faults.claims = {"acr": "eidas2"}
    demand = 'Bearer error="insufficient_user_authentication", acr_values="eidas2"'
    guard.rule = lambda told: demand if told else "Bearer"
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    qtbot.waitUntil(lambda: len(browser.visits) == 2)
    qtbot.waitUntil(lambda: "has no right to it" in said(desk))
    qtbot.wait(300)
    assert len(browser.visits) == 2


def test_changing_the_account_reads_the_layers_anew(
    make_desk, registry, guard, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    guard.rule = lambda told: None if told[7:] in server.access_tokens else "Bearer"
    desk = make_desk()
    server.person = {"sub": "camille", "name": "Camille Durand"}
    desk.add_to_map("atelier", "parcelles")
    wait_for_layer(desk, qtbot)
    server.person = {"sub": "noe", "name": "Noé Léger"}
    desk.accounts.another("atelier")
    qtbot.waitUntil(lambda: desk.session("atelier").who == "Noé Léger")
    qtbot.waitUntil(lambda: desk.session("atelier").state is IN)
    assert browser.visits[-1].apart
    first, second = desk.accounts.of("atelier")
    assert (first.who, second.who) == ("Noé Léger", "Camille Durand")

    def tokens():
        items = [heard for heard in platform_site.heard if heard.path == ITEMS]
        return [heard.headers.get("Authorization") for heard in items]

    qtbot.wait(300)
    before = len(tokens())
    desk.accounts.use("atelier", second.account)
    qtbot.waitUntil(lambda: desk.session("atelier").who == "Camille Durand")
    qtbot.waitUntil(lambda: len(tokens()) > before)
    assert len(set(tokens())) >= 3, "nobody, Camille and Noé"
    desk.accounts.forget("atelier", first.account)
    qtbot.waitUntil(lambda: len(desk.accounts.of("atelier")) == 1)
    desk.forget_everything()
    qtbot.waitUntil(lambda: desk.accounts.of("atelier") == ())


def test_another_account_that_is_the_same_is_told(
    make_desk, registry, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    desk = make_desk()
    server.person = {"sub": "camille", "name": "Camille Durand"}
    desk.sign_in("atelier")
    qtbot.waitUntil(lambda: desk.session("atelier").state is IN)
    desk.accounts.another("atelier")
    qtbot.waitUntil(lambda: "as Camille Durand again" in said(desk))
    assert len(desk.accounts.of("atelier")) == 1


def test_a_platform_closed_to_strangers_is_added_with_its_way_in(make_desk, person, server, qtbot):
    desk = make_desk()
    with Site() as closed:
        serve(closed, ["parcelles"], BASE)
        guards = dict(closed.routes)

        def guard(heard):
            if heard.headers.get("Authorization", "").startswith("Basic "):
                return guards.get(heard.path, Reply({}, 404))
            return Reply({}, 401, headers=[("WWW-Authenticate", 'Basic realm="x"')])

        closed.routes.clear()
        closed.otherwise = guard
        ends = []
        desk.add_platform(closed.url(BASE) + "/collections/parcelles/items?f=json", ends.append)
        qtbot.waitUntil(lambda: bool(ends))
        (end,) = ends
        assert end.problem is None and not end.known
        added = desk.platform(end.platform_id)
        assert added.landing == closed.url(BASE)
        refused = closed.url(BASE)
        assert added.access == (AccountAccess((refused,), try_url=refused),)
        assert "an account of the platform" in said(desk)
        desk.sign_in(end.platform_id)
        qtbot.waitUntil(lambda: len(desk.entries(end.platform_id)) == 1)
        assert person.asked == 1
