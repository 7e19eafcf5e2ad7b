"""An agent at a browser: follows redirects and fills in ProConnect's two forms."""

from __future__ import annotations

import secrets
from typing import List, Optional
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests

from tests.workshop.identity_browser import DEMO_WORD, Page, no_proxy_session, pkce


class Agent:
    """A browser profile. `trail` keeps what was asked, `pages` how many pages were shown."""

    def __init__(self, email: str) -> None:
        self.email = email
        self.http = no_proxy_session()
        self.trail: List[str] = []
        self.forms_filled = 0

    def open(self, url: str, stop_at: Optional[str] = None) -> requests.Response:
        """Follow redirects and sign in when asked; ends at the page, or before `stop_at`."""
        answer = self._follow(url, None, stop_at)
        while "/interaction/" in answer.url:
            page = Page(answer)
            buttons = [form.button for form in page.forms]
            fields = {"email": self.email} if "Continuer" in buttons else {"password": DEMO_WORD}
            form = page.form("Continuer" if "Continuer" in buttons else "Se connecter")
            self.forms_filled += 1
            answer = self._follow(
                urljoin(page.url, form.action), {**form.fields, **fields}, stop_at
            )
        return answer

    def _follow(self, url: str, data: Optional[dict], stop_at: Optional[str]) -> requests.Response:
        for _ in range(20):
            answer = self.http.request(
                "GET" if data is None else "POST", url, data=data, allow_redirects=False, timeout=20
            )
            self.trail.append(f"{answer.status_code} {url}")
            if not answer.is_redirect:
                return answer
            url, data = urljoin(url, answer.headers["Location"]), None
            if stop_at and url.startswith(stop_at):
                return answer
        raise AssertionError(f"redirects without end: {self.trail}")


def bearer_token(issuer: str, agent: Agent) -> str:
    """An access token of platform 2 for the plugin's public client: code and PKCE."""
    metadata = requests.get(issuer + "/.well-known/openid-configuration", timeout=10).json()
    redirect_uri, keys = "http://127.0.0.1:9/callback", pkce()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": "cicclo-qgis",
            "redirect_uri": redirect_uri,
            "scope": "openid profile email",
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
            "code_challenge": keys.challenge,
            "code_challenge_method": "S256",
            "kc_idp_hint": "proconnect",
        }
    )
    back = agent.open(f"{metadata['authorization_endpoint']}?{query}", stop_at=redirect_uri)
    answer = parse_qs(urlsplit(back.headers["Location"]).query)
    form = {
        "grant_type": "authorization_code",
        "client_id": "cicclo-qgis",
        "redirect_uri": redirect_uri,
        "code": answer["code"][0],
        "code_verifier": keys.verifier,
    }
    tokens = requests.post(metadata["token_endpoint"], data=form, timeout=10).json()
    return str(tokens["access_token"])
