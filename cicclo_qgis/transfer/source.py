"""Where a copy comes from, written inside it: enough to fetch it anew, and nothing secret.

Kept in ``gpkg_metadata`` (OGC 12-128r18, extension gpkg_metadata) as one JSON text.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from cicclo_qgis.ogcapi.model import ServiceKind
from cicclo_qgis.transfer.model import Options, Result
from cicclo_qgis.transfer.place import Place, place_of
from cicclo_qgis.transfer.subject import Subject

STANDARD_URI = "urn:cicclo-qgis:copy:1"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,"
    "md_scope TEXT NOT NULL DEFAULT 'dataset',md_standard_uri TEXT NOT NULL,"
    "mime_type TEXT NOT NULL DEFAULT 'text/xml',metadata TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (reference_scope TEXT NOT NULL,"
    "table_name TEXT,column_name TEXT,row_id_value INTEGER,"
    "timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),"
    "md_file_id INTEGER NOT NULL,md_parent_id INTEGER,"
    "CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),"
    "CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))",
    "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT,column_name TEXT,"
    "extension_name TEXT NOT NULL,definition TEXT NOT NULL,scope TEXT NOT NULL,"
    "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
)
_DEFINITION = "http://www.geopackage.org/spec121/#extension_metadata"


@dataclass(frozen=True)
class Source:
    """What was copied, when, and how much came.

    ``landing`` holds no query but the service's own (``map``); it is the address of a WFS where
    ``service`` says so. ``fetched`` is UTC (RFC 3339).
    """

    landing: str
    collection: str
    table: str
    options: Options
    fetched: str
    features: int
    distinct: int
    expected: Optional[int]
    verdict: str
    strategy: str
    service: str = ServiceKind.FEATURES.value

    def place(self, address: Optional[str] = None) -> Place:
        """Where it was copied from; ``address``: of today, with the key that it may need."""
        return Place(address or self.landing, self.collection, ServiceKind(self.service))


def source_of(subject: Subject, result: Result) -> Source:
    """What the copy of ``subject`` that came to ``result`` says of itself."""
    place = place_of(subject.landing, subject.collection)
    return Source(
        landing=place.address,
        collection=place.name,
        table=subject.table,
        options=subject.options,
        fetched=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        features=result.features,
        distinct=result.distinct,
        expected=result.expected,
        verdict=result.verdict.value,
        strategy=result.strategy.value,
        service=place.kind.value,
    )


def put_source(database: sqlite3.Connection, source: Source) -> None:
    """Write ``source`` into an open GeoPackage."""
    for sql in _TABLES:
        database.execute(sql)
    for table in ("gpkg_metadata", "gpkg_metadata_reference"):
        database.execute(
            "INSERT OR IGNORE INTO gpkg_extensions VALUES (?,NULL,'gpkg_metadata',?,'read-write')",
            (table, _DEFINITION),
        )
    database.execute("DELETE FROM gpkg_metadata WHERE md_standard_uri=?", (STANDARD_URI,))
    database.execute(
        "DELETE FROM gpkg_metadata_reference WHERE md_file_id NOT IN (SELECT id FROM gpkg_metadata)"
    )
    database.execute(
        "UPDATE gpkg_contents SET last_change=? WHERE table_name=?",
        (_stamp(source), source.table),
    )
    text = json.dumps(asdict(source), ensure_ascii=False)
    made = database.execute(
        "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) "
        "VALUES ('dataset',?,'application/json',?)",
        (STANDARD_URI, text),
    )
    database.execute(
        "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id) "
        "VALUES ('table',?,?)",
        (source.table, made.lastrowid),
    )


def _stamp(source: Source) -> str:
    """When it was fetched, as a GeoPackage writes it."""
    return source.fetched[:19] + ".000Z"


def is_untouched(database: sqlite3.Connection, source: Source) -> bool:
    """Whether nobody has changed the rows since they were fetched (GDAL notes when it does)."""
    row = database.execute(
        "SELECT last_change FROM gpkg_contents WHERE table_name=?", (source.table,)
    ).fetchone()
    return row is not None and row[0] == _stamp(source)


def read_source(path: Path) -> Optional[Source]:
    """Where the copy at ``path`` comes from; None when the file does not say."""
    address = path.resolve().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=1.0)) as database:
            row = database.execute(
                "SELECT metadata FROM gpkg_metadata WHERE md_standard_uri=? ORDER BY id DESC",
                (STANDARD_URI,),
            ).fetchone()
        found: Dict[str, Any] = json.loads(row[0]) if row else {}
        return _source(found) if found else None
    except (sqlite3.Error, ValueError, TypeError, KeyError):
        return None


def _source(found: Dict[str, Any]) -> Source:
    told = dict(found.pop("options"))
    told["bbox"] = _four(told.get("bbox"))
    told["properties"] = tuple(told.get("properties") or ())
    told["where"] = tuple((name, value) for name, value in told.get("where") or ())
    return Source(options=Options(**told), **found)


def _four(value: Any) -> Optional[Tuple[float, float, float, float]]:
    return None if value is None else (value[0], value[1], value[2], value[3])
