"""What of QGIS the windows need, on Qt 6 and without QGIS.

``qgis.PyQt`` hands on the real PyQt6, with the two changes that QGIS's own makes. ``qgis.core`` and
``qgis.gui`` hold the few classes that are hardly more than Qt's own; every other name can be
imported, and says that it is not here as soon as it is used.
"""

from __future__ import annotations
