"""Keeps the list in line with the desk: rows, what is unfolded, what is selected."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, Optional, Set, Tuple

from qgis.PyQt.QtCore import QModelIndex, QObject, QTimer, pyqtSignal

from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.pace import Pace
from cicclo_qgis.gui.tree_model import SEARCHED_HERE, TreeModel
from cicclo_qgis.gui.tree_view import CollectionTree

Key = Tuple[str, str]

_UNFOLDED_AT_FIRST = 6
_GATHER_MS = 30


class ListKeeper(QObject):
    """Stands between the desk's signals and the list.

    ``platform_told(str)``: the state of that platform is up to date in the list.
    ``rows_told(str)``: so are its collections. ``searched()``: the list shows what was searched.
    ``counted(object)``: the ``Answer`` that holds the numbers which the search asked for,
    None when they cannot be had.
    """

    platform_told = pyqtSignal(str)
    rows_told = pyqtSignal(str)
    searched = pyqtSignal()
    counted = pyqtSignal(object)

    def __init__(self, desk: Desk, model: TreeModel, tree: CollectionTree) -> None:
        super().__init__(tree)
        self._desk = desk
        self._model = model
        self._tree = tree
        self._told: Set[str] = set()
        self._changed: Set[str] = set()
        self._unfolded: Set[str] = set()
        self._met: Set[str] = set()
        self._seen: Set[str] = set()
        self._search = self._shown = Search()
        self._wanted: Optional[Tuple[str, str]] = None
        self._telling = Pace(self._take_told, self)
        # A platform's pages come in bursts: they are taken together.
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self._take_entries)
        tree.expanded.connect(lambda index: self._remember_fold(index, True))
        tree.collapsed.connect(lambda index: self._remember_fold(index, False))
        model.entries_shown.connect(self._entries_shown)
        desk.platform_changed.connect(self._platform_changed)
        desk.entries_changed.connect(self._entries_changed)

    def fill(self) -> None:
        """Take all the desk knows already."""
        self._take_platforms(None)
        for platform in self._desk.platforms():
            entries = self._desk.entries(platform.id)
            if entries:
                self._model.set_entries(platform.id, entries)

    def search(self, query: str) -> None:
        """See ``look_for``: with this text, and narrowed as it is."""
        self.look_for(replace(self._search, text=query))

    @property
    def finds_addresses(self) -> bool:
        """Whether the collection that an address means can be found."""
        return self._desk.find_address is not None

    def find_address(self, address: str, done: Callable[[str, Optional[Key]], None]) -> None:
        """Find the collection that ``address`` means; ``done`` hears of both, later."""
        find = self._desk.find_address
        if find is not None:
            find(address, lambda key: done(address, key))

    def look_for(self, search: Search) -> None:
        """Show what matches, the best at the top; what is selected stays so while it matches.

        Where there are many rows the list follows a moment later, unless more was typed by then.
        """
        self._search = search
        few = self._model.tally().collections <= SEARCHED_HERE or search.among is not None
        here = few or not (search.text.strip() or search.narrowed)
        if here and _plain(search) != self._shown:
            self._show(search, None)
        elif here:
            self.searched.emit()
        if not here or search.count is not None:
            self._desk.search(search, lambda answer: self._found(search, answer, not here))

    def stop_counting(self) -> None:
        """Nobody looks at the numbers any more; the list stays as it is."""
        self._search = replace(self._search, count=None)

    def count_again(self) -> None:
        """The rows are others now: find the numbers that were asked for once more."""
        search = self._search
        if search.count is not None:
            self._desk.search(search, lambda answer: self._found(search, answer, False))

    def _found(self, search: Search, answer: Optional[Answer], shown: bool) -> None:
        if _plain(search) != _plain(self._search):
            return
        if shown or _plain(search) != self._shown:
            self._show(search, answer)
        if search.count is not None:
            self.counted.emit(answer)

    def _show(self, search: Search, answer: Optional[Answer]) -> None:
        self._shown = _plain(search)
        key, query = self._tree.current_key(), search.text or search.narrowed
        if answer is not None:
            self._model.show(answer)
        else:
            self._model.narrow(search)
        self._unfold()
        if key is not None and not query:
            self.select(*key)
            self._tree.scrollTo(self._tree.currentIndex())
        elif key is not None:
            index = self._model.index_of(*key)
            if index.isValid():
                self._tree.select(index)
        if query:
            self._tree.scrollToTop()
        self.searched.emit()

    def select(self, platform_id: str, collection_id: str = "") -> None:
        """Make a platform or one of its collections the current row, and bring it in sight."""
        if collection_id:
            index = self._model.reveal(platform_id, collection_id)
        else:
            index = self._model.index_of(platform_id)
        if index.isValid() and index != self._tree.currentIndex():
            self._tree.select(index)
            self._tree.scrollTo(index)

    # -- what the desk tells ----------------------------------------------------------------

    def _platform_changed(self, platform_id: str) -> None:
        self._told.add(platform_id)
        # Whoever adds or removes a platform goes on with it at once.
        joined = platform_id not in self._seen or len(self._desk.platforms()) != len(self._seen)
        if joined:
            self._telling.do()
        else:
            self._telling.ask()

    def _entries_changed(self, platform_id: str) -> None:
        self._changed.add(platform_id)
        if not self._gather.isActive():
            self._gather.start()

    def _take_told(self) -> None:
        told, self._told = self._told, set()
        self._take_platforms(told)
        for platform_id in told:
            self.platform_told.emit(platform_id)

    def _take_platforms(self, told: Optional[Set[str]]) -> None:
        """Take the state of those platforms (None: of all), and which there are."""
        desk, platforms = self._desk, self._desk.platforms()
        self._model.set_platforms(
            (platform, desk.listing(platform.id), desk.session(platform.id))
            for platform in platforms
            if told is None or platform.id in told or platform.id not in self._seen
        )
        ids = [platform.id for platform in platforms]
        if ids != [node.platform.id for node in self._model.platforms()]:
            self._model.keep_only(ids)
        self._seen = set(ids)

    def _take_entries(self) -> None:
        changed, self._changed = self._changed, set()
        self._wanted = self._tree.current_key()
        for platform_id in changed:
            self._model.set_entries(platform_id, self._desk.entries(platform_id))

    def _entries_shown(self, platform_id: str) -> None:
        if platform_id not in self._met and self._desk.entries(platform_id):
            self._met.add(platform_id)
            if len(self._seen) <= _UNFOLDED_AT_FIRST:
                self._unfolded.add(platform_id)
        self._unfold_one(platform_id)
        if self._wanted is not None and self._wanted[0] == platform_id:
            self.select(*self._wanted)
        self.rows_told.emit(platform_id)

    # -- what is unfolded -------------------------------------------------------------------

    def _unfold(self) -> None:
        """After a reset: what was left unfolded; of what a search finds, what is shown already.

        The others are unfolded by the list, when they come into sight.
        """
        model, tree = self._model, self._tree
        tree.blockSignals(True)
        for node in model.platforms():
            wanted = node.shown if model.filtered else node.platform.id in self._unfolded
            if wanted and node.at >= 0:
                tree.setExpanded(model.index(node.at, 0), True)
        tree.blockSignals(False)

    def _unfold_one(self, platform_id: str) -> None:
        """While searching each platform that matches is unfolded; else those left so."""
        index = self._model.index_of(platform_id)
        wanted = self._model.filtered or platform_id in self._unfolded
        if index.isValid() and wanted != self._tree.isExpanded(index):
            self._tree.blockSignals(True)
            self._tree.setExpanded(index, wanted)
            self._tree.blockSignals(False)

    def _remember_fold(self, index: QModelIndex, unfolded: bool) -> None:
        node = self._model.node(index)
        if node is None or self._model.filtered:
            return
        if unfolded:
            self._unfolded.add(node.platform.id)
        else:
            self._unfolded.discard(node.platform.id)


def _plain(search: Search) -> Search:
    """What decides on the rows, whatever is counted."""
    return replace(search, count=None)
