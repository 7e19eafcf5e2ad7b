"""What a data platform is, and the registry of those known.

Hands out: ``Platform`` and the ways into it (``Access``), ``Registry`` (shipped, workshop and
user's own records), ``landing_candidates`` and ``default_candidates`` for an address typed by a
person, and ``platform_of_user`` for one found that way.
Never does: network, Qt, secrets.
"""

from __future__ import annotations

from cicclo_qgis.platforms.address import (
    AddressError,
    clean_address,
    default_candidates,
    landing_candidates,
)
from cicclo_qgis.platforms.fields import RecordError
from cicclo_qgis.platforms.model import (
    Access,
    AccessKind,
    AccountAccess,
    ApiKeyAccess,
    Catalogue,
    GatewayAccess,
    LandingStatus,
    OidcAccess,
    Origin,
    Platform,
)
from cicclo_qgis.platforms.own import platform_of_user
from cicclo_qgis.platforms.record import platform_from_record, platform_to_record
from cicclo_qgis.platforms.registry import Note, NoteCode, Registry

__all__ = [
    "Access",
    "AccessKind",
    "AccountAccess",
    "AddressError",
    "ApiKeyAccess",
    "Catalogue",
    "GatewayAccess",
    "LandingStatus",
    "Note",
    "NoteCode",
    "OidcAccess",
    "Origin",
    "Platform",
    "RecordError",
    "Registry",
    "clean_address",
    "default_candidates",
    "landing_candidates",
    "platform_from_record",
    "platform_of_user",
    "platform_to_record",
]
