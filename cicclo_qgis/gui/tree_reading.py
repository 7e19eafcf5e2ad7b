"""Entries become rows: a little at a time, so that the person is never kept waiting."""

from __future__ import annotations

import time
from typing import Callable, Dict, List, Sequence

from qgis.PyQt.QtCore import QObject, QTimer

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui.tree_nodes import Placed, PlatformNode, row_of

SEARCHED_HERE = 4000
"""So many rows are searched within a frame here; beyond, the index does it in another thread."""
_SLICE_S = 0.004


class Reading:
    """Turns the entries of one platform into rows, a little at a time.

    Folding the text of thousands of collections takes longer than one frame. Rows of entries
    that did not change are taken over as they are. ``searched``: they are searched here, and not
    by the index.
    """

    def __init__(self, node: PlatformNode, entries: Sequence[Entry], searched: bool) -> None:
        self.node = node
        self._searched = searched
        self.rows: List[Placed] = []
        self._entries = iter(entries)
        self._known = {row.id: row for row in node.rows}

    def go_on(self, until: float) -> bool:
        """Read until that ``time.perf_counter()``; whether the end was reached."""
        for entry in self._entries:
            known = self._known.get(entry.collection.id)
            same = known is not None and known.entry == entry
            row = known if known and same else row_of(entry)
            if self._searched:
                row.ready()
            self.rows.append((row.named, row.id, row))
            if time.perf_counter() > until:
                return False
        return True


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

    def take(self, node: PlatformNode, entries: Sequence[Entry]) -> None:
        """Read these, in place of what was to be read of that platform."""
        name = node.platform.id
        self._total += len(entries) - self._lengths.get(name, 0)
        self._lengths[name] = len(entries)
        self._readings[name] = Reading(node, entries, self._total <= SEARCHED_HERE)
        if not self._slicer.isActive():
            # What follows in the same breath waits for the next slice.
            self._slicer.start()
            self._read()

    def forget(self, platform_id: str) -> None:
        """That platform is gone."""
        self._total -= self._lengths.pop(platform_id, 0)

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
