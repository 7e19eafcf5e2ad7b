"""What QGIS shows of a layer beyond its drawing: who made it, on which conditions, where to ask.

Filled from what the collection tells; nothing is asked of a server for it.
"""

from __future__ import annotations

from typing import List, Sequence
from urllib.parse import urlsplit

from qgis.core import (
    QgsAbstractMetadataBase,
    QgsBox3d,
    QgsCoordinateReferenceSystem,
    QgsLayerMetadata,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.catalogue.terms import Term, term_of, terms_in
from cicclo_qgis.host.term_words import in_words
from cicclo_qgis.ogcapi.links import short_rel
from cicclo_qgis.ogcapi.model import Collection, Link, ServiceKind
from cicclo_qgis.platforms.model import Platform

_MOST_LINKS = 40
_PROTOCOLS = {ServiceKind.FEATURES: "OGC API - Features", ServiceKind.WFS: "OGC:WFS"}
# Pages of the items themselves, in every format: of no use to a reader.
_NOT_SHOWN = frozenset(("items", "item", "next", "prev", "root", "self", "data"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayerMetadata", text)


def complete_metadata(
    metadata: QgsLayerMetadata, entry: Entry, platform: Platform
) -> QgsLayerMetadata:
    """Complete what the provider has read itself. The thread that owns the layer."""
    collection = entry.collection
    metadata.setIdentifier(collection.id)
    metadata.setParentIdentifier(entry.service_url)
    metadata.setType("dataset")
    metadata.setTitle(collection.title or collection.id)
    metadata.setAbstract(collection.description)
    metadata.setLicenses(_licences(collection))
    metadata.setRights(_rights(collection) or [platform.name])
    metadata.setContacts(_contacts(collection, platform))
    if collection.keywords:
        # QGIS's own word for keywords that are of no list.
        metadata.addKeywords("gmd:descriptiveKeywords", list(collection.keywords))
    metadata.setLinks(_links(collection.links, entry))
    metadata.setExtent(_extent(collection))
    metadata.setHistory([_history(collection)] if collection.updated else [])
    return metadata


def _licences(collection: Collection) -> List[str]:
    """As the platform writes it: QGIS has a list of licences by these names; a code in words."""
    term = term_of(collection.license) if collection.license else None
    return [in_words(term)] if term is not None else list(filter(None, (collection.license,)))


def _rights(collection: Collection) -> List[str]:
    """Each condition by itself, codes in words."""
    told = terms_in(collection.rights)
    return [in_words(one) if isinstance(one, Term) else one for one in told]


def _contacts(collection: Collection, platform: Platform) -> List[QgsAbstractMetadataBase.Contact]:
    """The publisher, and who distributes: the platform."""
    contacts = []
    if collection.publisher:
        publisher = QgsAbstractMetadataBase.Contact(collection.publisher)
        publisher.organization = collection.publisher
        publisher.role = "publisher"
        contacts.append(publisher)
    distributor = QgsAbstractMetadataBase.Contact(platform.name)
    distributor.organization = platform.name
    distributor.role = "distributor"
    contacts.append(distributor)
    return contacts


def _links(links: Sequence[Link], entry: Entry) -> List[QgsAbstractMetadataBase.Link]:
    found = []
    for given in links:
        rel = short_rel(given.rel)
        if rel in _NOT_SHOWN or urlsplit(given.href).scheme not in ("http", "https"):
            continue
        link = QgsAbstractMetadataBase.Link(given.title or rel, "WWW:LINK", given.href)
        link.mimeType = given.type
        link.description = rel
        found.append(link)
    service = QgsAbstractMetadataBase.Link(
        entry.service_name, _PROTOCOLS[entry.collection.service_kind], entry.service_url
    )
    service.description = entry.collection.title
    return [*found[:_MOST_LINKS], service]


def _history(collection: Collection) -> str:
    return _tr("Last changed: {date}").format(date=collection.updated)


def _extent(collection: Collection) -> QgsLayerMetadata.Extent:
    extent = QgsLayerMetadata.Extent()
    if collection.bbox is not None:
        west, south, east, north = collection.bbox
        spatial = QgsLayerMetadata.SpatialExtent()
        spatial.bounds = QgsBox3d(QgsRectangle(west, south, east, north))
        spatial.extentCrs = QgsCoordinateReferenceSystem("OGC:CRS84")
        extent.setSpatialExtents([spatial])
    return extent
