"""Algorithm ``cicclo:describecollection``: what a collection holds, before it is fetched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.processing.algorithm import text_fields
from cicclo_qgis.processing.collection_algorithm import CollectionAlgorithm
from cicclo_qgis.processing.work import Beside, Found, explained

if TYPE_CHECKING:
    import requests

    from cicclo_qgis.ogcapi.queryables import Offer

_FIELDS = ("attribute", "title", "type", "filter", "values")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class DescribeCollection(CollectionAlgorithm):
    """One row an attribute; number, extent and the like as outputs for models."""

    def name(self) -> str:
        """Stable name in scripts."""
        return "describecollection"

    def displayName(self) -> str:
        """Name in the toolbox."""
        return _tr("Describe a collection")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        """Help beside the dialog."""
        return _tr(
            "Tells how many features a collection has, its extent, its coordinate systems, and "
            "its attributes: one row each, with its type and whether the platform can filter by "
            "it. Nothing is downloaded but a few features. With a stored session, restricted "
            "collections are described too."
        )

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: N802 - QGIS's name
        """Parameters: the collection, the table of attributes."""
        self._add_collection()
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, _tr("Attributes"), QgsProcessing.SourceType.TypeVector
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", _tr("Number of features (-1: not told)")))
        for name, text in (
            ("ID", _tr("Identifier")),
            ("TITLE", _tr("Title")),
            ("DESCRIPTION", _tr("Description")),
            ("EXTENT", _tr("Extent: west, east, south, north")),
            ("CRS", _tr("Coordinate systems")),
            ("FILTERS", _tr("Filters the platform takes")),
            ("LICENCE", _tr("Licence")),
        ):
            self.addOutput(QgsProcessingOutputString(name, text))

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Dict[str, Any]:
        """Ask and write."""
        from cicclo_qgis.ogcapi import OgcApiError
        from cicclo_qgis.transfer import offer

        beside, http = Beside(feedback), self._http()
        found = self._find(parameters, context, http, beside, feedback)
        fields = text_fields(_FIELDS)
        sink, name = self._sink(parameters, context, fields)

        def ask() -> Offer:
            with http() as session:
                told = offer(session, found.landing, found.collection)
                return told if told.number_matched is not None else _counted(session, found, told)

        try:
            told = beside.run(ask)
        except OgcApiError as error:
            raise explained(error, found.platform is not None) from None
        kinds = {one.name: one for one in told.queryables}
        names = [*told.attributes, *(one for one in kinds if one not in told.attributes)]
        for attribute in names:
            known = kinds.get(attribute)
            feature = QgsFeature(fields)
            feature.setAttributes(
                [
                    attribute,
                    known.title if known is not None else "",
                    known.kind.value if known is not None else "",
                    _filter(told, attribute),
                    ", ".join(known.values) if known is not None else "",
                ]
            )
            sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
        return {self.OUTPUT: name, **_outputs(found, told)}


def _counted(http: requests.Session, found: Found, told: Offer) -> Offer:
    """``told`` with the number of features; a service that does not count is described as well."""
    from cicclo_qgis.ogcapi import OgcApiError, ProblemCode
    from cicclo_qgis.transfer import Options, count

    try:
        number = count(http, found.landing, found.collection, Options())
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return told
    return replace(told, number_matched=number)


def _filter(told: Offer, attribute: str) -> str:
    """How the platform filters by it: in CQL2, by equality, or not at all."""
    if told.cql2 and any(one.name == attribute for one in told.queryables):
        return "cql2"
    return "equals" if attribute in told.simple else ""


def _outputs(found: Found, told: Offer) -> Dict[str, Any]:
    from cicclo_qgis.gui import facts

    collection = found.collection
    extent = ""
    if collection.bbox is not None:
        west, south, east, north = collection.bbox
        extent = f"{west},{east},{south},{north} [EPSG:4326]"
    kinds = [name for name, there in (("cql2", told.cql2), ("equals", bool(told.simple))) if there]
    return {
        "COUNT": -1 if told.number_matched is None else told.number_matched,
        "ID": collection.id,
        "TITLE": collection.title,
        "DESCRIPTION": collection.description,
        "EXTENT": extent,
        "CRS": ", ".join(dict.fromkeys(facts.crs_name(uri) for uri in collection.crs)),
        "FILTERS": ", ".join(kinds),
        "LICENCE": facts.licence(collection),
    }
