"""What a live layer carries with it, saved in the project: which platform and collection it is of.

Never a secret: a colleague who opens the project sees it all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, Optional, Tuple

from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer

from cicclo_qgis.host.layer_uri import PROVIDERS

if TYPE_CHECKING:
    from cicclo_qgis.catalogue.model import Entry

_PLATFORM = "cicclo/platform"
_COLLECTION = "cicclo/collection"
_LANDING = "cicclo/landing"
_RESTRICTED = "cicclo/restricted"
_ALL = (_PLATFORM, _COLLECTION, _LANDING, _RESTRICTED)

Identity = Tuple[Any, ...]
"""What ``describe`` wrote on a layer; of a layer that is none of the plugin's, nothing."""


def describe(layer: QgsMapLayer, entry: Entry) -> None:
    """Write on the layer which platform and collection it is of."""
    from cicclo_qgis.catalogue.model import Padlock

    layer.setCustomProperty(_PLATFORM, entry.platform_id)
    layer.setCustomProperty(_COLLECTION, entry.collection.id)
    layer.setCustomProperty(_LANDING, entry.landing.url)
    layer.setCustomProperty(_RESTRICTED, entry.padlock is not Padlock.OPEN)


def identity_of(layer: QgsMapLayer) -> Identity:
    """What stands on the layer."""
    return tuple(layer.customProperty(name) for name in _ALL)


def give_identity(layer: QgsMapLayer, identity: Identity) -> None:
    """Write on the layer what stood on it before."""
    for name, value in zip(_ALL, identity):
        if value is None:
            layer.removeCustomProperty(name)
        else:
            layer.setCustomProperty(name, value)


def give_platform(layer: QgsMapLayer, platform_id: str) -> None:
    """The platform of a live layer has another name here."""
    layer.setCustomProperty(_PLATFORM, platform_id)


def may_be_live(layer: QgsMapLayer) -> bool:
    """Whether the layer is on one of the providers of live layers, broken or not."""
    return isinstance(layer, QgsVectorLayer) and layer.providerType() in PROVIDERS.values()


def platform_of(layer: QgsMapLayer) -> Optional[str]:
    """Tell the platform of a live layer; None for everybody else's layers.

    Custom properties travel with a style that is pasted, and stay when a layer is pointed at a
    file: then they say nothing.
    """
    return _text(layer.customProperty(_PLATFORM)) if may_be_live(layer) else None


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


def live_layers(project: QgsProject) -> Iterator[QgsVectorLayer]:
    """Walk the project's live layers, broken ones included."""
    for layer in project.mapLayers().values():
        if platform_of(layer) is not None and isinstance(layer, QgsVectorLayer):
            yield layer


def _text(value: Any) -> Optional[str]:
    return value if isinstance(value, str) and value else None
