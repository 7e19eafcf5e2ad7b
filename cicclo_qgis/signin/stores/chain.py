"""The stores this computer offers, best first, used as one.

A store may be locked on one day and open on the next. So that an old copy never comes back to
life (a refresh token used twice revokes the whole session), each secret is kept with the time it
was written: the newest wins, and a deletion that a locked store could not follow is written down
in the next one.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from enum import Enum
from typing import Callable, List, Optional, Sequence, Tuple

from cicclo_qgis.signin.store import CredentialStore, StoreError, StoreLocked
from cicclo_qgis.signin.stores.memory import MemoryStore

_log = logging.getLogger(__name__)
_SEPARATOR = "|"


class _Deletion(Enum):
    DONE = "done"
    LOCKED = "locked"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Kept:
    """Where a secret was kept. ``locked``: names of better stores that were locked."""

    name: str
    lasting: bool
    locked: Tuple[str, ...] = ()


class StoreChain:
    """Several stores as one; memory stands at its end, so keeping a secret always succeeds."""

    def __init__(
        self, stores: Sequence[CredentialStore], now: Callable[[], float] = time.time
    ) -> None:
        last = () if stores and not stores[-1].lasting else (MemoryStore(),)
        self._stores: Tuple[CredentialStore, ...] = (*stores, *last)
        self._now = now

    @property
    def name(self) -> str:
        """The name of the best store of this computer."""
        return self._stores[0].name

    @property
    def lasting(self) -> bool:
        """Whether any of the stores outlives QGIS."""
        return any(store.lasting for store in self._stores)

    def keep(self, key: str, secret: str) -> Kept:
        """Keep ``secret`` in the best store that takes it, and say which one did."""
        return self._write(key, f"{self._now():.6f}{_SEPARATOR}{secret}")

    def put(self, key: str, secret: str) -> None:
        """See ``CredentialStore.put``; memory never refuses."""
        self.keep(key, secret)

    def get(self, key: str) -> Optional[str]:
        """See ``CredentialStore.get``."""
        found = self.find(key)
        return found[0] if found is not None else None

    def find(self, key: str) -> Optional[Tuple[str, Kept]]:
        """The newest secret under ``key`` in any store, and where it is kept.

        Raises:
            StoreLocked: none of the open stores has it, and one is locked.
        """
        found: List[Tuple[float, str, Kept]] = []
        locked: List[str] = []
        for store in self._stores:
            try:
                text = store.get(key)
            except StoreLocked:
                locked.append(store.name)
            except StoreError as error:
                _log.debug("%s could not be read: %s", store.name, error)
            else:
                if text is not None:
                    found.append((*_opened(text), Kept(store.name, store.lasting)))
        if found:
            _, secret, kept = max(found, key=lambda dated: dated[0])
            return (secret, kept) if secret else None
        if locked:
            raise StoreLocked(f"{locked[0]} is locked")
        return None

    def delete(self, key: str) -> None:
        """Forget ``key`` everywhere; never raises.

        Where a locked store could not follow, an empty secret kept in the next one outdates its
        copy.
        """
        outcomes = [_deleted(store, key) for store in self._stores]
        if _Deletion.LOCKED in outcomes:
            self._write(key, f"{self._now():.6f}{_SEPARATOR}")

    def _write(self, key: str, text: str) -> Kept:
        locked: List[str] = []
        for place, store in enumerate(self._stores):
            try:
                store.put(key, text)
            except StoreLocked:
                locked.append(store.name)
            except StoreError as error:
                _log.debug("%s could not be written: %s", store.name, error)
            else:
                for other in self._stores[:place] + self._stores[place + 1 :]:
                    _deleted(other, key)
                return Kept(store.name, store.lasting, tuple(locked))
        raise StoreError("no store took the secret")  # memory never fails


def _opened(text: str) -> Tuple[float, str]:
    written, _, secret = text.partition(_SEPARATOR)
    try:
        return float(written), secret
    except ValueError:
        return 0.0, ""


def _deleted(store: CredentialStore, key: str) -> _Deletion:
    try:
        store.delete(key)
    except StoreLocked:
        return _Deletion.LOCKED
    except StoreError as error:
        _log.debug("%s could not delete: %s", store.name, error)
        return _Deletion.UNAVAILABLE
    return _Deletion.DONE
