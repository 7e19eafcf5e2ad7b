"""The index of all platforms' collections: kept in the profile, searched at each keystroke.

What a stranger sees is in the file. What only a session may see is in memory, and is gone at
sign-out or with the run (docs/decisions/0006-catalogue-index.md).
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Callable, Iterable, List, Mapping, Optional, Sequence, Tuple, TypeVar

from cicclo_qgis.catalogue import facets
from cicclo_qgis.catalogue.index_answer import Answer, Facet, Search
from cicclo_qgis.catalogue.index_file import (
    IndexFileError,
    connect,
    in_memory,
    open_file,
    set_aside,
)
from cicclo_qgis.catalogue.index_found import Found
from cicclo_qgis.catalogue.index_groups import Grouping
from cicclo_qgis.catalogue.index_names import Names
from cicclo_qgis.catalogue.index_reading import (
    Moment,
    is_busy,
    read_dates,
    read_head,
    read_list,
)
from cicclo_qgis.catalogue.index_record import RecordError, unpack_collection, unpack_landing
from cicclo_qgis.catalogue.index_shelf import Shelf
from cicclo_qgis.catalogue.index_themes import counted, most
from cicclo_qgis.catalogue.index_words import understand
from cicclo_qgis.catalogue.index_writer import IndexFullError, remove, write, write_all
from cicclo_qgis.catalogue.listed import Listed, Unread
from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.catalogue.quiet import aside, breathe, unbroken
from cicclo_qgis.platforms.model import Platform

LOG = logging.getLogger("cicclo.catalogue")

T = TypeVar("T")

_MOST_THEMES = 200
# Whoever needs what the file alone has waits so long for another QGIS that writes.
_PATIENCE_S = 10.0
_PAUSE_S = 0.02


class Index:
    """What there is to be found, and when it was last listed.

    Any thread may call any method. All of them block, for milliseconds or while another QGIS
    writes, so that they belong in worker threads. None raises an error of the file: an index that
    cannot be kept is an index of this run alone.

    Args:
        path: the file; None for an index in memory.
        platforms: the platforms whose names and territories rows are found by.
        patience_s: for how long a file that is in use is waited for, but for a search.
    """

    def __init__(
        self,
        path: Optional[Path],
        platforms: Iterable[Platform] = (),
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._path = path
        self._patience_s = patience_s
        self._names = Names(platforms)
        self._reading = threading.RLock()
        self._writing = threading.RLock()
        self._writer: Optional[sqlite3.Connection] = None
        self._public: Optional[Shelf] = None
        self._private = Shelf(in_memory(), self._names)
        self.faults = 0
        """How often the file could not be read, or had to be made anew, in this run."""

    # -- opening and closing ----------------------------------------------------------------

    def open(self) -> None:
        """Open or make the file, and read what searching needs; all else would do so too."""
        self._read(lambda _shelf: None)

    def close(self) -> None:
        """Let go of the file."""
        with self._writing, self._reading:
            self._drop()
            self._private.connection.close()
            self._private = Shelf(in_memory(), self._names)

    def know(self, platforms: Iterable[Platform]) -> None:
        """Take the platforms there are; the rows of others leave the index."""
        known = list(platforms)
        with self._reading:
            self._names = Names(known)
            for shelf in (self._public, self._private):
                if shelf is not None:
                    shelf.call(self._names)
        gone = set(self.harvested()) - {platform.id for platform in known}
        if gone:
            self._write(lambda connection: remove(connection, gone))

    # -- what the harvest brings ------------------------------------------------------------

    def take(self, listed: Listed) -> bool:
        """Keep the list a stranger was given; it replaces what was known of the platform.

        Whether the file holds it now.
        """
        return self.take_all((listed,))

    def take_all(self, lists: Sequence[Listed]) -> bool:
        """Keep several such lists at once, which costs the disk little more than one."""

        def change(connection: sqlite3.Connection) -> bool:
            write_all(connection, lists)
            return True

        return self._write(change) is not None

    def show(
        self,
        platform_id: str,
        entries: Sequence[Entry],
        lives: Callable[[], bool] = lambda: True,
    ) -> None:
        """A session sees exactly these: what a stranger would not is kept in memory only.

        Padlocks are this person's too, and are never written. ``lives``: whether that session is
        there still; asked at the moment at which its rows are put in.
        """
        seen = {
            entry.collection.id: (entry.padlock.value, facets.kind(entry.collection))
            for entry in entries
        }

        def apply(public: Shelf) -> bool:
            """Hide what this person does not see; what only they see goes to the private shelf."""
            if not lives():
                return False
            block = public.blocks.get(platform_id)
            public.show_only(platform_id, seen)
            more = tuple(
                entry for entry in entries if block is None or block.number(entry.collection.id) < 0
            )
            remove(self._private.connection, (platform_id,))
            if more:
                listed = Listed(platform_id, more, more[0].landing, 0.0)
                write(self._private.connection, listed)
            self._keep_up_private()
            return True

        if self._read(apply) is None:
            # Whoever was signed in before may have seen other rows: they do not stay either.
            self.sign_out(platform_id)

    def sign_out(self, *platform_ids: str) -> None:
        """Forget what the sessions there could see: at once, whatever has become of the file.

        Memory alone has it: the file, which another QGIS may hold, is not asked.
        """
        with self._reading, unbroken():
            if self._public is not None:
                for name in platform_ids:
                    if self._public.is_narrowed(name):
                        self._public.show_only(name, None)
            try:
                remove(self._private.connection, platform_ids)
                self._keep_up_private()
            except (sqlite3.Error, MemoryError) as error:
                LOG.warning("what sessions saw is forgotten as a whole: %s", error)
                self._private.connection.close()
                self._private = Shelf(in_memory(), self._names)

    def forget(self, platform_id: str) -> None:
        """Drop a platform that was removed."""
        self.sign_out(platform_id)
        self._write(lambda connection: remove(connection, (platform_id,)))

    # -- what is known ----------------------------------------------------------------------

    def harvested(self) -> Mapping[str, float]:
        """When each platform was last listed with success, seconds since the epoch."""
        found = self._read(lambda shelf: read_dates(shelf.connection), rows=False)
        return found or {}

    def listed(self, platform_id: str) -> Optional[Listed]:
        """The last list of a platform that a stranger was given; None when there is none."""
        found = self._read(lambda shelf: read_list(shelf.connection, platform_id), rows=False)
        if found is None:
            return None
        (when, landing, validator), rows = found
        entries = []
        try:
            entrance = unpack_landing(landing)
            for padlock, record in rows:
                collection = unpack_collection(record)
                entries.append(Entry(platform_id, collection, entrance, Padlock(padlock)))
                breathe()
        except (RecordError, ValueError):
            LOG.warning("the list of %s in the index cannot be read", platform_id)
            return None
        return Listed(platform_id, tuple(entries), entrance, when, validator)

    def last(self, platform_id: str) -> Optional[Listed]:
        """The same list, its entries not read yet (``listed.Unread``)."""
        head = self._read(lambda shelf: read_head(shelf.connection, platform_id), rows=False)
        if head is None:
            return None
        when, landing, validator, _start, length = head

        def read() -> Sequence[Entry]:
            now = self.listed(platform_id)
            return () if now is None or now.validator != validator else now.entries

        try:
            entrance = unpack_landing(landing)
        except RecordError:
            return None
        return Listed(platform_id, Unread(length, read), entrance, when, validator)

    def search(self, search: Search) -> Optional[Answer]:
        """Find; None when there is nothing to be read just now.

        While another program holds the file, what memory has is searched: all but descriptions.
        """
        wanted = understand(search.text)

        def find(public: Shelf) -> Answer:
            """Both shelves' parts as one answer; an empty private one is not asked."""
            parts: List[Found] = []
            known: Counter[str] = Counter()
            for shelf in (public, self._private) if self._private.blocks else (public,):
                part = shelf.find(wanted, search)
                parts.append(part)
                known.update(shelf.sizes())
            named = self._named(parts, search)
            answer = Answer(search, wanted, parts, known, self._names, named)
            if search.by is Grouping.THEME:
                answer.labels = {key: self._label(key) for key in answer.groups.counts}
            return answer

        return self._read(find, soon=True)

    def _label(self, theme: str) -> str:
        shelves = [shelf for shelf in (self._public, self._private) if shelf is not None]
        return next(filter(None, (shelf.label(theme) for shelf in shelves)), theme)

    def _named(self, parts: Sequence[Found], search: Search) -> Mapping[str, Tuple[str, int]]:
        """The keywords worth showing, as they were written, with their numbers."""
        if search.count is not Facet.THEME:
            return {}
        chosen = search.only.get(Facet.THEME, frozenset())
        columns = [(part.keywords, part.passing(Facet.THEME)) for part in parts]
        tagged = counted(columns, _MOST_THEMES, chosen)
        keys = most(tagged, chosen, _MOST_THEMES)
        return {key: (self._label(key), tagged.get(key, 0)) for key in keys}

    # -- the file ---------------------------------------------------------------------------

    def _keep_up_private(self) -> None:
        self._private.forget_reading()
        self._private.keep_up()

    def _read(
        self, question: Callable[[Shelf], T], soon: bool = False, rows: bool = True
    ) -> Optional[T]:
        """Ask the tables as they stand at one moment; None when they cannot be read.

        ``rows``: whether what is searched must be in memory, which it is not at the start.
        ``soon``: a file that is in use is not waited for; what is in memory is asked alone.
        """
        until = time.monotonic() + self._patience_s
        while True:
            with self._reading, unbroken():
                try:
                    return self._ask(question, rows, not soon and time.monotonic() >= until)
                except sqlite3.OperationalError as error:
                    if is_busy(error) and soon:
                        return self._ask_memory(question)
                    if not is_busy(error) or time.monotonic() >= until:
                        LOG.warning("the catalogue index cannot be read now: %s", error)
                        self.faults += 1
                        return None
            # Meanwhile others search what is in memory.
            with aside():
                time.sleep(_PAUSE_S)

    def _ask_memory(self, question: Callable[[Shelf], T]) -> Optional[T]:
        if self._public is None:
            return None
        with self._public.memory_alone():
            return question(self._public)

    def _ask(self, question: Callable[[Shelf], T], rows: bool, last_time: bool) -> Optional[T]:
        for _ in range(2):
            shelf = self._shelf(last_time)
            try:
                with Moment(shelf.connection):
                    if rows:
                        shelf.keep_up()
                    return question(shelf)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                self._renew(error)
        return None

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> Optional[T]:
        """Change the tables; None when that was not possible."""
        with self._writing:
            for _ in range(2):
                if self._public is None:
                    self.open()  # it is what makes the writer
                with self._reading:
                    shelf = self._shelf()
                    connection = self._writer or shelf.connection
                    alone = self._writer is not None
                try:
                    if alone:
                        return change(connection)
                    with self._reading, unbroken():
                        self._shelf().forget_reading()
                        return change(connection)
                except (sqlite3.OperationalError, IndexFullError) as error:
                    LOG.warning("the catalogue index was not written: %s", error)
                    return None
                except sqlite3.DatabaseError as error:
                    with self._reading:
                        self._renew(error)
        return None

    def _shelf(self, last_time: bool = True) -> Shelf:
        """The file's; memory's where there is no file to be had. Raises ``sqlite3.Error``."""
        if self._public is None:
            reader: Optional[sqlite3.Connection] = None
            if self._path is not None:
                try:
                    reader = open_file(self._path)
                    self._writer = connect(str(self._path), self._patience_s)
                    # What it changes stays in memory anyhow, and it reads little beside.
                    self._writer.execute("PRAGMA cache_size = -4000")
                except (IndexFileError, sqlite3.Error) as error:
                    if is_busy(error) and not last_time:
                        raise
                    LOG.warning("the catalogue index is kept in memory: %s", error)
                    if reader is not None:
                        reader.close()
                        reader = None
            self._public = Shelf(reader or in_memory(), self._names)
        return self._public

    def _renew(self, error: sqlite3.DatabaseError) -> None:
        """The file is damaged: put it aside, and begin again."""
        LOG.warning("the catalogue index is damaged and made anew: %s", error)
        self.faults += 1
        self._drop()
        if self._path is not None:
            try:
                set_aside(self._path)
            except IndexFileError:
                self._path = None

    def _drop(self) -> None:
        if self._public is not None:
            self._public.connection.close()
            self._public = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None
