"""What platforms ask for beyond the session there is (RFC 9470): remembered, and asked for once."""

from __future__ import annotations

import time
from typing import Callable, Dict, Optional, Tuple

from cicclo_qgis.signin.wish import Demand


class Demands:
    """One demand a platform at most. Lives in the GUI thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._pending: Dict[str, Demand] = {}
        self._met: Dict[str, Tuple[Demand, float]] = {}

    def heard(self, platform_id: str, demand: Demand) -> bool:
        """A platform demands something; whether that is news.

        A demand that a sign-in has just met is not: asking the person again would be no help.
        """
        met, when = self._met.get(platform_id, (None, 0.0))
        lasts = demand.max_age is None or self._now() - when < demand.max_age
        if (met == demand and lasts) or self._pending.get(platform_id) == demand:
            return False
        self._pending[platform_id] = demand
        return True

    def pending(self, platform_id: str) -> Optional[Demand]:
        """What the next sign-in there should meet."""
        return self._pending.get(platform_id)

    def met(self, platform_id: str, demand: Demand) -> None:
        """A sign-in has met it."""
        self._met[platform_id] = (demand, self._now())
        if self._pending.get(platform_id) == demand:
            del self._pending[platform_id]

    def forget(self, platform_id: str) -> None:
        """The session is over: what was demanded of it is too."""
        self._pending.pop(platform_id, None)
        self._met.pop(platform_id, None)
