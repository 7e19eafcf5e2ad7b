"""The rows of the list before they are rows: a platform, its collections, and what matches."""

from __future__ import annotations

from dataclasses import replace
from typing import Dict, List, Optional, Protocol, Tuple

from cicclo_qgis.catalogue import facets
from cicclo_qgis.catalogue.index_answer import Answer, Facet, Search
from cicclo_qgis.catalogue.index_words import Wanted, spaced
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui.desk_protocol import Listing, ListingState
from cicclo_qgis.gui.local_matches import Digest, LocalMatches
from cicclo_qgis.gui.text import plain
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.ogcapi.model import ServiceKind
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.state import SessionStatus

_EVERYTHING = Search()


class Row:
    """One collection, ready to be shown and searched. All but title and subtitle is ``spaced``.

    ``named``, ``keywords`` and ``name``: the words of the title, the keywords, the identifier.
    ``heading``: these three. ``text``: all words it is found by.

    Of a hundred thousand rows some dozens are ever looked at, and the index searches the others:
    most is made when it is asked for. ``ready`` makes what searching here needs, and keeps it.
    """

    __slots__ = ("_themes", "_words", "entry", "title")

    def __init__(self, entry: Entry) -> None:
        collection = entry.collection
        title = plain(collection.title, 300) or collection.id
        self.entry = entry
        self.title = collection.title if title == collection.title else title
        self._words: Optional[Tuple[str, str, str]] = None
        self._themes: Optional[Tuple[Tuple[str, str], ...]] = None

    @property
    def key(self) -> Tuple[str, str]:
        """Platform and collection id."""
        return self.entry.platform_id, self.entry.collection.id

    @property
    def themes(self) -> Tuple[Tuple[str, str], ...]:
        """Its keywords (``facets.themes``), kept from now on."""
        if self._themes is None:
            self._themes = facets.themes(self.entry.collection)
        return self._themes

    @property
    def id(self) -> str:
        """The collection's id, unique on its platform."""
        return self.entry.collection.id

    @property
    def subtitle(self) -> str:
        """The beginning of the description, else the identifier."""
        collection = self.entry.collection
        description = plain(collection.description[:2000], 400)
        known = description and description != self.title
        subtitle = description[:200] if known else collection.id
        return f"WFS · {subtitle}" if collection.service_kind is ServiceKind.WFS else subtitle

    @property
    def named(self) -> str:
        """See the class."""
        return spaced(self.title) if self._words is None else self._words[2]

    @property
    def keywords(self) -> str:
        """See the class."""
        return spaced(facets.heading(self.entry.collection))

    @property
    def name(self) -> str:
        """See the class."""
        return spaced(self.id)

    @property
    def heading(self) -> str:
        """See the class."""
        return self.ready()[0]

    @property
    def text(self) -> str:
        """See the class."""
        return self.ready()[1]

    def ready(self) -> Tuple[str, str, str]:
        """Heading, text and words of the title, kept from now on."""
        if self._words is None:
            named = self.named
            heading = named + self.keywords + self.name
            description = plain(self.entry.collection.description, 2000)
            self._words = (heading, heading + spaced(description), named)
        return self._words

    def let_go(self) -> None:
        """Keep nothing that can be made again."""
        self._words = self._themes = None


def row_of(entry: Entry) -> Row:
    """Make a row."""
    return Row(entry)


class Found(Protocol):
    """The rows under one heading that match."""

    def __len__(self) -> int:
        """How many there are."""

    def first(self, limit: int) -> List[Row]:
        """The most obvious ones, the best first."""


class Matches(Found, Protocol):
    """The rows of one platform that match."""

    def holds(self, collection_id: str) -> bool:
        """Whether that collection is one of them."""


class IndexMatches:
    """Found by the index, which ranks them when they are asked for."""

    def __init__(self, answer: Answer, platform_id: str, rows: Dict[str, Row]) -> None:
        self._answer = answer
        self._platform_id = platform_id
        self._rows = rows

    def __len__(self) -> int:
        return self._answer.found.get(self._platform_id, 0)

    def first(self, limit: int) -> List[Row]:
        """See ``Matches``."""
        best = self._answer.best(self._platform_id, limit)
        return [self._rows[name] for name in best if name in self._rows]

    def holds(self, collection_id: str) -> bool:
        """See ``Matches``."""
        return self._answer.holds(self._platform_id, collection_id)


def _in_order(row: Row) -> Tuple[str, str]:
    return row.named, row.id


class Group:
    """Rows under one heading: those that match, and the first ones, which are shown.

    ``at``: its place among the headings shown. ``limit``: so many rows may be shown. ``spent``:
    no more of them can be shown, whatever their number.
    """

    def __init__(self, serial: int, key: str) -> None:
        self.serial = serial
        self.key = key
        self.shown: List[Row] = []
        self.limit = 0
        self.at = -1
        self.spent = False

    def found(self) -> Found:
        """All that match."""
        raise NotImplementedError

    def number_of(self, platform_id: str, collection_id: str) -> Optional[int]:
        """Where a collection stands among the rows shown."""
        for number, row in enumerate(self.shown):
            if row.id == collection_id and row.entry.platform_id == platform_id:
                return number
        return None

    @property
    def more(self) -> bool:
        """Whether more rows can be shown."""
        return not self.spent and len(self.shown) < len(self.found())


