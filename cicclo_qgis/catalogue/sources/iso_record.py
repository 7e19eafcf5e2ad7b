"""Records of ISO 19139, ISO 19115-3 and Dublin Core (csw:Record), as XML elements."""

from __future__ import annotations

from typing import Iterator, List, Optional

from cicclo_qgis.catalogue.sources.record import (
    MOST_LINKS,
    Bbox,
    Record,
    RecordLink,
    box_of,
    day_of,
    licence_in,
    words_of,
)
from cicclo_qgis.catalogue.sources.xml_reader import Node
from cicclo_qgis.ogcapi.text import one_line, plain

RECORDS = frozenset(("MD_Metadata", "Record", "SummaryRecord"))


def record_of(node: Node) -> Optional[Record]:
    """The record that an element is; None when it has no identifier or is none."""
    if node.name == "MD_Metadata":
        return _iso(node)
    return _dublin_core(node)


def _iso(node: Node) -> Optional[Record]:
    identifier = node.words("fileIdentifier") or node.words("metadataIdentifier", "**", "code")
    about = node.first("identificationInfo")
    if not identifier or about is None:
        return None
    texts = list(_constraints(about))
    scope = node.first("hierarchyLevel", "**", "MD_ScopeCode") or node.first(
        "metadataScope", "**", "MD_ScopeCode"
    )
    return Record(
        id=identifier,
        title=one_line(about.words("**", "citation", "**", "title")),
        description=plain(about.words("**", "abstract")),
        links=tuple(_online(node))[:MOST_LINKS],
        keywords=words_of(" ".join(one.pieces()) for one in about.all("**", "keyword")),
        bbox=_extent(about),
        license=licence_in(texts),
        rights=plain("\n".join(dict.fromkeys(texts)), 1000),
        publisher=_publisher(about),
        updated=_updated(node, about),
        is_service=scope is not None and scope.attributes.get("codeListValue") == "service",
    )


def _online(node: Node) -> Iterator[RecordLink]:
    for online in node.all("**", "CI_OnlineResource"):
        url = online.words("linkage")
        if url:
            yield RecordLink(
                url=url,
                protocol=_told(online.first("protocol")),
                name=online.words("name"),
                title=one_line(online.words("description")),
            )


def _told(node: Optional[Node]) -> str:
    """The text of a member; of an anchor, where it leads as well (ISO 19139, gmx:Anchor)."""
    if node is None:
        return ""
    anchors = [one.attributes.get("href", "") for one in node.all("Anchor")]
    return " ".join(filter(None, [*node.pieces(), *anchors]))


def _constraints(about: Node) -> Iterator[str]:
    for kind in ("MD_LegalConstraints", "MD_Constraints"):
        for constraint in about.all("**", kind):
            for member in ("otherConstraints", "useLimitation", "reference"):
                for one in constraint.all(member):
                    text = _told(one)
                    if text:
                        yield text


def _extent(about: Node) -> Optional[Bbox]:
    """The union of the boxes: France and its overseas parts are often several."""
    boxes: List[Bbox] = []
    for box in about.all("**", "EX_GeographicBoundingBox"):
        try:
            made = box_of(
                float(box.words("westBoundLongitude")),
                float(box.words("southBoundLatitude")),
                float(box.words("eastBoundLongitude")),
                float(box.words("northBoundLatitude")),
            )
        except ValueError:
            continue
        if made is not None:
            boxes.append(made)
    if not boxes:
        return None
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _publisher(about: Node) -> str:
    parties = list(about.all("**", "pointOfContact"))
    wanted = ("owner", "publisher", "custodian", "pointOfContact", "")
    named = [(_role(party), one_line(_organisation(party))) for party in parties]
    for role in wanted:
        for one, name in named:
            if name and (one == role or not role):
                return name
    return ""


def _organisation(party: Node) -> str:
    return party.words("**", "organisationName") or party.words("**", "CI_Organisation", "name")


def _role(party: Node) -> str:
    code = party.first("**", "CI_RoleCode")
    return "" if code is None else code.attributes.get("codeListValue", "")


def _updated(node: Node, about: Node) -> str:
    best = ""
    for date in about.all("**", "citation", "**", "CI_Date"):
        code = date.first("**", "CI_DateTypeCode")
        day = day_of(date.words("date"))
        if code is not None and code.attributes.get("codeListValue") == "revision":
            best = max(best, day)
    return best or day_of(node.words("dateStamp"))


def _dublin_core(node: Node) -> Optional[Record]:
    identifier = node.words("identifier")
    if not identifier:
        return None
    rights = [" ".join(one.pieces()) for one in node.all("rights")]
    return Record(
        id=identifier,
        title=one_line(node.words("title")),
        description=plain(node.words("abstract") or node.words("description")),
        links=tuple(_references(node))[:MOST_LINKS],
        keywords=words_of(one.text for one in node.all("subject")),
        bbox=_corners(node),
        license=licence_in([*rights, node.words("license")]),
        rights=plain("\n".join(rights), 1000),
        publisher=one_line(node.words("publisher") or node.words("creator")),
        updated=day_of(node.words("modified") or node.words("date")),
        is_service=node.words("type") == "service",
    )


def _references(node: Node) -> Iterator[RecordLink]:
    for member in ("URI", "references"):
        for one in node.all(member):
            if one.text.strip():
                yield RecordLink(
                    url=one.text.strip(),
                    protocol=one.attributes.get("protocol") or one.attributes.get("scheme", ""),
                    name=one.attributes.get("name", ""),
                    title=one_line(one.attributes.get("description", "")),
                )


def _corners(node: Node) -> Optional[Bbox]:
    """``ows:BoundingBox``: without a CRS, or with CRS84, longitude comes first."""
    for box in (*node.all("WGS84BoundingBox"), *node.all("BoundingBox")):
        try:
            low = [float(part) for part in box.words("LowerCorner").split()]
            high = [float(part) for part in box.words("UpperCorner").split()]
        except ValueError:
            continue
        if len(low) != 2 or len(high) != 2:
            continue
        if "4326" in box.attributes.get("crs", ""):
            low, high = low[::-1], high[::-1]
        return box_of(low[0], low[1], high[0], high[1])
    return None
