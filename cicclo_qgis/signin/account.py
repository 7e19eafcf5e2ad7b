"""Access of kind ``account``: a technical account, HTTP Basic (RFC 7617)."""

from __future__ import annotations

import base64
import unicodedata
from typing import Dict, Optional

from cicclo_qgis.platforms.model import AccessKind, AccountAccess, Platform
from cicclo_qgis.signin.asking import Asking
from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.fixed import FixedSession
from cicclo_qgis.signin.http import HttpFactory
from cicclo_qgis.signin.prompt import Account, Prompt
from cicclo_qgis.signin.record import Record
from cicclo_qgis.signin.session import agreed_spaces, spaces_of
from cicclo_qgis.signin.state import SignInProblemCode
from cicclo_qgis.signin.text import plain

_USER, _WORD = "username", "password"


class AccountMethod:
    """Asks for the account in a dialog of the floors above."""

    def __init__(self, http: HttpFactory, prompt: Optional[Prompt], clock: Clock) -> None:
        self._http = http
        self._prompt = prompt
        self._clock = clock

    def sign_in(self, platform: Platform, access: AccountAccess, course: Course) -> FixedSession:
        """See ``SignInMethod.sign_in``."""
        spaces, prompt = spaces_of(access), self._prompt
        if prompt is None:
            raise SignInFailed(SignInProblemCode.NOT_SUPPORTED)
        asking = Asking(prompt.ask_account, basic, lambda typed: typed.username)
        account, headers = asking.until_taken(self._http, prompt, platform, access, course)
        return FixedSession(
            platform_id=platform.id,
            kind=AccessKind.ACCOUNT,
            spaces=spaces,
            who=plain(account.username, 80),
            since=self._clock.now(),
            made_by=(AccessKind.ACCOUNT.value,),
            headers=headers,
            secret={_USER: account.username, _WORD: account.password},
        )

    def revive(self, platform: Platform, access: AccountAccess, record: Record) -> FixedSession:
        """See ``SignInMethod.revive``."""
        username, word = record.secret.get(_USER), record.secret.get(_WORD)
        if not isinstance(username, str) or not isinstance(word, str):
            raise ValueError("the record holds no account")
        return FixedSession.kept(
            record, agreed_spaces(access, record), basic(Account(username, word))
        )


def basic(account: Account) -> Dict[str, str]:
    """The ``Authorization`` header of an account, in UTF-8 (RFC 7617 section 2).

    Raises:
        ValueError: a colon in the user name, or control characters.
    """
    both = f"{account.username}:{account.password}"
    if ":" in account.username or any(unicodedata.category(char) == "Cc" for char in both):
        raise ValueError("a user name or password that HTTP cannot carry")
    return {"Authorization": "Basic " + base64.b64encode(both.encode("utf-8")).decode("ascii")}
