"""One attempt to sign in: what is made fresh for it, and the authorization request."""

from __future__ import annotations

import json
import secrets
import socket
import threading
from dataclasses import dataclass, field
from typing import Dict, Optional, Sequence, Tuple
from urllib.parse import urlsplit

from cicclo_qgis._vendor.authlib.oauth2.client import OAuth2Client
from cicclo_qgis.platforms.model import OidcAccess
from cicclo_qgis.platforms.protocol import OWN_PARAMETERS
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.oidc.discovery import Metadata
from cicclo_qgis.signin.state import SignInProblemCode
from cicclo_qgis.signin.wish import NO_WISH, Wish

_ANOTHER = ("select_account", "login")
_LOOPBACK = "127.0.0.1"


class Once:
    """A door that opens once: an attempt's answer is looked at one time only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used = False

    def take(self) -> bool:
        """True for the first caller, False ever after."""
        with self._lock:
            first, self._used = not self._used, True
            return first


@dataclass(frozen=True)
class Attempt:
    """What belongs to one attempt alone, kept together with the server it was started with.

    The answer is only ever used with this record, which defeats mix-up (RFC 9700 section 4.4).
    ``state``, ``nonce`` and ``code_verifier`` are 43 characters of base64url: 256 random bits.
    """

    metadata: Metadata
    client_id: str
    redirect_uri: str
    scope: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    acr_values: Tuple[str, ...] = ()
    max_age: Optional[int] = None
    another: bool = False
    answered: Once = field(default_factory=Once, repr=False, compare=False)

    @classmethod
    def new(cls, access: OidcAccess, metadata: Metadata, wish: Wish = NO_WISH) -> Attempt:
        """A fresh attempt at the server ``metadata`` describes.

        Levels of authentication that the platform asks for now (``wish.demand``) stand before
        those of its record.

        Raises:
            SignInFailed: NOT_SUPPORTED, the platform has no usable loopback redirect URI.
        """
        return cls(
            metadata=metadata,
            client_id=access.client_id,
            redirect_uri=choose_redirect_uri(access.redirect_uris),
            scope=" ".join(access.scopes),
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            code_verifier=secrets.token_urlsafe(32),
            acr_values=(wish.demand.acr_values if wish.demand else ()) or access.acr_values,
            max_age=wish.demand.max_age if wish.demand else None,
            another=wish.another,
        )

    def authorization_url(self, access: OidcAccess) -> str:
        """The address to open (RFC 6749 section 4.1.1, OIDC Core section 3.1.2.1).

        Beside the protocol's own, only what the platform declares or has asked for is sent.

        Raises:
            SignInFailed: NOT_SUPPORTED, the platform declares one of the protocol's own.
        """
        if not OWN_PARAMETERS.isdisjoint(access.authorize_params):
            raise SignInFailed(
                SignInProblemCode.NOT_SUPPORTED,
                "the registry declares an authorization parameter that belongs to the protocol",
            )
        client = OAuth2Client(
            None,
            client_id=self.client_id,
            scope=self.scope,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )
        url, _ = client.create_authorization_url(
            self.metadata.authorization_endpoint,
            state=self.state,
            code_verifier=self.code_verifier,
            nonce=self.nonce,
            **{**access.authorize_params, **self._wanted()},
        )
        return str(url)

    def _wanted(self) -> Dict[str, str]:
        """Level and age of the authentication, and another account (Core 3.1.2.1, 5.5.1.1).

        As a claim the level is essential: servers that know the parameter then refuse instead of
        answering with less.
        """
        wanted: Dict[str, str] = {}
        if self.acr_values and self.metadata.claims_parameter:
            acr = {"essential": True, "values": list(self.acr_values)}
            wanted["claims"] = json.dumps({"id_token": {"acr": acr}}, separators=(",", ":"))
        elif self.acr_values:
            wanted["acr_values"] = " ".join(self.acr_values)
        if self.max_age is not None:
            wanted["max_age"] = str(self.max_age)
        prompt = next((word for word in _ANOTHER if word in self.metadata.prompts), None)
        if self.another and prompt is not None:
            wanted["prompt"] = prompt
        return wanted

    def is_answer(self, url: str) -> bool:
        """Whether ``url`` is this attempt's redirect URI, its query apart."""
        try:
            there, here = urlsplit(url), urlsplit(self.redirect_uri)
            same_port = there.port == here.port
        except ValueError:
            return False
        return same_port and (there.scheme, there.hostname, there.path, there.username) == (
            here.scheme,
            here.hostname,
            here.path,
            None,
        )


def choose_redirect_uri(registered: Sequence[str]) -> str:
    """The redirect URI for this attempt (RFC 8252 section 7.3).

    One registered without a port gets a free one; else the first whose port is free, and when
    all are taken the first (an embedded browser needs no port of its own).

    Raises:
        SignInFailed: NOT_SUPPORTED, none is plain http on 127.0.0.1.
    """
    usable = [uri for uri in registered if _is_loopback(uri)]
    for uri in usable:
        parts = urlsplit(uri)
        if parts.port is None:
            return parts._replace(netloc=f"{_LOOPBACK}:{free_port()}").geturl()
    for uri in usable:
        if _is_free(urlsplit(uri).port or 0):
            return uri
    if usable:
        return usable[0]
    raise SignInFailed(SignInProblemCode.NOT_SUPPORTED, "no redirect address on 127.0.0.1")


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
    return True


def _is_loopback(uri: str) -> bool:
    """Literal 127.0.0.1 only: ``localhost`` may be resolved elsewhere (RFC 8252 section 8.3)."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "http"
        and parts.netloc == (_LOOPBACK if port is None else f"{_LOOPBACK}:{port}")
        and port != 0
        and not parts.query
        and not parts.fragment
    )
