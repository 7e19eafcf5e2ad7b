"""Which addresses belong to which known platform, so that none lists what another one lists."""

from __future__ import annotations

from typing import Dict, Iterable, Optional, Set, Tuple

from cicclo_qgis.ogcapi.urls import origin
from cicclo_qgis.platforms.model import Platform

_Origin = Tuple[str, str, int]


class Neighbours:
    """The platforms there are. Immutable; any thread."""

    def __init__(self, platforms: Iterable[Platform] = ()) -> None:
        self._owners: Dict[_Origin, Set[str]] = {}
        for platform in platforms:
            for url in (platform.landing, platform.wfs, platform.private_wfs):
                found = origin(url) if url else None
                if found is not None:
                    self._owners.setdefault(_plain(found), set()).add(platform.id)

    def is_elsewhere(self, platform_id: str, url: str) -> bool:
        """Whether the service at ``url`` is of another platform, and not of that one."""
        found: Optional[_Origin] = origin(url)
        owners = self._owners.get(_plain(found), set()) if found is not None else set()
        return bool(owners) and platform_id not in owners


def _plain(found: _Origin) -> _Origin:
    """Records often still say http where the service has long moved to https."""
    scheme, host, port = found
    return ("https", host, 443) if (scheme, port) == ("http", 80) else found
