"""The token endpoint and the revocation endpoint, by Authlib's client on the given session."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Mapping, Optional

import requests

from cicclo_qgis._vendor.authlib.oauth2.auth import ClientAuth
from cicclo_qgis._vendor.authlib.oauth2.client import OAuth2Client
from cicclo_qgis.signin.errors import SessionEnded, SignInFailed
from cicclo_qgis.signin.http import TIMEOUT_S, HttpFactory, json_object, network_failure
from cicclo_qgis.signin.oidc.attempt import Attempt
from cicclo_qgis.signin.oidc.discovery import Metadata
from cicclo_qgis.signin.state import SignInProblemCode
from cicclo_qgis.signin.text import plain

_BEARER = "bearer"
_REFRESH = "refresh_token"
_B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*\Z")
_LONGEST_LIFE_S = 366 * 86_400.0
_PASSING_ERRORS = ("server_error", "temporarily_unavailable", "slow_down")


@dataclass(frozen=True)
class TokenSet:
    """What the token endpoint gave. ``expires_in``: seconds, None when the server does not say."""

    access_token: str = field(repr=False)
    expires_in: Optional[float] = None
    refresh_token: Optional[str] = field(default=None, repr=False)
    id_token: Optional[str] = field(default=None, repr=False)


class _PublicClient(ClientAuth):
    """Puts ``client_id`` into the form: all that a public client has to say of itself."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.url, request.headers, request.body = self.prepare(
            request.method, request.url, request.headers, request.body
        )
        return request


class _Client(OAuth2Client):
    """Authlib's client, with time-outs and without redirects.

    Answers are handed back unread: its own reading would raise errors that carry the request.
    """

    client_auth_class = _PublicClient
    SESSION_REQUEST_PARAMS = ("timeout", "allow_redirects")

    def parse_response_token(self, resp: requests.Response) -> requests.Response:
        """Leave the answer to ``_read``."""
        return resp

    def _refresh_token(self, url: str, **options: Any) -> requests.Response:
        options.pop("refresh_token")
        response: requests.Response = self._http_post(url, **options)
        return response


class TokenEndpoint:
    """Exchanges, renews and revokes as a public client (RFC 6749 section 2.1: no secret)."""

    def __init__(self, http: HttpFactory) -> None:
        self._http = http

    def exchange(self, attempt: Attempt, code: str) -> TokenSet:
        """Redeem ``code`` where the attempt was started (RFC 6749 section 4.1.3, RFC 7636).

        Raises:
            SignInFailed: EXCHANGE_FAILED, SERVER_ERROR or NETWORK.
        """
        response = self._ask(
            attempt.client_id,
            lambda client: client.fetch_token(
                attempt.metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                redirect_uri=attempt.redirect_uri,
                code_verifier=attempt.code_verifier,
                timeout=TIMEOUT_S,
                allow_redirects=False,
            ),
        )
        return _read(response, (code, attempt.code_verifier))

    def renew(self, metadata: Metadata, client_id: str, refresh_token: str) -> TokenSet:
        """New tokens for ``refresh_token`` (RFC 6749 section 6). Always keep the one returned.

        Raises:
            SessionEnded: the server no longer takes it.
            SignInFailed: SERVER_ERROR or NETWORK, worth another try later.
        """
        response = self._ask(
            client_id,
            lambda client: client.refresh_token(
                metadata.token_endpoint,
                refresh_token=refresh_token,
                timeout=TIMEOUT_S,
                allow_redirects=False,
            ),
        )
        try:
            tokens = _read(response, (refresh_token,))
        except SignInFailed as failure:
            raise _as_end(response, failure) from None
        if tokens.refresh_token is not None:
            return tokens
        return TokenSet(tokens.access_token, tokens.expires_in, refresh_token, tokens.id_token)

    def revoke(self, metadata: Metadata, client_id: str, refresh_token: str) -> None:
        """Revoke the refresh token (RFC 7009), as far as that is possible; never raises."""
        if metadata.revocation_endpoint is None:
            return
        with contextlib.suppress(SignInFailed):
            self._ask(
                client_id,
                lambda client: client.revoke_token(
                    metadata.revocation_endpoint,
                    token=refresh_token,
                    token_type_hint=_REFRESH,
                    timeout=TIMEOUT_S,
                    allow_redirects=False,
                ),
            )

    def _ask(
        self, client_id: str, ask: Callable[[OAuth2Client], requests.Response]
    ) -> requests.Response:
        session = self._http()
        try:
            return ask(_Client(session, client_id=client_id))
        except (requests.RequestException, OSError, ValueError) as error:
            raise network_failure(error) from None
        finally:
            session.close()


def _read(response: requests.Response, sent: tuple[str, ...]) -> TokenSet:
    """The tokens in an answer (RFC 6749 section 5.1), or its error (5.2)."""
    document = json_object(response)
    if response.status_code != 200 or document is None or "error" in document:
        raise _refusal(response, document or {}, sent)
    access_token = document.get("access_token")
    # It goes into a header as it is: only what RFC 6750 section 2.1 allows there.
    if not isinstance(access_token, str) or not _B64TOKEN.match(access_token):
        raise _failed("the answer holds no usable access token")
    token_type = document.get("token_type")
    if not isinstance(token_type, str) or token_type.lower() != _BEARER:
        raise _failed("the access token is not a bearer token")
    return TokenSet(
        access_token,
        _lifetime(document.get("expires_in")),
        _text(document, "refresh_token"),
        _text(document, "id_token"),
    )


def _refusal(
    response: requests.Response, document: Mapping[str, Any], sent: tuple[str, ...]
) -> SignInFailed:
    error = plain(document.get("error"), 60, sent)
    words = (error, plain(document.get("error_description"), secrets=sent))
    detail = ": ".join(word for word in words if word) or f"status {response.status_code}"
    if error in _PASSING_ERRORS or response.status_code >= 500 or response.status_code == 429:
        return SignInFailed(SignInProblemCode.SERVER_ERROR, detail)
    return _failed(detail)


def _as_end(response: requests.Response, failure: SignInFailed) -> SignInFailed:
    """A refusal in OAuth's own terms is final; anything else may pass (a proxy's page, a 5xx)."""
    document: Dict[str, Any] = json_object(response) or {}
    if failure.problem.code is SignInProblemCode.SERVER_ERROR:
        return failure
    if response.status_code in (400, 401) and isinstance(document.get("error"), str):
        return SessionEnded(SignInProblemCode.SESSION_ENDED, failure.problem.detail)
    return SignInFailed(SignInProblemCode.SERVER_ERROR, failure.problem.detail)


def _lifetime(value: object) -> Optional[float]:
    """``expires_in`` in seconds; some servers send it as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        return None
    return min(float(value), _LONGEST_LIFE_S)


def _text(document: Mapping[str, Any], name: str) -> Optional[str]:
    value = document.get(name)
    return value if isinstance(value, str) and value else None


def _failed(detail: str) -> SignInFailed:
    return SignInFailed(SignInProblemCode.EXCHANGE_FAILED, detail)
