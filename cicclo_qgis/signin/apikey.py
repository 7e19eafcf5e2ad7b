"""Access of kind ``apikey``: a key in one request header."""

from __future__ import annotations

import re
from typing import Dict, Optional

from cicclo_qgis.platforms.model import AccessKind, ApiKeyAccess, Platform
from cicclo_qgis.platforms.protocol import may_carry_key
from cicclo_qgis.signin.asking import Asking
from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.fixed import FixedSession
from cicclo_qgis.signin.http import HttpFactory
from cicclo_qgis.signin.prompt import Prompt
from cicclo_qgis.signin.record import Record
from cicclo_qgis.signin.session import agreed_spaces, spaces_of
from cicclo_qgis.signin.state import SignInProblemCode

_VISIBLE = re.compile(r"[\x21-\x7e]+\Z")
_KEY = "key"


class ApiKeyMethod:
    """Asks for the key in a dialog of the floors above."""

    def __init__(self, http: HttpFactory, prompt: Optional[Prompt], clock: Clock) -> None:
        self._http = http
        self._prompt = prompt
        self._clock = clock

    def sign_in(self, platform: Platform, access: ApiKeyAccess, course: Course) -> FixedSession:
        """See ``SignInMethod.sign_in``."""
        spaces, prompt = spaces_of(access), self._prompt
        if prompt is None or not may_carry_key(access.header):
            raise SignInFailed(SignInProblemCode.NOT_SUPPORTED)
        asking = Asking(
            prompt.ask_key,
            lambda typed: key_header(access.header, typed.strip()),
            lambda typed: "",
        )
        key, headers = asking.until_taken(self._http, prompt, platform, access, course)
        return FixedSession(
            platform_id=platform.id,
            kind=AccessKind.APIKEY,
            spaces=spaces,
            who="",
            since=self._clock.now(),
            made_by=(access.header,),
            headers=headers,
            secret={_KEY: key.strip()},
        )

    def revive(self, platform: Platform, access: ApiKeyAccess, record: Record) -> FixedSession:
        """See ``SignInMethod.revive``."""
        key = record.secret.get(_KEY)
        if not isinstance(key, str) or record.made_by != (access.header,):
            raise ValueError("the record holds no key for that header")
        return FixedSession.kept(
            record, agreed_spaces(access, record), key_header(access.header, key)
        )


def key_header(header: str, key: str) -> Dict[str, str]:
    """The request header that carries ``key`` (RFC 9110 section 5).

    Raises:
        ValueError: not a field name for a key, or a key that a header cannot carry.
    """
    if not may_carry_key(header):
        raise ValueError("a header that cannot carry a key")
    if not _VISIBLE.match(key):
        raise ValueError("a key that a header cannot carry")
    return {header: key}
