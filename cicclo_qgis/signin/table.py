"""Which credential goes with which request: an immutable table, swapped as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, Optional, Tuple

from cicclo_qgis.signin.credential import Credential, ProtectionSpace


@dataclass(frozen=True)
class Row:
    """One protection space of one platform. ``credential``: None while it must not be sent."""

    space: ProtectionSpace
    platform_id: str
    credential: Optional[Credential] = field(default=None, repr=False)


class Table:
    """Rows by length of path: the longest space that covers an address wins.

    Reading needs no lock: the table never changes, its owner replaces it.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: Tuple[Row, ...] = tuple(
            sorted(rows, key=lambda row: len(row.space.path), reverse=True)
        )

    def row(self, url: str) -> Optional[Row]:
        """The row for a request to ``url``, or None. Never raises."""
        for row in self._rows:
            if row.space.covers(url):
                return row
        return None
