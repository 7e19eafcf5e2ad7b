"""What the strategies share while one download runs."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Callable, Deque, List, Optional, Set, Tuple

from cicclo_qgis.ogcapi.model import Collection
from cicclo_qgis.transfer.depth import Depth
from cicclo_qgis.transfer.fetch import Fetchers
from cicclo_qgis.transfer.model import Note, Options, Progress, ProgressListener, Strategy
from cicclo_qgis.transfer.package import Crs
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.request import without_own
from cicclo_qgis.transfer.service import Service
from cicclo_qgis.transfer.write import Writer

PageListener = Callable[[Page, Crs, bool], None]
"""Hears each page before it is written, its system, and whether north comes first there."""

Meanwhile = Callable[[], None]

_EVERY_S = 0.1
_WINDOW_S = 5.0


@dataclass
class Meter:
    """Tells how far the download is, ten times a second at most."""

    listener: ProgressListener
    fetchers: Fetchers
    strategy: Strategy = Strategy.SEQUENTIAL
    expected: Optional[int] = None
    began: float = field(default_factory=time.monotonic)
    first_feature_s: Optional[float] = None
    _told: float = 0.0
    _seen: Deque[Tuple[float, int]] = field(default_factory=deque)

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.began

    def first(self, features: int) -> None:
        """So many can be shown now."""
        if features and self.first_feature_s is None:
            self.first_feature_s = self.seconds

    def rows(self, count: int, last: bool = False) -> None:
        """The file holds ``count`` features now."""
        now = time.monotonic()
        self.first(count)
        if not last and now - self._told < _EVERY_S:
            return
        self._told = now
        if self._seen and self._seen[-1][1] > count:
            self._seen.clear()
        self._seen.append((now, count))
        while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW_S:
            self._seen.popleft()
        since, before = self._seen[0]
        rate = (count - before) / (now - since) if now > since else 0.0
        left = None if self.expected is None else max(0, self.expected - count)
        eta = left / rate if left is not None and rate > 0 else None
        fetched = self.fetchers
        self.listener(
            Progress(
                count, self.expected, fetched.bytes, fetched.requests, rate, eta, self.strategy
            )
        )


def unheard(_page: Page, _crs: Crs, _swap: bool) -> None:
    """Listen to no page."""


def idle() -> None:
    """Nothing to do while pages travel."""


@dataclass
class Run:
    """One download under way. ``counts``: the different counts the server told, in order."""

    service: Service
    collection: Collection
    options: Options
    fetchers: Fetchers
    writer: Writer
    meter: Meter
    notes: Set[Note] = field(default_factory=set)
    counts: List[int] = field(default_factory=list)
    depth: Depth = field(default_factory=Depth)
    pages: PageListener = unheard

    def hear(self, page: Page) -> None:
        """Tell the listener of a page."""
        self.meter.first(len(page))
        self.pages(page, self.writer.table.crs, self.writer.table.encoder.swap)

    def write(self, page: Page, name: str, address: str) -> None:
        """Write a page that came from ``address``, keep its checkpoint, tell the listener."""
        self.hear(page)
        kept = without_own(address, self.service.own)
        self.writer.add(page, name, kept)
        self.count(page.matched)
        self.meter.rows(self.writer.rows)

    def count(self, matched: Optional[int]) -> None:
        """The server said this number of features (of the whole request, not of a tile)."""
        if matched is not None and (not self.counts or self.counts[-1] != matched):
            self.counts.append(matched)
            self.meter.expected = matched
            if len(self.counts) > 1:
                self.notes.add(Note.DATA_CHANGED)
