"""The use cases behind the dock: what is known of each platform, and what can be done with it.

Lives in the GUI thread. It knows no widget and waits for nothing: work goes to ``Workers``, and
what comes back is told through the three signals of ``desk_protocol.Desk``.
"""

from __future__ import annotations

from typing import Callable, Dict, Optional, Sequence, Set, Tuple

from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.catalogue import Entry, Event, Harvest
from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.accounts import DeskAccounts
from cicclo_qgis.gui.adding import Adding
from cicclo_qgis.gui.desk_protocol import Addition, Listing, ListingState, Notice, NoticeLevel
from cicclo_qgis.gui.entering import Entering
from cicclo_qgis.gui.finding import Finding
from cicclo_qgis.gui.keeping import Keeping
from cicclo_qgis.gui.lasting import Holds, once_seen
from cicclo_qgis.gui.lists import Lists
from cicclo_qgis.gui.opening import Opening
from cicclo_qgis.gui.remembering import Found, Remembering
from cicclo_qgis.gui.session_notices import SessionNotices
from cicclo_qgis.gui.strangers import Strangers
from cicclo_qgis.gui.vouching import Vouching
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.loading import Loading
from cicclo_qgis.ogcapi import ItemKind
from cicclo_qgis.platforms import Access, Platform
from cicclo_qgis.signin import SessionState, SessionStatus

_READABLE = (Padlock.OPEN, Padlock.YOURS, Padlock.UNKNOWN)

Listener = Callable[[Event], None]


