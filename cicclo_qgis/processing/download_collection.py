"""Algorithm ``cicclo:downloadcollection``: a collection, or a part of it, as a GeoPackage."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterCrs,
    QgsProcessingParameterExtent,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.processing.collection_algorithm import CollectionAlgorithm
from cicclo_qgis.processing.copying import CopyAlgorithm, added, copied
from cicclo_qgis.processing.work import Beside, pairs

if TYPE_CHECKING:
    from cicclo_qgis.ogcapi import Collection
    from cicclo_qgis.ogcapi.queryables import Offer
    from cicclo_qgis.processing.work import Found, HttpFactory
    from cicclo_qgis.transfer import Options


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class DownloadCollection(CollectionAlgorithm, CopyAlgorithm):
    """Fetched in parallel where that is safe, checked at the end, gone on with when cut off."""

    EXTENT = "EXTENT"
    FILTER = "FILTER"
    WHERE = "WHERE"
    DATETIME = "DATETIME"
    ATTRIBUTES = "ATTRIBUTES"
    CRS = "CRS"

    def name(self) -> str:
        """Stable name in scripts."""
        return "downloadcollection"

    def displayName(self) -> str:
        """Name in the toolbox."""
        return _tr("Download a collection")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        """Help beside the dialog."""
        return _tr(
            "Copies a collection, or the part of it that you choose, into a GeoPackage. The copy "
            "is checked against the number of features that the platform announces, and knows "
            "where it comes from: “Refresh a copy” fetches it anew. A download that was cut off "
            "goes on where it stopped when it is run again with the same file. Restricted "
            "collections need a session: sign in from the CICCLO panel first."
        )

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: N802 - QGIS's name
        """Parameters: the collection, which part, how, and the file."""
        self._add_collection()
        self.addParameter(
            QgsProcessingParameterExtent(self.EXTENT, _tr("Extent (none: all)"), optional=True)
        )
        for name, text in (
            (self.FILTER, _tr("Filter in CQL2 text, where the platform takes it")),
            (self.WHERE, _tr("Filter by values: attribute=value; attribute=value")),
            (self.DATETIME, _tr("Time: an instant or an interval (2024-01-01/..)")),
            (self.ATTRIBUTES, _tr("Attributes wanted, with commas between (none: all)")),
        ):
            self.addParameter(QgsProcessingParameterString(name, text, "", optional=True))
        self.addParameter(
            QgsProcessingParameterCrs(
                self.CRS, _tr("Coordinate system (none: WGS 84)"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterVectorDestination(self.OUTPUT, _tr("Copy (GeoPackage)"))
        )
        self._add_outcome()

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Dict[str, Any]:
        """Find, fetch, check."""
        from cicclo_qgis.transfer import download

        target = self._target(parameters, context)
        beside, http = Beside(feedback), self._http()
        found = self._find(parameters, context, http, beside, feedback)
        options = self._options(parameters, context, found.collection)
        if options.where or options.filter or options.properties:
            _check(beside.run(lambda: _offer(http, found)), options, feedback)
        result = copied(
            lambda: beside.run(
                lambda: download(
                    http,
                    found.landing,
                    found.collection,
                    target,
                    options,
                    beside.tell,
                    beside.cancelled,
                )
            ),
            found.platform is not None,
            feedback,
        )
        added(context, target, found.collection.title or found.collection.id)
        return self._outcome(target, result)

    def _target(self, parameters: Dict[str, Any], context: QgsProcessingContext) -> Path:
        path = Path(self.parameterAsOutputLayer(parameters, self.OUTPUT, context))
        if path.suffix.lower() != ".gpkg":
            raise QgsProcessingException(
                _tr("The copy is a GeoPackage: choose a file that ends with .gpkg.")
            )
        return path

    def _options(
        self, parameters: Dict[str, Any], context: QgsProcessingContext, collection: Collection
    ) -> Options:
        from cicclo_qgis.transfer import Options

        def text(name: str) -> str:
            return str(self.parameterAsString(parameters, name, context) or "").strip()

        names = tuple(one.strip() for one in text(self.ATTRIBUTES).split(",") if one.strip())
        wanted = self.parameterAsCrs(parameters, self.CRS, context)
        if text(self.CRS) and not wanted.isValid():
            told = _tr("“{name}” is no coordinate system that QGIS knows.")
            raise QgsProcessingException(told.format(name=text(self.CRS)))
        return Options(
            bbox=self._bbox(parameters, context),
            datetime=text(self.DATETIME) or None,
            filter=text(self.FILTER) or None,
            where=pairs(text(self.WHERE)),
            properties=names,
            crs=_uri(wanted, collection) if wanted.isValid() else None,
        )

    def _bbox(
        self, parameters: Dict[str, Any], context: QgsProcessingContext
    ) -> Optional[Tuple[float, float, float, float]]:
        if parameters.get(self.EXTENT) in (None, ""):
            return None
        wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
        box = self.parameterAsExtent(parameters, self.EXTENT, context, wgs84)
        if box.isNull() or box.isEmpty():
            raise QgsProcessingException(_tr("The extent is empty."))
        return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


def _offer(http: HttpFactory, found: Found) -> Optional[Offer]:
    """What can be asked of the collection; None when that cannot be learnt. Blocks."""
    from cicclo_qgis.ogcapi import OgcApiError
    from cicclo_qgis.transfer import offer

    try:
        with closing(http()) as session:
            return offer(session, found.landing, found.collection)
    except OgcApiError:
        return None  # the copy itself will say why


def _check(told: Optional[Offer], options: Options, feedback: QgsProcessingFeedback) -> None:
    """Servers pass over what they do not know: a slip would copy all of the collection.

    Raises:
        QgsProcessingException: there is no attribute of a name that was given.
    """
    if told is None:
        return
    known = {*told.attributes, *told.simple, *(one.name for one in told.queryables)}
    for given, offered in (
        ([name for name, _ in options.where], told.simple or known),
        (options.properties, known),
    ):
        wrong = [name for name in given if offered and name not in offered]
        if wrong:
            text = _tr("The platform does not offer {name}. It offers: {names}.")
            names = ", ".join(sorted(offered)[:40])
            raise QgsProcessingException(text.format(name=wrong[0], names=names))
    if options.filter and not told.cql2:
        feedback.pushWarning(
            _tr("The platform does not say that it takes filters in CQL2: check what has come.")
        )


def _uri(wanted: QgsCoordinateReferenceSystem, collection: Collection) -> Optional[str]:
    """How the platform calls that coordinate system; None for WGS 84, which it always has."""
    from cicclo_qgis.gui import facts

    if wanted.authid() in ("EPSG:4326", "OGC:CRS84"):
        return None
    for uri in collection.crs:
        if facts.crs_name(uri) == wanted.authid():
            return uri
    names = list(dict.fromkeys(facts.crs_name(uri) for uri in collection.crs))
    text = _tr("The platform does not offer {name}. It offers: {names}.")
    raise QgsProcessingException(text.format(name=wanted.authid(), names=", ".join(names[:20])))
