"""Lists in pages: followed to their end, wherever the links lead."""

from __future__ import annotations

import pytest
import requests

from cicclo_qgis.ogcapi import (
    OgcApiError,
    Policy,
    ProblemCode,
    collection_pages,
    collections,
    open_landing,
)
from tests.unit.api import HOME_PAGE, landing, link, serve
from tests.unit.ogcapi.lists import ids, listed, paged, pages
from tests.unit.site import Heard, Reply, Site


def test_pages_are_followed_to_the_end(site: Site, http: requests.Session) -> None:
    url = paged(site, {})
    assert ids(listed(http, url)) == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert len(pages(http, url)) == 3


def test_a_next_link_for_ever_ends(site: Site, http: requests.Session) -> None:
    following = {str(n): [link(f"?offset={n + 2}", "next")] for n in range(0, 40, 2)}
    assert len(listed(http, paged(site, following))) == 6
    assert len(site.heard) == 1 + 4


def test_a_next_link_to_itself_ends(site: Site, http: requests.Session) -> None:
    url = paged(site, {"2": [link("?offset=2", "next")]})
    found = pages(http, url)
    assert len(found) == 2
    assert "read already" in found[-1].notes[0]


def test_a_next_link_round_in_circles_ends(site: Site, http: requests.Session) -> None:
    url = paged(site, {"2": [link("?offset=0&x=1", "next")]})
    assert len(listed(http, url)) == 4


def test_endless_new_collections_end_at_the_limit(site: Site, http: requests.Session) -> None:
    site.routes["/"] = Reply(landing(site.url("/")))

    def answer(heard: Heard) -> Reply:
        number = int(heard.query.get("n", "0"))
        return Reply(
            {"collections": [{"id": str(number)}], "links": [link(f"?n={number + 1}", "next")]}
        )

    site.routes["/collections"] = answer
    page = open_landing(http, site.url("/"))
    assert len(list(collections(http, page, Policy(max_pages=7)))) == 7


def test_a_next_link_to_another_host_is_not_followed(site: Site, http: requests.Session) -> None:
    with Site() as other:
        other.routes["/c"] = Reply({"collections": [{"id": "z"}]})
        found = pages(http, paged(site, {"0": [link(other.url("/c?key=abc"), "next")]}))
        assert other.heard == []
    assert ids(list(found[0].collections)) == ["c0", "c1"] and len(found) == 1
    assert "another host" in found[0].notes[0] and "abc" not in found[0].notes[0]


def test_the_best_of_several_next_links_is_taken(site: Site, http: requests.Session) -> None:
    links = [
        link("/html", "next", "text/html"),
        link("/xml", "next", "application/xml"),
        link("?offset=4", "next", "application/json"),
    ]
    assert ids(listed(http, paged(site, {"0": links}))) == ["c0", "c1", "c4", "c5"]
    assert ids(listed(http, paged(site, {"0": links[:2]}))) == ["c0", "c1"]


def test_a_next_link_in_the_header_alone(site: Site, http: requests.Session) -> None:
    site.routes["/"] = Reply(landing(site.url("/")))
    header = (
        '</x>; rel="other"; title="a, b; rel=next", </more,1>; rel="next"; type="application/json"'
    )
    site.routes["/collections"] = Reply({"collections": [{"id": "a"}]}, headers=[("Link", header)])
    site.routes["/more,1"] = Reply({"collections": [{"id": "b"}]})
    assert ids(listed(http, site.url("/"))) == ["a", "b"]


def test_a_failure_on_the_second_page_comes_after_the_first(
    site: Site, http: requests.Session
) -> None:
    url = paged(site, {"0": [link("/gone", "next")]})
    found = collection_pages(http, open_landing(http, url))
    assert ids(list(next(found).collections)) == ["c0", "c1"]
    with pytest.raises(OgcApiError) as caught:
        next(found)
    assert caught.value.code is ProblemCode.NOT_FOUND


def test_a_list_in_html_is_asked_for_again(site: Site, http: requests.Session) -> None:
    site.routes["/"] = Reply(landing(site.url("/")))

    def answer(heard: Heard) -> Reply:
        if heard.query.get("f") == "json":
            return Reply({"collections": [{"id": "a"}]})
        return Reply(HOME_PAGE)

    site.routes["/collections"] = answer
    assert ids(listed(http, site.url("/"))) == ["a"]


def test_a_huge_list_is_read_and_a_monstrous_one_refused(
    site: Site, http: requests.Session
) -> None:
    url = serve(site, [])
    entries = [{"id": f"c{n}", "description": "x" * 2000} for n in range(2000)]
    site.routes["/api-features/collections"] = Reply({"collections": entries})
    page = open_landing(http, url)
    assert len(list(collections(http, page))) == 2000
    with pytest.raises(OgcApiError) as caught:
        list(collections(http, page, Policy(max_bytes=1_000_000)))
    assert caught.value.code is ProblemCode.TOO_LARGE
