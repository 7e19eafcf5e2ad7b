"""Asks many platforms for their collections at once, and tells each answer as it comes."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import Any, Callable, ContextManager, Dict, Iterable, List, Optional, Tuple

from cicclo_qgis.catalogue.asking import Http, ask, try_one
from cicclo_qgis.catalogue.events import Failed
from cicclo_qgis.catalogue.listed import Listed, Remembered
from cicclo_qgis.catalogue.manners import Manners
from cicclo_qgis.catalogue.plot import Listener, Plot, Turn
from cicclo_qgis.catalogue.queue import Queue
from cicclo_qgis.catalogue.quiet import Quiet, aside
from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.ogcapi.errors import OgcApiError, Problem, ProblemCode
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.platforms.model import Platform

LOG = logging.getLogger("cicclo.catalogue")

_MOST_TRIES = 3
_PROBE_S = 60.0


def _nothing(_platform_id: str) -> Optional[Listed]:
    return None


def _signed_out(_platform_id: str) -> bool:
    return False


class Harvest:
    """Lists platforms, each in a thread of its own, so that none holds another up.

    Args:
        http: makes a session whose transport adds credentials by itself; called in the thread
            that uses it, one session per thread, closed after use.
        listener: hears events (``catalogue.events``) in worker threads. It must be quick, and must
            not wait for another thread.
        max_workers: how many platforms are asked at once. One that has waited ``patience_s``
            seconds for its turn goes ahead all the same, so that hanging ones hold none up.
        signed_in: whether requests to that platform go out with a credential now.
        anonymous: makes a session that sends no credential; with it, the list a stranger sees is
            known even if this run began signed in.
        remembered: the last list of a platform; where the server can tell that it is still true,
            the list is not transferred again.
        policy: time-outs and sizes; its ``cancelled`` is not used.
        budget_s: how long one platform may take in all, waiting for a busy server included. What
            was listed by then stays; the end is then ``Failed`` with TIMED_OUT.
        manners: how servers are spared; one of its own when not given.
        quiet: has threads compute one at a time; shared with whoever takes in what is told.
        waiting: surrounds each request; ``nullcontext`` for sessions that wait ``aside`` by
            themselves, and only while they wait.

    Threads are daemons: one that waits for a dead server does not keep QGIS from closing.
    """

    def __init__(
        self,
        http: Http,
        listener: Listener,
        max_workers: int = 160,
        *,
        signed_in: Callable[[str], bool] = _signed_out,
        anonymous: Optional[Http] = None,
        remembered: Remembered = _nothing,
        policy: Policy = DEFAULT_POLICY,
        patience_s: float = 3.0,
        budget_s: float = 120.0,
        manners: Optional[Manners] = None,
        quiet: Optional[Quiet] = None,
        waiting: Callable[[], ContextManager[None]] = aside,
    ) -> None:
        self._http = http
        self._listener = listener
        self._signed_in = signed_in
        self._anonymous = anonymous
        self._remembered = remembered
        self._policy = policy
        self._budget_s = budget_s
        self._manners = manners or Manners()
        self._quiet = quiet or Quiet()
        self._waiting = waiting
        self._queue = Queue(max_workers, patience_s, self._run)
        self._lock = threading.Lock()
        self._plots: Dict[str, Plot] = {}
        self._known_neighbours: Optional[Tuple[int, Neighbours]] = None
        self._threads: List[threading.Thread] = []
        self._stopped = threading.Event()

    def start(self, platforms: Iterable[Platform]) -> None:
        """Ask all these platforms. Returns at once; any thread."""
        for platform in platforms:
            self.refresh(platform)

    def refresh(self, platform: Platform) -> None:
        """Ask one platform again; an answer to an earlier request is dropped. Returns at once.

        Call it too when a session begins or ends there, so that padlocks tell the truth.
        """
        if self._stopped.is_set():
            return
        with self._lock:
            plot = self._plots.get(platform.id)
            if plot is None:
                plot = Plot(platform, self._listener, self._signed_in, self._stopped)
                self._plots[platform.id] = plot
        turn = plot.begin(platform)
        self._known_neighbours = None
        self._queue.add(
            f"cicclo-harvest-{platform.id}", lambda: self._in_turn(self._ask, plot, turn)
        )

    def probe(self, platform_id: str, collection_id: str) -> bool:
        """Try one collection; a ``Probed`` event follows. Returns at once; any thread.

        False when the collection is not in the newest list, or is being tried already.
        """
        with self._lock:
            plot = self._plots.get(platform_id)
        if plot is None or self._stopped.is_set():
            return False
        with plot.lock:
            if collection_id not in plot.entries or collection_id in plot.probing:
                return False
            plot.probing.add(collection_id)
        self._run("cicclo-probe", lambda: self._in_turn(self._probe, plot, collection_id))
        return True

    def forget(self, platform_id: str) -> None:
        """Drop a platform that was removed: nothing more is told of it. Returns at once."""
        with self._lock:
            plot = self._plots.pop(platform_id, None)
            self._known_neighbours = None
        if plot is not None:
            plot.end()

    def interrupt(self) -> None:
        """Wait for no more answers: ``Stopped`` follows for each that was awaited. Returns at once.

        What was told stays true; ``start`` and ``refresh`` ask again, also right after this.
        """
        self._queue.clear()
        with self._lock:
            ends = [plot.interruption() for plot in self._plots.values()]

        def interrupt() -> None:
            for end in ends:
                end()

        # A platform whose page is being read holds its lock for a while: not our caller's affair.
        self._run("cicclo-harvest-end", interrupt)

    def stop(self, wait_s: float = 0.0) -> None:
        """Stop for good: nothing new is told once this returns.

        ``wait_s``: how long to wait for the threads to end; those that hang are left to end alone.
        """
        self._stopped.set()
        self._queue.clear()
        with self._lock:
            plots = list(self._plots.values())
        for plot in plots:
            # Whoever speaks holds the lock: having had it once means that nobody does.
            if plot.lock.acquire(timeout=1.0):
                plot.end()
                plot.lock.release()
        until = time.monotonic() + wait_s
        # The queue may have been about to start one more: looked for again until none is left.
        while (thread := self._one_alive()) is not None and time.monotonic() < until:
            thread.join(max(0.0, until - time.monotonic()))

    def _one_alive(self) -> Optional[threading.Thread]:
        with self._lock:
            alive = (one for one in self._threads if one.is_alive())
            return next((one for one in alive if one is not threading.current_thread()), None)

    def _run(self, name: str, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        with self._lock:
            self._threads = [item for item in self._threads if item.is_alive()]
            self._threads.append(thread)

    def _in_turn(self, work: Callable[..., None], *what: Any) -> None:
        with self._quiet():
            work(*what)

    def _ask(self, plot: Plot, turn: Turn) -> None:
        try:
            if plot.is_over(turn):
                return
            if not plot.was_recalled:
                plot.was_recalled, plot.remembered = True, self._remembered(plot.platform.id)
            until = time.monotonic() + self._budget_s
            policy = self._policy_of(plot, turn, until)
            http = self._polite(self._http, plot, turn, until)
            anonymous = self._anonymous and self._polite(self._anonymous, plot, turn, until)
            ask(plot, turn, http, anonymous, policy, self._neighbours())
        except Exception as failure:
            # A fault of ours must not leave a platform "being asked" for ever.
            LOG.exception("the list of %s could not be read", plot.platform.id)
            detail = type(failure).__name__
            problem = Problem(ProblemCode.NOT_OGC_API, plot.platform.landing or "", None, detail)
            plot.tell(turn, Failed(plot.platform.id, problem))

    def _probe(self, plot: Plot, collection_id: str) -> None:
        try:
            # A refresh in the meantime may have changed who asks: then ask again.
            for _ in range(_MOST_TRIES):
                turn = plot.turn
                try:
                    until = time.monotonic() + _PROBE_S
                    http = self._polite(self._http, plot, turn, until)
                    with plot.session(turn, http) as session:
                        policy = self._policy_of(plot, turn, until)
                        if try_one(plot, turn, collection_id, session, policy):
                            return
                except OgcApiError:
                    if self._stopped.is_set():
                        return
        except Exception:
            LOG.exception("%s could not be tried", collection_id)
        finally:
            with plot.lock:
                plot.probing.discard(collection_id)

    def _neighbours(self) -> Neighbours:
        with self._lock:
            known, plots = self._known_neighbours, list(self._plots.values())
        if known is None or known[0] != len(plots):
            made = Neighbours(plot.platform for plot in plots)
            known = self._known_neighbours = (len(plots), made)
        return known[1]

    def _polite(self, http: Http, plot: Plot, turn: Turn, until: float) -> Http:
        return lambda: self._manners.polite(http(), lambda: plot.is_over(turn), until)

    def _policy_of(self, plot: Plot, turn: Turn, until: float) -> Policy:
        def cancelled() -> bool:
            return plot.is_over(turn) or time.monotonic() > until

        return replace(
            self._policy, cancelled=cancelled, reading=self._quiet, waiting=self._waiting
        )
