"""Politeness towards servers: few requests at a time to each host, and waiting when asked to.

A host that says that it is busy (429, 503) is left alone for as long as it asks for
(``Retry-After``, RFC 9110 section 10.2.3), by all platforms on it, and then asked again.
"""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator, Mapping, Optional
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from cicclo_qgis.catalogue.quiet import aside
from cicclo_qgis.ogcapi.refusals import retry_after

_BUSY = (429, 503)
_AT_ONCE = 6
# One that names no time is often not busy but down: it is not asked as often.
_TRIES_WHEN_TOLD = 5
_TRIES = 3
_FIRST_WAIT_S = 1.0
_STEP_S = 0.1

Over = Callable[[], bool]


class _Host:
    """What is known of one host. ``not_before``: until then it wants to be left alone."""

    def __init__(self, at_once: int) -> None:
        self.slots = threading.BoundedSemaphore(at_once)
        self.not_before = 0.0


class Manners:
    """Shared by all sessions of a harvest.

    Args:
        at_once: requests under way to one host.
        first_wait_s: how long a busy host is left alone that does not say for how long; twice
            as long after each further refusal.
    """

    def __init__(self, at_once: int = _AT_ONCE, first_wait_s: float = _FIRST_WAIT_S) -> None:
        self._at_once = at_once
        self._first_wait_s = first_wait_s
        self._lock = threading.Lock()
        self._hosts: Dict[str, _Host] = {}

    def polite(self, session: requests.Session, over: Over, until: float) -> requests.Session:
        """Make ``session`` polite; returns it.

        ``over``: whether whoever asks has lost interest. ``until``: the ``time.monotonic()`` after
        which nothing is waited for; a refusal is then handed on as it is.
        """
        for prefix, adapter in list(session.adapters.items()):
            session.mount(prefix, _PoliteAdapter(adapter, self, over, until))
        return session

    def host(self, url: str) -> _Host:
        """What is known of the host of ``url``."""
        name = urlsplit(url).netloc.lower()
        with self._lock:
            return self._hosts.setdefault(name, _Host(self._at_once))

    def pause(self, number: int, told: Optional[float]) -> float:
        """Seconds to leave a host alone after its refusal of that number (from 0)."""
        if told is not None:
            return told
        # Not all at the same moment.
        spread = 1.0 + secrets.randbelow(256) / 1024
        return float(self._first_wait_s * 2**number * spread)


class _PoliteAdapter(BaseAdapter):
    def __init__(self, inner: BaseAdapter, manners: Manners, over: Over, until: float) -> None:
        super().__init__()
        self._inner = inner
        self._manners = manners
        self._over = over
        self._until = until

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Optional[Mapping[str, str]] = None,
    ) -> requests.Response:
        """Send, when it is polite to; again when the host was busy."""
        host = self._manners.host(request.url or "")
        number = 0
        while True:
            self._rest(host)
            with self._slot(host):
                response = self._inner.send(request, stream, timeout, verify, cert, proxies)
            if response.status_code not in _BUSY:
                return response
            told = retry_after(response.headers.get("Retry-After"))
            not_before = time.monotonic() + self._manners.pause(number, told)
            number += 1
            last = number >= (_TRIES if told is None else _TRIES_WHEN_TOLD)
            if last or not_before > self._until or self._over():
                return response
            host.not_before = max(host.not_before, not_before)
            response.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._inner.close()

    @contextmanager
    def _slot(self, host: _Host) -> Iterator[None]:
        """One of the host's; without one, when it takes too long, so that none hangs for others."""
        has_slot = host.slots.acquire(blocking=False)
        if not has_slot:
            with aside():
                while not has_slot and not self._over() and time.monotonic() <= self._until:
                    has_slot = host.slots.acquire(timeout=_STEP_S)
        try:
            yield
        finally:
            if has_slot:
                host.slots.release()

    def _rest(self, host: _Host) -> None:
        while not self._over():
            left = min(host.not_before, self._until) - time.monotonic()
            if left <= 0:
                return
            with aside():
                time.sleep(min(left, _STEP_S))
