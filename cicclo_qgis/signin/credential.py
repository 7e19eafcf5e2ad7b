"""What proves who the user is to one platform, and the only places it may be sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple
from urllib.parse import unquote, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class ProtectionSpace:
    """Scheme, host, port and path prefix a credential belongs to (RFC 9110 section 11.5).

    Comparison is exact: no sub-domains, no other port, no other scheme, and a prefix ends at
    a path segment.
    """

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> "ProtectionSpace":
        """The space that ``url`` is the root of.

        Raises:
            ValueError: not an absolute URL, or plain http outside the loopback interface.
        """
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
            raise ValueError("not an absolute http(s) address")
        if parts.scheme == "http" and host not in _LOOPBACK:
            raise ValueError("a credential is never sent over plain http")
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        return cls(parts.scheme, host, port, parts.path.rstrip("/"))

    def covers(self, url: str) -> bool:
        """Whether a request to ``url`` lies inside this space. Never raises."""
        try:
            parts = urlsplit(url)
            port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
        except ValueError:
            return False
        if (parts.scheme, (parts.hostname or "").lower(), port) != (self.scheme, self.host, self.port):
            return False
        path = parts.path
        # Servers disagree on what a dot segment or its escaped form means: such a path is nowhere.
        if any(segment in (".", "..") for segment in unquote(path).replace("\\", "/").split("/")):
            return False
        return path == self.path or path.startswith(self.path + "/")


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
