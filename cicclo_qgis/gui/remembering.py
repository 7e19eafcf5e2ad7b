"""The index behind the desk: fed with what the harvest tells, asked at each keystroke.

All work on the index is done in worker threads: changes one after the other, in the order in
which things happened; of searches, only the newest of each asker is of interest. Lists that come in
a burst are written together, once it is over: nobody waits for the index while the list on the
screen fills.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from functools import partial
from typing import Any, Callable, Deque, Dict, List, Optional, Sequence, Set, Tuple

from qgis.PyQt.QtCore import QThread, QTimer

from cicclo_qgis.catalogue import Event, Failed, Finished
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.index_record import addresses_only
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.catalogue.quiet import Quiet
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import ProblemCode
from cicclo_qgis.platforms import Platform

Found = Callable[[Optional[Answer]], None]
Recalled = Callable[[Listed], None]
_Lives = Callable[[], bool]
_Heard = Tuple[Finished, float, _Lives]

LOG = logging.getLogger("cicclo.catalogue")

_BURST_MS = 400
_BURST_S = 3.0
_LAST_S = 5.0
_PIECE = 10
_SHOWN_FIRST = 6


class _Work:
    """Something to be done with the index, once. ``lasting``: it changes what later runs find."""

    def __init__(self, do: Callable[[], object], lasting: bool = False) -> None:
        self._do: Optional[Callable[[], object]] = do
        self.lasting = lasting
        self._doing = threading.Lock()

    def __call__(self) -> None:
        """Do it; or wait until whoever has begun is done."""
        with self._doing:
            do, self._do = self._do, None
            if do is not None:
                do()


class Remembering:
    """GUI thread only; every method returns at once.

    ``quiet``: has threads compute one at a time; shared with the harvest.
    """

    def __init__(self, index: Index, workers: Workers, quiet: Optional[Quiet] = None) -> None:
        self._index = index
        self._workers = workers
        self._quiet = quiet or Quiet()
        self._fresh: Dict[str, _Heard] = {}
        self._since = 0.0
        self._answered: Set[str] = set()
        self._recalled: Dict[str, Listed] = {}
        # How many sessions have ended at a platform: what one saw is shown to it alone.
        self._ended: Dict[str, int] = {}
        self._burst = QTimer()
        self._burst.setSingleShot(True)
        self._burst.timeout.connect(self._keep)
        self._waiting: Deque[_Work] = deque()
        self._under_way: Optional[_Work] = None
        self._over = False
        self._next: Dict[object, Tuple[Search, Found]] = {}
        self._searching = False

    def start(self, platforms: Sequence[Platform], recalled: Recalled) -> None:
        """Tell the last list of each of ``platforms``, as soon as it is read."""

        def work() -> None:
            """In a worker thread."""
            self._index.know(platforms)
            for number, platform in enumerate(platforms):
                if number == _SHOWN_FIRST:
                    # What is in sight is there: whoever types now finds, before the rest comes.
                    self._index.open()
                # One that has answered by now needs no other list.
                if platform.id not in self._answered and not self._over:
                    self._tell(platform.id, lambda listed: self._recall(listed, recalled))

        # Until the platforms answer, it is all there is to be seen.
        self._enter(work, eager=True)

    def know(self, platforms: Sequence[Platform]) -> None:
        """Platforms came or went."""
        self._do(lambda: self._index.know(platforms))

    def heard(self, event: Event) -> None:
        """Take what the harvest has told."""
        now = time.time()
        if isinstance(event, (Finished, Failed)):
            self._recalled.pop(event.platform_id, None)
        if isinstance(event, Finished):
            self._answered.add(event.platform_id)
            if event.platform_id in self._fresh:
                self._keep()
            if not self._fresh:
                self._since = time.monotonic()
            self._fresh[event.platform_id] = (event, now, self._session_at(event.platform_id))
            # A platform that comes now and then must not put it off for ever.
            left_s = max(0.0, self._since + _BURST_S - time.monotonic())
            self._burst.start(min(_BURST_MS, int(left_s * 1000)))
        elif isinstance(event, Failed) and event.problem.code is ProblemCode.NO_COLLECTIONS:
            if event.signed_in:
                lives = self._session_at(event.platform_id)
                self._do(lambda: self._index.show(event.platform_id, (), lives))
            else:
                self._do(lambda: self._index.forget(event.platform_id), lasting=True)

    def sign_out(
        self, platform_id: str, recalled: Recalled, lost: Callable[[str], None] = lambda _: None
    ) -> None:
        """What only the session could see leaves the index; then tell what a stranger was given.

        ``lost`` hears of the platform where that cannot be read.
        """
        self._ended[platform_id] = self._ended.get(platform_id, 0) + 1

        def work() -> None:
            """In a worker thread."""
            faults = self._index.faults
            self._index.sign_out(platform_id)
            self._tell(platform_id, recalled)
            if self._index.faults != faults:
                self._workers.in_gui(lambda: lost(platform_id))

        # What is to be written first may wait for another QGIS: this does not.
        self._workers.run(lambda: self._index.sign_out(platform_id))
        self._do(work)

    def search(self, search: Search, done: Found, asker: object = None) -> None:
        """Find; ``done`` hears the answer in the GUI thread.

        Not when ``asker``, which is hashable, has come with a newer search.
        """
        self._next[asker] = (search, done)
        if not self._searching:
            self._search_next()

    @property
    def resting(self) -> bool:
        """Whether the index holds all that was heard."""
        return not (self._under_way or self._waiting or self._fresh)

    def stop(self) -> None:
        """Write what came in and is not written yet, then let go of the index.

        Returns at once, except when QGIS closes: then all windows are gone, and so would be the
        process with its threads. Five seconds at most.
        """
        self._burst.stop()
        self._next.clear()
        self._over = True
        fresh, self._fresh = list(self._fresh.values()), {}
        # In pieces: what time is left for is kept, the rest is fetched again at the next start.
        for first in range(0, len(fresh), _PIECE):
            self._enter(partial(self._finished, fresh[first : first + _PIECE]), lasting=True)
        # The pool drops what it has not begun when the plugin is unloaded.
        left = [work for work in (self._under_way, *self._waiting) if work and work.lasting]
        self._waiting.clear()

        def end() -> None:
            for work in left:
                work()
            self._index.close()

        thread = threading.Thread(target=end, name="cicclo-index-end", daemon=True)
        thread.start()
        if QThread.currentThread().loopLevel() == 0:
            thread.join(_LAST_S)

    # Worker threads

    def last(self, platform_id: str) -> Optional[Listed]:
        """The last list of a platform, its entries as they were recalled, or read when needed."""
        recalled, last = self._recalled.get(platform_id), self._index.last(platform_id)
        if recalled is None or last is None or recalled.validator != last.validator:
            return last
        return recalled

    def _tell(self, platform_id: str, recalled: Recalled) -> None:
        listed = self._index.listed(platform_id)
        if listed is not None:
            self._workers.in_gui(lambda: recalled(listed))

    def _finished(self, fresh: Sequence[_Heard]) -> None:
        try:
            self._keep_all(fresh)
        except Exception as error:
            # One list that holds what cannot be written does not take the others with it.
            if len(fresh) == 1:
                LOG.exception("the list of %s was not kept", fresh[0][0].platform_id)
                return
            LOG.warning("lists are kept one by one: %s", type(error).__name__)
            for one in fresh:
                self._finished((one,))

    def _keep_all(self, fresh: Sequence[_Heard]) -> None:
        lists: List[Listed] = []
        for event, now, _lives in fresh:
            name = event.platform_id
            if not event.signed_in:
                lists.append(Listed(name, event.entries, event.landing, now, event.validator))
            elif event.public is not None:
                lists.append(Listed(name, event.public, addresses_only(event.landing), now))
        if lists:
            self._index.take_all(lists)
        self._index.sign_out(*(event.platform_id for event, *_ in fresh if not event.signed_in))
        for event, _now, lives in fresh:
            if event.signed_in:
                self._index.show(event.platform_id, event.entries, lives)

    # GUI thread

    def _session_at(self, platform_id: str) -> _Lives:
        """Tells whether the session that is there now is there still. Any thread may ask."""
        ended = self._ended.get(platform_id, 0)
        return lambda: self._ended.get(platform_id, 0) == ended

    def _recall(self, listed: Listed, recalled: Recalled) -> None:
        if listed.platform_id not in self._answered:
            self._recalled[listed.platform_id] = listed
        recalled(listed)

    def _keep(self) -> None:
        """Have what came in written."""
        self._burst.stop()
        fresh, self._fresh = list(self._fresh.values()), {}
        if fresh:
            self._enter(lambda: self._finished(fresh), lasting=True)

    def _do(self, work: Callable[[], object], lasting: bool = False) -> None:
        self._keep()
        self._enter(work, lasting)

    def _enter(
        self, work: Callable[[], object], lasting: bool = False, eager: bool = False
    ) -> None:
        self._waiting.append(_Work(lambda: self._in_turn(work, eager), lasting))
        if self._under_way is None:
            self._work_on(None)

    def _work_on(self, _result: Any) -> None:
        self._under_way = None
        if self._waiting and not self._over:
            self._under_way = work = self._waiting.popleft()
            self._workers.run(work, self._work_on, self._work_on)

    def _in_turn(self, work: Callable[[], object], eager: bool) -> None:
        with self._quiet(eager):
            work()

    def _search_next(self) -> None:
        self._searching = bool(self._next)
        if not self._next:
            return
        asker = next(iter(self._next))  # whoever has waited longest
        search, done = self._next.pop(asker)

        def found(answer: Optional[Answer]) -> None:
            # What was typed there since has made this answer stale.
            stale = asker in self._next
            self._search_next()
            if not stale:
                done(answer)

        self._workers.run(lambda: self.find(search), found, lambda _error: found(None))

    def find(self, search: Search) -> Optional[Answer]:
        """Find at once. Blocks for milliseconds; any thread."""
        answer = self._index.search(search)
        if answer is not None:
            # The first rows are ranked here, so that the GUI thread finds them ready.
            answer.prepare()
        return answer
