"""From the search line and the filters to the list: what is looked for, told to its keeper."""

from __future__ import annotations

from dataclasses import replace
from typing import FrozenSet, Optional, Sequence

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QObject, QTimer

from cicclo_qgis.catalogue.by_address import is_address
from cicclo_qgis.catalogue.favourites import Choice, Key, Pick
from cicclo_qgis.catalogue.index_answer import Facet, Search
from cicclo_qgis.catalogue.index_groups import Grouping
from cicclo_qgis.gui.facet_bar import FacetBar
from cicclo_qgis.gui.keeping import Keeping
from cicclo_qgis.gui.list_keeper import ListKeeper
from cicclo_qgis.gui.map_view import MapView

_COUNT_AGAIN_MS = 400


class Narrowing(QObject):
    """Holds no state of its own but the facet whose numbers are wanted."""

    def __init__(
        self,
        line: QgsFilterLineEdit,
        bar: FacetBar,
        keeper: ListKeeper,
        keeping: Keeping,
        view: Optional[MapView],
    ) -> None:
        super().__init__(bar)
        self._line, self._bar, self._keeper = line, bar, keeper
        self._keeping, self._view = keeping, view
        self._facet: Optional[Facet] = None
        self._by = Grouping.PLATFORM
        self._address_open = False
        self._closed = ("", "")
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(_COUNT_AGAIN_MS)
        self._recount.timeout.connect(keeper.count_again)
        line.textChanged.connect(lambda _text: self._look())
        bar.changed.connect(self._look)
        bar.counting.connect(self._count)
        keeper.counted.connect(bar.show_counts)
        keeper.rows_told.connect(lambda _platform_id: self._rows_told())
        keeping.changed.connect(self._kept_changed)
        if view is not None:
            view.moved.connect(self._moved)

    @property
    def choice(self) -> Choice:
        """All that narrows the list now."""
        return replace(self._bar.choice, text=self._line.text())

    @property
    def closed_by(self) -> str:
        """The platform whose session decides on the record whose address was pasted; else ""."""
        address, platform_id = self._closed
        return platform_id if address == self._line.text() else ""

    def take(self, choice: Choice) -> None:
        """Narrow the list like this from now on."""
        self._line.blockSignals(True)
        self._line.setText(choice.text)
        self._line.blockSignals(False)
        before = self._bar.choice
        self._bar.take(choice)
        if self._bar.choice == before:
            self._look()

    def group(self, by: Grouping) -> None:
        """Put the rows under headings of that kind from now on."""
        if by is not self._by:
            self._by = by
            self._look()

    def clear(self) -> None:
        """Show everything."""
        self.take(Choice())

    # -- own --------------------------------------------------------------------------------

    def _look(self) -> None:
        choice = self.choice
        self._address_open = False
        finding = self._keeper.finds_addresses and is_address(choice.text)
        # A portal may have to be asked for its record.
        self._line.setShowSpinner(finding)
        if finding:
            self._keeper.find_address(choice.text, self._address_found)
            return
        view = self._view if choice.in_view else None
        self._keeper.look_for(
            Search(
                text=choice.text,
                only=choice.only,
                bbox=None if view is None else view.extent(),
                among=self._among(choice.pick),
                count=self._facet,
                by=self._by,
            )
        )

    def _address_found(self, address: str, keys: Sequence[Key], closed_by: str) -> None:
        """An address was pasted: show the collections it means, alone."""
        if address == self._line.text():
            self._line.setShowSpinner(False)
            self._address_open, self._closed = not keys, (address, closed_by)
            self._keeper.look_for(Search(among=frozenset(keys), by=self._by))
            if len(keys) == 1:  # what it is is told below the list
                self._keeper.select(*keys[0])

    def _among(self, pick: Pick) -> Optional[FrozenSet[Key]]:
        kept = self._keeping.kept
        if pick is Pick.FAVOURITES:
            return frozenset(kept.favourites)
        return frozenset(kept.recent) if pick is Pick.RECENT else None

    def _count(self, facet: Optional[Facet]) -> None:
        self._facet = facet
        if facet is not None:
            self._look()
        else:
            self._keeper.stop_counting()

    def _rows_told(self) -> None:
        if self._address_open:
            self._look()
        if self._facet is not None and not self._recount.isActive():
            self._recount.start()

    def _kept_changed(self) -> None:
        if self._bar.choice.pick is not Pick.ALL:
            self._look()

    def _moved(self) -> None:
        if self._bar.choice.in_view:
            self._look()
