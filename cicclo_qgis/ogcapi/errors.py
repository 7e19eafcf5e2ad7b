"""Everything that can go wrong with a server, as one error with a code.

The floors above turn the code into one plain sentence in the person's language
(``gui/sentences.py``); ``detail`` is the server's own sentence, as plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Optional


class ProblemCode(str, Enum):
    """What a person can be told about a platform that does not answer as it should."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    CERTIFICATE = "certificate"
    NO_HTTPS = "no_https"
    PROXY = "proxy"
    SERVER_ERROR = "server_error"
    BUSY = "busy"
    NOT_FOUND = "not_found"
    NOT_OGC_API = "not_ogc_api"
    INVALID_JSON = "invalid_json"
    TOO_LARGE = "too_large"
    SIGN_IN_REQUIRED = "sign_in_required"
    NO_RIGHT = "no_right"
    NO_COLLECTIONS = "no_collections"
    NO_LANDING = "no_landing"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Problem:
    """What an ``OgcApiError`` says, as a value that can travel between threads.

    ``url`` has its query values masked (they may hold a key). ``status`` is the HTTP status, None
    when there was no answer. ``retry_after``: seconds the server asked to wait (RFC 9110 10.2.3).
    """

    code: ProblemCode
    url: str = ""
    status: Optional[int] = None
    detail: str = ""
    retry_after: Optional[float] = None


class OgcApiError(Exception):
    """A server could not be used. ``str()`` is for the log; ``code`` is for people."""

    def __init__(
        self,
        code: ProblemCode,
        url: str = "",
        status: Optional[int] = None,
        detail: str = "",
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__(f"{code.value} at {url} (status {status}): {detail}")
        self.code = code
        self.url = url
        self.status = status
        self.detail = detail
        self.retry_after = retry_after

    @property
    def problem(self) -> Problem:
        """The same as a plain value."""
        return Problem(self.code, self.url, self.status, self.detail, self.retry_after)
