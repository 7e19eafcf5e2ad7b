"""Algorithm ``cicclo:sessionstatus``: who is signed in where, as a table."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Dict, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QVariant

if TYPE_CHECKING:
    from cicclo_qgis.engine import Engine


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class SessionStatusTable(QgsProcessingAlgorithm):
    """One row a platform that offers a sign-in. Holds no secret."""

    OUTPUT = "OUTPUT"

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def createInstance(self) -> SessionStatusTable:
        """A fresh one for each run."""
        return SessionStatusTable(self._engine)

    def name(self) -> str:
        """Stable name in scripts."""
        return "sessionstatus"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Name in the toolbox."""
        return _tr("Sign-in status")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        """Help beside the dialog."""
        return _tr("Tells on which platforms you are signed in, as whom, and until when.")

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: N802 - QGIS's name
        """One parameter: the table."""
        output = QgsProcessingParameterFeatureSink(
            self.OUTPUT, _tr("Sessions"), QgsProcessing.SourceType.TypeVector
        )
        self.addParameter(output)

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Dict[str, Any]:
        """Write the table."""
        self._engine.wait_for_sessions()
        sink, name = self.parameterAsSink(
            parameters,
            self.OUTPUT,
            context,
            _fields(),
            QgsWkbTypes.Type.NoGeometry,
            QgsCoordinateReferenceSystem(),
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        for platform in self._engine.registry.platforms():
            if not platform.access:
                continue
            status = self._engine.sessions.status(platform.id)
            feature = QgsFeature(_fields())
            feature.setAttributes(
                [
                    platform.name,
                    status.state.value,
                    status.kind.value if status.kind else None,
                    status.who,
                    _iso(status.since),
                    _iso(status.until),
                    status.kept_in,
                ]
            )
            sink.addFeature(feature)
        return {self.OUTPUT: name}


def _fields() -> QgsFields:
    fields = QgsFields()
    for name in ("platform", "state", "kind", "who", "since", "until", "kept_in"):
        fields.append(QgsField(name, QVariant.Type.String))
    return fields


def _iso(seconds: Optional[float]) -> Optional[str]:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
