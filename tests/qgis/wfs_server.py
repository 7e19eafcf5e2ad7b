"""A Web Feature Service for the tests (WFS 2.0, GML 3.2), with its data kept for some."""

from __future__ import annotations

from typing import Callable, List, Optional, Tuple

from tests.qgis.server import Answer, LocalServer, Seen

_XML = ("Content-Type", "text/xml; charset=utf-8")
_NAMES = (
    'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:t="http://t.example.fr"'
)


class WfsPlatform:
    """One feature type ``t:zones`` of ``count`` points; ``allowed``: who may see them."""

    def __init__(
        self,
        server: LocalServer,
        count: int,
        allowed: Callable[[Seen], bool] = lambda _seen: True,
        path: str = "/wfs",
    ) -> None:
        self.url = server.url + path
        self._count = count
        self._allowed = allowed
        self.asked: List[Seen] = []
        server.routes[path] = self.answer

    def answer(self, seen: Seen) -> Answer:
        query = {name.lower(): value for name, value in seen.query.items()}
        operation = query.get("request", "").lower()
        if operation == "getcapabilities":
            return _xml(self._capabilities())
        self.asked.append(seen)
        if not self._allowed(seen):
            return Answer(401, b"", [("WWW-Authenticate", 'Bearer realm="t"')])
        if operation == "describefeaturetype":
            return _xml(_SCHEMA)
        start = int(query.get("startindex", "0"))
        wanted = int(query.get("count") or query.get("maxfeatures") or self._count)
        hits = query.get("resulttype") == "hits"
        numbers = range(start, min(start + wanted, self._count)) if not hits else range(0)
        members = "".join(_member(number) for number in numbers)
        return _xml(
            f'<wfs:FeatureCollection {_NAMES} numberMatched="{self._count}" '
            f'numberReturned="{len(numbers)}">{members}</wfs:FeatureCollection>'
        )

    def _capabilities(self) -> str:
        operations = "".join(
            f'<ows:Operation name="{name}"><ows:DCP><ows:HTTP><ows:Get xlink:href="{self.url}"/>'
            "</ows:HTTP></ows:DCP></ows:Operation>"
            for name in ("GetCapabilities", "DescribeFeatureType", "GetFeature")
        )
        return (
            f'<wfs:WFS_Capabilities version="2.0.0" {_NAMES}><ows:ServiceIdentification>'
            "<ows:Title>T</ows:Title><ows:ServiceType>WFS</ows:ServiceType></ows:"
            f"ServiceIdentification><ows:OperationsMetadata>{operations}"
            '<ows:Constraint name="ImplementsResultPaging"><ows:NoValues/><ows:DefaultValue>TRUE'
            "</ows:DefaultValue></ows:Constraint></ows:OperationsMetadata><wfs:FeatureTypeList>"
            "<wfs:FeatureType><wfs:Name>t:zones</wfs:Name><wfs:Title>Zones humides</wfs:Title>"
            "<wfs:Abstract>Ce que c'est</wfs:Abstract>"
            "<wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4326</wfs:DefaultCRS><ows:WGS84BoundingBox>"
            "<ows:LowerCorner>-3 48</ows:LowerCorner><ows:UpperCorner>-2 49</ows:UpperCorner>"
            "</ows:WGS84BoundingBox></wfs:FeatureType></wfs:FeatureTypeList>"
            "</wfs:WFS_Capabilities>"
        )


_SCHEMA = (
    '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:t="http://t.example.fr" '
    'targetNamespace="http://t.example.fr" elementFormDefault="qualified">'
    '<xsd:import namespace="http://www.opengis.net/gml/3.2" '
    'schemaLocation="http://schemas.opengis.net/gml/3.2.1/gml.xsd"/>'
    '<xsd:complexType name="zonesType"><xsd:complexContent>'
    '<xsd:extension base="gml:AbstractFeatureType"><xsd:sequence>'
    '<xsd:element name="number" type="xsd:int"/><xsd:element name="name" type="xsd:string"/>'
    '<xsd:element name="geom" type="gml:PointPropertyType" minOccurs="0"/>'
    "</xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>"
    '<xsd:element name="zones" type="t:zonesType" substitutionGroup="gml:AbstractFeature"/>'
    "</xsd:schema>"
)


def _member(number: int) -> str:
    # EPSG:4326 as a URN: latitude comes first.
    place = f"{48 + (number % 100) / 100:.4f} {-3 + (number % 97) / 100:.4f}"
    return (
        f'<wfs:member><t:zones gml:id="zones.{number}"><t:number>{number}</t:number>'
        f'<t:name>n{number}</t:name><t:geom><gml:Point gml:id="p.{number}" '
        f'srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>{place}</gml:pos></gml:Point></t:geom>'
        "</t:zones></wfs:member>"
    )


def _xml(text: str, headers: Optional[List[Tuple[str, str]]] = None) -> Answer:
    return Answer(200, text.encode("utf-8"), [_XML, *(headers or [])])
