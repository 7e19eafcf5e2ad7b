"""Platform 2's own authorization server: public native client, ProConnect behind it."""

from __future__ import annotations

from typing import Iterator
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest

from tests.workshop.identity_browser import (
    CAMILLE,
    NOE,
    SASHA,
    Browser,
    Page,
    at_hash,
    no_proxy_session,
    read_jwt,
    verified,
)
from tests.workshop.identity_party import Party, Stage
from workshop.identity_process import (
    HexagoneConfig,
    ProConnectConfig,
    free_port,
    hexagone_registration,
    new_secret,
    start_hexagone,
    start_proconnect,
)

pytestmark = pytest.mark.workshop


def test_discovery_and_keys_may_be_kept(identity: Stage) -> None:
    party = identity.qgis()
    told = party.metadata
    assert told["issuer"] == identity.hexagone.issuer
    assert told["issuer"].startswith("http://127.0.0.1:")
    assert "none" in told["token_endpoint_auth_methods_supported"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_response_iss_parameter_supported"] is True
    for address in (told["issuer"] + "/.well-known/openid-configuration", told["jwks_uri"]):
        answer = no_proxy_session().get(address, timeout=10)
        assert "max-age=600" in answer.headers["cache-control"]


def test_whole_sign_in_of_the_native_client(identity: Stage) -> None:
    party = identity.qgis(port=51234)
    browser = party.browser()
    answer = browser.sign_in(party.url())
    assert len(browser.pages) == 2, "ProConnect's two pages and none of the platform's"
    tokens = party.redeem(answer).json()
    assert tokens["expires_in"] == 300
    claims = verified(tokens["id_token"], party.metadata["jwks_uri"])
    assert (claims["iss"], claims["aud"]) == (identity.hexagone.issuer, "cicclo-qgis")
    assert claims["nonce"] == party.nonce
    assert claims["at_hash"] == at_hash(tokens["access_token"])
    assert claims["name"] == "Camille Durand"
    assert claims["email"] == claims["preferred_username"] == CAMILLE
    access = verified(tokens["access_token"], party.metadata["jwks_uri"])
    assert read_jwt(tokens["access_token"])[0]["typ"] == "at+jwt"
    assert access["aud"] == "urn:atelier:hexagone:donnees"
    assert access["roles"] == access["realm_access"]["roles"] == ["lecteur-restreint"]
    assert access["azp"] == access["client_id"] == "cicclo-qgis"
    assert access["exp"] - access["iat"] == 300
    assert party.userinfo(tokens["access_token"]).json()["email"] == CAMILLE
    refused = party.userinfo("x" * 43)
    assert (refused.status_code, "invalid_token" in refused.headers["www-authenticate"]) == (
        401,
        True,
    )


@pytest.mark.parametrize("email", [NOE, SASHA])
def test_rights_are_the_platforms_own(identity: Stage, email: str) -> None:
    party = identity.qgis()
    tokens = party.redeem(party.browser().sign_in(party.url(), email)).json()
    assert read_jwt(tokens["access_token"])[1]["roles"] == []
    assert read_jwt(tokens["id_token"])[1]["email"] == email


def test_chooser_page(identity: Stage) -> None:
    party = identity.qgis()
    browser = party.browser()
    page = browser.open(party.url(kc_idp_hint=None))
    assert "Connexion à Hexagone" in page.text
    assert page.lang == "fr"
    assert "<fieldset disabled>" in page.source
    assert "comptes de démonstration" in browser.submit(page, "S’identifier avec ProConnect").text
    answer = browser.submit(page, "Annuler / Revenir à l’application")
    assert answer["error"] == "access_denied"
    assert (answer["state"], answer["iss"]) == (party.state, identity.hexagone.issuer)


def test_cancel_at_proconnect_comes_back_to_the_native_client(identity: Stage) -> None:
    party = identity.qgis()
    browser = party.browser()
    answer = browser.submit(browser.open(party.url()), "Annuler / Revenir au service")
    assert answer["error"] == "access_denied"
    assert (answer["state"], answer["iss"]) == (party.state, identity.hexagone.issuer)


def test_one_sign_in_serves_both_platforms(identity: Stage) -> None:
    gateway, qgis = identity.gateway(), identity.qgis()
    browser = gateway.browser()
    browser.sign_in(gateway.url())
    second = Browser(qgis.redirect_uri + "?")
    second.http.cookies = browser.http.cookies
    tokens = qgis.redeem(second.open(qgis.url())).json()
    assert second.pages == []
    assert read_jwt(tokens["id_token"])[1]["email"] == CAMILLE


def test_prompt_none_without_a_session(identity: Stage) -> None:
    party = identity.qgis()
    browser = party.browser()
    assert browser.open(party.url(prompt="none"))["error"] == "login_required"
    browser.sign_in(party.url())
    assert "code" in browser.open(party.url(prompt="none"))


def test_pkce_is_required(identity: Stage) -> None:
    party = identity.qgis()
    bare = party.url(code_challenge=None, code_challenge_method=None)
    answer = party.browser().open(bare)
    assert (answer["error"], answer["state"]) == ("invalid_request", party.state)
    plain = party.browser().open(party.url(code_challenge_method="plain"))
    assert plain["error"] == "invalid_request"
    answer = party.browser().sign_in(party.url())
    refused = party.redeem(answer, code_verifier="w" * 43)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("port", [1024, 7070, 65535])
def test_any_loopback_port_is_accepted(identity: Stage, port: int) -> None:
    party = identity.qgis(port)
    assert "code" in party.browser().sign_in(party.url())


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:7070/other",
        "http://127.0.0.1:7070/callback/",
        "http://127.0.0.1:7070/callback?more=1",
        "http://localhost:7070/callback",
        "http://[::1]:7070/callback",
        "http://example.org/callback",
        "https://127.0.0.1:7070/callback",
    ],
)
def test_other_return_addresses_are_refused(identity: Stage, address: str) -> None:
    party = identity.qgis()
    page = Browser(address).open(party.url(redirect_uri=address))
    assert isinstance(page, Page)
    assert (page.status, "invalid_redirect_uri" in page.text) == (400, True)


