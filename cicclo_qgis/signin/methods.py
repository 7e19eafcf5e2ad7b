"""The four kinds of access behind one face."""

from __future__ import annotations

from typing import Optional

from cicclo_qgis.platforms.model import (
    Access,
    AccountAccess,
    ApiKeyAccess,
    GatewayAccess,
    OidcAccess,
    Platform,
)
from cicclo_qgis.signin.account import AccountMethod
from cicclo_qgis.signin.apikey import ApiKeyMethod
from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.gateway import GatewayMethod
from cicclo_qgis.signin.http import HttpFactory
from cicclo_qgis.signin.oidc.method import OidcMethod
from cicclo_qgis.signin.prompt import Prompt
from cicclo_qgis.signin.record import Record
from cicclo_qgis.signin.session import Session, SignInMethod
from cicclo_qgis.signin.state import SignInProblemCode


class Methods:
    """Picks the method that belongs to an access."""

    def __init__(self, http: HttpFactory, clock: Clock, prompt: Optional[Prompt]) -> None:
        self._oidc: SignInMethod[OidcAccess] = OidcMethod(http, clock)
        self._gateway: SignInMethod[GatewayAccess] = GatewayMethod(http, clock)
        self._account: SignInMethod[AccountAccess] = AccountMethod(http, prompt, clock)
        self._apikey: SignInMethod[ApiKeyAccess] = ApiKeyMethod(http, prompt, clock)

    def sign_in(self, platform: Platform, access: Optional[Access], course: Course) -> Session:
        """Sign in by ``access``.

        Raises:
            SignInFailed: with the reason; NOT_SUPPORTED when there is no access at all.
        """
        if isinstance(access, OidcAccess):
            return self._oidc.sign_in(platform, access, course)
        if isinstance(access, GatewayAccess):
            return self._gateway.sign_in(platform, access, course)
        if isinstance(access, AccountAccess):
            return self._account.sign_in(platform, access, course)
        if isinstance(access, ApiKeyAccess):
            return self._apikey.sign_in(platform, access, course)
        raise SignInFailed(SignInProblemCode.NOT_SUPPORTED)

    def revive(self, platform: Platform, record: Record) -> Session:
        """The session kept in ``record``, by whichever access of ``platform`` made it.

        Raises:
            ValueError: none did.
        """
        reason = ValueError("the platform no longer offers that kind of access")
        for access in platform.access:
            if access.kind is not record.kind or record.platform_id != platform.id:
                continue
            try:
                return self._revive(platform, access, record)
            except ValueError as error:
                reason = error
        raise reason

    def _revive(self, platform: Platform, access: Access, record: Record) -> Session:
        if isinstance(access, OidcAccess):
            return self._oidc.revive(platform, access, record)
        if isinstance(access, GatewayAccess):
            return self._gateway.revive(platform, access, record)
        if isinstance(access, AccountAccess):
            return self._account.revive(platform, access, record)
        return self._apikey.revive(platform, access, record)
