"""What is asked of a download, what it tells on the way, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Callable, Optional, Tuple

from cicclo_qgis.ogcapi.errors import Problem

Bbox = Tuple[float, float, float, float]


class Strategy(str, Enum):
    """How the features were fetched."""

    BULK = "bulk"
    PARALLEL = "parallel"
    SEQUENTIAL = "sequential"
    TILES = "tiles"
    CHANGES = "changes"


class Why(str, Enum):
    """Why a strategy was chosen."""

    ENCLOSURE = "enclosure"
    ONE_PAGE = "one_page"
    PROVED = "proved"
    NO_COUNT = "no_count"
    NO_NEXT = "no_next"
    NOT_BY_OFFSET = "not_by_offset"
    COSTLY_OFFSET = "costly_offset"
    ORDER_NOT_STABLE = "order_not_stable"
    PREVIOUS_FAILED = "previous_failed"


class Verdict(str, Enum):
    """How far the copy can be trusted.

    VERIFIED: as many features as the server said, all distinct. UNCOUNTED: the server tells no
    number, and its pages came to an end. COUNT_DIFFERS: every way gave the same features, but not
    the number the server says. CHANGED: the data changed while it was fetched, twice. INCOMPLETE:
    the server gives less than it says it has, or repeats itself, whichever way it is asked.
    """

    VERIFIED = "verified"
    UNCOUNTED = "uncounted"
    COUNT_DIFFERS = "count_differs"
    CHANGED = "changed"
    INCOMPLETE = "incomplete"


class Note(str, Enum):
    """What was found out about the server or the data on the way."""

    PAGES_REPEATED = "pages_repeated"
    NEXT_LOST = "next_lost"
    NEXT_ENDLESS = "next_endless"
    IDS_REPEATED = "ids_repeated"
    IDS_MISSING = "ids_missing"
    FEATURES_MISSING = "features_missing"
    DATA_CHANGED = "data_changed"
    ORDER_NOT_STABLE = "order_not_stable"
    RESUMED = "resumed"
    STARTED_AGAIN = "started_again"
    SERVER_BUSY = "server_busy"
    TYPES_WIDENED = "types_widened"
    AXES_SWAPPED = "axes_swapped"
    OTHER_CRS = "other_crs"
    GEOMETRY_UNREADABLE = "geometry_unreadable"
    BULK_REFUSED = "bulk_refused"
    ONLY_CHANGES = "only_changes"


@dataclass(frozen=True)
class Options:
    """What to copy of a collection; every value goes to the server as it is.

    ``bbox``: west, south, east, north in CRS84. ``datetime``: 17-069r4 section 7.15.4. ``filter``:
    CQL2 text (21-065r2). ``where``: attributes and the values wanted of them (17-069r4 section
    7.15.5, for servers without CQL2). ``properties``: the attributes wanted; empty for all.
    ``crs``: one of the collection's ``crs``, verbatim; None is CRS84. ``page_size`` is learnt from
    the server when None. ``bulk``: whether a file offered by the platform may be taken in place of
    pages. ``layer``: name of the table; the collection's title when empty.
    """

    bbox: Optional[Bbox] = None
    datetime: Optional[str] = None
    filter: Optional[str] = None
    where: Tuple[Tuple[str, str], ...] = ()
    properties: Tuple[str, ...] = ()
    crs: Optional[str] = None
    page_size: Optional[int] = None
    workers: int = 8
    bulk: bool = True
    layer: str = ""

    @property
    def whole(self) -> bool:
        """Whether all of the collection is wanted, as it comes."""
        narrowed = self.bbox or self.datetime or self.filter or self.where
        return not (narrowed or self.properties or self.crs)


@dataclass(frozen=True)
class Progress:
    """How far a download is. ``expected`` and ``eta_s`` (seconds) are None when not known.

    ``rate`` is features a second over the last seconds; ``bytes`` are those received so far.
    """

    features: int
    expected: Optional[int]
    bytes: int
    requests: int
    rate: float
    eta_s: Optional[float]
    strategy: Strategy


@dataclass(frozen=True)
class Result:
    """What stands at ``path`` now, whole.

    ``features`` are rows of the file, ``distinct`` their different identifiers (the rows, when the
    server gives none), ``expected`` what the server said at the end.
    """

    path: Path
    layer: str
    features: int
    distinct: int
    expected: Optional[int]
    verdict: Verdict
    strategy: Strategy
    why: Why
    notes: Tuple[Note, ...]
    bytes: int
    requests: int
    seconds: float
    first_feature_s: Optional[float]


class TransferCode(str, Enum):
    """Why there is no copy."""

    CANCELLED = "cancelled"
    SERVER = "server"
    DISK_FULL = "disk_full"
    CANNOT_WRITE = "cannot_write"
    TARGET_BUSY = "target_busy"
    NO_SOURCE = "no_source"
    ALREADY_RUNNING = "already_running"
    FILTER = "filter"
    DATES = "dates"


class TransferError(Exception):
    """A download ended without a copy; ``problem`` says what the server did (code SERVER).

    ``resumable``: what was fetched is kept, and the next run goes on from there.
    """

    def __init__(
        self, code: TransferCode, problem: Optional[Problem] = None, resumable: bool = False
    ) -> None:
        detail = "" if problem is None else f": {problem.code.value} at {problem.url}"
        super().__init__(f"{code.value}{detail}")
        self.code = code
        self.problem = problem
        self.resumable = resumable


ProgressListener = Callable[[Progress], None]
Cancelled = Callable[[], bool]


def silent(_: Progress) -> None:
    """Listen to no progress."""


def never() -> bool:
    """Never cancel."""
    return False
