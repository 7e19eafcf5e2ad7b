from __future__ import annotations

import pytest

from cicclo_qgis.catalogue.sketch import Shape, sketch

RING = [[0, 0], [10, 0], [10, 10], [0, 0]]
LINE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0))


def of(kind, coordinates):
    shapes, _, _ = sketch([{"geometry": {"type": kind, "coordinates": coordinates}}])
    return shapes


@pytest.mark.parametrize(
    ("kind", "coordinates", "expected"),
    [
        ("Point", [1, 2, 30], [("point", (((1.0, 2.0),),))]),
        ("MultiPoint", [[1, 2], [3, 4]], [("point", (((1.0, 2.0), (3.0, 4.0)),))]),
        ("LineString", RING, [("line", (LINE,))]),
        ("MultiLineString", [RING, RING], [("line", (LINE, LINE))]),
        ("Polygon", [RING, RING], [("polygon", (LINE, LINE))]),
        ("MultiPolygon", [[RING], [RING]], [("polygon", (LINE,)), ("polygon", (LINE,))]),
        ("Circle", [1, 2], []),
        ("Point", "1 2", []),
        ("Point", [], []),
        ("Polygon", [[["a", 2], [True, 3], [1e12, 1], [1]], None, 3], []),
        ("MultiPolygon", [None, [None], [[None]]], []),
    ],
)
def test_geometries(kind, coordinates, expected):
    assert of(kind, coordinates) == tuple(Shape(*one) for one in expected)


def test_a_collection_of_geometries_and_the_box():
    geometries = [
        {"type": "Point", "coordinates": [5, 6]},
        {"type": "LineString", "coordinates": [[-1, 2], [3, 4]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 99]}]},
    ]
    shapes, box, cut = sketch(
        [
            {"geometry": {"type": "GeometryCollection", "geometries": geometries}},
            {},
            {"geometry": 3},
        ]
    )
    assert [shape.kind for shape in shapes] == ["point", "line"]
    assert box == (-1.0, 2.0, 5.0, 6.0)
    assert not cut


def test_points_that_nobody_could_tell_apart_are_left_out():
    ring = [[n / 1000, 0.0] for n in range(10_000)] + [[10.0, 10.0], [0.0, 0.0]]
    (shape,) = of("Polygon", [ring])
    assert 300 < len(shape.parts[0]) < 1200
    assert shape.parts[0][-1] == (0.0, 0.0)


def test_what_is_far_too_detailed_is_left_out_and_said():
    huge = [[float(n % 180), float(n % 90)] for n in range(160_000)]
    shapes, box, cut = sketch(
        [
            {"geometry": {"type": "LineString", "coordinates": huge}},
            {"geometry": {"type": "Point", "coordinates": [1, 2]}},
        ]
    )
    assert cut and [shape.kind for shape in shapes] == ["point"]
    assert box == (1.0, 2.0, 1.0, 2.0)


def test_nothing_to_draw():
    assert sketch([{"geometry": None}, {"properties": {}}]) == ((), None, False)


def test_what_would_take_long_to_paint_is_coarser():
    def ring(n):
        return [[n + x / 300, (x % 7) / 3 + n / 50] for x in range(300)] + [[n, 9.0], [n, 0.0]]

    shapes, _, _ = sketch(
        [{"geometry": {"type": "Polygon", "coordinates": [ring(n)]}} for n in range(60)]
    )
    assert len(shapes) == 60
    assert sum(len(part) for shape in shapes for part in shape.parts) <= 12_000


def test_many_points_are_all_drawn():
    shapes, _, _ = sketch(
        [{"geometry": {"type": "Point", "coordinates": [n / 100, 1]}} for n in range(50)]
    )
    assert len(shapes) == 50
