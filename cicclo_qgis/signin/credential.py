"""What proves who the user is to one platform, and the only places it may be sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, NamedTuple, Optional, Tuple
from urllib.parse import unquote, urlsplit

from cicclo_qgis.platforms.fields import LOOPBACK

_DEFAULT_PORTS = {"http": 80, "https": 443}
_DECODINGS = 4


@dataclass(frozen=True)
class ProtectionSpace:
    """Scheme, host, port and path prefix a credential belongs to (RFC 9110 section 11.5).

    Comparison is exact: no sub-domains, no other port, no other scheme, and a prefix ends at
    a path segment. An address that two programs might read differently lies in no space.
    """

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> ProtectionSpace:
        """The space that ``url`` is the root of.

        Raises:
            ValueError: not an absolute URL, or plain http outside the loopback interface.
        """
        address = _read(url)
        if address is None:
            raise ValueError("not an absolute http(s) address")
        if address.scheme == "http" and address.host not in LOOPBACK:
            raise ValueError("a credential is never sent over plain http")
        return cls(address.scheme, address.host, address.port, address.path.rstrip("/"))

    def covers(self, url: str) -> bool:
        """Whether a request to ``url`` lies inside this space. Never raises."""
        address = _read(url)
        return address is not None and self._holds(address)

    def within(self, other: ProtectionSpace) -> bool:
        """Whether this space lies inside ``other``."""
        return other._holds(_Address(self.scheme, self.host, self.port, self.path))

    @property
    def url(self) -> str:
        """The address of its root."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    def _holds(self, address: _Address) -> bool:
        return (address.scheme, address.host, address.port) == (
            self.scheme,
            self.host,
            self.port,
        ) and (address.path == self.path or address.path.startswith(self.path + "/"))


class _Address(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str


def _read(url: str) -> Optional[_Address]:
    """The parts of an absolute http(s) address; None for one that is doubtful in any way.

    Doubtful is what ``urlsplit``, Qt and browsers read differently, and so could take for
    another host: user information, a backslash, control characters (``urlsplit`` drops some), a
    host that is not ASCII, port 0.
    """
    if any(char < " " or char == "\x7f" for char in url) or url[:1] == " ":
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        return None
    netloc = parts.netloc
    if parts.scheme not in _DEFAULT_PORTS or not host or port == 0 or not netloc.isascii():
        return None
    if any(char in netloc for char in "@\\% ") or _has_dot_segment(parts.path):
        return None
    return _Address(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], parts.path)


def _has_dot_segment(path: str) -> bool:
    """Whether the path may mean another one.

    Servers disagree on dot segments, on their escaped forms (some decode twice), on ``..;`` (Java
    containers) and on backslashes.
    """
    for _ in range(_DECODINGS):
        segments = path.replace("\\", "/").split("/")
        if any(segment.split(";", 1)[0] in (".", "..") for segment in segments):
            return True
        decoded = unquote(path)
        if decoded == path:
            return False
        path = decoded
    return True


@dataclass(frozen=True)
class Credential:
    """Request headers that prove who the user is, and the spaces they may be sent to.

    ``expires_at``: seconds since the epoch after which the platform refuses it; None if unknown.
    The headers are secret: they are left out of ``repr``.
    """

    platform_id: str
    headers: Mapping[str, str] = field(repr=False)
    spaces: Tuple[ProtectionSpace, ...]
    expires_at: Optional[float] = None

    def covers(self, url: str) -> bool:
        """Whether this credential may be sent with a request to ``url``."""
        return any(space.covers(url) for space in self.spaces)
