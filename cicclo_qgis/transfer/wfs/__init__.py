"""Collections of a Web Feature Service (OGC 09-025r2), as the engine asks for them.

Hands out: ``WfsService`` (fulfils ``transfer.service.Service``), ``wfs_offer`` (what can be asked
of a feature type). GeoJSON is asked for first; where there is none, GML is read.
"""

from __future__ import annotations

from cicclo_qgis.transfer.wfs.offer import wfs_offer
from cicclo_qgis.transfer.wfs.wfs_service import WfsService

__all__ = ["WfsService", "wfs_offer"]
