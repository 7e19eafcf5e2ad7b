"""A session, who hears of layers, and what one does with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List

from qgis.core import QgsProject, QgsSingleSymbolRenderer, QgsSymbol, QgsVectorLayer
from qgis.PyQt.QtGui import QColor

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.host.layers import add
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.ogcapi.model import Collection, ItemKind, LandingPage, Link
from cicclo_qgis.platforms.model import LandingStatus, Platform
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from tests.qgis.platform_server import OapifPlatform


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


class Heard:
    def __init__(self, layers: LiveLayers) -> None:
        self.needs_session: List[str] = []
        self.partial: List[str] = []
        self.repaired: List[str] = []
        self.not_repaired: List[str] = []
        for name, heard in vars(self).items():
            getattr(layers, name).connect(heard.append)


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


def count(layer: QgsVectorLayer, beside_gui: Any) -> int:
    return sum(1 for _ in layer.getFeatures())


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
