"""The way into downloads. Cheap to make: what it needs is loaded when it is first used."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Set, Tuple

from qgis.core import QgsApplication, QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QAction

from cicclo_qgis.host.paths import downloads_path

if TYPE_CHECKING:
    from cicclo_qgis.engine import Engine
    from cicclo_qgis.gui.desk import Desk
    from cicclo_qgis.gui.downloads.copy_menu import CopyMenu
    from cicclo_qgis.gui.downloads.rooms import Rooms
    from cicclo_qgis.transfer import Options

_AFTER_START_MS = 3000


class Door(QObject):
    """Make it in the GUI thread; ``start`` watches the project, ``stop`` undoes it all.

    Signal: ``at_work``, again and again while a copy comes in.
    """

    at_work = pyqtSignal()

    def __init__(self, iface: Any, desk: Desk, engine: Engine) -> None:
        super().__init__(desk)
        self._iface = iface
        self._desk = desk
        self._engine = engine
        self._rooms: Optional[Rooms] = None
        self._wanted: Dict[str, Tuple[str, Optional[Options]]] = {}
        self._busy: Set[str] = set()
        self._usable: Dict[str, bool] = {}
        self._menu: Optional[CopyMenu] = None
        self._undo: List[Callable[[], Any]] = []
        self._over = False

    def start(self) -> None:
        """Let copies be asked for; look out for those in the project, and for downloads cut off."""
        project = QgsProject.instance()
        ties = (
            (project.layersAdded, self._layers_added),
            (self._desk.platform_changed, self._platform_changed),
            (QgsApplication.instance().aboutToQuit, self.stop),
        )
        for signal, slot in ties:
            signal.connect(slot)
            self._undo.append(partial(signal.disconnect, slot))
        self._desk.download = self.download
        self._add_action()
        self._layers_added(list(project.mapLayers().values()))
        later = QTimer(self)
        later.setSingleShot(True)
        later.timeout.connect(self._offer_kept)
        later.start(_AFTER_START_MS)

    def stop(self) -> None:
        """QGIS closes, or the plugin goes. Calling it again does nothing."""
        self._over = True
        self._desk.download = None
        while self._undo:
            self._undo.pop()()
        self._wanted.clear()
        menu, self._menu = self._menu, None
        if menu is not None:
            menu.stop()
        rooms, self._rooms = self._rooms, None
        if rooms is not None:
            rooms.stop()

    @property
    def rooms(self) -> Rooms:
        """What stands behind the door; built now if it is not there."""
        if self._rooms is None:
            from cicclo_qgis.gui.downloads.rooms import Rooms

            self._rooms = Rooms(self._iface, self._desk, self._engine, self)
            self._rooms.on_map.connect(lambda layer: self._layers_added([layer]))
            self._rooms.downloads.changed.connect(self._job_changed)
        return self._rooms

    def download(
        self, platform_id: str, collection_id: str, preset: Optional[Options] = None
    ) -> None:
        """Open the dialog for a collection, after a sign-in where one is needed.

        ``preset``: what is chosen in it beforehand.
        """

        def ask() -> None:
            if self.rooms.needs_sign_in(platform_id, collection_id):
                self._sign_in(platform_id, collection_id, preset)
            else:
                self.rooms.ask(platform_id, collection_id, preset, self._sign_in)

        self._go_in(ask)

    def refresh(self, layer: QgsMapLayer) -> None:
        """Fetch the copy that a layer shows anew."""
        self._go_in(partial(self._refresh, layer.id()))

    def show_panel(self) -> None:
        """Bring the panel to the front."""
        self._go_in(lambda: self.rooms.show_panel())

    def _refresh(self, layer_id: str) -> None:
        layer = QgsProject.instance().mapLayer(layer_id)
        if layer is None:
            return
        if self.rooms.refreshing.under_way(layer):
            self.rooms.show_panel()
        else:
            self.rooms.refreshing.refresh(layer)

    def _go_in(self, then: Callable[[], None]) -> None:
        """Load what stands behind the door beside the GUI thread, the first time; then go on."""

        def loaded(_result: object) -> None:
            if not self._over:
                then()

        if self._rooms is not None:
            then()
        else:
            self._engine.workers.run(load, loaded)

    def _job_changed(self, job_id: str) -> None:
        job = None if self._rooms is None else self._rooms.downloads.job(job_id)
        if job is not None and job.state.active:
            self.at_work.emit()

    def _sign_in(self, platform_id: str, collection_id: str, preset: Optional[Options]) -> None:
        """The platform asks who the person is; the dialog comes after that."""
        self._wanted[platform_id] = (collection_id, preset)
        self._busy.discard(platform_id)
        self._desk.sign_in(platform_id)

    def _platform_changed(self, platform_id: str) -> None:
        state = self._desk.session(platform_id).state
        before, self._usable[platform_id] = self._usable.get(platform_id), state.usable
        if state.usable:
            wanted = self._wanted.pop(platform_id, None)
            if wanted is not None:
                self.rooms.ask(platform_id, *wanted, None)
            # Only a session that has come: one that is renewed again and again is no news.
            if self._rooms is not None and before is False:
                self._rooms.downloads.signed_in(platform_id)
        elif state.busy:
            self._busy.add(platform_id)
        elif platform_id in self._busy:
            # The sign-in came to nothing: the person has been told why.
            self._wanted.pop(platform_id, None)
            self._busy.discard(platform_id)

    def _layers_added(self, layers: Any) -> None:
        found = [layer for layer in layers if ".gpkg" in layer.source().lower()]
        if not found:
            return
        if self._menu is None:
            from cicclo_qgis.gui.downloads.copy_menu import CopyMenu

            self._menu = CopyMenu(self._iface, self._engine.workers, self.refresh)
        self._menu.look_at(found)

    def _add_action(self) -> None:
        text = QCoreApplication.translate("Downloads", "Downloads")
        self._action = QAction(text, self)
        self._action.setObjectName("ciccloDownloads")
        self._action.triggered.connect(lambda _checked=False: self.show_panel())
        self._iface.addPluginToWebMenu("CICCLO", self._action)
        self._undo.append(lambda: self._iface.removePluginWebMenu("CICCLO", self._action))

    def _offer_kept(self) -> None:
        if self._over:
            return
        try:
            folder = downloads_path()
            if not folder.is_dir() or not any(folder.glob("*.json")):
                return
        except OSError:
            return
        self._go_in(lambda: self.rooms.offer_kept())


def load() -> None:
    """Worker thread: modules take longer than a GUI thread may be held."""
    for name in ("rooms", "dialog", "asking"):
        import_module(f"cicclo_qgis.gui.downloads.{name}")
    from cicclo_qgis.host.first_features import rehearse
    from cicclo_qgis.transfer.ready import get_ready

    # What takes long the first time, while the person reads the dialog.
    get_ready()
    rehearse()
