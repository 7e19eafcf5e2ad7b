"""A person at a browser, for the identity servers: redirects, forms, checks of JWTs."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Dict, List, Mapping, Optional, Tuple
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256

CAMILLE = "camille.durand@example.gouv.fr"
NOE = "noe.leger@example.gouv.fr"
SASHA = "sasha.morvan@example.gouv.fr"
DEMO_WORD = "atelier"


def no_proxy_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers["Connection"] = "close"
    session.headers["Accept"] = "text/html,application/xhtml+xml"
    session.headers["Accept-Language"] = "fr"
    return session


@dataclass
class Form:
    action: str
    fields: Dict[str, str]
    button: str


class _Reader(HTMLParser):
    """Forms, labels and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: List[Form] = []
        self.labels: List[Optional[str]] = []
        self.inputs: List[Dict[str, Optional[str]]] = []
        self.lang: Optional[str] = None
        self.text = ""
        self._form: Optional[Form] = None
        self._button = False
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang")
        elif tag in ("style", "script"):
            self._mute += 1
        elif tag == "form":
            self._form = Form(given.get("action") or "", {}, "")
            self.forms.append(self._form)
        elif tag == "label":
            self.labels.append(given.get("for"))
        elif tag == "input":
            if given.get("type") != "hidden":
                self.inputs.append(given)
            if self._form is not None and given.get("name"):
                self._form.fields[str(given["name"])] = given.get("value") or ""
        elif tag == "button":
            self._button = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = False
        elif tag in ("style", "script"):
            self._mute -= 1

    def handle_data(self, data: str) -> None:
        if self._mute:
            return
        self.text += data
        if self._button and self._form is not None:
            self._form.button += data.strip()


class Page:
    """An answer shown to the person."""

    def __init__(self, answer: requests.Response) -> None:
        self.url = answer.url
        self.status = answer.status_code
        self.headers = answer.headers
        self.source = answer.text
        reader = _Reader()
        reader.feed(answer.text)
        self.forms, self.text, self.lang = reader.forms, reader.text, reader.lang
        self.labels, self.inputs = reader.labels, reader.inputs

    def form(self, button: str) -> Form:
        return next(form for form in self.forms if form.button == button)


class Browser:
    """A browser profile. `pages` counts the pages shown, redirects left out."""

    def __init__(self, stop_at: str) -> None:
        self._stop_at = stop_at
        self.http = no_proxy_session()
        self.pages: List[Page] = []
        self.trail: List[str] = []

    def open(self, url: str, data: Optional[Mapping[str, str]] = None) -> Any:
        """Follow redirects: a `Page`, or the parameters of the return to the application."""
        method = "GET" if data is None else "POST"
        for _ in range(15):
            answer = self.http.request(method, url, data=data, allow_redirects=False, timeout=20)
            self.trail.append(f"{answer.status_code} {url}")
            if not answer.is_redirect:
                page = Page(answer)
                self.pages.append(page)
                return page
            assert answer.status_code == 303
            url = urljoin(url, answer.headers["location"])
            if url.startswith(self._stop_at):
                return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
            method, data = "GET", None
        raise AssertionError("redirects without end")

    def submit(self, page: Page, button: str, **fields: str) -> Any:
        form = page.form(button)
        return self.open(urljoin(page.url, form.action), {**form.fields, **fields})

    def sign_in(self, url: str, email: str = CAMILLE) -> Any:
        """Go through both pages of ProConnect."""
        page = self.submit(self.open(url), "Continuer", email=email)
        return self.submit(page, "Se connecter", password=DEMO_WORD)


@dataclass(frozen=True)
class Pkce:
    verifier: str
    challenge: str


def pkce() -> Pkce:
    verifier = secrets.token_urlsafe(32)
    return Pkce(verifier, _b64(hashlib.sha256(verifier.encode()).digest()))


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def at_hash(access_token: str) -> str:
    return _b64(hashlib.sha256(access_token.encode()).digest()[:16])


def read_jwt(token: str) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """Header and claims, nothing checked."""
    header, claims, _ = token.split(".")
    return json.loads(_unb64(header)), json.loads(_unb64(claims))


def verified(token: str, jwks_uri: str) -> Dict[str, Any]:
    """Claims of a JWT whose signature one of the published keys made (ES256 or RS256)."""
    header, claims = read_jwt(token)
    keys = no_proxy_session().get(jwks_uri, timeout=10).json()["keys"]
    jwk = next((key for key in keys if key["kid"] == header["kid"]), None)
    if jwk is None:
        raise InvalidSignature("no published key of that kid")
    signed, _, signature = token.rpartition(".")
    _verify(jwk, header["alg"], signed.encode(), _unb64(signature))
    return claims


def _number(text: str) -> int:
    return int.from_bytes(_unb64(text), "big")


def _verify(jwk: Dict[str, str], alg: str, signed: bytes, signature: bytes) -> None:
    if alg == "RS256":
        public = rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key()
        public.verify(signature, signed, padding.PKCS1v15(), SHA256())
        return
    assert alg == "ES256"
    numbers = ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), ec.SECP256R1())
    halves = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    der = utils.encode_dss_signature(*halves)
    numbers.public_key().verify(der, signed, ec.ECDSA(SHA256()))
