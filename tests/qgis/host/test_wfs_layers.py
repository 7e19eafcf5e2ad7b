"""Live layers of a WFS: opened, read page by page, kept for some, repaired after a sign-in."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator, List, Optional

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.plan import source_of
from cicclo_qgis.host.authorizer import RequestAuthorizer
from cicclo_qgis.host.copies import part_of
from cicclo_qgis.host.layer_state import collection_of, is_restricted, platform_of
from cicclo_qgis.host.layers import add, build
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.loading import Loading
from cicclo_qgis.host.loading_wfs import NotUnderstood
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.ogcapi import DEFAULT_POLICY
from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind
from cicclo_qgis.ogcapi.queryables import Offer, Queryable
from cicclo_qgis.platforms.model import LandingStatus, Platform
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from cicclo_qgis.transfer import Options
from tests.qgis.server import LocalServer
from tests.qgis.wfs_server import WfsPlatform


class Session:
    """A token while signed in."""

    def __init__(self, url: str) -> None:
        self.space = ProtectionSpace.of(url)
        self.token = ""

    def credential_for(self, url: str) -> Any:
        found = Credential("p", {"Authorization": f"Bearer {self.token}"}, (self.space,))
        return found if self.token and found.covers(url) else None

    renew_if_due = credential_for


@pytest.fixture
def token() -> str:
    return secrets.token_urlsafe(24)


@pytest.fixture
def wfs(server: LocalServer, token: str) -> WfsPlatform:
    return WfsPlatform(
        server, 2500, lambda seen: seen.headers.get("Authorization") == f"Bearer {token}"
    )


@pytest.fixture
def session(wfs: WfsPlatform) -> Iterator[Session]:
    session = Session(wfs.url)
    authorizer = RequestAuthorizer(session, session.space.covers)
    authorizer.install()
    yield session
    authorizer.remove()


@pytest.fixture
def project(qgis_new_project: Any) -> QgsProject:
    return QgsProject.instance()


def opened(
    wfs: WfsPlatform,
    beside_gui: Any,
    loading: Optional[Loading] = None,
    matched: Optional[int] = None,
) -> QgsVectorLayer:
    """The row as it is listed, opened."""
    platform = Platform("p", "P", "France", "x", None, LandingStatus.NONE, wfs=wfs.url)

    def work() -> QgsVectorLayer:
        with http_session() as http:
            source = source_of(http, platform, DEFAULT_POLICY, Neighbours())
            (page,) = source.pages(http, DEFAULT_POLICY)
        entry = Entry("p", page.collections[0], source.landing, Padlock.YOURS)
        return build(entry, platform, loading=loading, matched=matched)

    layer: QgsVectorLayer = beside_gui(work)
    return layer


def test_a_row_of_a_wfs_opens_and_is_read(
    wfs: WfsPlatform, session: Session, token: str, project: QgsProject, beside_gui: Any
) -> None:
    session.token = token
    layer = opened(wfs, beside_gui)
    add(layer)
    assert layer.isValid() and layer.providerType() == "WFS"
    assert (layer.name(), platform_of(layer), collection_of(layer)) == (
        "Zones humides",
        "p",
        "t:zones",
    )
    assert layer.metadata().abstract() == "Ce que c'est"
    features = list(layer.getFeatures())
    assert len(features) == 2500
    assert {feature["number"] for feature in features} == set(range(2500))
    point = features[0].geometry().asPoint()
    assert (-3 <= point.x() <= -2) and (48 <= point.y() <= 49)
    # Page by page, each with the credential.
    pages = [seen.query for seen in wfs.asked if seen.query.get("REQUEST") == "GetFeature"]
    assert any(page.get("STARTINDEX") == "1000" for page in pages)
    assert all(seen.headers.get("Authorization") for seen in wfs.asked)


def test_a_part_is_asked_of_the_service(
    wfs: WfsPlatform, session: Session, token: str, project: QgsProject, beside_gui: Any
) -> None:
    """With the credential; a service that gives something else is found out."""
    session.token = token
    offer = Offer(queryables=(Queryable("number", "number", ValueKind.INTEGER),), cql2=True)
    few = Condition("number", Operator.LESS, "5", ValueKind.INTEGER)
    box = Loading(bbox=(-2.6, 48.2, -2.4, 48.4), conditions=(few,), offer=offer)

    def build_part(loading: Loading, matched: int) -> QgsVectorLayer:
        return opened(wfs, beside_gui, loading, matched)

    layer = build_part(replace(box, bbox=None, limit=7), 2500)
    assert layer.isValid() and layer.subsetString() == '"number" < 5'
    assert part_of(layer) == Options(filter="number < 5")
    asked = [seen.query for seen in wfs.asked if "FILTER" in seen.query]
    assert asked and all("PropertyIsLessThan" in query["FILTER"] for query in asked)
    layer.setSubsetString("")
    assert part_of(layer) is None, "a person has taken it off"
    with pytest.raises(NotUnderstood):
        build_part(replace(box, bbox=None), 5)  # it gives all of them
    with pytest.raises(NotUnderstood):
        build_part(box, 2500)  # its features lie elsewhere


def test_the_project_keeps_no_secret_and_the_layer_comes_back_with_a_session(
    wfs: WfsPlatform,
    session: Session,
    token: str,
    project: QgsProject,
    beside_gui: Any,
    qtbot: Any,
    tmp_path: Path,
) -> None:
    session.token = token
    add(opened(wfs, beside_gui))
    saved = tmp_path / "p.qgs"
    assert project.write(str(saved))
    assert token not in saved.read_text("utf-8")
    project.clear()
    session.token = ""
    live = LiveLayers()
    live.start()
    waits: List[str] = []
    repaired: List[str] = []
    live.needs_session.connect(waits.append)
    live.repaired.connect(repaired.append)
    try:
        assert project.read(str(saved))
        (layer,) = project.mapLayers().values()
        assert is_restricted(layer)
        # Broken, or (from 3.40 on, which remembers the schema) without a row to show.
        assert not layer.isValid() or not list(layer.getFeatures())
        assert layer.isValid() or waits == ["p"]
        session.token = token
        live.mark("p")
        live.repair("p")
        qtbot.waitUntil(lambda: bool(repaired))
        assert layer.isValid() and sum(1 for _ in layer.getFeatures()) == 2500
    finally:
        live.stop()
        project.clear()
