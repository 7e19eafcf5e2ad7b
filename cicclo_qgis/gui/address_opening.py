"""An address from anywhere - pasted, dropped, given at start - to the layer it means.

What the lists hold is found there. Where the platform is known but not yet listed, its list is read
first. A record of a known platform's portal is opened, to see which collections it is about; where
that takes a sign-in, the person is told. Where the platform is not known, the person is asked
before anything is fetched.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Set
from urllib.parse import urlsplit

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue import by_address
from cicclo_qgis.catalogue.favourites import Key
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui import commands, sentences
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.desk_protocol import Addition, Desk, ListingState, NoticeLevel
from cicclo_qgis.gui.lasting import same_session
from cicclo_qgis.gui.record_finding import RecordFinding
from cicclo_qgis.host.limit import Limit
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.platforms import AddressError, clean_address

_LARGEST_SHORTCUT = 20_000
_LONGEST_HOST = 60
# Questions that links may put within half a minute: a page could put as many as it likes.
_MOST_QUESTIONS = 3
_MOST_LAYERS = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("AddressOpening", text)


class AddressOpening:
    """GUI thread only; every method returns at once."""

    def __init__(
        self, desk: Desk, workers: Workers, records: Optional[RecordFinding] = None
    ) -> None:
        self._desk = desk
        self._workers = workers
        self._records = records
        self._waiting: Dict[str, List[str]] = {}
        # Addresses of records that wait for a sign-in at a platform, and where one is under way.
        self._closed: Dict[str, List[str]] = {}
        self._entering: Set[str] = set()
        self._questions = Limit(_MOST_QUESTIONS, 30.0)
        desk.platform_changed.connect(self._listed)

    def stop(self) -> None:
        """Wait for nothing more."""
        self._waiting.clear()
        self._closed.clear()
        if self._records is not None:
            self._records.stop()
        self._desk.platform_changed.disconnect(self._listed)

    def is_ours(self, address: str) -> bool:
        """Whether it looks like a collection's, or lies on a platform's own host. Cheap."""
        if by_address.collection_id(address) is not None or self._platforms(address):
            return True
        return self._records is not None and self._records.is_one(address)

    def find(
        self,
        address: str,
        done: Callable[[Sequence[Target]], None],
        typed_at: Optional[object] = None,
    ) -> None:
        """The collections it means, as far as the lists know; ``done`` is called once, later.

        Several where it is a record's that is about several. ``typed_at``: where the person may be
        typing still.
        """
        desk = self._desk
        records = self._records
        typed = typed_at is not None and records is not None
        turn = records.typed_on(typed_at) if typed and records is not None else None
        lists = [desk.entries(platform.id) for platform in desk.platforms()]

        def look() -> Optional[Entry]:
            """In a worker: thousands of addresses are compared."""
            return by_address.find(address, (entry for known in lists for entry in known))

        def found(entry: Optional[Entry]) -> None:
            """Hand it on, in the GUI thread."""
            if entry is None and records is not None:
                records.find(address, lambda them: done(_targets(them)), turn)
            else:
                done(_targets([] if entry is None else [entry]))

        self._workers.run(look, found, lambda _error: done(()))

    def find_keys(
        self, address: str, done: Callable[[Sequence[Key], str], None], asker: object
    ) -> None:
        """The same for what is being typed at ``asker``; see ``Desk.find_address``."""

        def found(targets: Sequence[Target]) -> None:
            keys = [(target.platform_id, target.collection_id) for target in targets]
            done(keys, "" if keys else self._closed_by(address))

        self.find(address, found, asker)

    def open(self, address: str, linked: bool = False) -> None:
        """Add the collection it means to the map, or say what can be done about it.

        ``linked``: not the person has given it, but a link that was followed.
        """
        self._open(address, may_wait=True, linked=linked)

    def _open(self, address: str, may_wait: bool, linked: bool = False) -> None:
        def found(targets: Sequence[Target]) -> None:
            """Open it; else wait for its platform, say that it has it not, or offer to add it."""
            if targets:
                self._add(targets)
                return
            closed = self._closed_by(address)
            platforms, strange = self._keepers(address), self._strange(address)
            if closed:
                self._say_closed(closed, address, linked)
            elif strange and (not linked or self._questions.allows()):
                self._offer(address, linked, strange)
            elif may_wait and platforms:
                self._wait_for(platforms[0], address)
            elif platforms:
                self._say(_tr("The list of {platform} does not hold this address."), platforms[0])
            elif not linked or self._questions.allows():
                self._offer(address, linked, address)

        self.find(address, found)

    def _add(self, targets: Sequence[Target]) -> None:
        for target in targets[:_MOST_LAYERS]:
            commands.ADD.do(self._desk, target)
        if len(targets) > _MOST_LAYERS:
            text = _tr(
                "This record is about {count} collections; the first {shown} are opened. Paste its "
                "address into the search of the CICCLO panel to see them all."
            )
            text = text.format(count=len(targets), shown=_MOST_LAYERS)
            self._desk.tell(NoticeLevel.INFO, text)

    def _keepers(self, address: str) -> List[str]:
        """The platforms whose lists may hold it, the surest first."""
        told = [] if self._records is None else self._records.keepers(address)
        return [platform.id for platform in told] or self._platforms(address)

    def _strange(self, address: str) -> str:
        """The service that a record names, where no platform has it."""
        return "" if self._records is None else self._records.strange_service(address)

    def _closed_by(self, address: str) -> str:
        """The platform whose session decides on a record that is closed; "" for all others."""
        platform = None if self._records is None else self._records.closed_by(address)
        return "" if platform is None else platform.id

    def _say_closed(self, platform_id: str, address: str, linked: bool) -> None:
        """Say that the record takes a sign-in, with the way; it is opened then."""
        if self._desk.session(platform_id).state.usable:
            self._say(_tr("{platform} does not show this record to your account."), platform_id)
            return
        if linked and not self._questions.allows():
            return

        def sign_in() -> None:
            self._closed.setdefault(platform_id, []).append(address)
            self._desk.sign_in(platform_id)

        text = _tr("Sign in to {platform} to read this record.")
        text = text.format(platform=self._name(platform_id))
        label = _tr("Sign in")
        self._desk.tell(NoticeLevel.INFO, text, label, sign_in, platform_id)

    def _wait_for(self, platform_id: str, address: str) -> None:
        self._waiting.setdefault(platform_id, []).append(address)
        self._desk.refresh(platform_id)

    def _listed(self, platform_id: str) -> None:
        if platform_id in self._closed and not self._still_closed(platform_id):
            return
        if platform_id not in self._waiting:
            return
        if self._desk.listing(platform_id).state is not ListingState.WAITING:
            for address in self._waiting.pop(platform_id):
                self._open(address, may_wait=False)

    def _still_closed(self, platform_id: str) -> bool:
        """Whether the sign-in that records wait for is still to come.

        Once it is there its platform is asked for its list anew: they are opened after that.
        """
        state = self._desk.session(platform_id).state
        if state.usable:
            self._waiting.setdefault(platform_id, []).extend(self._closed.pop(platform_id))
        elif state.busy:
            self._entering.add(platform_id)
        elif platform_id in self._entering:
            del self._closed[platform_id]  # the person has thought better of it
        if not state.busy:
            self._entering.discard(platform_id)
        return not state.usable

    def _offer(self, address: str, linked: bool, place: str) -> None:
        """Offer to add the platform at ``place``, and to open ``address`` then."""
        keepers = self._platforms(place)
        text = _tr("{host} is not among your platforms yet. Add it, and open the collection?")
        if linked:
            text = _tr(
                "A link leads to {host}, none of your platforms yet. Add it, and open the "
                "collection?"
            )
        self._desk.tell(
            NoticeLevel.INFO,
            text.format(host=_host(place)),
            _tr("Add the platform"),
            lambda: self._add_platform(place, address),
            holds=lambda: self._platforms(place) == keepers,
        )

    def _add_platform(self, place: str, address: str) -> None:
        self._desk.add_platform(place, lambda addition: self._added(address, addition))

    def _added(self, address: str, addition: Addition) -> None:
        if addition.platform_id:
            self._waiting.setdefault(addition.platform_id, []).append(address)
            self._desk.refresh(addition.platform_id)
        elif addition.problem is not None and addition.problem.code is not ProblemCode.CANCELLED:
            self._desk.tell(NoticeLevel.ERROR, sentences.problem(addition.problem))

    def _say(self, text: str, platform_id: str) -> None:
        text = text.format(platform=self._name(platform_id))
        session = same_session(self._desk, platform_id)
        self._desk.tell(NoticeLevel.WARNING, text, holds=session)

    def _name(self, platform_id: str) -> str:
        names = {platform.id: platform.name for platform in self._desk.platforms()}
        return names.get(platform_id, platform_id)

    def _platforms(self, address: str) -> List[str]:
        """The platforms whose service lies on the host of ``address``, the nearest first."""
        return [platform.id for platform in by_address.owners(address, self._desk.platforms())]


def _targets(entries: Sequence[Entry]) -> List[Target]:
    return [Target(entry.platform_id, entry.collection.id) for entry in entries]


def _host(address: str) -> str:
    """The host of ``address``; of a long one its end, which tells whose it is."""
    try:
        host = urlsplit(clean_address(address)).netloc
    except AddressError:
        host = address
    return host if len(host) <= _LONGEST_HOST else "…" + host[1 - _LONGEST_HOST :]


def given_at_start(
    arguments: List[str], is_record: Callable[[str], bool] = lambda _address: False
) -> List[str]:
    """Addresses this QGIS was started with: on its command line, and in ``CICCLO_OPEN``.

    Of those on the command line, collections' and those of which ``is_record`` is true.
    """
    # Taken out: a QGIS that this one starts, or the plugin loaded again, is not asked once more.
    wanted = os.environ.pop("CICCLO_OPEN", "").split()
    for text in arguments[1:]:
        if by_address.collection_id(text) is not None or is_record(text):
            wanted.append(text)
    return [text for text in dict.fromkeys(wanted) if by_address.is_address(text)]


def in_shortcut(path: str) -> Optional[str]:
    """The address in an internet shortcut (``.url``, ``.desktop``); None for every other file."""
    file = Path(path)
    if file.suffix.lower() not in (".url", ".desktop"):
        return None
    try:
        if file.stat().st_size > _LARGEST_SHORTCUT:
            return None
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    found = [line.split("=", 1)[1].strip() for line in lines if line.upper().startswith("URL=")]
    return found[0] if found and by_address.is_address(found[0]) else None
