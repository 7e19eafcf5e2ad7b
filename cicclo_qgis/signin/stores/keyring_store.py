"""The system's keyring as a credential store that never hangs."""

from __future__ import annotations

import logging
import threading
from typing import Callable, List, Optional, TypeVar

from cicclo_qgis.signin.store import StoreError, StoreLocked, StoreUnavailable
from cicclo_qgis.signin.stores.backends import SystemItems, choose
from cicclo_qgis.signin.stores.parts import Parts

_log = logging.getLogger(__name__)
_TIMEOUT_S = 3.0
_Result = TypeVar("_Result")


class KeyringStore:
    """macOS Keychain, Windows Credential Manager, Secret Service or KWallet.

    The keyring is looked for at the first call, not before. Each call runs in a thread of its
    own and is given ``timeout_s`` seconds; a service that does not answer in time is left alone
    until QGIS is started again.
    """

    lasting = True

    def __init__(
        self,
        timeout_s: float = _TIMEOUT_S,
        chosen: Callable[[], SystemItems] = choose,
    ) -> None:
        self._timeout_s = timeout_s
        self._choose = chosen
        self._items: Optional[SystemItems] = None
        self._off = ""
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """The name of the keyring found, or "keyring" as long as none was looked for."""
        return self._items.name if self._items is not None else "keyring"

    def get(self, key: str) -> Optional[str]:
        """See ``CredentialStore.get``."""
        return self._ask(lambda parts: parts.get(key))

    def put(self, key: str, secret: str) -> None:
        """See ``CredentialStore.put``."""
        self._ask(lambda parts: parts.put(key, secret))

    def delete(self, key: str) -> None:
        """See ``CredentialStore.delete``."""
        self._ask(lambda parts: parts.delete(key))

    def __repr__(self) -> str:
        return f"KeyringStore({self.name})"

    def _ask(self, question: Callable[[Parts], _Result]) -> _Result:
        with self._turn:
            if self._off:
                raise StoreUnavailable(self._off)
            return self._in_time(question)

    def _in_time(self, question: Callable[[Parts], _Result]) -> _Result:
        answers: List[_Result] = []
        failures: List[StoreError] = []

        def work() -> None:
            try:
                if self._items is None:
                    self._items = self._choose()
                answers.append(question(Parts(self._items, self._items.limit)))
            except StoreError as error:
                failures.append(error)
            except Exception as error:  # noqa: BLE001 - each keyring fails in its library's ways
                failures.append(_as_store_error(error))

        thread = threading.Thread(target=work, name="cicclo-keyring", daemon=True)
        thread.start()
        thread.join(self._timeout_s)
        if answers:
            return answers[0]
        if failures:
            if isinstance(failures[0], StoreUnavailable):
                self._off = str(failures[0])
            raise failures[0] from None
        self._off = f"the keyring did not answer within {self._timeout_s:g} seconds"
        _log.warning("%s; it is not used until the next start", self._off)
        raise StoreUnavailable(self._off)


def _as_store_error(error: Exception) -> StoreError:
    """``error`` in our words; its own are dropped, since they might quote the secret."""
    kind = type(error).__name__
    if kind == "KeyringLocked" or "Locked" in kind or "Dismissed" in kind:
        return StoreLocked("the keyring is locked")
    return StoreError(f"the keyring refused ({kind})")
