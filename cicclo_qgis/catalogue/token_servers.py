"""Authorization servers that a platform names: found by the standards' own rules, and checked.

A platform may name any server: nothing is taken from one before its own description has confirmed
what was said of it. Whether the person trusts it is for the floors above to ask.
"""

from __future__ import annotations

import re
from typing import Any, Iterable, List, Mapping, Optional, Sequence, Tuple
from urllib.parse import urlsplit, urlunsplit

import requests

from cicclo_qgis.catalogue.looking import leads_inside
from cicclo_qgis.ogcapi.documents import get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import same_origin
from cicclo_qgis.platforms.fields import RecordError, check_url
from cicclo_qgis.platforms.model import OidcAccess

CLIENT_ID = "cicclo-qgis"
"""The name under which a platform registers this plugin (a public native client), by agreement."""

RESOURCE_PATH = "/.well-known/oauth-protected-resource"
CONFIGURATION_PATH = "/.well-known/openid-configuration"
_MOST_SERVERS = 3
_MOST_SCOPES = 10
_SCOPE = re.compile(r"[!#-\[\]-~]+")
_OPENID = "openid"


class TokenServers:
    """Looks for the authorization server of one platform. ``http`` sends no credential."""

    def __init__(self, http: requests.Session, landing: str, protects: str, policy: Policy) -> None:
        self._http = http
        self._landing = landing
        self._protects = protects
        self._policy = policy

    def of_resource(self, named: Optional[str], asked: str, scope: str = "") -> List[OidcAccess]:
        """Servers that the metadata of the protected resource names (RFC 9728).

        ``named``: the address that a challenge gave (section 5.1), if any; else the well-known one
        of ``asked``, then of the whole host. ``scope``: what the challenge asks for.

        The metadata counts only for the resource it stands for: its ``resource`` must be the one
        that its own address is derived from (section 3.3), and ``asked`` must lie in it.
        """
        places = [named] if named else [metadata_address(asked), metadata_address(_root(asked))]
        for place in dict.fromkeys(places):
            document = self._document(place) if same_origin(place, asked) else None
            resource = None if document is None else document.get("resource")
            if not isinstance(resource, str) or metadata_address(resource) != place:
                continue
            if not lies_in(asked, resource):
                continue
            return self._named_by(document or {}, resource, scope)
        return []

    def of_configuration(self, url: str, scopes: Iterable[str] = ()) -> List[OidcAccess]:
        """The server whose OpenID configuration is at ``url`` (OpenAPI ``openIdConnectUrl``)."""
        if not url.endswith(CONFIGURATION_PATH):
            return []
        issuer = url[: -len(CONFIGURATION_PATH)]
        # Discovery takes the slash away that some issuers end with (OIDC Discovery section 4.1).
        for candidate in (issuer, issuer + "/"):
            found = self.checked(candidate, scopes)
            if found is not None:
                return [found]
        return []

    def of_endpoints(
        self, authorization: str, token: str, scopes: Iterable[str] = ()
    ) -> List[OidcAccess]:
        """The server with exactly these endpoints (OpenAPI flow ``authorizationCode``).

        OpenAPI names no issuer: Keycloak's is in its addresses, others are tried at the root.
        """
        candidates = [token.split("/protocol/openid-connect/")[0]]
        candidates += [_root(token), _root(token) + "/"]
        for issuer in dict.fromkeys(candidates):
            if issuer == token or not same_origin(issuer, token):
                continue
            found = self.checked(issuer, scopes, endpoints=(authorization, token))
            if found is not None:
                return [found]
        return []

    def checked(
        self,
        issuer: str,
        scopes: Iterable[str] = (),
        resource: str = "",
        endpoints: Optional[Tuple[str, str]] = None,
    ) -> Optional[OidcAccess]:
        """The access by way of ``issuer``, once its own description has confirmed it.

        It must name itself so byte for byte, offer the code flow with S256, and where it lists the
        resources it serves (RFC 9728 section 4) list this one.
        """
        told = self._document(issuer.rstrip("/") + CONFIGURATION_PATH)
        if told is None or told.get("issuer") != issuer:
            return None
        own = (told.get("authorization_endpoint"), told.get("token_endpoint"))
        if not all(isinstance(url, str) and self._reachable(url) for url in own):
            return None
        if endpoints is not None and own != endpoints:
            return None
        for name, needed in (
            ("response_types_supported", "code"),
            ("code_challenge_methods_supported", "S256"),
            ("protected_resources", resource),
        ):
            listed = told.get(name)
            if needed and isinstance(listed, list) and needed not in listed:
                return None
        return OidcAccess(
            issuer=issuer,
            client_id=CLIENT_ID,
            protects=(self._protects,),
            scopes=_scopes(scopes),
            # RFC 8707: a token for this resource alone is of no use to anyone else.
            authorize_params={"resource": resource} if resource else {},
        )

    def _named_by(self, document: Mapping[str, Any], resource: str, scope: str) -> List[OidcAccess]:
        servers = document.get("authorization_servers")
        if not isinstance(servers, list):
            return []
        told = document.get("scopes_supported")
        scopes: Sequence[Any] = scope.split() or (told if isinstance(told, list) else [])
        found = (
            self.checked(server, scopes, resource)
            for server in servers[:_MOST_SERVERS]
            if isinstance(server, str)
        )
        return [access for access in found if access is not None]

    def _reachable(self, url: str) -> bool:
        return _usable(url) and not leads_inside(self._landing, url)

    def _document(self, url: str) -> Optional[Mapping[str, Any]]:
        """The JSON object at exactly ``url``; None when there is none.

        Raises:
            OgcApiError: only when cancelled.
        """
        if not self._reachable(url):
            return None
        try:
            document = get_json(self._http, url, policy=self._policy)
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
            return None
        return document.data if document.url == url and isinstance(document.data, dict) else None


def metadata_address(resource: str) -> str:
    """Where the metadata of ``resource`` stands: between host and path (RFC 9728 section 3.1)."""
    parts = urlsplit(resource)
    path = "" if parts.path == "/" else parts.path
    return urlunsplit((parts.scheme, parts.netloc, RESOURCE_PATH + path, parts.query, ""))


def lies_in(url: str, resource: str) -> bool:
    """Whether ``url`` is ``resource`` or beneath it."""
    there, here = urlsplit(url).path, urlsplit(resource).path.rstrip("/")
    return same_origin(url, resource) and (there.rstrip("/") + "/").startswith(here + "/")


def _root(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def _usable(url: str) -> bool:
    try:
        check_url(url, "address")
    except RecordError:
        return False
    return not urlsplit(url).fragment


def _scopes(told: Iterable[Any]) -> Tuple[str, ...]:
    wanted = [name for name in told if isinstance(name, str) and _SCOPE.fullmatch(name)]
    return tuple(dict.fromkeys((_OPENID, *wanted[:_MOST_SCOPES])))
