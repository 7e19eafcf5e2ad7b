"""The engine and the desk on a real server: what the person's settings and decisions do."""

from __future__ import annotations

import json
import secrets
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication, QgsSettings

from cicclo_qgis import engine as engine_module
from cicclo_qgis.catalogue import Harvest
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.platforms.model import AccessKind, ApiKeyAccess, GatewayAccess
from cicclo_qgis.signin import Account, MemoryStore, SessionState
from cicclo_qgis.signin.stores import keyring_store
from tests.nginx import PROGRAM, Nginx
from tests.unit.signin.people import ScriptedBrowser

IN, OUT = SessionState.SIGNED_IN, SessionState.SIGNED_OUT


class Person:
    """Types the account or the key at once."""

    def __init__(self, nginx):
        self.nginx = nginx
        self.asked = []

    def ask_account(self, question):
        self.asked.append("account")
        return Account(self.nginx.username, self.nginx.password)

    def ask_key(self, question):
        self.asked.append("key")
        return self.nginx.key

    def cancel(self, platform_name):
        """Never waits."""


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    if PROGRAM is None:
        pytest.skip("nginx is not installed")
    with Nginx(tmp_path_factory.mktemp("nginx")) as server:
        yield server


@pytest.fixture(autouse=True)
def _settings(qgis_app):
    """QGIS's encrypted store stands open; the person has agreed to it."""
    QgsSettings().remove("cicclo")
    QgsSettings().setValue("cicclo/useQgisStore", True)
    manager = QgsApplication.authManager()
    manager.existsAuthSetting("any")
    if not manager.masterPasswordIsSet():
        manager.setMasterPassword(secrets.token_urlsafe(12), True)
    yield
    for platform_id in ("two-ways", "one-way"):
        manager.removeAuthSetting(f"cicclo/{platform_id}")
    QgsSettings().remove("cicclo")


@pytest.fixture
def registry(tmp_path, nginx, monkeypatch):
    """Two platforms of a workshop beside those that are shipped."""
    account = {"kind": "account", "protects": [nginx.url("/account/")]}
    key = {"kind": "apikey", "header": "apikey", "protects": [nginx.url("/key/")]}
    common = {"territory": "", "software": "", "landing": None, "landing_status": "none"}
    platforms = [
        {"id": "two-ways", "name": "Deux accès", **common, "access": [account, key]},
        {"id": "one-way", "name": "Un accès", **common, "access": [key]},
    ]
    path = tmp_path / "registry.json"
    path.write_text(json.dumps({"version": 1, "platforms": platforms}), encoding="utf-8")
    monkeypatch.setenv("CICCLO_REGISTRY", str(path))
    QgsSettings().setValue("cicclo/userRegistry", str(tmp_path / "user.json"))


@pytest.fixture
def person(nginx):
    return Person(nginx)


@pytest.fixture
def engine(registry, person, monkeypatch):
    # The keyring of the person who runs the tests is none of ours.
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    engine = Engine(ScriptedBrowser(lambda visit: ()), person)
    yield engine
    engine.stop()


@pytest.fixture
def desk(engine, qgis_new_project):
    layers = LiveLayers()
    desk = Desk(
        engine=engine,
        layers=layers,
        make_harvest=lambda listener: Harvest(engine.http, listener),
        find=lambda address: None,
        memory=Remembering(Index(None, engine.registry.platforms()), engine.workers),
        bring_forward=lambda name: False,
    )
    yield desk
    desk.stop()
    layers.stop()


def state(desk, platform_id):
    return desk.session(platform_id).state


@pytest.fixture
def signed_in(desk, qtbot):
    for platform_id in ("two-ways", "one-way"):
        desk.sign_in(platform_id)
    qtbot.waitUntil(lambda: state(desk, "two-ways") is state(desk, "one-way") is IN)
    return desk


def kept(platform_id="two-ways"):
    return QgsApplication.authManager().existsAuthSetting(f"cicclo/{platform_id}")


def test_the_best_way_in_unless_the_person_chooses(desk, person, qtbot):
    first, second = desk.platform("two-ways").access
    desk.sign_in("two-ways")
    qtbot.waitUntil(lambda: desk.session("two-ways").kind is first.kind)
    desk.sign_in("two-ways", second)
    qtbot.waitUntil(lambda: desk.session("two-ways").kind is second.kind)
    desk.sign_out("two-ways", False)
    qtbot.waitUntil(lambda: state(desk, "two-ways") is OUT)
    desk.sign_in("two-ways")
    qtbot.waitUntil(lambda: state(desk, "two-ways") is IN)
    assert person.asked == ["account", "key", "key"]


def test_kept_only_while_the_person_wants_it(signed_in, engine, qtbot):
    assert kept() and signed_in.session("two-ways").kept_in != MemoryStore.name
    engine.settings.keep_sessions = False
    signed_in.settings_changed()
    qtbot.waitUntil(lambda: signed_in.session("two-ways").kept_in == MemoryStore.name)
    qtbot.waitUntil(lambda: not kept() and not kept("one-way"))
    assert state(signed_in, "two-ways") is IN
    engine.settings.keep_sessions = True
    signed_in.settings_changed()
    qtbot.waitUntil(lambda: kept() and kept("one-way"))


