from __future__ import annotations

import pytest

from cicclo_qgis.ogcapi import about


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"publisher": "DREAL Bretagne"}, "DREAL Bretagne"),
        ({"publisher": {"name": "<b>Région</b>"}}, "Région"),
        ({"attribution": "© IGN"}, "© IGN"),
        (
            {
                "contacts": [
                    {"name": "A", "roles": ["author"]},
                    {"organization": "B", "roles": ["Owner"]},
                ]
            },
            "B",
        ),
        ({"contacts": [{"name": "C", "roles": [{"name": "publisher"}]}]}, "C"),
        ({"providers": [{"name": "D"}]}, "D"),
        ({"contacts": "nobody", "publisher": 3}, ""),
    ],
)
def test_publisher(entry, expected):
    assert about.publisher(entry) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"updated": "2026-03-31T10:00:00Z"}, "2026-03-31"),
        ({"modified": "2025"}, "2025"),
        ({"updated": "yesterday", "issued": "2024-02"}, "2024-02"),
        ({"updated": "2026-13-01"}, ""),
        ({"updated": 20260331}, ""),
    ],
)
def test_updated(entry, expected):
    assert about.updated(entry) == expected


def test_rights_are_told_once_each():
    entry = {"rights": "Agents only", "accessConstraints": ["Agents only", "No <i>copy</i>", 3]}
    assert about.rights(entry) == "Agents only\nNo copy"
    assert about.rights({}) == ""


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("MultiPolygon", "polygon"),
        ("surface", "polygon"),
        ("LINESTRING Z", "line"),
        ("multi-point", "point"),
        ("none", ""),
        (None, ""),
    ],
)
def test_shape(told, expected):
    assert about.shape({"geometryType": told}) == expected
