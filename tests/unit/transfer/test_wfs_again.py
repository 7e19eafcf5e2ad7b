"""Copies of a feature type later on: gone on with, refreshed, found again, asked of before."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

import pytest
import requests

from cicclo_qgis.ogcapi import DEFAULT_POLICY
from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.ogcapi.model import ServiceKind
from cicclo_qgis.transfer import (
    Note,
    Options,
    Place,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    count,
    find,
    offer,
    read_source,
    refresh,
)
from tests.unit.site import Reply, Site
from tests.unit.transfer.served import points
from tests.unit.transfer.test_changes import changed, dated
from tests.unit.transfer.test_wfs import same
from tests.unit.transfer.wfs_served import NAMES, XML, WfsServed, refusal

Http = Callable[[], requests.Session]


def test_cut_off_and_gone_on_with(site: Site, copy: Callable[..., Result], target: Path) -> None:
    served = WfsServed(site, points(2000), most=100)
    over: List[bool] = []

    def stop(_query: Dict[str, str], number: int) -> Optional[Reply]:
        if number > 12:
            over.append(True)
        return None

    served.before = stop
    with pytest.raises(TransferError) as caught:
        copy(served, Options(page_size=100), cancelled=lambda: bool(over))
    assert caught.value.code is TransferCode.CANCELLED and not target.exists()
    served.before, first = None, served.asked
    result = copy(served, Options(page_size=100))
    assert Note.RESUMED in result.notes and result.verdict is Verdict.VERIFIED
    same(result, served.features)
    assert served.asked - first < 20


def test_refreshed_from_where_it_came(
    site: Site, copy: Callable[..., Result], factory: Http, target: Path
) -> None:
    served = WfsServed(site, points(300))
    copy(served, Options(bbox=(-5, 41, 10, 52)))
    source = read_source(target)
    assert source is not None
    assert (source.landing, source.collection, source.service) == (served.url, "t:zones", "wfs")
    served.features = points(310)[5:]
    result = refresh(factory, target)
    assert result.verdict is Verdict.VERIFIED
    same(result, served.features)
    assert "bbox" in served.pages()[-1]


def test_found_again_by_its_name(site: Site, factory: Http) -> None:
    served = WfsServed(site, points(3))
    place = Place(served.url, "t:zones", ServiceKind.WFS)
    landing, collection = find(factory, place, DEFAULT_POLICY)
    assert (landing.url, collection.service_name) == (served.url, "t:zones")


def test_what_can_be_asked_before(site: Site, factory: Http) -> None:
    served = WfsServed(site, points(300))
    with factory() as session:
        told = offer(session, served.landing(), served.collection())
        assert told.attributes == ("nom", "valeur") and told.picks
        assert told.cql2 and not told.free_text
        told_of = {one.name: one for one in told.queryables}
        assert told_of["valeur"].kind is ValueKind.INTEGER and "1" in told_of["valeur"].examples
        assert told.number_matched == 300
        options = Options(filter="valeur = 42", properties=("nom",))
        assert count(session, served.landing(), served.collection(), options) == 1
        assert count(session, served.landing(), served.collection(), Options()) == 300
    (sample,) = served.pages()
    assert sample["count"] == "10"


def test_a_service_named_by_a_parameter_is_refreshed(
    site: Site, copy: Callable[..., Result], factory: Http
) -> None:
    """One server, two services: ``service_id`` says which; the key beside it is not kept."""
    served = WfsServed(site, points(30))
    everyone = site.routes["/wfs"]

    def only_that(heard: Any) -> Reply:
        told = {name.lower(): value for name, value in heard.query.items()}
        named = told.pop("service_id", "") == "12" and told.pop("apikey", "") == "k"
        return everyone(heard) if named else refusal("no such service", 404)

    site.routes["/wfs"] = only_that
    there = served.url + "?service_id=12&apikey=k"
    result = copy(served, collection=replace(served.collection(), service_url=there))
    source = read_source(result.path)
    assert source is not None and source.landing == served.url + "?service_id=12"
    served.features = points(31)
    # The platform knows its key today.
    assert refresh(factory, result.path, there).features == 31


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_gml_in_utf16(site: Site, copy: Callable[..., Result], encoding: str) -> None:
    served = WfsServed(site, points(250), json=False, most=100)
    everyone = site.routes["/wfs"]

    def wide(heard: Any) -> Reply:
        said = everyone(heard)
        text = said.body if isinstance(said.body, str) else said.body.decode("utf-8")
        body = f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode(encoding)
        return Reply(body, said.status, "text/xml")

    site.routes["/wfs"] = wide
    result = copy(served)
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 250)
    same(result, served.features)


def test_only_what_changed_is_fetched(
    site: Site, copy: Callable[..., Result], factory: Http
) -> None:
    """The service is told the very attribute; one that takes no heed of it is found out."""
    served = WfsServed(site, dated(1500), most=500)
    target = copy(served).path
    served.features = changed(served.features)
    served.queries.clear()
    result = refresh(factory, target)
    assert (result.strategy, result.features) == (Strategy.CHANGES, 1502)
    assert max(int(one.get("count", "0")) for one in served.pages()) <= 1000
    assert sum("date_maj" in one.get("filter", "") for one in served.pages()) == 1
    assert len(served.queries) <= 8
    same(result, served.features)
    served.heeds = False
    served.features = changed(dated(1500))
    assert refresh(factory, target).strategy is not Strategy.CHANGES


@pytest.mark.parametrize("how", ["as it should", "nothing", "everything", "one side"])
def test_dates_that_are_compared_wrongly_are_found_out(
    site: Site, copy: Callable[..., Result], factory: Http, how: str
) -> None:
    """QGIS Server finds no date at all, MapServer finds each one smaller; both without an error."""
    served = WfsServed(site, dated(300))

    def wrongly(query: Dict[str, str], _number: int) -> Optional[Reply]:
        said = query.get("filter", "")
        if not said or how in ("as it should", "everything"):
            return None
        found = "" if how == "nothing" or "Greater" in said else "LessThan"
        number = len(served.features) if found else 0
        if query.get("resulttype") == "hits":
            return Reply(f'<wfs:FeatureCollection {NAMES} numberMatched="{number}"/>', 200, XML)
        return Reply({"type": "FeatureCollection", "features": [], "numberMatched": number})

    served.before, served.heeds = wrongly, how != "everything"
    options = Options(filter="date_maj >= DATE('2024-06-15') AND nom IS NOT NULL")
    wanted = sum(one["properties"]["date_maj"] >= "2024-06-15" for one in served.features)
    with factory() as http:
        asked = partial(count, http, served.landing(), served.collection(), options)
        if how == "as it should":
            assert asked() == copy(served, options).features == wanted
            return
        for ask in (asked, partial(copy, served, options)):
            with pytest.raises(TransferError) as caught:
                ask()
            assert caught.value.code is TransferCode.DATES
