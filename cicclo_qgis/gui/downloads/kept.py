"""Downloads written down, so that the next start of QGIS can go on with those cut off.

One small file each, with a lock that dies with the process: what another QGIS is busy with is left
to it.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from qgis.PyQt.QtCore import QLockFile

from cicclo_qgis.gui.downloads.job import Wish, wish_of

_log = logging.getLogger(__name__)
_END = ".json"


class Kept:
    """The downloads of one profile that are not over. One thread.

    Args:
        folder: made when the first one is written; it need not exist. None: nothing is kept.
    """

    def __init__(self, folder: Optional[Path]) -> None:
        self._folder = folder or Path()
        self._nowhere = folder is None
        self._locks: Dict[str, QLockFile] = {}

    def put(self, job_id: str, wish: Wish) -> None:
        """Write it down; a profile that cannot be written to costs no more than the next start."""
        if self._nowhere:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock(job_id)
            part = self._folder / f"{job_id}.part"
            part.write_text(json.dumps(wish.to_json(), ensure_ascii=False), encoding="utf-8")
            os.replace(part, self._folder / (job_id + _END))
        except OSError as error:
            _log.warning("a download is not written down: %s", error.strerror)

    def drop(self, job_id: str) -> None:
        """It is over."""
        if self._nowhere:
            return
        try:
            (self._folder / (job_id + _END)).unlink(missing_ok=True)
        except OSError as error:
            _log.warning("a download stays written down: %s", error.strerror)
        lock = self._locks.pop(job_id, None)
        if lock is not None:
            lock.unlock()

    def take(self) -> List[Tuple[str, Wish]]:
        """Those that nobody is busy with, the oldest first; they are this process's from now on."""
        found: List[Tuple[str, Wish]] = []
        if self._nowhere:
            return found
        for path in sorted(waiting(self._folder), key=_age):
            job_id = path.stem
            if job_id in self._locks or not self._lock(job_id):
                continue
            try:
                found.append((job_id, wish_of(json.loads(path.read_text(encoding="utf-8")))))
            except (OSError, ValueError) as error:
                _log.warning("a download cannot be read: %s", type(error).__name__)
                self.drop(job_id)
        return found

    def release(self) -> None:
        """Leave them to the next start."""
        for lock in self._locks.values():
            lock.unlock()
        self._locks.clear()

    def _lock(self, job_id: str) -> bool:
        if job_id in self._locks:
            return True
        lock = QLockFile(str(self._folder / f"{job_id}.lock"))
        lock.setStaleLockTime(0)  # only a process that is gone makes it stale
        if not lock.tryLock(0):
            return False
        self._locks[job_id] = lock
        return True


def waiting(folder: Path) -> List[Path]:
    """What is written down there; cheap, and [] when there never was a download."""
    try:
        return [path for path in folder.iterdir() if path.suffix == _END]
    except OSError:
        return []


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
