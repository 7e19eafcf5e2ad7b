"""A padlock beside each layer that waits for a sign-in; a click on it signs in."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple

from qgis.core import QgsProject
from qgis.gui import QgsLayerTreeView, QgsLayerTreeViewIndicator
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.text import plain, tooltip


class LayerIndicators:
    """Keeps the padlocks of the layer tree in line with ``layers.waiting``, until ``stop``.

    Args:
        iface: QGIS's interface.
        layers: ``host.layers.LiveLayers``.
        desk: where a click asks for the sign-in.
    """

    def __init__(self, iface: Any, layers: Any, desk: Desk) -> None:
        self._view: QgsLayerTreeView = iface.layerTreeView()
        self._layers = layers
        self._desk = desk
        self._marks: Dict[str, Tuple[str, QgsLayerTreeViewIndicator]] = {}
        self._connections = [
            (layers.needs_session, self.update),
            (layers.repaired, self.unmark),
            (desk.platform_changed, self.update),
            (QgsProject.instance().layersWillBeRemoved, self._layers_go),
        ]
        for signal, slot in self._connections:
            signal.connect(slot)
        for platform in desk.platforms():
            self.update(platform.id)

    def stop(self) -> None:
        """Take every padlock away and look no further."""
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections = []
        for layer_id in list(self._marks):
            self.unmark(layer_id)

    def update(self, platform_id: str) -> None:
        """Mark the platform's layers that wait, and no others of it."""
        waiting = set(self._layers.waiting(platform_id))
        for layer_id, (owner, _) in list(self._marks.items()):
            if owner == platform_id and layer_id not in waiting:
                self.unmark(layer_id)
        for layer_id in waiting:
            self.mark(layer_id, platform_id)

    def mark(self, layer_id: str, platform_id: str) -> None:
        """Put a padlock beside one layer."""
        node = QgsProject.instance().layerTreeRoot().findLayer(layer_id)
        if node is None or layer_id in self._marks:
            return
        name = next((p.name for p in self._desk.platforms() if p.id == platform_id), platform_id)
        text = QCoreApplication.translate(
            "Indicators",
            "This layer waits until you are signed in to {platform}. Click to sign in.",
        ).format(platform=plain(name, 120))
        indicator = QgsLayerTreeViewIndicator(self._view)
        indicator.setIcon(Icon.PADLOCK_NEEDS_SIGN_IN.icon())
        indicator.setToolTip(tooltip(text))
        indicator.clicked.connect(lambda _index: _sign_in(self._desk, platform_id))
        self._view.addIndicator(node, indicator)
        self._view.viewport().update()
        self._marks[layer_id] = (platform_id, indicator)

    def unmark(self, layer_id: str) -> None:
        """Take the padlock of one layer away."""
        _, indicator = self._marks.pop(layer_id, ("", None))
        if indicator is None:
            return
        node = QgsProject.instance().layerTreeRoot().findLayer(layer_id)
        if node is not None:
            self._view.removeIndicator(node, indicator)
        indicator.deleteLater()
        # QGIS updates the view, which does not repaint what is in it: the padlock, and QGIS's own
        # sign of a broken layer, would stay in sight until the mouse passes.
        self._view.viewport().update()

    def marked(self) -> List[str]:
        """Ids of the layers that bear a padlock."""
        return sorted(self._marks)

    def _layers_go(self, layer_ids: Sequence[str]) -> None:
        for layer_id in layer_ids:
            self.unmark(layer_id)


def _sign_in(desk: Desk, platform_id: str) -> None:
    from cicclo_qgis.gui import commands

    # While a sign-in is under way, this raises its window.
    commands.SIGN_IN.run(desk, commands.Target(platform_id))
