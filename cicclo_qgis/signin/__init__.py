"""Signing in to platforms: methods, sessions, and where credentials are kept.

Hands out: ``Sessions`` (the one door for the floors above), ``Credential`` and
``ProtectionSpace`` (what may be sent where), the protocols ``Browser``, ``CredentialStore``,
``Clock``, ``Prompt``, the stores, and the errors of ``signin.errors``.
Never does: Qt, QGIS, writing a secret anywhere but through a ``CredentialStore``; it never puts
a secret in a repr, an exception or a log line.

Nothing is loaded before it is asked for: who needs one small part does not pay for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cicclo_qgis.signin.browser import Arrival, Browser, Cookie, Visit, VisitEnd, VisitOutcome
    from cicclo_qgis.signin.clock import Clock, SystemClock
    from cicclo_qgis.signin.credential import Credential, ProtectionSpace
    from cicclo_qgis.signin.errors import SessionEnded, SignInFailed
    from cicclo_qgis.signin.prompt import Account, Complaint, Prompt, Question
    from cicclo_qgis.signin.sessions import Sessions
    from cicclo_qgis.signin.state import (
        AccountStatus,
        SessionState,
        SessionStatus,
        SignInProblem,
        SignInProblemCode,
    )
    from cicclo_qgis.signin.store import CredentialStore, StoreError, StoreLocked, StoreUnavailable
    from cicclo_qgis.signin.stores import Kept, KeyringStore, MemoryStore, Permitted, StoreChain
    from cicclo_qgis.signin.wish import Demand, Wish

_WHERE = {
    "Account": "prompt",
    "AccountStatus": "state",
    "Arrival": "browser",
    "Browser": "browser",
    "Clock": "clock",
    "Complaint": "prompt",
    "Cookie": "browser",
    "Credential": "credential",
    "CredentialStore": "store",
    "Demand": "wish",
    "Kept": "stores",
    "KeyringStore": "stores",
    "MemoryStore": "stores",
    "Permitted": "stores",
    "Prompt": "prompt",
    "ProtectionSpace": "credential",
    "Question": "prompt",
    "SessionEnded": "errors",
    "SessionState": "state",
    "SessionStatus": "state",
    "Sessions": "sessions",
    "SignInFailed": "errors",
    "SignInProblem": "state",
    "SignInProblemCode": "state",
    "StoreChain": "stores",
    "StoreError": "store",
    "StoreLocked": "store",
    "StoreUnavailable": "store",
    "SystemClock": "clock",
    "Visit": "browser",
    "VisitEnd": "browser",
    "VisitOutcome": "browser",
    "Wish": "wish",
}

__all__ = [
    "Account",
    "AccountStatus",
    "Arrival",
    "Browser",
    "Clock",
    "Complaint",
    "Cookie",
    "Credential",
    "CredentialStore",
    "Demand",
    "Kept",
    "KeyringStore",
    "MemoryStore",
    "Permitted",
    "Prompt",
    "ProtectionSpace",
    "Question",
    "SessionEnded",
    "SessionState",
    "SessionStatus",
    "Sessions",
    "SignInFailed",
    "SignInProblem",
    "SignInProblemCode",
    "StoreChain",
    "StoreError",
    "StoreLocked",
    "StoreUnavailable",
    "SystemClock",
    "Visit",
    "VisitEnd",
    "VisitOutcome",
    "Wish",
]


def __getattr__(name: str) -> Any:
    """Load a public name's module when it is first used (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
