"""Algorithm ``cicclo:sessionstatus``: who is signed in where, as a table."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Dict, Optional

from qgis.core import (
    QgsFeature,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.processing.algorithm import CiccloAlgorithm, text_fields
from cicclo_qgis.processing.work import Beside

_FIELDS = ("platform", "state", "kind", "who", "since", "until", "kept_in")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class SessionStatusTable(CiccloAlgorithm):
    """One row a platform that offers a sign-in. Holds no secret."""

    def name(self) -> str:
        """Stable name in scripts."""
        return "sessionstatus"

    def displayName(self) -> str:
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
        Beside(feedback).run(self._engine.wait_for_sessions)
        fields = text_fields(_FIELDS)
        sink, name = self._sink(parameters, context, fields)
        for platform in self._engine.registry.platforms():
            if not platform.access:
                continue
            status = self._engine.sessions.status(platform.id)
            feature = QgsFeature(fields)
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


def _iso(seconds: Optional[float]) -> Optional[str]:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
