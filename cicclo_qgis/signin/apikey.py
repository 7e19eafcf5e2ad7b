"""Access of kind ``apikey``: a key in one request header."""

from __future__ import annotations

import re
from typing import Dict, Optional

from cicclo_qgis.platforms.model import AccessKind, ApiKeyAccess, Platform
from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.fixed import FixedSession
from cicclo_qgis.signin.prompt import Prompt
from cicclo_qgis.signin.record import Record
from cicclo_qgis.signin.session import agreed_spaces, spaces_of
from cicclo_qgis.signin.state import SessionState, SignInProblemCode

_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_VISIBLE = re.compile(r"[\x21-\x7e]+\Z")
_OTHERS = ("host", "cookie", "connection", "content-length", "transfer-encoding", "te", "upgrade")
_KEY = "key"


class ApiKeyMethod:
    """Asks for the key in a dialog of the floors above."""

    def __init__(self, prompt: Optional[Prompt], clock: Clock) -> None:
        self._prompt = prompt
        self._clock = clock

    def sign_in(self, platform: Platform, access: ApiKeyAccess, course: Course) -> FixedSession:
        """See ``SignInMethod.sign_in``."""
        spaces = spaces_of(access)
        if self._prompt is None:
            raise SignInFailed(SignInProblemCode.NOT_SUPPORTED)
        course.step(SessionState.WAITING)
        key = self._prompt.ask_key(platform.name, access.header, access.help_url)
        if key is None:
            raise SignInFailed(SignInProblemCode.CANCELLED)
        try:
            headers = key_header(access.header, key.strip())
        except ValueError as error:
            raise SignInFailed(SignInProblemCode.NOT_SUPPORTED, str(error)) from None
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
        return FixedSession(
            platform_id=platform.id,
            kind=AccessKind.APIKEY,
            spaces=agreed_spaces(access, record),
            who=record.who,
            since=record.since,
            made_by=record.made_by,
            headers=key_header(access.header, key),
            secret=record.secret,
        )


def key_header(header: str, key: str) -> Dict[str, str]:
    """The request header that carries ``key`` (RFC 9110 section 5).

    Raises:
        ValueError: not a field name for a key, or a key that a header cannot carry.
    """
    if not _FIELD_NAME.match(header) or header.lower() in _OTHERS:
        raise ValueError("a header that cannot carry a key")
    if not _VISIBLE.match(key):
        raise ValueError("a key that a header cannot carry")
    return {header: key}
