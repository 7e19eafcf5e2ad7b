"""What the exceptions of ``requests`` mean for a person, without the address they carry."""

from __future__ import annotations

import ssl
from typing import Iterator, List, Optional, Set

import requests

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.text import SENTENCE_LIMIT, one_line
from cicclo_qgis.ogcapi.urls import masked

# TLS that failed for another reason than the certificate: the connection was cut, or the server
# does not speak it (the last is what host/network_errors.py says of it).
_CUT = ("_EOF", "EOF OCCURRED")
_NO_TLS = (
    "WRONG_VERSION",
    "HANDSHAKE",
    "LEGACY",
    "PROTOCOL",
    "RECORD_LAYER",
    "NO SECURE CONNECTION",
)


def error_from(failure: BaseException, url: str) -> OgcApiError:
    """The error for a failure to get an answer at all."""
    return OgcApiError(
        _code(failure), masked(url), None, one_line(_reason(failure), SENTENCE_LIMIT)
    )


def _code(failure: BaseException) -> ProblemCode:
    kinds = requests.exceptions
    if isinstance(failure, (kinds.ProxyError, kinds.InvalidProxyURL)):
        return ProblemCode.PROXY
    if isinstance(failure, kinds.SSLError):
        return _tls_code(str(failure).upper())
    if isinstance(failure, (kinds.Timeout, TimeoutError)):
        return ProblemCode.TIMED_OUT
    if any(type(cause).__name__ in ("ReadTimeoutError", "timeout") for cause in _causes(failure)):
        return ProblemCode.TIMED_OUT
    if isinstance(failure, kinds.ContentDecodingError):
        return ProblemCode.INVALID_JSON
    return ProblemCode.UNREACHABLE


def _tls_code(text: str) -> ProblemCode:
    if "CERTIFICAT" in text:
        return ProblemCode.CERTIFICATE
    if any(word in text for word in _CUT):
        return ProblemCode.UNREACHABLE
    return (
        ProblemCode.NO_HTTPS if any(word in text for word in _NO_TLS) else ProblemCode.CERTIFICATE
    )


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """The failure and all that led to it; urllib3 keeps causes in ``reason`` and ``args``."""
    waiting: List[BaseException] = [failure]
    seen: Set[int] = set()
    while waiting and len(seen) < 20:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        nested = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        waiting.extend(item for item in nested if isinstance(item, BaseException))


def _reason(failure: BaseException) -> str:
    """Plain words of the innermost cause. Never ``str(failure)``: that holds the whole address."""
    found: Optional[str] = None
    for cause in _causes(failure):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message or "certificate"
        if isinstance(cause, ssl.SSLError):
            found = cause.reason or found
        elif isinstance(cause, OSError) and cause.strerror:
            found = cause.strerror
    if found is None and failure.args and isinstance(failure.args[0], str):
        # What a transport of ours says; urllib3's own words would hold the address.
        found = None if "/" in failure.args[0] else failure.args[0]
    return found or type(failure).__name__
