"""Broken off in every way, the next run goes on and ends with the same file."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

import pytest

from cicclo_qgis.transfer import (
    Note,
    Options,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    write,
)
from tests.unit.site import Heard, Reply, Site, until
from tests.unit.transfer.conftest import rows
from tests.unit.transfer.served import Served, point, points
from tests.unit.transfer.wfs_served import WfsServed

Copy = Callable[..., Result]
ROOT = Path(__file__).parents[3]

WAYS: Dict[str, Dict[str, Any]] = {
    "parallel": {},
    "sequential": {"count": False, "next_extra": "&cursor=z"},
    "counted": {"base": "/wfs3"},
    "without_next": {"next_link": False},
    "tiles": {"ignore_offset": True},
}


def break_off(served: Served, copy: Copy, after: int) -> None:
    """Let the server refuse everything once it has answered ``after`` requests."""
    start = served.asked
    served.before = lambda heard, number: (
        Reply({"code": "Forbidden"}, 403) if number > start + after else None
    )
    with pytest.raises(TransferError) as caught:
        copy(served)
    assert caught.value.resumable
    served.before = None


@pytest.mark.parametrize("way", list(WAYS))
def test_the_next_run_goes_on(site: Site, copy: Copy, target: Path, way: str) -> None:
    served = Served(site, points(6000), most=300, **WAYS[way])
    break_off(served, copy, 14)
    first = served.asked
    result = copy(served)
    assert Note.RESUMED in result.notes
    assert result.features == result.distinct == 6000
    assert result.verdict in (Verdict.VERIFIED, Verdict.UNCOUNTED)
    assert (result.strategy is Strategy.TILES) is (way == "tiles")
    assert {row["valeur"] for row in rows(target)} == set(range(1, 6001))
    assert not list(target.parent.glob("*.part*"))
    if way != "tiles":
        assert served.asked - first < 6000 // 300 - 5


def served_by(site: Site, way: str, count: int, most: int, wait: float = 0.0) -> Any:
    """The same features by OGC API - Features, or by a Web Feature Service without GeoJSON."""
    if way == "features":
        return Served(site, points(count), most=most, wait=wait)

    def slowly(_query: Any, _number: int) -> Optional[Reply]:
        time.sleep(wait)
        return None

    # Without a key: pages are put in order by an attribute, identifiers are others each time.
    return WfsServed(
        site, points(count), most=most, json=False, key=False, before=slowly if wait else None
    )


@pytest.mark.parametrize("way", ["features", "wfs"])
def test_killed(site: Site, copy: Copy, target: Path, way: str) -> None:
    served = served_by(site, way, 8000, 200, 0.02)
    items = served.items_url if way == "features" else ""
    told = {"base": served.landing().url, "items": items, "target": str(target)}
    command = [sys.executable, "-m", "tests.unit.transfer.interrupted", json.dumps(told)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    until(lambda: served.asked > 15, 20.0)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    part = target.with_name(target.name + ".part")
    assert part.exists() and not target.exists()
    first = served.asked
    result = copy(served)
    assert Note.RESUMED in result.notes and result.verdict is Verdict.VERIFIED
    # A WFS without GeoJSON and without a key is asked in other ways first.
    assert served.asked - first < (40 if way == "features" else 48)
    found = [row["valeur"] for row in rows(target)]
    # By WFS they come in the order of the attribute that they are sorted by.
    assert (found if way == "features" else sorted(found)) == list(range(1, 8001))


@pytest.mark.parametrize("way", ["features", "wfs"])
def test_a_full_disk(
    site: Site, copy: Copy, target: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    served = served_by(site, way, 6000, 300)
    real = write.connect
    limit: List[Optional[int]] = [100]

    def small(path: Path, *more: Any) -> sqlite3.Connection:
        made = real(path, *more)
        made.execute(f"PRAGMA max_page_count={limit[0] or 1_000_000}")
        return made

    monkeypatch.setattr(write, "connect", small)
    with pytest.raises(TransferError) as caught:
        copy(served)
    assert caught.value.code is TransferCode.DISK_FULL and caught.value.resumable
    limit[0] = None
    result = copy(served)
    assert Note.RESUMED in result.notes and result.verdict is Verdict.VERIFIED
    found = [row["valeur"] for row in rows(target)]
    # By WFS they come in the order of the attribute that they are sorted by.
    assert (found if way == "features" else sorted(found)) == list(range(1, 6001))


def test_data_that_changed_meanwhile_is_begun_again(site: Site, copy: Copy, target: Path) -> None:
    served = Served(site, points(6000), most=300)
    break_off(served, copy, 12)
    served.features = [point(number, nouveau=True) for number in range(1, 6001)]
    result = copy(served)
    assert Note.STARTED_AGAIN in result.notes and Note.RESUMED not in result.notes
    assert all(row["nouveau"] == 1 for row in rows(target))


@pytest.mark.parametrize("way", ["parallel", "counted"])
@pytest.mark.parametrize("what", ["number", "last page"])
def test_one_sign_of_a_change_is_enough(
    site: Site, copy: Copy, target: Path, way: str, what: str
) -> None:
    served = Served(site, points(6000), most=300, **WAYS[way])
    break_off(served, copy, 12)
    if what == "number":
        served.features = points(6001)
    else:
        served.features[300:] = [point(number, valeur=-number) for number in range(301, 6001)]
    result = copy(served)
    assert Note.STARTED_AGAIN in result.notes and Note.RESUMED not in result.notes
    wanted = served.features
    assert sorted(row["valeur"] for row in rows(target)) == sorted(
        one["properties"]["valeur"] for one in wanted
    )


def test_a_half_made_copy_of_another_version_is_begun_again(
    site: Site, copy: Copy, target: Path
) -> None:
    served = Served(site, points(3000), most=300)
    break_off(served, copy, 6)
    with closing(sqlite3.connect(target.with_name(target.name + ".part"))) as database, database:
        changed = database.execute("UPDATE cicclo_part_state SET value='0' WHERE key='format'")
        assert changed.rowcount == 1
    result = copy(served)
    assert Note.RESUMED not in result.notes and result.verdict is Verdict.VERIFIED
    assert len(rows(target)) == 3000


def test_another_request_does_not_go_on(site: Site, copy: Copy, target: Path) -> None:
    served = Served(site, points(6000), most=300)
    break_off(served, copy, 12)
    result = copy(served, Options(properties=("nom",)))
    assert Note.RESUMED not in result.notes and result.verdict is Verdict.VERIFIED


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"SQLite format 3\0" + b"\1" * 5000])
def test_a_part_file_that_is_none(site: Site, copy: Copy, target: Path, rubbish: bytes) -> None:
    target.with_name(target.name + ".part").write_bytes(rubbish)
    assert copy(Served(site, points(700))).verdict is Verdict.VERIFIED


def test_no_key_stays_in_the_part_file(site: Site, copy: Copy, target: Path) -> None:
    served = Served(site, points(3000), most=300, count=False)
    value = "k" + os.urandom(8).hex()
    collection = served.collection(items_url=f"{served.items_url}?apikey={value}")
    refused: List[Heard] = []

    def refuse(heard: Heard, number: int) -> Optional[Reply]:
        refused.append(heard)
        return Reply({}, 403) if number > 5 else None

    served.before = refuse
    with pytest.raises(TransferError):
        copy(served, collection=collection)
    assert all(heard.query["apikey"] == value for heard in refused)
    part = target.with_name(target.name + ".part")
    assert value.encode() not in part.read_bytes()
    served.before = None
    assert Note.RESUMED in copy(served, collection=collection).notes
    assert value.encode() not in target.read_bytes()
    with closing(sqlite3.connect(target)) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    assert not {name for name in names if name.startswith("cicclo_part")}
