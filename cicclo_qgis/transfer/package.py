"""The GeoPackage around the table: made empty by GDAL, registered and indexed at the end.

OGC 12-128r18. All tables of a half-made copy live in the same file; what only a half-made one
needs is called ``cicclo_part_…`` and is dropped before the copy gets its name.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterator, List, Optional, Sequence, Tuple

from osgeo import gdal, osr

from cicclo_qgis.catalogue.quiet import give_way
from cicclo_qgis.ogcapi.crs import authority_code, is_crs84, is_north_first
from cicclo_qgis.transfer.geometry import Box
from cicclo_qgis.transfer.model import Cancelled, TransferCode, TransferError, never

_VALUES_A_STATEMENT = 900
# Of the time that it takes to write, a twentieth is given away.
_WORK_S, _REST_S = 0.004, 0.0002
# So many steps of SQLite's own take some milliseconds.
_STEPS = 100_000
FULL = ("full", "disk i/o", "no space")


@dataclass(frozen=True)
class Crs:
    """A coordinate system of a file. ``north_first``: GeoJSON in it holds northing first."""

    srs_id: int
    north_first: bool
    wkt: str = ""
    name: str = ""
    organization: str = "EPSG"
    code: int = 4326


WGS84 = Crs(4326, False)


def crs_of(identifier: Optional[str]) -> Optional[Crs]:
    """The system a server's identifier names; None is CRS84. None when it is not known here."""
    if not identifier or is_crs84(identifier):
        return WGS84
    found = authority_code(identifier)
    if found is None or found[0] != "EPSG" or not found[1].isdecimal():
        return None
    code = int(found[1])
    with quiet():
        system = osr.SpatialReference()
        try:
            unknown = system.ImportFromEPSG(code) != 0
        except RuntimeError:
            # Another plugin has made GDAL raise errors.
            unknown = True
        if unknown:
            return None
        north = bool(system.EPSGTreatsAsLatLong() or system.EPSGTreatsAsNorthingEasting())
        wkt = str(system.ExportToWkt())
        name = str(system.GetName())
    return Crs(code, north or is_north_first(identifier), wkt, name, "EPSG", code)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep GDAL from writing to the console, in this thread."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()


