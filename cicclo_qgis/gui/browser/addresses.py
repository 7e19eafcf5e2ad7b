"""Which addresses a sign-in window opens, and which cookies belong to which address.

The browser's own parser (QUrl) decides what an address means, so that nothing is judged by one
reading and opened by another.
"""

from __future__ import annotations

import ipaddress
from enum import Enum

from qgis.PyQt.QtCore import QUrl

_BLANK = "about:blank"
_FRAME_SCHEMES = ("about", "blob", "data")


class Verdict(Enum):
    """What the window does with an address."""

    OPEN = "open"
    NOT_ENCRYPTED = "not encrypted"
    SCHEME = "scheme"


def is_loopback(url: QUrl) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1, whatever the scheme and port."""
    host = url.host()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def judge(url: QUrl, main_frame: bool = True) -> Verdict:
    """Https everywhere, plain http on this computer only, nothing else.

    Inside a page's frames ``about:``, ``blob:`` and ``data:`` are let through as well: they
    cannot leave the page that made them, and second-factor pages use them.
    """
    scheme = url.scheme()
    if scheme == "https" and url.host():
        return Verdict.OPEN
    if scheme == "http" and url.host():
        return Verdict.OPEN if is_loopback(url) else Verdict.NOT_ENCRYPTED
    if main_frame:
        # A pop-up starts as a blank page before it is sent on its way.
        return Verdict.OPEN if url.toString() == _BLANK else Verdict.SCHEME
    return Verdict.OPEN if scheme in _FRAME_SCHEMES else Verdict.SCHEME


def port(url: QUrl) -> int:
    """The port, with the scheme's own when none is written; -1 when unknown."""
    return url.port({"http": 80, "https": 443}.get(url.scheme(), -1))


def same_origin(one: QUrl, other: QUrl) -> bool:
    """Same scheme, host and port (RFC 6454 section 5)."""
    return (one.scheme(), one.host(), port(one)) == (other.scheme(), other.host(), port(other))


def is_redirect(url: QUrl, redirect_uri: QUrl) -> bool:
    """``url`` is the loopback redirect address; query and fragment do not count.

    Path compared exactly (RFC 9700 section 2.1); an address carrying a user name never matches.
    """
    if url.userInfo() or not is_loopback(redirect_uri):
        return False
    encoded = QUrl.ComponentFormattingOption.FullyEncoded
    return same_origin(url, redirect_uri) and url.path(encoded) == redirect_uri.path(encoded)


def is_under(url: QUrl, prefix: QUrl) -> bool:
    """``url`` is of the prefix's origin, and its path is the prefix's or below it."""
    return same_origin(url, prefix) and _path_within(_path(url), _path(prefix))


def cookie_belongs(domain: str, cookie_path: str, address: QUrl) -> bool:
    """The cookie is of exactly that host, and goes to that path (RFC 6265 section 5.1.4).

    A cookie that a parent domain shares among its hosts is not of that host.
    """
    if domain.lstrip(".").lower() != address.host():
        return False
    return _path_within(_path(address), cookie_path or "/")


def _path(url: QUrl) -> str:
    return url.path(QUrl.ComponentFormattingOption.FullyEncoded) or "/"


def _path_within(path: str, prefix: str) -> bool:
    if path == prefix:
        return True
    return path.startswith(prefix if prefix.endswith("/") else prefix + "/")
