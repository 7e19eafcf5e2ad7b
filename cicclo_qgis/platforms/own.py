"""A platform the user adds by its address alone."""

from __future__ import annotations

import re
import unicodedata
from typing import Container, Tuple
from urllib.parse import urlsplit

from cicclo_qgis.platforms.model import Access, LandingStatus, Origin, Platform

FOUND = "ways in found by the plugin"
"""``Platform.source`` of a known platform that is kept for the ways in that were found for it."""


def platform_of_user(
    landing: str,
    title: str,
    taken: Container[str],
    access: Tuple[Access, ...] = (),
    names: Container[str] = (),
) -> Platform:
    """A platform of the user's own, for a landing page that has been found.

    ``title``: what the landing page calls itself; without one the host is the name. ``taken``:
    identifiers in use; the new one differs from all of them. ``access``: ways in that are known.
    ``names``: those in use; one that is taken is told apart by the address.
    """
    host = urlsplit(landing).hostname or "platform"
    plain = unicodedata.normalize("NFKD", host).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:56].rstrip("-") or "platform"
    platform_id = base
    number = 2
    while platform_id in taken:
        platform_id = f"{base}-{number}"
        number += 1
    name = " ".join(title.split())[:200] or host
    if name in names:
        name = f"{name} ({landing.split('://')[-1].rstrip('/')})"
    return Platform(
        id=platform_id,
        name=name,
        territory="",
        software="",
        landing=landing,
        landing_status=LandingStatus.DOCUMENTED,
        access=access,
        origin=Origin.USER,
    )
