"""A Web Feature Service on 127.0.0.1 with the manners of GeoServer, which a test can spoil."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional, Tuple

from cicclo_qgis.catalogue.sources.service import service_landing
from cicclo_qgis.catalogue.sources.wfs import wfs_row
from cicclo_qgis.ogcapi.model import Collection, LandingPage
from tests.unit.site import Heard, Reply, Site

XML = "text/xml; charset=utf-8"
NO_KEY = (
    "java.lang.RuntimeException: java.io.IOException: Cannot do natural order without a primary "
    "key, please add it or specify a manual sort over existing attributes"
)
NAMES = (
    'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:t="http://t.example.fr"'
)
_KINDS = {int: "xsd:int", str: "xsd:string", float: "xsd:double", bool: "xsd:boolean"}


def refusal(text: str, status: int = 400) -> Reply:
    """An exception as OWS reports it."""
    body = (
        f'<ows:ExceptionReport {NAMES} version="2.0.0"><ows:Exception exceptionCode='
        f'"NoApplicableCode"><ows:ExceptionText>{text}</ows:ExceptionText></ows:Exception>'
        "</ows:ExceptionReport>"
    )
    return Reply(body, status, XML)


@dataclass
class WfsServed:
    """``features`` are what it has (degrees); the other members are its habits and faults.

    ``key``: rows have a primary key. ``turns``: what the order is turned by at each request, where
    there is none. ``json``: GeoJSON is offered. ``misread``: boxes are read east first whatever
    they say. ``counts_page``: pages tell their own number as that of all. ``old``: WFS 1.1, that
    counts in hits alone. ``heeds``: filters by what is greater. ``before``: may answer instead.
    """

    site: Site
    features: List[Dict[str, Any]]
    most: int = 5000
    key: bool = True
    turns: int = 0
    json: bool = True
    counts: bool = True
    counts_page: bool = False
    ignore_start: bool = False
    misread: bool = False
    old: bool = False
    systems: Tuple[str, ...] = ("4326",)
    heeds: bool = True
    before: Optional[Callable[[Dict[str, str], int], Optional[Reply]]] = None
    asked: int = 0
    queries: List[Dict[str, str]] = field(default_factory=list)
    _lock: Any = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.site.routes["/wfs"] = self._answer

    @property
    def url(self) -> str:
        return self.site.url("/wfs")

    def landing(self) -> LandingPage:
        return service_landing(self.url, "T")

    def collection(self) -> Collection:
        return wfs_row(
            self.url,
            "t:zones",
            main=True,
            title="Zones à voir",
            description="d",
            bbox=(-5.0, 41.0, 10.0, 52.0),
            crs=tuple(f"urn:ogc:def:crs:EPSG::{code}" for code in self.systems),
            storage_crs=f"urn:ogc:def:crs:EPSG::{self.systems[0]}",
        )

    def pages(self) -> List[Dict[str, str]]:
        """The requests for features, as they came."""
        return [
            one
            for one in self.queries
            if one["request"] == "GetFeature" and one.get("resulttype") != "hits"
        ]

    def _answer(self, heard: Heard) -> Reply:
        query = {name.lower(): value for name, value in heard.query.items()}
        with self._lock:
            self.queries.append(query)
            self.asked += 1
            number = self.asked
        said = self.before(query, number) if self.before else None
        if said is not None:
            return said
        if query["request"] == "GetCapabilities":
            return Reply(self._capabilities(), 200, XML)
        if query.get("typenames") != "t:zones":
            return refusal(f"Feature type {query.get('typenames')} unknown")
        if query["request"] == "DescribeFeatureType":
            return Reply(self._schema(), 200, XML)
        return self._features(query, number)

    def _features(self, query: Dict[str, str], number: int) -> Reply:
        hits = query.get("resulttype") == "hits"
        code = query.get("srsname", "").rpartition(":")[2]
        if code and code not in self.systems:
            return refusal("Invalid SRS: srsName is not supported")
        if "bbox" in query and "filter" in query:
            return refusal("bbox and filter both specified but are mutually exclusive")
        found = [one for one in self.features if self._is_wanted(one, query)]
        if hits:
            name = "numberOfFeatures" if self.old else "numberMatched"
            return Reply(f'<wfs:FeatureCollection {NAMES} {name}="{len(found)}"/>', 200, XML)
        as_json = "json" in query.get("outputformat", "")
        if as_json and not self.json:
            return refusal("outputFormat 'application/json' is not a permitted output format")
        sort = query.get("sortby", "")
        if "startindex" in query and not self.key and not sort:
            return refusal(NO_KEY)
        if sort:
            found = sorted(found, key=lambda one: one["properties"][sort.split(" ")[0]])
        elif self.turns:
            place = number * self.turns % max(1, len(found))
            found = found[place:] + found[:place]
        start = 0 if self.ignore_start else int(query.get("startindex", "0"))
        count = min(int(query.get("count", self.most)), self.most)
        page = [self._told(one, query, number) for one in found[start : start + count]]
        return self._as_json(page, found) if as_json else self._as_gml(page, found)

    def _is_wanted(self, one: Dict[str, Any], query: Dict[str, str]) -> bool:
        box = query.get("bbox", "").split(",")
        text = query.get("filter", "")
        envelope = re.search(r"lowerCorner>([^<]*)<.*?upperCorner>([^<]*)<", text)
        if len(box) == 5:
            low, high = (float(box[0]), float(box[1])), (float(box[2]), float(box[3]))
            north_first = box[4].startswith("urn:ogc:def:crs:EPSG") and not self.misread
        elif envelope:
            low, high = (tuple(map(float, part.split())) for part in envelope.groups())
            north_first = True
        else:
            low, high, north_first = (-1e9, -1e9), (1e9, 1e9), False
        if one["geometry"] is None and (len(box) == 5 or envelope):
            return False
        place = one["geometry"]["coordinates"][:2] if one["geometry"] else (0.0, 0.0)
        y, x = (0, 1) if north_first else (1, 0)
        inside = low[x] <= place[0] <= high[x] and low[y] <= place[1] <= high[y]
        equal = re.search(r"IsEqualTo>.*?ence>([^<]*)<.*?Literal>([^<]*)<", text)
        fits = equal is None or str(one["properties"][equal.group(1)]) == equal.group(2)
        return inside and fits and (self._is_late(one, text) or not self.heeds)

    @staticmethod
    def _is_late(one: Dict[str, Any], text: str) -> bool:
        """Whether it is on the side of a date that is asked for."""
        told = r".*?ence>([^<]*)<.*?Literal>([^<]*)<"
        since = re.search(rf"GreaterThanOrEqualTo>{told}", text)
        until = re.search(rf"LessThan>{told}", text)
        late = since is None or str(one["properties"][since.group(1)]) >= since.group(2)
        return late and (until is None or str(one["properties"][until.group(1)]) < until.group(2))

    def _told(self, one: Dict[str, Any], query: Dict[str, str], number: int) -> Dict[str, Any]:
        names = [name for name in query.get("propertyname", "").split(",") if name]
        made = dict(one)
        made["id"] = (
            f"zones.{one['id']}" if self.key else f"zones.fid--4a{number:x}f_18c_-7{one['id']:x}"
        )
        if names:
            told = one["properties"].items()
            made["properties"] = {name: value for name, value in told if name in names}
            made["geometry"] = one["geometry"] if "geom" in names else None
        return made

    def _as_json(self, page: List[Dict[str, Any]], found: List[Dict[str, Any]]) -> Reply:
        body: Dict[str, Any] = {"type": "FeatureCollection", "features": page}
        body["totalFeatures"] = body["numberMatched"] = len(found) if self.counts else "unknown"
        if self.counts_page:
            body["totalFeatures"] = body["numberMatched"] = len(page)
        body["numberReturned"] = len(page)
        if self.old:
            body = {"type": "FeatureCollection", "features": page}
        else:
            name = "urn:ogc:def:crs:EPSG::4326"
            body["crs"] = {"type": "name", "properties": {"name": name}} if page else None
        return Reply(json.dumps(body), 200, "application/json;charset=UTF-8")

    def _as_gml(self, page: List[Dict[str, Any]], found: List[Dict[str, Any]]) -> Reply:
        matched = len(found) if self.counts else "unknown"
        members = "".join(map(member, page))
        return Reply(
            f'<wfs:FeatureCollection {NAMES} numberMatched="{matched}" '
            f'numberReturned="{len(page)}">{members}</wfs:FeatureCollection>',
            200,
            XML,
        )

    def _capabilities(self) -> str:
        formats = ["application/gml+xml; version=3.2", *(["application/json"] if self.json else [])]
        values = "".join(f"<ows:Value>{one}</ows:Value>" for one in formats)
        return (
            f'<wfs:WFS_Capabilities version="2.0.0" {NAMES}><ows:OperationsMetadata>'
            '<ows:Operation name="GetFeature"><ows:Parameter name="outputFormat">'
            f"<ows:AllowedValues>{values}</ows:AllowedValues></ows:Parameter>"
            '<ows:Constraint name="CountDefault"><ows:NoValues/><ows:DefaultValue>'
            f"{self.most}</ows:DefaultValue></ows:Constraint></ows:Operation>"
            "</ows:OperationsMetadata><wfs:FeatureTypeList><wfs:FeatureType>"
            "<wfs:Name>t:zones</wfs:Name><wfs:Title>Zones à voir</wfs:Title>"
            f"<wfs:DefaultCRS>urn:ogc:def:crs:EPSG::{self.systems[0]}</wfs:DefaultCRS>"
            "</wfs:FeatureType></wfs:FeatureTypeList></wfs:WFS_Capabilities>"
        )

    def _schema(self) -> str:
        kinds = {}
        for one in self.features:
            for name, value in one["properties"].items():
                if value is not None:
                    kinds.setdefault(name, _KINDS[type(value)])
        elements = "".join(
            f'<xsd:element name="{name}" minOccurs="0" nillable="true" type="{kind}"/>'
            for name, kind in kinds.items()
        )
        return (
            '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
            'xmlns:gml="http://www.opengis.net/gml/3.2"><xsd:complexType name="zonesType">'
            f"<xsd:complexContent><xsd:extension><xsd:sequence>{elements}"
            '<xsd:element name="geom" type="gml:PointPropertyType"/></xsd:sequence>'
            "</xsd:extension></xsd:complexContent></xsd:complexType>"
            '<xsd:element name="zones" type="t:zonesType" substitutionGroup="gml:AbstractFeature"/>'
            "</xsd:schema>"
        )


def member(one: Dict[str, Any]) -> str:
    """A feature as GML 3.2 has it: degrees north first."""
    told = "".join(
        f"<t:{name}>{_escaped(value)}</t:{name}>"
        for name, value in one["properties"].items()
        if value is not None
    )
    shape = ""
    if one["geometry"]:
        x, y = one["geometry"]["coordinates"]
        shape = (
            '<t:geom><gml:Point gml:id="p" srsName="urn:ogc:def:crs:EPSG::4326">'
            f"<gml:pos>{y!r} {x!r}</gml:pos></gml:Point></t:geom>"
        )
    return f'<wfs:member><t:zones gml:id="{one["id"]}">{told}{shape}</t:zones></wfs:member>'


def _escaped(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.replace("&", "&amp;").replace("<", "&lt;")
