"""Puts the person's credential on QGIS's own requests to a platform, and on no others.

One request preprocessor of ``QgsNetworkAccessManager`` sees every request of every thread. An
exception in it, or a returned request, ends QGIS (docs/decisions): it catches everything and
returns None.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Callable, List, Optional, Protocol

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkRequest

from cicclo_qgis.host.marks import mark_of
from cicclo_qgis.host.workers import in_gui_thread
from cicclo_qgis.signin.credential import Credential

_log = logging.getLogger(__name__)

# Sessions renew in the last minute; further from its end a credential is not even asked about.
_DUE_S = 120.0
# After that the request goes with what there is: better a refusal than a frozen layer.
_PATIENCE_S = 30.0


class CredentialSource(Protocol):
    """What the authorizer needs of ``signin.Sessions``."""

    def credential_for(self, url: str) -> Optional[Credential]:
        """Find the credential that covers ``url``; never raises."""

    def renew_if_due(self, url: str) -> Optional[Credential]:
        """Find it, renewed first when it is about to expire; may block."""


class RequestAuthorizer:
    """Sets the credential's headers on requests inside its protection spaces.

    Args:
        credentials: where credentials come from.
        protected: whether an address belongs to a protected space of a known platform, signed
            in or not; answers from there never enter QGIS's disk cache.
    """

    def __init__(self, credentials: CredentialSource, protected: Callable[[str], bool]) -> None:
        self._credentials = credentials
        self._protected = protected
        self._id: Optional[str] = None

    def install(self) -> None:
        """Begin. Call it once, from ``initGui`` or ``initProcessing``; again does nothing."""
        if self._id is None:
            self._id = QgsNetworkAccessManager.setRequestPreprocessor(self._preprocess)

    def remove(self) -> None:
        """End. Call it from ``unload`` only; again does nothing."""
        if self._id is not None:
            QgsNetworkAccessManager.removeRequestPreprocessor(self._id)
            self._id = None

    def _preprocess(self, request: Any) -> None:
        try:
            self._authorize(request)
        except Exception as error:  # noqa: BLE001 - an exception here would end QGIS
            _log.error("request left as it was: %s", type(error).__name__)

    def _authorize(self, request: QNetworkRequest) -> None:
        mark = mark_of(request)
        if mark is not None:
            request.setRawHeader(b"User-Agent", mark.user_agent.encode("ascii"))
            if mark.sign_in:
                return
        url = bytes(request.url().toEncoded()).decode("ascii")
        credential = self._credentials.credential_for(url)
        if credential is None and not self._protected(url):
            return
        _keep_out_of_cache(request)
        if credential is None or _carries_credential(request):
            return
        if _may_be_due(credential) and not in_gui_thread():
            credential = self._renewed(url) or credential
        # A renewed credential is asked again where it may go: it is not always the same.
        if not credential.covers(url):
            return
        for name, value in credential.headers.items():
            request.setRawHeader(name.encode("latin-1"), value.encode("latin-1"))
        _leave_cookies_alone(request)

    def _renewed(self, url: str) -> Optional[Credential]:
        """Renew in a thread of its own.

        This thread belongs to a request being made: an event loop run in it now would let other
        requests of the same layer go on underneath.
        """
        found: List[Optional[Credential]] = []

        def renew() -> None:
            found.append(self._credentials.renew_if_due(url))

        thread = threading.Thread(target=renew, name="cicclo-renewal", daemon=True)
        thread.start()
        thread.join(_PATIENCE_S)
        return found[0] if found else None


def _may_be_due(credential: Credential) -> bool:
    end = credential.expires_at
    return end is not None and end - time.time() < _DUE_S


def _keep_out_of_cache(request: QNetworkRequest) -> None:
    attribute = QNetworkRequest.Attribute
    request.setAttribute(
        attribute.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.AlwaysNetwork
    )
    request.setAttribute(attribute.CacheSaveControlAttribute, False)


def _leave_cookies_alone(request: QNetworkRequest) -> None:
    """QGIS's own cookie jar would replace the credential's cookie by one a server set."""
    manual = QNetworkRequest.LoadControl.Manual
    request.setAttribute(QNetworkRequest.Attribute.CookieLoadControlAttribute, manual)
    request.setAttribute(QNetworkRequest.Attribute.CookieSaveControlAttribute, manual)


def _carries_credential(request: QNetworkRequest) -> bool:
    return request.hasRawHeader(b"Authorization") or request.hasRawHeader(b"Cookie")
