"""The helper process: the sign-in window with an application of its own, and without QGIS.

Started by ``cicclo_qgis.gui.browser.process``; ``__main__.py`` is its script.
"""

from __future__ import annotations
