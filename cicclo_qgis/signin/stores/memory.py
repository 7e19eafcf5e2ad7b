"""A store that forgets everything when QGIS is closed."""

from __future__ import annotations

import threading
from typing import Dict, Optional


class MemoryStore:
    """Keeps secrets for this run only. Never fails, never blocks."""

    name = "memory"
    lasting = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Dict[str, str] = {}

    def get(self, key: str) -> Optional[str]:
        """See ``CredentialStore.get``."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, secret: str) -> None:
        """See ``CredentialStore.put``."""
        with self._lock:
            self._kept[key] = secret

    def delete(self, key: str) -> None:
        """See ``CredentialStore.delete``."""
        with self._lock:
            self._kept.pop(key, None)

    def __repr__(self) -> str:
        return "MemoryStore()"
