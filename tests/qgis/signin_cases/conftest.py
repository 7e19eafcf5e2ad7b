"""A desk in real QGIS, on real servers."""

from __future__ import annotations

import json

import pytest
from qgis.core import QgsSettings

from cicclo_qgis.catalogue import Harvest
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.finding import Finding
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.signin import Arrival
from tests.qgis.signin_cases.cases import BASE, Guard, Person
from tests.unit.api import collection, serve
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser
from tests.unit.site import Reply, Site


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
