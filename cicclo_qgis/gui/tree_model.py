"""Platforms and their collections as a Qt model, filtered as the person types.

The filter lives here and not in a ``QSortFilterProxyModel``: a proxy would ask Python for each
row at each keystroke. While platforms answer, rows appear and change without a reset, so that what
is selected and unfolded stays so. A keystroke changes all there is: then one reset costs a tenth of
the hundreds of rows that would come and go.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Iterable, List, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QModelIndex, QObject, pyqtSignal

from cicclo_qgis.catalogue.index_answer import Answer, Search
from cicclo_qgis.catalogue.index_groups import FIRST_ROWS, Grouping, rows_at_first
from cicclo_qgis.catalogue.index_words import Wanted, understand
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui.desk_protocol import Listing, ListingState
from cicclo_qgis.gui.grouping import Heading, headings
from cicclo_qgis.gui.seeking import Seeker
from cicclo_qgis.gui.tree_nodes import Group, PlatformNode
from cicclo_qgis.gui.tree_reading import SEARCHED_HERE, Reader, Reading
from cicclo_qgis.gui.tree_rows import RowsModel
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.state import SessionStatus

_ROWS_OF_A_SEARCH = 60
_MORE = 100
# To be selected again, a row is looked for among so many.
_REVEALED = 2000


@dataclass(frozen=True)
class Tally:
    """What the list amounts to. ``matching`` of ``collections`` pass the filter.

    ``searching``: not all collections have been looked at yet.
    """

    platforms: int = 0
    waiting: int = 0
    failed: int = 0
    collections: int = 0
    matching: int = 0
    stopped: int = 0
    searching: bool = False


class TreeModel(RowsModel):
    """Platforms, and under each its collections; or these under headings of another kind.

    Other headings come with a reset: who keeps the list asks for them again when rows have come.
    A tree view asks for every row it may ever scroll to, so only the first few of each platform
    are shown, which bounds the work of a keystroke; ``show_more`` is for when they are reached.

    ``entries_shown(str)``: the collections handed over for that platform are now in the model, or
    more is known of which of them match.
    """

    entries_shown = pyqtSignal(str)

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._order: List[str] = []
        self._headings: List[Heading] = []
        self._search = Search()
        self._filter = Wanted()
        self._serial = 0
        self._reader = Reader(self._take, self)
        self._seeker = Seeker(self._found, self)

    # -- what the dock tells the model ------------------------------------------------------

    def set_platform(self, platform: Platform, listing: Listing, session: SessionStatus) -> None:
        """Take a platform, new or known, and its state."""
        self.set_platforms([(platform, listing, session)])

    def set_platforms(self, told: Iterable[Tuple[Platform, Listing, SessionStatus]]) -> None:
        """Take several platforms at once; new ones stand below those known."""
        known, fresh = [], False
        for platform, listing, session in told:
            node = self._nodes.get(platform.id)
            if node is None:
                self._serial += 1
                node = PlatformNode(self._serial, platform, listing, session)
                node.limit = rows_at_first(len(self._nodes))
                self._nodes[platform.id] = node
                self._by_serial[node.serial] = node
                self._order.append(platform.id)
                fresh = True
            else:
                node.platform, node.listing, node.session = platform, listing, session
                known.append(node)
        if fresh or self.filtered:
            self._place()
        for node in known:
            self._tell_changed(node)

    def _tell_changed(self, node: PlatformNode) -> None:
        if node.at >= 0:
            index = self.createIndex(node.at, 0, 0)
            self.dataChanged.emit(index, index)

    def keep_only(self, platform_ids: Sequence[str]) -> None:
        """Forget the platforms that are not in ``platform_ids``, and take its order."""
        kept = set(platform_ids)
        self._order = [name for name in platform_ids if name in self._nodes]
        self._place()
        for gone in set(self._nodes) - kept:
            del self._by_serial[self._nodes.pop(gone).serial]
            self._reader.forget(gone)
            self._seeker.forget(gone)

    def set_entries(self, platform_id: str, entries: Sequence[Entry]) -> None:
        """Take the collections known of a platform so far; thousands appear a little later."""
        node = self._nodes.get(platform_id)
        if node is None:
            return
        self._reader.take(node, entries)

    def _take(self, reading: Reading) -> None:
        node = reading.node
        if self._nodes.get(node.key) is not node:
            return
        node.take(reading.rows, reading.by_id, self._search, self._filter)
        node.spent = False
        if self._seeker.add(node, self._few()):
            self._found(node)
        else:
            self._tell_changed(node)
            self.entries_shown.emit(node.key)

    def _found(self, node: PlatformNode) -> None:
        """More is known of which of its rows match; of a search, all are shown when looked at."""
        if self.by_platform:
            if self.filtered:
                self._place()
            shown = sum(len(group.shown) for group in self._visible) if self.filtered else 0
            if node.shown or shown < _ROWS_OF_A_SEARCH:
                self._show(node, node.matching.first(node.limit))
        self._tell_changed(node)
        self.entries_shown.emit(node.key)

    def _few(self) -> bool:
        """Whether all rows there are can be searched at once."""
        few = sum(len(node.rows) for node in self._nodes.values()) <= SEARCHED_HERE
        return few and self._reader.prepared

    def set_filter(self, query: str) -> None:
        """Show only what holds every word of ``query``, in any order, accents and case aside."""
        self.narrow(Search(query))

    def narrow(self, search: Search) -> None:
        """Show only what passes ``search``, found here among the rows."""
        wanted = understand(search.text)
        if wanted != self._filter or replace(search, text="") != replace(self._search, text=""):
            self._find(wanted, search, None)

    def regroup(self) -> None:
        """Put the rows there are now under their headings."""
        self._find(self._filter, self._search, None)

    def show(self, answer: Answer) -> None:
        """Show what the index has found."""
        self._find(answer.wanted, answer.search, answer)

    def _find(self, wanted: Wanted, search: Search, answer: Optional[Answer]) -> None:
        """The rows of the first platforms are shown; those of others when they come into sight."""
        self.beginResetModel()
        self._filter, self._search = wanted, search
        limit, few = rows_at_first(len(self._nodes)), self._few()
        here = []
        for node in self._nodes.values():
            node.limit, node.shown, node.spent = limit, [], False
            if not node.know(answer):
                node.seek(search, wanted)
                here.append(node)
            elif not few:
                node.let_go()
        self._seeker.look(here, few)
        self._arrange(answer)
        room = _ROWS_OF_A_SEARCH if self.by_platform else FIRST_ROWS
        self._number()
        for group in self.groups():
            if self.filtered and room <= 0:
                break
            # Under headings that are folded nothing is looked for beforehand.
            if self.filtered or self.bare or isinstance(group, PlatformNode):
                group.shown = group.found().first(group.limit)
                room -= len(group.shown)
        self.endResetModel()

    def _arrange(self, answer: Optional[Answer]) -> None:
        """The headings that are wanted; platforms, too, while there is nothing but them."""
        for heading in self._headings:
            del self._by_serial[heading.serial]
        by, self._headings, self._whole = self._search.by, [], None
        rows = any(node.rows for node in self._nodes.values())
        self.by_platform = by is Grouping.PLATFORM or not rows
        if self.by_platform:
            self._visible = list(self._platforms_wanted())
            return
        headed = headings(by, self._nodes, answer, self._filter, self._serial + 1)
        self._serial += len(headed)
        # Of what is found, the best fill the screen: a heading below is not looked through then.
        limit = FIRST_ROWS if self.filtered else rows_at_first(len(headed))
        for heading in headed:
            heading.limit = limit
            self._by_serial[heading.serial] = heading
        self._headings = headed
        self._visible = [] if by is Grouping.NONE else list(headed)
        self._whole = headed[0] if by is Grouping.NONE and headed else None

    def show_more(self, index: QModelIndex) -> bool:
        """Show more rows under the heading of ``index``; whether there were any.

        An invalid index stands for the list without headings.
        """
        group = self.group(index) if index.isValid() else self._whole
        if group is None or not group.more:
            return False
        before = len(group.shown)
        if before:
            group.limit += _MORE
        self._show(group, group.found().first(group.limit))
        group.spent = len(group.shown) <= before
        return not group.spent

    def reveal(
        self, platform_id: str, collection_id: str, under: Optional[str] = None
    ) -> QModelIndex:
        """The index of a collection, showing more rows when needed; invalid if filtered out.

        ``under``: the key of the heading to look under first, where there are several.
        """
        node = self._nodes.get(platform_id)
        if node is None or not node.matching.holds(collection_id):
            return QModelIndex()
        if self.by_platform and node.at < 0:
            return QModelIndex()
        index = self.index_of(platform_id, collection_id, under)
        groups: Sequence[Group] = (node,) if self.by_platform else self.groups()
        for group in sorted(groups, key=lambda one: one.key != under):
            heading = self.group_index(group)
            while not index.isValid() and self._may_grow(group) and self.show_more(heading):
                index = self.index_of(platform_id, collection_id, under)
        return index

    # -- what the dock asks of the model ----------------------------------------------------

    @property
    def filtered(self) -> bool:
        """Whether a filter is set."""
        return bool(self._filter) or self._search.narrowed

    @property
    def searching(self) -> bool:
        """Whether there are rows of which it is not known yet whether they match."""
        return self._seeker.busy

    def platforms(self) -> List[PlatformNode]:
        """Every platform, shown or not."""
        return [self._nodes[name] for name in self._order]

    def tally(self) -> Tally:
        """Count what there is."""
        waiting = failed = stopped = collections = matching = 0
        for node in self._nodes.values():
            state = node.listing.state
            waiting += state is ListingState.WAITING
            failed += node.failed
            stopped += state is ListingState.STOPPED
            collections += len(node.rows)
            matching += len(node.matching)
        told = (waiting, failed, collections, matching, stopped, self.searching)
        return Tally(len(self._nodes), *told)

    # -- showing and hiding -----------------------------------------------------------------

    def _may_grow(self, group: Group) -> bool:
        return self.by_platform or len(group.shown) < _REVEALED

    def _wanted(self, node: PlatformNode) -> bool:
        if not self.filtered or len(node.matching) > 0:
            return True
        if node.shown and not node.searched:  # it has stood there until now
            return True
        return not self._search.narrowed and node.named_by(self._filter)

    def _platforms_wanted(self) -> Iterable[PlatformNode]:
        return (node for node in self.platforms() if self._wanted(node))

    def _place(self) -> None:
        """Bring the platforms shown in line with the filter and the order."""
        if self.by_platform:
            self._place_all(list(self._platforms_wanted()))
