"""The Processing provider "CICCLO"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from cicclo_qgis import where
from cicclo_qgis.processing.describe_collection import DescribeCollection
from cicclo_qgis.processing.download_collection import DownloadCollection
from cicclo_qgis.processing.list_collections import ListCollections
from cicclo_qgis.processing.refresh_copy import RefreshCopy
from cicclo_qgis.processing.session_status import SessionStatusTable

if TYPE_CHECKING:
    from cicclo_qgis.engine import Engine


class CiccloProvider(QgsProcessingProvider):
    """Hands the engine to each algorithm."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def id(self) -> str:
        """Stable name in scripts: ``cicclo:listcollections``."""
        return "cicclo"

    def name(self) -> str:
        """Name in the toolbox."""
        return "CICCLO"

    def icon(self) -> QIcon:
        """The plugin's icon."""
        return QIcon(str(where.resources() / "icons" / "cicclo.svg"))

    def loadAlgorithms(self) -> None:  # noqa: N802 - QGIS's name
        """Add the algorithms."""
        for kind in (
            ListCollections,
            DescribeCollection,
            DownloadCollection,
            RefreshCopy,
            SessionStatusTable,
        ):
            self.addAlgorithm(kind(self._engine))
