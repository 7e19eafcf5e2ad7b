"""The desk and what shows it in QGIS's own windows, put together once QGIS stands."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Callable, List

from cicclo_qgis.catalogue.harvest import Harvest
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.quiet import Quiet
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.downloads import Door
from cicclo_qgis.gui.finding import Finding
from cicclo_qgis.gui.indicators import LayerIndicators
from cicclo_qgis.gui.keeping import Keeping
from cicclo_qgis.gui.layer_errors import LayerErrors
from cicclo_qgis.gui.notices import Notices
from cicclo_qgis.gui.recent import RecentWatch
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.host.calm import Calm
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.paths import catalogue_path, profile_folder


def make_desk(
    engine: Engine,
    layers: LiveLayers,
    iface: Any,
    bring_forward: Callable[[str], bool],
    undo: List[Callable[[], Any]],
) -> Desk:
    """The desk, with its notices and padlocks in QGIS; ``undo`` takes what ends each, in order."""
    index, quiet, calm = _index(engine), Quiet(), Calm(engine)
    calm.stir()
    memory = Remembering(index, engine.workers, quiet)
    window = iface.mainWindow()
    keeping = Keeping(engine.workers.run, lambda: profile_folder() / "favourites.json", window)
    RecentWatch(keeping, keeping)
    desk = Desk(
        engine=engine,
        layers=layers,
        make_harvest=lambda listener: Harvest(
            engine.http,
            listener,
            signed_in=lambda platform_id: engine.sessions.status(platform_id).state.usable,
            anonymous=engine.anonymous_http,
            remembered=memory.last,
            quiet=quiet,
            waiting=nullcontext,
        ),
        find=Finding(engine),
        memory=memory,
        bring_forward=bring_forward,
        keeping=keeping,
        parent=window,
    )
    notices = Notices(iface, desk)
    indicators, errors = LayerIndicators(iface, layers, desk), LayerErrors(iface, layers)
    copies = Door(iface, desk, engine)
    copies.start()
    desk.platform_changed.connect(calm.stir)
    copies.at_work.connect(calm.keep)
    undo += [keeping.deleteLater, calm.stop, desk.stop, notices.stop, indicators.stop, copies.stop]
    undo.append(errors.stop)
    return desk


def _index(engine: Engine) -> Index:
    """The catalogue index of this profile; in memory where nothing can be written."""
    try:
        return Index(catalogue_path(), engine.registry.platforms())
    except OSError:
        return Index(None, engine.registry.platforms())
