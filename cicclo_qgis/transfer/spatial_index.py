"""The spatial index of a copy (OGC 12-128r18, extension gpkg_rtree_index)."""

from __future__ import annotations

import re
import secrets
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Match, Optional, Sequence, Tuple

from osgeo import gdal, ogr

from cicclo_qgis.transfer.model import TransferCode, TransferError
from cicclo_qgis.transfer.package import FULL, failure_of, quiet
from cicclo_qgis.transfer.tally import Boxes

_DEFINITION = "http://www.geopackage.org/spec120/#extension_rtree"
# What stands for the names of a table; between quotation marks wherever GDAL writes them.
_TABLE, _COLUMN, _FID = "cicclo_table", "cicclo_column", "cicclo_number"
_PLACES = re.compile("|".join((_TABLE, _COLUMN, _FID)))
_TRIGGERS = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree_%'"


@dataclass(frozen=True)
class Indexed:
    """What is indexed: a table, its geometry, and the column of its row numbers."""

    table: str
    column: str
    fid: str


def add_index(
    database: sqlite3.Connection,
    what: Indexed,
    prepared: Tuple[str, ...] = (),
    boxes: Optional[Sequence[Boxes]] = None,
) -> bool:
    """Make the index in the caller's transaction; False when only GDAL can (``add_by_gdal``).

    ``prepared``: the ``triggers``, when they are known already. ``boxes``: where all rows lie, when
    that is known.

    Raises:
        sqlite3.Error: the disk is full, or it was interrupted.
    """
    wanted = prepared or triggers(what)
    if not wanted:
        return False
    from cicclo_qgis.transfer import rtree

    database.execute("SAVEPOINT spatial_index")
    try:
        rtree.add_packed_index(database, what.table, what.column, what.fid, boxes)
    except sqlite3.Error as error:
        if failure_of(error).code is not TransferCode.CANNOT_WRITE:
            raise
        # This SQLite has no R-tree, or guards the tables of one. GDAL has its own.
        database.execute("ROLLBACK TO spatial_index")
        return False
    finally:
        if database.in_transaction:
            database.execute("RELEASE spatial_index")
    for trigger in wanted:
        database.execute(trigger)
    database.execute(
        "INSERT INTO gpkg_extensions VALUES (?,?,'gpkg_rtree_index',?,'write-only')",
        (what.table, what.column, _DEFINITION),
    )
    return True


def triggers(what: Indexed) -> Tuple[str, ...]:
    """What keeps an index true, as this GDAL writes it.

    Empty when there is no NumPy, or GDAL writes none.
    """
    try:
        # It takes a moment to load, and is not needed before.
        from cicclo_qgis.transfer import rtree  # noqa: F401
    except ImportError:
        return ()
    names = {_TABLE: what.table, _COLUMN: what.column, _FID: what.fid}

    def named(place: Match[str]) -> str:
        return names[place.group()].replace('"', '""')

    try:
        return tuple(_PLACES.sub(named, one) for one in patterns())
    except RuntimeError:
        return ()


@lru_cache(maxsize=1)
def patterns() -> Tuple[str, ...]:
    """The triggers of a table that is called otherwise: read from an empty file in memory.

    Read once, and beforehand where a download can be foreseen.

    Raises:
        RuntimeError: GDAL writes none.
    """
    name = f"/vsimem/cicclo-{secrets.token_hex(8)}.gpkg"
    options = [f"FID={_FID}", f"GEOMETRY_NAME={_COLUMN}", "SPATIAL_INDEX=YES"]
    with quiet():
        try:
            made = gdal.GetDriverByName("GPKG").Create(name, 0, 0, 0, gdal.GDT_Unknown)
            made.CreateLayer(_TABLE, None, ogr.wkbUnknown, options)
            # The index of a new layer is made when its file is closed.
            del made
            opened = gdal.OpenEx(name, gdal.OF_VECTOR)
            rows = opened.ExecuteSQL(_TRIGGERS)
            found = tuple(str(row.GetField(0)) for row in rows)
            opened.ReleaseResultSet(rows)
            del rows, opened
        except (AttributeError, TypeError) as error:
            raise RuntimeError(str(error)) from None
        finally:
            gdal.Unlink(name)
    if not found:
        raise RuntimeError("no triggers")
    return found


def add_by_gdal(path: Path, what: Indexed) -> None:
    """Have GDAL build the index of a file that nobody else has open.

    Raises:
        TransferError: DISK_FULL or CANNOT_WRITE.
    """
    table, column = what.table.replace("'", "''"), what.column.replace("'", "''")
    with quiet():
        opened = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE, ["GPKG"])
        if opened is None:
            raise TransferError(TransferCode.CANNOT_WRITE)
        gdal.ErrorReset()
        rows = opened.ExecuteSQL(f"SELECT CreateSpatialIndex('{table}', '{column}')")
        first = rows.GetNextFeature() if rows is not None else None
        made = first is not None and first.GetField(0) == 1
        message = str(gdal.GetLastErrorMsg()).lower()
        first = None
        if rows is not None:
            opened.ReleaseResultSet(rows)
        del rows, opened
    if not made:
        full = any(word in message for word in FULL)
        raise TransferError(TransferCode.DISK_FULL if full else TransferCode.CANNOT_WRITE)
