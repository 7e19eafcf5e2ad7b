"""The merged registry, and the user's own file through good and bad days."""

from __future__ import annotations

import json
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict

import pytest

from cicclo_qgis.platforms import AccountAccess, NoteCode, Origin, Registry, platform_of_user
from cicclo_qgis.platforms.own import FOUND


def record(identifier: str, name: str = "Nom") -> Dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "territory": "Bretagne",
        "software": "pygeoapi",
        "landing": f"https://{identifier}.fr/ogc/",
        "landing_status": "documented",
        "source": "test",
    }


def write(path: Path, *records: Any, **more: Any) -> Path:
    path.write_text(json.dumps({"version": 1, "platforms": list(records), **more}), "utf-8")
    return path


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return write(tmp_path / "shipped.json", record("one"), record("two"))


def ids(registry: Registry) -> list[str]:
    return [platform.id for platform in registry.platforms()]


def test_shipped_workshop_and_user_are_merged_in_that_order(shipped: Path, tmp_path: Path) -> None:
    workshop = write(tmp_path / "w.json", record("two", "Atelier"), record("three"))
    user = write(tmp_path / "u.json", record("one", "À moi"))
    registry = Registry(shipped, [workshop], user)
    assert registry.load() == ()
    one, two = registry.get("one"), registry.get("two")
    assert one is not None and (one.name, one.origin) == ("À moi", Origin.USER)
    assert two is not None and (two.name, two.origin) == ("Atelier", Origin.WORKSHOP)
    assert sorted(ids(registry)) == ["one", "three", "two"]


def test_a_bad_record_is_left_out_with_a_note_and_the_others_stay(tmp_path: Path) -> None:
    bad = {**record("bad"), "landing": "ftp://x"}
    path = write(tmp_path / "s.json", bad, 3, None, record("good"), record("good"))
    registry = Registry(path)
    notes = registry.load()
    assert ids(registry) == ["good"]
    assert [note.code for note in notes] == [NoteCode.BAD_RECORD] * 4
    assert "landing" in notes[0].detail


def test_an_address_that_cannot_be_read_costs_its_record_alone(
    shipped: Path, tmp_path: Path
) -> None:
    way = {
        "kind": "oidc",
        "issuer": "https://id.fr/realms/r",
        "client_id": "cicclo-qgis",
        "protects": ["https://bad.fr/ogc"],
        "redirect_uris": ["http://[::1/callback"],
    }
    user = write(tmp_path / "u.json", {**record("bad"), "access": [way]}, record("mine"))
    registry = Registry(
        shipped, (write(tmp_path / "w.json", {**record("x"), "access": [way]}),), user
    )
    assert [note.code for note in registry.load()] == [NoteCode.BAD_RECORD] * 2
    assert sorted(ids(registry)) == ["mine", "one", "two"] and user.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"platforms": 3}', b"\xff\xfe\x00", b"[" * 99999]
)
def test_an_unreadable_extra_file_never_keeps_the_others_out(
    shipped: Path, tmp_path: Path, content: bytes
) -> None:
    extra = tmp_path / "extra.json"
    extra.write_bytes(content)
    registry = Registry(shipped, [extra, tmp_path / "missing.json"])
    notes = registry.load()
    assert ids(registry) == ["one", "two"]
    assert [note.code for note in notes] == [NoteCode.UNREADABLE_FILE] * 2
    assert extra.read_bytes() == content


def test_a_file_of_a_later_format_is_left_alone(shipped: Path, tmp_path: Path) -> None:
    extra = tmp_path / "extra.json"
    extra.write_text(json.dumps({"version": 2, "platforms": [record("new")]}))
    registry = Registry(shipped, [extra])
    assert [note.code for note in registry.load()] == [NoteCode.NEWER_FORMAT]
    assert ids(registry) == ["one", "two"]


def test_added_platforms_are_there_after_a_restart(shipped: Path, tmp_path: Path) -> None:
    user = tmp_path / "profile" / "platforms.json"
    registry = Registry(shipped, [], user)
    registry.load()
    made = platform_of_user("https://mairie.fr/ogc/", "Ma mairie", {"one"})
    assert registry.add(made).origin is Origin.USER
    again = Registry(shipped, [], user)
    assert again.load() == ()
    assert again.get(made.id) == made
    assert [item.name for item in user.parent.iterdir()] == ["platforms.json"]


def test_a_users_own_is_removed_and_no_other(shipped: Path, tmp_path: Path) -> None:
    user = tmp_path / "u.json"
    registry = Registry(shipped, [], user)
    registry.load()
    made = registry.add(platform_of_user("https://mairie.fr/ogc/", "", ()))
    assert registry.remove(made.id)
    assert not registry.remove("one") and not registry.remove("nobody")
    again = Registry(shipped, [], user)
    again.load()
    assert ids(registry) == ids(again) == ["one", "two"]


