"""Mapbox styles of platforms on features: what is drawn has the colours that the style says."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Sequence

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsRuleBasedLabeling,
    QgsRuleBasedRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from cicclo_qgis.host.layer_style import apply
from cicclo_qgis.ogcapi.styles import Style, StyleKind

RED, GREEN, BLUE, GREY, WHITE = "#ff0000", "#00c000", "#0000ff", "#808080", "#ffffff"

STYLE: Dict[str, Any] = {
    "version": 8,
    "name": "Occupation du sol",
    "center": [2.5, 47.0],
    "zoom": 6,
    "sprite": "https://evil.example/sprite",
    "glyphs": "https://evil.example/{fontstack}/{range}.pbf",
    "sources": {
        "fond": {"type": "raster", "tiles": ["https://evil.example/{z}/{x}/{y}.png"]},
        "sol": {"type": "vector", "tiles": ["https://evil.example/{z}/{y}/{x}.mvt"]},
    },
    "layers": [
        {"id": "fond", "type": "raster", "source": "fond"},
        {"id": "papier", "type": "background", "paint": {"background-color": "#123123"}},
        {
            "id": "sol",
            "type": "fill",
            "source": "sol",
            "source-layer": "occupation",
            "paint": {
                "fill-color": ["match", ["get", "classe"], "eau", BLUE, ["bois", "haie"], GREEN]
                + [GREY],
                "fill-outline-color": ["match", ["get", "classe"], "eau", BLUE, GREY],
                "fill-opacity": 1,
            },
        },
        {
            "id": "noms",
            "type": "symbol",
            "source": "sol",
            "source-layer": "occupation",
            "minzoom": 10,
            "layout": {"text-field": "{nom}", "text-font": ["Absent Bold"], "text-size": 14},
            "paint": {"text-color": "#222222", "text-halo-color": WHITE, "text-halo-width": 1},
        },
        {
            "id": "routes",
            "type": "line",
            "source": "sol",
            "source-layer": "routes",
            "filter": ["all", ["==", "$type", "LineString"], ["in", "rang", "A", "N"]],
            "paint": {
                "line-color": {
                    "property": "rang",
                    "type": "categorical",
                    "stops": [["A", RED], ["N", GREEN]],
                    "default": GREY,
                },
                "line-width": {"base": 1.2, "stops": [[5, 4], [18, 40]]},
            },
        },
        {
            "id": "puits",
            "type": "circle",
            "source": "sol",
            "source-layer": "puits",
            "maxzoom": 12,
            "paint": {"circle-radius": 10, "circle-color": RED, "circle-stroke-width": 0},
        },
        {
            "id": "signe",
            "type": "symbol",
            "source": "sol",
            "source-layer": "puits",
            "layout": {"icon-image": "puits"},
        },
    ],
}


def layer(kind: str, fields: str, *features: Any) -> QgsVectorLayer:
    made = QgsVectorLayer(f"{kind}?crs=EPSG:3857{fields}", "x", "memory")
    new = []
    for wkt, *values in features:
        feature = QgsFeature(made.fields())
        feature.setAttributes(list(values))
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        new.append(feature)
    made.dataProvider().addFeatures(new)
    made.updateExtents()
    return made


@pytest.fixture
def areas(qgis_app: Any) -> QgsVectorLayer:
    """Four squares side by side."""
    classes = ("eau", "bois", "haie", "ville")
    squares = [
        (f"POLYGON(({x} 0,{x + 1} 0,{x + 1} 1,{x} 1,{x} 0))", name, name.upper())
        for x, name in enumerate(classes)
    ]
    return layer("Polygon", "&field=classe:string&field=nom:string", *squares)


@pytest.fixture
def roads(qgis_app: Any) -> QgsVectorLayer:
    lines = [(f"LINESTRING({x + 0.5} 0,{x + 0.5} 1)", rank) for x, rank in enumerate("ANX")]
    return layer("LineString", "&field=rang:string", *lines)


@pytest.fixture
def wells(qgis_app: Any) -> QgsVectorLayer:
    return layer("Point", "", ("POINT(0.5 0.5)",))


def drawn(made: QgsVectorLayer, places: Sequence[float], scale: float = 0.0) -> List[str]:
    """The colours in the middle of the squares that begin at ``places``."""
    settings = QgsMapSettings()
    settings.setLayers([made])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setBackgroundColor(QColor(WHITE))
    settings.setOutputSize(QSize(400, 100))
    settings.setExtent(QgsRectangle(0, 0, 4, 1))
    if scale:
        settings.setOutputDpi(settings.outputDpi() * scale / settings.scale())
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    return [image.pixelColor(int((x + 0.5) * 100), 50).name() for x in places]


def mapbox(collection_id: str, **changes: Any) -> Style:
    content = json.dumps({**STYLE, **changes}).encode()
    return Style(StyleKind.MAPBOX, content, collection_id)


def with_layers(*layers: Dict[str, Any]) -> Dict[str, Any]:
    return {"layers": [{"source": "s", "source-layer": "x", **one} for one in layers]}


def test_areas_have_the_colours_of_their_classes(areas: QgsVectorLayer) -> None:
    assert apply(areas, mapbox("occupation"))
    areas.setLabelsEnabled(False)
    assert drawn(areas, range(4)) == [BLUE, GREEN, GREEN, GREY]


def test_labels_come_with_their_zoom_and_a_font_that_is_there(areas: QgsVectorLayer) -> None:
    assert apply(areas, mapbox("occupation"))
    assert areas.labelsEnabled() and isinstance(areas.labeling(), QgsRuleBasedLabeling)
    (rule,) = areas.labeling().rootRule().children()
    assert rule.settings().fieldName == "nom"
    assert rule.minimumScale() == pytest.approx(559082264.03 / 2**11, abs=1)
    assert "Absent" not in rule.settings().format().font().family()


def test_lines_are_filtered_and_grow_with_the_scale(roads: QgsVectorLayer) -> None:
    assert apply(roads, mapbox("routes"))
    assert drawn(roads, range(3)) == [RED, GREEN, WHITE]
    (rule,) = roads.renderer().rootRule().children()
    assert "_geom_type" not in rule.filterExpression()
    properties = rule.symbol().symbolLayer(0).dataDefinedProperties()
    expressions = [properties.property(key).asExpression() for key in properties.propertyKeys()]
    assert any("@map_scale" in text for text in expressions)
    assert not any("vector_tile" in text for text in expressions)


def test_points_are_drawn_until_their_last_zoom(wells: QgsVectorLayer) -> None:
    assert apply(wells, mapbox("puits"))
    (rule,) = wells.renderer().rootRule().children()
    last = 559082264.03 / 2**13
    assert rule.maximumScale() == pytest.approx(last, abs=1)
    assert rule.isScaleOK(last * 1.1) and not rule.isScaleOK(last * 0.9)
    assert wells.renderer().rootRule().children()[0].symbol().color().name() == RED


def test_a_line_layer_outlines_areas(areas: QgsVectorLayer) -> None:
    style = with_layers(
        {"id": "a", "type": "fill", "paint": {"fill-color": GREEN}},
        {"id": "b", "type": "line", "paint": {"line-color": RED, "line-width": 10}},
    )
    assert apply(areas, mapbox("anything", **style))
    assert isinstance(areas.renderer(), QgsRuleBasedRenderer)
    assert areas.renderer().usingSymbolLevels()
    assert drawn(areas, [-0.48, 0, 0.49, 1]) == [RED, GREEN, RED, GREEN]


def test_the_namespace_of_a_collection_is_no_part_of_its_source_layer(
    areas: QgsVectorLayer,
) -> None:
    assert apply(areas, mapbox("dreal:occupation"))


def test_nothing_leads_out_and_nothing_is_fetched(areas: QgsVectorLayer) -> None:
    from qgis.PyQt.QtXml import QDomDocument

    assert apply(areas, mapbox("occupation"))
    document = QDomDocument()
    areas.exportNamedStyle(document)
    assert "evil" not in document.toString()


DEEP: Any = GREEN
for _ in range(60):
    DEEP = ["case", True, DEEP, RED]

GRADUATED = {"property": "n", "stops": [[0, RED], [10, BLUE]]}


@pytest.mark.parametrize(
    "style",
    [
        mapbox("another collection"),
        mapbox("puits"),
        mapbox("occupation", version=7),
        mapbox("occupation", layers={}),
        mapbox("occupation", layers=[1, None, "x", []]),
        mapbox("x", **with_layers({"id": "a", "type": "fill", "paint": {"fill-color": DEEP}})),
        mapbox("x", **with_layers({"id": "a", "type": "fill", "paint": {"fill-color": GRADUATED}})),
        mapbox("x", **with_layers({"id": "a", "type": "fill", "paint": {"fill-pattern": "hatch"}})),
        mapbox("x", **with_layers({"id": "a", "type": "fill", "layout": {"visibility": "none"}})),
        mapbox("x", **with_layers(*({"id": "a", "type": "fill"} for _ in range(600)))),
        Style(StyleKind.MAPBOX, b"[" * 100_000, "occupation"),
        Style(StyleKind.MAPBOX, b"<qgis/>", "occupation"),
        Style(StyleKind.MAPBOX, b"\xff\xfe", "occupation"),
    ],
)
def test_what_is_not_understood_changes_nothing(areas: QgsVectorLayer, style: Style) -> None:
    before = str(areas.renderer().dump())
    assert not apply(areas, style)
    assert str(areas.renderer().dump()) == before and not areas.labelsEnabled()


def test_a_table_is_not_drawn(qgis_app: Any) -> None:
    assert not apply(QgsVectorLayer("None?field=a:string", "t", "memory"), mapbox("occupation"))
