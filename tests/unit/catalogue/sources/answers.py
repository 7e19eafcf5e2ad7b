"""Answers in the shapes that catalogues and services give, made up for the tests."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, Mapping, Sequence

from tests.unit.site import Heard, Reply
from workshop.iso_records import Sheet, iso

XML = "application/xml; charset=UTF-8"
CSW = "http://www.opengis.net/cat/csw/2.0.2"


def exception(text: str, code: str = "NoApplicableCode", status: int = 200) -> Reply:
    body = (
        '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" version="1.2.0">'
        f'<ows:Exception exceptionCode="{code}"><ows:ExceptionText>{text}</ows:ExceptionText>'
        "</ows:Exception></ows:ExceptionReport>"
    )
    return Reply(body, status, XML)


def results(records: Sequence[str], following: Any, matched: Any) -> Reply:
    body = (
        f'<csw:GetRecordsResponse xmlns:csw="{CSW}"><csw:SearchStatus timestamp="x"/>'
        f'<csw:SearchResults numberOfRecordsMatched="{matched}" '
        f'numberOfRecordsReturned="{len(records)}" nextRecord="{following}" elementSet="full">'
        + "".join(re.sub(r"^<\?xml[^>]*\?>", "", record) for record in records)
        + "</csw:SearchResults></csw:GetRecordsResponse>"
    )
    return Reply(body, 200, XML)


def csw(sheets: Sequence[Sheet], size: int = 2) -> Callable[[Heard], Reply]:
    """A server that gives ``size`` records at once, whatever is asked for."""
    records = [iso(sheet) for sheet in sheets]

    def answer(heard: Heard) -> Reply:
        found = re.search(rb'startPosition="(\d+)"', heard.body)
        start = int(found.group(1)) if found else 1
        page = records[start - 1 : start - 1 + size]
        following = start + len(page)
        return results(page, 0 if following > len(records) else following, len(records))

    return answer


def capabilities(types: Mapping[str, str], version: str = "2.0.0", more: str = "") -> Reply:
    """A WFS with these feature types: title by name."""
    if version == "1.0.0":
        listed = "".join(
            f"<FeatureType><Name>{name}</Name><Title>{title}</Title><Keywords>eau, sol</Keywords>"
            '<SRS>EPSG:2154</SRS><LatLongBoundingBox minx="-5" miny="47" maxx="-1" maxy="49"/>'
            "</FeatureType>"
            for name, title in types.items()
        )
        head = f"<Service><Fees>none</Fees><AccessConstraints>{more}</AccessConstraints></Service>"
    else:
        crs = "DefaultCRS" if version.startswith("2") else "DefaultSRS"
        listed = "".join(
            f"<FeatureType><Name>{name}</Name><Title>{title}</Title><Abstract>Résumé</Abstract>"
            "<ows:Keywords><ows:Keyword>eau</ows:Keyword><ows:Keyword>sol</ows:Keyword>"
            f"</ows:Keywords><{crs}>urn:ogc:def:crs:EPSG::2154</{crs}>"
            "<ows:WGS84BoundingBox><ows:LowerCorner>-5 47</ows:LowerCorner>"
            "<ows:UpperCorner>-1 49</ows:UpperCorner></ows:WGS84BoundingBox>"
            f'<MetadataURL xlink:href="/record/{name}"/></FeatureType>'
            for name, title in types.items()
        )
        head = (
            f"<ows:ServiceIdentification><ows:AccessConstraints>{more}</ows:AccessConstraints>"
            "</ows:ServiceIdentification><ows:ServiceProvider><ows:ProviderName>Producteur"
            "</ows:ProviderName></ows:ServiceProvider>"
        )
    body = (
        f'<WFS_Capabilities version="{version}" xmlns="http://www.opengis.net/wfs/2.0" '
        'xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"{head}<FeatureTypeList>{listed}</FeatureTypeList></WFS_Capabilities>"
    )
    return Reply(body, 200, XML)


def features(name: str, matched: Any = 7, shape: str = "<gml:Point/>") -> Reply:
    body = (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        f'xmlns:gml="http://www.opengis.net/gml/3.2" numberMatched="{matched}" '
        f'numberReturned="1"><wfs:member><{name} xmlns="urn:x"><geom>{shape}</geom></{name}>'
        "</wfs:member></wfs:FeatureCollection>"
    )
    return Reply(body, 200, XML)


def wfs(types: Mapping[str, str], **more: Any) -> Callable[[Heard], Reply]:
    """A WFS that lists and gives these feature types."""

    def answer(heard: Heard) -> Reply:
        query = {name.lower(): value for name, value in heard.query.items()}
        if query.get("request", "").lower() == "getcapabilities":
            return capabilities(types, **more)
        name = query.get("typenames", "")
        if name not in types:
            return exception(f"Feature type {name} unknown", "InvalidParameterValue", 400)
        return features(name.rpartition(":")[2])

    return answer


def record(identifier: str, links: List[Dict[str, Any]], **about: Any) -> Dict[str, Any]:
    """A record of OGC API - Records."""
    return {
        "id": identifier,
        "type": "Feature",
        "geometry": None,
        "properties": {"type": "dataset", "title": f"Fiche {identifier}", **about},
        "links": links,
    }
