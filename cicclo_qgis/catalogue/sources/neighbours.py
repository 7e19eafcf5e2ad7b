"""Which addresses belong to which known platform, so that none lists what another one lists."""

from __future__ import annotations

import ipaddress
from typing import Dict, Iterable, Optional, Set, Tuple

from cicclo_qgis.ogcapi.urls import origin
from cicclo_qgis.platforms.model import Platform

_Origin = Tuple[str, str, int]

# Catalogues that tell of their own platform's services; data.gouv.fr tells of everybody's.
_OF_ONE_PLATFORM = ("csw", "geonetwork", "ogc-records")
# Domains under which everybody may have a name.
_SHARED = frozenset(("gouv.fr", "asso.fr", "com.fr", "developpement-durable.gouv.fr"))


class Neighbours:
    """The platforms there are. Immutable; any thread.

    A platform owns the servers of its landing page and its WFS. One of which only a catalogue is
    known owns the catalogue's domain: ``catalogue.x.fr`` goes with ``datacarto.x.fr``.
    """

    def __init__(self, platforms: Iterable[Platform] = ()) -> None:
        self._owners: Dict[_Origin, Set[str]] = {}
        self._domains: Dict[str, Set[str]] = {}
        for platform in platforms:
            services = [url for url in _services(platform) if url]
            for url in services:
                found = origin(url)
                if found is not None:
                    self._owners.setdefault(_plain(found), set()).add(platform.id)
            catalogue = platform.catalogue
            if not services and catalogue is not None and catalogue.type in _OF_ONE_PLATFORM:
                domain = _domain(origin(catalogue.url))
                if domain:
                    self._domains.setdefault(domain, set()).add(platform.id)

    def is_elsewhere(self, platform_id: str, url: str) -> bool:
        """Whether the service at ``url`` is of another platform, and not of that one."""
        found = origin(url)
        if found is None:
            return False
        owners = self._owners.get(_plain(found)) or self._domains.get(_domain(found), set())
        return bool(owners) and platform_id not in owners


def _services(platform: Platform) -> Tuple[Optional[str], ...]:
    return (platform.landing, platform.wfs, platform.private_wfs)


def _plain(found: _Origin) -> _Origin:
    """Records often still say http where the service has long moved to https."""
    scheme, host, port = found
    return ("https", host, 443) if (scheme, port) == ("http", 80) else found


def _domain(found: Optional[_Origin]) -> str:
    return "" if found is None else domain_of(found[1])


def domain_of(host: str) -> str:
    """The host without its first label; "" where that says nothing."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        parent = host.partition(".")[2]
        return parent if "." in parent and parent not in _SHARED else ""
    return ""
