"""A small real authorization server on 127.0.0.1 that can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, Optional, Tuple
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

Reply = Tuple[int, str, str]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def number(value: int, length: int) -> str:
    return b64(value.to_bytes(length, "big"))


@cache
def rsa_key(name: str = "rsa", bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key(name: str = "ec") -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public_jwk(key: Any, kid: str) -> Dict[str, str]:
    numbers = key.public_key().public_numbers()
    if isinstance(key, rsa.RSAPrivateKey):
        size = (numbers.n.bit_length() + 7) // 8
        return {
            "kty": "RSA",
            "kid": kid,
            "use": "sig",
            "n": number(numbers.n, size),
            "e": number(numbers.e, 3),
        }
    return {
        "kty": "EC",
        "kid": kid,
        "use": "sig",
        "crv": "P-256",
        "x": number(numbers.x, 32),
        "y": number(numbers.y, 32),
    }


def sign(claims: Dict[str, Any], alg: str = "RS256", kid: str = "rsa", key: Any = None) -> str:
    """A JWS, also with algorithms that nobody should accept."""
    header = {"alg": alg, "kid": kid, "typ": "JWT"}
    signed = b64(json.dumps(header).encode()) + "." + b64(json.dumps(claims).encode())
    data = signed.encode()
    if alg == "none":
        return signed + "."
    if alg.startswith("ES"):
        der = (key or ec_key()).sign(data, ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(der)
        return f"{signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    if alg.startswith("PS"):
        scheme: Any = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return f"{signed}.{b64((key or rsa_key()).sign(data, scheme, hashes.SHA256()))}"
    if alg.startswith("HS"):
        return f"{signed}.{b64(hashlib.sha256(data).digest())}"
    return f"{signed}.{b64((key or rsa_key()).sign(data, padding.PKCS1v15(), hashes.SHA256()))}"


@dataclass
class Heard:
    """One request as it came."""

    method: str
    path: str
    form: Dict[str, str]
    headers: Dict[str, str]


@dataclass
class Faults:
    """What to do differently; everything is as it should be by default.

    ``held``: an endpoint that answers once the event is set. ``late``: it has done as it was
    asked, and its answer comes once the event is set.
    """

    metadata: Dict[str, Any] = field(default_factory=dict)
    answer: Dict[str, Optional[str]] = field(default_factory=dict)
    claims: Dict[str, Any] = field(default_factory=dict)
    alg: str = "RS256"
    signing_key: Any = None
    tokens: Dict[str, Any] = field(default_factory=dict)
    replies: Dict[str, Reply] = field(default_factory=dict)
    held: Dict[str, threading.Event] = field(default_factory=dict)
    late: Dict[str, threading.Event] = field(default_factory=dict)
    cache_control: str = "public, max-age=600"
    userinfo: Callable[[Dict[str, Any]], Any] = lambda claims: claims


class AuthServer:
    """``with AuthServer() as server``. Public client ``cicclo-qgis``, PKCE required, rotation."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.faults = Faults()
        self._now = now
        self.heard: List[Heard] = []
        self.person: Dict[str, Any] = {
            "sub": "agent-1",
            "given_name": "Camille",
            "usual_name": "Durand",
            "email": "camille.durand@example.gouv.fr",
        }
        self.keys = [public_jwk(rsa_key(), "rsa"), public_jwk(ec_key(), "ec")]
        self.expires_in: Any = 3600
        self._people: Dict[str, Dict[str, Any]] = {}
        self._issued: List[str] = []
        self._codes: Dict[str, Dict[str, str]] = {}
        self.refresh_tokens: Dict[str, bool] = {}
        self.access_tokens: set[str] = set()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self.issuer = f"{self.origin}/realms/test"

    def __enter__(self) -> AuthServer:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def count(self, path: str, **form: str) -> int:
        """How many requests came to ``path`` with these fields."""
        return sum(
            heard.path.endswith(path) and form.items() <= heard.form.items() for heard in self.heard
        )

    def revoke_all(self) -> None:
        """Forget every token, as after the person was signed out elsewhere."""
        self.refresh_tokens.clear()
        self.access_tokens.clear()

    def secrets(self) -> List[str]:
        """Every secret that was ever handed out or received."""
        found = list(self._issued)
        for heard in self.heard:
            found += [heard.form[name] for name in ("code_verifier", "code") if name in heard.form]
        return found

    # -- endpoints ------------------------------------------------------------------------------

    def metadata(self) -> Dict[str, Any]:
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "revocation_endpoint": f"{self.issuer}/revoke",
            "end_session_endpoint": f"{self.issuer}/logout",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "PS256"],
        }
        document.update(self.faults.metadata)
        return {name: value for name, value in document.items() if value is not None}

    def answer(self, authorization_url: str) -> str:
        """Where the browser is sent after the person has signed in."""
        asked = {k: v[0] for k, v in parse_qs(urlsplit(authorization_url).query).items()}
        code = secrets.token_urlsafe(32)
        self._codes[code] = asked
        self._issued += [code, asked["state"], asked["nonce"]]
        answer: Dict[str, Optional[str]] = {
            "code": code,
            "state": asked["state"],
            "iss": self.issuer,
        }
        answer.update(self.faults.answer)
        told = {name: value for name, value in answer.items() if value is not None}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def token(self, form: Dict[str, str]) -> Reply:
        with self._lock:
            if form.get("grant_type") == "authorization_code":
                asked = self._codes.pop(form.get("code", ""), None)
                if asked is None or not self._proved(asked, form):
                    return _error("invalid_grant")
                return self._tokens(asked.get("nonce"), self.person)
            if not self.refresh_tokens.get(form.get("refresh_token", ""), False):
                self.revoke_all()  # a spent refresh token used again: the whole grant goes
                return _error("invalid_grant")
            self.refresh_tokens[form["refresh_token"]] = False
            return self._tokens(None, self._people[form["refresh_token"]])

    def _proved(self, asked: Dict[str, str], form: Dict[str, str]) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        return (
            asked.get("code_challenge") == b64(digest)
            and asked["redirect_uri"] == form.get("redirect_uri")
            and asked["client_id"] == form.get("client_id")
        )

    def _tokens(self, nonce: Optional[str], person: Dict[str, Any]) -> Reply:
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._people[access] = self._people[refresh] = person
        self._issued += [access, refresh]
        self.access_tokens.add(access)
        self.refresh_tokens[refresh] = True
        document = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "refresh_token": refresh,
            "id_token": self.id_token(nonce, access, person),
            "scope": "openid",
        }
        document.update(self.faults.tokens)
        return _json(200, {k: v for k, v in document.items() if v is not None})

    def id_token(self, nonce: Optional[str], access_token: str, person: Dict[str, Any]) -> str:
        now = int(self._now())
        claims: Dict[str, Any] = {
            "iss": self.issuer,
            "sub": person["sub"],
            "aud": "cicclo-qgis",
            "iat": now,
            "exp": now + 3600,
            "at_hash": b64(hashlib.sha256(access_token.encode()).digest()[:16]),
        }
        if nonce is not None:
            claims["nonce"] = nonce
        claims.update(self.faults.claims)
        claims = {name: value for name, value in claims.items() if value is not None}
        alg = self.faults.alg
        kid = "ec" if alg.startswith("ES") else "rsa"
        return sign(claims, alg, kid, self.faults.signing_key)

    def userinfo(self, headers: Dict[str, str]) -> Reply:
        token = headers.get("Authorization", "").replace("Bearer ", "")
        if token not in self.access_tokens:
            return _json(401, {"error": "invalid_token"})
        told = self.faults.userinfo(dict(self._people[token]))
        if isinstance(told, str):
            return (200, "application/jwt", told)
        return _json(200, told)

    def revoke(self, form: Dict[str, str]) -> Reply:
        self.refresh_tokens.pop(form.get("token", ""), None)
        return (200, "text/plain", "")

    def _handler(self) -> type:
        server = self

        class Handler(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                self._serve("GET", {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self._serve("POST", {k: v[0] for k, v in parse_qs(body).items()})

            def _serve(self, method: str, form: Dict[str, str]) -> None:
                path = urlsplit(self.path).path
                server.heard.append(Heard(method, path, form, dict(self.headers)))
                name = path.rsplit("/", 1)[-1]
                if name in server.faults.held:
                    server.faults.held[name].wait(20)
                status, kind, body = server.faults.replies.get(name) or server.reply(
                    name, form, dict(self.headers)
                )
                if name in server.faults.late:
                    server.faults.late[name].wait(20)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body.encode())))
                self.send_header("Cache-Control", server.faults.cache_control)
                if 300 <= status < 400:
                    self.send_header("Location", body)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        return Handler

    def reply(self, name: str, form: Dict[str, str], headers: Dict[str, str]) -> Reply:
        if name == "openid-configuration":
            return _json(200, self.metadata())
        if name == "jwks":
            return _json(200, {"keys": self.keys})
        if name == "token":
            return self.token(form)
        if name == "userinfo":
            return self.userinfo(headers)
        if name == "revoke":
            return self.revoke(form)
        return (404, "text/plain", "")


def _json(status: int, value: Any) -> Reply:
    return (status, "application/json", json.dumps(value))


def _error(name: str) -> Reply:
    return _json(400, {"error": name, "error_description": "grant request is invalid"})
