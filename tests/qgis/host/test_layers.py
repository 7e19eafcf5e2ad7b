"""Live layers on a real platform: made, saved, refused, repaired."""

from __future__ import annotations

import secrets
import threading
import zipfile
from pathlib import Path
from typing import Any, Callable, Iterator, List

import pytest
from qgis.core import (
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.host.authorizer import RequestAuthorizer
from cicclo_qgis.host.layer_state import collection_of, is_restricted, is_table, platform_of
from cicclo_qgis.host.layers import add, build
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.ogcapi.model import Collection, ItemKind, LandingPage, Link
from cicclo_qgis.platforms.model import LandingStatus, Platform
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from tests.qgis.platform_server import Content, OapifPlatform
from tests.qgis.server import LocalServer, Seen


class Session:
    """One platform's session: a token while signed in."""

    def __init__(self, landing: str) -> None:
        self.space = ProtectionSpace.of(landing)
        self.token = ""

    def credential_for(self, url: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        found = Credential("atelier", headers, (self.space,))
        return found if self.token and found.covers(url) else None

    renew_if_due = credential_for


@pytest.fixture
def token() -> str:
    return secrets.token_urlsafe(24)


@pytest.fixture
def platform(server: LocalServer, token: str) -> OapifPlatform:
    return OapifPlatform(
        server,
        [Content("zones", 2500, title="Zones humides"), Content("rows", 37_000, table=True)],
        allowed=lambda seen: seen.headers.get("Authorization") == f"Bearer {token}",
    )


@pytest.fixture
def session(platform: OapifPlatform, token: str) -> Iterator[Session]:
    session = Session(platform.landing)
    session.token = token
    authorizer = RequestAuthorizer(session, session.space.covers)
    authorizer.install()
    yield session
    authorizer.remove()


@pytest.fixture
def project(qgis_new_project: Any) -> QgsProject:
    return QgsProject.instance()


class Heard:
    def __init__(self, layers: LiveLayers) -> None:
        self.needs_session: List[str] = []
        self.partial: List[str] = []
        self.repaired: List[str] = []
        self.not_repaired: List[str] = []
        for name, heard in vars(self).items():
            getattr(layers, name).connect(heard.append)


@pytest.fixture
def live(project: QgsProject) -> Iterator[LiveLayers]:
    layers = LiveLayers()
    layers.start()
    yield layers
    layers.stop()
    project.clear()


def entry(platform: OapifPlatform, collection_id: str, padlock: Padlock = Padlock.YOURS) -> Entry:
    url = platform.landing
    landing = LandingPage(url, "", "", (), url + "collections", url + "api", None)
    content = next(c for c in platform.contents if c.id == collection_id)
    kind = ItemKind.TABLE if content.table else ItemKind.FEATURE
    collection = Collection(
        collection_id,
        content.title,
        "What it is",
        (Link("https://x.fr/l", "license", "text/html"),),
        f"{url}collections/{collection_id}/items",
        (-3.0, 48.0, -2.0, 49.0),
        keywords=("eau",),
        license="https://x.fr/l",
        item_kind=kind,
    )
    return Entry("atelier", collection, landing, padlock)


def record(platform: OapifPlatform) -> Platform:
    return Platform("atelier", "Atelier", "France", "x", platform.landing, LandingStatus.DOCUMENTED)


@pytest.fixture
def made(platform: OapifPlatform, beside_gui: Any) -> Callable[..., QgsVectorLayer]:
    def make(collection_id: str = "zones", padlock: Padlock = Padlock.YOURS) -> QgsVectorLayer:
        wanted = entry(platform, collection_id, padlock)
        return beside_gui(lambda: build(wanted, record(platform)))

    return make


def count(layer: QgsVectorLayer, beside_gui: Any) -> int:
    return sum(1 for _ in layer.getFeatures())


def test_built_in_a_worker_and_used_in_the_gui(
    session: Session, project: QgsProject, made: Any, beside_gui: Any
) -> None:
    layer = made()
    assert layer.isValid() and layer.thread() == QCoreApplication.instance().thread()
    assert layer.dataProvider().thread() == layer.thread()
    add(layer)
    assert project.mapLayer(layer.id()) is layer
    assert (layer.name(), platform_of(layer), collection_of(layer)) == (
        "Zones humides",
        "atelier",
        "zones",
    )
    assert is_restricted(layer) and not is_table(layer)
    metadata = layer.metadata()
    assert metadata.title() == "Zones humides" and metadata.abstract() == "What it is"
    assert metadata.licenses() == ["https://x.fr/l"] and metadata.rights() == ["Atelier"]
    assert metadata.links()[0].url == "https://x.fr/l"
    assert metadata.extent().spatialExtents()[0].bounds.xMinimum() == -3.0
    assert count(layer, beside_gui) == 2500


def test_a_table_of_37_000_rows(session: Session, project: QgsProject, made: Any) -> None:
    layer = made("rows")
    add(layer)
    assert layer.isValid() and is_table(layer) and not layer.isSpatial()
    assert [field.name() for field in layer.fields()] == ["number", "name", "secret"]
    assert layer.featureCount() == 37_000
    assert not layer.crs().isValid() and layer.extent().isEmpty()


def test_an_open_collection_is_not_restricted(
    session: Session, project: QgsProject, made: Any
) -> None:
    assert not is_restricted(made("zones", Padlock.OPEN))


def red(layer: QgsVectorLayer) -> None:
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    symbol.setColor(QColor("#ff0000"))
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def saved(project: QgsProject, layer: QgsVectorLayer, folder: Path) -> Path:
    red(layer)
    layer.setName("My own name")
    add(layer)
    path = folder / "project.qgz"
    assert project.write(str(path))
    return path


def test_the_project_holds_no_secret(
    session: Session, project: QgsProject, made: Any, tmp_path: Path, token: str, beside_gui: Any
) -> None:
    layer = made()
    assert count(layer, beside_gui) == 2500
    path = saved(project, layer, tmp_path)
    assert token not in layer.source() and "authcfg" not in layer.source()
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"cicclo/platform" in content
    assert token.encode() not in content and b"Bearer" not in content


def test_a_project_opened_signed_out_and_then_in(
    session: Session,
    project: QgsProject,
    live: LiveLayers,
    made: Any,
    tmp_path: Path,
    token: str,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer = made()
    layer_id = layer.id()
    path = saved(project, layer, tmp_path)
    project.clear()
    session.token = ""
    heard = Heard(live)
    assert project.read(str(path))
    broken = project.mapLayer(layer_id)
    assert not broken.isValid() and is_restricted(broken)
    assert heard.needs_session == ["atelier"]
    assert live.waiting("atelier") == (layer_id,)
    assert live.platforms_waiting() == ("atelier",)
    # Saved once more while it is broken: nothing of it may be lost.
    assert project.write(str(path)) and project.read(str(path))

    session.token = token
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.repaired == [layer_id])
    repaired = project.mapLayer(layer_id)
    assert repaired.isValid() and repaired.name() == "My own name"
    assert repaired.renderer().symbol().color() == QColor("#ff0000")
    assert platform_of(repaired) == "atelier" and live.waiting("atelier") == ()
    assert count(repaired, beside_gui) == 2500


def test_said_once_for_a_platform(
    session: Session, project: QgsProject, live: LiveLayers, made: Any
) -> None:
    session.token = ""
    heard = Heard(live)
    for name in ("zones", "rows", "zones"):
        add(made(name))
    assert heard.needs_session == ["atelier"] and len(live.waiting("atelier")) == 3
    live.mark("atelier")
    live.mark("another")
    assert heard.needs_session == ["atelier", "atelier"]


def test_an_open_layer_that_is_broken_asks_for_no_session(
    session: Session, project: QgsProject, live: LiveLayers, made: Any
) -> None:
    session.token = ""
    heard = Heard(live)
    add(made("zones", Padlock.OPEN))
    assert heard.needs_session == [] and len(live.waiting("atelier")) == 1
    assert live.platforms_waiting() == ()


def test_a_repair_that_the_server_refuses(
    session: Session, project: QgsProject, live: LiveLayers, made: Any, qtbot: Any
) -> None:
    session.token = ""
    layer = made()
    add(layer)
    heard = Heard(live)
    live.repair("atelier")
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.not_repaired == [layer.id()])
    assert not layer.isValid() and heard.repaired == []


def test_refused_in_the_middle_of_pages(
    session: Session,
    project: QgsProject,
    platform: OapifPlatform,
    live: LiveLayers,
    made: Any,
    token: str,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer = made()
    add(layer)
    heard = Heard(live)
    allowed = platform.allowed
    platform.allowed = lambda seen: allowed(seen) and "offset" not in seen.query
    assert count(layer, beside_gui) == 1000
    qtbot.waitUntil(lambda: heard.partial == [layer.id()])
    assert layer.isValid() and live.waiting("atelier") == (layer.id(),)
    platform.allowed = allowed
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])
    assert live.waiting("atelier") == ()
    assert count(layer, beside_gui) == 2500
    assert heard.partial == [layer.id()]


