"""Questions that are sent by POST."""

from __future__ import annotations

import pytest
import requests

from cicclo_qgis.ogcapi import DEFAULT_POLICY, OgcApiError
from cicclo_qgis.ogcapi.fetch import Query, fetch
from tests.unit.site import Reply, Site, redirect

QUERY = Query(b'{"q": "eau"}', "application/json")


def ask(http: requests.Session, url: str) -> bytes:
    return fetch(http, url, "application/json", DEFAULT_POLICY, query=QUERY).body


def test_what_is_asked_arrives(site: Site, http: requests.Session) -> None:
    site.routes["/search"] = lambda heard: Reply(heard.body)
    assert ask(http, site.url("/search")) == QUERY.data
    assert site.heard[0].headers["Content-Type"] == "application/json"
    assert site.heard[0].headers["Accept"] == "application/json"


def test_it_goes_along_on_its_own_host_and_to_no_other(
    site: Site, other: Site, http: requests.Session
) -> None:
    site.routes["/old"] = redirect("/search", 301)
    site.routes["/search"] = lambda heard: Reply(heard.body)
    assert ask(http, site.url("/old")) == QUERY.data
    site.routes["/away"] = redirect(other.url("/search"), 307)
    other.routes["/search"] = lambda heard: Reply(heard.body or b"nothing came")
    assert ask(http, site.url("/away")) == b"nothing came"
    assert "Content-Type" not in other.heard[0].headers


def test_failures_are_told_apart_as_for_a_get(site: Site, http: requests.Session) -> None:
    site.routes["/search"] = Reply({"detail": "trop"}, 429, headers=[("Retry-After", "7")])
    with pytest.raises(OgcApiError) as caught:
        ask(http, site.url("/search"))
    assert (caught.value.code.value, caught.value.retry_after) == ("busy", 7.0)
