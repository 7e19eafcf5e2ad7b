"""The way into a platform added by its address."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from cicclo_qgis.catalogue.ways_in import ways_in
from cicclo_qgis.ogcapi import LandingPage, OgcApiError, Policy, open_landing
from cicclo_qgis.platforms import (
    GatewayAccess,
    platform_from_record,
    platform_of_user,
    platform_to_record,
)
from tests.unit.api import HOME_PAGE, LOGIN_PAGE, serve
from tests.unit.site import Reply, Site, redirect


def test_a_georchestra_gateway_is_known_by_its_whoami(site: Site, http: requests.Session) -> None:
    landing = open_landing(http, serve(site, ["a"], "/geoserver/ogc/features/v1"))
    site.routes["/whoami"] = Reply({"GeorchestraUser": None})
    (found,) = ways_in(http, landing)
    assert isinstance(found, GatewayAccess)
    assert (found.login_url, found.whoami_url) == (site.url("/login"), site.url("/whoami"))
    assert found.protects == (site.url("/geoserver/ogc/features/v1"),)
    made = platform_of_user(landing.url, landing.title, (), (found,))
    assert platform_from_record(platform_to_record(made), made.origin) == made


@pytest.mark.parametrize(
    "answer",
    [Reply({}, 404), Reply({"user": None}), Reply(HOME_PAGE), Reply(LOGIN_PAGE), Reply([]),
     redirect("/login"), Reply({}, 500)],
)  # fmt: skip
def test_any_other_answer_is_no_way_in(site: Site, http: requests.Session, answer: Any) -> None:
    landing = open_landing(http, serve(site, ["a"]))
    site.routes["/whoami"] = answer
    assert ways_in(http, landing) == ()


def test_an_answer_of_another_host_does_not_count(site: Site, http: requests.Session) -> None:
    landing = open_landing(http, serve(site, ["a"]))
    with Site() as other:
        other.routes["/whoami"] = Reply({"GeorchestraUser": None})
        site.routes["/whoami"] = redirect(other.url("/whoami"))
        assert ways_in(http, landing) == ()


def test_over_plain_http_nobody_is_asked(http: requests.Session) -> None:
    landing = LandingPage("http://x.invalid/ogc", "", "", (), "http://x.invalid/c", None, None)
    assert ways_in(http, landing) == ()


def test_cancelling(http: requests.Session) -> None:
    landing = LandingPage("https://x.invalid/ogc", "", "", (), "https://x.invalid/c", None, None)
    with pytest.raises(OgcApiError):
        ways_in(http, landing, Policy(cancelled=lambda: True))
