"""What stands behind the door: jobs, panel, dialog, and what is said above the map."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional, Tuple

from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QTimer, pyqtSignal

from cicclo_qgis.catalogue import Padlock
from cicclo_qgis.catalogue.sources.probing import located
from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.desk_protocol import NoticeLevel
from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.arrivals import Arrivals
from cicclo_qgis.gui.downloads.arriving import Arriving
from cicclo_qgis.gui.downloads.downloads import Downloads
from cicclo_qgis.gui.downloads.job import Job, Pause, State, Subject, Wish
from cicclo_qgis.gui.downloads.kept import Kept
from cicclo_qgis.gui.downloads.panel import DownloadsPanel
from cicclo_qgis.gui.downloads.refreshing import Refreshing
from cicclo_qgis.gui.downloads.running import find
from cicclo_qgis.host.copies import copies_at, style_of
from cicclo_qgis.host.layer_state import collection_of, live_layers, platform_of
from cicclo_qgis.host.paths import downloads_path
from cicclo_qgis.host.transfer_http import transfer_http
from cicclo_qgis.ogcapi import DEFAULT_POLICY, Collection, OgcApiError, ProblemCode, ServiceKind
from cicclo_qgis.platforms import Platform
from cicclo_qgis.transfer import Options, Place, place_of
from cicclo_qgis.transfer.place import same_address
from cicclo_qgis.transfer.whereabouts import place_in, today

if TYPE_CHECKING:
    from cicclo_qgis.engine import Engine
    from cicclo_qgis.gui.desk import Desk
    from cicclo_qgis.gui.downloads.dialog import CopyDialog

Refused = Optional[Callable[[str, str, Optional[Options]], None]]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


class Rooms(QObject):
    """All parts of downloads, put together. GUI thread.

    Signal: ``on_map(layer)``, a layer of the project shows a copy from now on.
    """

    on_map = pyqtSignal(object)

    def __init__(self, iface: Any, desk: Desk, engine: Engine, parent: QObject) -> None:
        super().__init__(parent)
        self._iface = iface
        self._desk = desk
        self._engine = engine
        self._http = transfer_http(engine.http, engine.sessions)
        kept = Kept(_folder())
        self.downloads = Downloads(
            self._http, self._landing_of, engine.workers, kept, self._signed_in, self
        )
        # Before the layers that stand in go: what is said depends on whether there was one.
        self.downloads.changed.connect(self._changed)
        self.arriving = Arriving(iface, self.downloads, engine.workers, self.show_panel)
        self.arrivals = Arrivals(
            self.downloads,
            engine.workers,
            self._platform,
            desk.tell,
            self.arriving.release,
            self.on_map.emit,
        )
        self.refreshing = Refreshing(iface, self.downloads, engine.workers, self._platform_at, desk)
        self.panel: Optional[DownloadsPanel] = None
        self._dialog: Optional[CopyDialog] = None
        self._states: Dict[str, State] = {}
        # In a turn of its own: the person's click is answered first.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.show_panel)
        self.downloads.added.connect(lambda _job_id: self._soon.start())

    def stop(self) -> None:
        """Leave what runs to the next start, and take everything down."""
        self._soon.stop()
        self.downloads.stop()
        self.arriving.stop()
        self.arrivals.stop()
        self.refreshing.stop()
        if self._dialog is not None:
            self._dialog.reject()
        if self.panel is not None:
            self._iface.removeDockWidget(self.panel)
            self.panel.deleteLater()
            self.panel = None

    # The dialog

    def needs_sign_in(self, platform_id: str, collection_id: str) -> bool:
        """Whether the person has to sign in before a copy can be asked for."""
        entry, platform = self._desk.entry(platform_id, collection_id), self._platform(platform_id)
        restricted = entry is not None and entry.padlock is Padlock.NEEDS_SIGN_IN
        may = platform is not None and bool(platform.access)
        return restricted and may and not self._desk.session(platform_id).state.usable

    def ask(
        self, platform_id: str, collection_id: str, preset: Optional[Options], refused: Refused
    ) -> None:
        """Open the dialog; a collection that is not in the list is looked up first.

        ``refused``: called when the platform wants a sign-in first.
        """
        entry, platform = self._desk.entry(platform_id, collection_id), self._platform(platform_id)
        if platform is None or (entry is None and place_in(platform, collection_id) is None):
            self._sorry(collection_id, sentences.problem_code(ProblemCode.NO_LANDING))
        elif entry is not None and entry.padlock is Padlock.NO_RIGHT:
            sentence = sentences.padlock(Padlock.NO_RIGHT, platform.name)
            self._sorry(entry.collection.title, sentence)
        elif entry is not None:
            restricted = entry.padlock is not Padlock.OPEN
            self._locate(platform, (entry.landing, entry.collection), preset, restricted)
        else:
            self._look_up(platform, collection_id, preset, refused)

    def _look_up(
        self,
        platform: Platform,
        collection_id: str,
        preset: Optional[Options],
        refused: Refused,
    ) -> None:
        def failed(error: Exception) -> None:
            code = _code(error)
            if code is ProblemCode.SIGN_IN_REQUIRED and refused is not None and platform.access:
                refused(platform.id, collection_id, preset)
            else:
                self._sorry(collection_id, sentences.problem_code(code))

        place = place_in(platform, collection_id) or Place("", collection_id)
        self._engine.workers.run(
            lambda: find(self._http, place, lambda: False),
            lambda subject: self._open(platform, subject, preset),
            failed,
        )

    def _locate(
        self, platform: Platform, subject: Subject, preset: Optional[Options], restricted: bool
    ) -> None:
        """Open the dialog, once it is known what the collection is called in its service."""
        landing, collection = subject
        if collection.service_kind is not ServiceKind.WFS or collection.service_name:
            self._open(platform, subject, preset, restricted)
            return

        def look() -> Collection:
            with closing(self._http()) as session:
                return located(session, collection, DEFAULT_POLICY)

        def found(there: Collection) -> None:
            if there.service_name:
                self._open(platform, (landing, there), preset, restricted)
            else:
                text = _tr("Its service has several layers, and the catalogue does not say which.")
                self._sorry(collection.title, text)

        def failed(error: Exception) -> None:
            self._sorry(collection.title, sentences.problem_code(_code(error)))

        self._engine.workers.run(look, found, failed)

    def _open(
        self,
        platform: Platform,
        subject: Subject,
        preset: Optional[Options],
        restricted: bool = False,
    ) -> None:
        from cicclo_qgis.gui.downloads.asking import Asking
        from cicclo_qgis.gui.downloads.dialog import About, CopyDialog

        collection, place = subject[1], place_of(*subject)
        if self._dialog is not None:
            self._dialog.reject()
        style = self._style_for(platform.id, collection.id)
        about = About(
            platform.id,
            platform.name,
            place.address,
            subject,
            preset or Options(),
            style,
            restricted,
        )
        asking = Asking(self._http, self._engine.workers)
        window = self._iface.mainWindow()
        self._dialog = dialog = CopyDialog(
            about, asking, self._view, lambda path: bool(self.downloads.writing_to(path)), window
        )
        asking.setParent(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        there = {"collection_id": place.name, "service": place.kind.value}
        dialog.wished.connect(lambda wish: self.downloads.start(replace(wish, **there), subject))
        dialog.finished.connect(lambda _result: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: CopyDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _view(self) -> Optional[Tuple[QgsRectangle, QgsCoordinateReferenceSystem]]:
        canvas = self._iface.mapCanvas()
        crs = canvas.mapSettings().destinationCrs()
        return (canvas.extent(), crs) if crs.isValid() and not canvas.extent().isEmpty() else None

    def _style_for(self, platform_id: str, collection_id: str) -> str:
        """How the collection is drawn on the map, by the chosen layer first."""
        active = self._iface.activeLayer()
        found = [
            layer
            for layer in live_layers(QgsProject.instance())
            if (platform_of(layer), collection_of(layer)) == (platform_id, collection_id)
            and layer.isValid()
        ]
        found.sort(key=lambda layer: layer is not active)
        return style_of(found[0]) if found else ""

    def _sorry(self, title: str, sentence: str) -> None:
        text = _tr("“{title}” cannot be copied. {why}").format(title=title, why=sentence)
        self._desk.tell(NoticeLevel.WARNING, text)

    # The panel

    def show_panel(self) -> None:
        """Bring the panel to the front; made the first time."""
        if self.panel is None:
            self.panel = DownloadsPanel(
                self.downloads, self._desk.sign_in, self.show_copy, self._iface.mainWindow()
            )
            if not self._iface.mainWindow().restoreDockWidget(self.panel):
                area = Qt.DockWidgetArea.RightDockWidgetArea
                self._iface.addDockWidget(area, self.panel)
                height = self.panel.fontMetrics().height() * 12
                window = self._iface.mainWindow()
                window.resizeDocks([self.panel], [height], Qt.Orientation.Vertical)
        self.panel.setUserVisible(True)

    def show_copy(self, job: Job) -> None:
        """Put the copy of a job on the map; where it is there already, lead to its layer."""
        project = QgsProject.instance()
        there = [layer for layer in copies_at(job.wish.path, project) if layer.isValid()]
        if not there:
            self.arrivals.show(job)
            return
        node = project.layerTreeRoot().findLayer(there[0].id())
        if node is not None:
            node.setItemVisibilityCheckedParentRecursive(True)
        self._iface.setActiveLayer(there[0])
        text = _tr("“{title}” is on the map already. Its layer is chosen now.")
        self._desk.tell(NoticeLevel.INFO, text.format(title=there[0].name()))

    # What is said

    def offer_kept(self) -> None:
        """Tell of the downloads that the last run was cut off from."""
        ids = self.downloads.restore()
        jobs = [job for job in map(self.downloads.job, ids) if job is not None]
        if not jobs:
            return
        titles = ", ".join(job.wish.title for job in jobs[:3])
        titles += "…" if len(jobs) > 3 else ""

        def go_on() -> None:
            for job_id in ids:
                self.downloads.resume(job_id)

        text = _tr("Cut off when QGIS closed: {titles}.").format(titles=titles)
        waits = (State.PAUSED, Pause.INTERRUPTED)

        def holds() -> bool:
            """Whether one of them stands still yet."""
            return any((job.state, job.pause) == waits for job in self.downloads.jobs())

        self._desk.tell(NoticeLevel.INFO, text, _tr("Go on"), go_on, holds=holds)

    def _changed(self, job_id: str) -> None:
        job = self.downloads.job(job_id)
        if job is None:
            self._states.pop(job_id, None)
            return
        before, self._states[job_id] = self._states.get(job_id), job.state
        if before is not job.state:
            self._say(job)

    def _say(self, job: Job) -> None:
        if job.needs_sign_in:
            sign_in = partial(self._desk.sign_in, job.wish.platform_id)
            self._notice(NoticeLevel.WARNING, job, _tr("Sign in"), sign_in)
        elif job.state is State.FAILED and job.outcome is None:
            again = partial(self.downloads.resume, job.id)
            self._notice(NoticeLevel.ERROR, job, _tr("Try again"), again)
        elif job.state is State.CANCELLED and self.arriving.layer(job.id) is not None:
            self._notice(NoticeLevel.INFO, job, "", None)

    def _notice(
        self, level: NoticeLevel, job: Job, label: str, action: Optional[Callable[[], None]]
    ) -> None:
        sentence = words.line(job)
        ended = job.state in (State.FAILED, State.CANCELLED)
        if ended and self.arriving.layer(job.id) is not None:
            sentence = f"{sentence} {_tr('What was shown of it is off the map again.')}"
        text = _tr("“{title}”: {sentence}").format(title=job.wish.title, sentence=sentence)
        asks = job.wish.platform_id if job.needs_sign_in else ""
        state = job.state

        def holds() -> bool:
            """Whether nobody has gone on with it, nor taken it off the list."""
            return self.downloads.job(job.id) is job and job.state is state

        self._desk.tell(level, text, label, action, asks, holds)

    # What is known

    def _platform(self, platform_id: str) -> Optional[Platform]:
        return self._engine.registry.get(platform_id)

    def _signed_in(self, platform_id: str) -> bool:
        return self._desk.session(platform_id).state.usable

    def _platform_at(self, landing: str) -> Optional[Platform]:
        """The platform whose service has that address."""
        for platform in self._engine.registry.platforms():
            if today(platform, landing) is not None:
                return platform
        for platform in self._engine.registry.platforms():
            for entry in self._desk.entries(platform.id):
                if same_address(entry.service_url, landing):
                    return platform
        return None

    def _landing_of(self, wish: Wish) -> str:
        """Today's address: what was written down is without the key it may need."""
        return today(self._platform(wish.platform_id), wish.landing) or wish.landing


def _folder() -> Optional[Path]:
    """Where downloads are written down; None in a profile that cannot be written to."""
    try:
        return downloads_path()
    except OSError:
        return None


def _code(error: Exception) -> ProblemCode:
    return error.code if isinstance(error, OgcApiError) else ProblemCode.UNREACHABLE
