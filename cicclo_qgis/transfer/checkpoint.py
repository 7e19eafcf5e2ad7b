"""What a half-made copy knows of itself, in the same file and transactions as its rows.

A page is done exactly when its rows are in the file: a killed process, a full disk or a lost
network leave no doubt about where to go on.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence

from cicclo_qgis.transfer.package import sql

_STATE = "cicclo_part_state"
_PAGES = "cicclo_part_pages"
_KEYS = "cicclo_part_keys"
# Raised whenever a half-made copy of an older version of the plugin could not be gone on with.
FORMAT = 1


@dataclass(frozen=True)
class Done:
    """One page in the file.

    ``name`` is what the strategy calls it (an offset, a tile); ``address`` is where it came from,
    without anything secret.
    """

    number: int
    name: str
    rows: int
    fingerprint: str
    matched: Optional[int]
    address: Optional[str]


class Checkpoints:
    """The pages done and the state of a half-made copy. Its caller opens the transactions."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def prepare(self) -> None:
        """Make the tables, unless they are there."""
        for statement in (
            f"CREATE TABLE IF NOT EXISTS {_STATE} (key TEXT PRIMARY KEY, value TEXT)",
            f"CREATE TABLE IF NOT EXISTS {_PAGES} (number INTEGER PRIMARY KEY, name TEXT UNIQUE, "
            "rows INTEGER, fingerprint TEXT, matched INTEGER, address TEXT)",
            f"CREATE TABLE IF NOT EXISTS {_KEYS} (key TEXT PRIMARY KEY) WITHOUT ROWID",
        ):
            self._database.execute(statement)

    def drop(self) -> None:
        """Take out all that only a half-made copy needs."""
        for table in (_STATE, _PAGES, _KEYS):
            self._database.execute(f"DROP TABLE IF EXISTS {table}")

    def state(self) -> Dict[str, Any]:
        """What was saved; {} for a file that is no half-made copy of this version."""
        try:
            rows = self._database.execute(sql("SELECT key, value FROM", _STATE)).fetchall()
            found = {str(key): json.loads(value) for key, value in rows}
        except (sqlite3.DatabaseError, ValueError):
            return {}
        return found if found.get("format") == FORMAT else {}

    def save(self, values: Dict[str, Any]) -> None:
        """Set these values of the state."""
        self._database.executemany(
            sql("INSERT OR REPLACE INTO", _STATE, "VALUES (?,?)"),
            [(key, json.dumps(value)) for key, value in values.items()],
        )

    def add(
        self,
        name: str,
        rows: int,
        fingerprint: str,
        matched: Optional[int],
        address: Optional[str],
    ) -> None:
        """Enter a page whose rows were written in the same transaction."""
        self._database.execute(
            sql(
                "INSERT INTO",
                _PAGES,
                "(name, rows, fingerprint, matched, address) VALUES (?,?,?,?,?)",
            ),
            (name, rows, fingerprint, matched, address),
        )

    def pages(self) -> List[Done]:
        """All pages done, in the order of the file."""
        rows = self._database.execute(sql("SELECT * FROM", _PAGES, "ORDER BY number"))
        return [Done(*row) for row in rows]

    def new_keys(self, keys: Sequence[str]) -> List[bool]:
        """Which of ``keys`` were not met before; they are from now on."""
        insert = sql("INSERT OR IGNORE INTO", _KEYS, "VALUES (?)")
        return [self._database.execute(insert, (key,)).rowcount == 1 for key in keys]
