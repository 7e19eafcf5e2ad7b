"""The server's own sentence, out of the six shapes in which errors come.

1. ``{type, title, detail}`` (RFC 9457)   2. ``{code, description}`` (17-069r4)
3. a list of 2 (QGIS Server)              4. ``{detail: "…" | [{loc, msg}]}`` (FastAPI)
5. ``{message}``, ``{error: …}`` (Spring, ArcGIS)   6. HTML, XML, plain text
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from typing import Any, Mapping, Optional

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.text import SENTENCE_LIMIT, one_line
from cicclo_qgis.ogcapi.urls import masked

_XML_TEXT = re.compile(r"<(?:\w+:)?(?:ExceptionText|ServiceException)\b[^>]*>(.*?)</", re.S | re.I)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.S | re.I)
_CODES = {
    401: ProblemCode.SIGN_IN_REQUIRED,
    498: ProblemCode.SIGN_IN_REQUIRED,
    499: ProblemCode.SIGN_IN_REQUIRED,
    403: ProblemCode.NO_RIGHT,
    404: ProblemCode.NOT_FOUND,
    410: ProblemCode.NOT_FOUND,
    407: ProblemCode.PROXY,
    408: ProblemCode.TIMED_OUT,
    429: ProblemCode.BUSY,
    503: ProblemCode.BUSY,
}


def server_sentence(body: bytes) -> str:
    """What the server says in the body of an error, as one plain line; "" when it says nothing."""
    text = body[:200_000].decode("utf-8-sig", "replace").strip()
    if text[:1] in ("{", "["):
        try:
            return one_line(_said(json.loads(text)), SENTENCE_LIMIT)
        except (ValueError, RecursionError):
            return ""
    found = _XML_TEXT.search(text) or _TITLE.search(text)
    return one_line(found.group(1) if found else text[:2000], SENTENCE_LIMIT)


def _said(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if depth > 4:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_said(item, depth + 1) for item in value[:5])))
    if not isinstance(value, Mapping):
        return ""
    for member in ("detail", "description", "message", "msg", "error", "title", "code"):
        said = _said(value.get(member), depth + 1)
        if said:
            return said
    return ""


def error_of(
    status: int, headers: Mapping[str, str], body: bytes, url: str, sign_in_page: bool = False
) -> OgcApiError:
    """The error an answer with a status of 400 and more amounts to.

    ``sign_in_page``: the body is a page where people sign in; with a 403 that is an invitation.
    """
    code = _CODES.get(status, ProblemCode.SERVER_ERROR)
    if sign_in_page and status in (400, 403):
        code = ProblemCode.SIGN_IN_REQUIRED
    wait = retry_after(headers.get("Retry-After"))
    return OgcApiError(code, masked(url), status, server_sentence(body), wait)


def error_in(data: object, url: str) -> Optional[OgcApiError]:
    """The error an ArcGIS server reports with status 200 (``{"error": {"code": …}}``), if any."""
    error = data.get("error") if isinstance(data, Mapping) else None
    if not isinstance(error, Mapping):
        return None
    code = error.get("code")
    status = code if isinstance(code, int) and not isinstance(code, bool) else None
    kind = _CODES.get(status or 0, ProblemCode.SERVER_ERROR)
    return OgcApiError(kind, masked(url), status, one_line(_said(error), SENTENCE_LIMIT))


def retry_after(value: Optional[str]) -> Optional[float]:
    """Seconds to wait, out of a ``Retry-After`` header (seconds or a date, RFC 9110 10.2.3)."""
    if not value:
        return None
    text = value.strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return max(0.0, moment - time.time())
