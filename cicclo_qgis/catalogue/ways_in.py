"""The ways into a platform whose record tells none: what the platform itself shows and declares.

In this order of worth: what it asks a stranger for (``WWW-Authenticate``, a page to sign in); its
gateway's ``/whoami``; the metadata of the protected resource (RFC 9728); the security schemes of
its API description. Nothing is sent but plain GET requests, without credential and without cookie.
"""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Iterable, Iterator, List, Optional, Tuple
from urllib.parse import urlsplit, urlunsplit

import requests

from cicclo_qgis.catalogue.looking import AS_A_BROWSER, Look, look
from cicclo_qgis.catalogue.openapi_ways import Scheme, schemes
from cicclo_qgis.catalogue.token_servers import TokenServers
from cicclo_qgis.ogcapi.documents import ACCEPT_GEOJSON, ACCEPT_OPENAPI, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.urls import same_origin, with_query
from cicclo_qgis.platforms.access_record import access_from_record
from cicclo_qgis.platforms.challenge import Challenge, challenges
from cicclo_qgis.platforms.fields import RecordError, check_url
from cicclo_qgis.platforms.model import (
    Access,
    AccountAccess,
    ApiKeyAccess,
    GatewayAccess,
    OidcAccess,
)

_KEY_SCHEMES = ("apikey", "api-key", "x-api-key")


def ways_in(
    http: requests.Session,
    landing: LandingPage,
    policy: Policy = DEFAULT_POLICY,
    refused: Optional[str] = None,
) -> Tuple[Access, ...]:
    """The ways into the platform of ``landing``, best first; often none.

    ``http`` sends no credential; it takes no more cookies from now on. ``refused``: an address
    that a stranger was refused, if one is known. What is found this way may be sent to the landing
    page and below it, nowhere else.

    Raises:
        OgcApiError: only when cancelled.
    """
    parts = urlsplit(landing.url)
    protects = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    try:
        # No credential may ever go over plain http: then there is no way in to look for.
        check_url(protects, "landing")
    except RecordError:
        return ()
    http.cookies.clear()
    http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return _Finder(http, landing, protects, policy).ways(refused or landing.collections_url)


