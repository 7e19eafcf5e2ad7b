"""Writing platforms' collections into the tables of the index, whole or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Dict, Iterable, Iterator, List, Optional, Sequence, Tuple

from cicclo_qgis.catalogue import facets
from cicclo_qgis.catalogue.index_extents import packed
from cicclo_qgis.catalogue.index_masks import MOST_PLACES
from cicclo_qgis.catalogue.index_record import pack
from cicclo_qgis.catalogue.index_themes import as_text
from cicclo_qgis.catalogue.index_words import pairs, spaced
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.catalogue.quiet import breathe
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


def write(connection: sqlite3.Connection, listed: Listed) -> None:
    """Replace what the tables hold of that platform. Raises as ``write_all`` does."""
    write_all(connection, (listed,))


def write_all(connection: sqlite3.Connection, lists: Sequence[Listed]) -> None:
    """Replace what the tables hold of those platforms, in one transaction: all of it or nothing.

    A transaction waits for the disk, whatever it holds. Whoever has a turn (``quiet``) breathes.

    Raises:
        sqlite3.Error: the tables cannot be written; nothing has changed then.
        IndexFullError: there is no room for one of them; the others are written.
    """
    made = [_made(listed) for listed in lists]
    full = False
    with _Change(connection):
        for listed, rows in zip(lists, made):
            try:
                _write(connection, listed, rows)
            except IndexFullError:
                full = True
    if full:
        raise IndexFullError


def _made(listed: Listed) -> List[_Row]:
    rows = _rows(listed.entries)
    rows.sort(key=lambda row: (row.title, row.collection.id))
    return rows


def _write(connection: sqlite3.Connection, listed: Listed, rows: Sequence[_Row]) -> None:
    landing = pack(listed.landing)
    signature = _signature(rows, landing)
    known = connection.execute(
        "SELECT start, room, generation, signature FROM platform WHERE id = ?",
        (listed.platform_id,),
    ).fetchone()
    if known is not None and known[3] == signature:
        # Nothing but the date is new.
        connection.execute(
            "UPDATE platform SET harvested = ?, validator = ? WHERE id = ?",
            (listed.when, listed.validator, listed.platform_id),
        )
        return
    generation = (
        1 + connection.execute("SELECT coalesce(max(generation), 0) FROM platform").fetchone()[0]
    )
    start, room = _region(connection, listed.platform_id, known, len(rows))
    if known is not None:
        _clear(connection, known[0], known[1])
    _fill(connection, start, rows)
    connection.execute(
        "INSERT OR REPLACE INTO platform VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            packed(facets.box(row.collection) for row in rows),
        ),
    )


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
    rows = []
    for entry in entries:
        collection = entry.collection
        title = spaced((collection.title or collection.id)[:_MOST_TITLE])
        rows.append(_Row(collection, entry.padlock.value, pack(collection), title))
        breathe()
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
    written: Dict[str, str] = {}

    def collections() -> Iterator[Tuple[object, ...]]:
        """A row a place; what its themes are called is noted beside."""
        for place, row in placed:
            collection = row.collection
            themes = facets.themes(collection)
            written.update(themes)
            yield (
                place,
                collection.id,
                row.padlock,
                facets.kind(collection),
                facets.licence(collection),
                facets.year(collection),
                as_text([key for key, _ in themes]),
                row.record,
            )
            breathe()

    def words() -> Iterator[Tuple[object, ...]]:
        """What is searched through, of each place."""
        for place, row in placed:
            keywords = spaced(facets.heading(row.collection)[:_MOST_TEXT])
            name = spaced(row.collection.id)
            description = spaced(row.collection.description[:_MOST_TEXT])
            yield place, row.title, keywords, name, description, pairs(row.title + keywords + name)
            breathe()

    connection.executemany("INSERT INTO collection VALUES (?, ?, ?, ?, ?, ?, ?, ?)", collections())
    connection.executemany("INSERT OR IGNORE INTO theme VALUES (?, ?)", written.items())
    connection.executemany(
        "INSERT INTO words (rowid, title, keywords, name, description, pairs) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        words(),
    )
