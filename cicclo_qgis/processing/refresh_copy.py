"""Algorithm ``cicclo:refreshcopy``: a copy fetched anew from where it came."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterFile,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.processing.copying import CopyAlgorithm, copied
from cicclo_qgis.processing.work import Beside


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class RefreshCopy(CopyAlgorithm):
    """The old copy stays until the new one is whole; layers that show it go on with the new one."""

    INPUT = "INPUT"

    def name(self) -> str:
        """Stable name in scripts."""
        return "refreshcopy"

    def displayName(self) -> str:
        """Name in the toolbox."""
        return _tr("Refresh a copy")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        """Help beside the dialog."""
        return _tr(
            "Fetches a copy made by “Download a collection”, or from the CICCLO panel, anew from "
            "its platform: same extent, filter, attributes and coordinate system. The old copy "
            "stays until the new one is whole; layers of the project that show it keep their "
            "style. What was changed in the file by hand is lost."
        )

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: N802 - QGIS's name
        """One parameter: the file."""
        self.addParameter(
            QgsProcessingParameterFile(self.INPUT, _tr("Copy (GeoPackage)"), extension="gpkg")
        )
        self.addOutput(QgsProcessingOutputVectorLayer(self.OUTPUT, _tr("Copy")))
        self._add_outcome()

    def prepareAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """In the GUI thread: see which layers show the file."""
        from cicclo_qgis.host.copies import copies_at

        self._path = Path(self.parameterAsFile(parameters, self.INPUT, context))
        if not self._path.is_file():
            text = _tr("There is no file {file}.")
            raise QgsProcessingException(text.format(file=self._path))
        project: Optional[QgsProject] = context.project()
        layers = copies_at(self._path, project) if project is not None else []
        if any(layer.isEditable() for layer in layers):
            raise QgsProcessingException(
                _tr("The copy is being edited. Save or discard your changes first.")
            )
        self._project = project if layers else None
        return True

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Dict[str, Any]:
        """Fetch it, beside the old one where that is open."""
        from cicclo_qgis.transfer import read_source, refresh

        beside, path, http = Beside(feedback), self._path, self._http()
        self._new = path.with_name(f"{path.stem}.new.gpkg") if self._project is not None else None
        beside.run(self._engine.wait_for_sessions)
        source = read_source(path)
        landing = None if source is None else self._landing(source.landing)
        result = copied(
            lambda: beside.run(
                lambda: refresh(http, path, landing, self._new, beside.tell, beside.cancelled)
            ),
            True,
            feedback,
        )
        return self._outcome(path, result)

    def postProcessAlgorithm(  # noqa: N802 - QGIS's name
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Dict[str, Any]:
        """In the GUI thread: let the layers go on with the new file."""
        from cicclo_qgis.gui.downloads import words
        from cicclo_qgis.host.replacing import replace_now
        from cicclo_qgis.transfer import TransferCode

        new, project = self._new, self._project
        if new is not None and project is not None and not replace_now(project, self._path, new):
            raise QgsProcessingException(words.failure_code(TransferCode.TARGET_BUSY))
        return {}

    def _landing(self, kept: str) -> Optional[str]:
        """Today's address of the service, with the key that it may need."""
        from cicclo_qgis.transfer.whereabouts import today

        for platform in self._engine.registry.platforms():
            own = today(platform, kept)
            if own is not None:
                return own
        return None
