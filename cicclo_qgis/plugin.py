"""The composition root: builds the parts, registers them in QGIS, takes them down again."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from cicclo_qgis import where
from cicclo_qgis.catalogue import Harvest
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.ways_in import ways_in
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui import translation
from cicclo_qgis.gui.browser import choose_browser
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.indicators import LayerIndicators
from cicclo_qgis.gui.notices import Notices
from cicclo_qgis.gui.options_page import OptionsFactory, OptionsPage, wanted_browser
from cicclo_qgis.gui.prompts import Prompts
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.gui.sessions_window import SessionsWindow
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.paths import catalogue_path
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.ogcapi import LandingPage, discover
from cicclo_qgis.platforms import Access
from cicclo_qgis.processing.provider import CiccloProvider


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


class CiccloPlugin:
    """What QGIS starts and stops. ``iface`` is None under ``qgis_process``."""

    def __init__(self, iface: Optional[Any]) -> None:
        self._iface: Any = iface
        self._translator = translation.install()
        self.engine: Optional[Engine] = None
        self._provider: Optional[CiccloProvider] = None
        self._desk: Optional[Desk] = None
        self._undo: List[Callable[[], Any]] = []

    def initProcessing(self) -> None:
        """Called alone by ``qgis_process``, and by ``initGui`` in the desktop."""
        if self.engine is None:
            engine = self._start_engine()
            if self._iface is None:
                engine.workers.run(engine.restore)

    def _start_engine(self) -> Engine:
        window = None if self._iface is None else self._iface.mainWindow()
        settings = Settings()
        self._browser = choose_browser(window, lambda: wanted_browser(settings))
        self._prompts = Prompts(window) if window is not None else None
        self.engine = engine = Engine(self._browser, self._prompts)
        engine.start()
        self._undo.append(self._browser.shut)
        if self._prompts is not None:
            self._undo.append(self._prompts.shut)
        self._provider = CiccloProvider(engine)
        QgsApplication.processingRegistry().addProvider(self._provider)
        return engine

    def initGui(self) -> None:
        """Called once by the desktop, before a project given on the command line is read."""
        engine, window = self.engine or self._start_engine(), self._iface.mainWindow()
        layers = LiveLayers(window)
        index = _index(engine)
        self._desk = Desk(
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
            bring_forward=self._bring_forward,
            parent=window,
        )
        notices = Notices(self._iface, self._desk)
        indicators = LayerIndicators(self._iface, layers, self._desk)
        dock = CiccloDock(self._desk, window)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self._undo += [
            self._desk.stop,
            layers.stop,
            notices.stop,
            indicators.stop,
            dock.deleteLater,
            lambda: self._iface.removeDockWidget(dock),
        ]
        self._add_action(dock)
        self._add_options(engine, self._desk)
        self._place(dock, engine.settings)
        layers.start()
        self._desk.start()
        dock.visibilityChanged.connect(self._desk.open)
        # Switched on in a running QGIS, the dock is in sight already.
        self._desk.open(dock.isVisible())

    def _place(self, dock: CiccloDock, settings: Settings) -> None:
        """Give the panel room for titles, the first time; later widths are QGIS's to restore."""
        if settings.dock_placed:
            return

        def widen() -> None:
            width = dock.fontMetrics().averageCharWidth() * 50
            self._iface.mainWindow().resizeDocks([dock], [width], Qt.Orientation.Horizontal)
            settings.dock_placed = True

        # At QGIS's start the window has no size yet; added by the plugin manager, it has.
        self._iface.initializationCompleted.connect(widen)
        self._undo.append(lambda: self._iface.initializationCompleted.disconnect(widen))
        if self._iface.mainWindow().isVisible():
            widen()

    def unload(self) -> None:
        """Leave nothing behind: QGIS may go on without the plugin, or load it again."""
        while self._undo:
            self._undo.pop()()
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        if self.engine is not None:
            self.engine.stop()
            self.engine = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None

    def _bring_forward(self, platform_name: str) -> bool:
        asked = self._prompts is not None and self._prompts.bring_forward(platform_name)
        return asked or self._browser.bring_forward(platform_name)

    def _add_options(self, engine: Engine, desk: Desk) -> None:
        factory = OptionsFactory(
            lambda parent: OptionsPage(
                engine.settings,
                desk.settings_changed,
                lambda seen: engine.workers.run(self._browser.survey, seen),
                lambda page: SessionsWindow(desk, page),
                parent,
            )
        )
        self._iface.registerOptionsWidgetFactory(factory)
        self._undo.append(lambda: self._iface.unregisterOptionsWidgetFactory(factory))

    def _add_action(self, dock: CiccloDock) -> None:
        action: QAction = dock.toggleViewAction()
        action.setIcon(QIcon(str(where.resources() / "icons" / "cicclo.svg")))
        self._iface.addWebToolBarIcon(action)
        self._iface.addPluginToWebMenu("CICCLO", action)
        self._undo.append(lambda: self._iface.removePluginWebMenu("CICCLO", action))
        self._undo.append(lambda: self._iface.removeWebToolBarIcon(action))
