"""The list of one platform as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterator, Optional, Sequence, Union, overload

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.ogcapi.model import LandingPage


class Unread(Sequence[Entry]):
    """Entries that are read when they are first looked at; ``len`` is known before.

    To read the list of a platform takes longer than to ask the platform whether it is still true.
    ``read`` blocks; it gives nothing when the list is another one by then.
    """

    def __init__(self, length: int, read: Callable[[], Sequence[Entry]]) -> None:
        self._length = length
        self._read = read
        self._found: Optional[Sequence[Entry]] = None

    def __len__(self) -> int:
        return self._length if self._found is None else len(self._found)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._all())

    @overload
    def __getitem__(self, number: int) -> Entry: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Entry]: ...

    def __getitem__(self, number: Union[int, slice]) -> Union[Entry, Sequence[Entry]]:
        return self._all()[number]

    def _all(self) -> Sequence[Entry]:
        if self._found is None:
            self._found = self._read()
        return self._found


@dataclass(frozen=True)
class Listed:
    """What a stranger was given. ``when``: seconds since the epoch.

    ``validator``: what the server named the state of its list by (``ogcapi.validators``), or "".
    ``entries`` are a tuple, or ``Unread``.
    """

    platform_id: str
    entries: Sequence[Entry]
    landing: LandingPage
    when: float
    validator: str = ""


Remembered = Callable[[str], Optional[Listed]]
"""The last list of the platform of that id; called in worker threads, may block."""
