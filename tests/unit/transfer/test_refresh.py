"""A copy knows where it comes from, and is fetched anew beside the old one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import pytest
import requests
from osgeo import gdal

from cicclo_qgis.transfer import (
    Note,
    Options,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    discard,
    leftovers,
    read_source,
    refresh,
)
from tests.unit.api import collection as entry
from tests.unit.api import landing
from tests.unit.site import Heard, Reply, Site
from tests.unit.transfer.conftest import rows
from tests.unit.transfer.served import Served, enclosure, point, points

Copy = Callable[..., Result]
Factory = Callable[[], requests.Session]


def publish(site: Site) -> None:
    base = site.url("/ogc")
    site.routes["/ogc"] = site.routes["/ogc/"] = Reply(landing(base))
    site.routes["/ogc/collections"] = Reply({"collections": [entry(base, "c")], "links": []})


def test_what_a_copy_says_of_itself(site: Site, copy: Copy, target: Path) -> None:
    served = Served(site, points(300))
    options = Options(bbox=(-5.0, 41.0, 3.0, 52.0), properties=("nom",))
    result = copy(served, options)
    source = read_source(target)
    assert source is not None
    assert (source.landing, source.collection) == (site.url("/ogc/"), "c")
    assert (source.table, source.options) == ("Zones à voir", options)
    assert source.features == result.features and source.verdict == "verified"
    assert source.fetched.endswith("+00:00")


def test_refresh_takes_the_same_again(
    site: Site, copy: Copy, target: Path, factory: Factory
) -> None:
    publish(site)
    served = Served(site, points(300))
    options = Options(bbox=(-5.0, 41.0, 3.0, 52.0))
    before = copy(served, options)
    served.features = [*points(300), *(point(1000 + number) for number in range(50))]
    after = refresh(factory, target)
    assert after.features > before.features and after.layer == before.layer
    source = read_source(target)
    assert source is not None and source.options.bbox == options.bbox
    assert len(rows(target)) == after.features


def test_a_refresh_that_fails_leaves_the_old_copy(
    site: Site, copy: Copy, target: Path, factory: Factory
) -> None:
    publish(site)
    served = Served(site, points(300))
    copy(served)
    before = target.read_bytes()
    served.before = lambda heard, number: Reply({}, 403)
    with pytest.raises(TransferError) as caught:
        refresh(factory, target)
    assert caught.value.code is TransferCode.SERVER and target.read_bytes() == before
    site.routes["/ogc/collections"] = Reply({"collections": [entry(site.url("/ogc"), "d")]})
    with pytest.raises(TransferError) as caught:
        refresh(factory, target)
    assert caught.value.problem is not None
    assert caught.value.problem.code.value == "not_found"


@pytest.mark.parametrize("content", [None, b"", b"text"])
def test_a_file_that_is_no_copy(tmp_path: Path, factory: Factory, content: Any) -> None:
    path = tmp_path / "x.gpkg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TransferError) as caught:
        refresh(factory, path)
    assert caught.value.code is TransferCode.NO_SOURCE


def made_by_gdal(path: Path, driver: str, count: int, first: int = 1) -> bytes:
    features = [point(number) for number in range(first, first + count)]
    text = {"type": "FeatureCollection", "features": features}
    source = gdal.OpenEx(__import__("json").dumps(text), gdal.OF_VECTOR, ["GeoJSON"])
    gdal.VectorTranslate(str(path), source, format=driver, layerName="c")
    return path.read_bytes()


BULK = {
    "GPKG": ("application/geopackage+sqlite3", "gpkg"),
    "FlatGeobuf": ("application/octet-stream", "fgb"),
}


def offered(site: Site, tmp_path: Path, driver: str, count: int) -> Dict[str, Any]:
    kind, ending = BULK[driver]
    data = made_by_gdal(tmp_path / f"offered.{ending}", driver, count)
    site.routes[f"/files/c.{ending}"] = Reply(data, type=kind)
    return {"links": (enclosure(site.url(f"/files/c.{ending}"), kind),)}


@pytest.mark.parametrize("driver", list(BULK))
def test_a_file_of_the_platform_is_taken(
    site: Site, copy: Copy, target: Path, tmp_path: Path, driver: str
) -> None:
    served = Served(site, points(900))
    collection = served.collection(**offered(site, tmp_path, driver, 900))
    result = copy(served, collection=collection)
    assert (result.strategy, result.verdict) == (Strategy.BULK, Verdict.VERIFIED)
    assert len(served.requests()) == 1
    assert {row["valeur"] for row in rows(target)} == set(range(1, 901))
    source = read_source(target)
    assert source is not None and source.strategy == "bulk"
    assert not list(target.parent.glob("*.part*"))


def test_pages_where_only_a_part_is_wanted(site: Site, copy: Copy, tmp_path: Path) -> None:
    served = Served(site, points(900))
    collection = served.collection(**offered(site, tmp_path, "GPKG", 900))
    result = copy(served, Options(bbox=(0.0, 43.0, 5.0, 48.0)), collection=collection)
    assert result.strategy is not Strategy.BULK and Note.BULK_REFUSED not in result.notes


@pytest.mark.parametrize(
    "fault", ["gone", "other", "old", "cut"],
)  # fmt: skip
def test_pages_where_the_file_is_not_what_it_is_said_to_be(
    site: Site, copy: Copy, target: Path, tmp_path: Path, fault: str
) -> None:
    served = Served(site, points(900))
    more = offered(site, tmp_path, "GPKG", 850 if fault == "old" else 900)
    path = "/files/c.gpkg"
    if fault == "gone":
        site.routes[path] = Reply(b"", 404)
    elif fault == "other":
        site.routes[path] = Reply("<html>Bonjour</html>")
    elif fault == "cut":
        site.routes[path] = Reply(site.routes[path].data[:9000])  # type: ignore[union-attr]
    result = copy(served, collection=served.collection(**more))
    assert Note.BULK_REFUSED in result.notes
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 900)
    assert len(rows(target)) == 900 and not list(target.parent.glob("*.part*"))


def test_a_file_cut_off_by_the_network_is_gone_on_with(
    site: Site, copy: Copy, target: Path, tmp_path: Path
) -> None:
    served = Served(site, points(900))
    more = offered(site, tmp_path, "GPKG", 900)
    whole = site.routes["/files/c.gpkg"].data  # type: ignore[union-attr]
    state = [("ETag", '"1"')]
    site.routes["/files/c.gpkg"] = Reply(whole[:40_000], length=len(whole), headers=state)
    with pytest.raises(TransferError) as caught:
        copy(served, collection=served.collection(**more))
    assert caught.value.resumable and not target.exists()
    ranges: Dict[str, str] = {}

    def rest(heard: Heard) -> Reply:
        ranges.update(heard.headers)
        start = int(heard.headers["Range"].split("=")[1].rstrip("-"))
        told = ("Content-Range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
        return Reply(whole[start:], 206, headers=[told, *state])

    site.routes["/files/c.gpkg"] = rest
    result = copy(served, collection=served.collection(**more))
    assert (ranges["Range"], ranges["If-Range"]) == ("bytes=40000-", '"1"')
    assert (result.strategy, result.features) == (Strategy.BULK, 900)
    assert len(rows(target)) == 900 and not list(target.parent.glob("*.part*"))


@pytest.mark.parametrize("state", [[("ETag", '"1"')], [("ETag", 'W/"1"')], []])
def test_a_file_that_has_changed_meanwhile_is_not_put_together_of_two(
    site: Site, copy: Copy, target: Path, tmp_path: Path, state: List[Tuple[str, str]]
) -> None:
    served = Served(site, points(900))
    more = offered(site, tmp_path, "FlatGeobuf", 900)
    old = site.routes["/files/c.fgb"].data  # type: ignore[union-attr]
    site.routes["/files/c.fgb"] = Reply(old[:40_000], length=len(old), headers=state)
    with pytest.raises(TransferError):
        copy(served, collection=served.collection(**more))
    new = made_by_gdal(tmp_path / "new.fgb", "FlatGeobuf", 900, first=5000)
    asked: List[Heard] = []

    def changed(heard: Heard) -> Reply:
        asked.append(heard)
        if "Range" not in heard.headers or "If-Range" in heard.headers:
            return Reply(new, headers=[("ETag", '"2"')])
        return Reply(new[40_000:], 206)

    site.routes["/files/c.fgb"] = changed
    result = copy(served, collection=served.collection(**more))
    assert result.strategy is Strategy.BULK and len(asked) == 1
    assert {row["valeur"] for row in rows(target)} == set(range(5000, 5900))


def test_refresh_beside_the_copy_that_is_open(
    site: Site, copy: Copy, target: Path, factory: Factory, tmp_path: Path
) -> None:
    publish(site)
    served = Served(site, points(30))
    copy(served, Options(where=(("nom", "x"),)))
    old = target.read_bytes()
    beside = tmp_path / "new.gpkg"
    assert refresh(factory, target, target=beside).path == beside
    assert target.read_bytes() == old
    assert served.requests()[-1].query["nom"] == "x"
    found = read_source(beside)
    assert found is not None and found.options.where == (("nom", "x"),)


def test_leftovers_of_a_broken_download_are_found_and_removed(tmp_path: Path) -> None:
    target = tmp_path / "a.gpkg"
    for name in ("a.gpkg", "a.gpkg.part", "a.gpkg.part-journal", "b.gpkg.part"):
        (tmp_path / name).write_bytes(b"x")
    assert [one.name for one in leftovers(target)] == ["a.gpkg.part", "a.gpkg.part-journal"]
    assert discard(target)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.gpkg", "b.gpkg.part"]
    assert leftovers(tmp_path / "nowhere" / "a.gpkg") == []
