"""Where secrets are kept between two runs: the protocol; the stores stand in ``stores/``."""

from __future__ import annotations

from typing import Optional, Protocol


class StoreError(Exception):
    """A store could not do what was asked; ``str()`` is one plain sentence without secrets."""


class StoreLocked(StoreError):
    """The store exists but is locked, or the person declined to unlock it."""


class StoreUnavailable(StoreError):
    """There is no such store on this computer, or it does not answer in time."""


class CredentialStore(Protocol):
    """Keeps one secret text, never empty, per key.

    Calls may block for some seconds, as long as the back-end is waited for: worker threads only.
    """

    @property
    def name(self) -> str:
        """A name the person knows, e.g. "GNOME Keyring", "Windows Credential Manager"."""

    @property
    def lasting(self) -> bool:
        """Whether a secret is still there after QGIS is closed."""

    def get(self, key: str) -> Optional[str]:
        """The secret under ``key``, or None. Raises StoreError."""

    def put(self, key: str, secret: str) -> None:
        """Keep ``secret`` under ``key``, replacing what was there. Raises StoreError."""

    def delete(self, key: str) -> None:
        """Forget ``key``; nothing happens if it is not there. Raises StoreError."""