class _Finder:
    """One platform, being looked at."""

    def __init__(
        self, http: requests.Session, landing: LandingPage, protects: str, policy: Policy
    ) -> None:
        self._http = http
        self._landing = landing
        self._protects = protects
        self._policy = policy
        self._servers = TokenServers(http, landing.url, protects, policy)

    def ways(self, asked: str) -> Tuple[Access, ...]:
        """See ``ways_in``."""
        seen = self._look(asked)
        asks = () if seen is None else challenges(seen.headers.get("WWW-Authenticate"))
        if not asks and seen is not None and seen.status in (401, 403):
            # mod_auth_openidc leads browsers to its login page, and tells programs nothing.
            page = self._look(asked, AS_A_BROWSER)
            seen = page if page is not None and page.asks_in_a_page else seen
        shown = [way for challenge in asks for way in self._by_challenge(challenge, asked)]
        gateway = self._georchestra() or self._by_page(seen)
        declared = self._declared(closed=_is_closed(seen))
        if not _tokens((*shown, *declared)):
            declared = [*self._servers.of_resource(None, self._protects), *declared]
        return _best_first(shown, gateway, declared)

    def _look(self, asked: str, accept: str = ACCEPT_GEOJSON) -> Optional[Look]:
        if not same_origin(asked, self._landing.url):
            return None
        try:
            return look(self._http, asked, self._policy, accept)
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
            return None

    def _by_challenge(self, challenge: Challenge, asked: str) -> List[Access]:
        told = challenge.parameters
        if challenge.scheme == "bearer":
            named = told.get("resource_metadata")
            return list(self._servers.of_resource(named, asked, told.get("scope", "")))
        if challenge.scheme == "basic":
            return [AccountAccess((self._protects,), try_url=asked)]
        header = told.get("header") or told.get("name")
        if challenge.scheme in _KEY_SCHEMES and header:
            return self._key(header, asked)
        return []

    def _key(self, header: str, asked: Optional[str] = None) -> List[Access]:
        record = {
            "kind": "apikey",
            "header": header,
            "protects": [self._protects],
            "try_url": asked,
        }
        try:
            return [access_from_record(record, "found")]
        except RecordError:
            return []  # a header that must not be set

    def _georchestra(self) -> List[Access]:
        """The gateway of geOrchestra answers ``/whoami`` in a way no other software does."""
        parts = urlsplit(self._landing.url)

        def at(path: str) -> str:
            return urlunsplit((parts.scheme, parts.netloc, path, "", ""))

        try:
            document = get_json(self._http, at("/whoami"), policy=self._policy)
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
            return []
        if not isinstance(document.data, dict) or "GeorchestraUser" not in document.data:
            return []
        if not same_origin(document.url, self._landing.url):
            return []
        return [
            GatewayAccess(
                login_url=at("/login"),
                whoami_url=at("/whoami"),
                protects=(self._protects,),
                logout_url=at("/logout"),
                cookies=("SESSION",),
            )
        ]

    def _by_page(self, seen: Optional[Look]) -> List[Access]:
        """A gateway of any kind: the address that leads strangers to a page is where to begin.

        The same address tells whether that worked: it then answers with JSON.
        """
        if seen is None or not seen.asks_in_a_page:
            return []
        door = with_query(seen.url, {"limit": "1"}) if "/items" in seen.url else seen.url
        return [GatewayAccess(door, door, (self._protects,), names_person=False)]

    def _declared(self, closed: bool) -> List[Access]:
        if self._landing.api_url is None:
            return []
        try:
            document = get_json(self._http, self._landing.api_url, ACCEPT_OPENAPI, self._policy)
        except OgcApiError as error:
            if error.code is ProblemCode.CANCELLED:
                raise
            return []
        return [way for scheme in schemes(document.data, closed) for way in self._by_scheme(scheme)]

    def _by_scheme(self, scheme: Scheme) -> Iterator[Access]:
        told = scheme.told
        if scheme.type == "openIdConnect":
            url = told.get("openIdConnectUrl")
            if isinstance(url, str):
                yield from self._servers.of_configuration(url, scheme.scopes)
        elif scheme.type == "oauth2":
            flows = told.get("flows")
            flow = flows.get("authorizationCode") if isinstance(flows, dict) else None
            flow = flow if isinstance(flow, dict) else {}
            authorization, token = flow.get("authorizationUrl"), flow.get("tokenUrl")
            if isinstance(authorization, str) and isinstance(token, str):
                yield from self._servers.of_endpoints(authorization, token, scheme.scopes)
        elif scheme.type == "http" and str(told.get("scheme")).lower() == "basic":
            yield AccountAccess((self._protects,))
        elif scheme.type == "apiKey" and told.get("in") == "header":
            # A key in the query would stand in logs and projects: that way is left alone.
            yield from self._key(str(told.get("name")))


def _is_closed(seen: Optional[Look]) -> bool:
    return seen is not None and (seen.status in (401, 403) or seen.asks_in_a_page)


def _tokens(ways: Iterable[Access]) -> bool:
    return any(isinstance(way, OidcAccess) for way in ways)


def _best_first(
    shown: Iterable[Access], gateway: Iterable[Access], declared: Iterable[Access]
) -> Tuple[Access, ...]:
    """Tokens that the server asked for, its gateway, other tokens, then accounts and keys.

    An account comes late: geOrchestra asks programs for one, which those who come by ProConnect
    do not have.
    """
    ranked: List[Tuple[int, Access]] = []
    for bonus, ways in ((0, shown), (1, gateway), (2, declared)):
        for way in ways:
            late = 3 if isinstance(way, AccountAccess) else 4
            fixed = isinstance(way, (AccountAccess, ApiKeyAccess))
            ranked.append((late if fixed else bonus, way))
    found: List[Access] = []
    for _, way in sorted(ranked, key=lambda item: item[0]):
        if _identity(way) not in map(_identity, found):
            found.append(way)
    return tuple(found)


def _identity(way: Access) -> Tuple[str, ...]:
    if isinstance(way, OidcAccess):
        return (way.kind.value, way.issuer)
    if isinstance(way, ApiKeyAccess):
        return (way.kind.value, way.header.lower())
    return (way.kind.value,)
