"""A page parsed in pieces is the page that ``json.loads`` makes, however it is written."""

from __future__ import annotations

import json
import threading
import time
from typing import Any, Dict, List, Optional

import pytest

from cicclo_qgis.ogcapi import pieces
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.ogcapi.pieces import PIECE, parsed
from cicclo_qgis.transfer.page import read_page

Feature = Dict[str, Any]


def feature(number: int, **more: Any) -> Feature:
    ring = [[number / 7, number % 50], [1.5, 2.5], [3.25, 1e-7], [number / 7, number % 50]]
    return {
        "type": "Feature",
        "id": number,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "nom": f"Objet n° {number} « " + "},{ »",
            "parts": [{"a": 1}, {"a": 2}],
            **more,
        },
    }


def document(features: List[Feature], **more: Any) -> Dict[str, Any]:
    return {"type": "FeatureCollection", "features": features, "numberMatched": 9, **more}


MANY = [feature(number) for number in range(4000)]
COLLECTIONS = [
    {
        "type": "Feature",
        "geometry": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Point", "coordinates": [1, 2]}] * 30,
        },
        "properties": {"n": number},
    }
    for number in range(2000)
]
# The same start inside of a feature as at the beginning of one.
NESTED = [feature(number, members=[feature(1), feature(2)]) for number in range(1500)]
DISGUISED = {"about": document(MANY[:3]), **document(MANY)}


@pytest.mark.parametrize(
    "whole",
    [
        document(MANY),
        document(COLLECTIONS),
        document(NESTED),
        DISGUISED,
        {"links": [{"href": "x"}], "numberReturned": 4000, **document(MANY, timeStamp="now")},
        document([{"properties": {"n": n, "t": "x" * 300}} for n in range(3000)]),
        document([feature(1, text="y" * 3 * PIECE)]),
        document([feature(1, text="y" * 3 * PIECE), *MANY[:50]]),
        document([feature(n, text="y" * 2 * PIECE) for n in range(5)]),
        document([{"id": 1}, {"type": "Feature", "id": 2}, *MANY]),
        {"records": [{"a": "x" * 200} for _ in range(3000)]},
        {"collections": [{"id": str(n), "links": [{"href": "y" * 200}]} for n in range(3000)]},
        {"features": "x" * 3 * PIECE},
        {"features": [], "rest": "x" * 3 * PIECE},
        {"features": list(range(120_000))},
    ],
)
@pytest.mark.parametrize("how", [{"separators": (",", ":")}, {"indent": 1}])
def test_it_is_what_json_makes_of_it(whole: Any, how: Dict[str, Any]) -> None:
    text = json.dumps(whole, ensure_ascii=False, **how)
    assert len(text) > 2 * PIECE
    assert parsed(text) == json.loads(text)


def test_features_are_parsed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: List[int] = []

    class Noted(json.JSONDecoder):
        def decode(self, s: str, *more: Any) -> Any:
            sizes.append(len(s))
            return super().decode(s, *more)

    monkeypatch.setattr(pieces, "_DECODER", Noted())
    text = json.dumps(document(MANY * 2))
    parsed(text)
    assert len(text) > 4 * PIECE and len(sizes) > 4 and max(sizes) < 1.1 * PIECE


def test_who_asked_for_it_is_called_between_the_pieces() -> None:
    text, calls = json.dumps(document(MANY)), [0]

    def between() -> None:
        calls[0] += 1

    parsed(text, between)
    assert calls[0] >= len(text) // PIECE - 1


def test_others_come_to_their_turn_meanwhile() -> None:
    """One call of C for the whole would let nobody in."""
    text, over, turns = json.dumps(document(MANY * 12)), threading.Event(), [0]

    def other() -> None:
        while not over.is_set():
            turns[0] += 1
            time.sleep(0)

    thread = threading.Thread(target=other)
    thread.start()
    try:
        while not turns[0]:
            time.sleep(0.001)
        before = turns[0]
        parsed(text)
        meanwhile = turns[0] - before
    finally:
        over.set()
        thread.join()
    assert meanwhile >= 5


@pytest.mark.parametrize("cut", [3 * PIECE, 3 * PIECE + 1, None])
def test_what_broke_off_is_no_json(cut: Optional[int]) -> None:
    text = json.dumps(document(MANY))
    with pytest.raises(ValueError):
        parsed(text[:-1] if cut is None else text[:cut])
    with pytest.raises(ValueError):
        parsed(text.replace('"id": 3000,', '"id": 3000', 1))
    with pytest.raises(ValueError):
        parsed(text + "}")


def test_nan_is_no_value() -> None:
    text = json.dumps(document([feature(n, depth=float("nan")) for n in range(4000)]))
    assert {one["properties"]["depth"] for one in parsed(text)["features"]} == {None}


def test_a_page_that_was_written_is_let_go_of() -> None:
    page = read_page(Answer("http://x/items", 200, {}, json.dumps(document(MANY)).encode()))
    assert (len(page.rows), len(page.geometries)) == (4000, 4000)
    page.let_go()
    assert (page.rows, page.geometries) == ((), ())
    assert len(page) == 4000 and page.ids[-1] == "3999" and page.matched == 9
