"""What a Web Feature Service is told, and what it tells, word by word."""

from __future__ import annotations

from typing import Optional

import pytest

from cicclo_qgis.ogcapi import DEFAULT_POLICY
from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind, cql2_text
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.transfer.wfs.capabilities import read_capabilities
from cicclo_qgis.transfer.wfs.conditions import conditions_in
from cicclo_qgis.transfer.wfs.fes import FES, OGC, filter_text
from cicclo_qgis.transfer.wfs.gml import GmlError, read_gml
from cicclo_qgis.transfer.wfs.keys import key_of
from cicclo_qgis.transfer.wfs.schema import read_schema

GML = 'xmlns:gml="http://www.opengis.net/gml/3.2"'
WFS = f'xmlns:wfs="http://www.opengis.net/wfs/2.0" {GML} xmlns:t="http://t"'
CONDITIONS = (
    Condition("nom", Operator.EQUAL, "L'Île AND <x>"),
    Condition("a b", Operator.NOT_EQUAL, "é"),
    Condition("n", Operator.AT_LEAST, "-1.5e3", ValueKind.NUMBER),
    Condition("vrai", Operator.EQUAL, "true", ValueKind.BOOLEAN),
    Condition("jour", Operator.LESS, "2024-02-29", ValueKind.DATE),
    Condition("instant", Operator.GREATER, "2024-02-29T10:00:00Z", ValueKind.INSTANT),
    Condition("date", Operator.IS_NULL),
    Condition("x", Operator.NOT_NULL),
    Condition("nom", Operator.CONTAINS, r"50% d'_a\b*"),
)


@pytest.mark.parametrize("any_case", [False, True])
def test_conditions_come_out_of_cql2_as_they_went_in(any_case: bool) -> None:
    for one in CONDITIONS:
        (found,) = conditions_in(cql2_text([one], any_case)) or ()
        assert (found.name, found.operator, found.value) == (
            one.name, one.operator, cql2_text([one]) and found.value,
        )  # fmt: skip
        assert cql2_text([found], any_case) == cql2_text([one], any_case)
    together = conditions_in(cql2_text(CONDITIONS, any_case))
    assert together is not None and len(together) == len(CONDITIONS)
    assert cql2_text(together, any_case) == cql2_text(CONDITIONS, any_case)


@pytest.mark.parametrize(
    "text",
    ["a = 1 OR b = 2", "NOT a = 1", "a = 1 AND", "S_INTERSECTS(geom, POINT(1 2))", "a LIKE 'x_'",
     "(a = 1)", "a = b", "DATE('2024-01-01') = d", "a = 1; DROP", "jour = DATE('hier')"],
)  # fmt: skip
def test_more_than_that_is_not_understood(text: str) -> None:
    assert conditions_in(text) is None


def test_a_filter_in_both_dialects() -> None:
    box = (1.5, 45.0, 2.0, 46.0)
    two = filter_text(CONDITIONS[:1], box, "geom", FES)
    assert "<fes:ValueReference>nom</fes:ValueReference>" in two
    assert "<fes:Literal>L'Île AND &lt;x&gt;</fes:Literal>" in two
    assert "<gml:lowerCorner>45 1.5</gml:lowerCorner>" in two
    one = filter_text(CONDITIONS[:1], box, "geom", OGC)
    assert "<ogc:PropertyName>nom</ogc:PropertyName>" in one
    assert "<gml:lowerCorner>1.5 45</gml:lowerCorner>" in one and "ValueReference" not in one
    like = filter_text(CONDITIONS[-1:], None, "", FES)
    assert "<fes:Literal>*50% d'_a\\b!**</fes:Literal>" in like


def _gml(inside: str) -> bytes:
    return f"<wfs:FeatureCollection {WFS}>{inside}</wfs:FeatureCollection>".encode()


def _feature(inside: str) -> str:
    return f'<wfs:member><t:z gml:id="z.1"><gml:boundedBy/>{inside}</t:z></wfs:member>'


