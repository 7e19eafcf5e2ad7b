"""A store that is used only while the person lets it be."""

from __future__ import annotations

from typing import Callable, Optional

from cicclo_qgis.signin.store import CredentialStore, StoreUnavailable


class Permitted:
    """Stands before a lasting store. Nothing is read or written without leave; forgetting is free.

    Args:
        store: the store itself.
        allowed: the person's choice; asked at each use, from any thread.
    """

    def __init__(self, store: CredentialStore, allowed: Callable[[], bool]) -> None:
        self._store = store
        self._allowed = allowed

    @property
    def name(self) -> str:
        """See ``CredentialStore.name``."""
        return self._store.name

    @property
    def lasting(self) -> bool:
        """See ``CredentialStore.lasting``."""
        return self._store.lasting

    def get(self, key: str) -> Optional[str]:
        """See ``CredentialStore.get``."""
        self._ask()
        return self._store.get(key)

    def put(self, key: str, secret: str) -> None:
        """See ``CredentialStore.put``."""
        self._ask()
        self._store.put(key, secret)

    def delete(self, key: str) -> None:
        """See ``CredentialStore.delete``: what was kept before can always be forgotten."""
        self._store.delete(key)

    def _ask(self) -> None:
        if not self._allowed():
            raise StoreUnavailable("the person does not want it to be used")
