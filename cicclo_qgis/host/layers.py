"""Live layers: QGIS's own OGC API - Features provider on a platform's collection."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsBox3d,
    QgsCoordinateReferenceSystem,
    QgsLayerMetadata,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.host.layer_state import describe
from cicclo_qgis.host.layer_uri import PROVIDER, TABLE_PAGE_SIZE, layer_uri
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.ogcapi.model import Collection, ItemKind
from cicclo_qgis.platforms.model import Platform

__all__ = ["LiveLayers", "add", "build", "complete_metadata"]


def build(entry: Entry, platform: Platform, page_size: Optional[int] = None) -> QgsVectorLayer:
    """Make the layer and hand it to the GUI thread. Worker thread: it waits for the server.

    The answer's ``isValid()`` says whether the server let it open; it is for the GUI thread
    alone from then on.
    """
    collection = entry.collection
    if page_size is None and collection.item_kind is ItemKind.TABLE:
        page_size = TABLE_PAGE_SIZE
    source = layer_uri(entry.landing.url, collection.id, page_size)
    layer = QgsVectorLayer(source, collection.title or collection.id, PROVIDER)
    describe(layer, entry)
    layer.setMetadata(complete_metadata(layer.metadata(), entry, platform))
    layer.moveToThread(QCoreApplication.instance().thread())
    return layer


def add(layer: QgsVectorLayer, project: Optional[QgsProject] = None) -> None:
    """Put the layer on the map. GUI thread; the map's extent is left as it is."""
    (project or QgsProject.instance()).addMapLayer(layer)


def complete_metadata(
    metadata: QgsLayerMetadata, entry: Entry, platform: Platform
) -> QgsLayerMetadata:
    """Complete what the provider has read itself by what the platform tells."""
    collection = entry.collection
    metadata.setIdentifier(collection.id)
    metadata.setParentIdentifier(entry.landing.url)
    metadata.setType("dataset")
    metadata.setTitle(collection.title or collection.id)
    metadata.setAbstract(collection.description)
    if collection.license:
        metadata.setLicenses([collection.license])
    metadata.setRights([platform.name])
    if collection.keywords:
        metadata.addKeywords("gmd:topicCategory", list(collection.keywords))
    metadata.setLinks(_links(collection))
    if collection.bbox is not None:
        metadata.setExtent(_extent(collection))
    return metadata


def _links(collection: Collection) -> list[QgsLayerMetadata.Link]:
    links = []
    for given in collection.links:
        link = QgsLayerMetadata.Link(given.title or given.rel, "WWW:LINK", given.href)
        link.mimeType = given.type
        link.description = given.rel
        links.append(link)
    return links


def _extent(collection: Collection) -> QgsLayerMetadata.Extent:
    west, south, east, north = collection.bbox or (0.0, 0.0, 0.0, 0.0)
    spatial = QgsLayerMetadata.SpatialExtent()
    spatial.bounds = QgsBox3d(QgsRectangle(west, south, east, north))
    spatial.extentCrs = QgsCoordinateReferenceSystem("OGC:CRS84")
    extent = QgsLayerMetadata.Extent()
    extent.setSpatialExtents([spatial])
    return extent
