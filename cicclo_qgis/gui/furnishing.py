"""The desk and what shows it in QGIS's own windows, put together once QGIS stands."""

from __future__ import annotations

from typing import Any, Callable, List, Tuple

from qgis.PyQt.QtCore import QObject

from cicclo_qgis.catalogue.harvest import Harvest
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.ways_in import ways_in
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.downloads import Door
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.indicators import LayerIndicators
from cicclo_qgis.gui.keeping import Keeping
from cicclo_qgis.gui.map_view import MapView
from cicclo_qgis.gui.notices import Notices
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.paths import catalogue_path, profile_folder
from cicclo_qgis.ogcapi import LandingPage, discover
from cicclo_qgis.platforms import Access


def make_desk(
    engine: Engine,
    layers: LiveLayers,
    iface: Any,
    bring_forward: Callable[[str], bool],
    undo: List[Callable[[], Any]],
) -> Desk:
    """The desk, with its notices and padlocks in QGIS; ``undo`` takes what ends each, in order."""
    index = _index(engine)
    desk = Desk(
        engine=engine,
        layers=layers,
        make_harvest=lambda listener: Harvest(
            engine.http,
            listener,
            signed_in=lambda platform_id: engine.sessions.status(platform_id).state.usable,
            anonymous=engine.anonymous_http,
            remembered=index.listed,
        ),
        find=lambda address: _find(engine, address),
        memory=Remembering(index, engine.workers),
        bring_forward=bring_forward,
        parent=iface.mainWindow(),
    )
    notices = Notices(iface, desk)
    indicators = LayerIndicators(iface, layers, desk)
    copies = Door(iface, desk, engine)
    copies.start()
    undo += [desk.stop, notices.stop, indicators.stop, copies.stop]
    return desk


def make_extras(engine: Engine, iface: Any, parent: QObject) -> Extras:
    """What the dock can use beside the desk."""
    keeping = Keeping(engine.workers.run, lambda: profile_folder() / "favourites.json", parent)
    return Extras(keeping, MapView(iface.mapCanvas(), parent))


def _find(engine: Engine, address: str) -> Tuple[LandingPage, Tuple[Access, ...]]:
    """The landing page behind an address, and the ways in that it tells. Blocks."""
    landing = discover(engine.http(), address)
    return landing, ways_in(engine.anonymous_http(), landing)


def _index(engine: Engine) -> Index:
    """The catalogue index of this profile; in memory where nothing can be written."""
    try:
        return Index(catalogue_path(), engine.registry.platforms())
    except OSError:
        return Index(None, engine.registry.platforms())
