"""Copies on the map: layers on a GeoPackage that knows where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, List, Optional
from urllib.parse import parse_qsl, urlsplit

from qgis.core import (
    QgsDataProvider,
    QgsDataSourceUri,
    QgsMapLayer,
    QgsProject,
    QgsProviderRegistry,
    QgsReadWriteContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtXml import QDomDocument

from cicclo_qgis.host.layer_made import vector_layer

if TYPE_CHECKING:
    from cicclo_qgis.transfer import Options

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


def build_copy(
    path: Path,
    table: str,
    title: str,
    describe: Callable[[QgsVectorLayer], None] = lambda _layer: None,
) -> QgsVectorLayer:
    """The layer of a copy, for the GUI thread from then on. Any thread; it reads the file.

    ``describe`` is called with it before the GUI thread has it.
    """
    layer = vector_layer(f"{path}|layername={table}", title or table, PROVIDER)
    mark(layer)
    describe(layer)
    application = QCoreApplication.instance()
    if application is not None and layer.thread() != application.thread():
        layer.moveToThread(application.thread())
    return layer


def show_instead(layer: QgsVectorLayer, whole: QgsVectorLayer) -> None:
    """Let ``layer`` show what ``whole`` (``build_copy``) shows; place, id, name and style stay."""
    options = QgsDataProvider.ProviderOptions()
    layer.setDataSource(whole.source(), layer.name(), PROVIDER, options, False)
    mark(layer)
    layer.triggerRepaint()


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


def part_of(layer: QgsMapLayer) -> Optional[Options]:
    """The part of its collection that a live layer asks its platform for; None for all of it.

    It stands in the query of the service's address (``host.loading``); what is not known here may
    be a key, and is left alone.
    """
    from cicclo_qgis.host import loading_wfs
    from cicclo_qgis.transfer import Options

    if layer.providerType() == loading_wfs.PROVIDER:
        return loading_wfs.part_in(layer)
    address = QgsDataSourceUri(layer.source()).param("url")
    asked = dict(parse_qsl(urlsplit(address).query))
    numbers = [one for one in map(_number, asked.get("bbox", "").split(",")) if one is not None]
    west, south, east, north = numbers if len(numbers) == 4 else (0.0, 0.0, 0.0, 0.0)
    text = asked.get("filter") if asked.get("filter-lang") == "cql2-text" else None
    names = tuple(filter(None, asked.get("properties", "").split(",")))
    if len(numbers) != 4 and not text and not names:
        return None
    bbox = (west, south, east, north) if len(numbers) == 4 else None
    return Options(bbox=bbox, filter=text, properties=names)


def _number(text: str) -> Optional[float]:
    try:
        return float(text)
    except ValueError:
        return None


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
