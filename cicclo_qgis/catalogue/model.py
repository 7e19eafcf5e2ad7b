"""A collection as it stands in the catalogue: whose it is, and whether this person may open it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cicclo_qgis.ogcapi.model import Collection, LandingPage


class Padlock(str, Enum):
    """Whether the collection can be opened now."""

    OPEN = "open"
    NEEDS_SIGN_IN = "needs_sign_in"
    YOURS = "yours"
    NO_RIGHT = "no_right"


@dataclass(frozen=True)
class Entry:
    """One collection of one platform."""

    platform_id: str
    collection: Collection
    landing: LandingPage
    padlock: Padlock
