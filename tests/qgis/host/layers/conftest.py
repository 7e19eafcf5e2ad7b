"""A guarded platform, its session, and the layers that live on it."""

from __future__ import annotations

import secrets
from typing import Any, Callable, Iterator

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.host.authorizer import RequestAuthorizer
from cicclo_qgis.host.layers import build
from cicclo_qgis.host.live_layers import LiveLayers
from tests.qgis.host.layers.hands import Session, entry, record
from tests.qgis.platform_server import Content, OapifPlatform
from tests.qgis.server import LocalServer


@pytest.fixture
def token() -> str:
    return secrets.token_urlsafe(24)


@pytest.fixture
def platform(server: LocalServer, token: str) -> OapifPlatform:
    return OapifPlatform(
        server,
        [
            Content("zones", 2500, title="Zones humides"),
            Content("rows", 37_000, table=True),
            Content("points", 9),
        ],
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


@pytest.fixture
def live(project: QgsProject) -> Iterator[LiveLayers]:
    layers = LiveLayers()
    layers.start()
    yield layers
    layers.stop()
    project.clear()


@pytest.fixture
def made(platform: OapifPlatform, beside_gui: Any) -> Callable[..., QgsVectorLayer]:
    def make(collection_id: str = "zones", padlock: Padlock = Padlock.YOURS) -> QgsVectorLayer:
        wanted = entry(platform, collection_id, padlock)
        return beside_gui(lambda: build(wanted, record(platform)))

    return make
