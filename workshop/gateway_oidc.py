"""The gateway as a client of ProConnect: a confidential client with state, nonce and PKCE."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_SCOPES = "openid given_name usual_name email siret uid"
_ALGORITHMS = ["ES256", "RS256"]
_ATTEMPT_LIFETIME_S = 600.0


class SignInRefused(Exception):
    """ProConnect refused, or what it sent does not hold; the text says which."""


@dataclass(frozen=True)
class Attempt:
    """One sign-in under way, kept in the visitor's session until ProConnect sends it back."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)
    begun: float = field(default_factory=time.monotonic)

    def is_stale(self) -> bool:
        """Whether it was begun too long ago."""
        return time.monotonic() - self.begun > _ATTEMPT_LIFETIME_S


@dataclass(frozen=True)
class Registration:
    """How the gateway is known to ProConnect."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    post_logout_redirect_uri: str


class ProConnect:
    """Speaks OpenID Connect with ProConnect; discovery and keys are read when first needed."""

    def __init__(self, registration: Registration) -> None:
        self._me = registration
        self._http = httpx.AsyncClient(timeout=15.0, trust_env=False)
        self._metadata: Dict[str, Any] = {}
        self._keys: Optional[KeySet] = None

    async def authorization_url(self, attempt: Attempt) -> str:
        """Where the browser goes to sign in."""
        challenge = hashlib.sha256(attempt.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._me.client_id,
            "redirect_uri": self._me.redirect_uri,
            "scope": _SCOPES,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        endpoint = (await self._discover())["authorization_endpoint"]
        return f"{endpoint}?{urllib.parse.urlencode(query)}"

    async def finish(
        self, attempt: Attempt, answer: Mapping[str, str]
    ) -> Tuple[Dict[str, Any], str]:
        """The agent's claims and the ID token, from what the browser brought back.

        Raises:
            SignInRefused: an error came back, or a check of OpenID Connect Core 3.1.3.7 failed.
        """
        metadata = await self._discover()
        if "error" in answer:
            raise SignInRefused(answer["error"])
        if answer.get("iss", metadata["issuer"]) != metadata["issuer"]:
            raise SignInRefused("another issuer answered")
        tokens = await self._redeem(answer.get("code", ""), attempt.verifier)
        id_token = str(tokens.get("id_token", ""))
        identity = await self._verified(id_token)
        if identity.get("nonce") != attempt.nonce:
            raise SignInRefused("the ID token belongs to another request")
        claims = await self._userinfo(str(tokens.get("access_token", "")))
        if claims.get("sub") != identity.get("sub"):
            raise SignInRefused("userinfo describes somebody else")
        return claims, id_token

    async def logout_url(self, id_token: str) -> str:
        """Where the browser goes to sign out of ProConnect too (RP-Initiated Logout 1.0)."""
        query = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": self._me.post_logout_redirect_uri,
            "state": secrets.token_urlsafe(32),
        }
        endpoint = (await self._discover())["end_session_endpoint"]
        return f"{endpoint}?{urllib.parse.urlencode(query)}"

    async def _discover(self) -> Dict[str, Any]:
        if not self._metadata:
            found = await self._get_json(self._me.issuer + "/.well-known/openid-configuration")
            if found.get("issuer") != self._me.issuer:
                raise SignInRefused("the discovery document names another issuer")
            self._metadata = found
        return self._metadata

    async def _get_json(self, url: str) -> Dict[str, Any]:
        try:
            answer = await self._http.get(url, headers={"Accept": "application/json"})
            answer.raise_for_status()
            found: Dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as trouble:
            raise SignInRefused(f"ProConnect does not answer ({type(trouble).__name__})") from None
        return found

    async def _redeem(self, code: str, verifier: str) -> Dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._me.redirect_uri,
            "client_id": self._me.client_id,
            "client_secret": self._me.client_secret,
            "code_verifier": verifier,
        }
        try:
            answer = await self._http.post((await self._discover())["token_endpoint"], data=form)
            tokens: Dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as trouble:
            raise SignInRefused(f"no token ({type(trouble).__name__})") from None
        if answer.status_code != 200:
            raise SignInRefused(f"no token ({tokens.get('error', answer.status_code)})")
        return tokens

    async def _userinfo(self, access_token: str) -> Dict[str, Any]:
        endpoint = (await self._discover())["userinfo_endpoint"]
        try:
            answer = await self._http.get(
                endpoint, headers={"Authorization": f"Bearer {access_token}"}
            )
            answer.raise_for_status()
        except httpx.HTTPError as trouble:
            raise SignInRefused(f"no userinfo ({type(trouble).__name__})") from None
        if not answer.headers.get("content-type", "").startswith("application/jwt"):
            raise SignInRefused("userinfo is not signed")
        return await self._verified(answer.text, expires=False)

    async def _verified(self, token: str, expires: bool = True) -> Dict[str, Any]:
        """The claims of a JWT from ProConnect for us; keys are read again once if they changed."""
        for fresh in (False, True):
            keys = await self._key_set(fresh)
            try:
                claims: Dict[str, Any] = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
                break
            except (JoseError, ValueError) as trouble:
                if fresh:
                    raise SignInRefused(f"bad signature ({type(trouble).__name__})") from None
        audience = claims.get("aud")
        if self._me.client_id not in (audience if isinstance(audience, list) else [audience]):
            raise SignInRefused("a token for another service")
        if claims.get("iss") != self._me.issuer:
            raise SignInRefused("a token from another issuer")
        if expires and float(claims.get("exp", 0)) < time.time() - 30:
            raise SignInRefused("a token that has expired")
        return claims

    async def _key_set(self, fresh: bool) -> KeySet:
        if self._keys is None or fresh:
            found = await self._get_json((await self._discover())["jwks_uri"])
            self._keys = KeySet.import_key_set({"keys": found.get("keys", [])})
        return self._keys