def test_refresh_tokens_serve_once(identity: Stage) -> None:
    party = identity.qgis()
    first = party.redeem(party.browser().sign_in(party.url())).json()
    second = party.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert read_jwt(second["access_token"])[1]["roles"] == ["lecteur-restreint"]
    reused = party.refresh(first["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    assert party.refresh(second["refresh_token"]).json()["error"] == "invalid_grant"


def test_revocation(identity: Stage) -> None:
    party = identity.qgis()
    tokens = party.redeem(party.browser().sign_in(party.url())).json()
    assert party.post("revocation", token=tokens["refresh_token"]).status_code == 200
    assert party.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert party.post("revocation", token="unknown").status_code == 200


def test_log_out_closes_proconnects_session_too(identity: Stage) -> None:
    party = identity.qgis()
    browser = Browser("http://127.0.0.1:45454/")
    tokens = party.redeem(browser.sign_in(party.url())).json()
    query = {
        "id_token_hint": tokens["id_token"],
        "state": "au-revoir",
        "post_logout_redirect_uri": "http://127.0.0.1:45454/logout",
    }
    page = browser.open(f"{party.metadata['end_session_endpoint']}?{urlencode(query)}")
    page = browser.open(page.forms[0].action, {**page.forms[0].fields, "logout": "yes"})
    assert page.url.startswith(identity.proconnect.issuer)
    answer = browser.open(page.forms[0].action, {**page.forms[0].fields, "logout": "yes"})
    assert answer == {"state": "au-revoir"}
    assert party.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert "Se connecter avec ProConnect" in browser.open(party.url()).text


def test_answer_of_proconnect_serves_only_the_browser_that_asked(identity: Stage) -> None:
    party = identity.qgis()
    victim, attacker = party.browser(), party.browser()
    attacker.open(party.url())
    asked = next(one for one in attacker.trail if "/api/v2/authorize?" in one).split()[1]
    state = parse_qs(urlsplit(asked).query)["state"][0]
    endpoint = identity.hexagone.issuer + "/broker/proconnect/endpoint"
    query = {"code": "stolen", "state": state, "iss": identity.proconnect.issuer}
    page = victim.open(f"{endpoint}?{urlencode(query)}")
    assert (page.status, "other_browser" in page.text) == (400, True)
    page = victim.open(f"{endpoint}?{urlencode({**query, 'state': 'x' * 43})}")
    assert (page.status, "unknown_state" in page.text) == (400, True)


def test_what_proconnect_is_asked(identity: Stage) -> None:
    party = identity.qgis()
    browser = party.browser()
    browser.open(party.url())
    asked = next(one for one in browser.trail if "/api/v2/authorize?" in one).split()[1]
    sent = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
    assert (len(sent["state"]), len(sent["nonce"])) == (43, 43)
    assert sent["code_challenge_method"] == "S256"
    assert sent["redirect_uri"] == urljoin(
        identity.hexagone.issuer, "/realms/hexagone/broker/proconnect/endpoint"
    )


@pytest.fixture(scope="module")
def opaque() -> Iterator[Stage]:
    """A platform 2 whose access tokens are opaque and live 30 s."""
    port, secret = free_port(), new_secret()
    registration = hexagone_registration(port)
    proconnect = start_proconnect(ProConnectConfig([registration]))
    config = HexagoneConfig(
        port,
        proconnect.issuer,
        registration,
        secret,
        access_token_format="opaque",
        access_token_seconds=30,
    )
    hexagone = start_hexagone(config)
    try:
        yield Stage(proconnect, hexagone, "", "", secret)
    finally:
        hexagone.stop()
        proconnect.stop()


def test_opaque_tokens_are_told_to_the_data_service_alone(opaque: Stage) -> None:
    party = opaque.qgis()
    tokens = party.redeem(party.browser().sign_in(party.url())).json()
    assert tokens["access_token"].count(".") == 0
    assert tokens["expires_in"] == 30
    data = Party(opaque.hexagone, "hexagone-donnees", "", "", opaque.data_secret)
    told = data.post("introspection", token=tokens["access_token"]).json()
    assert told["active"] is True
    assert told["aud"] == "urn:atelier:hexagone:donnees"
    assert told["roles"] == ["lecteur-restreint"]
    assert told["client_id"] == "cicclo-qgis"
    assert not party.active(tokens["access_token"]), "a public client may not ask"
    assert party.userinfo(tokens["access_token"]).json()["name"] == "Camille Durand"
    party.post("revocation", token=tokens["refresh_token"])
    assert not data.active(tokens["access_token"])
    assert party.userinfo(tokens["access_token"]).status_code == 401
