"""The copy with what changed in it: made beside the old one, checked, then put in its place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.transfer.changes import Changes, fetch_changes, since
from cicclo_qgis.transfer.columns import Column, Kind
from cicclo_qgis.transfer.fetch import Fetchers
from cicclo_qgis.transfer.geometry import TYPE_NAMES, BadGeometry, Encoder, box_of, joined, to_multi
from cicclo_qgis.transfer.model import (
    Cancelled,
    Note,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    Why,
)
from cicclo_qgis.transfer.package import failure_of, quoted, sql
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.run import Meter
from cicclo_qgis.transfer.source import Source, put_source, source_of
from cicclo_qgis.transfer.subject import Subject
from cicclo_qgis.transfer.table import Table
from cicclo_qgis.transfer.write import part_path, put_in_place


class _Unfit(Exception):
    """What changed does not fit the copy: a whole download is needed."""


def changed_copy(
    subject: Subject, source: Source, old: Path, fetchers: Fetchers, meter: Meter,
    cancelled: Cancelled,
) -> Optional[Result]:  # fmt: skip
    """``old`` brought up to date, at the subject's target; None when that cannot be vouched for.

    Raises:
        OgcApiError: the server is away.
        TransferError: cancelled, or the file cannot be written.
    """
    new = part_path(subject.target).with_name(part_path(subject.target).name + ".changes")
    try:
        with closing(sqlite3.connect(old.resolve().as_uri() + "?mode=ro", uri=True)) as database:
            told = since(database, source)
        changes = None if told is None else fetch_changes(fetchers, subject, told)
        if changes is None:
            return None
        result = _result(subject, changes, fetchers, meter)
        _make(old, new, source_of(subject, result), changes, cancelled)
        put_in_place(new, subject.target)
    except _Unfit:
        return None
    except sqlite3.Error as error:
        failure = failure_of(error)
        if failure.code is TransferCode.CANNOT_WRITE:
            # The old copy is not as it was made: whatever it is, it can be fetched anew.
            return None
        raise failure from None
    finally:
        new.unlink(missing_ok=True)
    meter.rows(result.features, last=True)
    return result


def _result(subject: Subject, changes: Changes, fetchers: Fetchers, meter: Meter) -> Result:
    return Result(
        path=subject.target,
        layer=subject.table,
        features=changes.total,
        distinct=changes.total,
        expected=changes.total,
        verdict=Verdict.VERIFIED,
        strategy=Strategy.CHANGES,
        why=Why.PROVED,
        notes=(Note.ONLY_CHANGES,),
        bytes=fetchers.bytes,
        requests=fetchers.requests,
        seconds=meter.seconds,
        first_feature_s=meter.seconds,
    )


def _make(old: Path, new: Path, source: Source, changes: Changes, cancelled: Cancelled) -> None:
    """The old copy with the changes, at ``new``.

    Raises:
        _Unfit: it does not come to what the server has.
        sqlite3.Error: it cannot be written.
        TransferError: cancelled.
    """
    new.unlink(missing_ok=True)

    def stop(*_: int) -> None:
        if cancelled():
            raise TransferError(TransferCode.CANCELLED)

    with closing(sqlite3.connect(str(new), isolation_level=None)) as database:
        # Not the file alone: what another program has just written may lie beside it.
        with closing(sqlite3.connect(old.resolve().as_uri() + "?mode=ro", uri=True)) as from_old:
            from_old.backup(database, pages=2_000, progress=stop)
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("PRAGMA synchronous=OFF")
        database.execute("BEGIN IMMEDIATE")
        _know_geometries(database)
        known = _Known(database, source.table)
        for page in changes.pages:
            stop()
            known.put(page)
        name = quoted(source.table)
        counted = sql(
            "SELECT count(*), count(DISTINCT", quoted(known.table.names[1]), ") FROM", name
        )
        if database.execute(counted).fetchone() != (changes.total, changes.total):
            raise _Unfit
        known.widen_extent()
        put_source(database, source)
        database.execute("COMMIT")


def _know_geometries(database: sqlite3.Connection) -> None:
    """The functions that the index's triggers call (12-128r18, annex F.3)."""

    def side(index: int) -> Callable[[bytes], Optional[float]]:
        def of(blob: bytes) -> Optional[float]:
            box = box_of(blob)
            return None if box is None else box[index]

        return of

    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        database.create_function(name, 1, side(index), deterministic=True)
    database.create_function("ST_IsEmpty", 1, lambda blob: int(box_of(blob) is None))


