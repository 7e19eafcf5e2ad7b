"""The one writer of a copy: pages in, each in one transaction; whole at the end or not at all."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.transfer.between import between
from cicclo_qgis.transfer.checkpoint import FORMAT, Checkpoints, Done
from cicclo_qgis.transfer.model import Cancelled, TransferCode, TransferError, never
from cicclo_qgis.transfer.package import (
    Registered,
    connect,
    failure_of,
    make_empty,
    quoted,
    register,
    sql,
)
from cicclo_qgis.transfer.page import Page, feature_key
from cicclo_qgis.transfer.source import Source, put_source
from cicclo_qgis.transfer.spatial_index import Indexed, add_by_gdal, add_index, triggers
from cicclo_qgis.transfer.table import Table


def part_path(target: Path) -> Path:
    """Where a copy grows until it is whole."""
    return target.with_name(target.name + ".part")


@dataclass(frozen=True)
class Label:
    """What the finished copy says of itself to people."""

    title: str
    description: str


class Writer:
    """A half-made copy beside ``target``, until ``finish``.

    ``request`` names what is copied: a half-made copy of anything else is thrown away. What takes
    long ends once ``cancelled``.

    Raises:
        TransferError: CANCELLED, DISK_FULL, CANNOT_WRITE, ALREADY_RUNNING; from every method.
    """

    def __init__(
        self, target: Path, table: str, request: str, cancelled: Cancelled = never
    ) -> None:
        self.target = target
        self.rows = 0
        self._name = table
        self._request = request
        self._cancelled = cancelled
        self._part = part_path(target)
        self._triggers: Tuple[str, ...] = ()
        if not self._go_on():
            self._begin()

    def _go_on(self) -> bool:
        """Take up what is there; False when there is nothing of use."""
        if not self._part.exists():
            return False
        database: Optional[sqlite3.Connection] = None
        try:
            database = connect(self._part, self._cancelled)
            with _transaction(database):
                checkpoints = Checkpoints(database)
                state = checkpoints.state()
        except (sqlite3.Error, TransferError) as error:
            if database is not None:
                database.close()
            failure = failure_of(error) if isinstance(error, sqlite3.Error) else error
            if failure.code is TransferCode.ALREADY_RUNNING:
                raise failure from None
            return False
        if state.get("request") != self._request:
            database.close()
            return False
        self._database, self._checkpoints = database, checkpoints
        self.table = Table(database, self._name, between(self._cancelled))
        if isinstance(state.get("table"), dict):
            self.table.restore(state["table"])
        self.rows = sum(page.rows for page in self.pages())
        if self.rows:
            self.table.tally.lost()
        return True

    def _begin(self) -> None:
        self._remove_files()
        make_empty(self._part)
        try:
            self._database = connect(self._part, self._cancelled)
        except sqlite3.Error as error:
            raise failure_of(error) from None
        self._checkpoints = Checkpoints(self._database)
        with _transaction(self._database):
            self._checkpoints.prepare()
            self._checkpoints.save({"format": FORMAT, "request": self._request})
        self.table = Table(self._database, self._name, between(self._cancelled))
        self.rows = 0

    def start_again(self) -> None:
        """Throw away all rows, and what was remembered; the copy grows anew."""
        crs, swap = self.table.crs, self.table.encoder.swap
        self._database.close()
        self._begin()
        self.table.set_crs(crs, swap)

    # --- what is known of the half-made copy ---------------------------------------------------

    def pages(self) -> List[Done]:
        """The pages in the file."""
        return self._checkpoints.pages()

    def recall(self, key: str) -> Any:
        """A value kept with ``remember``; None when there is none."""
        return self._checkpoints.state().get("of_" + key)

    def remember(self, values: Mapping[str, Any]) -> None:
        """Keep these values with the half-made copy."""
        with _transaction(self._database):
            self._checkpoints.save({"of_" + key: value for key, value in values.items()})

    def distinct(self) -> Tuple[int, int]:
        """How many rows have an id, and how many different ids there are."""
        if not self.table.created:
            return 0, 0
        different = self.table.tally.distinct()
        if different is not None:
            return different, different
        name = quoted(self.table.names[1])
        counted = sql(
            "SELECT count(", name, "), count(DISTINCT", name, ") FROM", quoted(self._name)
        )
        with _transaction(self._database):
            found = self._database.execute(counted).fetchone()
        return int(found[0]), int(found[1])

    def different(self) -> int:
        """How many rows differ in more than their number (slow: reads the whole table)."""
        columns = [self.table.names[1], *self.table.value_columns()]
        listed = ",".join(map(quoted, columns))
        rows = sql("SELECT DISTINCT", listed, "FROM", quoted(self._name))
        counted = sql("SELECT count(*) FROM (", rows, ")")
        with _transaction(self._database):
            found = self._database.execute(counted).fetchone()
        return int(found[0])

    def knows_all(self, ids: Sequence[Optional[str]]) -> bool:
        """Whether every one of ``ids`` is in the file (slow: reads the whole table)."""
        wanted = {one for one in ids if one is not None}
        if not self.table.created or not wanted or None in ids:
            return False
        ids_of = sql("SELECT", quoted(self.table.names[1]), "FROM", quoted(self._name))
        with _transaction(self._database):
            for (found,) in self._database.execute(ids_of):
                wanted.discard(found)
        return not wanted

    # --- rows ----------------------------------------------------------------------------------

    def add(self, page: Page, name: str, address: Optional[str], new_only: bool = False) -> int:
        """Write a page, and enter it as done under ``name``; returns the number of rows.

        ``address``: where the page came from, without anything secret. ``new_only``: features met
        before are left out (known by id, else by all they hold).
        """
        with _transaction(self._database):
            kept: Sequence[int] = range(len(page))
            if new_only:
                new = self._checkpoints.new_keys([feature_key(page, one) for one in kept])
                kept = [one for one in kept if new[one]]
            if kept:
                self.table.write(page, kept)
            if self.table.changed:
                self._checkpoints.save({"table": self.table.saved()})
            self._checkpoints.add(name, len(kept), page.fingerprint, page.matched, address)
        self.rows += len(kept)
        return len(kept)

    # --- the end --------------------------------------------------------------------------------

    def finish(self, label: Label, source: Source) -> None:
        """Make the copy whole and give it its name, in place of what stood there.

        Raises:
            TransferError: TARGET_BUSY when another program holds the target; what the class says.
        """
        with _transaction(self._database):
            if not self.table.created:
                self.table.create()
            geometry = self.table.settle_geometry()
            self._checkpoints.drop()
            told = Registered(
                table=self._name,
                title=label.title,
                description=label.description,
                crs=self.table.crs,
                geometry_column=self.table.names[2],
                geometry=geometry,
                box=self.table.encoder.box,
                count=self.rows,
            )
            register(self._database, told)
            put_source(self._database, source)
            indexed = geometry is None or add_index(
                self._database, self._indexed(), self._triggers, self.table.tally.boxes()
            )
        self._database.execute("PRAGMA journal_mode=DELETE")
        self._database.close()
        if not indexed:
            add_by_gdal(self._part, self._indexed())
        put_in_place(self._part, self.target)

    def prepare(self) -> None:
        """Load what the end needs, while there is nothing else to do; needed by no other method."""
        if self.table.has_geometry and not self._triggers:
            self._triggers = triggers(self._indexed())

    def _indexed(self) -> Indexed:
        return Indexed(self._name, self.table.names[2], self.table.names[0])

    def close(self) -> None:
        """Let go of the half-made copy, which stays."""
        self._database.close()

    def discard(self) -> None:
        """Let go of the half-made copy, and remove it."""
        self._database.close()
        self._remove_files()

    def _remove_files(self) -> None:
        for end in ("", "-journal", "-wal", "-shm"):
            try:
                self._part.with_name(self._part.name + end).unlink()
            except FileNotFoundError:
                continue
            except OSError:
                raise TransferError(TransferCode.CANNOT_WRITE) from None


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Committed at the end, or rolled back; SQLite's failures become ``TransferError``."""
    try:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("COMMIT")
    except BaseException as error:
        _roll_back(database)
        if isinstance(error, sqlite3.Error):
            raise failure_of(error) from None
        raise


def _roll_back(database: sqlite3.Connection) -> None:
    """Undo; SQLite may have done so by itself already."""
    if database.in_transaction:
        try:
            database.execute("ROLLBACK")
        except sqlite3.Error:
            database.close()


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file its name, once it is on the disk.

    Raises:
        TransferError: DISK_FULL or TARGET_BUSY.
    """
    try:
        with part.open("rb+") as file:
            os.fsync(file.fileno())
    except OSError:
        raise TransferError(TransferCode.DISK_FULL, resumable=False) from None
    try:
        os.replace(part, target)
    except OSError:
        raise TransferError(TransferCode.TARGET_BUSY) from None
