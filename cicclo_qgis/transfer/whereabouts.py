"""The services of a platform, as the registry names them today."""

from __future__ import annotations

from typing import Optional, Tuple

from cicclo_qgis.catalogue.sources.pointing import wfs_endpoint
from cicclo_qgis.ogcapi.model import ServiceKind
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.transfer.place import Place, same_address


def services_of(platform: Platform) -> Tuple[Tuple[str, ServiceKind], ...]:
    """Addresses, with the keys they may need, and their standards; the first is asked first."""
    landing = [(platform.landing, ServiceKind.FEATURES)] if platform.landing else []
    members = filter(None, (platform.wfs, platform.private_wfs))
    return (*landing, *((wfs_endpoint(one), ServiceKind.WFS) for one in members))


def today(platform: Optional[Platform], kept: str) -> Optional[str]:
    """The platform's own address of the service that was written down as ``kept``."""
    for address, _ in () if platform is None else services_of(platform):
        if same_address(address, kept):
            return address
    return None


def place_in(platform: Platform, collection_id: str) -> Optional[Place]:
    """Where a collection of that identifier is looked for; None when there is nothing to ask."""
    for address, kind in services_of(platform):
        return Place(address, collection_id, kind)
    return None
