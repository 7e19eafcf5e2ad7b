"""Records of a catalogue, as ISO 19139 documents and as OGC API records, out of a few facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Sequence, Tuple
from xml.sax.saxutils import escape

BBox = Tuple[float, float, float, float]


@dataclass(frozen=True)
class Online:
    """Where the data is. ``protocol`` and ``name`` as authors write them: in many ways, or not."""

    url: str
    protocol: str = ""
    name: str = ""


@dataclass(frozen=True)
class Sheet:
    """One record."""

    id: str
    title: str
    online: Tuple[Online, ...]
    abstract: str = ""
    keywords: Tuple[str, ...] = ("atelier",)
    bbox: BBox = (-5.2, 41.3, 9.6, 51.1)
    licence: str = "Licence Ouverte / Open Licence 2.0"
    publisher: str = "Atelier CICCLO pour QGIS"
    updated: str = "2026-03-31"
    kind: str = "dataset"


def write_iso(folder: Path, sheets: Sequence[Sheet]) -> None:
    """One XML file for each of ``sheets``."""
    for sheet in sheets:
        (folder / f"{sheet.id}.xml").write_text(iso(sheet), "utf-8")


def _text(value: str) -> str:
    return f"<gco:CharacterString>{escape(value)}</gco:CharacterString>"


def _online(one: Online) -> str:
    protocol = f"<gmd:protocol>{_text(one.protocol)}</gmd:protocol>" if one.protocol else ""
    name = f"<gmd:name>{_text(one.name)}</gmd:name>" if one.name else ""
    return (
        "<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage>"
        f"<gmd:URL>{escape(one.url)}</gmd:URL></gmd:linkage>{protocol}{name}"
        "</gmd:CI_OnlineResource></gmd:onLine>"
    )


def iso(sheet: Sheet) -> str:
    """``sheet`` as an ISO 19139 document."""
    west, south, east, north = sheet.bbox
    words = "".join(f"<gmd:keyword>{_text(word)}</gmd:keyword>" for word in sheet.keywords)
    sides = "".join(
        f"<gmd:{side}><gco:Decimal>{value}</gco:Decimal></gmd:{side}>"
        for side, value in (
            ("westBoundLongitude", west),
            ("eastBoundLongitude", east),
            ("southBoundLatitude", south),
            ("northBoundLatitude", north),
        )
    )
    party = (
        f"<gmd:CI_ResponsibleParty><gmd:organisationName>{_text(sheet.publisher)}"
        '</gmd:organisationName><gmd:role><gmd:CI_RoleCode codeList="x#CI_RoleCode" '
        'codeListValue="owner"/></gmd:role></gmd:CI_ResponsibleParty>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" '
        'xmlns:gco="http://www.isotc211.org/2005/gco" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<gmd:fileIdentifier>{_text(sheet.id)}</gmd:fileIdentifier>"
        '<gmd:hierarchyLevel><gmd:MD_ScopeCode codeList="x#MD_ScopeCode" '
        f'codeListValue="{sheet.kind}">{sheet.kind}</gmd:MD_ScopeCode></gmd:hierarchyLevel>'
        f"<gmd:contact>{party}</gmd:contact>"
        f"<gmd:dateStamp><gco:Date>{sheet.updated}</gco:Date></gmd:dateStamp>"
        "<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>"
        f"<gmd:title>{_text(sheet.title)}</gmd:title></gmd:CI_Citation></gmd:citation>"
        f"<gmd:abstract>{_text(sheet.abstract)}</gmd:abstract>"
        f"<gmd:pointOfContact>{party}</gmd:pointOfContact>"
        f"<gmd:descriptiveKeywords><gmd:MD_Keywords>{words}</gmd:MD_Keywords>"
        "</gmd:descriptiveKeywords><gmd:resourceConstraints><gmd:MD_LegalConstraints>"
        f"<gmd:otherConstraints>{_text(sheet.licence)}</gmd:otherConstraints>"
        "</gmd:MD_LegalConstraints></gmd:resourceConstraints>"
        "<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>"
        f"{sides}</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent>"
        "</gmd:extent></gmd:MD_DataIdentification></gmd:identificationInfo>"
        "<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions>"
        f"<gmd:MD_DigitalTransferOptions>{''.join(map(_online, sheet.online))}"
        "</gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution>"
        "</gmd:distributionInfo></gmd:MD_Metadata>"
    )


def write_records(path: Path, sheets: Sequence[Sheet]) -> None:
    """``sheets`` as the database (TinyDB) of a catalogue of pygeoapi."""
    records = {str(number): record(sheet) for number, sheet in enumerate(sheets, 1)}
    path.write_text(json.dumps({"_default": records}, ensure_ascii=False), "utf-8")


def record(sheet: Sheet) -> Dict[str, Any]:
    """``sheet`` as a record of OGC API - Records (20-004r1)."""
    west, south, east, north = sheet.bbox
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "id": sheet.id,
        "type": "Feature",
        "conformsTo": ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"],
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "time": None,
        "properties": {
            "type": sheet.kind,
            "title": sheet.title,
            "description": sheet.abstract,
            "keywords": list(sheet.keywords),
            "license": sheet.licence,
            "updated": f"{sheet.updated}T00:00:00Z",
            "contacts": [{"organization": sheet.publisher, "roles": ["publisher"]}],
        },
        "links": [
            {
                "rel": "item",
                "href": one.url,
                "title": one.protocol,
                "name": one.name,
                "protocol": one.protocol,
            }
            for one in sheet.online
        ],
    }
