"""One request, with redirects, limits and every failure told apart. No credential is set here."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from typing import List, Mapping, Optional
from urllib.parse import urlsplit, urlunsplit

import requests

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.failures import error_from
from cicclo_qgis.ogcapi.pages import is_html, is_sign_in_address, is_sign_in_page
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.refusals import error_of
from cicclo_qgis.ogcapi.urls import masked, resolve

_REDIRECTS = (301, 302, 303, 307, 308)
_NONE: Mapping[str, str] = {}

Conditions = Mapping[str, str]


@dataclass(frozen=True)
class Query:
    """What is sent with a POST, for services that are asked so. It changes nothing there."""

    data: bytes
    type: str


@dataclass(frozen=True)
class Answer:
    """What came back with a status below 400. ``url`` is the address after redirects.

    ``moved``: a temporary redirect led to another path (more than a slash at its end).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved: bool = False

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header, "" when absent."""
        return self.headers.get("Content-Type", "")

    @property
    def is_html(self) -> bool:
        """Whether this is a web page."""
        return is_html(self.content_type, self.body)


def fetch(
    http: requests.Session,
    url: str,
    accept: str,
    policy: Policy,
    conditions: Conditions = _NONE,
    query: Optional[Query] = None,
) -> Answer:
    """GET ``url`` and follow its redirects; ``accept`` is the whole ``Accept`` header.

    ``conditions``: headers of a conditional request (RFC 9110 section 13); the answer may then
    have the status 304 and no body. ``query``: POST it in place of the GET; it goes along with a
    redirect on the same host, and to no other.

    Each request carries the session's own headers and ``accept`` alone, so nothing meant for one
    host goes to another. A redirect never leads from https to http. One that leads to where
    people sign in is not followed.

    Raises:
        OgcApiError: no answer, a status of 400 or more, too large, too slow, cancelled, or a
            redirect to a sign-in page (SIGN_IN_REQUIRED).
    """
    deadline = time.monotonic() + policy.total_s
    current, moved = url, False
    for _ in range(policy.max_redirects + 1):
        with closing(_send(http, current, accept, policy, conditions, query)) as response:
            target = _target(response, current)
            if target is None:
                body = _read(response, current, policy, deadline)
                return _answer(response, current, body, moved)
            if is_sign_in_address(target, url):
                raise OgcApiError(
                    ProblemCode.SIGN_IN_REQUIRED, masked(url), response.status_code, ""
                )
            if urlsplit(target).netloc != urlsplit(current).netloc:
                query = None
            temporary = response.status_code in (302, 303, 307)
            moved = moved or (temporary and _path(target) != _path(current))
        current = target
    raise OgcApiError(ProblemCode.SERVER_ERROR, masked(url), None, "too many redirects")


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _send(
    http: requests.Session,
    url: str,
    accept: str,
    policy: Policy,
    conditions: Conditions,
    query: Optional[Query],
) -> requests.Response:
    _check(policy, url)
    kind = {} if query is None else {"Content-Type": query.type}
    try:
        with policy.waiting():
            return http.request(
                "GET" if query is None else "POST",
                url,
                data=None if query is None else query.data,
                headers={**conditions, **kind, "Accept": accept},
                timeout=policy.timeout,
                allow_redirects=False,
                stream=True,
            )
    except (requests.RequestException, OSError, ValueError) as failure:
        _check(policy, url)
        raise error_from(failure, url) from None


def _check(policy: Policy, url: str) -> None:
    if policy.cancelled():
        raise OgcApiError(ProblemCode.CANCELLED, masked(url))


def _target(response: requests.Response, url: str) -> Optional[str]:
    location = response.headers.get("Location")
    if response.status_code not in _REDIRECTS or not location:
        return None
    # Servers send the bytes of UTF-8; HTTP headers are read as Latin-1 (RFC 9110 section 5.5).
    try:
        location = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        location = str(location)
    target = resolve(url, location)
    if target is None:
        raise OgcApiError(ProblemCode.SERVER_ERROR, masked(url), response.status_code, "redirect")
    parts = urlsplit(target)
    if parts.scheme == "http" and urlsplit(url).scheme == "https":
        return urlunsplit(parts._replace(scheme="https"))
    return target


def _read(response: requests.Response, url: str, policy: Policy, deadline: float) -> bytes:
    """The body, decompressed, within the limits of size and time."""
    too_large = OgcApiError(ProblemCode.TOO_LARGE, masked(url), response.status_code)
    length = response.headers.get("Content-Length", "")
    declared = int(length) if length.isdecimal() else 0
    if declared > policy.max_bytes:
        raise too_large
    # Pieces, put together once: what grows is copied again and again.
    pieces: List[bytes] = []
    size = 0
    try:
        with policy.waiting():
            for piece in response.iter_content(policy.read_bytes):
                pieces.append(piece)
                size += len(piece)
                if size > policy.max_bytes:
                    raise too_large
                if time.monotonic() > deadline:
                    raise OgcApiError(ProblemCode.TIMED_OUT, masked(url), response.status_code)
                _check(policy, url)
    except (requests.RequestException, OSError, ValueError) as failure:
        _check(policy, url)
        raise error_from(failure, url) from None
    # Not every version of urllib3 says so.
    if not response.headers.get("Content-Encoding") and size < declared:
        raise OgcApiError(ProblemCode.UNREACHABLE, masked(url), response.status_code, "cut short")
    return b"".join(pieces)


def _answer(response: requests.Response, url: str, body: bytes, moved: bool) -> Answer:
    status, headers = response.status_code, response.headers
    if status >= 400:
        page = is_html(headers.get("Content-Type", ""), body)
        raise error_of(status, headers, body, url, page and is_sign_in_page(body))
    return Answer(url, status, headers, body, moved)
