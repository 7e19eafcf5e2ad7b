"""What the plugin's algorithms share: the engine, the network, and writing a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Sequence, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsWkbTypes,
)

if TYPE_CHECKING:
    from cicclo_qgis.engine import Engine
    from cicclo_qgis.processing.work import HttpFactory


def text_fields(names: Sequence[str]) -> QgsFields:
    """Fields of text, in that order."""
    from cicclo_qgis.host.field_types import field_types
    from cicclo_qgis.transfer.columns import Kind

    fields, text = QgsFields(), field_types()[Kind.TEXT]
    for name in names:
        fields.append(QgsField(name, text))
    return fields


class CiccloAlgorithm(QgsProcessingAlgorithm):
    """An algorithm that works with the engine. Its table is the parameter ``OUTPUT``."""

    OUTPUT = "OUTPUT"

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def createInstance(self) -> CiccloAlgorithm:
        """A fresh one for each run."""
        return type(self)(self._engine)

    def _http(self) -> HttpFactory:
        """Makes sessions that carry the credentials of the person's platforms."""
        from cicclo_qgis.host.transfer_http import transfer_http

        return transfer_http(self._engine.http, self._engine.sessions)

    def _sink(
        self,
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
        fields: QgsFields,
        geometry: Any = QgsWkbTypes.Type.NoGeometry,
    ) -> Tuple[QgsFeatureSink, str]:
        """The table to write, and its name in the results.

        Raises:
            QgsProcessingException: it cannot be written.
        """
        crs = QgsCoordinateReferenceSystem()
        if geometry != QgsWkbTypes.Type.NoGeometry:
            crs = QgsCoordinateReferenceSystem("EPSG:4326")
        sink, name = self.parameterAsSink(parameters, self.OUTPUT, context, fields, geometry, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        return sink, name
