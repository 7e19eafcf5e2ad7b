"""The list of one platform as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional, Tuple

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.ogcapi.model import LandingPage


@dataclass(frozen=True)
class Listed:
    """What a stranger was given. ``when``: seconds since the epoch.

    ``validator``: what the server named the state of its list by (``ogcapi.validators``), or "".
    """

    platform_id: str
    entries: Tuple[Entry, ...]
    landing: LandingPage
    when: float
    validator: str = ""


Remembered = Callable[[str], Optional[Listed]]
"""The last list of the platform of that id; called in worker threads, may block."""
