"""The platforms known on this computer: shipped, of the workshop, and the user's own.

A record that cannot be used is left out with a note; a file that cannot be read never keeps the
others from being used. Later files win over earlier ones by ``id``, the user's file over all.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

from cicclo_qgis.platforms.fields import RecordError
from cicclo_qgis.platforms.model import Origin, Platform
from cicclo_qgis.platforms.own import FOUND
from cicclo_qgis.platforms.record import platform_from_record, records_of
from cicclo_qgis.platforms.userfile import UserFile, UserRecords

FORMAT_VERSION = 1
_SIZE_LIMIT = 8 * 1024 * 1024


class NoteCode(str, Enum):
    """What may be odd about a registry file; ``gui/sentences.py`` has a sentence for each."""

    BAD_RECORD = "bad_record"
    UNREADABLE_FILE = "unreadable_file"
    NEWER_FORMAT = "newer_format"
    KEPT_ASIDE = "kept_aside"


@dataclass(frozen=True)
class Note:
    """Something left out while reading ``path``; ``detail`` is plain text for the log.

    For KEPT_ASIDE, ``path`` is where the damaged file was put.
    """

    code: NoteCode
    path: Path
    detail: str


class Registry:
    """All platforms, merged. Safe to use from any thread; files are read by ``load`` alone.

    Args:
        shipped: the plugin's own ``platforms.json``; None leaves it out. May be set anew; the
            next ``load`` follows.
        extra: further registry files (the workshop's).
        user: the user's own file; it need not exist. Without it ``add`` and ``remove`` hold for
            this run only.
    """

    def __init__(
        self, shipped: Optional[Path], extra: Sequence[Path] = (), user: Optional[Path] = None
    ) -> None:
        self.shipped = shipped
        self._extra = tuple(extra)
        self._user_file = UserFile(user)
        self._user = UserRecords()
        self._others: Dict[str, Platform] = {}
        self._notes: Tuple[Note, ...] = ()
        self._lock = threading.RLock()

    def load(self) -> Tuple[Note, ...]:
        """Read every file again; returns what was left out. Never raises for a bad file."""
        others: Dict[str, Platform] = {}
        notes: List[Note] = []
        for path, origin in self._files():
            for platform in _read(path, origin, notes):
                others[platform.id] = platform
        user, problem, kept = self._user_file.read()
        if problem:
            code = NoteCode.KEPT_ASIDE if kept else NoteCode.UNREADABLE_FILE
            notes.append(Note(code, kept or self._user_file.path or Path(), problem))
        path = self._user_file.path or Path()
        notes.extend(Note(NoteCode.BAD_RECORD, path, complaint) for complaint in user.complaints)
        with self._lock:
            self._others = others
            self._user = user
            self._notes = tuple(notes)
            return self._notes

    def _files(self) -> Iterable[Tuple[Path, Origin]]:
        if self.shipped is not None:
            yield self.shipped, Origin.SHIPPED
        for path in self._extra:
            yield path, Origin.WORKSHOP

    @property
    def notes(self) -> Tuple[Note, ...]:
        """What the last ``load`` left out."""
        with self._lock:
            return self._notes

    def platforms(self) -> Tuple[Platform, ...]:
        """All platforms: the workshop's and the user's own first, then as shipped."""
        with self._lock:
            merged = {**self._others, **self._own()}
        return tuple(sorted(merged.values(), key=lambda item: item.origin is Origin.SHIPPED))

    def get(self, platform_id: str) -> Optional[Platform]:
        """The platform of that identifier, or None when unknown."""
        with self._lock:
            return self._own().get(platform_id) or self._others.get(platform_id)

    def _own(self) -> Dict[str, Platform]:
        """The user's own records. Ways found for a platform stand beside its record, not for it.

        They are left alone once the record tells ways of its own.
        """
        own: Dict[str, Platform] = {}
        for key, mine in self._user.platforms.items():
            other = self._others.get(key)
            if mine.source != FOUND or other is None:
                own[key] = mine
            elif not other.access:
                own[key] = replace(other, access=mine.access, source=FOUND, origin=Origin.USER)
        return own

    def add(self, platform: Platform) -> Platform:
        """Add ``platform`` to the user's own, or replace the one of the same ``id``; saves at once.

        Returns the platform as kept (its origin is USER).

        Raises:
            OSError: the user's file could not be written; nothing is changed then.
        """
        kept = replace(platform, origin=Origin.USER)
        with self._lock:
            records = self._user.with_platform(kept)
            self._user_file.write(records)
            self._user = records
        return kept

    def remove(self, platform_id: str) -> bool:
        """Delete the user's own record; saves at once. Returns whether there was one.

        A shipped one of the same ``id`` shows again.

        Raises:
            OSError: the user's file could not be written; nothing is changed then.
        """
        with self._lock:
            if platform_id not in self._user.platforms:
                return False
            records = self._user.without(platform_id)
            self._user_file.write(records)
            self._user = records
        return True


def _read(path: Path, origin: Origin, notes: List[Note]) -> Iterable[Platform]:
    """The usable platforms of one file; what is not usable goes to ``notes``."""
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise RecordError("file", "is too large")
        records, version = records_of(json.loads(path.read_text("utf-8-sig")))
    except (OSError, ValueError, RecursionError) as error:
        notes.append(Note(NoteCode.UNREADABLE_FILE, path, str(error)))
        return
    if version > FORMAT_VERSION:
        notes.append(Note(NoteCode.NEWER_FORMAT, path, f"format {version}"))
        return
    seen = set()
    for index, record in enumerate(records):
        try:
            platform = platform_from_record(record, origin)
        except RecordError as error:
            notes.append(Note(NoteCode.BAD_RECORD, path, f"platforms[{index}]: {error}"))
            continue
        if platform.id in seen:
            detail = f"platforms[{index}]: {platform.id} again"
            notes.append(Note(NoteCode.BAD_RECORD, path, detail))
            continue
        seen.add(platform.id)
        yield platform
