"""The sign-in window, and the ways to show it.

Hands out ``choose_browser(parent)``: an object fulfilling ``cicclo_qgis.signin.browser.Browser``
that picks, at the first visit, the best way this QGIS offers to show the platform's own pages:
its own QtWebEngine, else a helper process with one, else the system's browser where a loopback
redirect is enough, else a plain reason why not.

Never does: read or fill a page, put a script into one, keep anything on disk, take a cookie of a
host other than the visit's own, or go past a certificate that neither the engine nor QGIS trusts.

Everything here imports without ``qgis.core``, because the helper process has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Optional

if TYPE_CHECKING:
    from qgis.PyQt.QtWidgets import QWidget

    from cicclo_qgis.gui.browser.late import LateBrowser

__all__ = ["choose_browser"]


def choose_browser(
    parent: Optional[QWidget] = None, wanted: Callable[[], str] = lambda: ""
) -> LateBrowser:
    """The browser of this QGIS. Call in the GUI thread; costs nothing until the first visit.

    ``parent``: QGIS's main window; the sign-in windows stand beside it. ``wanted``: the name of
    the browser the person would rather have ("in-process", "helper", "system"), "" for the best;
    asked at each visit, in a worker thread.
    """
    from cicclo_qgis.gui.browser.late import LateBrowser

    return LateBrowser(parent, wanted)
