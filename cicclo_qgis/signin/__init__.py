"""Signing in to platforms: methods, sessions, and where credentials are kept.

Hands out: ``Sessions`` (the one door for the floors above), ``Credential`` and
``ProtectionSpace`` (what may be sent where), the protocols ``Browser``, ``CredentialStore``,
``Clock``, ``Prompt``, the stores, and the errors of ``signin.errors``.
Never does: Qt, QGIS, writing a secret anywhere but through a ``CredentialStore``; it never puts
a secret in a repr, an exception or a log line.
"""

from __future__ import annotations

from cicclo_qgis.signin.browser import Arrival, Browser, Cookie, Visit, VisitEnd, VisitOutcome
from cicclo_qgis.signin.clock import Clock, SystemClock
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from cicclo_qgis.signin.errors import SessionEnded, SignInFailed
from cicclo_qgis.signin.prompt import Account, Complaint, Prompt, Question
from cicclo_qgis.signin.sessions import Sessions
from cicclo_qgis.signin.state import (
    SessionState,
    SessionStatus,
    SignInProblem,
    SignInProblemCode,
)
from cicclo_qgis.signin.store import CredentialStore, StoreError, StoreLocked, StoreUnavailable
from cicclo_qgis.signin.stores import Kept, KeyringStore, MemoryStore, Permitted, StoreChain

__all__ = [
    "Account",
    "Arrival",
    "Browser",
    "Clock",
    "Complaint",
    "Cookie",
    "Credential",
    "CredentialStore",
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
]
