"""The user's own registry file: read with care, written whole or not at all.

Nothing the user added is ever lost in silence: records this version cannot use are written back as
they were, and a damaged file is kept beside the new one with ``.bak`` at its end.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Tuple

from cicclo_qgis.platforms.fields import RecordError
from cicclo_qgis.platforms.model import Origin, Platform
from cicclo_qgis.platforms.record import platform_from_record, platform_to_record, records_of


@dataclass(frozen=True)
class UserRecords:
    """What the user's file says.

    ``unused``: records this version cannot use, kept as they are; ``complaints`` says why.
    """

    platforms: Mapping[str, Platform] = field(default_factory=dict)
    unused: Tuple[object, ...] = ()
    complaints: Tuple[str, ...] = ()
    version: int = 1

    def with_platform(self, platform: Platform) -> UserRecords:
        """The same with ``platform`` added or replaced."""
        return replace(self, platforms={**self.platforms, platform.id: platform})

    def without(self, platform_id: str) -> UserRecords:
        """The same without that platform."""
        rest = {key: item for key, item in self.platforms.items() if key != platform_id}
        return replace(self, platforms=rest)


class UserFile:
    """One JSON file at ``path``; without a path nothing is read or written."""

    def __init__(self, path: Optional[Path]) -> None:
        self.path = path

    def read(self) -> Tuple[UserRecords, str, Optional[Path]]:
        """What the file says; a problem in plain words, or ""; where a damaged file was put.

        A file that is not there is an empty one.
        """
        if self.path is None:
            return UserRecords(), "", None
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return UserRecords(), "", None
        except OSError as error:
            return UserRecords(), str(error), None
        try:
            return _parsed(json.loads(raw.decode("utf-8-sig"))), "", None
        except (ValueError, RecursionError) as error:
            return UserRecords(), str(error), self._set_aside()

    def _set_aside(self) -> Optional[Path]:
        if self.path is None:
            return None
        for number in range(100):
            end = ".bak" if number == 0 else f".{number}.bak"
            aside = self.path.with_name(self.path.name + end)
            if aside.exists():
                continue
            try:
                self.path.replace(aside)
            except OSError:
                return None
            return aside
        return None

    def write(self, records: UserRecords) -> None:
        """Write the whole file beside the old one, then put it in its place.

        Raises:
            OSError: the file could not be written; the old one is as it was.
        """
        if self.path is None:
            return
        document: Dict[str, Any] = {
            "version": records.version,
            "platforms": [platform_to_record(item) for item in records.platforms.values()]
            + list(records.unused),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".tmp", self.path.name + ".", self.path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(document, stream, ensure_ascii=False, indent=2)
                stream.write("\n")
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(self.path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def _parsed(document: object) -> UserRecords:
    records, version = records_of(document)
    platforms: Dict[str, Platform] = {}
    unused = []
    complaints = []
    for index, record in enumerate(records):
        try:
            platform = platform_from_record(record, Origin.USER)
        except RecordError as error:
            unused.append(record)
            complaints.append(f"platforms[{index}]: {error}")
            continue
        platforms[platform.id] = platform
    return UserRecords(platforms, tuple(unused), tuple(complaints), version)