def test_nothing_comes_back_after_not_keeping(signed_in, engine, person, qtbot, beside_gui):
    engine.settings.keep_sessions = False
    signed_in.settings_changed()
    qtbot.waitUntil(lambda: not kept() and not kept("one-way"))
    tomorrow = Engine(ScriptedBrowser(lambda visit: ()), person)
    beside_gui(tomorrow.restore)
    assert tomorrow.sessions.status("two-ways").state is OUT
    tomorrow.stop()


def test_what_another_day_left_is_erased_too(signed_in, engine, person, qtbot):
    """Its session could not be brought back, yet its copy is in the store."""
    tomorrow = Engine(ScriptedBrowser(lambda visit: ()), person)
    tomorrow.settings.keep_sessions = False
    tomorrow.workers.run(tomorrow.keep_as_chosen)
    qtbot.waitUntil(lambda: not kept() and not kept("one-way"))
    tomorrow.stop()


def test_everything_is_forgotten(signed_in, engine, nginx, qtbot):
    address = nginx.url("/account/items")
    assert engine.sessions.credential_for(address) is not None
    signed_in.forget_everything()
    qtbot.waitUntil(lambda: state(signed_in, "two-ways") is state(signed_in, "one-way") is OUT)
    qtbot.waitUntil(lambda: engine._browser.forgotten >= 2)
    assert engine.sessions.credential_for(address) is None
    assert not kept() and not kept("one-way")


def test_whoever_leaves_last_is_not_brought_back_by_the_window(signed_in, engine, qtbot):
    signed_in.sign_out("two-ways", False)
    qtbot.waitUntil(lambda: state(signed_in, "two-ways") is OUT)
    assert engine._browser.forgotten == 0
    signed_in.sign_out("one-way", False)
    qtbot.waitUntil(lambda: engine._browser.forgotten == 1)


def test_the_page_that_ends_it_everywhere_leads_back_to_where_one_was_signed_in(engine):
    own, other = "https://portail.example/donnees/", "https://cles.example/"
    key = ApiKeyAccess(protects=(other,), header="apikey")
    gateway = GatewayAccess(
        login_url=f"{own}login", whoami_url=f"{own}whoami", protects=(own,), cookies=("S",)
    )
    engine._sessions = SimpleNamespace(
        status=lambda platform_id: SimpleNamespace(kind=AccessKind.GATEWAY),
        sign_out=lambda platform, everywhere: "https://identite.example/logout",
    )
    engine.sign_out(SimpleNamespace(id="p", name="P", access=(key, gateway)), True)
    assert [visit.cookies_of for visit in engine._browser.visits] == ["https://portail.example/"]


def test_a_layer_waits_longer_for_the_sessions_than_a_dead_keyring_does():
    assert engine_module._RESTORE_PATIENCE_S > keyring_store._TIMEOUT_S


def test_shipped_platforms_go_and_come_at_once(signed_in, engine, qtbot):
    def shipped():
        return [p.id for p in signed_in.platforms() if p.id == "geobretagne"]

    told = []
    signed_in.platform_changed.connect(told.append)
    assert shipped() and engine.protected("https://geobretagne.fr/geoserver/ogc")
    engine.settings.shipped_platforms = False
    signed_in.settings_changed()
    assert not shipped() and not engine.protected("https://geobretagne.fr/geoserver/ogc")
    assert "geobretagne" in told and "two-ways" not in told
    told.clear()
    engine.settings.shipped_platforms = True
    signed_in.settings_changed()
    assert shipped() and "geobretagne" in told
    assert state(signed_in, "two-ways") is IN


def test_an_account_is_not_renewed_but_lives_on(signed_in, qtbot):
    signed_in.renew("two-ways")
    qtbot.wait(200)
    assert state(signed_in, "two-ways") is IN


def test_a_late_refusal_of_another_credential_ends_no_session(
    signed_in, engine, nginx, qtbot, beside_gui
):
    """A stranger's request, or one with an older credential, is answered 401 after the sign-in."""
    address = nginx.url("/account/items")
    told = []
    engine.refreshed.connect(told.append)
    engine._watcher.start()  # watches, and puts no credential on what is sent here
    older = {"Authorization": "Basic " + secrets.token_urlsafe(12)}

    def late():
        with http_session() as session:
            answers = [session.get(address, timeout=5)]
            answers += [session.get(address, headers=older, timeout=5) for _ in range(3)]
            return [answer.status_code for answer in answers]

    assert beside_gui(late) == [401, 401, 401, 401]
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(300)
    assert told == ["two-ways"]  # once: layers that came up short with it may load again
    assert state(signed_in, "two-ways") is IN
    assert engine.sessions.credential_for(address) is not None


def test_a_refusal_of_the_session_itself_ends_it(signed_in, engine, nginx, qtbot, beside_gui):
    address = nginx.url("/account/items")
    engine.start()
    with nginx.another_password():
        beside_gui(lambda: http_session().get(address, timeout=5))
        qtbot.waitUntil(lambda: state(signed_in, "two-ways") is SessionState.EXPIRED)
