from __future__ import annotations

import json

import pytest

from cicclo_qgis.catalogue import favourites
from cicclo_qgis.catalogue.favourites import Choice, Kept, Pick
from cicclo_qgis.catalogue.index_answer import Facet

A, B = ("armor", "communes"), ("lyon", "canal")


def test_a_star_is_given_and_taken():
    kept = Kept().toggled(A).toggled(B)
    assert kept.favourites == (B, A)
    assert kept.toggled(A).favourites == (B,)


def test_the_most_recent_ones_come_first_and_are_few():
    kept = Kept().used(A, True).used(B, True).used(A, True)
    assert kept.recent == (A, B)
    for number in range(50):
        kept = kept.used(("armor", str(number)), True)
    assert len(kept.recent) == 20 and kept.recent[0] == ("armor", "49")


def test_a_search_is_called_otherwise_in_its_place():
    water, roads = Choice("eau"), Choice("routes")
    kept = Kept().saved("Routes", roads).saved("Eau", water)
    assert kept.renamed("Eau", "Zones humides").searches == (
        ("Zones humides", water),
        ("Routes", roads),
    )
    assert kept.renamed("Eau", "Routes").searches == (("Routes", water),)
    assert kept.renamed("Eau", "Eau") == kept.renamed("Bruit", "Eau") == kept


def test_the_file_gives_back_what_it_was_given(tmp_path):
    path = tmp_path / "favourites.json"
    only = {Facet.PADLOCK: frozenset(["yours", "open"]), Facet.THEME: frozenset(["eau"])}
    kept = (
        Kept()
        .toggled(A)
        .used(B, True)
        .saved("Eau", Choice("zones", only, True))
        .saved("Mine", Choice(pick=Pick.FAVOURITES))
    )
    favourites.write(path, kept)
    assert favourites.read(path) == kept
    assert path.stat().st_mode & 0o077 == 0
    assert [other.name for other in tmp_path.iterdir()] == ["favourites.json"]


def test_restricted_collections_among_the_recent_ones_are_not_written(tmp_path):
    path = tmp_path / "favourites.json"
    kept = Kept().used(A, True).used(B, False)
    assert kept.recent == (B, A)
    favourites.write(path, kept)
    assert favourites.read(path).recent == (A,)
    assert "canal" not in path.read_text()
    # Open to all by now.
    favourites.write(path, kept.used(B, True))
    assert favourites.read(path).recent == (B, A)


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "favourites.json"
    favourites.write(path, Kept().toggled(A))

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(favourites.os, "replace", full)
    with pytest.raises(OSError, match="space"):
        favourites.write(path, Kept().toggled(B))
    assert favourites.read(path).favourites == (A,)
    assert [other.name for other in tmp_path.iterdir()] == ["favourites.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"favourites": 3, "recent": [["a"], [1, 2], "x"], "searches": [3, {"name": ""}]}',
    ],
)
def test_a_file_of_nonsense_is_an_empty_one(tmp_path, text):
    path = tmp_path / "favourites.json"
    path.write_text(text)
    assert favourites.read(path) == Kept()


def test_a_search_of_a_newer_version_is_left_out(tmp_path):
    path = tmp_path / "favourites.json"
    searches = [
        {"name": "new", "only": {"depth": ["deep"]}},
        {"name": "newer", "pick": "borrowed"},
        {"name": "known", "text": "eau", "only": {"kind": ["table", 3]}},
    ]
    path.write_text(json.dumps({"favourites": [list(A)], "searches": searches}))
    kept = favourites.read(path)
    assert kept.favourites == (A,)
    assert kept.searches == (("known", Choice("eau", {Facet.KIND: frozenset(["table"])})),)


def test_there_is_no_file_at_first(tmp_path):
    assert favourites.read(tmp_path / "favourites.json") == Kept()


def test_a_choice_of_no_value_is_none():
    choice = Choice().choosing(Facet.KIND, ["table"]).choosing(Facet.YEAR, ["2025"])
    assert choice.narrowed
    assert choice.choosing(Facet.KIND, ()).only == {Facet.YEAR: frozenset(["2025"])}
    assert not choice.choosing(Facet.KIND, ()).choosing(Facet.YEAR, ())
