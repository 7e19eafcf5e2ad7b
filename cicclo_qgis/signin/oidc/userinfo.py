"""Who the person is, from the UserInfo endpoint (OIDC Core section 5.3)."""

from __future__ import annotations

from typing import Any, Dict, Optional

import requests

from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.http import HttpFactory, get, json_object
from cicclo_qgis.signin.oidc.discovery import Metadata
from cicclo_qgis.signin.oidc.jws import JwsError, parse
from cicclo_qgis.signin.oidc.keys import Keys
from cicclo_qgis.signin.state import SignInProblemCode


class UserInfo:
    """Asks the UserInfo endpoint; the answer is JSON or, at ProConnect's, a signed JWT."""

    def __init__(self, http: HttpFactory, keys: Keys) -> None:
        self._http = http
        self._keys = keys

    def of(
        self, metadata: Metadata, client_id: str, access_token: str, subject: str
    ) -> Dict[str, Any]:
        """The claims about ``subject``; empty when the endpoint gives none: a name is not vital.

        Raises:
            SignInFailed: ID_TOKEN_INVALID, the answer is about someone else or is not genuine
                (section 5.3.2: a token of another person may have been slipped in).
        """
        if metadata.userinfo_endpoint is None:
            return {}
        try:
            response = get(
                self._http,
                metadata.userinfo_endpoint,
                {
                    "Authorization": f"Bearer {access_token}",
                    "Accept": "application/json, */*;q=0.5",
                },
            )
            claims = self._read(response, metadata, client_id)
        except SignInFailed as failure:
            if failure.problem.code is SignInProblemCode.NETWORK:
                return {}
            raise
        if claims is None:
            return {}
        if claims.get("sub") != subject:
            raise _invalid("userinfo is about another person")
        return claims

    def _read(
        self, response: requests.Response, metadata: Metadata, client_id: str
    ) -> Optional[Dict[str, Any]]:
        if response.status_code != 200:
            return None
        kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind != "application/jwt":
            return json_object(response)
        try:
            jws = parse(response.text.strip())
            self._keys.check(jws, metadata.jwks_uri)
        except JwsError as error:
            raise _invalid(f"userinfo: {error}") from None
        audience = jws.claims.get("aud", client_id)
        audiences = audience if isinstance(audience, list) else [audience]
        if jws.claims.get("iss", metadata.issuer) != metadata.issuer or client_id not in audiences:
            raise _invalid("userinfo comes from another issuer or is meant for another client")
        return jws.claims


def _invalid(detail: str) -> SignInFailed:
    return SignInFailed(SignInProblemCode.ID_TOKEN_INVALID, detail)
