"""A copy brought up to date by what changed alone, where the server can tell that.

``datetime`` (17-069r4 section 7.15.4) filters by whatever time the server has chosen; a WFS is told
the attribute that is meant. Either is used only when the copy shows that this is the time of the
last change: a column is called so, and the answer holds all rows of the copy since then and none
from before. A feature that is gone shows in the number of all features. Whatever does not fit
exactly is left to a whole download.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import List, Optional, Set, Tuple

from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind, cql2_text
from cicclo_qgis.ogcapi.model import ServiceKind
from cicclo_qgis.transfer.columns import Kind, moment
from cicclo_qgis.transfer.fetch import Fetchers
from cicclo_qgis.transfer.model import Options, Strategy, Verdict
from cicclo_qgis.transfer.package import WGS84, crs_of, quoted, sql
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.services import service_of
from cicclo_qgis.transfer.source import Source, is_untouched
from cicclo_qgis.transfer.subject import Subject

_WORDS = re.compile(
    r"^maj$|datemaj|dernieremaj|majle|datemod|modifi|datemiseajour|miseajourle|updated|lastupdate"
    r"|dateupdate|lastchange|dateactualisation"
)
# Data may be published some days after the change that it tells.
_BACK = timedelta(days=7)
_PAGE = 1_000
_SHARE, _FEW = 4, 1_000


@dataclass(frozen=True)
class Since:
    """From when on: ``column`` of the copy tells when a feature was last changed.

    ``rows`` are all of the copy, ``ids`` those of its features since then. The answer may begin at
    ``start``: a server that compares texts has a day before its own midnight, so days are asked for
    from one earlier on.
    """

    column: str
    kind: Kind
    start: str
    rows: int
    ids: Set[str]

    @property
    def interval(self) -> str:
        """What to ask for: the standard knows moments alone, not days."""
        return f"{self.start[:10]}T00:00:00Z/.."

    def asked_of(self, kind: ServiceKind, options: Options) -> Options:
        """``options`` for what changed alone."""
        if kind is not ServiceKind.WFS:
            return replace(options, datetime=self.interval)
        value = ValueKind.DATE if self.kind is Kind.DATE else ValueKind.INSTANT
        condition = Condition(self.column, Operator.AT_LEAST, self.start, value)
        parts = (options.filter, cql2_text([condition]))
        return replace(options, filter=" AND ".join(filter(None, parts)))


@dataclass(frozen=True)
class Changes:
    """What changed, and how many features there are in all."""

    pages: Tuple[Page, ...]
    total: int


def since(database: sqlite3.Connection, source: Source) -> Optional[Since]:
    """From when on changes have to be asked for; None when the copy cannot tell.

    Raises:
        sqlite3.Error: the file is no copy.
    """
    options = source.options
    fits = source.verdict == Verdict.VERIFIED.value and source.distinct == source.features
    fits = fits and source.strategy != Strategy.BULK.value
    if not fits or options.datetime or options.crs or not is_untouched(database, source):
        return None
    table = quoted(source.table)
    columns = database.execute(f"PRAGMA table_info({table})").fetchall()
    for _, name, declared, *_rest in columns:
        if declared not in (Kind.DATE.value, Kind.DATETIME.value) or not _tells_change(name):
            continue
        column = quoted(name)
        asked = sql("SELECT max(", column, "), count(", column, "), count(*) FROM", table)
        newest, told, rows = database.execute(asked).fetchone()
        if not rows or told < rows or newest[:19] > source.fetched[:19]:
            continue
        kind = Kind(declared)
        try:
            first = datetime.fromisoformat(newest[:10]) - _BACK
            start = first if kind is Kind.DATETIME else first - timedelta(days=1)
        except (ValueError, OverflowError):
            continue  # the 31st of February, or a day that stands for none
        ids = sql("SELECT", quoted(columns[1][1]), "FROM", table, "WHERE", column, ">= ?")
        found = {str(row[0]) for row in database.execute(ids, (_written(first, kind),))}
        return Since(name, kind, _written(start, kind), int(rows), found)
    return None


def _tells_change(name: str) -> bool:
    plain = unicodedata.normalize("NFD", name.lower())
    return bool(_WORDS.search(re.sub(r"[^a-z]", "", plain)))


def _written(day: datetime, kind: Kind) -> str:
    text = day.strftime("%Y-%m-%d").zfill(10)
    return text if kind is Kind.DATE else f"{text}T00:00:00Z"


def fetch_changes(fetchers: Fetchers, subject: Subject, told: Since) -> Optional[Changes]:
    """What changed, from the server; None when it does not tell that, or when it is too much.

    Raises:
        OgcApiError: the server is away.
        TransferError: cancelled.
    """
    landing, collection, options = subject.landing, subject.collection, subject.options
    total = service_of(landing, collection, options).begin(fetchers.get, 1).page.matched
    narrowed = told.asked_of(collection.service_kind, options)
    service = service_of(landing, collection, narrowed)
    pages: List[Page] = [service.begin(fetchers.get, _PAGE).page]
    seen: Set[str] = set()
    while sum(map(len, pages)) <= max(_FEW, told.rows // _SHARE):
        following = pages[-1].next_url if len(pages[-1]) else None
        if following is None or following in seen:
            break
        seen.add(following)
        pages.append(service.read(fetchers.get(following)))
    else:
        return None
    ids = [one for page in pages for one in page.ids]
    if total is None or pages[0].matched != len(ids) or None in ids or len(set(ids)) < len(ids):
        return None
    if any(not _is_since(page, told) or not _is_plain(page) for page in pages):
        return None
    return Changes(tuple(pages), total) if told.ids <= set(ids) else None


def _is_since(page: Page, told: Since) -> bool:
    """Whether every feature was changed since then: the server filters by this very time."""
    values = [row.get(told.column) for row in page.rows]
    if told.kind is Kind.DATETIME:
        values = [moment(one) if isinstance(one, str) else None for one in values]
    return all(isinstance(one, str) and one >= told.start for one in values)


def _is_plain(page: Page) -> bool:
    return crs_of(page.content_crs.strip().strip("<>") or None) is WGS84
