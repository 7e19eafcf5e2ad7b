"""Collections to be found, of platforms that are not there."""

from __future__ import annotations

from typing import Optional, Sequence, Tuple

from cicclo_qgis.catalogue import Entry, Padlock
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.ogcapi import Collection, ItemKind, LandingPage, Link
from cicclo_qgis.platforms import LandingStatus, Platform

BRETAGNE = (-5.1, 47.3, -1.0, 48.9)


def platform(name: str, title: str = "", territory: str = "") -> Platform:
    landing = f"https://{name}.example.fr/ogc/"
    return Platform(name, title or name, territory, "x", landing, LandingStatus.DOCUMENTED)


def entry(
    platform_id: str,
    name: str,
    title: str = "",
    description: str = "",
    keywords: Sequence[str] = (),
    padlock: Padlock = Padlock.OPEN,
    bbox: Optional[Tuple[float, float, float, float]] = BRETAGNE,
    kind: ItemKind = ItemKind.FEATURE,
    license: Optional[str] = "Licence Ouverte",
) -> Entry:
    base = f"https://{platform_id}.example.fr/ogc/"
    links = (Link(f"{base}collections/{name}/items", "items", "application/geo+json", "", 12),)
    collection = Collection(
        name,
        title,
        description,
        links,
        links[0].href,
        bbox,
        crs=("http://www.opengis.net/def/crs/OGC/1.3/CRS84",),
        keywords=tuple(keywords),
        license=license,
        item_kind=kind,
    )
    return Entry(platform_id, collection, landing(platform_id), padlock)


def landing(platform_id: str) -> LandingPage:
    base = f"https://{platform_id}.example.fr/ogc/"
    return LandingPage(base, "Portail", "Une API", (), f"{base}collections", None, None)


def listed(platform_id: str, *entries: Entry, when: float = 1000.0, validator: str = "") -> Listed:
    return Listed(platform_id, entries, landing(platform_id), when, validator)
