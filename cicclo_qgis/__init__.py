"""CICCLO for QGIS: the open geographic data of French public platforms, restricted data included.

QGIS asks this package for ``classFactory``; everything else stands behind ``plugin``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cicclo_qgis.plugin import CiccloPlugin


def classFactory(iface: Any) -> CiccloPlugin:
    """Return the plugin for QGIS to start. ``iface`` is None under ``qgis_process``."""
    from cicclo_qgis.plugin import CiccloPlugin

    return CiccloPlugin(iface)
