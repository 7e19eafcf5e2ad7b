"""A submenu in the menu of the layers that came from the plugin: session, page, refresh, copy."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Sequence

from qgis.core import Qgis, QgsMapLayer, QgsProject
from qgis.PyQt.QtWidgets import QAction, QMenu

from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.host.layer_state import collection_of, platform_of


class LayerMenu:
    """Offers the commands on the layers that are in the project or come into it, until ``stop``.

    It is filled when it is about to show, so that it tells the truth about session and layer.
    """

    def __init__(self, iface: Any, desk: Callable[[], Desk]) -> None:
        self._iface = iface
        self._desk = desk
        self._project = QgsProject.instance()
        self._action: Optional[QAction] = None
        self._menu: Optional[QMenu] = None
        self._project.layersAdded.connect(self._on_added)
        self._on_added(list(self._project.mapLayers().values()))

    def stop(self) -> None:
        """Take the submenu away."""
        self._project.layersAdded.disconnect(self._on_added)
        if self._action is not None:
            self._iface.removeCustomActionForLayerType(self._action)
            self._action.setMenu(None)
            self._action.deleteLater()
            self._action = None
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None

    def _on_added(self, layers: Sequence[QgsMapLayer]) -> None:
        for layer in layers:
            if platform_of(layer) is not None:
                self._iface.addCustomActionForLayer(self._made(), layer)

    def _made(self) -> QAction:
        """The action, made for the first layer of ours."""
        if self._action is None:
            from cicclo_qgis.gui.icons import Icon

            window = self._iface.mainWindow()
            self._menu = QMenu(window)
            self._menu.setObjectName("ciccloLayerMenu")
            self._menu.aboutToShow.connect(self._fill)
            self._action = QAction(Icon.CICCLO.icon(), "CICCLO", window)
            self._action.setMenu(self._menu)
            kinds = getattr(Qgis, "LayerType", None)  # since 3.30
            kind = QgsMapLayer.VectorLayer if kinds is None else kinds.Vector
            self._iface.addCustomActionForLayerType(self._action, "", kind, False)
        return self._action

    def _fill(self) -> None:
        from cicclo_qgis.gui import commands

        menu, layers = self._menu, self._chosen()
        if menu is None:
            return
        menu.clear()
        desk = self._desk()
        if len(layers) == 1:
            layer = layers[0]
            target = commands.Target(
                platform_of(layer) or "", collection_of(layer) or "", layer.id()
            )
            commands.fill(menu, commands.OF_LAYER, desk, target)
            return
        targets = [commands.Target("", "", layer.id()) for layer in layers]
        commands.fill_for_all(menu, commands.LOAD_AGAIN, desk, targets)

    def _chosen(self) -> List[QgsMapLayer]:
        """The layers the menu is about, those of the plugin among them."""
        view = self._iface.layerTreeView()
        layers = view.selectedLayers() or [self._iface.activeLayer()]
        return [layer for layer in layers if layer is not None and platform_of(layer) is not None]