class Desk(QObject):
    """Fulfils ``desk_protocol.Desk``.

    Args:
        engine: registry, sessions and threads.
        layers: the live layers of the project.
        make_harvest: makes the harvest; its listener may be called from any thread.
        memory: the lists of the last harvest, and the search in them.
        find: platforms, and ways into them, that no record tells.
        bring_forward: raises the sign-in window of the platform of that name.
        keeping: favourites, recent ones, saved searches; for this run alone when there is none.
    """

    platform_changed = pyqtSignal(str)
    entries_changed = pyqtSignal(str)
    notice = pyqtSignal(object)
    download: Optional[Callable[..., None]] = None
    add_with_options: Optional[Callable[[str, str], None]] = None
    find_address: Optional[Callable[..., None]] = None

    def __init__(
        self,
        *,
        engine: Engine,
        layers: LiveLayers,
        make_harvest: Callable[[Listener], Harvest],
        find: Finding,
        memory: Remembering,
        bring_forward: Callable[[str], bool],
        keeping: Optional[Keeping] = None,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self.keeping = keeping or Keeping()
        self._engine = engine
        self._registry = engine.registry
        self._sessions = engine.sessions
        self._workers = workers = engine.workers
        self._layers = layers
        self.finding = find
        vouching = Vouching(engine.settings, parent)
        self.entering = Entering(self, engine.sessions, workers, bring_forward, vouching)
        self.accounts = DeskAccounts(self, engine.sessions, workers)
        self._words = SessionNotices(self, engine.settings)
        self._strangers = Strangers(self, layers, workers, self._not_kept)
        self._lists = Lists(self.platform_changed.emit, self.entries_changed.emit)
        self._statuses: Dict[str, SessionStatus] = {}
        self._looked_at: Set[Tuple[str, str]] = set()
        self._arrived: Set[str] = set()
        self._hushed = False
        self._opened = False
        self._ready = False
        self._memory = memory
        self._harvest = make_harvest(self._lists.listener(self._heard, workers.in_gui))
        self.opening = Opening(self, workers, self._harvest, engine.http)
        self._adding = Adding(engine.registry, workers, find, self._not_kept, self.tell)
        self._stop_watching = engine.sessions.watch(
            lambda status: workers.in_gui(lambda: self._session_changed(status))
        )
        layers.needs_session.connect(self.needs_session)
        engine.refreshed.connect(layers.repair)
        engine.demanded.connect(self.entering.demanded)

    def start(self) -> None:
        """Bring back sessions and lists of the last run. No platform is asked for its list yet."""
        self._memory.start(self.platforms(), self._recalled)
        self._workers.run(self._engine.restore, self._restored, self._restored)

    def open(self, visible: bool = True) -> None:
        """The dock is in sight: ask every platform for its list, the first time this happens.

        A QGIS whose person does not use the plugin makes no request for it.
        """
        if visible and not self._opened:
            self._opened = True
            if self._ready:
                self.refresh()

    def stop(self) -> None:
        """Ask for nothing more and tell nothing more. Returns at once."""
        self._stop_watching()
        self._harvest.stop()
        self._memory.stop()

    # What is known

    def platforms(self) -> Sequence[Platform]:
        """Every platform, in the order of the registry."""
        return self._registry.platforms()

    def platform(self, platform_id: str) -> Optional[Platform]:
        """One platform, or None when it is not in the registry (any more)."""
        return self._registry.get(platform_id)

    def listing(self, platform_id: str) -> Listing:
        """How far that platform's list is."""
        return self._lists.listing(platform_id)

    def entries(self, platform_id: str) -> Tuple[Entry, ...]:
        """The collections known so far."""
        return self._lists.entries(platform_id)

    def entry(self, platform_id: str, collection_id: str) -> Optional[Entry]:
        """One collection, or None when the list (no longer) holds it."""
        return self._lists.entry(platform_id, collection_id)

    def session(self, platform_id: str) -> SessionStatus:
        """Who is signed in there, or how far a sign-in is."""
        return self._sessions.status(platform_id)

    # What can be done

    def find(self, search: Search) -> Optional[Answer]:
        """See ``Remembering.find``."""
        return self._memory.find(search)

    def search(self, search: Search, done: Found, asker: object = None) -> None:
        """Find in the index; one that the asker's newer one has overtaken is not answered."""
        self._memory.search(search, done, asker)

    def refresh(self, platform_id: Optional[str] = None) -> None:
        """Ask that platform, or all of them, for their collections again."""
        chosen = [one for one in self.platforms() if platform_id in (None, one.id)]
        for platform in chosen:
            # Those that queue are awaited as much as those that are being asked.
            self._lists.take_state(platform.id, ListingState.WAITING)
        self._harvest.start(chosen)

    def stop_refresh(self) -> None:
        """Wait for no more lists: what was told stays, the last list stands in for the rest."""
        self._opened = self._opened and self._ready
        self._harvest.interrupt()
        for platform in self.platforms():
            if self.listing(platform.id).state is ListingState.WAITING:
                self._lists.take_state(platform.id, ListingState.STOPPED)

    def sign_in(self, platform_id: str, access: Optional[Access] = None) -> None:
        """See ``Entering.sign_in``."""
        platform = self.platform(platform_id)
        if platform is not None:
            self.entering.sign_in(platform, access)

    def cancel_sign_in(self, platform_id: str) -> None:
        """Stop a sign-in under way."""
        self._sessions.cancel(platform_id)

    def sign_out(self, platform_id: str, everywhere: bool) -> None:
        """Forget the session; ``everywhere`` also ends it at the platform and at ProConnect."""
        platform = self.platform(platform_id)
        if platform is not None:
            self.opening.forget(platform_id)
            self._workers.run(lambda: self._engine.sign_out(platform, everywhere))

    def renew(self, platform_id: str) -> None:
        """Ask the platform for a new credential now, before it is due."""
        self._workers.run(lambda: self._sessions.renew(platform_id))

    def forget_everything(self) -> None:
        """Sign out of all platforms on this computer, and drop the sign-in window's cookies."""
        self.entering.forget()
        self._workers.run(self._engine.forget_everything)

    def settings_changed(self) -> None:
        """The person has changed the settings: follow them at once."""
        gone, come = self._engine.show_as_chosen()
        for platform in gone:
            self._let_go(platform)
        for platform in come:
            self.platform_changed.emit(platform.id)
            if self._opened:
                self.refresh(platform.id)
        self._workers.run(self._engine.keep_as_chosen)

    def look_at(self, platform_id: str, collection_id: str) -> None:
        """Try one item of a collection whose kind of items is not known: once in a run."""
        entry = self.entry(platform_id, collection_id)
        key = (platform_id, collection_id)
        if entry is None or key in self._looked_at or entry.padlock not in _READABLE:
            return
        if entry.collection.item_kind is ItemKind.UNKNOWN:
            self._looked_at.add(key)
            self._harvest.probe(*key)

    def add_to_map(
        self, platform_id: str, collection_id: str, loading: Optional[Loading] = None
    ) -> None:
        """Open the collection as a layer, after a sign-in where one is needed."""
        platform, entry = self.platform(platform_id), self.entry(platform_id, collection_id)
        if platform is not None and entry is not None:
            self.opening.open(platform, entry, loading)

    def load_again(self, layer_id: str) -> None:
        """See ``LiveLayers.load_again``."""
        self._layers.load_again(layer_id)

    def add_platform(self, address: str, done: Callable[[Addition], None]) -> Callable[[], None]:
        """Find the landing page behind whatever was copied, and keep the platform."""

        def found(addition: Addition) -> None:
            done(addition)
            if addition.platform_id and not addition.known:
                self._engine.protected.refresh()
                self.platform_changed.emit(addition.platform_id)
                self.refresh(addition.platform_id)

        return self._adding.add(address, found)

    def remove_platform(self, platform_id: str) -> None:
        """Forget a platform the person has added."""
        platform = self.platform(platform_id)
        if platform is None:
            return
        try:
            self._registry.remove(platform_id)
        except OSError as error:
            self._not_kept(platform.name, error.strerror or str(error))
            return
        self._engine.protected.refresh()
        self._let_go(platform)

    def _let_go(self, platform: Platform) -> None:
        """Know nothing more of a platform that is no longer in the registry."""
        self._memory.know(self.platforms())
        self._harvest.forget(platform.id)
        self._lists.drop(platform.id)
        self._workers.run(lambda: self._sessions.accounts.forget_all(platform))
        self.platform_changed.emit(platform.id)

    def tell(
        self,
        level: NoticeLevel,
        text: str,
        action_label: str = "",
        action: Optional[Callable[[], None]] = None,
        session_of: str = "",
        holds: Optional[Holds] = None,
    ) -> None:
        """Show one sentence in QGIS's message bar (see ``Notice``)."""
        self.notice.emit(Notice(level, text, action_label, action, session_of, holds))

    def needs_session(self, platform_id: str) -> None:
        """Layers of the project wait for a sign-in: say so once for the platform."""
        platform = self.platform(platform_id)
        if platform is None or not platform.access:
            self._strangers.met(platform_id)
            return
        if self._sessions.status(platform_id).state.usable:
            # The session came back while the project was being read.
            self._layers.repair(platform_id)
            return
        if self._hushed:
            return
        text = self.tr("Layers of {platform} wait until you are signed in.")
        self.tell(
            NoticeLevel.WARNING,
            text.format(platform=platform.name),
            self.tr("Sign in"),
            lambda: self.sign_in(platform_id),
            platform_id,
            once_seen(lambda: bool(self._layers.waiting(platform_id))),
        )

    # What happened

    def _restored(self, _result: object) -> None:
        self._ready = True
        for platform in self.platforms():
            # Some came back before anybody listened here.
            status = self._sessions.status(platform.id)
            if status != self._statuses.get(platform.id, SessionStatus(platform.id)):
                self._session_changed(status)
        if self._opened:
            self.refresh()

    def _recalled(self, listed: Listed) -> None:
        if self.platform(listed.platform_id) is not None:
            self._lists.recalled(listed)

    def _heard(self, event: Event) -> None:
        self._memory.heard(event)
        self._lists.heard(event)
        self.opening.heard(event)

    def _session_changed(self, status: SessionStatus) -> None:
        platform_id = status.platform_id
        before = self._statuses.get(platform_id, SessionStatus(platform_id))
        self._statuses[platform_id] = status
        self.platform_changed.emit(platform_id)
        if status.state is SessionState.SIGNED_IN:
            if platform_id not in self._arrived:
                self._arrived.add(platform_id)
                self._arrive(status)
                if before.state.busy:
                    self._words.second_thoughts(status)
            return
        if status.state is not SessionState.RENEWING:
            self._arrived.discard(platform_id)
        if status.state in (SessionState.FAILED, SessionState.SIGNED_OUT, SessionState.EXPIRED):
            wanted = self.opening.forget(platform_id)
            # One sentence is enough: why the session is not there, or else that layers wait for it.
            self._hushed = self._words.explain(status, wanted)
            self.entering.demands.forget(platform_id)
            if before.state.usable:
                self._layers.mark(platform_id)
                self._lists.signed_out(platform_id)
                self.refresh(platform_id)
                self._memory.sign_out(platform_id, self._recalled, self._words.list_lost)
            self._hushed = False

    def _arrive(self, status: SessionStatus) -> None:
        """A session is there: what waited for it is done now."""
        self._layers.repair(status.platform_id)
        self.refresh(status.platform_id)
        self.opening.signed_in(status.platform_id)
        self._words.say_where_kept(status)

    def _not_kept(self, name: str, why: str) -> None:
        text = self.tr("The change to {platform} could not be saved in your profile: {why}")
        self.tell(NoticeLevel.ERROR, text.format(platform=name, why=why))
