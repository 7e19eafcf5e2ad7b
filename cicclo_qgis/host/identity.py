"""Which platform and collection a layer is of stays what it was when the layer came.

QGIS keeps custom properties in a layer's style. One that is pasted with all its categories, read
from a file, or chosen among the styles of the layer takes them away, or gives a layer those of
another: it would be signed in for, repaired and copied as what it is not.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Dict, List, Tuple

from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer

from cicclo_qgis.host.layer_state import (
    Identity,
    give_identity,
    give_platform,
    identity_of,
    may_be_live,
)

Tie = Tuple[Any, Callable[..., None]]


class Identities:
    """Those of the project's layers on the network. GUI thread."""

    def __init__(self, project: QgsProject) -> None:
        self._project = project
        self._known: Dict[str, Identity] = {}
        self._ties: Dict[str, Tuple[Tie, ...]] = {}

    def note(self, layer: QgsMapLayer) -> None:
        """This is what the layer is from now on."""
        if not isinstance(layer, QgsVectorLayer) or not may_be_live(layer):
            return
        self._known[layer.id()] = identity_of(layer)
        if layer.id() not in self._ties:
            slot = partial(self._look_at, layer.id())
            # A style takes away before the first, and gives (once more) before the second.
            signals = (layer.styleChanged, layer.customPropertyChanged)
            self._ties[layer.id()] = tuple((signal, slot) for signal in signals)
            for signal in signals:
                signal.connect(slot)

    def rename(self, layer: QgsMapLayer, platform_id: str) -> None:
        """The layer's platform has another name from now on."""
        self._known.pop(layer.id(), None)
        give_platform(layer, platform_id)
        self.note(layer)

    def forget(self, layer_ids: List[str]) -> None:
        """These layers go, or nobody looks any more."""
        for layer_id in layer_ids:
            self._known.pop(layer_id, None)
            for signal, slot in self._ties.pop(layer_id, ()):
                signal.disconnect(slot)

    def stop(self) -> None:
        """Let go of every layer."""
        self.forget(list(self._ties))

    def _look_at(self, layer_id: str, _key: str = "") -> None:
        layer = self._project.mapLayer(layer_id)
        known = self._known.pop(layer_id, None)
        if known is None:
            return  # it is being put right
        if layer is not None and identity_of(layer) != known:
            give_identity(layer, known)
        self._known[layer_id] = known
