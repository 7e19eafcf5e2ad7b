"""How one platform is asked: its landing page, its collections, then what only a try can tell."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Callable, Dict, Iterable, List, Optional, Set, Tuple

import requests

from cicclo_qgis.catalogue.events import Batch, Failed, Finished, Probed, Started
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.catalogue.padlocks import padlock_when_listed, padlock_when_probed
from cicclo_qgis.catalogue.plot import Plot, Turn
from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.plan import source_of
from cicclo_qgis.catalogue.sources.probing import located, probe
from cicclo_qgis.catalogue.sources.protocol import Source
from cicclo_qgis.ogcapi.errors import OgcApiError, Problem, ProblemCode
from cicclo_qgis.ogcapi.items import Probe
from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.validators import Unchanged
from cicclo_qgis.platforms.model import Platform

Http = Callable[[], requests.Session]

# After a sign-in, so many guarded collections are tried at once, and for so long.
_MOST_PROBES = 40
_PROBE_SECONDS = 20.0
# What a stranger may be told in place of a list.
_SEES_NOTHING = frozenset(
    (ProblemCode.NO_COLLECTIONS, ProblemCode.SIGN_IN_REQUIRED, ProblemCode.NO_RIGHT)
)


def ask(
    plot: Plot,
    turn: Turn,
    http: Http,
    anonymous: Optional[Http],
    policy: Policy,
    neighbours: Neighbours,
) -> None:
    """List one platform and tell the listener on the way. Raises nothing of the network's."""
    platform, started = plot.platform, time.monotonic()
    if not plot.tell(turn, Started(platform.id)):
        return
    try:
        with plot.session(turn, http) as session:
            source = source_of(session, platform, policy, neighbours)
            _Asking(plot, turn, platform, session, policy, started).run(source, anonymous)
    except OgcApiError as error:
        seconds, problem = time.monotonic() - started, error.problem
        if problem.code is ProblemCode.CANCELLED:
            # Nobody has lost interest, or this would not be told: it took too long in all.
            problem = replace(problem, code=ProblemCode.TIMED_OUT)
        plot.tell(turn, Failed(platform.id, problem, seconds, turn.signed_in))


