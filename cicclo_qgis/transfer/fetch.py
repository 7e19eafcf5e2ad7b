"""Pages over several connections at once: as many as the server bears, and politely."""

from __future__ import annotations

import queue
import secrets
import threading
import time
from dataclasses import dataclass, replace
from typing import Callable, Dict, List, Optional, Tuple

import requests

from cicclo_qgis.ogcapi.documents import ACCEPT_GEOJSON
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer, fetch
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import masked, with_query
from cicclo_qgis.transfer.model import Cancelled, TransferCode, TransferError
from cicclo_qgis.transfer.utf16 import in_utf8

HttpFactory = Callable[[], requests.Session]

_TRIES = 5
_LONGEST_WAIT_S = 60.0
_TICK_S = 0.05
# The key of what is waited for alone.
_ALONE = -1
# The first pages show what is usual; one slower than three times that, and than this, is slow.
_USUAL, _SLOW_S = 5, 2.0
_PASSING = frozenset(
    (ProblemCode.UNREACHABLE, ProblemCode.TIMED_OUT, ProblemCode.INVALID_JSON, ProblemCode.BUSY)
)
_PASSING_STATUS = frozenset((408, 425, 429, 500, 502, 503, 504))


@dataclass(frozen=True)
class Fetched:
    """One page as it came, or why it did not; ``seconds`` is what the last request took."""

    key: int
    url: str
    answer: Optional[Answer]
    error: Optional[OgcApiError]
    seconds: float


@dataclass(frozen=True)
class Wanted:
    """What an answer has to look like. ``ends``: a byte that a whole one ends with.

    ``twin``: parameters that bring data where a web page came.
    """

    accept: str = ACCEPT_GEOJSON
    ends: bytes = b"}]"
    twin: Tuple[Tuple[str, str], ...] = (("f", "json"),)


