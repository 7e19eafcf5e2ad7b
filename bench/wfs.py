"""The features of the bench's server by a Web Feature Service (OGC 09-025r2), GeoJSON or GML."""

from __future__ import annotations

import json
from typing import Any, Dict, Protocol
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

NAME = "b:points"
_NAMES = (
    'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" '
    'xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:b="http://127.0.0.1/b"'
)
_SYSTEM = 'srsName="urn:ogc:def:crs:EPSG::4326"'
_REFUSAL = "outputFormat is not supported"
_KINDS = {str: "xsd:string", int: "xsd:long", float: "xsd:double", bool: "xsd:boolean"}


class Made(Protocol):
    """Features ready to be served."""

    def __len__(self) -> int: ...

    def piece(self, offset: int, count: int) -> bytes:
        """So many features from ``offset`` on, with commas between them."""


def answer(made: Made, text: str, most: int, gml: bool) -> bytes:
    """What ``text``, the query of an address, asks for; ``gml``: there is no GeoJSON."""
    query = {name.lower(): value for name, value in parse_qsl(text)}
    asked = query.get("request", "")
    if asked == "GetCapabilities":
        return _capabilities(gml)
    if asked == "DescribeFeatureType":
        return _schema(json.loads(made.piece(0, 1)))
    if query.get("resulttype") == "hits":
        return _collection(len(made), "")
    as_json = "json" in query.get("outputformat", "")
    if as_json and gml:
        said = f"<ows:ExceptionText>{_REFUSAL}</ows:ExceptionText>"
        inside = f"<ows:Exception>{said}</ows:Exception>"
        return f"<ows:ExceptionReport {_NAMES}>{inside}</ows:ExceptionReport>".encode()
    start, count = int(query.get("startindex", 0)), min(int(query.get("count", most)), most)
    features = made.piece(start, count)
    if as_json:
        tail = {"numberMatched": len(made), "numberReturned": min(count, len(made) - start)}
        head = b'{"type":"FeatureCollection","features":['
        return head + features + b"]," + json.dumps(tail).encode()[1:]
    told = json.loads(b"[" + features + b"]")
    return _collection(len(made), "".join(map(_member, told)))


def _collection(count: int, members: str) -> bytes:
    return (
        f'<wfs:FeatureCollection {_NAMES} numberMatched="{count}">{members}</wfs:FeatureCollection>'
    ).encode()


def _member(one: Dict[str, Any]) -> str:
    values = {
        name: str(value).lower() if isinstance(value, bool) else escape(str(value))
        for name, value in one["properties"].items()
    }
    told = "".join(f"<b:{name}>{value}</b:{name}>" for name, value in values.items())
    places = one["geometry"]["coordinates"]
    if one["geometry"]["type"] == "Point":
        shape = f"<gml:Point {_SYSTEM}><gml:pos>{places[1]} {places[0]}</gml:pos></gml:Point>"
    else:
        listed = " ".join(f"{y} {x}" for x, y in places[0])
        shape = (
            f"<gml:Polygon {_SYSTEM}><gml:exterior><gml:LinearRing><gml:posList>{listed}"
            "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
        )
    inside = f"{told}<b:geom>{shape}</b:geom>"
    return f'<wfs:member><b:points gml:id="points.{one["id"]}">{inside}</b:points></wfs:member>'


def _capabilities(gml: bool) -> bytes:
    formats = ["application/gml+xml; version=3.2", *([] if gml else ["application/json"])]
    values = "".join(f"<ows:Value>{one}</ows:Value>" for one in formats)
    return (
        f'<wfs:WFS_Capabilities version="2.0.0" {_NAMES}><ows:OperationsMetadata>'
        f'<ows:Operation name="GetFeature"><ows:Parameter name="outputFormat">'
        f"<ows:AllowedValues>{values}</ows:AllowedValues></ows:Parameter></ows:Operation>"
        "</ows:OperationsMetadata></wfs:WFS_Capabilities>"
    ).encode()


def _schema(one: Dict[str, Any]) -> bytes:
    elements = "".join(
        f'<xsd:element name="{name}" minOccurs="0" type="{_KINDS[type(value)]}"/>'
        for name, value in one["properties"].items()
    )
    return (
        f'<xsd:schema {_NAMES}><xsd:complexType name="pointsType"><xsd:complexContent>'
        f"<xsd:extension><xsd:sequence>{elements}"
        '<xsd:element name="geom" type="gml:GeometryPropertyType"/></xsd:sequence>'
        "</xsd:extension></xsd:complexContent></xsd:complexType>"
        '<xsd:element name="points" type="b:pointsType" substitutionGroup="gml:AbstractFeature"/>'
        "</xsd:schema>"
    ).encode()
