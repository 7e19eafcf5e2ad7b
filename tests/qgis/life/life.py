"""A QGIS with the plugin's engine and desk, without its windows; an agent signs in for real."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Optional, Tuple

from qgis.core import QgsFeatureRequest, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtWidgets import QApplication

from cicclo_qgis.catalogue import Harvest
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.no_right import NoRight
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.host import authorizer
from cicclo_qgis.host.layer_uri import PROVIDER, layer_uri
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.recovery import Recovery
from cicclo_qgis.signin import Arrival, SessionState, Visit, VisitOutcome, clock
from tests.e2e.test_signin_real import AgentsBrowser
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop, paths

ARMOR, HEXAGONE = "atelier-armor", "atelier-hexagone"
APACHE, TOKENS = "atelier-apache-session", "atelier-apache-jetons"
RESTRICTED = {
    ARMOR: "zones_humides",
    HEXAGONE: "sites_inspection",
    APACHE: "zones_humides",
    TOKENS: "zones_humides",
}
_FILES = {"zones_humides": "armor.gpkg", "sites_inspection": "hexagone.gpkg"}
_PARTS = {"zones_humides": (-3.5, 47.9, -2.5, 48.3), "sites_inspection": (-1.0, 46.0, 1.0, 48.0)}


def truth(platform_id: str) -> int:
    """How many features a part of the restricted collection holds, as its file says."""
    collection = RESTRICTED[platform_id]
    with closing(sqlite3.connect(paths.DATA / _FILES[collection])) as file:
        query = (
            f"SELECT count(*) FROM rtree_{collection}_geom"
            " WHERE maxx >= ? AND maxy >= ? AND minx <= ? AND miny <= ?"
        )
        return int(file.execute(query, _PARTS[collection]).fetchone()[0])


def part_of(platform_id: str) -> QgsFeatureRequest:
    """That part, as QGIS asks for it when it draws."""
    return QgsFeatureRequest(QgsRectangle(*_PARTS[RESTRICTED[platform_id]]))


class OneByOne(AgentsBrowser):
    """One agent, who fills in one window after the other."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self._hands = threading.Lock()

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        with self._hands:
            return super().visit(visit, accept)


