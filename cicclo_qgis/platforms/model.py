"""A platform and the ways into it, as plain immutable values.

Field names follow ``resources/platforms.schema.json``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Mapping, Optional, Tuple, Union


class AccessKind(str, Enum):
    """How a platform lets a person in (docs/decisions: four kinds of access)."""

    OIDC = "oidc"
    GATEWAY = "gateway"
    ACCOUNT = "account"
    APIKEY = "apikey"  # pragma: allowlist secret (a kind, not a key)


class LandingStatus(str, Enum):
    """How sure the landing page's address is."""

    DOCUMENTED = "documented"
    PATTERN = "pattern"
    NONE = "none"


class Origin(str, Enum):
    """Where a record of the registry comes from."""

    SHIPPED = "shipped"
    USER = "user"
    WORKSHOP = "workshop"


@dataclass(frozen=True)
class OidcAccess:
    """The platform's own authorization server; public native client, code + PKCE.

    ``protects``: absolute URL prefixes the bearer token may be sent to, and nowhere else.
    ``redirect_uris``: loopback redirect URIs the server has registered; one without a port
    (``http://127.0.0.1/callback``) means any port (RFC 8252 section 7.3).
    ``authorize_params``: what the platform declares to be added to the authorization request
    (``kc_idp_hint`` and the like). ``acr_values``: the levels of authentication the platform asks
    for (ProConnect's ``eidas2`` ...), best first; one of them must come back.
    """

    issuer: str
    client_id: str
    protects: Tuple[str, ...]
    scopes: Tuple[str, ...] = ("openid",)
    redirect_uris: Tuple[str, ...] = ("http://127.0.0.1/callback",)
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    acr_values: Tuple[str, ...] = ()
    kind: AccessKind = AccessKind.OIDC


@dataclass(frozen=True)
class GatewayAccess:
    """The platform's gateway signs people in and keeps a web session in a cookie.

    ``cookies``: names of the session cookies; empty means every cookie of exactly that host.
    ``protects``: absolute URL prefixes the cookie may be sent to, and nowhere else.
    ``names_person``: false where ``whoami_url`` is an address that answers with JSON to those who
    are signed in and to nobody else, and names no one.
    """

    login_url: str
    whoami_url: str
    protects: Tuple[str, ...]
    logout_url: Optional[str] = None
    cookies: Tuple[str, ...] = ()
    names_person: bool = True
    kind: AccessKind = AccessKind.GATEWAY


@dataclass(frozen=True)
class AccountAccess:
    """A technical account: HTTP Basic (RFC 7617), asked for in a dialog.

    ``try_url``: an address that strangers are refused: what is typed is tried there.
    """

    protects: Tuple[str, ...]
    help_url: Optional[str] = None
    try_url: Optional[str] = None
    kind: AccessKind = AccessKind.ACCOUNT


@dataclass(frozen=True)
class ApiKeyAccess:
    """A key sent in one request header. ``try_url``: see ``AccountAccess``."""

    protects: Tuple[str, ...]
    header: str = "apikey"
    help_url: Optional[str] = None
    try_url: Optional[str] = None
    kind: AccessKind = AccessKind.APIKEY


Access = Union[OidcAccess, GatewayAccess, AccountAccess, ApiKeyAccess]


@dataclass(frozen=True)
class Catalogue:
    """The platform's metadata catalogue.

    ``type`` is one of csw, geonetwork, onegeo-es, ckan, ogc-records, gpf-search, udata.
    """

    type: str
    url: str


@dataclass(frozen=True)
class Platform:
    """One data platform. ``landing`` is its OGC API - Features landing page, when known.

    ``wfs``: its WFS, for collections that are offered by it alone; ``private_wfs``: the one that
    only those signed in may ask.
    ``restricted``: shell-style patterns of collection ids known to need a sign-in.
    ``access``: the ways in, best first; empty when the platform is open only or unknown.
    """

    id: str
    name: str
    territory: str
    software: str
    landing: Optional[str]
    landing_status: LandingStatus
    access: Tuple[Access, ...] = ()
    catalogue: Optional[Catalogue] = None
    wfs: Optional[str] = None
    private_wfs: Optional[str] = None
    restricted: Tuple[str, ...] = ()
    quirks: Tuple[str, ...] = ()
    source: str = ""
    origin: Origin = Origin.SHIPPED