class _Asking:
    """One platform being asked, in one turn."""

    def __init__(
        self,
        plot: Plot,
        turn: Turn,
        platform: Platform,
        http: requests.Session,
        policy: Policy,
        started: float,
    ) -> None:
        self._plot = plot
        self._turn = turn
        self._platform = platform
        self._http = http
        self._policy = policy
        self._started = started
        self._entries: Dict[str, Entry] = {}
        self._hidden = 0
        self._notes: List[str] = []
        self._public: Optional[Tuple[Entry, ...]] = None
        self._validator = ""
        self._hearsay: Set[str] = set()

    def run(self, source: Source, anonymous: Optional[Http]) -> None:
        """Ask, and tell on the way. Raises: the problem of a list that could not be read."""
        problem = self._list(source)
        with self._plot.lock:
            if self._plot.is_over(self._turn):
                return
            # A sign-in on the way would have let this list show more than a stranger sees.
            if not self._turn.signed_in and not self._plot.is_signed_in():
                self._plot.known.anonymous = frozenset(self._entries)
        if self._turn.signed_in:
            self._learn_anonymous(source, anonymous)
        if problem is not None:
            with self._plot.lock:
                self._plot.entries.clear()
            raise problem
        with self._plot.lock:
            if self._plot.is_over(self._turn):
                return
            self._entries = {key: self._judged(item) for key, item in self._entries.items()}
            self._plot.entries = dict(self._entries)
        if self._turn.signed_in:
            self._try_guarded()
        seconds = time.monotonic() - self._started
        with self._plot.lock:
            entries = tuple(
                self._plot.entries.get(key, item) for key, item in self._entries.items()
            )
            finished = Finished(
                self._platform.id,
                entries,
                source.landing,
                seconds,
                self._hidden,
                tuple(self._notes),
                self._turn.signed_in,
                self._public if self._turn.signed_in else entries,
                self._validator,
            )
            if not self._turn.signed_in:
                self._plot.remembered = Listed(
                    self._platform.id, entries, source.landing, time.time(), self._validator
                )
            self._plot.tell(self._turn, finished)

    def _list(self, source: Source) -> Optional[OgcApiError]:
        """Tell each page as a batch. An empty list is a problem, but one that is worth knowing."""
        landing = source.landing
        known = self._remembered(landing)
        if known is None:
            return self._read(source, "")
        try:
            return self._read(source, known.validator)
        except Unchanged:
            entries = tuple(known.entries)
        if not entries:
            # It was put away in the meantime.
            return self._read(source, "")
        self._validator = known.validator
        self._add([entry.collection for entry in entries], landing)
        return None

    def _read(self, source: Source, validator: str) -> Optional[OgcApiError]:
        try:
            member = self._turn.signed_in
            for page in source.pages(self._http, self._policy, validator, member):
                self._hidden += page.hidden
                self._notes.extend(page.notes)
                self._validator = page.validator
                self._hearsay.difference_update(one.id for one in page.collections)
                self._hearsay |= page.hearsay
                if not self._add(page.collections, source.landing):
                    return None
        except OgcApiError as error:
            if error.code is not ProblemCode.NO_COLLECTIONS:
                raise
            return error
        return None

    def _remembered(self, landing: LandingPage) -> Optional[Listed]:
        """The list that may still be true. With a session each person has a list of their own."""
        known = self._plot.remembered
        if known is None or self._turn.signed_in or not known.entries:
            return None
        return known if known.landing.collections_url == landing.collections_url else None

    def _add(self, collections: Iterable[Collection], landing: LandingPage) -> bool:
        """Tell more of the list; False when this turn is over."""
        with self._plot.lock:
            if self._plot.is_over(self._turn):
                return False
            batch = [
                self._judged(Entry(self._platform.id, collection, landing, Padlock.OPEN))
                for collection in collections
            ]
            added = {entry.collection.id: entry for entry in batch}
            self._entries.update(added)
            # Whoever chooses one before the list is whole finds it there.
            self._plot.entries.update(added)
            if batch:
                self._plot.tell(self._turn, Batch(self._platform.id, tuple(batch)))
        return True

    def _judged(self, entry: Entry) -> Entry:
        padlock = padlock_when_listed(
            self._platform,
            entry.collection.id,
            self._turn.signed_in,
            self._plot.known,
            entry.collection.id not in self._hearsay,
        )
        collection = self._plot.with_kind(entry.collection)
        if collection is entry.collection and padlock is entry.padlock:
            return entry
        return replace(entry, collection=collection, padlock=padlock)

    def _learn_anonymous(self, source: Source, anonymous: Optional[Http]) -> None:
        """See the list as a stranger does, once a run, where the transport can be one."""
        if anonymous is None or self._plot.known.anonymous is not None:
            return
        try:
            with self._plot.session(self._turn, anonymous) as stranger:
                seen = {
                    collection.id: collection
                    for page in source.pages(stranger, self._policy)
                    for collection in page.collections
                }
        except OgcApiError as error:
            if error.code not in _SEES_NOTHING:
                return
            seen = {}
        with self._plot.lock:
            known = self._plot.known
            known.anonymous = frozenset(seen)
            self._public = tuple(
                Entry(
                    self._platform.id,
                    self._plot.with_kind(collection),
                    source.landing,
                    padlock_when_listed(
                        self._platform, name, False, known, name not in self._hearsay
                    ),
                )
                for name, collection in seen.items()
            )

    def _try_guarded(self) -> None:
        """Try what is listed to all but opens to some: the padlock then tells the truth."""
        until = time.monotonic() + _PROBE_SECONDS
        waiting = [
            key for key, entry in self._entries.items() if entry.padlock is Padlock.NEEDS_SIGN_IN
        ]
        for key in waiting[:_MOST_PROBES]:
            if time.monotonic() > until or self._plot.is_over(self._turn):
                return
            try_one(self._plot, self._turn, key, self._http, self._policy)


def try_one(
    plot: Plot, turn: Turn, collection_id: str, http: requests.Session, policy: Policy
) -> bool:
    """Probe one collection and tell the outcome; False when ``turn`` ended before.

    Raises:
        OgcApiError: only when cancelled.
    """
    entry = plot.entry(collection_id)
    if entry is None:
        return True
    listed = entry.collection
    collection = located(http, listed, policy)
    outcome = probe(http, collection, policy)
    with plot.lock:
        if plot.is_over(turn):
            return False
        entry = plot.entries.get(collection_id, entry)
        if collection is not listed:
            entry = replace(entry, collection=collection)
        plot.learn_kind(collection_id, outcome.item_kind)
        padlock = padlock_when_probed(
            plot.platform, collection_id, turn.signed_in, outcome.reach, plot.known, entry.padlock
        )
        entry = replace(entry, collection=plot.with_kind(entry.collection), padlock=padlock)
        plot.entries[collection_id] = entry
        problem = _telling(outcome, padlock)
        return plot.tell(turn, Probed(plot.platform.id, entry, outcome.number_matched, problem))


def _telling(outcome: Probe, padlock: Padlock) -> Optional[Problem]:
    """The problem of a try, where the padlock does not tell it already."""
    if padlock in (Padlock.NEEDS_SIGN_IN, Padlock.NO_RIGHT):
        code = None if outcome.problem is None else outcome.problem.code
        known = (ProblemCode.SIGN_IN_REQUIRED, ProblemCode.NO_RIGHT, ProblemCode.NOT_FOUND)
        return None if code in known else outcome.problem
    return outcome.problem
