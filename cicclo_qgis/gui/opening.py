"""From "add to the map" to a layer on the map, with a sign-in in between where one is needed.

The order is always the same: try one item (it tells the right and the kind of items), sign in if
the platform asks for it, build the layer beside the GUI thread, put it into the project. What the
person wanted is kept during the sign-in and done after it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Callable, Dict, List, Optional, Set, Tuple, Union

import requests
from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QTimer

from cicclo_qgis.catalogue import (
    Entry,
    Event,
    Failed,
    Finished,
    Harvest,
    Padlock,
    Probed,
    Started,
    Stopped,
)
from cicclo_qgis.gui import sentences, ways
from cicclo_qgis.gui.desk_protocol import ListingState, NoticeLevel
from cicclo_qgis.gui.lasting import Holds, same_session
from cicclo_qgis.host import layers as host_layers
from cicclo_qgis.host.layer_made import let_go
from cicclo_qgis.host.loading import HUGE, Loading, count, is_wfs, left_to_qgis, server_takes
from cicclo_qgis.host.loading_wfs import NotUnderstood
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import ItemKind, OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.styles import style_of
from cicclo_qgis.platforms import Access, Platform
from cicclo_qgis.transfer.model import TransferError

if TYPE_CHECKING:
    from cicclo_qgis.gui.desk import Desk

_Key = Tuple[str, str]

# Whoever sees nothing for so long double-clicks again.
_PATIENCE_MS = 2500

Http = Callable[[], requests.Session]
Huge = Callable[[Entry, int, Callable[[], None]], None]
"""Asks whether so many features shall be drawn live; the last argument goes on with it."""


@dataclass(frozen=True)
class _Wish:
    """What is wanted of a collection. ``signed_in``: the person has just signed in for it."""

    platform: Platform
    loading: Optional[Loading] = None
    signed_in: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("Opening", text)


class Opening:
    """Openings under way, one per collection at most.

    ``huge``: asks the person before very many features are drawn live; None to ask nobody.
    """

    def __init__(self, desk: Desk, workers: Workers, harvest: Harvest, http: Http) -> None:
        self._desk = desk
        self._workers = workers
        self._harvest = harvest
        self._http = http
        self._trying: Dict[_Key, _Wish] = {}
        self._building: Set[_Key] = set()
        self._wanted: Dict[str, Dict[str, _Wish]] = {}
        self._asked: Set[str] = set()
        # What was told of the last time is over with the next.
        self._times: Dict[_Key, int] = {}
        self.huge: Optional[Huge] = None

    def open(self, platform: Platform, entry: Entry, loading: Optional[Loading] = None) -> None:
        """Begin; a second call for the same collection while it is under way does nothing."""
        key = (platform.id, entry.collection.id)
        if key in self._trying or key in self._building:
            return
        self._times[key] = self._times.get(key, 0) + 1
        wish = _Wish(platform, loading)
        signed_in = self._desk.session(platform.id).state.usable
        if entry.padlock is Padlock.NEEDS_SIGN_IN and platform.access and not signed_in:
            self._want(entry, wish)
        else:
            self._try(entry, wish)

    def signed_in(self, platform_id: str) -> None:
        """A session is there: do what was wanted of it."""
        for collection_id, wish in self._wanted.pop(platform_id, {}).items():
            entry = self._desk.entry(platform_id, collection_id)
            if entry is not None:
                self._try(entry, replace(wish, signed_in=True))

    def forget(self, platform_id: str) -> List[str]:
        """Drop what waits for a session of that platform; the collections it was."""
        return list(self._wanted.pop(platform_id, {}))

    def heard(self, event: Event) -> None:
        """Something happened in the harvest that an opening may be waiting for."""
        if isinstance(event, Probed):
            self._probed(event)
        elif isinstance(event, Started):
            self._asked.add(event.platform_id)
        elif isinstance(event, (Finished, Failed, Stopped)):
            self._listed(event)

    def _listed(self, event: Union[Finished, Failed, Stopped]) -> None:
        """The list that was waited for is there, or will not come: try what was chosen of it."""
        for key in [key for key in self._trying if key[0] == event.platform_id]:
            if self._harvest.probe(*key):
                continue
            entry = self._desk.entry(*key)
            if isinstance(event, Failed):
                self._failed(self._trying.pop(key), entry, sentences.problem(event.problem))
            elif isinstance(event, Stopped):
                why = sentences.problem_code(ProblemCode.CANCELLED)
                self._failed(self._trying.pop(key), entry, why)
            elif entry is None:
                self._trying.pop(key)
                self._gone(key, key[1])

    def _probed(self, event: Probed) -> None:
        """A collection was tried, for this or for another reason."""
        wish = self._trying.pop((event.platform_id, event.entry.collection.id), None)
        if wish is None:
            return
        platform, title = wish.platform, event.entry.collection.title
        padlock = event.entry.padlock
        more = self._desk.entering.demands.pending(platform.id)
        if padlock is Padlock.NEEDS_SIGN_IN and wish.signed_in and more is None:
            # Some servers answer 401 to whom they know but who may not: asking again is no help.
            padlock = Padlock.NO_RIGHT
        if event.problem is not None:
            self._failed(wish, event.entry, sentences.problem(event.problem))
        elif padlock is Padlock.NEEDS_SIGN_IN:
            if platform.access:
                self._want(event.entry, wish)
            else:
                text = _tr("“{title}” needs a sign-in, and {platform} tells no way to do it here.")
                text = text.format(title=title, platform=platform.name)
                self._find_way(event.entry, wish, text)
        elif padlock is Padlock.NO_RIGHT:
            sentence = sentences.padlock(Padlock.NO_RIGHT, platform.name)
            text = _tr("“{title}”: {sentence}").format(title=title, sentence=sentence)
            if platform.access:
                self._no_right((platform.id, event.entry.collection.id), text)
            else:
                self._find_way(event.entry, wish, text)
        else:
            self._weigh(event.entry, wish, event.number_matched or 0)

    def _no_right(self, key: _Key, text: str) -> None:
        session, last = same_session(self._desk, key[0]), self._until_next(key)
        self._desk.tell(NoticeLevel.WARNING, text, holds=lambda: session() and last())

    def _want(self, entry: Entry, wish: _Wish) -> None:
        self._wanted.setdefault(wish.platform.id, {})[entry.collection.id] = wish
        self._desk.sign_in(wish.platform.id)

    def _find_way(self, entry: Entry, wish: _Wish, otherwise: str) -> None:
        """No way in is known where a stranger was refused: ask the platform itself for one."""
        finding, title = self._desk.finding, entry.collection.title

        def give_up(_error: object) -> None:
            last = self._until_next((wish.platform.id, entry.collection.id))
            self._desk.tell(NoticeLevel.WARNING, otherwise, holds=last)

        def found(found_ways: Tuple[Access, ...]) -> None:
            """In the GUI thread: keep the ways in, and go on with the sign-in."""
            if not found_ways:
                give_up(None)
                return
            try:
                platform = finding.keep(wish.platform, found_ways)
            except OSError as error:
                self._failed(wish, entry, error.strerror or str(error))
                return
            text = _tr("“{title}” needs a sign-in. {platform} tells how: {ways}.")
            told = text.format(title=title, platform=platform.name, ways=ways.told(found_ways))
            self._desk.tell(NoticeLevel.INFO, told)
            self._desk.platform_changed.emit(platform.id)
            self._want(entry, replace(wish, platform=platform))

        refused = entry.collection.items_url
        self._workers.run(lambda: finding.ways(entry.landing, refused), found, give_up)

    def _try(self, entry: Entry, wish: _Wish) -> None:
        key = (wish.platform.id, entry.collection.id)
        self._trying[key] = wish
        self._say_later(key, wish, entry.collection.title)
        if self._harvest.probe(*key):
            return
        if self._desk.entry(*key) is None:
            # The newest list does not hold it any more: no answer will come.
            self._trying.pop(key)
            self._gone(key, entry.collection.title)
        elif wish.platform.id not in self._asked or self._has_no_answer(wish.platform):
            # Known from the last run alone: its list is read first.
            self._desk.refresh(wish.platform.id)

    def _say_later(self, key: _Key, wish: _Wish, title: str) -> None:
        """A platform that takes its time: say that the layer is on its way."""

        def under_way() -> bool:
            """Whether it is still on its way."""
            return self._trying.get(key) is wish or key in self._building

        def say() -> None:
            if under_way():
                text = _tr("“{title}” opens as soon as {platform} answers.")
                text = text.format(title=title, platform=wish.platform.name)
                self._desk.tell(NoticeLevel.INFO, text, holds=under_way)
            timer.deleteLater()

        timer = QTimer(self._desk)
        timer.setSingleShot(True)
        timer.timeout.connect(say)
        timer.start(_PATIENCE_MS)

    def _has_no_answer(self, platform: Platform) -> bool:
        state = self._desk.listing(platform.id).state
        return state in (ListingState.FAILED, ListingState.STOPPED)

    def _weigh(self, entry: Entry, wish: _Wish, count: int) -> None:
        """Ask before very many features are drawn live. With options, the dialog has asked."""
        if self.huge is None or wish.loading is not None or count <= HUGE:
            self._build(entry, wish)
        else:
            self.huge(entry, count, lambda: self._build(entry, wish))

    def _build(self, entry: Entry, wish: _Wish) -> None:
        key = (wish.platform.id, entry.collection.id)
        if key in self._building:
            return
        self._building.add(key)

        def built(made: Tuple[QgsVectorLayer, bool]) -> None:
            self._building.discard(key)
            layer, by_server = made
            if not layer.isValid():
                self._failed(wish, entry, _tr("QGIS cannot read what the platform sends."))
                return
            host_layers.add(layer)
            self._added(entry, wish.loading, by_server)

        def failed(error: Exception) -> None:
            self._building.discard(key)
            if isinstance(error, NotUnderstood):
                self._not_in_parts(entry, wish)
            else:
                self._failed(wish, entry, str(error))

        self._workers.run(lambda: _make(self._http, entry, wish), built, failed)

    def _added(self, entry: Entry, loading: Optional[Loading], by_server: bool) -> None:
        title = entry.collection.title
        if loading is not None and left_to_qgis(loading, by_server) is not None:
            text = _tr("The platform cannot filter “{title}”: QGIS does it, after loading.")
            self._desk.tell(NoticeLevel.INFO, text.format(title=title))
        elif entry.collection.item_kind is ItemKind.TABLE:
            text = _tr("“{title}” is a table without geometry: open its attribute table.")
            self._desk.tell(NoticeLevel.SUCCESS, text.format(title=title))

    def _not_in_parts(self, entry: Entry, wish: _Wish) -> None:
        """QGIS cannot tell the service what is wanted of it; the plugin can, for a copy."""
        download, loading = self._desk.download, wish.loading
        text = _tr("QGIS and the service of “{title}” do not come together on this choice.")
        text = text.format(title=entry.collection.title)
        key = (wish.platform.id, entry.collection.id)
        last = self._until_next(key)
        if download is None or loading is None:
            self._desk.tell(NoticeLevel.WARNING, text, holds=last)
            return
        part, label = loading.options(), _tr("Download a copy…")
        self._desk.tell(NoticeLevel.WARNING, text, label, lambda: download(*key, part), holds=last)

    def _until_next(self, key: _Key) -> Holds:
        """Until the person asks for that collection again."""
        times = self._times.get(key)
        return lambda: self._times.get(key) == times

    def _gone(self, key: _Key, title: str) -> None:
        text = _tr("“{title}” could not be opened. {why}")
        why = sentences.problem_code(ProblemCode.NOT_FOUND)
        text = text.format(title=title, why=why)
        self._desk.tell(NoticeLevel.ERROR, text, holds=self._until_next(key))

    def _failed(self, wish: _Wish, entry: Optional[Entry], why: str) -> None:
        if entry is None:
            return
        collection = entry.collection
        text = _tr("“{title}” could not be opened. {why}").format(title=collection.title, why=why)
        self._desk.tell(
            NoticeLevel.ERROR,
            text,
            _tr("Try again"),
            lambda: self._desk.add_to_map(wish.platform.id, collection.id, wish.loading),
            holds=self._until_next((wish.platform.id, collection.id)),
        )


def _make(http: Http, entry: Entry, wish: _Wish) -> Tuple[QgsVectorLayer, bool]:
    """The layer, and whether the server leaves out what is not wanted. Worker thread."""
    loading, platform = wish.loading, wish.platform
    with closing(http()) as session:
        style = style_of(session, entry.landing, entry.collection)
        by_server = loading is None or server_takes(session, entry, loading)
        told = None if loading is None else _matched(session, entry, loading)
    layer = host_layers.build(
        entry, platform, loading=loading, by_server=by_server, style=style, matched=told
    )
    if loading is not None and by_server and not layer.isValid() and not is_wfs(entry):
        # A strict server refuses the parameters on its landing page, where QGIS puts them too.
        by_server = False
        let_go(layer)
        layer = host_layers.build(entry, platform, loading=loading, by_server=False, style=style)
    return layer, by_server


def _matched(session: requests.Session, entry: Entry, loading: Loading) -> Optional[int]:
    """How many features of a WFS that is, to check by; None where it does not say.

    Raises:
        NotUnderstood: the service would give something else.
    """
    if not is_wfs(entry):
        return None
    try:
        return count(session, entry, loading)
    except TransferError:
        raise NotUnderstood from None
    except OgcApiError as error:
        if error.code in (ProblemCode.SERVER_ERROR, ProblemCode.NOT_OGC_API):
            raise NotUnderstood from None
        return None
