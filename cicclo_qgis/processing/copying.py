"""What making a copy and refreshing it share: how it ends, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.processing.algorithm import CiccloAlgorithm
from cicclo_qgis.processing.work import explained

if TYPE_CHECKING:
    from cicclo_qgis.transfer import Result


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class CopyAlgorithm(CiccloAlgorithm):
    """An algorithm whose ``OUTPUT`` is a copy; outputs ``COUNT`` and ``VERDICT``."""

    def _add_outcome(self) -> None:
        """Add the two outputs."""
        self.addOutput(QgsProcessingOutputNumber("COUNT", _tr("Number of features")))
        self.addOutput(QgsProcessingOutputString("VERDICT", _tr("How far it was checked")))

    def _outcome(self, copy: Path, result: Result) -> Dict[str, Any]:
        """What the algorithm hands on."""
        return {
            self.OUTPUT: str(copy),
            "COUNT": result.features,
            "VERDICT": result.verdict.value,
        }


def copied(
    work: Callable[[], Result], may_sign_in: bool, feedback: QgsProcessingFeedback
) -> Result:
    """Do ``work``; tell what came of it.

    Raises:
        QgsProcessingException: there is no copy; it says why in words.
    """
    from cicclo_qgis.gui.downloads import words
    from cicclo_qgis.transfer import TransferCode, TransferError

    try:
        result = work()
    except TransferError as error:
        if error.problem is not None:
            raise explained(error, may_sign_in) from None
        if error.code is TransferCode.CANCELLED:
            text = _tr("Stopped. What has come is kept: run it again to go on.")
            raise QgsProcessingException(text) from None
        raise QgsProcessingException(words.failure_code(error.code)) from None
    told = words.finding(result)
    if words.doubtful(result):
        feedback.pushWarning(told)
    else:
        feedback.pushInfo(told)
    return result


class _Mark(QgsProcessingLayerPostProcessorInterface):
    """Says on the layer that it shows a copy, so that its menu offers to refresh it."""

    # QGIS does not own it: it has to live as long as Python does.
    one: Any = None

    def postProcessLayer(self, layer: Any, context: Any, feedback: Any) -> None:  # noqa: N802 - QGIS's name
        """Called in the GUI thread."""
        from cicclo_qgis.host.copies import mark

        mark(layer)

    @classmethod
    def instance(cls) -> _Mark:
        """The same one each time."""
        if cls.one is None:
            cls.one = cls()
        found: _Mark = cls.one
        return found


def added(context: QgsProcessingContext, target: Path, title: str) -> None:
    """Give the copy its name when it goes on the map."""
    if context.willLoadLayerOnCompletion(str(target)):
        details = context.layerToLoadOnCompletionDetails(str(target))
        details.name = title
        details.setPostProcessor(_Mark.instance())
