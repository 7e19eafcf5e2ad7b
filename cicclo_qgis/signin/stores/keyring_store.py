"""The system's keyring as a credential store that never hangs."""

from __future__ import annotations

import logging
import threading
import time
from typing import Callable, List, Optional, Set, TypeVar

from cicclo_qgis.signin.store import StoreError, StoreLocked, StoreUnavailable
from cicclo_qgis.signin.stores.backends import SystemItems, choose
from cicclo_qgis.signin.stores.parts import Parts

_log = logging.getLogger(__name__)
_TIMEOUT_S = 8.0
"""A busy computer takes seconds over the first question, which loads the keyring's libraries."""

_PAUSE_S = 60.0
"""How long a keyring that did not answer, or is not there, is left in peace."""

_Result = TypeVar("_Result")


class KeyringStore:
    """macOS Keychain, Windows Credential Manager, Secret Service or KWallet.

    The keyring is looked for at the first call, not before. Each call runs in a thread of its own
    and is given ``timeout_s`` seconds; a service that does not answer in time, or is not there (the
    desktop may start it later than QGIS), is left alone for ``pause_s``. What was to be deleted
    meanwhile is deleted as soon as it answers.
    """

    lasting = True

    def __init__(
        self,
        timeout_s: float = _TIMEOUT_S,
        chosen: Callable[[], SystemItems] = choose,
        pause_s: float = _PAUSE_S,
    ) -> None:
        self._timeout_s = timeout_s
        self._pause_s = pause_s
        self._choose = chosen
        self._items: Optional[SystemItems] = None
        self._off = ""
        self._off_until = 0.0
        self._owed: Set[str] = set()
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """The name of the keyring found, or "keyring" as long as none was looked for."""
        return self._items.name if self._items is not None else "keyring"

    def get(self, key: str) -> Optional[str]:
        """See ``CredentialStore.get``."""
        return self._ask(lambda parts: None if key in self._owed else parts.get(key))

    def put(self, key: str, secret: str) -> None:
        """See ``CredentialStore.put``."""
        owed = key in self._owed
        self._owed.discard(key)  # now, not when it is done: it may be deleted again before that
        try:
            self._ask(lambda parts: parts.put(key, secret))
        except StoreError:
            if owed:
                self._owed.add(key)
            raise

    def delete(self, key: str) -> None:
        """See ``CredentialStore.delete``."""
        try:
            self._ask(lambda parts: parts.delete(key))
        except StoreUnavailable:
            self._owed.add(key)
            raise

    def __repr__(self) -> str:
        return f"KeyringStore({self.name})"

    def _ask(self, question: Callable[[Parts], _Result]) -> _Result:
        with self._turn:
            if self._off and time.monotonic() < self._off_until:
                raise StoreUnavailable(self._off)
            return self._in_time(question)

    def _in_time(self, question: Callable[[Parts], _Result]) -> _Result:
        answers: List[_Result] = []
        failures: List[StoreError] = []

        def work() -> None:
            """In a thread of its own: the keyring may wait for the person, or hang."""
            try:
                if self._items is None:
                    self._items = self._choose()
                parts = Parts(self._items, self._items.limit)
                answer = question(parts)
                self._pay(parts)
                answers.append(answer)
            except StoreError as error:
                failures.append(error)
            except Exception as error:  # noqa: BLE001 - each keyring fails in its library's ways
                failures.append(_as_store_error(error))

        thread = threading.Thread(target=work, name="cicclo-keyring", daemon=True)
        thread.start()
        thread.join(self._timeout_s)
        if answers:
            self._off = ""
            return answers[0]
        if failures:
            if isinstance(failures[0], StoreUnavailable):
                self._leave_in_peace(str(failures[0]))
            raise failures[0] from None
        self._leave_in_peace(f"the keyring did not answer within {self._timeout_s:g} seconds")
        _log.warning("%s; it is not used for the next %g seconds", self._off, self._pause_s)
        raise StoreUnavailable(self._off)

    def _leave_in_peace(self, why: str) -> None:
        self._off, self._off_until = why, time.monotonic() + self._pause_s

    def _pay(self, parts: Parts) -> None:
        """Delete what could not be deleted, also when this answer itself comes too late."""
        for key in list(self._owed):
            parts.delete(key)
            self._owed.discard(key)


def _as_store_error(error: Exception) -> StoreError:
    """``error`` in our words; its own are dropped, since they might quote the secret."""
    kind = type(error).__name__
    if kind == "KeyringLocked" or "Locked" in kind or "Dismissed" in kind:
        return StoreLocked("the keyring is locked")
    return StoreError(f"the keyring refused ({kind})")
