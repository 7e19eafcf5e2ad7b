"""Ways in that no record tells: each on a real server that asks in its own manner."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Tuple

import pytest
import requests

from cicclo_qgis.catalogue.token_servers import metadata_address
from cicclo_qgis.catalogue.ways_in import ways_in
from cicclo_qgis.ogcapi import LandingPage, open_landing
from cicclo_qgis.platforms import (
    Access,
    AccountAccess,
    ApiKeyAccess,
    GatewayAccess,
    OidcAccess,
    platform_from_record,
    platform_of_user,
    platform_to_record,
)
from tests.unit.api import LOGIN_PAGE, serve
from tests.unit.site import Heard, Reply, Site, redirect

BASE = "/ogc"
ITEMS = f"{BASE}/collections/parcelles/items"


@pytest.fixture
def sso() -> Iterator[Site]:
    with Site() as running:
        issuer = running.url("/realms/sig")
        running.routes["/realms/sig/.well-known/openid-configuration"] = Reply(about(issuer))
        yield running


def about(issuer: str) -> Dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/protocol/openid-connect/auth",
        "token_endpoint": f"{issuer}/protocol/openid-connect/token",
        "code_challenge_methods_supported": ["plain", "S256"],
    }


def opened(site: Site, http: requests.Session) -> LandingPage:
    return open_landing(http, serve(site, ["parcelles"], BASE))


def refuse(site: Site, challenge: str, status: int = 401) -> None:
    site.routes[ITEMS] = Reply({}, status, headers=[("WWW-Authenticate", challenge)])


def protect(site: Site, sso: Site, resource: str = "", **more: Any) -> str:
    """Serve metadata of the protected resource by the path rule; its address."""
    resource = resource or site.url(BASE)
    place = metadata_address(resource)
    told = {
        "resource": resource,
        "authorization_servers": [sso.url("/realms/sig")],
        **more,
    }
    site.routes[place[len(site.url("")) :]] = Reply(told)
    return place


def openapi(site: Site, schemes: Dict[str, Any], security: List[Any] | None = None) -> None:
    document = {
        "openapi": "3.0.3",
        "components": {"securitySchemes": schemes},
        "paths": {ITEMS: {"get": {"security": security} if security is not None else {}}},
    }
    site.routes[BASE + "/api"] = Reply(document)


def found(site: Site, http: requests.Session) -> Tuple[Access, ...]:
    """What is found, after checking that nothing secret was sent and all of it can be kept."""
    landing = opened_once(site, http)
    ways = ways_in(http, landing, refused=site.url(ITEMS))
    for heard in site.heard:
        assert not {"authorization", "cookie", "apikey"} & {name.lower() for name in heard.headers}
    made = platform_of_user(landing.url, landing.title, (), ways)
    assert platform_from_record(platform_to_record(made), made.origin) == made
    assert all(way.protects == (site.url(BASE),) for way in ways)
    return ways


def opened_once(site: Site, http: requests.Session) -> LandingPage:
    kept = site.routes.get(ITEMS), site.routes.get(BASE + "/api")
    landing = opened(site, http)
    for path, reply in zip((ITEMS, BASE + "/api"), kept):
        if reply is not None:
            site.routes[path] = reply
    return landing


def test_bearer_with_resource_metadata(site: Site, sso: Site, http: requests.Session) -> None:
    place = protect(site, sso, scopes_supported=["lecture", "écriture", "a b"])
    refuse(site, f'Bearer resource_metadata="{place}"')
    (way,) = found(site, http)
    assert isinstance(way, OidcAccess)
    assert way.issuer == sso.url("/realms/sig")
    assert way.client_id == "cicclo-qgis"
    assert way.scopes == ("openid", "lecture")
    assert dict(way.authorize_params) == {"resource": site.url(BASE)}


def test_the_scope_of_the_challenge_wins(site: Site, sso: Site, http: requests.Session) -> None:
    place = protect(site, sso, scopes_supported=["tout"])
    refuse(site, f'Bearer scope="wfs", resource_metadata="{place}"')
    (way,) = found(site, http)
    assert isinstance(way, OidcAccess)
    assert way.scopes == ("openid", "wfs")


@pytest.mark.parametrize("path", [BASE, ""])
def test_bearer_alone_leads_to_the_well_known_address(
    site: Site, sso: Site, http: requests.Session, path: str
) -> None:
    protect(site, sso, site.url(path))
    refuse(site, "Bearer")
    (way,) = found(site, http)
    assert isinstance(way, OidcAccess)


def test_metadata_for_another_resource_does_not_count(
    site: Site, sso: Site, http: requests.Session
) -> None:
    """RFC 9728 section 3.3: ``resource`` must be the one that the address was derived from."""
    place = protect(site, sso)
    for resource in (site.url("/other"), site.url(), "https://x.invalid/ogc", None, 5):
        protect(site, sso, resource=site.url(BASE))
        site.routes["/.well-known/oauth-protected-resource/ogc"] = Reply(
            {"resource": resource, "authorization_servers": [sso.url("/realms/sig")]}
        )
        refuse(site, f'Bearer resource_metadata="{place}"')
        assert found(site, http) == ()


def test_metadata_on_another_server_does_not_count(
    site: Site, sso: Site, http: requests.Session
) -> None:
    place = sso.url("/.well-known/oauth-protected-resource/ogc")
    sso.routes["/.well-known/oauth-protected-resource/ogc"] = Reply(
        {"resource": sso.url("/ogc"), "authorization_servers": [sso.url("/realms/sig")]}
    )
    refuse(site, f'Bearer resource_metadata="{place}"')
    assert found(site, http) == ()
    assert sso.heard == []


@pytest.mark.parametrize(
    "spoilt",
    [
        {"issuer": "https://sso.invalid"},
        {"authorization_endpoint": "http://sso.invalid/auth"},
        {"token_endpoint": None},
        {"code_challenge_methods_supported": ["plain"]},
        {"response_types_supported": ["id_token"]},
        {"protected_resources": ["https://someone.else"]},
    ],
)
def test_a_server_that_does_not_confirm_is_not_taken(
    site: Site, sso: Site, http: requests.Session, spoilt: Dict[str, Any]
) -> None:
    issuer = sso.url("/realms/sig")
    sso.routes["/realms/sig/.well-known/openid-configuration"] = Reply({**about(issuer), **spoilt})
    refuse(site, f'Bearer resource_metadata="{protect(site, sso)}"')
    assert found(site, http) == ()


def test_basic_and_a_key(site: Site, http: requests.Session) -> None:
    refuse(site, 'Basic realm="Grand Lyon", ApiKey header="X-Api-Key"')
    account, key = found(site, http)
    assert isinstance(account, AccountAccess)
    assert isinstance(key, ApiKeyAccess)
    assert key.header == "X-Api-Key"
    assert account.try_url == key.try_url == site.url(ITEMS)


@pytest.mark.parametrize("header", ["Host", "Cookie", "a b", ""])
def test_a_header_that_must_not_be_set(site: Site, http: requests.Session, header: str) -> None:
    refuse(site, f'ApiKey header="{header}"')
    assert found(site, http) == ()


def test_other_schemes_are_no_way_in(site: Site, http: requests.Session) -> None:
    refuse(site, 'Negotiate, Digest realm="x", nonce="y"')
    assert found(site, http) == ()


def test_the_api_description_tells(site: Site, sso: Site, http: requests.Session) -> None:
    issuer = sso.url("/realms/sig")
    openapi(
        site,
        {
            "sso": {
                "type": "openIdConnect",
                "openIdConnectUrl": f"{issuer}/.well-known/openid-configuration",
            },
            "compte": {"type": "http", "scheme": "Basic"},
            "cle": {"type": "apiKey", "in": "header", "name": "apikey"},
            "url": {"type": "apiKey", "in": "query", "name": "key"},
            "jamais": {"type": "apiKey", "in": "header", "name": "X-Never"},
        },
        [{"sso": ["wfs"]}, {"compte": []}, {"cle": []}, {"url": []}],
    )
    sign_in, account, key = found(site, http)
    assert isinstance(sign_in, OidcAccess)
    assert (sign_in.issuer, sign_in.scopes) == (issuer, ("openid", "wfs"))
    assert isinstance(account, AccountAccess)
    assert isinstance(key, ApiKeyAccess)
    assert key.header == "apikey"


def test_oauth2_endpoints_lead_to_the_server_that_has_them(
    site: Site, sso: Site, http: requests.Session
) -> None:
    issuer = sso.url("/realms/sig")
    flow = {
        "authorizationUrl": f"{issuer}/protocol/openid-connect/auth",
        "tokenUrl": f"{issuer}/protocol/openid-connect/token",
        "scopes": {},
    }
    openapi(site, {"o": {"type": "oauth2", "flows": {"authorizationCode": flow}}}, [{"o": []}])
    (way,) = found(site, http)
    assert isinstance(way, OidcAccess)
    assert way.issuer == issuer
    flow["authorizationUrl"] = "https://elsewhere.invalid/auth"
    openapi(site, {"o": {"type": "oauth2", "flows": {"authorizationCode": flow}}}, [{"o": []}])
    assert found(site, http) == ()


def test_declared_and_never_required_means_nothing_unless_refused(
    site: Site, http: requests.Session
) -> None:
    openapi(site, {"b": {"type": "http", "scheme": "basic"}})
    assert found(site, http) == ()
    site.routes[ITEMS] = Reply({}, 403)
    (way,) = found(site, http)
    assert isinstance(way, AccountAccess)


@pytest.mark.parametrize(
    "answer",
    [
        redirect("/login"),
        redirect("https://sso.example.fr/auth?response_type=code&client_id=x", 303),
        Reply(LOGIN_PAGE),
        Reply(LOGIN_PAGE, 403),
    ],
)
def test_a_page_to_sign_in_is_a_gateway(site: Site, http: requests.Session, answer: Reply) -> None:
    site.routes[ITEMS] = answer
    (way,) = found(site, http)
    assert isinstance(way, GatewayAccess)
    assert way.login_url == way.whoami_url == site.url(ITEMS) + "?limit=1"
    assert not way.names_person
    assert way.cookies == ()


@pytest.mark.parametrize("status", [401, 403])
def test_a_gateway_that_tells_programs_nothing(
    site: Site, http: requests.Session, status: int
) -> None:
    """mod_auth_openidc leads to its login page only who asks for a page."""

    def answer(heard: Heard) -> Reply:
        page = "text/html" in heard.headers.get("Accept", "")
        return redirect("/login") if page else Reply("<html>Unauthorized", status)

    site.routes[ITEMS] = answer
    (way,) = found(site, http)
    assert isinstance(way, GatewayAccess)
    site.routes[ITEMS] = Reply("<html>Unauthorized", status)
    assert found(site, http) == ()


@pytest.mark.parametrize("answer", [redirect(ITEMS + "/"), Reply("<html><p>Bonjour", 200)])
def test_other_pages_are_none(site: Site, http: requests.Session, answer: Reply) -> None:
    site.routes[ITEMS] = answer
    assert found(site, http) == ()


def test_georchestra_asks_programs_for_an_account_but_people_come_by_its_gateway(
    site: Site, http: requests.Session
) -> None:
    site.routes["/whoami"] = Reply({"GeorchestraUser": None})
    refuse(site, 'Basic realm="georchestra"')
    gateway, account = found(site, http)
    assert isinstance(gateway, GatewayAccess)
    assert gateway.names_person
    assert isinstance(account, AccountAccess)


def test_cookies_that_are_set_on_the_way_are_not_sent_back(
    site: Site, http: requests.Session
) -> None:
    site.routes[ITEMS] = Reply(
        b"", 302, "text/html", [("Location", "/login"), ("Set-Cookie", "STATE=abc; Path=/")]
    )
    assert len(found(site, http)) == 1
    assert len(site.heard) > 3


def test_a_public_platform_cannot_point_into_the_private_network(
    site: Site, http: requests.Session
) -> None:
    from cicclo_qgis.catalogue.looking import leads_inside

    for url in ("http://127.0.0.1:8080/x", "https://192.168.1.1/", "https://intranet/sso"):
        assert leads_inside("https://data.example.fr/ogc", url)
        assert not leads_inside(url, url)
    assert not leads_inside("https://data.example.fr/ogc", "https://sso.example.fr/realms/x")
