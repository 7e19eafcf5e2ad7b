"""Live layers: QGIS's own providers of OGC API - Features and WFS on a platform's collection."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.host import layer_style, loading_wfs
from cicclo_qgis.host.layer_made import vector_layer
from cicclo_qgis.host.layer_metadata import complete_metadata
from cicclo_qgis.host.layer_state import describe
from cicclo_qgis.host.layer_uri import PROVIDERS, TABLE_PAGE_SIZE, layer_uri
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.loading import (
    Loading,
    filter_here,
    is_wfs,
    landing_for,
    left_to_qgis,
    source_parameters,
)
from cicclo_qgis.ogcapi.model import ItemKind
from cicclo_qgis.ogcapi.styles import Style
from cicclo_qgis.platforms.model import Platform

__all__ = ["LiveLayers", "add", "build", "complete_metadata"]


def build(
    entry: Entry,
    platform: Platform,
    page_size: Optional[int] = None,
    loading: Optional[Loading] = None,
    *,
    by_server: bool = True,
    style: Optional[Style] = None,
    matched: Optional[int] = None,
) -> QgsVectorLayer:
    """Make the layer and hand it to the GUI thread. Worker thread: it waits for the server.

    The answer's ``isValid()`` says whether the server let it open; it is for the GUI thread
    alone from then on.

    Args:
        loading: the part that is wanted; None for all.
        by_server: whether the server leaves out what is not wanted (``loading.server_takes``), or
            QGIS does.
        style: how the platform draws it; a broken one is passed over.
        matched: how many features that part has, where a WFS told it.

    Raises:
        loading_wfs.NotUnderstood: a WFS gives something else than the part that is wanted.
    """
    collection = entry.collection
    if page_size is None and collection.item_kind is ItemKind.TABLE:
        page_size = TABLE_PAGE_SIZE
    layer = vector_layer(
        _source(entry, page_size, loading, by_server),
        collection.title or collection.id,
        PROVIDERS[collection.service_kind.value],
    )
    if loading is not None and layer.isValid():
        left = left_to_qgis(loading, by_server)
        if is_wfs(entry):
            loading_wfs.narrow(layer, loading, matched)
        elif left is not None:
            filter_here(layer, left)
    describe(layer, entry)
    layer.setMetadata(complete_metadata(layer.metadata(), entry, platform))
    if style is not None and layer.isValid():
        layer_style.apply(layer, style)
    layer.moveToThread(QCoreApplication.instance().thread())
    return layer


def _source(
    entry: Entry, page_size: Optional[int], loading: Optional[Loading], by_server: bool
) -> str:
    if loading is None:
        return layer_uri(entry.service_url, entry.service_name, page_size)
    if is_wfs(entry):
        more = loading_wfs.parameters(loading)
        return layer_uri(entry.service_url, entry.service_name, page_size, more)
    url = landing_for(entry, loading) if by_server else entry.service_url
    more = source_parameters(loading, by_server)
    return layer_uri(url, entry.service_name, page_size, more)


def add(layer: QgsVectorLayer, project: Optional[QgsProject] = None) -> None:
    """Put the layer on the map. GUI thread; the map's extent is left as it is."""
    (project or QgsProject.instance()).addMapLayer(layer)
