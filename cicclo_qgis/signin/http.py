"""How the sign-in floor asks servers: time-outs, no redirects, bounded JSON answers."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Mapping, Optional
from urllib.parse import urlsplit

import requests

from cicclo_qgis.platforms.fields import LOOPBACK
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.state import SignInProblemCode

HttpFactory = Callable[[], requests.Session]

TIMEOUT_S = (10.0, 20.0)
"""Seconds to connect, and between two bytes of the answer."""

_LARGEST_BODY = 1_000_000


def safe_address(url: object) -> bool:
    """Whether ``url`` is an absolute https address, or http on the loopback interface."""
    if not isinstance(url, str) or not url.isascii() or any(char <= " " for char in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port_ok = parts.port != 0
    except ValueError:
        return False
    if not host or not port_ok or "@" in parts.netloc or "\\" in url or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave the request as it is: given as ``auth``, it keeps ``requests`` off ``~/.netrc``."""
    return request


def get(
    http: HttpFactory, url: str, headers: Optional[Mapping[str, str]] = None
) -> requests.Response:
    """GET ``url`` without following redirects.

    Raises:
        SignInFailed: NETWORK, no answer came.
    """
    session = http()
    try:
        return session.get(
            url,
            headers={"Accept": "application/json", **(headers or {})},
            auth=no_netrc,
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )
    # ValueError: a redirect to what is no address, at which ``requests`` looks all the same.
    except (requests.RequestException, OSError, ValueError) as error:
        raise network_failure(error) from None
    finally:
        session.close()


def network_failure(error: Exception) -> SignInFailed:
    """A failed request as NETWORK; its own text is dropped, since it may quote the request."""
    if isinstance(error, requests.exceptions.SSLError):
        missing = "no secure connection"
        words = missing if missing in str(error) else "the certificate is not trusted"
        return SignInFailed(SignInProblemCode.NETWORK, words)
    if isinstance(error, requests.exceptions.ProxyError):
        # Of the error's own text only this is known to be no address.
        asks = "the proxy wants a sign-in"
        words = asks if asks in str(error) else "the proxy refused"
        return SignInFailed(SignInProblemCode.NETWORK, words)
    if isinstance(error, (requests.exceptions.Timeout, TimeoutError)):
        return SignInFailed(SignInProblemCode.NETWORK, "no answer in time")
    return SignInFailed(SignInProblemCode.NETWORK, "the server cannot be reached")


def json_object(response: requests.Response) -> Optional[Dict[str, Any]]:
    """The JSON object in the body, or None when it is something else or too large."""
    if len(response.content) > _LARGEST_BODY:
        return None
    try:
        value = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
