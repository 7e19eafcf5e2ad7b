"""The live layers of the open project: which of them wait for a session, and their repair."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from qgis.core import QgsDataProvider, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from cicclo_qgis.host.bad_layers import BadLayersDialog
from cicclo_qgis.host.identity import Identities
from cicclo_qgis.host.layer_state import is_restricted, landing_of, live_layers, platform_of
from cicclo_qgis.host.workers import Workers

_log = logging.getLogger(__name__)

_LATE_S = 5.0


class LiveLayers(QObject):
    """Watches the project's live layers. Make it and use it in the GUI thread.

    Signals:
        ``needs_session(platform_id)``: restricted layers of the platform cannot be read; said
        once per platform, again only after a repair, a new project or ``mark``.
        ``partial(layer_id)``: a download broke off, or an open layer came up broken; it shows
        less than there is.
        ``repaired(layer_id)``, ``not_repaired(layer_id)``: what ``repair`` came to.
    """

    needs_session = pyqtSignal(str)
    partial = pyqtSignal(str)
    repaired = pyqtSignal(str)
    not_repaired = pyqtSignal(str)

    def __init__(
        self, parent: Optional[QObject] = None, project: Optional[QgsProject] = None
    ) -> None:
        super().__init__(parent)
        # Two of its own: a project full of broken layers must not hold up everything else.
        self._workers = Workers(self, max_workers=2)
        self._project = project or QgsProject.instance()
        self._dialog = BadLayersDialog(self._project, self)
        self._identities = Identities(self._project)
        self._ties: List[Tuple[Any, Callable[..., None]]] = []
        self._layer_ties: Dict[str, Tuple[Any, Callable[..., None]]] = {}
        self._partial: Set[str] = set()
        self._told: Set[str] = set()
        self._under_repair: Set[str] = set()
        self._repaired_at: Dict[str, float] = {}
        self._reloaded: Set[str] = set()
        self._again: Set[str] = set()
        self._edited: Dict[str, Tuple[Any, Callable[..., None]]] = {}

    def start(self) -> None:
        """Begin to watch the project and the layers it already has."""
        if self._ties:
            return
        for signal, slot in (
            (self._project.layersAdded, self._on_added),
            (self._project.layersWillBeRemoved, self._on_removed),
            (self._project.cleared, self._told.clear),
        ):
            signal.connect(slot)
            self._ties.append((signal, slot))
        self._dialog.start()
        self._on_added(list(self._project.mapLayers().values()))

    def stop(self) -> None:
        """Let go of the project and its layers (unload)."""
        self._workers.stop()
        self._dialog.stop()
        for signal, slot in self._ties:
            signal.disconnect(slot)
        self._ties.clear()
        self._on_removed(list(self._layer_ties))
        for layer_id in list(self._edited):
            self._forget_edits(layer_id)
        self._identities.stop()

    def layer(self, layer_id: str) -> Optional[QgsMapLayer]:
        """Find a layer of the project; None when it is gone."""
        return self._project.mapLayer(layer_id)

    def layers(self, platform_id: str) -> Tuple[QgsVectorLayer, ...]:
        """List the platform's layers in the project."""
        return tuple(
            layer for layer in live_layers(self._project) if platform_of(layer) == platform_id
        )

    def is_whole(self, layer: QgsMapLayer) -> bool:
        """Whether it is a live layer, neither broken nor partial."""
        return platform_of(layer) is not None and not self._is_waiting(layer)

    def waiting(self, platform_id: str) -> Tuple[str, ...]:
        """List the ids of the platform's layers that are broken or partial."""
        return tuple(layer.id() for layer in self.layers(platform_id) if self._is_waiting(layer))

    def rename(self, old_id: str, landing: str, platform_id: str) -> None:
        """The platform at ``landing`` is called ``platform_id`` here; its layers say so."""
        for layer in self.layers(old_id):
            if landing_of(layer) == landing:
                self._identities.rename(layer, platform_id)

    def missed(self, platform_id: str) -> None:
        """Say that a session is needed there, unless that was said already."""
        self._tell(platform_id)

    def mark(self, platform_id: str) -> None:
        """Say again that a session is needed, if the project has restricted layers of it.

        For a session that has ended: these layers wait for the next one, whether QGIS has asked
        for more of them already or not.
        """
        self._told.discard(platform_id)
        self._repaired_at.pop(platform_id, None)
        restricted = [layer.id() for layer in self.layers(platform_id) if is_restricted(layer)]
        if restricted:
            self._partial.update(restricted)
            self._tell(platform_id)

    def repair(self, platform_id: str) -> None:
        """After sign-in: bring the platform's waiting layers back in place; returns at once.

        Each keeps its id, name, style and properties. Whether the server lets it open
        is tried in a worker thread first: opening it is the one thing QGIS does in the GUI
        thread, and it must not wait there for a server that does not answer.
        """
        self._told.discard(platform_id)
        self._repaired_at[platform_id] = time.monotonic()
        for layer in self.layers(platform_id):
            if self._is_waiting(layer):
                self._bring_back(layer)

    def load_again(self, layer_id: str) -> None:
        """Have a layer ask the server for everything anew, if it answers; returns at once."""
        layer = self._project.mapLayer(layer_id)
        if layer is not None and platform_of(layer) is not None:
            self._again.add(layer_id)
            self._bring_back(layer)

    def _bring_back(self, layer: QgsVectorLayer) -> None:
        # Never by ``layer.reload()``: it takes the provider's cache away from a map that is
        # being drawn from it, and QGIS dies. A new provider leaves the old one to its readers.
        layer_id = layer.id()
        if layer_id in self._under_repair:
            return
        self._under_repair.add(layer_id)
        self._workers.run(
            partial(_opens, layer.source(), layer.providerType()),
            partial(self._on_tried, layer_id),
            partial(self._on_not_tried, layer_id),
        )

    def _is_waiting(self, layer: QgsMapLayer) -> bool:
        return not layer.isValid() or layer.id() in self._partial

    def _on_tried(self, layer_id: str, opens: bool) -> None:
        self._under_repair.discard(layer_id)
        layer = self._project.mapLayer(layer_id)
        again = layer_id in self._again
        self._again.discard(layer_id)
        if layer is None:
            return
        if opens and layer.isEditable():
            self._bring_back_after_edits(layer, again)
            return
        if opens and (again or self._is_waiting(layer)):
            self._partial.discard(layer_id)
            options = QgsDataProvider.ProviderOptions()
            layer.setDataSource(layer.source(), layer.name(), layer.providerType(), options, False)
        if not self._is_waiting(layer):
            layer.triggerRepaint()
            self.repaired.emit(layer_id)
        else:
            self.not_repaired.emit(layer_id)

    def _bring_back_after_edits(self, layer: QgsVectorLayer, again: bool) -> None:
        # A new provider numbers the features anew: what is not saved yet would be written to
        # others, or be lost. The layer stays as it is until its edits are saved or dropped.
        layer_id = layer.id()
        if layer_id in self._edited:
            return
        slot = partial(self._on_edits_ended, layer_id, again)
        layer.editingStopped.connect(slot)
        self._edited[layer_id] = (layer.editingStopped, slot)

    def _on_edits_ended(self, layer_id: str, again: bool) -> None:
        self._forget_edits(layer_id)
        layer = self._project.mapLayer(layer_id)
        if layer is None:
            return
        if again:
            self._again.add(layer_id)
        self._bring_back(layer)

    def _forget_edits(self, layer_id: str) -> None:
        tie = self._edited.pop(layer_id, None)
        if tie is not None:
            tie[0].disconnect(tie[1])

    def _on_not_tried(self, layer_id: str, error: Exception) -> None:
        _log.error("a layer could not be tried: %s", type(error).__name__)
        self._on_tried(layer_id, False)

    def _on_added(self, layers: List[QgsMapLayer]) -> None:
        for layer in layers:
            self._identities.note(layer)
            platform_id = platform_of(layer)
            if platform_id is None or not isinstance(layer, QgsVectorLayer):
                continue
            if layer.id() not in self._layer_ties:
                slot = partial(self._on_error, layer.id())
                layer.raiseError.connect(slot)
                self._layer_ties[layer.id()] = (layer.raiseError, slot)
            if layer.isValid():
                continue
            if is_restricted(layer):
                self._tell(platform_id)
            else:
                self.partial.emit(layer.id())

    def _on_removed(self, layer_ids: List[str]) -> None:
        self._identities.forget(layer_ids)
        for layer_id in layer_ids:
            for ids in (self._partial, self._under_repair, self._reloaded):
                ids.discard(layer_id)
            self._forget_edits(layer_id)
            tie = self._layer_ties.pop(layer_id, None)
            if tie is not None:
                tie[0].disconnect(tie[1])

    def _on_error(self, layer_id: str, _message: str) -> None:
        layer = self._project.mapLayer(layer_id)
        if layer is None or layer_id in self._partial:
            return
        self._partial.add(layer_id)
        since = time.monotonic() - self._repaired_at.get(platform_of(layer) or "", -_LATE_S)
        if since < _LATE_S and layer_id not in self._reloaded:
            # The word of this refusal came after the renewal that answers it.
            self._reloaded.add(layer_id)
            self._bring_back(layer)
        else:
            self._reloaded.discard(layer_id)
            self.partial.emit(layer_id)

    def _tell(self, platform_id: str) -> None:
        if platform_id not in self._told:
            self._told.add(platform_id)
            self.needs_session.emit(platform_id)


def _opens(source: str, provider: str) -> bool:
    """Whether the server lets this source open. Worker thread."""
    return bool(QgsVectorLayer(source, "", provider).isValid())
