"""A platform's style on a layer: how it is drawn and labelled, and nothing else.

A style file of QGIS may carry actions, forms and Python code, and symbols that fetch pictures from
anywhere. Only symbols and labels are read, and pictures only when they are in the file itself or
come with QGIS. A style that is broken leaves the layer as it was.
"""

from __future__ import annotations

import logging
import re
from typing import Optional

from qgis.core import QgsApplication, QgsMapLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QByteArray
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from cicclo_qgis.host import mapbox_style
from cicclo_qgis.host.dom import elements
from cicclo_qgis.ogcapi.styles import Style, StyleKind

_log = logging.getLogger(__name__)

_DRAWING = (
    QgsMapLayer.StyleCategory.Symbology
    | QgsMapLayer.StyleCategory.Labeling
    | QgsMapLayer.StyleCategory.Rendering
)
# Categories alone do not keep everything else out: custom properties come with the labels.
_KEPT = frozenset(
    (
        *("renderer-v2", "labeling", "blendMode", "featureBlendMode", "layerOpacity"),
        "layerGeometryType",
    )
)
# A picture of QGIS's own has a relative path; anything else leads to a disk or a network.
_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:(?!\s*$)|[\\/]|\.\.)", re.IGNORECASE)
_EMBEDDED = "base64:"
_PICTURES = frozenset(
    ("name", "file", "imageFile", "svgFile", "image", "svg", "path", "shapeSVGFile")
)
_MOST_ELEMENTS = 50_000


def apply(layer: QgsVectorLayer, style: Style) -> bool:
    """Draw ``layer`` as ``style`` says; false when it cannot be read, and nothing has changed.

    In the thread that owns the layer.
    """
    if b"<!ENTITY" in style.content:
        return False
    before = None if layer.renderer() is None else layer.renderer().clone()
    try:
        document = _document(layer, style)
        root = document.documentElement()
        _disarm(root)
        read = _sld if style.kind is StyleKind.SLD else _qml
        done = read(layer, document, root)
    except (ValueError, TypeError, RuntimeError) as error:
        _log.warning("a style could not be read: %s: %s", type(error).__name__, error)
        done = False
    if (not done or layer.renderer() is None) and before is not None:
        layer.setRenderer(before)
        done = False
    return done


def _document(layer: QgsVectorLayer, style: Style) -> QDomDocument:
    """The style as a document. Raises: ValueError when it is none."""
    if style.kind is StyleKind.MAPBOX:
        return mapbox_style.as_qgis_style(style.content, style.collection_id, layer)
    # Namespaces matter to the reader of SLD, and are in the way of that of QML.
    document = _parsed(style.content, style.kind is StyleKind.SLD)
    if document is None:
        raise ValueError("no XML")
    return document


def _parsed(content: bytes, namespaces: bool) -> Optional[QDomDocument]:
    document = QDomDocument()
    if hasattr(QDomDocument, "ParseOption"):  # Qt 6.5
        option = QDomDocument.ParseOption
        how = option.UseNamespaceProcessing if namespaces else option.Default
        read = bool(document.setContent(QByteArray(content), how))
    else:
        read = bool(document.setContent(QByteArray(content), namespaces)[0])
    return document if read else None


def _qml(layer: QgsVectorLayer, document: QDomDocument, root: QDomElement) -> bool:
    kind = root.firstChildElement("renderer-v2").attribute("type")
    if root.tagName() != "qgis":
        return False
    if kind not in QgsApplication.rendererRegistry().renderersList():
        return False
    child = root.firstChildElement()
    while not child.isNull():
        following = child.nextSiblingElement()
        if child.tagName() not in _KEPT:
            root.removeChild(child)
        child = following
    return bool(layer.importNamedStyle(document, _DRAWING)[0])


def _sld(layer: QgsVectorLayer, _document: QDomDocument, root: QDomElement) -> bool:
    named = root.firstChildElement("NamedLayer")
    if root.localName() != "StyledLayerDescriptor" or named.isNull():
        return False
    return bool(layer.readSld(named, ""))


def _disarm(root: QDomElement) -> None:
    """Take out every picture that is not in the file or QGIS's own.

    Raises:
        ValueError: more elements than any honest style has.
    """
    for number, element in enumerate(elements(root)):
        if number > _MOST_ELEMENTS:
            raise ValueError("too large")
        _disarm_one(element)


def _disarm_one(element: QDomElement) -> None:
    tag, name = element.tagName(), element.attribute("name")
    if element.tagName().endswith("OnlineResource"):
        for attribute in ("xlink:href", "href"):
            element.removeAttribute(attribute)
        element.removeAttributeNS("http://www.w3.org/1999/xlink", "href")
    elif tag == "prop" and element.attribute("k") in _PICTURES:
        if _leads_out(element.attribute("v")):
            element.setAttribute("v", "")
    elif tag == "Option" and name in _PICTURES:
        if element.attribute("type") == "Map":
            # Data-defined: an expression can put any address together.
            while not element.firstChild().isNull():
                element.removeChild(element.firstChild())
        elif _leads_out(element.attribute("value")):
            element.setAttribute("value", "")
    elif element.hasAttribute("shapeSVGFile") and _leads_out(element.attribute("shapeSVGFile")):
        element.setAttribute("shapeSVGFile", "")


def _leads_out(value: str) -> bool:
    return not value.startswith(_EMBEDDED) and bool(_ELSEWHERE.match(value))
