"""What the dock can use beside the desk, where it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject

from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.map_view import MapView
from cicclo_qgis.gui.peeking import Peeking
from cicclo_qgis.host.settings import Settings


@dataclass(frozen=True)
class Extras:
    """``view``: the map's extent. ``peeking``: a look into collections.

    ``settings``: where the person's choices are remembered.
    """

    view: Optional[MapView] = None
    peeking: Optional[Peeking] = None
    settings: Optional[Settings] = None


def make_extras(engine: Engine, iface: Any, parent: QObject) -> Extras:
    """All of it, in QGIS with a window."""
    view = MapView(iface.mapCanvas(), parent)
    return Extras(view, Peeking(engine.http, engine.workers), engine.settings)
