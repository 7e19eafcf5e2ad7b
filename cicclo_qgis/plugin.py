"""The composition root: builds the parts, registers them in QGIS, takes them down again.

QGIS waits for ``initGui`` while it starts: only what must be there by then is made in it. All else
(``furnishing``) is loaded beside the GUI thread once QGIS stands, or when it is first asked for.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Set

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QWidget

from cicclo_qgis import where
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui import translation
from cicclo_qgis.gui.browser import choose_browser
from cicclo_qgis.gui.frame import DockFrame
from cicclo_qgis.gui.no_right import NoRight
from cicclo_qgis.gui.options_factory import OptionsFactory
from cicclo_qgis.gui.prompts import Prompts
from cicclo_qgis.gui.steps import Steps
from cicclo_qgis.host.listening import Listening
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.password_dialog import PasswordDialog
from cicclo_qgis.host.recovery import Recovery
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.processing.provider import CiccloProvider

if TYPE_CHECKING:
    from cicclo_qgis.gui.checkup_dialog import CheckupDialog
    from cicclo_qgis.gui.desk import Desk
    from cicclo_qgis.gui.dock import CiccloDock
    from cicclo_qgis.gui.options_page import OptionsPage

_log = logging.getLogger(__name__)


class CiccloPlugin:
    """What QGIS starts and stops. ``iface`` is None under ``qgis_process``."""

    def __init__(self, iface: Optional[Any]) -> None:
        self._iface: Any = iface
        self._translator = translation.install()
        self.engine: Optional[Engine] = None
        self._provider: Optional[CiccloProvider] = None
        self._listening = Listening()
        self._made_desk: Optional[Desk] = None
        self._panel: Optional[CiccloDock] = None
        self._waiting: Set[str] = set()
        self._loaded = False
        self._undo: List[Callable[[], Any]] = []
        self._shown_checkup: Optional[CheckupDialog] = None

    def initProcessing(self) -> None:
        """Called alone by ``qgis_process``, and by ``initGui`` in the desktop."""
        if self.engine is None:
            engine = self._start_engine()
            if self._iface is None:
                engine.workers.run(engine.restore)

    def _start_engine(self) -> Engine:
        window = None if self._iface is None else self._iface.mainWindow()
        settings = Settings()
        self._browser = choose_browser(window, lambda: _wanted_browser(settings))
        self._prompts = Prompts(window) if window is not None else None
        self.engine = engine = Engine(self._browser, self._prompts)
        if self._iface is not None:
            self._listening.start()
        engine.start(self._listening)
        self._undo.append(self._browser.shut)
        if self._prompts is not None:
            self._undo.append(self._prompts.shut)
        self._provider = CiccloProvider(engine)
        QgsApplication.processingRegistry().addProvider(self._provider)
        return engine

    def initGui(self) -> None:
        """Called once by the desktop, before a project given on the command line is read."""
        engine, window = self.engine or self._start_engine(), self._iface.mainWindow()
        self._layers = layers = LiveLayers(window)
        self._frame = frame = DockFrame(window)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, frame)
        self._undo += [
            layers.stop,
            frame.deleteLater,
            lambda: self._iface.removeDockWidget(frame),
        ]
        self._add_action(frame)
        self._add_options(engine)
        layers.needs_session.connect(self._needs_session)
        engine.refreshed.connect(self._refreshed)
        layers.start()
        recovery = Recovery(layers, lambda name: engine.sessions.status(name).state.usable)
        recovery.start()
        self._no_right = NoRight(engine, layers)
        self._undo.append(self._no_right.stop)
        password_dialog = PasswordDialog(engine.protected.platform_of)
        password_dialog.turned_down.connect(layers.missed)
        password_dialog.start(self._listening)
        self._undo += [recovery.stop, password_dialog.stop]
        panel = (self._make_panel, self._fill_panel, self._furnish)
        self._steps = Steps((self._make_desk, *panel, self._take_places), window)
        self._undo.append(self._steps.stop)
        frame.visibilityChanged.connect(self._shown)
        self._once_qgis_stands(self._settle_in)
        # The sessions of the last run are on their way before the first layer is read. Last, for
        # two threads of Python take turns.
        engine.workers.run(engine.restore)

    @property
    def desk(self) -> Desk:
        """The use cases; made now if need be. GUI thread."""
        self._make_desk()
        if self._made_desk is None:
            raise RuntimeError("the plugin is not started")
        return self._made_desk

    def _once_qgis_stands(self, call: Callable[[], None]) -> None:
        """Call it when QGIS has started; at once when the plugin manager has switched us on."""
        if self._iface.mainWindow().isVisible():
            call()
            return
        self._iface.initializationCompleted.connect(call)
        self._undo.append(lambda: self._iface.initializationCompleted.disconnect(call))

    def _settle_in(self) -> None:
        engine = self.engine
        if engine is None:
            return
        if not engine.settings.dock_placed:
            # Room for titles, the first time; later widths are QGIS's to restore.
            width = self._frame.fontMetrics().averageCharWidth() * 50
            window = self._iface.mainWindow()
            window.resizeDocks([self._frame], [width], Qt.Orientation.Horizontal)
            engine.settings.dock_placed = True
        engine.workers.run(lambda: _load(engine), self._have_loaded, self._have_loaded)

    def _have_loaded(self, _result: object) -> None:
        self._loaded = True
        self._steps.start()

    def _make_desk(self) -> None:
        if self._made_desk is not None or self.engine is None:
            return
        from cicclo_qgis.gui import furnishing

        made = furnishing.make_desk(
            self.engine, self._layers, self._iface, self._bring_forward, self._undo
        )
        self._made_desk = desk = made
        desk.start()
        self._no_right.use(desk)
        waiting, self._waiting = self._waiting, set()
        for platform_id in waiting:
            desk.needs_session(platform_id)
        desk.open(self._frame.isVisible())

    def _needs_session(self, platform_id: str) -> None:
        if self._made_desk is None:
            self._waiting.add(platform_id)

    def _refreshed(self, platform_id: str) -> None:
        if self._made_desk is None:
            self._layers.repair(platform_id)

    def _make_panel(self) -> None:
        """Make what the dock is filled with, if the dock is in sight."""
        if self.engine is None or self._panel is not None or not self._frame.isVisible():
            return
        from cicclo_qgis.gui.dock import CiccloDock
        from cicclo_qgis.gui.extras import make_extras

        extras = make_extras(self.engine, self._iface, self._frame)
        self._panel = CiccloDock(self.desk, self._frame, extras, filled=False)

    def _fill_panel(self) -> None:
        if self._panel is not None:
            self._panel.fill()

    def _furnish(self) -> None:
        """Fill the dock, if it is in sight."""
        if self.engine is None or self._frame.furnished or not self._frame.isVisible():
            return
        self._make_panel()
        if self._panel is not None:
            self._panel.fill()
            self._frame.furnish(self._panel)

    def _take_places(self) -> None:
        """Be found in the Browser panel, the locator bar, the menus of layers."""
        if self.engine is None:
            return
        from cicclo_qgis.gui.link_choice import keep_links_up
        from cicclo_qgis.gui.places import Places

        engine = self.engine
        places = Places(self._iface, self.desk, engine.workers, engine.http, self._show_panel)
        self._undo.append(places.stop)
        engine.workers.run(keep_links_up)

    def _show_panel(self) -> None:
        self._frame.setUserVisible(True)

    def _shown(self, visible: bool) -> None:
        if self._loaded:
            self.desk.open(visible)
            self._furnish()

    def unload(self) -> None:
        """Leave nothing behind: QGIS may go on without the plugin, or load it again."""
        self._loaded = False
        while self._undo:
            _undo(self._undo.pop())
        self._made_desk = self._panel = self._shown_checkup = None
        if self._provider is not None:
            provider, self._provider = self._provider, None
            _undo(lambda: QgsApplication.processingRegistry().removeProvider(provider))
        if self.engine is not None:
            engine, self.engine = self.engine, None
            _undo(engine.stop)
        _undo(self._listening.stop)
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None

    def _bring_forward(self, platform_name: str) -> bool:
        asked = self._prompts is not None and self._prompts.bring_forward(platform_name)
        return asked or self._browser.bring_forward(platform_name)

    def _add_options(self, engine: Engine) -> None:
        factory = OptionsFactory(lambda parent: self._options_page(engine, parent))
        self._iface.registerOptionsWidgetFactory(factory)
        self._undo.append(lambda: self._iface.unregisterOptionsWidgetFactory(factory))

    def _options_page(self, engine: Engine, parent: QWidget) -> OptionsPage:
        from cicclo_qgis.gui.link_choice import LinkChoice, web_links
        from cicclo_qgis.gui.options_page import OptionsPage
        from cicclo_qgis.gui.sessions_window import SessionsWindow

        desk = self.desk
        return OptionsPage(
            engine.settings,
            desk.settings_changed,
            lambda seen: engine.workers.run(self._browser.survey, seen),
            lambda page: SessionsWindow(desk, page),
            lambda page: self._checkup(engine, page),
            lambda page: LinkChoice(web_links(), desk.tell, page),
            parent,
        )

    def _checkup(self, engine: Engine, parent: QWidget) -> CheckupDialog:
        from cicclo_qgis.gui.checkup import runner
        from cicclo_qgis.gui.checkup_dialog import CheckupDialog

        return CheckupDialog(runner(engine, self._browser.survey), parent)

    def _check_connection(self) -> None:
        if self.engine is None:
            return
        if self._shown_checkup is None:
            # Kept: Qt owns the window, but its slots are Python's.
            self._shown_checkup = self._checkup(self.engine, self._iface.mainWindow())
            self._undo.append(self._shown_checkup.close)
        elif not self._shown_checkup.isVisible():
            self._shown_checkup.check()
        self._shown_checkup.open()

    def _add_checkup(self) -> None:
        text = QCoreApplication.translate("OptionsPage", "Check my connection…")
        action = QAction(text, self._iface.mainWindow())
        action.triggered.connect(lambda _checked: self._check_connection())
        self._iface.addPluginToWebMenu("CICCLO", action)
        self._undo += [
            action.deleteLater,
            lambda: self._iface.removePluginWebMenu("CICCLO", action),
        ]

    def _add_action(self, frame: DockFrame) -> None:
        action: QAction = frame.toggleViewAction()
        action.setIcon(QIcon(str(where.resources() / "icons" / "cicclo.svg")))
        self._iface.addWebToolBarIcon(action)
        self._iface.addPluginToWebMenu("CICCLO", action)
        self._undo.append(lambda: self._iface.removePluginWebMenu("CICCLO", action))
        self._undo.append(lambda: self._iface.removeWebToolBarIcon(action))
        self._add_checkup()


def _undo(call: Callable[[], Any]) -> None:
    """Call it; what fails keeps nothing after it, for what stays is in every later request."""
    try:
        call()
    except Exception:  # noqa: BLE001 - whatever it is
        _log.exception("not taken down")


def _load(engine: Engine) -> None:
    """Load what the person will look at first, once the sessions are there. Worker thread."""
    engine.wait_for_sessions()
    from cicclo_qgis.gui import dock, extras, furnishing, link_choice, places

    _parts = (dock, extras, furnishing, link_choice, places)


def _wanted_browser(settings: Settings) -> str:
    from cicclo_qgis.gui.options_page import wanted_browser

    return wanted_browser(settings)
