"""Pages as layers: columns, geometries and values as the copy will hold them."""

from __future__ import annotations

import json

import pytest
from qgis.core import QgsProject, QgsWkbTypes
from qgis.PyQt.QtCore import QDate

from cicclo_qgis.host.first_features import AT_FIRST, FirstFeatures, rehearse
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.transfer.package import WGS84, crs_of
from cicclo_qgis.transfer.page import read_page

LAMBERT = "http://www.opengis.net/def/crs/EPSG/0/2154"


def page(features, matched=1000):
    document = {"type": "FeatureCollection", "features": features, "numberMatched": matched}
    return read_page(Answer("http://x/items", 200, {}, json.dumps(document).encode()))


def feature(number, geometry, **values):
    return {"type": "Feature", "id": number, "geometry": geometry, "properties": values}


def point(x, y, *z):
    return {"type": "Point", "coordinates": [x, y, *z]}


SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


@pytest.fixture
def take(qgis_app):
    def take(features, crs=WGS84, swap=False, **more):
        return FirstFeatures("X", **more).take(page(features), crs, swap)

    return take


def test_values_have_the_types_of_the_copy(take):
    batch = take(
        [
            feature(1, point(0, 0), n=1, r=1.5, b=True, t="é", d="2024-02-03", j={"a": 1}),
            feature(2, point(1, 1), n=2, r=2, b=None, t="x", d=None, j=[1]),
        ]
    )
    rows = [one.attributes() for one in batch.layer.getFeatures()]
    names = [one.name() for one in batch.layer.fields()]
    assert names == ["feature_id", "n", "r", "b", "t", "d", "j"]
    assert rows[0] == ["1", 1, 1.5, True, "é", QDate(2024, 2, 3), '{"a":1}']
    assert rows[1][:3] == ["2", 2, 2.0] and rows[1][4] == "x" and rows[1][6] == "[1]"


def test_an_attribute_of_our_own_columns_name(take):
    layer = take([feature(1, point(0, 0), feature_id="theirs", geom="x")]).layer
    assert [one.name() for one in layer.fields()] == ["ogc_feature_id", "feature_id", "geom"]
    assert next(layer.getFeatures()).attributes() == ["1", "theirs", "x"]


def test_parts_and_heights(take):
    single = {"type": "Polygon", "coordinates": SQUARE}
    multi = {"type": "MultiPolygon", "coordinates": [SQUARE]}
    layer = take([feature(1, single), feature(2, multi)]).layer
    assert layer.wkbType() == QgsWkbTypes.Type.MultiPolygon and layer.featureCount() == 2
    layer = take([feature(1, point(0, 0, 7.5))]).layer
    assert layer.wkbType() == QgsWkbTypes.Type.PointZ
    assert next(layer.getFeatures()).geometry().constGet().z() == 7.5


def test_north_first_and_another_system(take):
    layer = take([feature(1, point(48.0, -3.0))], swap=True).layer
    assert next(layer.getFeatures()).geometry().asPoint().x() == -3.0
    layer = take([feature(1, point(352000, 6789000))], crs=crs_of(LAMBERT)).layer
    assert layer.crs().authid() == "EPSG:2154"


def test_of_mixed_shapes_the_most_frequent_are_shown(take):
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    batch = take(
        [feature(1, line), feature(2, point(0, 0)), feature(3, point(1, 1)), feature(4, None)]
    )
    assert batch.layer.wkbType() == QgsWkbTypes.Type.Point
    ids = [one["feature_id"] for one in batch.layer.getFeatures()]
    assert ids == ["2", "3", "4"], "what lies nowhere is in the table"


def test_bad_geometries_are_left_out(take):
    bad = {"type": "Point", "coordinates": ["a"]}
    assert take([feature(1, bad), feature(2, point(0, 0))]).layer.featureCount() == 1


def test_rows_without_a_place(take):
    assert take([feature(1, None, a=1)]) is None, "shapes may come later"
    layer = take([feature(1, None, a=1)], table=True).layer
    assert layer.wkbType() == QgsWkbTypes.Type.NoGeometry and layer.featureCount() == 1


def test_what_does_not_fit_later_is_empty_there(qgis_app, monkeypatch):
    monkeypatch.setattr("cicclo_qgis.host.first_features._EVERY_S", 0.0)
    first = FirstFeatures("X")
    layer = first.take(page([feature(1, point(0, 0), n=1)]), WGS84, False).layer
    later = [feature(1, point(0, 0), n=1), feature(2, point(1, 1), n="text", more=1)]
    batch = first.take(page(later, 1200), WGS84, False)
    assert batch.layer is None and batch.total == 1200
    assert [one["feature_id"] for one in batch.features] == ["2"], "each once"
    assert layer.dataProvider().addFeatures(list(batch.features))[0]
    assert sorted(one["feature_id"] for one in layer.getFeatures()) == ["1", "2"]


def test_no_features_are_made_where_much_comes(qgis_app):
    first = FirstFeatures("X")
    assert first.take(page([feature(1, point(0, 0))]), WGS84, False) is not None
    assert first.take(page([feature(2, point(0, 0))]), WGS84, False) is None


def test_few_are_there_at_once_and_the_rest_when_the_page_is_heard_again(qgis_app):
    first, whole = FirstFeatures("X"), page([feature(n, point(n, 0)) for n in range(600)])
    layer = first.take(whole, WGS84, False).layer
    assert layer.featureCount() == AT_FIRST
    rest = first.take(whole, WGS84, False)
    assert rest.layer is None and len(rest.features) == 600 - AT_FIRST
    assert layer.dataProvider().addFeatures(list(rest.features))[0]
    assert {one["feature_id"] for one in layer.getFeatures()} == {str(n) for n in range(600)}
    more = page([feature(n, point(n, 0)) for n in range(600, 700)])
    assert first.take(more, WGS84, False) is None, "not so soon after"


def test_columns_are_those_of_the_whole_page(take):
    numbers = [feature(n, point(n, 0), n=n) for n in range(AT_FIRST)]
    fields = take([*numbers, feature(9999, point(0, 0), n="text", more=1)]).layer.fields()
    assert [one.name() for one in fields] == ["feature_id", "n", "more"]
    assert fields.field("n").typeName() == "string"


def test_a_rehearsal_leaves_nothing_on_the_map(qgis_app):
    before = dict(QgsProject.instance().mapLayers())
    rehearse()
    assert QgsProject.instance().mapLayers() == before
