"""Copies on the map: layers on a GeoPackage that knows where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Optional

from qgis.core import (
    QgsMapLayer,
    QgsProject,
    QgsProviderRegistry,
    QgsReadWriteContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtXml import QDomDocument

_MARK = "cicclo/copy"
PROVIDER = "ogr"
_CATEGORIES = (
    "LayerConfiguration",
    "Symbology3D",
    "Fields",
    "Forms",
    "Actions",
    "MapTips",
    "Diagrams",
    "AttributeTable",
    "Rendering",
    "GeometryOptions",
    "Relations",
    "Temporal",
    "Legend",
    "Elevation",
    "Notes",
)


def build_copy(path: Path, table: str, title: str) -> QgsVectorLayer:
    """The layer of a copy, for the GUI thread from then on. Any thread; it reads the file."""
    layer = QgsVectorLayer(f"{path}|layername={table}", title or table, PROVIDER)
    mark(layer)
    application = QCoreApplication.instance()
    if application is not None and layer.thread() != application.thread():
        layer.moveToThread(application.thread())
    return layer


def mark(layer: QgsMapLayer) -> None:
    """Say on the layer that it shows a copy; saved in the project."""
    layer.setCustomProperty(_MARK, True)


def is_marked(layer: QgsMapLayer) -> bool:
    """Whether ``mark`` was ever called on it; a copy opened by hand is not marked."""
    return str(layer.customProperty(_MARK)).lower() == "true"


def file_of(layer: QgsMapLayer) -> Optional[Path]:
    """The GeoPackage a layer shows; None when it shows something else."""
    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != PROVIDER:
        return None
    told: Any = QgsProviderRegistry.instance().decodeUri(PROVIDER, layer.source())
    path = told.get("path")
    return Path(path) if isinstance(path, str) and path.lower().endswith(".gpkg") else None


def copies_at(path: Path, project: QgsProject) -> List[QgsVectorLayer]:
    """The project's layers that show the file at ``path``."""
    return [layer for layer in project.mapLayers().values() if _shows(layer, path)]


def _shows(layer: QgsMapLayer, path: Path) -> bool:
    shown = file_of(layer)
    if shown is None:
        return False
    try:
        return shown == path or shown.resolve() == path.resolve()
    except OSError:
        return False


def _categories() -> Any:
    """All of a style but the custom properties: those say which platform a live layer is of."""
    kinds = QgsMapLayer.StyleCategory
    wanted = kinds.Symbology | kinds.Labeling
    for name in _CATEGORIES:
        # Which there are depends on the version of QGIS.
        if hasattr(kinds, name):
            wanted = wanted | getattr(kinds, name)
    return wanted


def style_of(layer: QgsVectorLayer) -> str:
    """The layer's style as QML; "" when it has none that can be written."""
    document = QDomDocument()
    if not layer.isValid():
        return ""
    layer.exportNamedStyle(document, QgsReadWriteContext(), _categories())
    return str(document.toString(-1))


def give_style(layer: QgsVectorLayer, style: str) -> None:
    """Draw ``layer`` as ``style_of`` told; a style that does not fit changes nothing."""
    document = QDomDocument()
    if style and _read(document, style):
        layer.importNamedStyle(document, _categories())


def _read(document: QDomDocument, text: str) -> bool:
    told: Any = document.setContent(text)
    # PyQt5 tells a tuple; PyQt6 from Qt 6.5 on an object of its own.
    return bool(told[0] if isinstance(told, tuple) else told)
