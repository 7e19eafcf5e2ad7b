"""The file of the index: made, opened, and made anew when it is damaged or of another version."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from cicclo_qgis.catalogue.index_reading import is_busy

LOG = logging.getLogger("cicclo.catalogue")

VERSION = 3
"""Raise it when the tables, or the rules by which their words are made, change."""

# A full disk queue holds a commit up for seconds now and then. Who searches waits no longer.
_BUSY_S = 0.15

# Own journal, not WAL: profiles of public services often lie on a network drive, where WAL
# does not work. The words' table keeps no sizes: rows are ranked by the field that was found.
_TABLES = """
CREATE TABLE platform (
    id TEXT PRIMARY KEY, start INTEGER NOT NULL, room INTEGER NOT NULL, length INTEGER NOT NULL,
    generation INTEGER NOT NULL, harvested REAL NOT NULL, signature BLOB NOT NULL,
    landing BLOB NOT NULL, validator TEXT NOT NULL, extents BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE collection (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL, padlock TEXT NOT NULL, kind TEXT NOT NULL,
    license TEXT NOT NULL, year TEXT NOT NULL, themes TEXT NOT NULL, record BLOB NOT NULL
);
CREATE TABLE theme (key TEXT PRIMARY KEY, label TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
    title, keywords, name, description, pairs,
    prefix = '2 3 4', columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
);
"""


class IndexFileError(Exception):
    """The file cannot be used in this run, and must be left as it is."""


def connect(path: str, patience_s: float = _BUSY_S) -> sqlite3.Connection:
    """A connection for several threads, each using it under the caller's lock.

    ``patience_s``: for how long it waits while others hold the file.
    """
    connection = sqlite3.connect(
        path, timeout=patience_s, isolation_level=None, check_same_thread=False
    )
    # A cache may lose its last change in a power cut, but not be torn by it.
    connection.execute("PRAGMA synchronous = NORMAL")
    # A large change stays in memory until its end: readers wait for the end alone.
    connection.execute("PRAGMA cache_spill = OFF")
    # The pages of the words that are typed stay at hand (KiB, as far as they are used).
    connection.execute("PRAGMA cache_size = -16000")
    return connection


def open_file(path: Path) -> sqlite3.Connection:
    """The index at ``path``; a new one when there is none or it is damaged or older.

    Raises:
        IndexFileError: it cannot be written, or is of a newer version.
        sqlite3.OperationalError: it is in use just now.
    """
    try:
        return _opened(path)
    except sqlite3.OperationalError as error:
        if is_busy(error):
            raise
        raise IndexFileError(str(error)) from None
    except sqlite3.DatabaseError:
        LOG.warning("the catalogue index is damaged; it is made anew")
    set_aside(path)
    try:
        return _opened(path)
    except sqlite3.Error as error:
        raise IndexFileError(str(error)) from None


def set_aside(path: Path) -> None:
    """Put a damaged file out of the way; the last one only is kept.

    Raises:
        IndexFileError: another program holds it.
    """
    try:
        os.replace(path, path.with_name(path.name + ".damaged"))
    except OSError as error:
        raise IndexFileError(error.strerror or str(error)) from None
    with suppress(OSError):
        path.with_name(path.name + "-journal").unlink()


def in_memory() -> sqlite3.Connection:
    """An index that ends with the run."""
    connection = connect(":memory:")
    _create(connection)
    return connection


def _opened(path: Path) -> sqlite3.Connection:
    connection = connect(str(path))
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise IndexFileError("written by a newer version")
        if version < VERSION:
            _make_anew(connection)
            # Titles of open data, but which platforms one uses is nobody else's business.
            with suppress(OSError):
                path.chmod(0o600)
        with closing(connection.execute("SELECT id, length FROM platform")) as cursor:
            cursor.fetchall()
        connection.execute("SELECT rowid FROM words WHERE words MATCH 'a' LIMIT 1").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _make_anew(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another QGIS may have done it while this one waited.
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            for name in ("area", "words", "theme", "collection", "platform"):
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            _create(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _create(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
