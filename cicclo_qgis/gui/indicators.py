"""A padlock beside each layer that waits for a sign-in, or another account; a click signs in."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Set, Tuple

from qgis.core import QgsMapLayer, QgsProject
from qgis.gui import QgsLayerTreeView, QgsLayerTreeViewIndicator
from qgis.PyQt.QtCore import QCoreApplication, QTimer

from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.text import plain, tooltip
from cicclo_qgis.host.layer_state import is_restricted, platform_of


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
        # With the session there is, these could not be read either.
        self._in_vain: Set[str] = set()
        # Of layers that are in the project, and not yet in the tree: pasted ones, and those of a
        # layer definition file.
        self._late: Set[str] = set()
        self._later = QTimer()
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._tree_grown)
        root = QgsProject.instance().layerTreeRoot()
        self._connections = [
            (layers.needs_session, self.update),
            (layers.repaired, self._repaired),
            (layers.not_repaired, self._not_repaired),
            (desk.platform_changed, self.update),
            (QgsProject.instance().layersWillBeRemoved, self._layers_go),
            (root.addedChildren, self._tree_grows),
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
        self._later.stop()
        for layer_id in list(self._marks):
            self.unmark(layer_id)

    def update(self, platform_id: str) -> None:
        """Mark the platform's layers that wait, and no others of it."""
        waiting = {one for one in self._layers.waiting(platform_id) if _may_wait(one)}
        usable = self._desk.session(platform_id).state.usable
        for layer_id, (owner, _) in list(self._marks.items()):
            if owner == platform_id and layer_id not in waiting:
                self.unmark(layer_id)
        for layer_id in waiting:
            if not usable and layer_id in self._in_vain:
                self._in_vain.discard(layer_id)
                self.unmark(layer_id)
            # While there is a session, and it is being tried, what was said stays.
            if not usable or layer_id in self._in_vain:
                self.mark(layer_id, platform_id)

    def mark(self, layer_id: str, platform_id: str) -> None:
        """Put a padlock beside one layer."""
        node = QgsProject.instance().layerTreeRoot().findLayer(layer_id)
        if node is None:
            self._late.add(platform_id)
        if node is None or layer_id in self._marks:
            return
        name = next((p.name for p in self._desk.platforms() if p.id == platform_id), platform_id)
        in_vain = layer_id in self._in_vain
        icon = Icon.PADLOCK_NO_RIGHT if in_vain else Icon.PADLOCK_NEEDS_SIGN_IN
        text = _text(in_vain).format(platform=plain(name, 120))
        indicator = QgsLayerTreeViewIndicator(self._view)
        indicator.setIcon(icon.icon())
        indicator.setToolTip(tooltip(text))
        indicator.clicked.connect(lambda _index: _sign_in(self._desk, platform_id, in_vain))
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

    def _tree_grows(self, *_where: object) -> None:
        if self._late:
            self._later.start(0)

    def _tree_grown(self) -> None:
        late, self._late = self._late, set()
        for platform_id in late:
            self.update(platform_id)

    def _repaired(self, layer_id: str) -> None:
        self._in_vain.discard(layer_id)
        self.unmark(layer_id)

    def _not_repaired(self, layer_id: str) -> None:
        """A session came, and the layer is as it was: the account has no right to it, it seems."""
        layer = QgsProject.instance().mapLayer(layer_id)
        platform_id = None if layer is None else platform_of(layer)
        if platform_id is None or not self._desk.session(platform_id).state.usable:
            return
        if layer_id not in self._in_vain:
            self._in_vain.add(layer_id)
            self.unmark(layer_id)
        self.update(platform_id)

    def _layers_go(self, layer_ids: Sequence[str]) -> None:
        for layer_id in layer_ids:
            self._repaired(layer_id)


def _may_wait(layer_id: str) -> bool:
    """Whether a sign-in is what the layer waits for: an open one has broken off, no more."""
    layer = QgsProject.instance().mapLayer(layer_id)
    return isinstance(layer, QgsMapLayer) and is_restricted(layer)


def _text(in_vain: bool) -> str:
    translate = QCoreApplication.translate
    if in_vain:
        return translate(
            "Indicators",
            "Your account could read nothing of this layer. Ask the team of {platform} for "
            "access, or click to sign in with another account.",
        )
    return translate(
        "Indicators", "This layer waits until you are signed in to {platform}. Click to sign in."
    )


def _sign_in(desk: Desk, platform_id: str, as_another: bool) -> None:
    from cicclo_qgis.gui import commands

    if as_another and not desk.session(platform_id).state.busy:
        desk.accounts.another(platform_id)
        return
    # While a sign-in is under way, this raises its window.
    commands.SIGN_IN.run(desk, commands.Target(platform_id))
