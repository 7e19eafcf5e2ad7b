"""The ways into a platform, to and from the member ``access`` of its record.

What is checked here is what a hostile or careless record could abuse: where a credential may be
sent. A cookie belongs to one host, so a gateway protects addresses of its own host only.
"""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple
from urllib.parse import urlsplit

from cicclo_qgis.platforms.fields import LOOPBACK, Fields, RecordError
from cicclo_qgis.platforms.model import (
    Access,
    AccessKind,
    AccountAccess,
    ApiKeyAccess,
    GatewayAccess,
    OidcAccess,
)
from cicclo_qgis.platforms.protocol import OWN_PARAMETERS, is_token, may_carry_key


def access_from_record(value: object, where: str) -> Access:
    """One way into a platform; ``where`` names the member in complaints.

    Raises:
        RecordError: unknown kind, or a member that is missing, wrong or dangerous.
    """
    fields = Fields(value, where)
    kind = fields.text("kind")
    if kind == AccessKind.OIDC.value:
        return _oidc(fields, where)
    if kind == AccessKind.GATEWAY.value:
        return _gateway(fields, where)
    if kind == AccessKind.ACCOUNT.value:
        return AccountAccess(
            fields.urls("protects"), fields.optional_url("help_url"), fields.optional_url("try_url")
        )
    if kind == AccessKind.APIKEY.value:
        return _apikey(fields, where)
    raise RecordError(f"{where}.kind", "must be oidc, gateway, account or apikey")


def _oidc(fields: Fields, where: str) -> OidcAccess:
    params = fields.text_map("authorize_params")
    if OWN_PARAMETERS & {name.lower() for name in params}:
        raise RecordError(f"{where}.authorize_params", "holds a parameter of the protocol itself")
    redirect_uris = fields.texts("redirect_uris", ("http://127.0.0.1/callback",))
    for uri in redirect_uris:
        if not _is_loopback(uri):
            raise RecordError(f"{where}.redirect_uris", "must be loopback addresses (RFC 8252)")
    if not redirect_uris:
        raise RecordError(f"{where}.redirect_uris", "must not be empty")
    scopes = fields.texts("scopes", ("openid",))
    if "openid" not in scopes:
        raise RecordError(f"{where}.scopes", "must hold openid")
    return OidcAccess(
        issuer=fields.url("issuer"),
        client_id=fields.text("client_id"),
        protects=fields.urls("protects"),
        scopes=scopes,
        redirect_uris=redirect_uris,
        authorize_params=params,
        acr_values=_acr_values(fields, where),
    )


def _is_loopback(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return parts.scheme == "http" and (parts.hostname or "") in LOOPBACK


def _acr_values(fields: Fields, where: str) -> Tuple[str, ...]:
    values = fields.texts("acr_values")
    if any(" " in value for value in values):
        raise RecordError(f"{where}.acr_values", "holds a value with a blank in it")
    return values


def _gateway(fields: Fields, where: str) -> GatewayAccess:
    access = GatewayAccess(
        login_url=fields.url("login_url"),
        whoami_url=fields.url("whoami_url"),
        protects=fields.urls("protects"),
        logout_url=fields.optional_url("logout_url"),
        cookies=fields.texts("cookies"),
        names_person=fields.flag("names_person", True),
    )
    own = urlsplit(access.whoami_url).netloc.lower()
    others = (access.login_url, *access.protects, *filter(None, (access.logout_url,)))
    for url in others:
        if urlsplit(url).netloc.lower() != own:
            raise RecordError(where, "names addresses of more than one host")
    if not all(map(is_token, access.cookies)):
        raise RecordError(f"{where}.cookies", "holds something that is not a cookie name")
    return access


def _apikey(fields: Fields, where: str) -> ApiKeyAccess:
    header = fields.text("header", "apikey")
    if not may_carry_key(header):
        raise RecordError(f"{where}.header", "cannot carry a key")
    return ApiKeyAccess(
        protects=fields.urls("protects"),
        header=header,
        help_url=fields.optional_url("help_url"),
        try_url=fields.optional_url("try_url"),
    )


def access_to_record(access: Access) -> Dict[str, Any]:
    """The record of one way into a platform."""
    record: Dict[str, Any] = {"kind": access.kind.value, "protects": list(access.protects)}
    if isinstance(access, OidcAccess):
        record.update(
            issuer=access.issuer,
            client_id=access.client_id,
            scopes=list(access.scopes),
            redirect_uris=list(access.redirect_uris),
            authorize_params=dict(access.authorize_params),
        )
        if access.acr_values:
            record["acr_values"] = list(access.acr_values)
    elif isinstance(access, GatewayAccess):
        record.update(
            login_url=access.login_url,
            whoami_url=access.whoami_url,
            cookies=list(access.cookies),
        )
        _set(record, "logout_url", access.logout_url)
        if not access.names_person:
            record["names_person"] = False
    elif isinstance(access, ApiKeyAccess):
        record["header"] = access.header
        _set(record, "help_url", access.help_url)
        _set(record, "try_url", access.try_url)
    else:
        _set(record, "help_url", access.help_url)
        _set(record, "try_url", access.try_url)
    return record


def _set(record: Dict[str, Any], member: str, value: Optional[str]) -> None:
    if value:
        record[member] = value
