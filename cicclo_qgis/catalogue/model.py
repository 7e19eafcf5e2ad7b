"""A collection as it stands in the catalogue: whose it is, and whether this person may open it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cicclo_qgis.ogcapi.model import Collection, LandingPage, slotted


class Padlock(str, Enum):
    """Whether the collection can be opened now. UNKNOWN: a catalogue tells of it, and no more."""

    OPEN = "open"
    NEEDS_SIGN_IN = "needs_sign_in"
    YOURS = "yours"
    NO_RIGHT = "no_right"
    UNKNOWN = "unknown"


@slotted
@dataclass(frozen=True)
class Entry:
    """One collection of one platform.

    ``landing``: of the platform; where it has none, the address of what it was listed by.
    """

    platform_id: str
    collection: Collection
    landing: LandingPage
    padlock: Padlock

    @property
    def service_url(self) -> str:
        """The landing page, or WFS address, the collection is read from."""
        return self.collection.service_url or self.landing.url

    @property
    def service_name(self) -> str:
        """What the collection is called there."""
        return self.collection.service_name or self.collection.id
