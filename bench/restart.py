"""QGIS is started again, and 100 000 collections are known from its last run.

How long it takes until the first list is there, until every row can be searched, until all lists
are there, and the longest time the GUI thread is held meanwhile (its own time of the processor).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Dict, Sequence

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.gui.list_keeper import ListKeeper
from cicclo_qgis.gui.lists import Lists
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.platforms import Platform
from cicclo_qgis.signin.state import SessionStatus

_TYPED = "zones"
_WATCHED_MS = 5


class _Desk(QObject):
    """What the list asks of a desk."""

    platform_changed = pyqtSignal(str)
    entries_changed = pyqtSignal(str)

    def __init__(self, platforms: Sequence[Platform], memory: Remembering) -> None:
        super().__init__()
        self._platforms = platforms
        lists = Lists(self.platform_changed.emit, self.entries_changed.emit)
        self.entries, self.listing, self.recalled = lists.entries, lists.listing, lists.recalled
        self.search = memory.search

    def platforms(self) -> Sequence[Platform]:
        """All."""
        return self._platforms

    def session(self, platform_id: str) -> SessionStatus:
        """None."""
        return SessionStatus(platform_id)


class _Watchdog(QTimer):
    """Notes the GUI thread's own time between two moments at which it was served."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last = time.thread_time()
        self.timeout.connect(self._served)
        self.start(_WATCHED_MS)

    def _served(self) -> None:
        now = time.thread_time()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now


def restarted(application: Any, path: Path, platforms: Sequence[Platform]) -> Dict[str, float]:
    """The figures; the index at ``path`` is nobody else's."""
    workers = Workers()
    index = Index(path, platforms)
    memory = Remembering(index, workers)
    desk = _Desk(platforms, memory)
    model = TreeModel()
    tree = CollectionTree(model)
    tree.resize(360, 700)
    tree.show()
    keeper = ListKeeper(desk, model, tree)  # type: ignore[arg-type]
    keeper.fill()
    application.processEvents()
    begun = time.perf_counter()
    times: Dict[str, float] = {}

    def reached(name: str) -> None:
        times.setdefault(name, round(time.perf_counter() - begun, 2))

    def recalled(listed: Listed) -> None:
        reached("restart_first_list_s")
        desk.recalled(listed)

    def answered(answer: Any) -> None:
        if isinstance(answer, Answer) and len(answer.known) == len(platforms):
            reached("restart_searchable_s")
        else:
            memory.search(Search(_TYPED), answered)

    memory.start(platforms, recalled)
    held = _Watchdog()
    asked = False
    while len(times) < 2 or not _whole(desk, model):
        if "restart_first_list_s" in times and not asked:
            asked = True
            memory.search(Search(_TYPED), answered)
        application.processEvents()
        time.sleep(0.001)
    reached("restart_all_lists_s")
    workers.stop()
    index.close()
    return {**times, "restart_gui_longest_ms": round(held.longest_ms, 1)}


def _whole(desk: _Desk, model: TreeModel) -> bool:
    nodes = model.platforms()
    return all(node.rows and node.listing.when is not None for node in nodes)
