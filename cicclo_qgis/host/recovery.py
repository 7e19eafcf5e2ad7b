"""Layers that broke off for a passing reason load again by themselves.

A network that was gone, a server that was restarted, a page of errors in the middle of the data:
QGIS keeps what it has of such a layer as if it were all. A few tries, further and further apart,
bring the rest once the platform answers again.
"""

from __future__ import annotations

import time
from typing import Callable, Dict, Optional, Sequence, Set

from qgis.core import QgsMapLayer
from qgis.PyQt.QtCore import QObject, QTimer

from cicclo_qgis.host.layer_state import is_restricted, platform_of
from cicclo_qgis.host.live_layers import LiveLayers

DELAYS_S = (5.0, 15.0, 45.0, 120.0, 300.0)

_LIMIT = "maxNumFeatures"

_CALM_S = 900.0
"""After so long without trouble the tries begin anew."""


class Recovery(QObject):
    """Repairs what breaks off. Make it, start it and stop it in the GUI thread.

    Args:
        layers: the live layers of the project.
        signed_in: whether the person has a session on the platform of that id; restricted layers
            of one without it wait for a sign-in, and for nothing else.
        delays_s: how long to wait before each try.
    """

    def __init__(
        self,
        layers: LiveLayers,
        signed_in: Callable[[str], bool],
        delays_s: Sequence[float] = DELAYS_S,
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._layers = layers
        self._signed_in = signed_in
        self._delays_s = delays_s
        self._tries: Dict[str, int] = {}
        self._last: Dict[str, float] = {}
        self._planned: Set[str] = set()
        self._watching = False

    def start(self) -> None:
        """Begin."""
        self._watching = True
        self._layers.partial.connect(self._broke_off)
        self._layers.not_repaired.connect(self._broke_off)

    def stop(self) -> None:
        """End; what is planned is not done. Again does nothing."""
        if not self._watching:
            return
        self._watching = False
        self._layers.partial.disconnect(self._broke_off)
        self._layers.not_repaired.disconnect(self._broke_off)

    def _broke_off(self, layer_id: str) -> None:
        layer = self._layers.layer(layer_id)
        platform_id = platform_of(layer) if layer is not None else None
        if layer is None or platform_id is None or platform_id in self._planned:
            return
        if not self._may_try(layer, platform_id):
            return
        now = time.monotonic()
        if now - self._last.get(platform_id, now) > _CALM_S:
            self._tries.pop(platform_id, None)
        self._last[platform_id] = now
        tries = self._tries.get(platform_id, 0)
        if tries >= len(self._delays_s):
            return
        self._tries[platform_id] = tries + 1
        self._planned.add(platform_id)
        QTimer.singleShot(int(self._delays_s[tries] * 1000), lambda: self._try(platform_id))

    def _try(self, platform_id: str) -> None:
        self._planned.discard(platform_id)
        if not self._watching:
            return
        waiting = [self._layers.layer(one) for one in self._layers.waiting(platform_id)]
        if any(layer is not None and self._may_try(layer, platform_id) for layer in waiting):
            self._layers.repair(platform_id)

    def _may_try(self, layer: QgsMapLayer, platform_id: str) -> bool:
        if _LIMIT in layer.source():
            return False  # QGIS calls it an error each time that number is reached
        return not is_restricted(layer) or self._signed_in(platform_id)
