"""Entries become rows: a little at a time, so that the person is never kept waiting."""

from __future__ import annotations

import time
from heapq import merge
from operator import itemgetter
from typing import Callable, Dict, Iterator, List, Sequence, Tuple

from qgis.PyQt.QtCore import QObject, QTimer

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui.tree_nodes import PlatformNode, Row, row_of

SEARCHED_HERE = 4000
"""So many rows are searched within a frame here; beyond, the index does it in another thread."""
_SLICE_S = 0.004
_PREPARE_AFTER_MS = 300
# So many rows are put in order at once; what comes in order of itself costs less.
_RUN = 2000

_Placed = Tuple[str, str, Row]
"""The words of a row's title, its id, and itself."""

_order = itemgetter(0, 1)


class Reading:
    """Turns the entries of one platform into rows, a little at a time.

    Folding the text of thousands of collections takes longer than one frame, and so does putting
    them in the order of their titles. Rows of entries that did not change are taken over as they
    are.

    At the end ``rows`` are in order, and ``by_id`` knows them by their ids.
    """

    def __init__(self, node: PlatformNode, entries: Sequence[Entry]) -> None:
        self.node = node
        self.rows: List[Row] = []
        self.by_id: Dict[str, Row] = {}
        self._steps = self._read(entries)

    def go_on(self, until: float) -> bool:
        """Read until that ``time.perf_counter()``; whether the end was reached."""
        return all(time.perf_counter() <= until for _ in self._steps)

    def _read(self, entries: Sequence[Entry]) -> Iterator[None]:
        runs: List[List[_Placed]] = []
        run: List[_Placed] = []
        for entry in entries:
            known = self.node.row(entry.collection.id)
            same = known is not None and known.entry == entry
            row = known if known and same else row_of(entry)
            run.append((row.named, row.id, row))
            if len(run) == _RUN:
                run.sort(key=_order)
                runs.append(run)
                run = []
            yield
        run.sort(key=_order)
        for _, name, row in merge(*runs, run, key=_order) if runs else run:
            self.rows.append(row)
            self.by_id[name] = row
            yield


class Reader(QObject):
    """Reads for a part of a frame, then lets the person go first. GUI thread.

    ``done`` hears of each platform that was read to its end.
    """

    def __init__(self, done: Callable[[Reading], None], parent: QObject) -> None:
        super().__init__(parent)
        self._done = done
        self._readings: Dict[str, Reading] = {}
        self._lengths: Dict[str, int] = {}
        self._total = 0
        self._slicer = QTimer(self)
        self._slicer.setSingleShot(True)
        self._slicer.timeout.connect(self._read)
        self._nodes: Dict[str, PlatformNode] = {}
        self._unready: Iterator[Row] = iter(())
        self.prepared = True
        """Whether the words of all rows that are searched here have been folded."""
        self._preparer = QTimer(self)
        self._preparer.setSingleShot(True)
        self._preparer.timeout.connect(self._prepare)

    def take(self, node: PlatformNode, entries: Sequence[Entry]) -> None:
        """Read these, in place of what was to be read of that platform."""
        name = node.platform.id
        self._total += len(entries) - self._lengths.get(name, 0)
        self._lengths[name] = len(entries)
        self._readings[name] = Reading(node, entries)
        self._nodes[name] = node
        self._preparer.stop()
        self.prepared = False
        if not self._slicer.isActive():
            # What follows in the same breath waits for the next slice.
            self._slicer.start()
            self._read()

    def forget(self, platform_id: str) -> None:
        """That platform is gone."""
        self._total -= self._lengths.pop(platform_id, 0)
        self._nodes.pop(platform_id, None)

    def _read(self) -> None:
        until = time.perf_counter() + _SLICE_S
        for platform_id, reading in list(self._readings.items()):
            if not reading.go_on(until):
                self._slicer.start()
                return
            del self._readings[platform_id]
            self._done(reading)
            if self._readings and time.perf_counter() > until:
                self._slicer.start()
                return
        self._unready = (row for node in list(self._nodes.values()) for row in node.rows)
        self._preparer.start(_PREPARE_AFTER_MS)

    def _prepare(self) -> None:
        """Make ready what is searched here and not by the index, now that no list comes in."""
        if self._total > SEARCHED_HERE:
            return
        until = time.perf_counter() + _SLICE_S
        for row in self._unready:
            row.ready()
            if time.perf_counter() > until:
                self._preparer.start(0)
                return
        self.prepared = True
