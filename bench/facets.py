"""Facets among 100 000 collections of 130 platforms: how long they take, what the GUI pays.

From a value ticked (or the map moved) to the list in real QGIS being up to date with its numbers,
painting aside, and the longest time the GUI thread was held by any of it, painting too. Each is the
best of seven rounds, since other work on the machine is neither the index's nor the list's. A third
figure is what it costs of the processor, in both threads: a busy machine does not change that much.

Run by the Python that sees QGIS.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List, Tuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication

from bench import corpus
from bench.results import percentile, record
from bench.search import COLLECTIONS, PLATFORMS, ROUNDS, BenchDesk
from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.index_answer import Facet, Search
from cicclo_qgis.catalogue.index_words import spaced
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.gui.list_keeper import ListKeeper
from cicclo_qgis.gui.remembering import Remembering
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree
from cicclo_qgis.host.workers import Workers

BRITTANY = (-5.2, 47.2, -1.0, 49.0)
THEMES = ("biodiversité", "eau", "urbanisme", "foncier", "transport", "énergie", "risques")


def questions(territory: str, number: int) -> List[Search]:
    """What a person does one after the other: looks at values, ticks, types on, moves the map.

    In each round another theme and another part of the map: an answer is not known beforehand.
    """
    theme = {Facet.THEME: frozenset([spaced(THEMES[number % len(THEMES)]).strip()])}
    here = {Facet.TERRITORY: frozenset([territory])}
    padlock = {Facet.PADLOCK: frozenset(["open"])}
    steps = [0.02 * (3 * number + move) for move in range(3)]
    west, south, east, north = BRITTANY
    views = [(west + step, south + step, east + step, north + step) for step in steps]
    return [
        *(Search(count=facet) for facet in Facet),
        Search(only=theme, count=Facet.THEME),
        Search(only={**theme, **padlock}, count=Facet.PADLOCK),
        Search("zones", {**theme, **padlock}, count=Facet.THEME),
        Search("zones", here, count=Facet.KIND),
        Search(bbox=views[0]),
        Search(bbox=views[1], only=padlock, count=Facet.LICENSE),
        Search("parc", bbox=views[2], count=Facet.TERRITORY),
        Search(only={Facet.LICENSE: frozenset([""])}),
    ]


class Clock:
    """How long a question took, and how long the GUI thread was held at once."""

    def __init__(self, application: Any, keeper: ListKeeper, tree: CollectionTree) -> None:
        self._application, self._keeper, self._tree = application, keeper, tree
        self._heard: List[str] = []
        keeper.searched.connect(lambda: self._heard.append("list"))
        keeper.counted.connect(lambda _answer: self._heard.append("numbers"))

    def ask(self, search: Search) -> Tuple[float, float, float]:
        """Milliseconds by the clock, of the processor, and the longest piece of the GUI thread."""
        self._heard.clear()
        wanted = {"list"} | ({"numbers"} if search.count is not None else set())
        begun, began = time.perf_counter(), time.process_time()
        longest = self._piece(lambda: self._keeper.look_for(search))
        while not wanted <= set(self._heard):
            longest = max(longest, self._piece(self._application.sendPostedEvents))
            time.sleep(0.0005)
        longest = max(longest, self._piece(lambda: self._tree.indexAt(self._tree.rect().center())))
        taken, spent = time.perf_counter() - begun, time.process_time() - began
        # Else the next question would be told to take as long as this one's rows are painted.
        longest = max(longest, self._piece(self._application.processEvents))
        return taken * 1000, spent * 1000, longest

    def _piece(self, work: Any) -> float:
        """The thread's own time: on a busy machine the clock would tell of others."""
        begun = time.thread_time()
        work()
        return (time.thread_time() - begun) * 1000


def main() -> None:
    """Measure, and write the results."""
    application = QgsApplication([], True)
    application.initQgis()
    platforms = corpus.platforms(PLATFORMS)
    each = COLLECTIONS // PLATFORMS + 1
    lists: Dict[Any, Any] = {one: tuple(corpus.entries(one, each)) for one in platforms}
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "catalogue.sqlite", platforms)
        for one, rows in lists.items():
            index.take(Listed(one.id, rows, rows[0].landing, time.time()))
        index.open()
        workers = Workers()
        model = TreeModel()
        tree = CollectionTree(model)
        tree.resize(360, 700)
        tree.show()
        desk: Any = BenchDesk(lists, Remembering(index, workers))
        keeper = ListKeeper(desk, model, tree)
        keeper.fill()
        while model.tally().collections < COLLECTIONS:
            application.processEvents()
        clock = Clock(application, keeper, tree)
        place = platforms[0].territory
        rounds = [
            [clock.ask(search) for search in questions(place, number)] for number in range(ROUNDS)
        ]
        workers.stop()
        index.close()
    best = list(zip(*rounds))
    whole, spent, held = ([min(times[n] for times in one) for one in best] for n in range(3))
    if "-v" in sys.argv:
        for search, *figures in zip(questions(place, 0), whole, spent, held):
            print(" ".join(f"{figure:6.1f}" for figure in figures), search)
    record(
        {
            "facets_p95_ms": round(percentile(whole, 0.95), 1),
            "facets_p95_cpu_ms": round(percentile(spent, 0.95), 1),
            "facets_gui_longest_ms": round(max(held), 1),
        }
    )
    sys.stdout.flush()
    # Qt takes down what Python made in an order of its own, and falls over it.
    os._exit(0)


if __name__ == "__main__":
    main()
