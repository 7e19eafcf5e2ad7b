"""QGIS's encrypted authentication database as a credential store.

It is opened by QGIS's master password, which QGIS asks for in a modal dialog. That question only
comes where the person has agreed to it; otherwise a closed database is a locked store.
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, pyqtSignal, pyqtSlot

from cicclo_qgis.host.workers import in_gui_thread
from cicclo_qgis.signin.store import StoreError, StoreLocked, StoreUnavailable

_PREFIX = "cicclo/"
_ASKED_FOR_S = 180.0


class AuthDbStore(QObject):
    """Keeps secrets in QGIS's encrypted database (``signin.store.CredentialStore``).

    Make it in the GUI thread; use it from any thread.

    Args:
        allow_prompt: whether QGIS may ask the person for the master password now.
    """

    _unlock = pyqtSignal(object)

    def __init__(self, allow_prompt: Callable[[], bool], parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._allow_prompt = allow_prompt
        self._unlock.connect(self._on_unlock, Qt.ConnectionType.QueuedConnection)

    @property
    def name(self) -> str:
        """What the person calls it."""
        return QCoreApplication.translate("AuthDbStore", "QGIS's encrypted store")

    @property
    def lasting(self) -> bool:
        """It outlives QGIS."""
        return True

    def get(self, key: str) -> Optional[str]:
        """See ``CredentialStore.get``. A closed database is not opened for a key it has not."""
        manager = _manager()
        if not manager.existsAuthSetting(_PREFIX + key):
            return None
        self._open(manager)
        secret = manager.authSetting(_PREFIX + key, None, True)
        if not isinstance(secret, str) or not secret:
            raise StoreError("QGIS's encrypted store could not read what it keeps")
        return secret

    def put(self, key: str, secret: str) -> None:
        """See ``CredentialStore.put``."""
        manager = _manager()
        self._open(manager)
        if not manager.storeAuthSetting(_PREFIX + key, secret, True):
            raise StoreError("QGIS's encrypted store did not take it")

    def delete(self, key: str) -> None:
        """See ``CredentialStore.delete``; needs no password."""
        manager, name = _manager(), _PREFIX + key
        if manager.existsAuthSetting(name) and not manager.removeAuthSetting(name):
            raise StoreError("QGIS's encrypted store could not forget it")

    def _open(self, manager: Any) -> None:
        if manager.masterPasswordIsSet():
            return
        if not self._allow_prompt():
            raise StoreLocked("QGIS's encrypted store is locked")
        if in_gui_thread():
            manager.setMasterPassword(True)
        else:
            answered = threading.Event()
            self._unlock.emit(answered)
            answered.wait(_ASKED_FOR_S)
        if not manager.masterPasswordIsSet():
            raise StoreLocked("QGIS's encrypted store stays locked")

    @pyqtSlot(object)
    def _on_unlock(self, answered: threading.Event) -> None:
        # The dialog belongs to the GUI thread. A second question after the answer asks nothing.
        try:
            if not _manager().masterPasswordIsSet():
                _manager().setMasterPassword(True)
        except StoreUnavailable:
            return
        finally:
            answered.set()


def _manager() -> Any:
    manager = QgsApplication.authManager()
    if manager is None or manager.isDisabled():
        raise StoreUnavailable("QGIS has no encrypted store on this computer")
    return manager
