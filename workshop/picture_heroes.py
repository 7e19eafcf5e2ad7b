"""The two pictures of the whole of QGIS that the README begins with."""

from __future__ import annotations

from workshop.picture_states import State

PREPARE = """
from qgis.core import QgsFillSymbol, QgsMarkerSymbol, QgsSingleSymbolRenderer
SYMBOLS = {
    'regions_metropole': lambda: QgsFillSymbol.createSimple(
        {'color': '#eceee6', 'outline_color': '#b4b9a8', 'outline_width': '0.3'}),
    'zones_humides': lambda: QgsFillSymbol.createSimple(
        {'color': '#1f9e89', 'outline_color': '#1f9e89', 'outline_width': '0.5'}),
    'sites_inspection': lambda: QgsMarkerSymbol.createSimple(
        {'color': '#f0a202', 'outline_color': '#7a4d00', 'outline_width': '0.2', 'size': '1.8'}),
}
def paint():
    for layer in QgsProject.instance().mapLayers().values():
        symbol = SYMBOLS[layer.customProperty('cicclo/collection')]()
        layer.setRenderer(QgsSingleSymbolRenderer(symbol))
        iface.layerTreeView().refreshLayerSymbology(layer.id())
        layer.triggerRepaint()
def whole(*ids):
    known = {layer.customProperty('cicclo/collection') for layer in
             QgsProject.instance().mapLayers().values() if layer.isValid()}
    return known >= set(ids)
def over_brittany():
    crs = QgsCoordinateReferenceSystem('EPSG:2154')
    QgsProject.instance().setCrs(crs)
    iface.mapCanvas().setDestinationCrs(crs)
    iface.mapCanvas().setExtent(QgsRectangle(95000, 6680000, 420000, 6900000))
def arrange():
    browser.hide()
    layer_dock = iface.mainWindow().findChild(QDockWidget, 'Layers')
    iface.mainWindow().resizeDocks([layer_dock], [270], Qt.Orientation.Horizontal)
"""
"""What the snippets below use; run once in each QGIS."""

_SITES = "dock._desk.add_to_map('atelier-hexagone', 'sites_inspection')"

HEROES = (
    State(
        "sign-in",
        "",
        "",
        (
            "arrange(); over_brittany()",
            "dock._desk.add_to_map('atelier-ouvert', 'regions_metropole')",
            "choose('atelier-hexagone', 'sites_inspection')",
        ),
        "whole('regions_metropole')",
        last="paint(); over_brittany(); share(380, 380); iface.messageBar().clearWidgets();"
        f" {_SITES}",
        window="Hexagone (atelier)",
        after="dock._desk.cancel_sign_in('atelier-hexagone')",
        large=False,
        whole=True,
    ),
)
"""Without a session."""

HEROES_SIGNED_IN = (
    State(
        "map",
        "",
        "",
        (
            "arrange(); over_brittany()",
            "dock._desk.add_to_map('atelier-ouvert', 'regions_metropole')",
            "dock._desk.add_to_map('atelier-armor', 'zones_humides')",
            _SITES,
            "choose('atelier-armor', 'zones_humides')",
            "share(380, 380)",
        ),
        "whole('regions_metropole', 'zones_humides', 'sites_inspection')"
        " and not iface.mapCanvas().isDrawing()",
        last="paint(); over_brittany(); iface.messageBar().clearWidgets();"
        " [iface.setActiveLayer(one) for one in QgsProject.instance().mapLayers().values()"
        " if one.customProperty('cicclo/collection') == 'zones_humides']",
        large=False,
        whole=True,
    ),
)
"""With sessions on two platforms."""
