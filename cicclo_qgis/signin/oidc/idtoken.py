"""Checks of an ID token, in the order of OpenID Connect Core section 3.1.3.7."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple

from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.oidc.discovery import Metadata
from cicclo_qgis.signin.oidc.jws import Jws, JwsError, parse
from cicclo_qgis.signin.oidc.keys import Keys
from cicclo_qgis.signin.state import SignInProblemCode
from cicclo_qgis.signin.text import plain

SKEW_S = 120.0
"""How far the two computers' clocks may be apart."""

_LONGEST_SUBJECT = 255


@dataclass(frozen=True)
class Expected:
    """What the token must agree with. ``nonce`` and ``subject``: None when nothing is known.

    ``renewed``: it came with a renewal, where section 12.2 asks for the same issuer, audience and
    person, and not for the times: a clock that went wrong must not end a session that lives.
    ``acr_values`` and ``max_age``: the level and the age of the authentication that were asked for.
    """

    client_id: str
    nonce: Optional[str] = field(default=None, repr=False)
    subject: Optional[str] = None
    access_token: Optional[str] = field(default=None, repr=False)
    renewed: bool = False
    acr_values: Tuple[str, ...] = ()
    max_age: Optional[int] = None


class IdTokenChecker:
    """Checks ID tokens with the server's keys and this computer's clock."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def claims(self, token: object, metadata: Metadata, expected: Expected) -> Dict[str, Any]:
        """The claims of ``token``, all checks passed.

        Raises:
            SignInFailed: ID_TOKEN_INVALID with the check that failed, LEVEL_NOT_REACHED, NETWORK.
        """
        try:
            # 1. An encrypted token is none that we asked for: parse() takes a plain JWS alone.
            jws = parse(token)
            self._check(jws, metadata, expected)
        except JwsError as error:
            raise SignInFailed(SignInProblemCode.ID_TOKEN_INVALID, str(error)) from None
        return jws.claims

    def _check(self, jws: Jws, metadata: Metadata, expected: Expected) -> None:
        claims = jws.claims
        # 2. The issuer is exactly the one discovered.
        if claims.get("iss") != metadata.issuer:
            raise JwsError("it comes from another issuer")
        # 3, 4, 5. The audience is this client; of several audiences it is the authorized party.
        _check_audience(claims, expected.client_id)
        # 6. The signature; Keys.check says when TLS to the token endpoint stands in for it.
        # 7. The algorithm is one that the server says it signs with; 8. (a MAC) never happens,
        #    since parse() knows asymmetric algorithms alone.
        announced = metadata.id_token_algorithms
        if announced and jws.algorithm not in announced:
            raise JwsError("signed with an algorithm that the server does not announce")
        self._keys.check(jws, metadata.jwks_uri)
        # 9, 10. It is neither over nor from the future.
        if not expected.renewed:
            _check_times(claims, self._clock.now())
        # 11. The nonce is the one sent: the token was made for this attempt.
        _check_nonce(claims, expected.nonce)
        # 12, 13. The level that was asked for is reached, and the person was there lately.
        _check_level(claims, expected.acr_values)
        _check_age(claims, expected.max_age, self._clock.now())
        _check_subject(claims, expected.subject)
        # Section 3.1.3.8: the access token is the one that belongs to this ID token.
        if "at_hash" in claims and expected.access_token is not None:
            _check_at_hash(jws, expected.access_token)


def _check_audience(claims: Dict[str, Any], client_id: str) -> None:
    told = claims.get("aud")
    audiences = told if isinstance(told, list) else [told]
    if client_id not in audiences:
        raise JwsError("it is meant for another client")
    party = claims.get("azp")
    if party is None and len(audiences) > 1:
        raise JwsError("it is meant for several clients and names no authorized party")
    if party is not None and party != client_id:
        raise JwsError("another client is its authorized party")


def _check_times(claims: Dict[str, Any], now: float) -> None:
    if _time(claims, "exp") <= now - SKEW_S:
        raise JwsError("it has expired; is this computer's clock right?")
    if _time(claims, "iat") > now + SKEW_S:
        raise JwsError("it was issued in the future; is this computer's clock right?")
    if "nbf" in claims and _time(claims, "nbf") > now + SKEW_S:
        raise JwsError("it is not valid yet; is this computer's clock right?")


def _time(claims: Dict[str, Any], name: str) -> float:
    value = claims.get(name)
    # "not (... <)" also refuses NaN, which Python's JSON reader lets in.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e12:
        raise JwsError(f"its {name} is missing or not a time")
    return float(value)


def _check_nonce(claims: Dict[str, Any], nonce: Optional[str]) -> None:
    if nonce is None:
        return
    told = claims.get("nonce")
    if not isinstance(told, str) or not hmac.compare_digest(
        told.encode("utf-8", "replace"), nonce.encode("ascii")
    ):
        raise JwsError("its nonce is not the one sent")


def _check_level(claims: Dict[str, Any], wanted: Tuple[str, ...]) -> None:
    told = claims.get("acr")
    if wanted and told not in wanted:
        reached = plain(told, 60) or "none"
        detail = f"asked for {plain(' '.join(wanted), 120)}, reached {reached}"
        raise SignInFailed(SignInProblemCode.LEVEL_NOT_REACHED, detail)


def _check_age(claims: Dict[str, Any], most: Optional[int], now: float) -> None:
    if most is not None and _time(claims, "auth_time") < now - most - SKEW_S:
        raise SignInFailed(SignInProblemCode.LEVEL_NOT_REACHED, "an older sign-in was used again")


def _check_subject(claims: Dict[str, Any], subject: Optional[str]) -> None:
    told = claims.get("sub")
    if not isinstance(told, str) or not 0 < len(told) <= _LONGEST_SUBJECT:
        raise JwsError("it names no subject")
    if subject is not None and told != subject:
        raise JwsError("it names another person")


def _check_at_hash(jws: Jws, access_token: str) -> None:
    digest = hashlib.new(f"sha{jws.algorithm[2:]}", access_token.encode("ascii")).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    told = jws.claims.get("at_hash")
    if not isinstance(told, str) or not hmac.compare_digest(told.encode("utf-8", "replace"), half):
        raise JwsError("its at_hash does not match the access token")
