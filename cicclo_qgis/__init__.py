"""CICCLO for QGIS: the open geographic data of French public platforms, restricted data included.

QGIS asks this package for ``classFactory``; everything else stands behind ``plugin``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cicclo_qgis.plugin import CiccloPlugin

# Switched off and on again, or replaced by a newer version, the plugin is loaded anew. QGIS
# forgets the modules that it saw being imported, but not those that ``importlib`` brought in: what
# is left of the old ones would take the new ones' objects for strangers.
for _left in [name for name in list(sys.modules) if name.startswith(__name__ + ".")]:
    del sys.modules[_left]


def classFactory(iface: Any) -> CiccloPlugin:
    """Return the plugin for QGIS to start. ``iface`` is None under ``qgis_process``."""
    from cicclo_qgis.plugin import CiccloPlugin

    return CiccloPlugin(iface)
