"""What an authorization server says of itself (OpenID Connect Discovery 1.0 section 4)."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Tuple

import requests

from cicclo_qgis.signin.clock import Clock, Deadline, over
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.http import HttpFactory, get, json_object, safe_address
from cicclo_qgis.signin.state import SignInProblemCode
from cicclo_qgis.signin.text import plain

_PATH = "/.well-known/openid-configuration"
_REQUIRED = ("authorization_endpoint", "token_endpoint")
_OPTIONAL = ("jwks_uri", "userinfo_endpoint", "revocation_endpoint", "end_session_endpoint")
_DEFAULT_AGE_S = 600.0
_LONGEST_AGE_S = 86_400.0


@dataclass(frozen=True)
class Metadata:
    """The checked metadata of one authorization server. Absent endpoints are None."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: Optional[str] = None
    userinfo_endpoint: Optional[str] = None
    revocation_endpoint: Optional[str] = None
    end_session_endpoint: Optional[str] = None
    iss_parameter: bool = False
    claims_parameter: bool = False
    prompts: Tuple[str, ...] = ()
    id_token_algorithms: Tuple[str, ...] = ()


class Discovery:
    """Reads metadata documents and keeps each for the time its server allows. Thread-safe."""

    def __init__(self, http: HttpFactory, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Dict[str, Tuple[Deadline, Metadata]] = {}

    def of(self, issuer: str) -> Metadata:
        """The metadata of ``issuer``, byte for byte the one configured for the platform.

        Raises:
            SignInFailed: DISCOVERY_FAILED, ISSUER_MISMATCH or NETWORK.
        """
        with self._lock:
            deadline, metadata = self._known.get(issuer, (None, None))
        if metadata is not None and not over(deadline, self._clock):
            return metadata
        if not safe_address(issuer):
            raise _failed("the issuer's address is not an https address")
        response = get(self._http, issuer.rstrip("/") + _PATH)
        metadata = read(issuer, response)
        with self._lock:
            age = Deadline.after(_max_age(response), self._clock)
            self._known[issuer] = (age, metadata)
        return metadata


def read(issuer: str, response: requests.Response) -> Metadata:
    """Check a metadata document (section 4.3).

    Raises:
        SignInFailed: DISCOVERY_FAILED or ISSUER_MISMATCH.
    """
    if response.status_code != 200:
        raise _failed(f"the server's description was answered with status {response.status_code}")
    document = json_object(response)
    if document is None:
        raise _failed("the server's description is not JSON")
    if document.get("issuer") != issuer:
        told = plain(document.get("issuer")) or "none"
        raise SignInFailed(
            SignInProblemCode.ISSUER_MISMATCH, f"expected issuer {plain(issuer)}, got {told}"
        )
    _check_supported(document)
    endpoints = {name: _endpoint(document, name, issuer) for name in _REQUIRED + _OPTIONAL}
    algorithms = document.get("id_token_signing_alg_values_supported")
    return Metadata(
        issuer=issuer,
        iss_parameter=document.get("authorization_response_iss_parameter_supported") is True,
        claims_parameter=document.get("claims_parameter_supported") is True,
        prompts=_strings(document.get("prompt_values_supported")),
        id_token_algorithms=_strings(algorithms),
        **endpoints,
    )


def _endpoint(document: Mapping[str, Any], name: str, issuer: str) -> Any:
    url = document.get(name)
    if url is None and name in _OPTIONAL:
        return None
    # Plain http is for an issuer that is itself on the loopback interface.
    plain_http = isinstance(url, str) and not url.startswith("https:")
    if not safe_address(url) or (plain_http and issuer.startswith("https:")):
        raise _failed(f"{name} is missing or not an https address")
    return url


def _check_supported(document: Mapping[str, Any]) -> None:
    types = _strings(document.get("response_types_supported"))
    if types and "code" not in types:
        raise _failed("the server does not offer the authorization code flow")
    methods = _strings(document.get("code_challenge_methods_supported"))
    if methods and "S256" not in methods:
        raise _failed("the server does not offer PKCE with S256")


def _strings(value: object) -> Tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value if isinstance(item, str))


def _max_age(response: requests.Response) -> float:
    """Seconds the document may be kept (RFC 9111 section 5.2.2)."""
    control = response.headers.get("Cache-Control", "").lower()
    if "no-store" in control or "no-cache" in control:
        return 0.0
    found = re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", control)
    return min(float(found.group(1)), _LONGEST_AGE_S) if found else _DEFAULT_AGE_S


def _failed(detail: str) -> SignInFailed:
    return SignInFailed(SignInProblemCode.DISCOVERY_FAILED, detail)
