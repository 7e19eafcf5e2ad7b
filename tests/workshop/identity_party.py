"""An application that signs people in at an identity server, and the stage of the tests."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Dict, Optional
from urllib.parse import urlencode

import requests

from tests.workshop.identity_browser import Browser, Pkce, no_proxy_session, pkce
from workshop.identity_process import Running


@dataclass
class Party:
    """A client. Each `url()` is a fresh attempt: state, nonce and verifier change."""

    server: Running
    client_id: str
    redirect_uri: str
    scope: str
    secret: Optional[str] = None
    extra: Dict[str, str] = field(default_factory=dict)
    state: str = ""
    nonce: str = ""
    pkce: Pkce = field(default_factory=pkce)

    def __post_init__(self) -> None:
        self.http = no_proxy_session()
        self.http.headers["Accept"] = "application/json"
        address = self.server.issuer + "/.well-known/openid-configuration"
        self.metadata: Dict[str, Any] = self.http.get(address, timeout=10).json()

    def url(self, **changes: Optional[str]) -> str:
        """Authorization request; a parameter given as None is left out."""
        self.state, self.nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.pkce = pkce()
        query: Dict[str, Optional[str]] = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": self.scope,
            "redirect_uri": self.redirect_uri,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": self.pkce.challenge,
            "code_challenge_method": "S256",
            **self.extra,
            **changes,
        }
        present = {name: value for name, value in query.items() if value is not None}
        return f"{self.metadata['authorization_endpoint']}?{urlencode(present)}"

    def browser(self) -> Browser:
        return Browser(self.redirect_uri + "?")

    def post(self, endpoint: str, **data: str) -> requests.Response:
        credentials = {"client_id": self.client_id}
        if self.secret:
            credentials["client_secret"] = self.secret
        url = self.metadata[f"{endpoint}_endpoint"]
        return self.http.post(url, data={**credentials, **data}, timeout=20)

    def redeem(self, answer: Dict[str, str], **changes: str) -> requests.Response:
        assert answer["state"] == self.state
        assert answer["iss"] == self.server.issuer
        request = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.pkce.verifier,
            **changes,
        }
        return self.post("token", **request)

    def refresh(self, refresh_token: str, **more: str) -> requests.Response:
        return self.post("token", grant_type="refresh_token", refresh_token=refresh_token, **more)

    def userinfo(self, access_token: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {access_token}"}
        return self.http.get(self.metadata["userinfo_endpoint"], headers=headers, timeout=10)

    def active(self, token: str) -> bool:
        told = self.post("introspection", token=token)
        assert told.status_code == 200
        return bool(told.json()["active"])


@dataclass
class Stage:
    """Both servers, and what signs in there."""

    proconnect: Running
    hexagone: Running
    gateway_secret: str
    plain_secret: str
    data_secret: str

    def gateway(self) -> Party:
        """Platform 1's gateway: RS256 ID token, userinfo as a JWT."""
        scope = "openid given_name usual_name email siret uid idp_id roles"
        redirect_uri = "http://127.0.0.1:9/login/oauth2/code/proconnect"
        return Party(self.proconnect, "passerelle", redirect_uri, scope, self.gateway_secret)

    def plain(self) -> Party:
        """A client without an algorithm for userinfo, ES256 ID token, few scopes allowed."""
        redirect_uri = "http://127.0.0.1:9/plain"
        return Party(self.proconnect, "simple", redirect_uri, "openid email", self.plain_secret)

    def qgis(self, port: int = 45454) -> Party:
        """QGIS at platform 2, straight to ProConnect."""
        redirect_uri = f"http://127.0.0.1:{port}/callback"
        hint = {"kc_idp_hint": "proconnect"}
        return Party(self.hexagone, "cicclo-qgis", redirect_uri, "openid profile email", extra=hint)
