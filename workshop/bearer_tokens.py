"""Access tokens at platform 2's data gateway: JWT checked with the issuer's keys, others asked."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_ALGORITHMS = ["ES256", "RS256"]
_INTROSPECTION_CACHE_S = 5.0
_LEEWAY_S = 5.0


class InvalidToken(Exception):
    """The token is not one of ours, or no longer."""


class IssuerUnreachable(Exception):
    """The authorization server does not answer."""


@dataclass(frozen=True)
class ResourceServer:
    """Who the data gateway is to its authorization server."""

    issuer: str
    audience: str
    client_id: str
    client_secret: str = field(repr=False)


class TokenChecker:
    """Tells the claims of a good access token (RFC 9068, RFC 7662)."""

    def __init__(self, me: ResourceServer) -> None:
        self._me = me
        self._http = httpx.AsyncClient(timeout=10.0, trust_env=False)
        self._metadata: Dict[str, Any] = {}
        self._keys: Optional[KeySet] = None
        self._introspected: Dict[str, Tuple[float, Dict[str, Any]]] = {}
        self._young_since = 0.0

    def age(self) -> None:
        """As if a night had passed: what was issued until now has expired."""
        self._young_since = time.time()

    async def claims(self, token: str) -> Dict[str, Any]:
        """The claims of `token`.

        Raises:
            InvalidToken: bad signature, other issuer or audience, expired, unknown, revoked.
            IssuerUnreachable: it cannot be told.
        """
        by_itself = token.count(".") == 2
        claims = await (self._from_jwt if by_itself else self._from_introspection)(token)
        # Told in whole seconds.
        if float(claims.get("iat", time.time())) + 1.0 <= self._young_since:
            raise InvalidToken("expired")
        return claims

    async def _from_jwt(self, token: str) -> Dict[str, Any]:
        for fresh in (False, True):
            keys = await self._key_set(fresh)
            try:
                claims: Dict[str, Any] = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
                break
            except (JoseError, ValueError):
                if fresh:
                    raise InvalidToken("signature") from None
        audience = claims.get("aud")
        audiences: List[Any] = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != self._me.issuer or self._me.audience not in audiences:
            raise InvalidToken("issuer or audience")
        if float(claims.get("exp", 0)) < time.time() - _LEEWAY_S:
            raise InvalidToken("expired")
        return claims

    async def _from_introspection(self, token: str) -> Dict[str, Any]:
        known = self._introspected.get(token)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        form = {
            "token": token,
            "client_id": self._me.client_id,
            "client_secret": self._me.client_secret,
        }
        try:
            endpoint = (await self._discover())["introspection_endpoint"]
            answer = await self._http.post(endpoint, data=form)
            answer.raise_for_status()
            claims: Dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as trouble:
            raise IssuerUnreachable(type(trouble).__name__) from None
        if not claims.get("active"):
            raise InvalidToken("inactive")
        now = time.monotonic()
        self._introspected = {k: v for k, v in self._introspected.items() if v[0] > now}
        self._introspected[token] = (now + _INTROSPECTION_CACHE_S, claims)
        return claims

    async def _discover(self) -> Dict[str, Any]:
        if not self._metadata:
            self._metadata = await self._get(self._me.issuer + "/.well-known/openid-configuration")
        return self._metadata

    async def _key_set(self, fresh: bool) -> KeySet:
        if self._keys is None or fresh:
            found = await self._get((await self._discover())["jwks_uri"])
            self._keys = KeySet.import_key_set({"keys": found.get("keys", [])})
        return self._keys

    async def _get(self, url: str) -> Dict[str, Any]:
        try:
            answer = await self._http.get(url)
            answer.raise_for_status()
            found: Dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as trouble:
            raise IssuerUnreachable(type(trouble).__name__) from None
        return found
