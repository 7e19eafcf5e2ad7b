"""What a sign-in needs from a browser. The floors above provide it; nothing here draws.

A browser shows pages to the person and reports *arrivals*; the sign-in method decides, in its
own thread, whether an arrival ends the visit. Passwords and page content never pass through here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Callable, Optional, Protocol, Tuple


@dataclass(frozen=True)
class Cookie:
    """One cookie of the watched host (RFC 6265). ``value`` is secret."""

    name: str
    value: str = field(repr=False)
    domain: str
    path: str
    secure: bool


@dataclass(frozen=True)
class Visit:
    """One opening of the browser.

    Exactly one of ``redirect_uri`` and ``cookies_of`` is set:

    * ``redirect_uri``: arrive when navigation is about to go to this loopback address (query
      ignored); it is stopped before any connection is made (RFC 8252 section 7.3).
    * ``cookies_of``: arrive each time a page under this URL prefix has finished loading; the
      arrival carries the cookies of exactly that host whose path matches, restricted to
      ``cookie_names`` when given. Cookies of any other host are never read.

    ``apart``: the pages of this visit know nothing of earlier ones, nor later ones of these: the
    person wants to sign in as someone else.
    """

    platform_name: str
    start_url: str
    redirect_uri: Optional[str] = None
    cookies_of: Optional[str] = None
    cookie_names: Tuple[str, ...] = ()
    timeout_s: float = 300.0
    apart: bool = False


@dataclass(frozen=True)
class Arrival:
    """Where the browser has arrived. ``url`` may hold an authorization code: it is secret."""

    url: str = field(repr=False)
    cookies: Tuple[Cookie, ...] = ()


class VisitEnd(str, Enum):
    """How a visit ended.

    ELSEWHERE: the person would rather see the pages in another browser. A ``Browser`` that knows
    several goes on with the other one; its caller never sees this.
    """

    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class VisitOutcome:
    """``reason``: for FAILED, one plain sentence about the browser itself."""

    end: VisitEnd
    reason: str = ""


class Browser(Protocol):
    """Shows the sign-in pages."""

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        """Open the pages and block the *calling worker thread* until the visit ends.

        ``accept`` is called in the calling thread for each arrival; when it returns True the
        window closes and the outcome is ACCEPTED. Never call this from the GUI thread.
        """

    def cancel(self, platform_name: str) -> None:
        """End the running visit of that platform as CANCELLED. Any thread; returns at once."""

    def forget(self) -> None:
        """Forget every cookie and page of this run. Any thread; returns at once."""
