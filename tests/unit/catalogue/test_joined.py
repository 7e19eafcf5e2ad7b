"""One collection, told of by several ways in, is one row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cicclo_qgis.catalogue.joined import Joined, key_of, merged
from cicclo_qgis.catalogue.sources.service import service_landing
from cicclo_qgis.catalogue.sources.wfs import wfs_row
from cicclo_qgis.ogcapi import Collection, ServiceKind

GS = "https://a.example.fr/geoserver"
LANDING = f"{GS}/ogc/features/v1/"


def features(name: str, service: str = "", **more: Any) -> Collection:
    items = f"{service or LANDING}collections/{name}/items"
    made = Collection(name, name, "", (), items)
    made = replace(made, service_url=service, service_name=name if service else "")
    return replace(made, **more)


def wfs(endpoint: str, name: str, title: str = "", **more: Any) -> Collection:
    made = wfs_row(endpoint, name, main=False, title=title, description="Du WFS, plus long")
    return replace(made, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (features("ws:c"), wfs(f"{GS}/ows", "ws:c")),
        (features("ws:c"), wfs(f"{GS}/wfs", "ws:c")),
        (features("ws:c"), wfs(f"{GS}/ws/wfs", "ws:c")),
        (features("ws:c"), features("ws:c", f"{GS}/ws/ogc/features/v1/")),
        (features("ws:c"), wfs("http://a.example.fr/geoserver/ows", "ws:c")),
        (features("c", "https://b.fr/wfs3?MAP=m.qgs"), wfs("https://b.fr/ows?MAP=m.qgs", "c")),
        (features("c", "https://b.fr/cgi/m/ogcapi"), wfs("https://b.fr/cgi?map=m", "ms:c")),
        (wfs("https://d.fr/wfs/ows", "ns:c"), wfs("https://d.fr/wfs", "ns:c")),
    ],
)
def test_the_same_collection(one: Collection, other: Collection) -> None:
    assert key_of(one, LANDING) == key_of(other, LANDING) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (features("ws:c"), features("ws:d")),
        (features("ws:c"), wfs("https://other.fr/geoserver/ows", "ws:c")),
        (wfs("https://d.fr/wfs", "ns:c"), wfs("https://d.fr/private/wfs", "ns:c")),
        (wfs("https://p.fr/wfs/uuid-1", "c"), wfs("https://p.fr/wfs/uuid-2", "c")),
        (wfs("https://b.fr/ows?MAP=m.qgs", "c"), wfs("https://b.fr/ows?MAP=n.qgs", "c")),
        (wfs("https://b.fr/cgi?map=m", "c"), wfs("https://b.fr/cgi?map=n", "c")),
    ],
)
def test_not_the_same_collection(one: Collection, other: Collection) -> None:
    assert key_of(one, LANDING) != key_of(other, LANDING)


def test_features_are_preferred_whichever_came_first() -> None:
    by_wfs = wfs(f"{GS}/ows", "ws:c", "Cours d'eau", keywords=("eau",), license="ODbL")
    by_features = features("ws:c", bbox=(1.0, 2.0, 3.0, 4.0), keywords=("sol",))
    for first, second in ((by_wfs, by_features), (by_features, by_wfs)):
        joined = Joined(service_landing(LANDING, "x"))
        assert joined.add([first]) == [first]
        (told,) = joined.add([second])
        assert told.id == first.id
        assert told.service_kind is ServiceKind.FEATURES
        assert told.items_url == by_features.items_url
        assert (told.title, told.license) == ("Cours d'eau", "ODbL")
        assert (told.bbox, told.description) == ((1.0, 2.0, 3.0, 4.0), "Du WFS, plus long")
        assert set(told.keywords) == {"eau", "sol"}
        # Nothing new: nothing is told.
        assert joined.add([first, second]) == []


def test_rows_that_cannot_be_compared_stay_apart() -> None:
    joined = Joined(service_landing(LANDING, "x"))
    unnamed = [
        wfs("https://p.fr/wfs", "", "Un", id="r1"),
        wfs("https://p.fr/wfs", "", "Deux", id="r2"),
    ]
    assert len(joined.add(unnamed)) == 2
    assert key_of(unnamed[0], LANDING) is None


def test_a_better_title_wins_and_a_name_is_none() -> None:
    assert merged(features("ws:c"), wfs(f"{GS}/ows", "ws:c", "Titre")).title == "Titre"
    assert merged(features("ws:c", title="Un"), wfs(f"{GS}/ows", "ws:c", "Deux")).title == "Un"
    assert merged(features("ws:c"), wfs(f"{GS}/ows", "ws:c", "c")).title == "ws:c"
