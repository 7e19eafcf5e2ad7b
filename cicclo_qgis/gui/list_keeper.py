"""Keeps the list in line with the desk: rows, what is unfolded, what is selected."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, Dict, Optional, Sequence, Set, Tuple

from qgis.PyQt.QtCore import QModelIndex, QObject, QTimer, pyqtSignal

from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.index_groups import Grouping
from cicclo_qgis.gui.desk_protocol import Desk, ListingState
from cicclo_qgis.gui.pace import Pace
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_reading import SEARCHED_HERE
from cicclo_qgis.gui.tree_view import CollectionTree

Key = Tuple[str, str]

_UNFOLDED_AT_FIRST = 6
_GATHER_MS = 200
_REGROUP_MS = 250


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
        self._unfolded: Dict[Grouping, Set[str]] = {}
        self._met: Set[str] = set()
        self._seen: Set[str] = set()
        self._search = self._shown = Search()
        self._wanted: Optional[Tuple[str, str]] = None
        self._telling = Pace(self._take_told, self)
        # A platform's pages come in bursts: they are taken together.
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.timeout.connect(self._take_entries)
        self._stale = False
        self._regrouping = QTimer(self)
        self._regrouping.setSingleShot(True)
        self._regrouping.timeout.connect(self._regroup)
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

    def find_address(self, address: str, done: Callable[[str, Sequence[Key], str], None]) -> None:
        """Find what ``address`` means; ``done`` hears of both, later (see ``Desk``)."""
        find = self._desk.find_address
        if find is not None:
            find(address, lambda keys, closed: done(address, keys, closed), self)

    def look_for(self, search: Search) -> None:
        """Show what matches, the best at the top; what is selected stays so while it matches.

        Where there are many rows the list follows a moment later, unless more was typed by then.
        """
        self._search = search
        here = self._found_here(search)
        if here and _plain(search) != self._shown:
            self._show(search, None)
        elif here:
            self.searched.emit()
        if not here or search.count is not None:
            self._desk.search(search, lambda answer: self._found(search, answer, not here), self)

    def _found_here(self, search: Search) -> bool:
        if search.among is not None or self._model.tally().collections <= SEARCHED_HERE:
            return True
        wanted = search.text.strip() or search.narrowed
        return search.by is Grouping.PLATFORM and not wanted

    def stop_counting(self) -> None:
        """Nobody looks at the numbers any more; the list stays as it is."""
        self._search = replace(self._search, count=None)

    def count_again(self) -> None:
        """The rows are others now: find the numbers that were asked for once more."""
        search = self._search
        if search.count is not None:
            self._desk.search(search, lambda answer: self._found(search, answer, False), self)

    def _found(self, search: Search, answer: Optional[Answer], shown: bool) -> None:
        if _plain(search) != _plain(self._search):
            return
        if shown or self._stale or _plain(search) != self._shown:
            self._show(search, answer)
        if search.count is not None:
            self.counted.emit(answer)

    def _show(self, search: Search, answer: Optional[Answer]) -> None:
        tree, model, again = self._tree, self._model, _plain(search) == self._shown
        self._shown, self._stale = _plain(search), False
        key, under, query = (
            tree.current_key(),
            tree.current_heading(),
            search.text or search.narrowed,
        )
        place = tree.verticalScrollBar().value()
        self._fill(search, answer, again)
        tree.setRootIsDecorated(not model.bare)
        self._unfold()
        if key is not None and not query:
            self.select(*key, under)
        elif key is not None:
            index = model.index_of(*key, under)
            if index.isValid():
                tree.select(index)
        elif under is not None and not model.by_platform:
            self._select_heading(under)
        if again:
            tree.scroll_back(place)
        elif query:
            tree.scrollToTop()
        elif key is not None:
            tree.scrollTo(tree.currentIndex())
        tree.fill()
        self.searched.emit()

    def _fill(self, search: Search, answer: Optional[Answer], again: bool) -> None:
        if answer is not None:
            self._model.show(answer)
        elif again:
            self._model.regroup()
        elif self._found_here(search):
            self._model.narrow(search)
        else:  # so many rows stand under their platforms already
            self._model.narrow(replace(search, by=Grouping.PLATFORM))

    def _select_heading(self, key: str) -> None:
        for group in self._model.groups():
            if group.key == key and group.at >= 0:
                self._tree.select(self._model.group_index(group))

    def _regroup(self) -> None:
        """Rows have come or gone: find them a place under headings that are not platforms."""
        search = self._search
        if search.by is Grouping.PLATFORM:
            return
        self._regrouping.stop()
        if self._found_here(search):
            self._show(search, None)
        else:
            self._stale = True
            self._desk.search(search, lambda answer: self._found(search, answer, False), self)

    def select(
        self, platform_id: str, collection_id: str = "", under: Optional[str] = None
    ) -> None:
        """Make a platform or one of its collections the current row, and bring it in sight.

        ``under``: the key of the heading to look under first, where there are several.
        """
        if collection_id:
            index = self._model.reveal(platform_id, collection_id, under)
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
        if not joined and self._awaits_more():
            self._telling.ask()
            return
        self._telling.do()
        if self._changed:
            # With the last answer the list is whole: nothing more will come to be taken with it.
            self._gather.start(0)

    def _awaits_more(self) -> bool:
        waiting = ListingState.WAITING
        return any(self._desk.listing(one).state is waiting for one in self._seen)

    def _entries_changed(self, platform_id: str) -> None:
        self._changed.add(platform_id)
        if not self._gather.isActive():
            self._gather.start(_GATHER_MS)

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
            self._regroup()
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
                self._unfolded.setdefault(Grouping.PLATFORM, set()).add(platform_id)
        if self._search.by is not Grouping.PLATFORM:
            if self._model.by_platform:
                self._regroup()
            elif not self._regrouping.isActive():
                # An empty list waits for the first that are found.
                self._regrouping.start(_REGROUP_MS if self._model.groups() else 0)
        else:
            self._unfold_one(platform_id)
            if self._wanted is not None and self._wanted[0] == platform_id:
                self.select(*self._wanted)
        self.rows_told.emit(platform_id)

    # -- what is unfolded -------------------------------------------------------------------

    def _left_unfolded(self) -> Set[str]:
        """The keys of the headings that are left unfolded; a few come so."""
        platforms = self._model.by_platform
        by = Grouping.PLATFORM if platforms else self._search.by
        if by not in self._unfolded:
            if self._model.searching and not platforms:  # there will be more headings
                return set()
            groups = () if platforms else self._model.groups()
            few = len(groups) <= _UNFOLDED_AT_FIRST
            self._unfolded[by] = {group.key for group in groups if few}
        return self._unfolded[by]

    def _unfold(self) -> None:
        """After a reset: what was left unfolded; of what a search finds, what is shown already.

        The others are unfolded by the list, when they come into sight.
        """
        model, tree = self._model, self._tree
        left = set() if model.filtered else self._left_unfolded()
        tree.blockSignals(True)
        for group in model.groups():
            wanted = group.shown if model.filtered else group.key in left
            if wanted and group.at >= 0:
                tree.setExpanded(model.index(group.at, 0), True)
        tree.blockSignals(False)

    def _unfold_one(self, platform_id: str) -> None:
        """While searching, a platform is unfolded once it shows what matches; else those left so.

        The list fills those that come into sight.
        """
        index = self._model.index_of(platform_id)
        if self._model.filtered:
            wanted = self._model.rowCount(index) > 0 if index.isValid() else False
            self._tree.fill()
        else:
            wanted = platform_id in self._left_unfolded()
        if index.isValid() and wanted != self._tree.isExpanded(index):
            self._tree.blockSignals(True)
            self._tree.setExpanded(index, wanted)
            self._tree.blockSignals(False)

    def _remember_fold(self, index: QModelIndex, unfolded: bool) -> None:
        group = self._model.group(index)
        if group is None or self._model.filtered:
            return
        if unfolded:
            self._left_unfolded().add(group.key)
        else:
            self._left_unfolded().discard(group.key)


def _plain(search: Search) -> Search:
    """What decides on the rows, whatever is counted."""
    return replace(search, count=None)