def make_empty(path: Path) -> None:
    """An empty GeoPackage at ``path``.

    Raises:
        TransferError: CANNOT_WRITE.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(empty())
    except (OSError, RuntimeError):
        raise TransferError(TransferCode.CANNOT_WRITE) from None


@lru_cache(maxsize=1)
def empty() -> bytes:
    """An empty GeoPackage as GDAL makes it.

    GDAL takes some 40 ms, and keeps Python to itself: the first request of a download would not
    leave before that. So it is made once, and beforehand where a download can be foreseen.

    Raises:
        RuntimeError: GDAL has no GeoPackages, or no memory.
    """
    path = f"/vsimem/cicclo-{secrets.token_hex(8)}.gpkg"
    with quiet():
        made = gdal.GetDriverByName("GPKG").Create(path, 0, 0, 0, gdal.GDT_Unknown)
        if made is None:
            raise RuntimeError("no GeoPackage")
        del made
        file = gdal.VSIFOpenL(path, "rb")
        content = bytes(gdal.VSIFReadL(1, gdal.VSIStatL(path).size, file))
        gdal.VSIFCloseL(file)
        gdal.Unlink(path)
    return content


def connect(path: Path, cancelled: Cancelled = never) -> sqlite3.Connection:
    """Open a file that only this download writes; a killed process loses nothing committed.

    What takes long is ended (``failure_of``: CANCELLED) once ``cancelled``.
    """
    made = sqlite3.connect(str(path), isolation_level=None, timeout=2.0)
    made.execute("PRAGMA journal_mode=TRUNCATE")
    made.set_progress_handler(cancelled, _STEPS)
    # Safe against a killed process; against a lost power supply, the end asks the disk.
    made.execute("PRAGMA synchronous=OFF")
    made.execute("PRAGMA cache_size=-16000")
    # One download at a time: the second finds the door locked.
    made.execute("PRAGMA locking_mode=EXCLUSIVE")
    return made


def quoted(name: str) -> str:
    """``name`` as SQL writes an identifier."""
    return '"' + name.replace('"', '""') + '"'


def sql(*parts: str) -> str:
    """A statement out of its parts; names in it come out of ``quoted``, values never."""
    return " ".join(parts)


def insert_columns(
    database: sqlite3.Connection, into: str, columns: Sequence[Sequence[Any]]
) -> None:
    """``into`` (INSERT INTO a table) the values given column by column, many rows a statement.

    SQLite gives up the interpreter at each statement: many rows a statement cost fewer turns.
    """
    width, count = len(columns), len(columns[0])
    flat: List[Any] = [None] * (width * count)
    for index, values in enumerate(columns):
        flat[index::width] = values
    many = max(1, _VALUES_A_STATEMENT // width)
    one = "(" + ",".join("?" * width) + ")"
    whole = count - count % many
    for size, start, end in ((many, 0, whole), (1, whole, count)):
        batches = _batches(flat, range(start * width, end * width, size * width))
        database.executemany(sql(into, "VALUES", ",".join([one] * size)), batches)


def _batches(flat: Sequence[Any], places: range) -> Iterator[Sequence[Any]]:
    """Values for one statement after another; now and then a moment passes between two.

    Who waits for the interpreter is woken at each statement, and mostly comes too late: it is
    taken again after a tenth of a millisecond.
    """
    until = time.perf_counter() + _WORK_S
    for at in places:
        if time.perf_counter() > until:
            time.sleep(_REST_S)
            give_way()
            until = time.perf_counter() + _WORK_S
        yield flat[at : at + places.step]


def failure_of(error: sqlite3.Error) -> TransferError:
    """What a failure of SQLite means for the download."""
    text = str(error).lower()
    if "interrupted" in text:
        return TransferError(TransferCode.CANCELLED, resumable=True)
    if any(word in text for word in FULL):
        return TransferError(TransferCode.DISK_FULL, resumable=True)
    if "locked" in text or "busy" in text:
        return TransferError(TransferCode.ALREADY_RUNNING, resumable=True)
    return TransferError(TransferCode.CANNOT_WRITE)


@dataclass(frozen=True)
class Registered:
    """What ``register`` has to say about the table; ``geometry`` is None for a plain table."""

    table: str
    title: str
    description: str
    crs: Crs
    geometry_column: str
    geometry: Optional[Tuple[str, int]]
    box: Optional[Box]
    count: int


def register(database: sqlite3.Connection, told: Registered) -> None:
    """Enter the table in the package's own lists, with OGR's count of features."""
    srs_id = told.crs.srs_id
    if told.crs.wkt:
        database.execute(
            "INSERT OR IGNORE INTO gpkg_spatial_ref_sys "
            "(srs_name, srs_id, organization, organization_coordsys_id, definition) "
            "VALUES (?,?,?,?,?)",
            (told.crs.name, srs_id, told.crs.organization, told.crs.code, told.crs.wkt),
        )
    spatial = told.geometry is not None
    database.execute(
        "INSERT OR REPLACE INTO gpkg_contents (table_name, data_type, identifier, description, "
        "min_x, min_y, max_x, max_y, srs_id) VALUES (?,?,?,?,?,?,?,?,?)",
        (
            told.table,
            "features" if spatial else "attributes",
            told.title,
            told.description,
            *((told.box if spatial else None) or (None,) * 4),
            srs_id if spatial else None,
        ),
    )
    if told.geometry is not None:
        database.execute(
            "INSERT OR REPLACE INTO gpkg_geometry_columns VALUES (?,?,?,?,?,0)",
            (told.table, told.geometry_column, told.geometry[0], srs_id, told.geometry[1]),
        )
    _count(database, told)


def _count(database: sqlite3.Connection, told: Registered) -> None:
    """OGR's own table of counts, with the triggers that keep it true."""
    database.execute(
        "INSERT OR REPLACE INTO gpkg_ogr_contents VALUES (?,?)", (told.table, told.count)
    )
    literal = "'" + told.table.replace("'", "''") + "'"
    for event, sign in (("insert", "+"), ("delete", "-")):
        database.execute(
            sql(
                "CREATE TRIGGER IF NOT EXISTS",
                quoted(f"trigger_{event}_feature_count_{told.table}"),
                "AFTER",
                event.upper(),
                "ON",
                quoted(told.table),
                "BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count",
                sign,
                "1 WHERE lower(table_name) = lower(",
                literal,
                "); END",
            )
        )