class Life:
    """One run of QGIS. Use it in the GUI thread."""

    def __init__(
        self, workshop: Workshop, qtbot: Any, beside_gui: Any, agent: str = CAMILLE
    ) -> None:
        self.workshop = workshop
        self._qtbot = qtbot
        self.beside_gui = beside_gui
        self.browser = OneByOne(agent)
        self.engine = Engine(self.browser)
        self.engine.start()
        self.sessions = self.engine.sessions
        self.layers = LiveLayers()
        self.desk = Desk(
            engine=self.engine,
            layers=self.layers,
            make_harvest=lambda listener: Harvest(
                self.engine.http,
                listener,
                signed_in=lambda name: self.sessions.status(name).state.usable,
                anonymous=self.engine.anonymous_http,
            ),
            find=lambda address: None,
            memory=Remembering(Index(None, self.engine.registry.platforms()), self.engine.workers),
            bring_forward=lambda name: False,
        )
        self.notices: List[Any] = []
        self.desk.notice.connect(self._hear)
        self.no_right = NoRight(self.engine, self.layers)
        self.no_right.use(self.desk)
        self.layers.start()
        self.recovery = Recovery(
            self.layers,
            lambda name: self.sessions.status(name).state.usable,
            delays_s=(1.0, 1.0, 2.0, 4.0),
        )
        self.recovery.start()
        self.beside_gui(self.engine.restore)
        self.history: List[Tuple[str, SessionState]] = []
        self.sessions.watch(lambda told: self.history.append((told.platform_id, told.state)))

    def stop(self) -> None:
        """Close this QGIS."""
        self.desk.stop()
        self.recovery.stop()
        self.layers.stop()
        self.engine.stop()
        QgsProject.instance().clear()

    def short_tokens(self, seconds: int) -> None:
        """New access tokens of Hexagone live so long."""
        told = {"name": "short_access_token", "on": True, "value": seconds}
        request = urllib.request.Request(
            self.workshop.described["faults"]["hexagone-as"],
            json.dumps(told).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5.0).close()

    def _hear(self, notice: Any) -> None:
        """Keep the notice, unless it is the one about this computer's missing keyring."""
        if "this run of QGIS only" not in notice.text:
            self.notices.append(notice)

    # The person

    def sign_in(self, platform_id: str) -> None:
        self.desk.sign_in(platform_id)
        self.wait(lambda: self.state(platform_id) is SessionState.SIGNED_IN)

    def sign_out(self, platform_id: str) -> None:
        self.beside_gui(lambda: self.engine.sign_out(self.desk.platform(platform_id), False))
        self.wait(lambda: self.state(platform_id) is SessionState.SIGNED_OUT)

    def state(self, platform_id: str) -> SessionState:
        return self.sessions.status(platform_id).state

    def credential(self, platform_id: str) -> Optional[Dict[str, str]]:
        """The headers that a request to the platform carries now."""
        found = self.sessions.credential_for(self.url(platform_id))
        return dict(found.headers) if found is not None else None

    def url(self, platform_id: str) -> str:
        platform = self.engine.registry.get(platform_id)
        return f"{platform.landing}/collections/{RESTRICTED[platform_id]}/items"

    def wait(self, condition: Callable[[], Any], seconds: float = 20.0) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=int(seconds * 1000))

    def pause(self, seconds: float) -> None:
        """Let QGIS run; nothing in particular is waited for."""
        self._qtbot.wait(int(seconds * 1000))

    def told(self) -> List[str]:
        """The platforms that the notices so far were about."""
        names = {one.name: one.id for one in self.engine.registry.platforms()}
        return sorted(
            key
            for text in (one.text for one in self.notices)
            for name, key in names.items()
            if name in text
        )

    # The map

    def source(self, platform_id: str, page_size: int) -> str:
        platform = self.engine.registry.get(platform_id)
        return layer_uri(platform.landing, RESTRICTED[platform_id], page_size)

    def layer(self, platform_id: str, page_size: int = 100) -> QgsVectorLayer:
        """A restricted layer on the map, as the plugin puts it there."""
        source, made = self.source(platform_id, page_size), []

        def build() -> None:
            layer = QgsVectorLayer(source, platform_id, PROVIDER)
            layer.setCustomProperty("cicclo/platform", platform_id)
            layer.setCustomProperty("cicclo/collection", RESTRICTED[platform_id])
            landing = self.engine.registry.get(platform_id).landing
            layer.setCustomProperty("cicclo/landing", landing)
            layer.setCustomProperty("cicclo/restricted", True)
            layer.moveToThread(QApplication.instance().thread())
            made.append(layer)

        self.beside_gui(build)
        QgsProject.instance().addMapLayer(made[0])
        return made[0]

    def rows(self, layer: QgsVectorLayer) -> int:
        """How many features QGIS reads of the part of a layer on the map (see ``truth``)."""
        count = sum(1 for _ in layer.getFeatures(part_of(layer.name())))
        self.pause(0.05)
        return count

    def read(self, platform_id: str, page_size: int = 100) -> Callable[[], int]:
        """A reading of the part in a thread of its own, by a provider of its own."""
        source, part = self.source(platform_id, page_size), part_of(platform_id)

        def work() -> int:
            layer = QgsVectorLayer(source, "x", PROVIDER)
            return sum(1 for _ in layer.getFeatures(part)) if layer.isValid() else -1

        return work

    def redrawn(self, layer: QgsVectorLayer) -> int:
        """The rows after QGIS has let go of what it had: as if the map was moved elsewhere."""
        layer.dataProvider().reloadData()
        return self.rows(layer)


def shift_clocks(monkeypatch: Any, wall: float, monotonic: float = 0.0) -> None:
    """Set this computer's clocks forward (or back) for the plugin; the servers keep theirs."""
    moved = SimpleNamespace(
        time=lambda: time.time() + wall, monotonic=lambda: time.monotonic() + monotonic
    )
    monkeypatch.setattr(clock, "time", moved)
    monkeypatch.setattr(authorizer, "time", moved)


def save_project(path: Path) -> None:
    assert QgsProject.instance().write(str(path))
