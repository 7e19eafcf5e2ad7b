"""What a live layer carries with it, saved in the project: which platform and collection it is of.

Never a secret: a colleague who opens the project sees it all.
"""

from __future__ import annotations

from typing import Any, Iterator, Optional

from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer, QgsWkbTypes

from cicclo_qgis.catalogue.model import Entry, Padlock

_PLATFORM = "cicclo/platform"
_COLLECTION = "cicclo/collection"
_LANDING = "cicclo/landing"
_RESTRICTED = "cicclo/restricted"


def describe(layer: QgsMapLayer, entry: Entry) -> None:
    """Write on the layer which platform and collection it is of."""
    layer.setCustomProperty(_PLATFORM, entry.platform_id)
    layer.setCustomProperty(_COLLECTION, entry.collection.id)
    layer.setCustomProperty(_LANDING, entry.landing.url)
    layer.setCustomProperty(_RESTRICTED, entry.padlock is not Padlock.OPEN)


def platform_of(layer: QgsMapLayer) -> Optional[str]:
    """Tell the platform of a live layer; None for everybody else's layers."""
    return _text(layer.customProperty(_PLATFORM))


def collection_of(layer: QgsMapLayer) -> Optional[str]:
    """Tell the collection of a live layer."""
    return _text(layer.customProperty(_COLLECTION))


def landing_of(layer: QgsMapLayer) -> Optional[str]:
    """Tell the landing page of a live layer's platform."""
    return _text(layer.customProperty(_LANDING))


def is_restricted(layer: QgsMapLayer) -> bool:
    """Whether the collection asked for a sign-in when the layer was made."""
    # A project file hands booleans back as text.
    return str(layer.customProperty(_RESTRICTED)).lower() == "true"


def is_table(layer: QgsVectorLayer) -> bool:
    """Whether the layer's items have no geometry, so that there is nothing to draw or zoom to."""
    return bool(layer.wkbType() == QgsWkbTypes.Type.NoGeometry)


def live_layers(project: QgsProject) -> Iterator[QgsVectorLayer]:
    """Walk the project's live layers, broken ones included."""
    for layer in project.mapLayers().values():
        if platform_of(layer) is not None and isinstance(layer, QgsVectorLayer):
            yield layer


def _text(value: Any) -> Optional[str]:
    return value if isinstance(value, str) and value else None