def test_repaired_while_it_is_still_being_read(
    session: Session,
    project: QgsProject,
    platform: OapifPlatform,
    live: LiveLayers,
    made: Any,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer = made()
    add(layer)
    heard = Heard(live)
    sources = [QgsVectorLayerFeatureSource(layer) for _ in range(4)]
    allowed = platform.allowed
    platform.allowed = lambda seen: allowed(seen) and "offset" not in seen.query
    assert count(layer, beside_gui) == 1000
    qtbot.waitUntil(lambda: heard.partial == [layer.id()])
    readers = [iter(source.getFeatures()) for source in sources]
    assert all(next(reader).isValid() for reader in readers)
    platform.allowed = allowed
    live.repair("atelier")
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])
    # What was begun with the old provider still ends well: a map may be drawn from it.
    assert all(sum(1 for _ in reader) == 999 for reader in readers)
    assert count(layer, beside_gui) == 2500


def test_a_refusal_heard_of_after_its_renewal(
    session: Session,
    project: QgsProject,
    platform: OapifPlatform,
    live: LiveLayers,
    made: Any,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer = made()
    add(layer)
    heard = Heard(live)
    allowed = platform.allowed
    platform.allowed = lambda seen: allowed(seen) and "offset" not in seen.query
    assert count(layer, beside_gui) == 1000
    live.repair("atelier")  # the layer has not told yet
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])
    platform.allowed = allowed
    assert heard.partial == [] and live.waiting("atelier") == ()
    assert count(layer, beside_gui) == 2500