def test_a_damaged_users_file_is_kept_aside_and_said(shipped: Path, tmp_path: Path) -> None:
    user = tmp_path / "u.json"
    for content in ("{ damaged", "damaged again"):
        user.write_text(content)
        registry = Registry(shipped, [], user)
        (note,) = registry.load()
        assert note.code is NoteCode.KEPT_ASIDE
        assert note.path.name.endswith(".bak") and note.path.read_text() == content
        registry.add(platform_of_user("https://mairie.fr/ogc/", "", ()))
        assert json.loads(user.read_text())["platforms"]
    assert len(list(tmp_path.glob("*.bak"))) == 2


def test_records_this_version_cannot_use_are_written_back(shipped: Path, tmp_path: Path) -> None:
    strange = {**record("later"), "access": [{"kind": "telepathy", "protects": ["https://x.fr/"]}]}
    user = write(tmp_path / "u.json", strange)
    registry = Registry(shipped, [], user)
    assert [note.code for note in registry.load()] == [NoteCode.BAD_RECORD]
    registry.add(platform_of_user("https://mairie.fr/ogc/", "", ()))
    assert strange in json.loads(user.read_text())["platforms"]


@pytest.mark.skipif(os.name != "posix", reason="a folder stands in for an unwritable disk")
def test_a_file_that_cannot_be_written_changes_nothing(shipped: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    registry = Registry(shipped, [], folder / "u.json")
    registry.load()
    mine = registry.add(platform_of_user("https://mairie.fr/ogc/", "", ()))
    before = registry.platforms()
    shutil.rmtree(folder)
    folder.write_text("not a folder")
    with pytest.raises(OSError):
        registry.add(platform_of_user("https://ville.fr/ogc/", "", ()))
    with pytest.raises(OSError):
        registry.remove(mine.id)
    assert registry.platforms() == before


def test_without_a_users_file_additions_hold_for_this_run(shipped: Path) -> None:
    registry = Registry(shipped)
    registry.load()
    registry.add(platform_of_user("https://mairie.fr/ogc/", "", ()))
    assert "mairie-fr" in ids(registry)


def test_many_threads_may_add_at_once(shipped: Path, tmp_path: Path) -> None:
    registry = Registry(shipped, [], tmp_path / "u.json")
    registry.load()

    def add(number: int) -> None:
        registry.add(platform_of_user(f"https://h{number}.fr/", "", ()))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = Registry(shipped, [], tmp_path / "u.json")
    assert again.load() == ()
    assert len(ids(again)) == 14


@pytest.mark.parametrize(
    ("landing", "taken", "expected"),
    [
        ("https://data.Mairie.FR/ogc/", (), "data-mairie-fr"),
        ("https://data.mairie.fr/ogc/", ("data-mairie-fr",), "data-mairie-fr-2"),
        ("https://été.fr/", (), "ete-fr"),
        ("https://" + "a" * 60 + ".fr/", (), "a" * 56),
    ],
)
def test_a_users_platform_gets_an_identifier_of_its_own(
    landing: str, taken: tuple[str, ...], expected: str
) -> None:
    made = platform_of_user(landing, "  Un   titre ", taken)
    assert (made.id, made.name, made.landing) == (expected, "Un titre", landing)


def test_two_platforms_of_one_name_are_told_apart_by_their_addresses() -> None:
    made = platform_of_user("https://mairie.fr/ogc/", "", (), (), ("mairie.fr",))
    assert made.name == "mairie.fr (mairie.fr/ogc)"


def test_ways_that_were_found_stand_beside_a_record_until_it_tells_some(tmp_path: Path) -> None:
    path, user = tmp_path / "s.json", tmp_path / "u.json"
    registry = Registry(write(path, record("one")), (), user)
    registry.load()
    (platform,) = registry.platforms()
    found = AccountAccess((str(platform.landing),))
    registry.add(replace(platform, access=(found,), source=FOUND))
    write(path, record("one", "Nouveau nom"))
    registry.load()
    one = registry.get("one")
    assert one is not None
    assert (one.name, one.access, one.origin) == ("Nouveau nom", (found,), Origin.USER)
    told = {"kind": "apikey", "header": "apikey", "protects": ["https://one.fr/ogc/"]}
    write(path, {**record("one"), "access": [told]})
    registry.load()
    one = registry.get("one")
    assert one is not None
    assert one.origin is Origin.SHIPPED
    assert [way.kind.value for way in one.access] == ["apikey"]
    write(path)
    registry.load()
    assert [each.access for each in registry.platforms()] == [(found,)]