class Throttle:
    """How many requests may be under way: one more when all goes well, half when it does not."""

    def __init__(self, start: int, most: int) -> None:
        self._condition = threading.Condition()
        self.limit = max(1, min(start, most))
        self._most = max(1, most)
        self._running = 0
        self._smooth = 0
        self._quiet_until = 0.0
        self._usual: List[float] = []
        self.was_busy = False

    def enter(self, stopped: Callable[[], bool]) -> bool:
        """Wait for a place; False when stopped first."""
        with self._condition:
            while not stopped():
                wait = self._quiet_until - time.monotonic()
                if wait <= 0 and self._running < self.limit:
                    self._running += 1
                    return True
                self._condition.wait(min(_TICK_S, wait) if wait > 0 else _TICK_S)
        return False

    def leave(self, ok: bool, seconds: float) -> None:
        """Give the place back after ``seconds``; a server that grows slow gets fewer requests."""
        with self._condition:
            self._running -= 1
            if ok and len(self._usual) < _USUAL:
                self._usual.append(seconds)
            slow = ok and seconds > max(_SLOW_S, 3 * max(self._usual))
            if slow and self.limit > 1:
                self.limit -= 1
            self._smooth = self._smooth + 1 if ok and not slow else 0
            if self._smooth >= self.limit and self.limit < self._most:
                self.limit, self._smooth = self.limit + 1, 0
            self._condition.notify_all()

    def busy(self, wait_s: float) -> None:
        """The server asks for quiet: nobody sends for ``wait_s`` seconds, then half as many."""
        with self._condition:
            self.was_busy = True
            self.limit, self._smooth = max(1, self.limit // 2), 0
            self._quiet_until = max(self._quiet_until, time.monotonic() + wait_s)


class Fetchers:
    """Threads that fetch; ``ask`` from one thread, ``take`` in that same thread.

    ``with Fetchers(...)``: leaving never waits for the network. Bytes are handed on untouched.
    """

    def __init__(
        self,
        http: HttpFactory,
        policy: Policy,
        cancelled: Cancelled,
        most: int,
        wanted: Wanted = Wanted(),
    ) -> None:
        self._http = http
        self._as = wanted
        self._stop = threading.Event()
        self._cancelled = cancelled
        self._policy = replace(policy, cancelled=self._stopped)
        self._wanted: queue.Queue[Tuple[int, int, str]] = queue.Queue()
        self._found: queue.Queue[Tuple[int, Fetched]] = queue.Queue()
        self._sessions: List[requests.Session] = []
        self._lock = threading.Lock()
        self._most = max(1, most)
        self._threads: List[threading.Thread] = []
        self._round = 0
        self._pending: Dict[int, str] = {}
        self._fault: Optional[Exception] = None
        self.throttle = Throttle(4, self._most)
        self.requests = 0
        self.bytes = 0

    def __enter__(self) -> Fetchers:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with self._lock:
            sessions, self._sessions = self._sessions, []
        for session in sessions:
            session.close()

    def _stopped(self) -> bool:
        return self._stop.is_set() or self._cancelled()

    @property
    def under_way(self) -> int:
        """Pages asked for and not yet taken."""
        return len(self._pending)

    @property
    def is_waiting(self) -> bool:
        """Whether something is under way, and nothing of it has come."""
        return bool(self._pending) and self._found.empty()

    def ask(self, key: int, url: str) -> None:
        """Fetch ``url``; its answer comes out of ``take`` under ``key``."""
        self._pending[key] = url
        self._wanted.put((self._round, key, url))
        if len(self._threads) < min(self._most, len(self._pending)):
            thread = threading.Thread(target=self._work, name="cicclo-fetch", daemon=True)
            self._threads.append(thread)
            thread.start()

    def forget(self) -> None:
        """Want nothing of what was asked any more."""
        self._round += 1
        self._pending.clear()

    def take(self) -> Fetched:
        """The next page that came, in no order.

        Raises:
            TransferError: CANCELLED, within a twentieth of a second.
        """
        while True:
            if self._cancelled():
                raise TransferError(TransferCode.CANCELLED, resumable=True)
            if self._fault is not None:
                raise self._fault
            try:
                asked_in, found = self._found.get(timeout=_TICK_S)
            except queue.Empty:
                continue
            if asked_in == self._round:
                self._pending.pop(found.key, None)
                return found

    def expect(self, url: str) -> None:
        """Have ``url`` on its way already when ``get`` is called for it."""
        self.ask(_ALONE, url)

    def get(self, url: str) -> Answer:
        """One page, waited for; nothing else may be under way.

        Raises:
            OgcApiError: it did not come.
            TransferError: CANCELLED.
        """
        if self._pending.get(_ALONE) != url:
            self.forget()
            self.expect(url)
        found = self.take()
        if found.answer is None:
            raise found.error or OgcApiError(ProblemCode.UNREACHABLE, masked(url))
        return found.answer

    def _work(self) -> None:
        try:
            self._fetch_on()
        except Exception as fault:  # noqa: BLE001 - told by ``take``, which would wait for ever
            self._fault = fault

    def _fetch_on(self) -> None:
        session = self._http()
        with self._lock:
            self._sessions.append(session)
        while not self._stopped():
            try:
                asked_in, key, url = self._wanted.get(timeout=_TICK_S * 4)
            except queue.Empty:
                continue
            if asked_in == self._round:
                self._found.put((asked_in, self._one(session, key, url)))
        session.close()

    def _one(self, session: requests.Session, key: int, url: str) -> Fetched:
        """One page, with as many tries as make sense; a 401 is asked once more, then told."""
        tries, replayed = 0, False
        while True:
            tries += 1
            if not self.throttle.enter(self._stopped):
                error = OgcApiError(ProblemCode.CANCELLED, masked(url))
                return Fetched(key, url, None, error, 0.0)
            began, answer, failure = time.monotonic(), None, None
            try:
                answer = self._send(session, url)
            except OgcApiError as error:
                failure = error
            seconds = time.monotonic() - began
            self.throttle.leave(failure is None, seconds)
            if failure is None:
                return Fetched(key, url, answer, None, seconds)
            if failure.code is ProblemCode.SIGN_IN_REQUIRED and not replayed:
                # The transport below has renewed the credential meanwhile, if it could.
                replayed = True
                continue
            if tries >= _TRIES or not _passing(failure) or not self._pause(failure, tries):
                return Fetched(key, url, None, failure, seconds)

    def _send(self, session: requests.Session, url: str) -> Answer:
        with self._lock:
            self.requests += 1
        answer = fetch(session, url, self._as.accept, self._policy)
        if answer.is_html and self._as.twin:
            twin = with_query(url, dict(self._as.twin))
            answer = fetch(session, twin, self._as.accept, self._policy)
        with self._lock:
            self.bytes += _received(answer)
        answer = in_utf8(answer)
        end = answer.body.rstrip()[-1:]
        if (not end or end not in self._as.ends) and not answer.is_html:
            raise OgcApiError(ProblemCode.INVALID_JSON, masked(url), answer.status, "cut short")
        return answer

    def _pause(self, failure: OgcApiError, tries: int) -> bool:
        """Wait before the next try; False when that would be too long, or all is stopped."""
        jitter = 0.5 + secrets.randbelow(1000) / 1000
        wait = min(0.3 * 2 ** (tries - 1) * jitter, 10.0)
        if failure.code is ProblemCode.BUSY:
            wait = max(wait, failure.retry_after or 0.0)
            if wait > _LONGEST_WAIT_S:
                return False
            self.throttle.busy(wait)
            return not self._stopped()
        end = time.monotonic() + wait
        while time.monotonic() < end:
            if self._stop.wait(_TICK_S) or self._cancelled():
                return False
        return True


def _passing(failure: OgcApiError) -> bool:
    """Whether the same request may succeed a little later."""
    if failure.status is None or failure.status < 400:
        return failure.code in _PASSING
    return failure.status in _PASSING_STATUS


def _received(answer: Answer) -> int:
    """Bytes over the network, as far as told; QGIS hands them decompressed."""
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else len(answer.body)
