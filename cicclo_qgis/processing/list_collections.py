"""Algorithm ``cicclo:listcollections``: the collections of the platforms as a table."""

from __future__ import annotations

import queue
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Dict, List, Union

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.platforms import Platform
from cicclo_qgis.processing.algorithm import CiccloAlgorithm, text_fields
from cicclo_qgis.processing.work import Beside

if TYPE_CHECKING:
    from cicclo_qgis.catalogue import Entry, Failed, Finished

_PATIENCE_S = 120.0
_FIELDS = ("platform", "territory", "id", "title", "description", "access", "landing")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class ListCollections(CiccloAlgorithm):
    """Asks all chosen platforms at once; one row a collection, with its extent as geometry.

    A platform that fails is told in the log; the algorithm fails only when all of them do.
    """

    PLATFORMS = "PLATFORMS"
    TEXT = "TEXT"

    def name(self) -> str:
        """Stable name in scripts."""
        return "listcollections"

    def displayName(self) -> str:
        """Name in the toolbox."""
        return _tr("List collections of platforms")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        """Help beside the dialog."""
        return _tr(
            "Lists the collections that data platforms publish by OGC API - Features, or by WFS. "
            "With a stored session, what only you may see is listed too."
        )

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: N802 - QGIS's name
        """Parameters: platforms (none chosen means all), a text to look for, the table."""
        platforms = QgsProcessingParameterEnum(
            self.PLATFORMS,
            _tr("Platforms (none: all)"),
            [platform.name for platform in self._platforms()],
            allowMultiple=True,
            optional=True,
        )
        self.addParameter(platforms)
        text = QgsProcessingParameterString(
            self.TEXT, _tr("Only collections with this text"), "", optional=True
        )
        self.addParameter(text)
        output = QgsProcessingParameterFeatureSink(
            self.OUTPUT, _tr("Collections"), QgsProcessing.SourceType.TypeVectorPolygon
        )
        self.addParameter(output)

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Dict[str, Any]:
        """Harvest and write."""
        from cicclo_qgis.catalogue import Failed
        from cicclo_qgis.gui import sentences
        from cicclo_qgis.ogcapi import ProblemCode

        platforms = self._platforms()
        # QGIS reads a parameter that was not given as the first of the list.
        chosen = (
            self.parameterAsEnums(parameters, self.PLATFORMS, context)
            if parameters.get(self.PLATFORMS) is not None
            else []
        )
        if chosen:
            platforms = [platforms[number] for number in chosen]
        wanted = self.parameterAsString(parameters, self.TEXT, context).casefold()
        fields = text_fields(_FIELDS)
        sink, name = self._sink(parameters, context, fields, QgsWkbTypes.Type.Polygon)
        answered = 0
        by_id = {platform.id: platform for platform in platforms}
        silent = set(by_id)
        Beside(feedback).run(self._engine.wait_for_sessions)
        for event in self._events(platforms, feedback):
            platform = by_id[event.platform_id]
            silent.discard(event.platform_id)
            if isinstance(event, Failed):
                sentence = sentences.problem(event.problem)
                feedback.reportError(f"{platform.name}: {sentence}", False)
                continue
            answered += 1
            feedback.pushInfo(f"{platform.name}: {len(event.entries)}")
            for entry in event.entries:
                if wanted in f"{entry.collection.title} {entry.collection.id}".casefold():
                    feature = _feature(entry, platform, fields)
                    sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
        if not feedback.isCanceled():
            for platform_id in sorted(silent):
                sentence = sentences.problem_code(ProblemCode.TIMED_OUT)
                feedback.reportError(f"{by_id[platform_id].name}: {sentence}", False)
        if platforms and not answered and not feedback.isCanceled():
            raise QgsProcessingException(_tr("None of the platforms answered: see the log."))
        return {self.OUTPUT: name}

    def _platforms(self) -> List[Platform]:
        return [
            platform
            for platform in self._engine.registry.platforms()
            if platform.landing or platform.wfs or platform.private_wfs or platform.catalogue
        ]

    def _events(
        self, platforms: List[Platform], feedback: QgsProcessingFeedback
    ) -> List[Union[Finished, Failed]]:
        """What each platform came to, as it comes."""
        from cicclo_qgis.catalogue import Event, Failed, Finished, Harvest

        events: queue.Queue[Event] = queue.Queue()
        harvest = Harvest(
            self._engine.http,
            events.put,
            signed_in=lambda key: self._engine.sessions.status(key).state.usable,
            anonymous=self._engine.anonymous_http,
            waiting=nullcontext,
        )
        ends: List[Union[Finished, Failed]] = []
        deadline = time.monotonic() + _PATIENCE_S
        harvest.start(platforms)
        try:
            while len(ends) < len(platforms) and time.monotonic() < deadline:
                if feedback.isCanceled():
                    break
                try:
                    event = events.get(timeout=0.1)
                except queue.Empty:
                    continue
                if isinstance(event, (Finished, Failed)):
                    ends.append(event)
                    feedback.setProgress(100 * len(ends) / len(platforms))
        finally:
            harvest.stop()
        return ends


def _feature(entry: Entry, platform: Platform, fields: QgsFields) -> QgsFeature:
    collection = entry.collection
    feature = QgsFeature(fields)
    feature.setAttributes(
        [
            platform.name,
            platform.territory,
            collection.id,
            collection.title,
            collection.description,
            entry.padlock.value,
            entry.service_url,
        ]
    )
    if collection.bbox is not None:
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(*collection.bbox)))
    return feature
