"""Reading the tables of the index as they stand at one moment."""

from __future__ import annotations

import sqlite3
from typing import Dict, List, Optional, Tuple


def is_busy(error: Exception) -> bool:
    """Whether another program holds the file, or another thread writes it."""
    # Python tells the number of the error from 3.11 on only.
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


class Moment:
    """A read transaction: what others write meanwhile is not seen."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN")

    def __exit__(self, *_: object) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def read_dates(connection: sqlite3.Connection) -> Dict[str, float]:
    """When each platform was last listed."""
    return dict(connection.execute("SELECT id, harvested FROM platform").fetchall())


def read_head(
    connection: sqlite3.Connection, platform_id: str
) -> Optional[Tuple[float, bytes, str, int, int]]:
    """When it was listed, its landing page, its validator, its first place, and how many rows."""
    head: Optional[Tuple[float, bytes, str, int, int]] = connection.execute(
        "SELECT harvested, landing, validator, start, length FROM platform WHERE id = ?",
        (platform_id,),
    ).fetchone()
    return head


def read_list(
    connection: sqlite3.Connection, platform_id: str
) -> Optional[Tuple[Tuple[float, bytes, str], List[Tuple[str, bytes]]]]:
    """When it was listed, its landing page and validator; padlock and record of each row."""
    head = read_head(connection, platform_id)
    if head is None:
        return None
    rows = connection.execute(
        "SELECT padlock, record FROM collection WHERE place >= ? AND place < ? ORDER BY place",
        (head[3], head[3] + head[4]),
    ).fetchall()
    return head[:3], rows