class PlatformNode(Group):
    """One platform with its state, all its rows, and those that match and are shown."""

    def __init__(
        self, serial: int, platform: Platform, listing: Listing, session: SessionStatus
    ) -> None:
        super().__init__(serial, platform.id)
        self.platform = platform
        self.listing = listing
        self.session = session
        self.text = spaced(f"{plain(platform.name)} {plain(platform.territory)}")
        self.rows: List[Row] = []
        self._by_id: Dict[str, Row] = {}
        self._sought = False
        self.matching: Matches = LocalMatches([], _EVERYTHING, Wanted(), platform, self.text)

    def found(self) -> Found:
        """See ``Group``."""
        return self.matching

    def number_of(self, platform_id: str, collection_id: str) -> Optional[int]:
        """See ``Group``."""
        if platform_id == self.key:
            for number, row in enumerate(self.shown):
                if row.id == collection_id:
                    return number
        return None

    def row(self, collection_id: str) -> Optional[Row]:
        """Its collection of that id."""
        return self._by_id.get(collection_id)

    @property
    def waiting(self) -> bool:
        """Whether its answer is awaited."""
        return self.listing.state is ListingState.WAITING

    @property
    def failed(self) -> bool:
        """Whether it could not be listed. One that answers with nothing has been."""
        return self.listing.state is ListingState.FAILED and not self.empty

    @property
    def closed(self) -> bool:
        """Whether it lists nothing to strangers, and the way in is known."""
        problem, state = self.listing.problem, self.session.state
        asks = problem is not None and problem.code is ProblemCode.SIGN_IN_REQUIRED
        return self.failed and asks and bool(self.platform.access) and not state.usable

    @property
    def empty(self) -> bool:
        """Whether it answers that it has nothing to list."""
        problem = self.listing.problem
        return problem is not None and problem.code is ProblemCode.NO_COLLECTIONS

    @property
    def stopped(self) -> bool:
        """Whether the person did not wait for its answer."""
        return self.listing.state is ListingState.STOPPED

    @property
    def found_here(self) -> bool:
        """Whether the index did not tell which of its rows match."""
        return isinstance(self.matching, LocalMatches)

    @property
    def searched(self) -> bool:
        """Whether it is known which of its rows match, and not of some alone."""
        return not isinstance(self.matching, LocalMatches) or self.matching.whole

    @property
    def digest(self) -> Optional[Digest]:
        """Of rows found here under other headings than platforms; None before all are known."""
        matching = self.matching
        whole = isinstance(matching, LocalMatches) and matching.whole
        return matching.digest if whole and isinstance(matching, LocalMatches) else None

    def take(self, rows: List[Row], by_id: Dict[str, Row], search: Search, wanted: Wanted) -> None:
        """Replace the rows, which are in the order of their titles, and ``seek`` among them."""
        self.rows, self._by_id = rows, by_id
        self._begin(search, wanted)

    def know(self, answer: Optional[Answer]) -> bool:
        """Have the index's answer tell which rows match; False where it does not know these."""
        name = self.platform.id
        if answer is None or answer.known.get(name, 0) != len(self.rows):
            return False
        self.matching = IndexMatches(answer, name, self._by_id)
        return True

    def seek(self, search: Search, wanted: Wanted) -> None:
        """Have ``go_on`` find the rows that match; what was found of the same search holds.

        ``wanted``: the text of ``search``, understood.
        """
        matching = self.matching
        plain_search = replace(search, count=None)
        if not isinstance(matching, LocalMatches) or matching.search != plain_search:
            self._begin(search, wanted)

    def go_on(self, until: float) -> bool:
        """Search on until that ``time.perf_counter()``; whether it is ``searched`` now."""
        matching = self.matching
        return not isinstance(matching, LocalMatches) or matching.go_on(until)

    def let_go(self) -> None:
        """Drop what rows keep for searching here: the index searches them now."""
        if self._sought:
            self._sought = False
            for row in self.rows:
                row.let_go()

    def _begin(self, search: Search, wanted: Wanted) -> None:
        search = replace(search, count=None)
        rows = self._candidates(search)
        self.matching = LocalMatches(rows, search, wanted, self.platform, self.text)
        self._sought = self._sought or not self.matching.whole

    def _candidates(self, search: Search) -> List[Row]:
        """The rows that may pass ``search``, as far as that costs nothing for each of them."""
        territory = self.platform.territory
        for facet, value in ((Facet.PLATFORM, self.platform.id), (Facet.TERRITORY, territory)):
            if value not in (search.only.get(facet) or (value,)):
                return []
        if search.among is None:
            return self.rows
        chosen = {name for platform_id, name in search.among if platform_id == self.platform.id}
        return sorted((self._by_id[name] for name in chosen & self._by_id.keys()), key=_in_order)

    def named_by(self, wanted: Wanted) -> bool:
        """Whether the platform itself is what is looked for."""
        return all(term.within(self.text) for term in wanted.terms)