def test_the_gui_is_free_while_a_dead_server_is_tried(
    session: Session,
    project: QgsProject,
    platform: OapifPlatform,
    live: LiveLayers,
    made: Any,
    token: str,
    qtbot: Any,
) -> None:
    session.token = ""
    layer = made()
    add(layer)
    session.token = token
    over = threading.Event()
    original = platform.answer

    def slow(seen: Seen) -> Any:
        over.wait(20)
        return original(seen)

    platform.server.fallback = slow
    heard = Heard(live)
    ticks: List[int] = []
    live.repair("atelier")
    for _ in range(20):
        qtbot.wait(20)
        ticks.append(1)
    assert heard.repaired == [] and len(ticks) == 20
    over.set()
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])


def test_stop_lets_go(session: Session, project: QgsProject, live: LiveLayers, made: Any) -> None:
    heard = Heard(live)
    live.stop()
    live.stop()
    session.token = ""
    add(made())
    assert heard.needs_session == []
    project.clear()


def test_a_layer_removed_while_it_is_repaired(
    session: Session, project: QgsProject, live: LiveLayers, made: Any, token: str, qtbot: Any
) -> None:
    session.token = ""
    layer = made()
    add(layer)
    session.token = token
    heard = Heard(live)
    live.repair("atelier")
    project.removeMapLayer(layer.id())
    qtbot.wait(500)
    assert heard.repaired == [] and heard.not_repaired == []


def test_a_layer_is_loaded_again_when_asked(
    session: Session,
    project: QgsProject,
    made: Any,
    live: LiveLayers,
    platform: OapifPlatform,
    qtbot: Any,
    beside_gui: Any,
) -> None:
    layer, other = made(), QgsVectorLayer("Point", "other", "memory")
    project.addMapLayers([layer, other])
    red(layer)
    assert count(layer, beside_gui) == 2500
    platform.contents[0].count = 10
    heard = Heard(live)
    live.load_again(other.id())
    live.load_again("gone")
    live.load_again(layer.id())
    qtbot.waitUntil(lambda: heard.repaired == [layer.id()])
    assert count(layer, beside_gui) == 10 and layer.featureCount() == 10
    assert layer.renderer().symbol().color().name() == "#ff0000"
    assert heard.not_repaired == []
