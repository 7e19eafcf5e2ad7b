"""The keyrings of the operating systems, chosen by name.

Only these are ever used: no entry point, no ``keyringrc.cfg``, no environment variable can bring
in another one (``keyrings.alt``, for instance, silently writes plain text). Everything here may
block on D-Bus or a system service: it runs in the store's own thread.
"""

from __future__ import annotations

import importlib
import logging
import sys
from contextlib import closing
from typing import Any, Callable, Optional, Tuple

from cicclo_qgis.signin.store import StoreLocked, StoreUnavailable

_log = logging.getLogger(__name__)
_VENDORED = "cicclo_qgis._vendor"
_SERVICE = "CICCLO for QGIS: "
_ACCOUNT = "session"
_WINDOWS_UNITS = 1200  # of 1280; some room is left for the byte order mark


class SystemItems:
    """One of keyring's back-ends, seen as ``parts.Items``.

    ``limit``: longest text of one item in UTF-16 units. ``locked`` tells without any dialog.
    """

    def __init__(
        self,
        name: str,
        backend: Any,
        limit: Optional[int] = None,
        locked: Callable[[], bool] = lambda: False,
        write: Optional[Callable[[str, str, str], None]] = None,
    ) -> None:
        self.name = name
        self.limit = limit
        self._backend = backend
        self._locked = locked
        self._write = write or backend.set_password

    def get(self, key: str) -> Optional[str]:
        """See ``parts.Items.get``."""
        self._refuse_if_locked()
        text = self._backend.get_password(_SERVICE + key, _ACCOUNT)
        return None if text is None else str(text)

    def put(self, key: str, text: str) -> None:
        """See ``parts.Items.put``."""
        self._refuse_if_locked()
        self._write(_SERVICE + key, _ACCOUNT, text)

    def delete(self, key: str) -> None:
        """See ``parts.Items.delete``."""
        self._refuse_if_locked()
        if self._backend.get_password(_SERVICE + key, _ACCOUNT) is not None:
            self._backend.delete_password(_SERVICE + key, _ACCOUNT)

    def _refuse_if_locked(self) -> None:
        # Asked beforehand, because the back-ends would open a password dialog of the desktop,
        # at QGIS's start too, and the person cannot answer it within the time-out.
        if self._locked():
            raise StoreLocked(f"{self.name} is locked")


def choose() -> SystemItems:
    """The keyring of this computer.

    Raises:
        StoreUnavailable: it has none that can be reached.
    """
    for make in _candidates():
        items = _tried(make)
        if items is not None:
            return items
    raise StoreUnavailable("this computer offers no keyring")


def _tried(make: Callable[[], SystemItems]) -> Optional[SystemItems]:
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - each back-end fails in its library's ways
        _log.debug("%s: not usable here (%s)", make.__name__.strip("_"), type(error).__name__)
        return None


def _candidates() -> Tuple[Callable[[], SystemItems], ...]:
    if sys.platform == "darwin":
        return (_macos,)
    if sys.platform == "win32":
        return (_windows,)
    return (_secret_service, _libsecret, _kwallet)


def _backend_module(name: str) -> Any:
    return importlib.import_module(f"{_VENDORED}.keyring.backends.{name}")


def _viable(backend_class: Any) -> Any:
    """An instance of the back-end; reading ``priority`` raises where it cannot work."""
    if backend_class.priority <= 0:
        raise StoreUnavailable("keyring back-end not usable")
    return backend_class()


def _macos() -> SystemItems:
    return SystemItems("macOS Keychain", _viable(_backend_module("macOS").Keyring))


def _windows() -> SystemItems:
    backend = _viable(_backend_module("Windows").WinVaultKeyring)
    # The bare write: the public one would keep a copy of the old secret under another name.
    return SystemItems(
        "Windows Credential Manager", backend, _WINDOWS_UNITS, write=backend._set_password
    )


def _secret_service() -> SystemItems:
    """Secret Service over D-Bus, by SecretStorage: needs ``cryptography``."""
    secretstorage = importlib.import_module(f"{_VENDORED}.secretstorage")
    backend = _viable(_backend_module("SecretService").Keyring)

    def locked() -> bool:
        with closing(secretstorage.dbus_init()) as bus:
            return bool(secretstorage.get_default_collection(bus).is_locked())

    return SystemItems("Secret Service", backend, locked=locked)


def _libsecret() -> SystemItems:
    """Secret Service by libsecret, through GObject introspection: needs no ``cryptography``."""
    gi = importlib.import_module("gi")
    gi.require_version("Secret", "1")
    secret = importlib.import_module("gi.repository.Secret")
    backend = _viable(_backend_module("libsecret").Keyring)

    def locked() -> bool:
        service = secret.Service.get_sync(secret.ServiceFlags.NONE, None)
        collection = secret.Collection.for_alias_sync(
            service, "default", secret.CollectionFlags.NONE, None
        )
        return collection is not None and bool(collection.get_locked())

    return SystemItems("Secret Service", backend, locked=locked)


def _kwallet() -> SystemItems:
    return SystemItems("KWallet", _viable(_backend_module("kwallet").DBusKeyring))
