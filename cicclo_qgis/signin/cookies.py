"""Which cookies of a browser are a platform's own, and which requests they go with (RFC 6265)."""

from __future__ import annotations

import re
from typing import Iterable, Sequence, Tuple
from urllib.parse import urlsplit

from cicclo_qgis.signin.browser import Cookie

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*\Z")
_LARGEST = 8192


def own_cookies(
    cookies: Iterable[Cookie], site_url: str, names: Sequence[str]
) -> Tuple[Cookie, ...]:
    """Those of ``cookies`` that belong to exactly the host of ``site_url``.

    A cookie set for a parent domain is another matter (it goes to every host there) and is
    refused, as is one that could not stand in a header. ``names`` restricts when it is not empty.
    """
    parts = urlsplit(site_url)
    host, secure_site = (parts.hostname or ""), parts.scheme == "https"
    return tuple(
        cookie
        for cookie in cookies
        if cookie.domain.lower() in (host, "." + host)
        and (not names or cookie.name in names)
        and (secure_site or not cookie.secure)
        and _NAME.match(cookie.name)
        and _VALUE.match(cookie.value.strip('"'))
        and len(cookie.value) <= _LARGEST
    )


def cookie_header(cookies: Iterable[Cookie], path: str) -> str:
    """The ``Cookie`` header for a request to ``path``: longer cookie paths first (5.4)."""
    fitting = [cookie for cookie in cookies if path_matches(cookie.path, path)]
    fitting.sort(key=lambda cookie: len(cookie.path), reverse=True)
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in fitting)


def path_matches(cookie_path: str, path: str) -> bool:
    """Whether a cookie of ``cookie_path`` goes with a request to ``path`` (section 5.1.4)."""
    cookie_path, path = cookie_path or "/", path or "/"
    if cookie_path == path:
        return True
    return path.startswith(cookie_path if cookie_path.endswith("/") else cookie_path + "/")
