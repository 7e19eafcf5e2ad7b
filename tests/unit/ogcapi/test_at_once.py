"""The landing page and the list are asked for together; only what is named counts."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, List

import pytest
import requests

from cicclo_qgis.ogcapi import DEFAULT_POLICY, OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.at_once import open_and_list
from cicclo_qgis.ogcapi.session import new_session
from tests.unit.api import landing, link, serve
from tests.unit.site import Heard, Reply, Site

LIST = "/o/collections"


def sessions() -> requests.Session:
    session = new_session("QGIS CICCLO tests")
    session.trust_env = False
    return session


def asked(site: Site) -> List[str]:
    return sorted(one.path for one in site.heard)


def listing(*names: str) -> Any:
    return Reply({"collections": [{"id": name} for name in names], "links": []})


def test_the_list_is_asked_for_while_the_landing_page_travels(site: Site) -> None:
    called = threading.Event()

    def slow(_heard: Heard) -> Reply:
        assert called.wait(10)
        return Reply(landing(site.url("/o")))

    def told(_heard: Heard) -> Any:
        called.set()
        return listing("a", "b")

    site.routes["/o/"], site.routes[LIST] = slow, told
    entry, found = open_and_list(sessions, site.url("/o/"))
    assert entry.url == site.url("/o/")
    assert [one.id for one in found] == ["a", "b"]
    assert asked(site) == ["/o/", LIST]


def test_further_pages_follow_the_one_that_came_early(site: Site) -> None:
    site.routes["/o/"] = Reply(landing(site.url("/o")))

    def pages(heard: Heard) -> Reply:
        second = "offset" in heard.query
        following = [] if second else [link(site.url(f"{LIST}?offset=1"), "next")]
        return Reply({"collections": [{"id": "b" if second else "a"}], "links": following})

    site.routes[LIST] = pages
    _, found = open_and_list(sessions, site.url("/o/"))
    assert [one.id for one in found] == ["a", "b"]
    assert asked(site) == ["/o/", LIST, LIST]


def test_a_list_that_the_landing_page_does_not_name_counts_for_nothing(site: Site) -> None:
    page = landing(site.url("/o"))
    page["links"] = [link(site.url("/elsewhere"), "data")]
    site.routes["/o/"], site.routes[LIST] = Reply(page), listing("wrong")
    site.routes["/elsewhere"] = listing("right")
    _, found = open_and_list(sessions, site.url("/o/"))
    assert [one.id for one in found] == ["right"]


def test_a_list_that_failed_is_asked_for_again(site: Site) -> None:
    site.routes["/o/"] = Reply(landing(site.url("/o")))
    replies = [listing("a"), Reply({}, status=503)]
    site.routes[LIST] = lambda _heard: replies.pop()
    _, found = open_and_list(sessions, site.url("/o/"))
    assert [one.id for one in found] == ["a"]


def test_what_is_wrong_with_the_landing_page_is_told(site: Site) -> None:
    site.routes["/o/"], site.routes[LIST] = Reply({"hello": "world"}), listing("a")
    with pytest.raises(OgcApiError) as caught:
        open_and_list(sessions, site.url("/o/"))
    assert caught.value.code is ProblemCode.NOT_OGC_API


def test_the_address_of_the_list_itself_is_asked_for_once(site: Site) -> None:
    serve(site, ["communes"])
    address = site.url("/api-features/collections")
    _, found = open_and_list(sessions, address)
    assert [one.id for one in found] == ["communes"]
    assert "/api-features/collections/collections" not in asked(site)


def test_cancelled(site: Site) -> None:
    policy = replace(DEFAULT_POLICY, cancelled=lambda: True)
    with pytest.raises(OgcApiError) as caught:
        open_and_list(sessions, site.url("/o/"), policy)
    assert caught.value.code is ProblemCode.CANCELLED
