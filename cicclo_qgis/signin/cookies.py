"""Which cookies of a browser are a platform's own, and which requests they go with (RFC 6265)."""

from __future__ import annotations

import re
from typing import Dict, Iterable, Sequence, Tuple
from urllib.parse import urlsplit

from cicclo_qgis.platforms.protocol import is_token
from cicclo_qgis.signin.browser import Cookie

_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*\Z")
_LARGEST = 8192
_MOST = 20


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
        and is_token(cookie.name)
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


def set_cookies(lines: Iterable[str], url: str) -> Tuple[Cookie, ...]:
    """The cookies that the ``Set-Cookie`` lines of an answer from ``url`` set (section 5.2).

    Those that a line takes away (``Max-Age`` of zero or less, or a year long past) are left out:
    whether a session has ended is for the platform's next answer to say.
    """
    found = []
    for line in list(lines)[:_MOST]:
        pair, *attributes = line.split(";")
        name, equals, value = pair.partition("=")
        told: Dict[str, str] = {}
        for attribute in attributes:
            key, _, content = attribute.partition("=")
            told[key.strip().lower()] = content.strip()
        if not equals or _is_over(told):
            continue
        path = told.get("path", "")
        found.append(
            Cookie(
                name.strip(),
                value.strip(),
                (told.get("domain") or urlsplit(url).hostname or "").lower(),
                path if path.startswith("/") else _default_path(url),
                "secure" in told,
            )
        )
    return tuple(found)


def rolled(old: Sequence[Cookie], new: Iterable[Cookie]) -> Tuple[Cookie, ...]:
    """``old`` with those of ``new`` in the place of the ones they replace, or added (5.3)."""
    jar = {(cookie.name, cookie.path): cookie for cookie in old}
    jar.update({(cookie.name, cookie.path): cookie for cookie in new})
    return tuple(jar.values())[:_MOST]


def _default_path(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0] or "/"


def _is_over(attributes: Dict[str, str]) -> bool:
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?\d{1,15}", age):
        return int(age) <= 0
    return " 1970 " in attributes.get("expires", "").replace("-", " ")
