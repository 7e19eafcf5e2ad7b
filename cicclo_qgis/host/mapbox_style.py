"""A Mapbox GL style, as OGC API - Styles serves it, turned into a style of QGIS for one collection.

QGIS reads such styles for vector tiles. What it makes of the layers that draw this collection is
put together as rules for features: the same symbols, filters, zoom levels and labels. Nothing is
fetched: neither sprites nor glyphs; layers that need pictures are left out. What QGIS does not
understand whole is not half drawn: colours that are not those of the legend would mislead.
"""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

from qgis.core import (
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMapBoxGlStyleConversionContext,
    QgsMapBoxGlStyleConverter,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsReadWriteContext,
    QgsRuleBasedLabeling,
    QgsRuleBasedRenderer,
    QgsSymbol,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorTileBasicLabelingStyle,
    QgsVectorTileBasicRendererStyle,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from cicclo_qgis.host.dom import elements

_MM_OF_A_PIXEL = 25.4 / 96
_MOST_LAYERS = 500
# Deeper than any expression a person or a program has written; QGIS's reader is recursive.
_DEEPEST = 40
_CLOSEST = 24
# The scale of zoom 0 with tiles of 512 pixels, as QGIS reckons it for vector tiles.
_SCALE_0 = 559_082_264.0287178 / 2
_ZOOM = f"(ln({_SCALE_0:.4f} / @map_scale) / ln(2))"
_GEOM_TYPE = re.compile('"?_geom_type"?')
_GEOMETRY = {"polygon": "'Polygon'", "line": "'LineString'", "point": "'Point'"}
_DRAWS = {"polygon": ("fill", "line"), "line": ("line",), "point": ("circle",)}

Json = Dict[str, Any]


def as_qgis_style(content: bytes, collection_id: str, layer: QgsVectorLayer) -> QDomDocument:
    """A QML document that draws ``layer`` as the style draws that collection.

    Raises:
        ValueError: it is no such style, draws nothing of this collection, or QGIS does not
            understand all of it.
    """
    geometry = _geometry(layer)
    chosen = _layers(content, collection_id, geometry)
    converter, context = QgsMapBoxGlStyleConverter(), QgsMapBoxGlStyleConversionContext()
    context.setTargetUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    context.setPixelSizeConversionFactor(_MM_OF_A_PIXEL)
    style = json.dumps({"version": 8, "name": "", "sources": {}, "layers": chosen})
    if converter.convert(style, context) != QgsMapBoxGlStyleConverter.Result.Success:
        raise ValueError("not understood")
    drawn = {one["id"] for one in chosen if one["type"] != "symbol"}
    missed = [text for text in converter.warnings() if text.split(":")[0] in drawn]
    if missed:
        raise ValueError(f"not understood: {missed[0][:200]}")
    kind = QgsWkbTypes.displayString(layer.wkbType())
    scratch = QgsVectorLayer(f"{kind}?crs=EPSG:4326", "", "memory")
    layers = {one["id"]: one for one in chosen}
    scratch.setRenderer(_renderer(converter.renderer().styles(), layers, geometry))
    labels = converter.labeling().styles() if converter.labeling() is not None else []
    if labels:
        scratch.setLabeling(_labeling(labels, layers, geometry))
        scratch.setLabelsEnabled(True)
    document = QDomDocument()
    scratch.exportNamedStyle(document, QgsReadWriteContext())
    _speak_of_features(document.documentElement(), geometry)
    return document


def _geometry(layer: QgsVectorLayer) -> str:
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    for kind, name in (
        (QgsFillSymbol, "polygon"),
        (QgsLineSymbol, "line"),
        (QgsMarkerSymbol, "point"),
    ):
        if isinstance(symbol, kind):
            return name
    raise ValueError("nothing to draw")


# -- what of the style is handed to QGIS ------------------------------------------------------


def _layers(content: bytes, collection_id: str, geometry: str) -> List[Json]:
    """The layers that draw this collection, put the way QGIS reads best. Raises ValueError."""
    try:
        document = json.loads(content)
    except RecursionError as error:
        raise ValueError("too deep") from error
    listed = document.get("layers") if isinstance(document, dict) else None
    if not isinstance(listed, list) or len(listed) > _MOST_LAYERS or document.get("version") != 8:
        raise ValueError("no Mapbox style of version 8")
    _check_depth(listed)
    known = [one for one in listed if isinstance(one, dict) and one.get("source")]
    names = _names(known, collection_id)
    wanted = (*_DRAWS[geometry], "symbol")
    chosen = []
    for number, one in enumerate(known):
        seen = isinstance(one.get("layout"), dict) and one["layout"].get("visibility") == "none"
        if one.get("source-layer", "") in names and one.get("type") in wanted and not seen:
            prepared = _prepared(one, f"layer{number}")
            if prepared is not None:
                chosen.append(prepared)
    if not any(one["type"] != "symbol" for one in chosen):
        raise ValueError("draws nothing of this collection")
    return chosen


def _check_depth(value: Any) -> None:
    waiting: List[Tuple[Any, int]] = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError("too deep")
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting.extend((part, depth + 1) for part in inner)


def _names(layers: Sequence[Json], collection_id: str) -> Set[str]:
    """The source layers that are this collection; where there is but one, it is that."""
    names = {
        one.get("source-layer", "")
        for one in layers
        if isinstance(one.get("source-layer", ""), str)
    }
    own = {collection_id, collection_id.split(":")[-1]} & names
    return own or (names if len(names) == 1 else set())


def _prepared(layer: Json, name: str) -> Optional[Json]:
    """``layer`` without what would be fetched; None when nothing of it could be drawn.

    Raises:
        ValueError: QGIS would draw it wrongly.
    """
    paint = _dict(layer.get("paint"))
    layout = _dict(layer.get("layout"))
    if any(key.endswith("-pattern") for key in paint) or "line-gradient" in paint:
        return None
    if layer["type"] == "symbol" and not layout.get("text-field"):
        return None
    if "text-field" in layout:
        layout = {key: value for key, value in layout.items() if not key.startswith("icon-")}
        layout["text-font"] = [_font(layout.get("text-font"))]
    # A name of our own: QGIS's warnings begin with it.
    made = {**layer, "id": name, "source-layer": "features"}
    made["paint"] = {key: _value(value) for key, value in paint.items()}
    made["layout"] = {key: _value(value) for key, value in layout.items()}
    return made


def _dict(value: Any) -> Json:
    return dict(value) if isinstance(value, dict) else {}


def _font(asked: Any) -> str:
    """The person's own font in the weight asked for: QGIS may fetch a font that is not there."""
    words = str(asked)
    weight = "Bold" if "Bold" in words else "Regular"
    return f"{QFont().family()} {'Italic' if 'Italic' in words else weight}"


def _value(value: Any) -> Any:
    """A value in the newer of the two ways to write what depends on an attribute.

    Raises:
        ValueError: QGIS would take the attribute for the zoom.
    """
    if isinstance(value, list):
        return _match(value) if value[:1] == ["match"] else value
    if not isinstance(value, dict) or "property" not in value:
        return value
    stops = value.get("stops")
    if value.get("type") != "categorical" or "default" not in value or not isinstance(stops, list):
        raise ValueError("a function of an attribute")
    match: List[Any] = ["match", ["get", value["property"]]]
    for stop in stops:
        if not isinstance(stop, list) or len(stop) != 2:
            raise ValueError("a stop is a pair")
        match += [[stop[0]], stop[1]]
    return [*match, value["default"]]


def _match(value: List[Any]) -> List[Any]:
    """Each label as a list: older versions of QGIS overlook one that stands alone."""
    cases = [
        [part] if number % 2 == 0 and not isinstance(part, list) else part
        for number, part in enumerate(value[2:-1])
    ]
    return [*value[:2], *cases, value[-1]]


# -- what QGIS has made of it -----------------------------------------------------------------


def _renderer(
    styles: Sequence[QgsVectorTileBasicRendererStyle], layers: Dict[str, Json], geometry: str
) -> QgsRuleBasedRenderer:
    root = QgsRuleBasedRenderer.Rule(None)
    for level, style in enumerate(styles):
        symbol = _symbol(style.symbol(), geometry)
        if symbol is None:
            continue
        for number in range(symbol.symbolLayerCount()):
            symbol.symbolLayer(number).setRenderingPass(level)
        rule = QgsRuleBasedRenderer.Rule(symbol)
        rule.setFilterExpression(style.filterExpression())
        _bound(rule, layers[style.styleName()])
        root.appendChild(rule)
    if not root.children():
        raise ValueError("draws nothing of this collection")
    renderer = QgsRuleBasedRenderer(root)
    # One layer of the style lies on the other, whichever feature they draw.
    renderer.setUsingSymbolLevels(True)
    return renderer


def _symbol(symbol: Optional[QgsSymbol], geometry: str) -> Optional[QgsSymbol]:
    if symbol is None:
        return None
    if geometry == "polygon" and isinstance(symbol, QgsLineSymbol):
        # A line layer draws the outline of areas.
        outline = QgsFillSymbol.createSimple({})
        for one in symbol.symbolLayers():
            outline.appendSymbolLayer(one.clone())
        outline.deleteSymbolLayer(0)
        return outline
    return symbol.clone()


def _labeling(
    styles: Sequence[QgsVectorTileBasicLabelingStyle], layers: Dict[str, Json], geometry: str
) -> QgsRuleBasedLabeling:
    placement = QgsPalLayerSettings.Placement
    places = {"polygon": placement.Horizontal, "line": placement.Line, "point": placement.OverPoint}
    root = QgsRuleBasedLabeling.Rule(None)
    for style in styles:
        settings = QgsPalLayerSettings(style.labelSettings())
        settings.placement = places[geometry]
        rule = QgsRuleBasedLabeling.Rule(settings)
        rule.setFilterExpression(style.filterExpression())
        _bound(rule, layers[style.styleName()])
        root.appendChild(rule)
    return QgsRuleBasedLabeling(root)


def _bound(rule: Any, layer: Json) -> None:
    """From which zoom on it is seen, and up to which; versions of QGIS count these differently."""
    rule.setMinimumScale(_scale(layer.get("minzoom")))
    rule.setMaximumScale(_scale(layer.get("maxzoom")))


def _scale(zoom: Any) -> float:
    """The scale of a zoom level; 0, which sets no bound, for none.

    In a style of QGIS it is a whole number: with decimals it would be read as none.
    """
    known = isinstance(zoom, (int, float)) and 0 <= zoom <= _CLOSEST
    return float(round(_SCALE_0 / 2.0**zoom)) if known else 0.0


def _speak_of_features(root: QDomElement, geometry: str) -> None:
    """Expressions that ask for what only vector tiles know are told it."""
    for element in elements(root):
        attributes = element.attributes()
        for number in range(attributes.count()):
            attribute = attributes.item(number).toAttr()
            value = attribute.value()
            if "_geom_type" in value or "@vector_tile_zoom" in value:
                value = value.replace("@vector_tile_zoom", _ZOOM)
                attribute.setValue(_GEOM_TYPE.sub(_GEOMETRY[geometry], value))
