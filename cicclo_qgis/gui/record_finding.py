"""From the page of a portal's record to the collections it is about: the record is opened.

Only addresses that look like a record's on a portal of a known platform are asked, and not while
the person is still typing. What a record has told is remembered for a while; what it has told to
those alone who are signed in, until a session there begins or ends.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Callable, Dict, List, MutableMapping, Optional, Set, Tuple
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from qgis.PyQt.QtCore import QTimer

from cicclo_qgis.catalogue import record_address
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.credential import ProtectionSpace

if TYPE_CHECKING:
    # What reads records is loaded when there is one: nobody's QGIS starts later for it.
    from cicclo_qgis.catalogue.record_opening import Told

_TYPING_MS = 500
_MOST_REMEMBERED = 50
_REMEMBERED_S = 300.0
_NOTHING_REMEMBERED_S = 30.0

Read = Callable[[str, Callable[[], bool]], "Told"]
"""Opens the record that an address means; blocks, and asks now and then whether to give up."""
Found = Callable[[List[Entry]], None]


class Turn:
    """What one asker has typed; over as soon as the same one types on."""

    def __init__(self) -> None:
        self.over = False


class RecordFinding:
    """GUI thread only; every method returns at once."""

    def __init__(self, desk: Desk, workers: Workers, read: Read) -> None:
        self._desk, self._workers, self._read = desk, workers, read
        self._told: Dict[str, Tuple[float, Told]] = {}
        self._turns: MutableMapping[object, Turn] = WeakKeyDictionary()
        self._usable = {one.id: self._has_session(one) for one in desk.platforms()}
        self._sessions = 0
        self._stopped = False
        desk.platform_changed.connect(self._platform_changed)

    def stop(self) -> None:
        """Ask for nothing more, and tell nothing more."""
        if not self._stopped:
            self._stopped = True
            self._desk.platform_changed.disconnect(self._platform_changed)

    def is_one(self, address: str) -> bool:
        """Whether it looks like a record's that can be opened. Cheap."""
        return record_address.is_record(address, self._desk.platforms())

    def typed_on(self, asker: object) -> Turn:
        """What was typed before at ``asker`` is no longer looked for; what is typed there now.

        ``asker`` is a window, or whatever else there is one of for each place to type at.
        """
        if asker in self._turns:
            self._turns[asker].over = True
        turn = self._turns[asker] = Turn()
        return turn

    def find(self, address: str, done: Found, typed: Optional[Turn] = None) -> None:
        """The collections of the lists that the record is about; ``done`` is called once, later.

        ``typed``: the person may be typing still (``typed_on``).
        """

        def tell(entries: List[Entry]) -> None:
            if not self._stopped:
                done(entries)

        self._find(address, tell, typed)

    def told(self, address: str) -> Optional[Told]:
        """What the record has told lately; None when it was not asked."""
        if address not in self._told:
            return None
        when, told = self._told[address]
        lasts = _REMEMBERED_S if told else _NOTHING_REMEMBERED_S
        return told if time.monotonic() - when < lasts else None

    def closed_by(self, address: str) -> Optional[Platform]:
        """The platform whose session decides on a record that was kept from whoever asked."""
        told = self.told(address)
        if told is None or not told.refused:
            return None
        covering = (one for one in self._desk.platforms() if _covers(one, told.refused))
        return next(covering, None)

    def keepers(self, address: str) -> List[Platform]:
        """The platforms whose lists may hold what the record has told of, the surest first."""
        told = self.told(address)
        if told is None:
            return []
        return self._at(told) or record_address.portals_of(address, self._desk.platforms())

    def strange_service(self, address: str) -> str:
        """The landing page that the record names, where it is of no platform there is; else ""."""
        told = self.told(address)
        if told is None or self._at(told):
            return ""
        from cicclo_qgis.catalogue import record_opening

        return next(iter(record_opening.landing_pages(told)), "")

    # -- own --------------------------------------------------------------------------------

    def _find(self, address: str, done: Found, typed: Optional[Turn]) -> None:
        known = self.told(address)
        if known is not None:
            self._compare(known, done, typed is not None)
        elif self._stopped or not self.is_one(address):
            done([])
        elif typed is not None:
            QTimer.singleShot(_TYPING_MS, lambda: self._open(address, done, typed))
        else:
            self._open(address, done, None)

    def _at(self, told: Told) -> List[Platform]:
        """The platforms that have the services which the record names."""
        from cicclo_qgis.catalogue import record_opening

        hosts = {urlsplit(url).netloc.lower() for url in record_opening.services(told)}
        return [one for one in self._desk.platforms() if not hosts.isdisjoint(_hosts(one))]

    def _open(self, address: str, done: Found, turn: Optional[Turn]) -> None:
        sessions = self._sessions

        def overtaken() -> bool:
            return self._stopped or (turn is not None and turn.over)

        def opened(told: Told) -> None:
            """Remember it, and compare it with the lists."""
            if sessions != self._sessions and (told.to_member or not told):
                # Told to a session that is over, or to a stranger who is none any more.
                self._find(address, done, turn)
                return
            self._remember(address, told)
            self._compare(told, done, turn is not None)

        if overtaken():
            done([])
            return
        self._workers.run(lambda: self._read(address, overtaken), opened, lambda _error: done([]))

    def _platform_changed(self, platform_id: str) -> None:
        """A session has begun or ended: other records are open now."""
        platform = next((one for one in self._desk.platforms() if one.id == platform_id), None)
        usable = platform is not None and self._has_session(platform)
        if usable == self._usable.get(platform_id, False):
            return
        self._usable[platform_id] = usable
        self._sessions += 1
        kept = ((key, one) for key, one in self._told.items() if one[1] and not one[1].to_member)
        self._told = dict(kept)

    def _has_session(self, platform: Platform) -> bool:
        return self._desk.session(platform.id).state.usable

    def _remember(self, address: str, told: Told) -> None:
        while len(self._told) >= _MOST_REMEMBERED:
            self._told.pop(next(iter(self._told)))
        self._told[address] = (time.monotonic(), told)

    def _compare(self, told: Told, done: Found, choose: bool) -> None:
        lists = [self._desk.entries(platform.id) for platform in self._desk.platforms()]

        def compare() -> List[Entry]:
            """In a worker: thousands of collections are looked through."""
            from cicclo_qgis.catalogue import record_opening

            every = (entry for known in lists for entry in known)
            return record_opening.among(told, every, choose)

        self._workers.run(compare, done, lambda _error: done([]))


def _covers(platform: Platform, url: str) -> bool:
    """Whether a session there goes along with a request to ``url``."""
    for prefix in (prefix for access in platform.access for prefix in access.protects):
        try:
            if ProtectionSpace.of(prefix).covers(url):
                return True
        except ValueError:
            continue
    return False


def _hosts(platform: Platform) -> Set[str]:
    services = (platform.landing, platform.wfs, platform.private_wfs)
    return {urlsplit(url).netloc.lower() for url in services if url}
