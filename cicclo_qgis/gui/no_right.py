"""Layers on the map that the person's account may not read: said, once for each.

QGIS itself only shows such a layer as broken, or as empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional, Set, Tuple

from qgis.core import QgsMapLayer
from qgis.PyQt.QtCore import QCoreApplication, QObject

from cicclo_qgis.host.layer_state import collection_of, landing_of
from cicclo_qgis.host.live_layers import LiveLayers

if TYPE_CHECKING:
    from cicclo_qgis.engine import Engine
    from cicclo_qgis.gui.desk import Desk


class NoRight(QObject):
    """Hears the refusals (403) of layers. Make it in the GUI thread.

    What is heard before there is a desk is told once ``use`` has given one.
    """

    def __init__(
        self, engine: Engine, layers: LiveLayers, parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._layers = layers
        self._desk: Optional[Desk] = None
        self._waiting: List[Tuple[str, str, str]] = []
        self._told: Set[Tuple[str, float]] = set()
        engine.no_right.connect(self._heard)

    def use(self, desk: Desk) -> None:
        """Tell through this desk from now on."""
        self._desk = desk
        waiting, self._waiting = self._waiting, []
        for told in waiting:
            self._tell(*told)

    def stop(self) -> None:
        """Tell nothing more."""
        self._engine.no_right.disconnect(self._heard)

    def _heard(self, url: str) -> None:
        platform_id = self._engine.protected.platform_of(url)
        if platform_id is None:
            return
        # Told again for another session: it may be of another account.
        since = self._engine.sessions.status(platform_id).since or 0.0
        for layer in self._layers.layers(platform_id):
            key = (layer.id(), since)
            if since and key not in self._told and _is_of(layer, url):
                self._told.add(key)
                self._tell(platform_id, layer.id(), layer.name())

    def _tell(self, platform_id: str, layer_id: str, name: str) -> None:
        if self._desk is None:
            self._waiting.append((platform_id, layer_id, name))
            return
        platform = self._desk.platform(platform_id)
        if platform is None:
            return
        # QGIS's start does not wait for what few layers need.
        from cicclo_qgis.catalogue.model import Padlock
        from cicclo_qgis.gui import sentences
        from cicclo_qgis.gui.desk_protocol import NoticeLevel
        from cicclo_qgis.gui.lasting import same_session

        session = same_session(self._desk, platform_id)

        def holds() -> bool:
            """As long as the layer is there, and whoever is signed in is the same."""
            return session() and self._layers.layer(layer_id) is not None

        sentence = sentences.padlock(Padlock.NO_RIGHT, platform.name)
        text = QCoreApplication.translate("Opening", "“{title}”: {sentence}")
        text = text.format(title=name, sentence=sentence)
        self._desk.tell(NoticeLevel.WARNING, text, holds=holds)


def _is_of(layer: QgsMapLayer, url: str) -> bool:
    landing, collection = landing_of(layer), collection_of(layer)
    if not landing or not collection:
        return False
    address = f"{landing.split('?')[0].rstrip('/')}/collections/{collection}"
    return url.split("?")[0] == address or url.startswith(address + "/")
