"""The keys that authorization servers sign with (RFC 7517), kept for a while."""

from __future__ import annotations

import threading
from typing import Any, Dict, List, Optional, Tuple

from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.http import HttpFactory, get, json_object
from cicclo_qgis.signin.oidc.jws import CannotCheck, Jws, JwsError, fits, verified
from cicclo_qgis.signin.state import SignInProblemCode

_OFTEN_S = 60.0
_LONGEST_S = 3600.0
_MOST_KEYS = 50

_Key = Dict[str, Any]


class Keys:
    """Key sets by address. Thread-safe.

    An unknown key leads to one new reading at once: the server may have changed its keys a moment
    ago. Further unknown ones do so once a minute for each server.
    """

    def __init__(self, http: HttpFactory, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Dict[str, Tuple[float, List[_Key]]] = {}
        self._searched: Dict[str, float] = {}

    def check(self, jws: Jws, jwks_uri: Optional[str]) -> None:
        """Check the signature of ``jws``, as far as it can be checked here.

        When the server publishes no keys, or this Python has no code for the algorithm, the
        token is taken for what it is: received straight from the token endpoint over TLS, which
        OIDC Core section 3.1.3.7 point 6 lets stand in for the signature.

        Raises:
            JwsError: the signature is wrong, or no published key made it.
            SignInFailed: NETWORK, the keys could not be read.
        """
        if jwks_uri is None:
            return
        candidates = [key for key in self._of(jwks_uri, _LONGEST_S) if fits(key, jws)]
        if not candidates and self._may_search(jwks_uri):
            candidates = [key for key in self._of(jwks_uri, 0.0) if fits(key, jws)]
        if not candidates:
            raise JwsError("signed with a key that the server does not publish")
        try:
            if not any(verified(jws, key) for key in candidates):
                raise JwsError("the signature is wrong")
        except CannotCheck:
            return

    def _may_search(self, jwks_uri: str) -> bool:
        now = self._clock.monotonic()
        with self._lock:
            before = self._searched.get(jwks_uri)
            if before is not None and now - before < _OFTEN_S:
                return False
            self._searched[jwks_uri] = now
        return True

    def _of(self, jwks_uri: str, oldest_s: float) -> List[_Key]:
        with self._lock:
            read_at, keys = self._known.get(jwks_uri, (0.0, []))
        if keys and self._clock.monotonic() - read_at < oldest_s:
            return keys
        response = get(self._http, jwks_uri)
        document = json_object(response) if response.status_code == 200 else None
        told = document.get("keys") if document is not None else None
        if not isinstance(told, list):
            raise SignInFailed(SignInProblemCode.NETWORK, "the server's keys cannot be read")
        keys = [key for key in told[:_MOST_KEYS] if isinstance(key, dict)]
        with self._lock:
            self._known[jwks_uri] = (self._clock.monotonic(), keys)
        return keys
