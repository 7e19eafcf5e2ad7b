"""The feature types of a WFS, and a try of one."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Dict

import pytest
import requests

from cicclo_qgis.catalogue.sources import wfs_probe
from cicclo_qgis.catalogue.sources.probing import located, probe
from cicclo_qgis.catalogue.sources.wfs import WfsSource, feature_types, wfs_row
from cicclo_qgis.ogcapi import (
    DEFAULT_POLICY,
    Collection,
    ItemKind,
    OgcApiError,
    ProblemCode,
    Reach,
    ServiceKind,
    Unchanged,
)
from tests.unit.api import HOME_PAGE, LOGIN_PAGE
from tests.unit.catalogue.sources.answers import XML, capabilities, exception, features, wfs
from tests.unit.site import Heard, Reply, Site, redirect

TYPES = {"ws:eau": "Cours d'eau", "ws:sol": "ws:sol"}


def row(site: Site, name: str = "ws:eau", title: str = "") -> Collection:
    return wfs_row(site.url("/wfs"), name, main=False, title=title, description="")


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0"])
def test_every_version_gives_the_same_rows(
    site: Site, http: requests.Session, version: str
) -> None:
    site.routes["/ows"] = wfs(TYPES, version=version, more="Licence Ouverte 2.0")
    page = feature_types(http, site.url("/ows?SERVICE=WFS&map=a"), DEFAULT_POLICY, main=True)
    first, second = page.collections
    assert (first.id, first.title, second.title) == ("ws:eau", "Cours d'eau", "ws:sol")
    assert first.bbox == (-5.0, 47.0, -1.0, 49.0)
    assert first.keywords == ("eau", "sol")
    assert first.license == "Licence Ouverte / Open Licence"
    assert (first.storage_crs or "").endswith("2154")
    assert first.service_kind is ServiceKind.WFS
    assert first.service_name == "ws:eau"
    assert site.heard[0].query["REQUEST"] == "GetCapabilities"
    assert site.heard[0].query["map"] == "a"
    if version != "1.0.0":
        assert first.publisher == "Producteur"
        assert first.links[0].href == site.url("/record/ws:eau")


def test_a_list_that_has_not_changed_is_not_sent_again(site: Site, http: requests.Session) -> None:
    def answer(heard: Heard) -> Reply:
        if heard.headers.get("If-None-Match") == '"v1"':
            return Reply("", 304, "-")
        return replace(capabilities(TYPES), headers=[("ETag", '"v1"')])

    site.routes["/wfs"] = answer
    source = WfsSource(site.url("/wfs"), "x")
    (page,) = source.pages(http, DEFAULT_POLICY)
    assert len(page.collections) == 2
    with pytest.raises(Unchanged):
        list(source.pages(http, DEFAULT_POLICY, page.validator))


def test_members_see_more(site: Site, http: requests.Session) -> None:
    site.routes["/wfs"] = wfs({"a": "A"})
    site.routes["/private/wfs"] = wfs({"a": "A fermé", "s": "S"})
    source = WfsSource(site.url("/wfs"), "x", site.url("/private/wfs"))

    def ids(member: bool) -> Dict[str, str]:
        pages = source.pages(http, DEFAULT_POLICY, "", member)
        return {one.id: one.title for page in pages for one in page.collections}

    assert ids(False) == {"a": "A"}
    place = site.url("/private/wfs").split("://")[1]
    assert ids(True) == {"a": "A", f"a@{place}": "A fermé", f"s@{place}": "S"}
    site.routes["/private/wfs"] = Reply("", 401)
    # What is open to all is not lost.
    assert ids(True) == {"a": "A"}
    alone = WfsSource(None, "x", site.url("/private/wfs"))
    with pytest.raises(OgcApiError) as caught:
        list(alone.pages(http, DEFAULT_POLICY))
    assert caught.value.code is ProblemCode.SIGN_IN_REQUIRED
    with pytest.raises(OgcApiError) as caught:
        list(alone.pages(http, DEFAULT_POLICY, "", True))
    assert caught.value.code is ProblemCode.SIGN_IN_REQUIRED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (capabilities({}), ProblemCode.NO_COLLECTIONS),
        (exception("Service not enabled"), ProblemCode.SERVER_ERROR),
        (Reply(LOGIN_PAGE), ProblemCode.SIGN_IN_REQUIRED),
        (redirect("/login"), ProblemCode.SIGN_IN_REQUIRED),
        (Reply(HOME_PAGE), ProblemCode.NOT_OGC_API),
        (Reply("<WMS_Capabilities/>", 200, XML), ProblemCode.NOT_OGC_API),
        (
            Reply("<!DOCTYPE WFS_Capabilities><WFS_Capabilities/>", 200, XML),
            ProblemCode.NOT_OGC_API,
        ),
        (Reply({"json": 1}), ProblemCode.NOT_OGC_API),
        (Reply("", 401), ProblemCode.SIGN_IN_REQUIRED),
        (Reply("", 404), ProblemCode.NOT_FOUND),
    ],
)
def test_what_is_no_list(
    site: Site, http: requests.Session, answer: Reply, code: ProblemCode
) -> None:
    site.routes["/wfs"] = answer
    with pytest.raises(OgcApiError) as caught:
        list(WfsSource(site.url("/wfs"), "x").pages(http, DEFAULT_POLICY))
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("answer", "reach", "kind", "count"),
    [
        (features("eau"), Reach.OPENED, ItemKind.FEATURE, 7),
        (features("eau", shape=""), Reach.OPENED, ItemKind.UNKNOWN, 7),
        (features("eau", matched="unknown"), Reach.OPENED, ItemKind.FEATURE, None),
        (Reply("", 401), Reach.SIGN_IN_REQUIRED, ItemKind.UNKNOWN, None),
        (Reply("", 403), Reach.NO_RIGHT, ItemKind.UNKNOWN, None),
        (Reply(LOGIN_PAGE), Reach.SIGN_IN_REQUIRED, ItemKind.UNKNOWN, None),
        (exception("ws:eau is not authorized"), Reach.NO_RIGHT, ItemKind.UNKNOWN, None),
        (exception("Feature type unknown"), Reach.NOT_FOUND, ItemKind.UNKNOWN, None),
        (exception("Out of memory"), Reach.UNKNOWN, ItemKind.UNKNOWN, None),
        (Reply("<a/>", 200, XML), Reach.UNKNOWN, ItemKind.UNKNOWN, None),
    ],
)
def test_a_try_tells_rights_and_kind(
    site: Site, http: requests.Session, answer: Reply, reach: Reach, kind: ItemKind, count: int
) -> None:
    site.routes["/wfs"] = answer
    found = probe(http, row(site), DEFAULT_POLICY)
    assert (found.reach, found.item_kind, found.number_matched) == (reach, kind, count)
    assert (found.problem is None) is (reach is Reach.OPENED)
    assert site.heard[0].query["COUNT"] == "1" and site.heard[0].query["TYPENAMES"] == "ws:eau"


def test_nobody_waits_for_a_number(
    site: Site, http: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wfs_probe, "_COUNT_S", 0.3)

    def answer(heard: Heard) -> Reply:
        if heard.query.get("RESULTTYPE") == "hits":
            return replace(features("eau"), before=60.0)
        return features("eau", matched="unknown")

    site.routes["/wfs"] = answer
    began = time.monotonic()
    found = probe(http, row(site), DEFAULT_POLICY)
    assert (found.reach, found.number_matched) == (Reach.OPENED, None)
    assert time.monotonic() - began < 20


def test_a_layer_the_catalogue_did_not_name_is_found(site: Site, http: requests.Session) -> None:
    site.routes["/wfs"] = wfs({"ms:z1": "Zones humides"})
    found = located(http, row(site, "", "Un titre"), DEFAULT_POLICY)
    assert found.service_name == "ms:z1" and "TYPENAMES=ms:z1" in found.items_url
    assert probe(http, found, DEFAULT_POLICY).reach is Reach.OPENED
    site.routes["/wfs"] = wfs({"ms:z1": "Zones humides", "ms:z2": "Forêts  publiques"})
    assert located(http, row(site, "", "FORETS publiques"), DEFAULT_POLICY).service_name == "ms:z2"
    unnamed = row(site, "", "Autre chose")
    assert located(http, unnamed, DEFAULT_POLICY) is unnamed
    assert probe(http, unnamed, DEFAULT_POLICY).reach is Reach.UNKNOWN
    site.routes["/wfs"] = Reply("", 500)
    assert located(http, unnamed, DEFAULT_POLICY) is unnamed


def test_what_needs_no_looking_up_is_left_alone(site: Site, http: requests.Session) -> None:
    named = row(site)
    assert located(http, named, DEFAULT_POLICY) is named
    assert site.heard == []
