"""The stand-in of ProConnect: its rules are those of ProConnect Fédération."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

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
    IdentityError,
    ProConnectClient,
    ProConnectConfig,
    new_secret,
    start_proconnect,
)

pytestmark = pytest.mark.workshop
ESSENTIAL_MFA = json.dumps(
    {"id_token": {"acr": {"essential": True, "values": ["eidas2", "eidas3"]}}}
)
ASK_ACR = json.dumps({"id_token": {"acr": None, "amr": None}})


def test_discovery_says_what_proconnect_says(identity: Stage) -> None:
    answer = no_proxy_session().get(
        identity.proconnect.issuer + "/.well-known/openid-configuration", timeout=10
    )
    told = answer.json()
    assert answer.headers["cache-control"] == "public, max-age=600"
    assert told["issuer"] == identity.proconnect.issuer
    assert told["issuer"].startswith("http://localhost:")
    assert told["token_endpoint_auth_methods_supported"] == [
        "client_secret_post",
        "private_key_jwt",
    ]
    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["subject_types_supported"] == ["public"]
    assert set(told["id_token_signing_alg_values_supported"]) == {"HS256", "ES256", "RS256"}
    assert told["id_token_encryption_alg_values_supported"] == ["ECDH-ES", "RSA-OAEP"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert not {"offline_access", "profile"} & set(told["scopes_supported"])
    assert "eidas1-mfa" in told["acr_values_supported"]
    for absent in ("device_authorization", "pushed_authorization_request", "registration"):
        assert f"{absent}_endpoint" not in told
    for name, path in {
        "authorization_endpoint": "/authorize",
        "token_endpoint": "/token",
        "userinfo_endpoint": "/userinfo",
        "jwks_uri": "/jwks",
        "introspection_endpoint": "/token/introspection",
        "revocation_endpoint": "/token/revocation",
        "end_session_endpoint": "/session/end",
    }.items():
        assert told[name] == told["issuer"] + path


def test_whole_sign_in_of_a_confidential_client(identity: Stage) -> None:
    party = identity.gateway()
    browser = party.browser()
    answer = browser.sign_in(party.url(claims=ASK_ACR))
    tokens = party.redeem(answer).json()
    assert set(tokens) == {
        "access_token",
        "expires_in",
        "id_token",
        "refresh_token",
        "scope",
        "token_type",
    }
    assert tokens["expires_in"] == 3600
    assert len(tokens["access_token"]) == len(tokens["refresh_token"]) == 43
    claims = verified(tokens["id_token"], party.metadata["jwks_uri"])
    assert read_jwt(tokens["id_token"])[0]["alg"] == "RS256"
    assert claims["iss"] == identity.proconnect.issuer
    assert claims["aud"] == "passerelle"
    assert claims["nonce"] == party.nonce
    assert claims["at_hash"] == at_hash(tokens["access_token"])
    assert (claims["acr"], claims["amr"]) == ("eidas1", ["pwd"])
    assert "email" not in claims
    info = party.userinfo(tokens["access_token"])
    assert info.headers["content-type"].startswith("application/jwt")
    person = verified(info.text, party.metadata["jwks_uri"])
    assert (person["sub"], person["aud"]) == (claims["sub"], "passerelle")
    assert (person["given_name"], person["usual_name"]) == ("Camille", "Durand")
    assert (person["email"], len(person["siret"])) == (CAMILLE, 14)
    assert "agent_public" in person["roles"]


def test_pages_are_french_labelled_and_ready_to_type(identity: Stage) -> None:
    party = identity.gateway()
    browser = party.browser()
    first = browser.open(party.url(login_hint=NOE))
    assert "Se connecter avec ProConnect" in first.text
    assert "comptes de démonstration" in first.text
    assert first.form("Continuer").fields["email"] == NOE
    second = browser.submit(first, "Continuer")
    assert "Fournisseur d’identité de l’atelier" in second.text
    assert "Mot de passe commun : atelier" in second.text
    for page in (first, second):
        assert page.lang == "fr"
        assert "<script" not in page.source
        assert page.headers["cache-control"] == "no-store"
        (field,) = page.inputs
        assert field["id"] in page.labels
        assert "autofocus" in field


def test_wrong_password_and_unknown_address_are_said_in_french(identity: Stage) -> None:
    party = identity.gateway()
    browser = party.browser()
    page = browser.submit(browser.open(party.url()), "Continuer", email="qui@example.org")
    assert (page.status, "inconnue" in page.text) == (400, True)
    page = browser.submit(page, "Continuer", email=CAMILLE)
    page = browser.submit(page, "Se connecter", password="faux")
    assert (page.status, "Mot de passe incorrect" in page.text) == (400, True)
    assert "code" in browser.submit(page, "Se connecter", password="atelier")


def test_cancel_on_either_page_gives_access_denied(identity: Stage) -> None:
    party = identity.gateway()
    for clicks in (0, 1):
        browser = party.browser()
        page = browser.open(party.url())
        if clicks:
            page = browser.submit(page, "Continuer", email=CAMILLE)
        answer = browser.submit(page, "Annuler / Revenir au service")
        assert answer["error"] == "access_denied"
        assert (answer["state"], answer["iss"]) == (party.state, identity.proconnect.issuer)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", None),
        ("scope", None),
        ("login_hint", "camille"),
        ("siret_hint", "123"),
        ("redirect_uri", "fr.example.qgis:/callback"),
        ("nonce", "é"),
        ("nonce", "n" * 513),
    ],
)
def test_breach_of_the_parameter_rules_is_a_page_y000400(
    identity: Stage, name: str, value: str
) -> None:
    party = identity.gateway()
    page = party.browser().open(party.url(**{name: value}))
    assert isinstance(page, Page)
    assert page.status == 400
    assert "Y000400" in page.text
    assert name in page.text


def test_parameter_rules_hold_for_post_too(identity: Stage) -> None:
    party = identity.gateway()
    address, _, query = party.url().partition("?")
    form = {name: values[0] for name, values in parse_qs(query).items()}
    assert "Se connecter avec ProConnect" in party.browser().open(address, form).text
    form.pop("state")
    assert "Y000400" in party.browser().open(address, form).text


def test_nonce_and_pkce_are_optional_but_only_s256(identity: Stage) -> None:
    party = identity.gateway()
    bare = party.url(nonce=None, code_challenge=None, code_challenge_method=None)
    assert "code" in party.browser().sign_in(bare)
    answer = party.browser().open(party.url(code_challenge_method="plain"))
    assert answer["error"] == "invalid_request"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:10/login/oauth2/code/proconnect",
        "http://localhost:9/login/oauth2/code/proconnect",
        "http://127.0.0.1:9/login/oauth2/code/proconnect/",
    ],
)
def test_return_addresses_match_exactly(identity: Stage, address: str) -> None:
    party = identity.gateway()
    page = Browser(address).open(party.url(redirect_uri=address))
    assert isinstance(page, Page)
    assert page.status == 400
    assert "oidc-provider-rendered-error:invalid_redirect_uri" in page.text


def test_no_public_client(identity: Stage) -> None:
    party = identity.gateway()
    answer = party.browser().sign_in(party.url())
    party.secret = None
    refused = party.redeem(answer)
    assert refused.status_code in (400, 401)
    assert refused.json()["error"] in ("invalid_client", "invalid_request")
    party.secret = new_secret()
    refused = party.redeem(answer)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_a_client_without_a_long_secret_is_not_registered() -> None:
    client = ProConnectClient("public", ("http://127.0.0.1:9/callback",))
    with pytest.raises(IdentityError, match="32 characters"):
        start_proconnect(ProConnectConfig([client]))


def test_prompt_none(identity: Stage) -> None:
    party = identity.gateway()
    browser = party.browser()
    answer = browser.open(party.url(prompt="none"))
    assert answer["error"] == "login_required"
    assert answer["iss"] == identity.proconnect.issuer
    browser.sign_in(party.url())
    shown = len(browser.pages)
    assert "code" in browser.open(party.url(prompt="none"))
    assert len(browser.pages) == shown


def test_unknown_prompt_is_refused(identity: Stage) -> None:
    party = identity.gateway()
    answer = party.browser().open(party.url(prompt="select_account"))
    assert answer["error"] == "invalid_request"


def test_single_sign_on_shows_no_page(identity: Stage) -> None:
    first, second = identity.gateway(), identity.plain()
    browser = Browser("http://127.0.0.1:9/")
    first_sub = _sub(first, browser.sign_in(first.url()))
    shown = len(browser.pages)
    assert _sub(second, browser.open(second.url())) == first_sub
    assert len(browser.pages) == shown
    assert {one.split()[0] for one in browser.trail[-3:]} == {"303"}


def _sub(party: Party, answer: dict) -> str:
    return str(read_jwt(party.redeem(answer).json()["id_token"])[1]["sub"])


def test_proconnect_session_ends_on_time_even_when_used() -> None:
    secret = new_secret()
    client = ProConnectClient("court", ("http://127.0.0.1:9/c",), secret)
    length = 5
    server = start_proconnect(ProConnectConfig([client], session_seconds=length))
    try:
        party = Party(server, "court", "http://127.0.0.1:9/c", "openid", secret)
        browser = party.browser()
        before = time.monotonic()
        browser.sign_in(party.url())
        after, used = time.monotonic(), 0
        while True:
            answer = browser.open(party.url())
            if time.monotonic() - before > length - 1:
                break  # the server counts whole seconds: it may have ended
            assert "code" in answer
            used += 1
            time.sleep(0.5)
        assert used
        time.sleep(max(0.0, after + length + 0.5 - time.monotonic()))
        assert isinstance(browser.open(party.url()), Page)
    finally:
        server.stop()


def test_essential_acr(identity: Stage) -> None:
    party = identity.gateway()
    answer = party.browser().sign_in(party.url(claims=ESSENTIAL_MFA), CAMILLE)
    assert answer["error"] == "access_denied"
    assert answer["error_description"] == "requested ACRs could not be satisfied"
    browser = party.browser()
    answer = browser.sign_in(party.url(claims=ESSENTIAL_MFA), SASHA)
    claims = read_jwt(party.redeem(answer).json()["id_token"])[1]
    assert claims["acr"] == "eidas2"
    assert isinstance(browser.open(party.url(claims=ESSENTIAL_MFA)), Page), "a new authentication"


def test_identity_provider_that_says_nothing_of_the_authentication(identity: Stage) -> None:
    party = identity.gateway()
    answer = party.browser().sign_in(party.url(claims=ASK_ACR), NOE)
    claims = read_jwt(party.redeem(answer).json()["id_token"])[1]
    assert claims["acr"] == "eidas1"
    assert "amr" not in claims


def test_userinfo_is_json_for_a_client_without_algorithm(identity: Stage) -> None:
    party = identity.plain()
    tokens = party.redeem(party.browser().sign_in(party.url())).json()
    assert read_jwt(tokens["id_token"])[0]["alg"] == "ES256"
    verified(tokens["id_token"], party.metadata["jwks_uri"])
    info = party.userinfo(tokens["access_token"])
    assert info.headers["content-type"].startswith("application/json")
    assert set(info.json()) == {"sub", "email"}
    refused = party.userinfo("x" * 43)
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]


def test_scopes_allowed_to_the_client(identity: Stage) -> None:
    party = identity.plain()
    answer = party.browser().open(party.url(scope="openid siret"))
    assert answer["error"] == "invalid_scope"
    assert isinstance(party.browser().open(party.url(scope="openid profile inconnu")), Page)


def test_refresh_keeps_the_token_and_never_widens(identity: Stage) -> None:
    party = identity.gateway()
    tokens = party.redeem(party.browser().sign_in(party.url())).json()
    renewed = party.refresh(tokens["refresh_token"]).json()
    assert renewed["refresh_token"] == tokens["refresh_token"]
    assert renewed["access_token"] != tokens["access_token"]
    assert renewed["id_token"]
    wider = party.refresh(tokens["refresh_token"], scope="openid phone")
    assert wider.json()["error"] == "invalid_scope"


def test_introspection_has_no_audience_and_any_client_may_ask(identity: Stage) -> None:
    party = identity.gateway()
    tokens = party.redeem(party.browser().sign_in(party.url())).json()
    told = identity.plain().post("introspection", token=tokens["access_token"]).json()
    assert told["active"] is True
    assert (told["client_id"], told["iss"]) == ("passerelle", identity.proconnect.issuer)
    assert not {"aud", "email", "siret", "roles"} & set(told)
    assert not identity.plain().active("x" * 43)


def test_replayed_code_and_revocation_kill_the_grant(identity: Stage) -> None:
    party = identity.gateway()
    answer = party.browser().sign_in(party.url())
    access = party.redeem(answer).json()["access_token"]
    assert party.active(access)
    assert party.redeem(answer).json()["error"] == "invalid_grant"
    assert not party.active(access)
    tokens = party.redeem(party.browser().sign_in(party.url())).json()
    assert party.post("revocation", token=tokens["refresh_token"]).status_code == 200
    assert not party.active(tokens["access_token"])
    assert party.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_log_out(identity: Stage) -> None:
    party = identity.gateway()
    browser = Browser("http://127.0.0.1:9/")
    tokens = party.redeem(browser.sign_in(party.url())).json()
    query = {
        "id_token_hint": tokens["id_token"],
        "state": "au-revoir",
        "post_logout_redirect_uri": "http://127.0.0.1:9/",
    }
    page = browser.open(f"{party.metadata['end_session_endpoint']}?{urlencode(query)}")
    assert "click()" in page.source, "submitted without the person"
    form = page.forms[0]
    answer = browser.open(form.action, {**form.fields, "logout": "yes"})
    assert answer == {"state": "au-revoir"}
    assert not party.active(tokens["access_token"])
    assert isinstance(browser.open(party.url()), Page)


def test_unknown_path_and_lost_interaction_are_pages(identity: Stage) -> None:
    party = identity.gateway()
    page = party.browser().open(identity.proconnect.issuer + "/nulle-part")
    assert (page.status, "Y000404" in page.text) == (404, True)
    started = party.browser().open(party.url())
    elsewhere = party.browser().open(started.url)
    assert (elsewhere.status, "190001" in elsewhere.text) == (401, True)


def test_listens_on_loopback_only_and_on_both_families(identity: Stage) -> None:
    port = identity.proconnect.port
    path = "/api/v2/.well-known/openid-configuration"
    for host in ("127.0.0.1", "localhost", "[::1]"):
        try:
            answer = no_proxy_session().get(f"http://{host}:{port}{path}", timeout=5)
        except requests.ConnectionError:
            assert host == "[::1]", "only a machine without IPv6 may refuse"
            continue
        assert answer.json()["issuer"] == identity.proconnect.issuer
    assert urlsplit(identity.proconnect.admin_url).hostname == "127.0.0.1"
