"""Where secrets are kept: the system's keyring, memory, and the chain that chooses among them.

Hands out: ``KeyringStore``, ``MemoryStore``, ``StoreChain``, ``Permitted``. Never does: a plaintext
file, a backend that the person's configuration or another package brings in.
"""

from __future__ import annotations

from cicclo_qgis.signin.stores.chain import Kept, StoreChain
from cicclo_qgis.signin.stores.keyring_store import KeyringStore
from cicclo_qgis.signin.stores.memory import MemoryStore
from cicclo_qgis.signin.stores.permitted import Permitted

__all__ = ["Kept", "KeyringStore", "MemoryStore", "Permitted", "StoreChain"]
