"""Ways in that no record tells, on a server we did not write: Apache with mod_auth_openidc."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Tuple

import pytest
import requests

from cicclo_qgis.catalogue.ways_in import ways_in
from cicclo_qgis.ogcapi import LandingPage
from cicclo_qgis.ogcapi.session import new_session
from cicclo_qgis.platforms import (
    Access,
    GatewayAccess,
    LandingStatus,
    OidcAccess,
    Platform,
    Registry,
)
from cicclo_qgis.signin import SessionState, SignInProblemCode
from tests.e2e.test_signin_real import AgentsBrowser, desk_of
from tests.unit.site import Reply, Site
from tests.workshop.identity_browser import CAMILLE, NOE
from workshop import Workshop, apache

pytestmark = [pytest.mark.workshop, pytest.mark.anywhere]

ROWS = "/collections/zones_humides/items?limit=2&f=json"


@pytest.fixture
def platforms(workshop: Workshop, tmp_path: Path) -> Dict[str, Platform]:
    registry = Registry(shipped=workshop.apache_file, extra=(), user=tmp_path / "none.json")
    assert registry.load() == ()
    return {each.id: each for each in registry.platforms()}


def found(platform: Platform) -> Tuple[Access, ...]:
    """What a stranger finds out who was refused the rows of a collection."""
    root = platform.landing or ""
    landing = LandingPage(root, "", "", (), root + "/collections", None, None)
    with new_session("QGIS CICCLO tests") as http:
        http.trust_env = False
        return ways_in(http, landing, refused=root + ROWS)


def rows(desk: Any, platform: Platform) -> requests.Response:
    url = f"{platform.landing}{ROWS}"
    credential = desk.renew_if_due(url)
    headers = dict(credential.headers) if credential is not None else {}
    return requests.get(url, headers=headers, timeout=30, allow_redirects=False)


def test_a_gateway_nobody_has_described_is_found_and_used(platforms: Dict[str, Platform]) -> None:
    """It leads to ProConnect, comes back, and its own data is the proof: no whoami is known."""
    platform = platforms[apache.SESSION_ID]
    (way,) = found(platform)
    assert isinstance(way, GatewayAccess)
    assert (way.names_person, way.protects) == (False, (platform.landing,))
    platform = replace(platform, access=(way,))
    desk = desk_of(AgentsBrowser(CAMILLE))
    assert rows(desk, platform).status_code == 302
    assert desk.sign_in(platform).state is SessionState.SIGNED_IN
    assert len(rows(desk, platform).json()["features"]) == 2
    assert desk.renew(platform.id).state is SessionState.SIGNED_IN
    desk.sign_out(platform)
    assert rows(desk, platform).status_code == 302


def test_whoever_has_no_right_there_is_not_signed_in(platforms: Dict[str, Platform]) -> None:
    """The gateway lets Noé in and gives him nothing: no session is made of that."""
    platform = platforms[apache.SESSION_ID]
    desk = desk_of(AgentsBrowser(NOE))
    status = desk.sign_in(replace(platform, access=found(platform)))
    assert status.state is SessionState.FAILED
    assert status.problem is not None
    assert status.problem.code is SignInProblemCode.TIMED_OUT


def test_a_token_asked_for_without_saying_whose(platforms: Dict[str, Platform]) -> None:
    """401 with a bare ``Bearer``: no server is named, so none is guessed."""
    platform = platforms[apache.TOKENS_ID]
    answer = requests.get(f"{platform.landing}{ROWS}", timeout=30)
    assert (answer.status_code, answer.headers["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert found(platform) == ()


def test_the_metadata_of_a_resource_leads_to_a_real_server(workshop: Workshop) -> None:
    """RFC 9728: the platform names Hexagone's authorization server, which lets Camille in."""
    issuer = workshop.addresses["hexagone_issuer"]
    with Site() as site:
        root = site.url("/ogc")
        place = "/.well-known/oauth-protected-resource/ogc"
        site.routes[place] = Reply({"resource": root, "authorization_servers": [issuer]})
        challenge = f'Bearer resource_metadata="{site.url(place)}"'
        site.otherwise = Reply({}, 401, headers=[("WWW-Authenticate", challenge)])
        platform = Platform("sans-fiche", "Sans fiche", "", "", root, LandingStatus.DOCUMENTED)
        (way,) = found(platform)
        assert isinstance(way, OidcAccess)
        assert (way.issuer, way.client_id) == (issuer, "cicclo-qgis")
        desk = desk_of(AgentsBrowser(CAMILLE))
        # The agent of these tests fills in forms, and does not choose among ways to sign in.
        hinted = {**way.authorize_params, "kc_idp_hint": "proconnect"}
        way = replace(way, authorize_params=hinted)
        status = desk.sign_in(replace(platform, access=(way,)))
        assert (status.problem, status.who) == (None, "Camille Durand")
        assert desk.credential_for(root + ROWS) is not None
        assert desk.credential_for(site.url("/elsewhere")) is None
        assert all("Authorization" not in heard.headers for heard in site.heard)
