"""The style a platform links to a collection: of QGIS (QML), a Styled Layer Descriptor, of Mapbox.

Links on the collection itself, and the list of OGC API - Styles (20-009).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Iterable, Mapping, Optional, Tuple

import requests

from cicclo_qgis.ogcapi.documents import get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import fetch
from cicclo_qgis.ogcapi.links import find, links_of, media_type, short_rel
from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link, ServiceKind
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.urls import same_origin

MAX_BYTES = 2 * 1024 * 1024
_SECONDS = 15.0
_RELS = ("style", "stylesheet", "default-style", "describedby", "alternate")


class StyleKind(str, Enum):
    """What a style is written in; better ones first."""

    QML = "qml"
    SLD = "sld"
    MAPBOX = "mapbox"


@dataclass(frozen=True)
class Style:
    """A style as it came: nobody has looked into it yet.

    ``collection_id``: what it was linked to; one of Mapbox may draw others too.
    """

    kind: StyleKind
    content: bytes
    collection_id: str = ""


def style_of(
    http: requests.Session,
    landing: LandingPage,
    collection: Collection,
    policy: Policy = DEFAULT_POLICY,
) -> Optional[Style]:
    """The style of ``collection``; None when none is linked, or it cannot be had. Blocks.

    Only from the platform's own origin, and no larger than two megabytes.

    Raises:
        OgcApiError: only when cancelled.
    """
    small = replace(policy, max_bytes=MAX_BYTES, total_s=_SECONDS)
    try:
        link = best_link(collection.links, landing.url)
        if link is None and collection.service_kind is ServiceKind.FEATURES:
            link = _listed(http, landing, collection, small)
        kind = None if link is None else kind_of(link)
        if link is None or kind is None:
            return None
        answer = fetch(http, link.href, link.type or "*/*", small)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return None
    if answer.is_html or not same_origin(answer.url, landing.url):
        return None
    return Style(kind, answer.body, collection.id)


def kind_of(link: Link) -> Optional[StyleKind]:
    """What a link says its style is written in, by its type or its address."""
    kind, path = media_type(link.type), link.href.split("?")[0].lower()
    if "qml" in kind or (path.endswith(".qml") and kind in ("", "application/xml", "text/xml")):
        return StyleKind.QML
    if "ogc.sld" in kind or (path.endswith(".sld") and kind in ("", "application/xml", "text/xml")):
        return StyleKind.SLD
    if "json" in kind and ("mapbox" in kind or "mbstyle" in kind):
        return StyleKind.MAPBOX
    return None


def best_link(links: Iterable[Link], base: str) -> Optional[Link]:
    """The best style among ``links`` on the origin of ``base``: QML before SLD before Mapbox."""
    found = [
        (list(StyleKind).index(kind), number, link)
        for number, link in enumerate(links)
        for kind in (kind_of(link),)
        if kind is not None and short_rel(link.rel) in _RELS and same_origin(link.href, base)
    ]
    return min(found)[2] if found else None


def _listed(
    http: requests.Session, landing: LandingPage, collection: Collection, policy: Policy
) -> Optional[Link]:
    """The default style of the list that the collection links, or the first."""
    link = find(collection.links, ("styles",), ("application/json", ""), strict=True)
    if link is None or not same_origin(link.href, landing.url):
        return None
    document = get_json(http, link.href, policy=policy)
    listed = document.data.get("styles") if isinstance(document.data, Mapping) else None
    styles = [item for item in (listed if isinstance(listed, list) else ()) if _is_style(item)]
    default = document.data.get("default") if isinstance(document.data, Mapping) else None
    styles.sort(key=lambda item: item.get("id") != default)
    for style in styles:
        best = best_link(_as_style(links_of(style.get("links"), document.url)), landing.url)
        if best is not None:
            return best
    return None


def _as_style(links: Tuple[Link, ...]) -> Iterable[Link]:
    return (link for link in links if short_rel(link.rel) in ("stylesheet", "style"))


def _is_style(item: Any) -> bool:
    return isinstance(item, Mapping)
