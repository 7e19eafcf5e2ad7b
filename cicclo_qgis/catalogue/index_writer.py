"""Writing one platform's collections into the tables of the index, whole or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Iterable, List, Optional, Sequence, Tuple

from cicclo_qgis.catalogue import facets
from cicclo_qgis.catalogue.index_masks import MOST_PLACES
from cicclo_qgis.catalogue.index_record import pack
from cicclo_qgis.catalogue.index_themes import as_text
from cicclo_qgis.catalogue.index_words import spaced
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.ogcapi.model import Collection

# A title or keyword list longer than this says nothing more; a description may be a whole page.
_MOST_TITLE = 300
_MOST_TEXT = 4000


class IndexFullError(Exception):
    """There are more places than the index can have."""


@dataclass(frozen=True)
class _Row:
    collection: Collection
    padlock: str
    record: bytes
    title: str


def write(connection: sqlite3.Connection, listed: Listed) -> bool:
    """Replace what the tables hold of that platform; False when nothing but the date is new.

    Raises:
        sqlite3.Error: the tables cannot be written; nothing has changed then.
        IndexFullError: there is no room.
    """
    rows = _rows(listed.entries)
    landing = pack(listed.landing)
    signature = _signature(rows, landing)
    with _Change(connection):
        known = connection.execute(
            "SELECT start, room, generation, signature FROM platform WHERE id = ?",
            (listed.platform_id,),
        ).fetchone()
        if known is not None and known[3] == signature:
            connection.execute(
                "UPDATE platform SET harvested = ?, validator = ? WHERE id = ?",
                (listed.when, listed.validator, listed.platform_id),
            )
            return False
        generation = (
            1
            + connection.execute("SELECT coalesce(max(generation), 0) FROM platform").fetchone()[0]
        )
        if known is not None:
            _clear(connection, known[0], known[1])
        start, room = _region(connection, listed.platform_id, known, len(rows))
        _fill(connection, start, rows)
        connection.execute(
            "INSERT OR REPLACE INTO platform VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                listed.platform_id,
                start,
                room,
                len(rows),
                generation,
                listed.when,
                signature,
                landing,
                listed.validator,
            ),
        )
    return True


def remove(connection: sqlite3.Connection, platform_ids: Iterable[str]) -> None:
    """Take platforms out of the tables.

    Raises:
        sqlite3.Error: the tables cannot be written; nothing has changed then.
    """
    with _Change(connection):
        for name in platform_ids:
            known = connection.execute(
                "SELECT start, room FROM platform WHERE id = ?", (name,)
            ).fetchone()
            if known is not None:
                _clear(connection, *known)
                connection.execute("DELETE FROM platform WHERE id = ?", (name,))


class _Change:
    """A transaction that is undone when something goes wrong."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: Optional[type], *_: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        elif self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _rows(entries: Sequence[Entry]) -> List[_Row]:
    rows = [
        _Row(
            entry.collection,
            entry.padlock.value,
            pack(entry.collection),
            spaced((entry.collection.title or entry.collection.id)[:_MOST_TITLE]),
        )
        for entry in entries
    ]
    rows.sort(key=lambda row: (row.title, row.collection.id))
    return rows


def _signature(rows: Sequence[_Row], landing: bytes) -> bytes:
    whole = hashlib.blake2b(landing, digest_size=16)
    for row in rows:
        whole.update(row.padlock.encode())
        whole.update(row.record)
    return whole.digest()


def _clear(connection: sqlite3.Connection, start: int, room: int) -> None:
    ends = (start, start + room)
    connection.execute("DELETE FROM words WHERE rowid >= ? AND rowid < ?", ends)
    connection.execute("DELETE FROM area WHERE place >= ? AND place < ?", ends)
    connection.execute("DELETE FROM collection WHERE place >= ? AND place < ?", ends)


def _region(
    connection: sqlite3.Connection,
    platform_id: str,
    known: Optional[Tuple[int, int, int, bytes]],
    length: int,
) -> Tuple[int, int]:
    """Where ``length`` rows go: where they were, else the first gap that is wide enough."""
    if known is not None and length <= known[1]:
        return known[0], known[1]
    room = length + length // 4 + 8
    start = 0
    for other, size in connection.execute(
        "SELECT start, room FROM platform WHERE id <> ? ORDER BY start", (platform_id,)
    ):
        if other - start >= room:
            break
        start = other + size
    if start + room > MOST_PLACES:
        raise IndexFullError
    return start, room


def _fill(connection: sqlite3.Connection, start: int, rows: Sequence[_Row]) -> None:
    placed = list(enumerate(rows, start))
    connection.executemany(
        "INSERT INTO collection VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                place,
                row.collection.id,
                row.padlock,
                facets.kind(row.collection),
                facets.licence(row.collection),
                facets.year(row.collection),
                as_text([key for key, _ in facets.themes(row.collection)]),
                row.record,
            )
            for place, row in placed
        ],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO theme VALUES (?, ?)",
        {key: name for row in rows for key, name in facets.themes(row.collection)}.items(),
    )
    connection.executemany(
        "INSERT INTO words (rowid, title, keywords, name, description) VALUES (?, ?, ?, ?, ?)",
        [
            (
                place,
                row.title,
                spaced(facets.heading(row.collection)[:_MOST_TEXT]),
                spaced(row.collection.id),
                spaced(row.collection.description[:_MOST_TEXT]),
            )
            for place, row in placed
        ],
    )
    connection.executemany(
        "INSERT INTO area VALUES (?, ?, ?, ?, ?)",
        [
            (place, box[0], box[2], box[1], box[3])
            for place, row in placed
            for box in (facets.box(row.collection),)
            if box is not None
        ],
    )
