"""What the algorithms on one collection share: how it is named, and found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.processing.algorithm import CiccloAlgorithm
from cicclo_qgis.processing.work import Beside, Found, explained, find, platform_names

if TYPE_CHECKING:
    from cicclo_qgis.processing.work import HttpFactory


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class CollectionAlgorithm(CiccloAlgorithm):
    """Parameters ``PLATFORM`` (a name of the registry) and ``COLLECTION``."""

    PLATFORM = "PLATFORM"
    COLLECTION = "COLLECTION"

    def _add_collection(self) -> None:
        """Add the two parameters."""
        platform = QgsProcessingParameterEnum(
            self.PLATFORM,
            _tr("Platform (none: the collection is given by its address)"),
            platform_names(self._engine),
            optional=True,
        )
        # Its name, in models and scripts: numbers change when a platform comes or goes.
        platform.setUsesStaticStrings(True)
        self.addParameter(platform)
        self.addParameter(
            QgsProcessingParameterString(
                self.COLLECTION, _tr("Collection: its identifier, its title or its address")
            )
        )

    def _find(
        self,
        parameters: Dict[str, Any],
        context: QgsProcessingContext,
        http: HttpFactory,
        beside: Beside,
        feedback: QgsProcessingFeedback,
    ) -> Found:
        """The collection that is meant.

        Raises:
            QgsProcessingException: it cannot be found, or the server does not answer.
        """
        from cicclo_qgis.ogcapi import OgcApiError

        name = self._named(parameters, context)
        wanted = self.parameterAsString(parameters, self.COLLECTION, context).strip()
        try:
            found = beside.run(lambda: find(self._engine, http, name, wanted, beside))
        except OgcApiError as error:
            raise explained(error, True) from None
        feedback.pushInfo(f"{found.collection.title} ({found.collection.id})")
        return found

    def checkParameterValues(  # noqa: N802 - QGIS's name
        self, parameters: Dict[str, Any], context: QgsProcessingContext
    ) -> Any:
        """A collection is named by a platform (its name, or its identifier), or by its address."""
        wanted = self.parameterAsString(parameters, self.COLLECTION, context).strip()
        name = self._named(parameters, context)
        if wanted and not name and not wanted.startswith(("https://", "http://")):
            return False, _tr("Choose a platform, or give the address of the collection.")
        # QGIS knows the names alone, and says of all else no more than "incorrect".
        names = {one.id: one.name for one in self._engine.registry.platforms()}
        known = names.get(name, name)
        if known and known not in platform_names(self._engine):
            text = _tr("There is no platform “{name}”. There are: {names}.")
            listed = ", ".join(platform_names(self._engine)[:40])
            return False, text.format(name=known, names=listed)
        told = {**parameters, self.PLATFORM: known} if known else parameters
        return super().checkParameterValues(told, context)

    def _named(self, parameters: Dict[str, Any], context: QgsProcessingContext) -> str:
        """What the platform is called by; "" when none is given."""
        given = parameters.get(self.PLATFORM)
        if given is None or isinstance(given, str):
            # QGIS reads a parameter that was not given as the first of the list.
            name = given or ""
            names = platform_names(self._engine)
            # The help of ``qgis_process`` tells to give the number.
            number = int(name) if name.isdecimal() else len(names)
            return names[number] if number < len(names) else name
        return str(self.parameterAsEnumString(parameters, self.PLATFORM, context))