class _Known:
    """The table of a finished copy, as the changes must find it."""

    def __init__(self, database: sqlite3.Connection, name: str) -> None:
        self._database, self._name = database, name
        found = database.execute(
            "SELECT column_name, geometry_type_name, srs_id, z FROM gpkg_geometry_columns "
            "WHERE table_name=?",
            (name,),
        ).fetchone()
        columns = database.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
        geometry = found[0] if found else "geom"
        if found and found[2] != 4326:
            raise _Unfit
        self._type: Optional[Tuple[str, int]] = (found[1], found[3]) if found else None
        self.table = Table(database, name)
        self.table.names = (columns[0][1], columns[1][1], geometry)
        self.table.created, self.table.has_geometry = True, found is not None
        for _, column, declared, *_rest in columns[2:]:
            if column != geometry:
                kind = self._kind(column, declared)
                self.table.columns.known[column] = Column(column, column, kind)
        self._inserted = [columns[0][1], columns[1][1], *([geometry] if found else [])]
        self._inserted += list(self.table.columns.known)

    def _kind(self, column: str, declared: str) -> Kind:
        if declared != Kind.TEXT.value:
            return Kind(declared)
        name = quoted(column)
        some = sql("SELECT 1 FROM", quoted(self._name), "WHERE", name, "NOT NULL LIMIT 1")
        return Kind.TEXT if self._database.execute(some).fetchone() else Kind.UNKNOWN

    def put(self, page: Page) -> None:
        """Take the features of ``page`` in, in the place of what they were before."""
        columns = self.table.columns
        if not len(page):
            return
        if columns.add_new(page.rows):
            raise _Unfit
        values, widened = columns.take(page.rows)
        if widened:
            raise _Unfit
        cells: List[Sequence[Any]] = [self._rows_of(page), page.ids]
        if self._type is not None:
            cells.append([self._blob(one) for one in page.geometries])
        elif any(page.geometries):
            raise _Unfit
        marks = ",".join("?" * len(self._inserted))
        names = ",".join(map(quoted, self._inserted))
        insert = sql("INSERT INTO", quoted(self._name), "(", names, ") VALUES (", marks, ")")
        self._database.executemany(insert, zip(*cells, *values))

    def _rows_of(self, page: Page) -> List[Optional[int]]:
        """The row numbers of features known before, which are taken out; None for new ones."""
        row, identifier = map(quoted, self.table.names[:2])
        table = quoted(self._name)
        self._database.execute("CREATE TEMP TABLE IF NOT EXISTS cicclo_ids (id TEXT PRIMARY KEY)")
        self._database.execute("DELETE FROM temp.cicclo_ids")
        self._database.executemany("INSERT INTO temp.cicclo_ids VALUES (?)", zip(page.ids))
        among = sql("WHERE", identifier, "IN (SELECT id FROM temp.cicclo_ids)")
        rows = self._database.execute(sql("SELECT", identifier, ",", row, "FROM", table, among))
        known: Dict[str, int] = dict(rows.fetchall())
        self._database.execute(sql("DELETE FROM", table, among))
        return [known.get(str(one)) for one in page.ids]

    def _blob(self, geometry: Optional[Mapping[str, Any]]) -> Optional[bytes]:
        if geometry is None or self._type is None:
            return None
        encoder = Encoder(4326)
        try:
            made = encoder.encode(geometry)
        except BadGeometry:
            raise _Unfit from None
        ((code, z),) = encoder.kinds
        self.table.encoder.box = joined(self.table.encoder.box, encoder.box)
        wanted, heights = self._type
        if heights == int(not z):
            raise _Unfit
        if wanted in ("GEOMETRY", TYPE_NAMES[code]):
            return made
        if wanted != "MULTI" + TYPE_NAMES[code]:
            raise _Unfit
        return to_multi(made)

    def widen_extent(self) -> None:
        """The extent told by the package holds what is new as well."""
        box = self.table.encoder.box
        if box is not None:
            self._database.execute(
                "UPDATE gpkg_contents SET min_x=min(min_x,?), min_y=min(min_y,?), "
                "max_x=max(max_x,?), max_y=max(max_y,?) WHERE table_name=?",
                (*box, self._name),
            )
