"""A platform to and from its record in a registry file (``resources/platforms.schema.json``).

The JSON Schema is what people write against; this module is what runs. It needs no library,
refuses only what could do harm or could not work, and ignores members it does not know.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, Optional, Tuple

from cicclo_qgis.platforms.access_record import access_from_record, access_to_record
from cicclo_qgis.platforms.fields import Fields, RecordError
from cicclo_qgis.platforms.model import Catalogue, LandingStatus, Origin, Platform

CATALOGUE_TYPES = ("csw", "geonetwork", "onegeo-es", "ckan", "ogc-records", "gpf-search", "udata")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def platform_from_record(record: object, origin: Origin = Origin.SHIPPED) -> Platform:
    """The platform described by one record of a registry file.

    Raises:
        RecordError: the record could not work or could do harm; says which member, and why.
    """
    fields = Fields(record)
    platform_id = fields.text("id")
    if not _ID.fullmatch(platform_id) or len(platform_id) > 64:
        raise RecordError("id", "must be lower-case letters, digits and single hyphens")
    landing = fields.optional_url("landing")
    return Platform(
        id=platform_id,
        name=fields.text("name"),
        territory=fields.text("territory", ""),
        software=fields.text("software", ""),
        landing=landing,
        landing_status=_landing_status(fields, landing),
        access=tuple(
            access_from_record(item, f"access[{index}]")
            for index, item in enumerate(fields.items("access"))
        ),
        catalogue=_catalogue(fields),
        wfs=fields.optional_url("wfs"),
        private_wfs=fields.optional_url("private_wfs"),
        restricted=fields.texts("restricted"),
        quirks=fields.texts("quirks"),
        source=fields.text("source", ""),
        origin=origin,
    )


def _landing_status(fields: Fields, landing: Optional[str]) -> LandingStatus:
    default = LandingStatus.NONE if landing is None else LandingStatus.PATTERN
    text = fields.text("landing_status", default.value)
    try:
        status = LandingStatus(text)
    except ValueError:
        raise RecordError("landing_status", "must be documented, pattern or none") from None
    if (landing is None) != (status is LandingStatus.NONE):
        raise RecordError("landing_status", "must be none exactly when there is no landing page")
    return status


def _catalogue(fields: Fields) -> Optional[Catalogue]:
    member = fields.optional_object("catalogue")
    if member is None:
        return None
    kind = member.text("type")
    if kind not in CATALOGUE_TYPES:
        raise RecordError("catalogue.type", "must be one of " + ", ".join(CATALOGUE_TYPES))
    return Catalogue(kind, member.url("url"))


def platform_to_record(platform: Platform) -> Dict[str, Any]:
    """The record of ``platform``: what ``platform_from_record`` reads back as the same value.

    ``origin`` is left out: it is told by the file the record stands in.
    """
    record: Dict[str, Any] = {
        "id": platform.id,
        "name": platform.name,
        "territory": platform.territory,
        "software": platform.software,
        "landing": platform.landing,
        "landing_status": platform.landing_status.value,
        "catalogue": None,
        "wfs": platform.wfs,
        "private_wfs": platform.private_wfs,
        "access": [access_to_record(access) for access in platform.access],
        "restricted": list(platform.restricted),
        "quirks": list(platform.quirks),
        "source": platform.source,
    }
    if platform.catalogue is not None:
        record["catalogue"] = {"type": platform.catalogue.type, "url": platform.catalogue.url}
    return record


def records_of(document: object) -> Tuple[List[Mapping[str, Any]], int]:
    """The records of a registry document, and its version.

    Raises:
        RecordError: not a registry document (an object with a list ``platforms``).
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("platforms"), list):
        raise RecordError("platforms", "must be a list")
    version = document.get("version", 1)
    if not isinstance(version, int) or isinstance(version, bool):
        raise RecordError("version", "must be an integer")
    return list(document["platforms"]), version
