"""Search at each keystroke among 100 000 collections of 130 platforms.

Two figures: the index alone, and from the keystroke to the list in real QGIS being up to date
(search in its thread, answer, model, unfolding, layout; painting aside). Each is the best of seven
rounds, since other work on the machine is neither the index's nor the list's. A third one is what
the keystroke costs of the processor, in both threads: a busy machine does not change that much.
The list is grouped by platform for these; the slowest of the other ways to group it is told apart.
At last QGIS is started again with what the index holds (``bench.restart``).

Run by the Python that sees QGIS.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Tuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, pyqtSignal

from bench import corpus
from bench.restart import restarted
from bench.results import percentile, record
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Search
from cicclo_qgis.catalogue.index_groups import Grouping
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.gui.desk_protocol import Listing, ListingState
from cicclo_qgis.gui.list_keeper import ListKeeper
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.signin.state import SessionStatus

PLATFORMS = 130
COLLECTIONS = 100_000
ROUNDS = 7


class BenchDesk(QObject):
    """What the list asks of a desk."""

    platform_changed = pyqtSignal(str)
    entries_changed = pyqtSignal(str)

    def __init__(self, lists: Dict[Any, Any], memory: Remembering) -> None:
        super().__init__()
        self._lists = lists
        self.search = memory.search

    def platforms(self) -> List[Any]:
        """All."""
        return list(self._lists)

    def entries(self, platform_id: str) -> Any:
        """All of one."""
        return next(rows for one, rows in self._lists.items() if one.id == platform_id)

    def listing(self, _platform_id: str) -> Listing:
        """Whole."""
        return Listing(ListingState.LOADED)

    def session(self, platform_id: str) -> SessionStatus:
        """None."""
        return SessionStatus(platform_id)


def keystrokes() -> List[str]:
    """What stands in the search line after each letter."""
    return [query[:end] for query in corpus.QUERIES for end in range(1, len(query) + 1)]


def measured(
    work: Callable[[str], None], between: Callable[[], None]
) -> Tuple[List[float], List[float]]:
    """Milliseconds of each keystroke by the clock and of the processor, the best of the rounds."""
    keys = keystrokes()
    clock, processor = [math.inf] * len(keys), [math.inf] * len(keys)
    for _ in range(ROUNDS):
        for number, typed in enumerate(keys):
            begun, began = time.perf_counter(), time.process_time()
            work(typed)
            clock[number] = min(clock[number], (time.perf_counter() - begun) * 1000)
            processor[number] = min(processor[number], (time.process_time() - began) * 1000)
            between()
    return clock, processor


def resident_mb() -> float:
    """Memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Measure, and write the results."""
    application = QgsApplication([], True)
    application.initQgis()
    platforms = corpus.platforms(PLATFORMS)
    each = COLLECTIONS // PLATFORMS + 1
    before = resident_mb()
    lists: Dict[Any, Any] = {one: tuple(corpus.entries(one, each)) for one in platforms}
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "catalogue.sqlite", platforms)
        for one, rows in lists.items():
            index.take(Listed(one.id, rows, rows[0].landing, time.time()))
        index.open()
        alone, _ = measured(lambda typed: _ask(index, typed), lambda: None)
        workers = Workers()
        desk = BenchDesk(lists, Remembering(index, workers))
        grouped = _in_the_list(application, desk)
        shown, processor = grouped.pop(Grouping.PLATFORM)
        memory = resident_mb() - before
        workers.stop()
        index.close()
        # The collector of garbage would have these to look at beside those that come.
        lists.clear()
        again = restarted(application, Path(folder) / "catalogue.sqlite", platforms)
    record(
        {
            "search_collections": each * PLATFORMS,
            "search_index_p95_ms": round(percentile(alone, 0.95), 1),
            "search_p50_ms": round(percentile(shown, 0.5), 1),
            "search_p95_ms": round(percentile(shown, 0.95), 1),
            "search_p95_cpu_ms": round(percentile(processor, 0.95), 1),
            "search_grouped_p95_ms": round(_slowest(clock for clock, _ in grouped.values()), 1),
            "search_grouped_p95_cpu_ms": round(_slowest(cpu for _, cpu in grouped.values()), 1),
            "search_memory_mb": round(memory),
            **again,
        }
    )
    sys.stdout.flush()
    # Qt takes down what Python made in an order of its own, and falls over it.
    os._exit(0)


def _ask(index: Index, typed: str) -> None:
    answer = index.search(Search(typed))
    if answer is None:
        raise SystemExit("the index did not answer")
    answer.prepare()


def _slowest(each: Iterable[List[float]]) -> float:
    return max(percentile(times, 0.95) for times in each)


def _in_the_list(
    application: Any, desk: BenchDesk
) -> Dict[Grouping, Tuple[List[float], List[float]]]:
    model = TreeModel()
    tree = CollectionTree(model)
    tree.resize(360, 700)
    tree.show()
    keeper = ListKeeper(desk, model, tree)  # type: ignore[arg-type]
    keeper.fill()
    while model.tally().collections < COLLECTIONS:
        application.processEvents()
    answered: List[bool] = []
    keeper.searched.connect(lambda: answered.append(True))

    def typing(by: Grouping) -> Callable[[str], None]:
        def work(typed: str) -> None:
            answered.clear()
            keeper.look_for(Search(typed, by=by))
            while not answered:
                application.sendPostedEvents()
                time.sleep(0.0005)
            tree.indexAt(tree.rect().center())  # lays the rows out

        return work

    return {by: measured(typing(by), application.processEvents) for by in Grouping}


if __name__ == "__main__":
    main()
