"""Favourites, recent ones and saved searches behind the dock; the file follows beside it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Callable, FrozenSet, Optional, Tuple

from qgis.PyQt.QtCore import QObject, pyqtSignal

from cicclo_qgis.catalogue import favourites
from cicclo_qgis.catalogue.favourites import Choice, Kept, Key

_log = logging.getLogger(__name__)

Run = Callable[[Callable[[], Any], Callable[[Any], None], Callable[[Exception], None]], Any]
"""``Workers.run``: work, and what is called in the GUI thread with its result or its error."""


class Keeping(QObject):
    """GUI thread only; every method returns at once.

    Without ``run`` or ``path`` all is kept for the run alone. ``changed()``: it is otherwise now.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        run: Optional[Run] = None,
        path: Optional[Callable[[], Path]] = None,
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._path = path
        self._kept = Kept()
        self._stars: FrozenSet[Key] = frozenset()
        self._read = run is None or path is None
        self._busy = self._stale = False
        if run is not None and path is not None:
            run(lambda: favourites.read(path()), self._have_read, self._unread)

    @property
    def kept(self) -> Kept:
        """What there is."""
        return self._kept

    def is_favourite(self, key: Key) -> bool:
        """Whether that collection has the star."""
        return key in self._stars

    def toggle(self, key: Key) -> None:
        """Give a collection the star, or take it."""
        self._take(self._kept.toggled(key))

    def used(self, key: Key, lasting: bool) -> None:
        """A collection was added to the map; ``lasting``: anybody may see it."""
        self._take(self._kept.used(key, lasting))

    def save(self, name: str, choice: Choice) -> None:
        """Keep a search under a name."""
        self._take(self._kept.saved(name, choice))

    def unsave(self, name: str) -> None:
        """Drop a search."""
        self._take(self._kept.unsaved(name))

    def rename(self, name: str, new: str) -> None:
        """Keep a search under another name."""
        self._take(self._kept.renamed(name, new))

    # -- own --------------------------------------------------------------------------------

    def _have_read(self, kept: Kept) -> None:
        """What was done before the file was read comes on top of it."""
        now, self._read = self._kept, True
        self._kept = Kept(
            favourites=_joined(now.favourites, kept.favourites),
            recent=_joined(now.recent, kept.recent)[:20],
            searches=tuple({**dict(kept.searches), **dict(now.searches)}.items()),
            passing=now.passing,
        )
        self._tell()
        if now != Kept():
            self._write()

    def _unread(self, error: Exception) -> None:
        # A file that cannot be read now must not be written over: this run keeps in memory.
        _log.warning("the favourites cannot be read: %s", type(error).__name__)
        self._run = None

    def _take(self, kept: Kept) -> None:
        if kept != self._kept:
            self._kept = kept
            self._tell()
            self._write()

    def _tell(self) -> None:
        self._stars = frozenset(self._kept.favourites)
        self.changed.emit()

    def _write(self) -> None:
        run, path = self._run, self._path
        if run is None or path is None or not self._read:
            return
        if self._busy:
            self._stale = True
            return
        self._busy, self._stale = True, False
        kept = self._kept
        run(lambda: favourites.write(path(), kept), self._written, self._unwritten)

    def _written(self, _result: Any) -> None:
        self._busy = False
        if self._stale:
            self._write()

    def _unwritten(self, error: Exception) -> None:
        _log.warning("the favourites cannot be written: %s", type(error).__name__)
        self._busy = False


def _joined(first: Tuple[Key, ...], then: Tuple[Key, ...]) -> Tuple[Key, ...]:
    return tuple(dict.fromkeys((*first, *then)))