def test_geometries_of_gml_east_first() -> None:
    """A long name stands for the authority's order of axes, a short one for east first."""

    def shape(text: str) -> object:
        (one,) = read_gml(_gml(_feature(f"<t:g>{text}</t:g>")), {}, "").features
        return one["geometry"]

    long, short = "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"
    line = '<gml:LineString srsName="{0}"><gml:posList>{1}</gml:posList></gml:LineString>'
    wanted = {"type": "LineString", "coordinates": [(1.5, 45.25), (2.0, 46.0)]}
    assert shape(line.format(long, "45.25 1.5 46 2")) == wanted
    assert shape(line.format(short, "1.5 45.25 2 46")) == wanted
    assert (
        shape(line.format("http://www.opengis.net/gml/srs/epsg.xml#4326", "1.5 45.25 2 46"))
        == wanted
    )
    lambert = shape(
        '<gml:Point srsName="urn:ogc:def:crs:EPSG::2154" srsDimension="3">'
        "<gml:pos>600000.125 6700000.5 12.25</gml:pos></gml:Point>"
    )
    assert lambert == {"type": "Point", "coordinates": (600000.125, 6700000.5, 12.25)}
    ring = "<gml:LinearRing><gml:posList>0 0 0 4 4 4 0 0</gml:posList></gml:LinearRing>"
    surface = shape(
        f'<gml:MultiSurface srsName="{short}"><gml:surfaceMember><gml:Polygon><gml:exterior>'
        f"{ring}</gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface>"
    )
    rings = [[[(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (0.0, 0.0)]]]
    assert surface == {"type": "MultiPolygon", "coordinates": rings}


def test_values_of_gml() -> None:
    kinds = {
        "n": ValueKind.INTEGER,
        "jour": ValueKind.DATE,
        "code": ValueKind.TEXT,
        "v": ValueKind.TEXT,
    }
    body = _gml(
        _feature(
            "<t:code>007</t:code><t:n>-9223372036854775808</t:n><t:jour>2024-02-29Z</t:jour>"
            "<t:deux>a</t:deux><t:deux>b</t:deux><t:dans><t:un>1</t:un></t:dans>"
            "<t:t><gml:timePosition>2024-01-01</gml:timePosition></t:t>"
            '<t:nul xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
        )
    )
    (one,) = read_gml(body, kinds, "").features
    assert one["id"] == "z.1" and one["geometry"] is None
    assert one["properties"] == {
        "code": "007", "n": -(2**63), "jour": "2024-02-29", "v": None, "deux": ["a", "b"],
        "dans": {"un": "1"}, "t": "2024-01-01", "nul": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><wfs:FeatureCollection/>',
        b"<a><b></a>",
        b"",
        b"<a>" * 100 + b"</a>" * 100,
    ],
)
def test_what_is_no_gml_is_refused(body: bytes) -> None:
    with pytest.raises(GmlError):
        read_gml(body, {}, "")


@pytest.mark.parametrize(("told", "count"), [("5000", 5000), ("²", None), ("many", None)])
def test_formats_and_limits_out_of_capabilities(told: str, count: Optional[int]) -> None:
    ows = 'xmlns:ows="http://www.opengis.net/ows/1.1"'
    values = "".join(
        f"<ows:Value>{one}</ows:Value>"
        for one in ("text/xml; subtype=gml/2.1.2", "text/xml; subtype=gml/3.2.1", "SHAPE-ZIP",
                    "application/json; subtype=geojson")
    )  # fmt: skip
    body = (
        f"<WFS_Capabilities {ows}><ows:OperationsMetadata><ows:Operation name='GetFeature'>"
        f"<ows:Parameter name='outputFormat'><ows:AllowedValues>{values}</ows:AllowedValues>"
        "</ows:Parameter></ows:Operation><ows:Constraint name='CountDefault'>"
        f"<ows:DefaultValue>{told}</ows:DefaultValue></ows:Constraint></ows:OperationsMetadata>"
        "</WFS_Capabilities>"
    )
    read = read_capabilities(Answer("http://x", 200, {}, body.encode()), DEFAULT_POLICY)
    assert (read.json, read.gml) == (
        "application/json; subtype=geojson",
        "text/xml; subtype=gml/3.2.1",
    )
    assert read.count == count


def test_a_description_of_mapserver_and_one_in_one_piece() -> None:
    """Moments are no geometries there; deegree writes the type inside the element."""
    inner = (
        '<complexType><complexContent><extension><sequence><element name="g" '
        'type="gml:GeometryPropertyType"/><element name="jour" type="gml:TimeInstantType"/>'
        '<element name="code"><simpleType><restriction base="string"/></simpleType></element>'
        "</sequence></extension></complexContent></complexType>"
    )
    body = f'<schema {GML}><element name="z" substitutionGroup="gml:_Feature">{inner}</element></schema>'
    told = read_schema(Answer("http://x", 200, {}, body.encode()), DEFAULT_POLICY)
    assert told.geometry == "g"
    assert dict(told.kinds) == {"jour": ValueKind.INSTANT, "code": ValueKind.TEXT}


def test_the_attribute_to_sort_by() -> None:
    rows = [{"nom": "a", "code": 1, "gid": 7}, {"nom": "b", "code": 1, "gid": 8}]
    assert key_of(["nom", "code", "gid"], rows) == "gid"
    assert key_of(["nom", "code"], rows) == "nom"
    assert key_of(["code"], rows) == ""
