"""Technical accounts and keys: real, small, and asked for by the floors above."""

from __future__ import annotations

import base64
import secrets
from typing import Any, Optional

import pytest

from cicclo_qgis.platforms.model import AccountAccess, ApiKeyAccess
from cicclo_qgis.signin import Account, SessionState, SignInProblemCode, StoreChain
from cicclo_qgis.signin.account import basic
from cicclo_qgis.signin.apikey import key_header
from tests.unit.signin.people import ScriptedBrowser, SetClock, platform, sessions

DATA = "https://data.example/wfs"
KEY = secrets.token_urlsafe(16)
NOBODY = ScriptedBrowser(lambda visit: ())


class Answers:
    """A person who types what they are told."""

    def __init__(self, account: Optional[Account] = None, key: Optional[str] = None) -> None:
        self.account, self.key = account, key

    def ask_account(self, platform_name: str, help_url: Optional[str]) -> Optional[Account]:
        return self.account

    def ask_key(self, platform_name: str, header: str, help_url: Optional[str]) -> Optional[str]:
        return self.key


@pytest.mark.parametrize(
    ("access", "prompt", "headers"),
    [
        (
            AccountAccess(protects=(DATA,)),
            Answers(Account("agent", "clé été")),
            {"Authorization": "Basic " + base64.b64encode("agent:clé été".encode()).decode()},
        ),
        (ApiKeyAccess(protects=(DATA,)), Answers(key=f" {KEY} "), {"apikey": KEY}),
    ],
)
def test_signed_in_restored_and_refused(
    clock: SetClock, access: Any, prompt: Answers, headers: Any
) -> None:
    store = StoreChain((), clock.now)
    desk = sessions(NOBODY, clock, store, prompt=prompt)
    where = platform(access)
    assert desk.sign_in(where).state is SessionState.SIGNED_IN
    again = sessions(NOBODY, clock, store)
    again.restore([where])
    for each in (desk, again):
        credential = each.credential_for(f"{DATA}?request=x")
        assert credential is not None
        assert dict(credential.headers) == headers
    assert again.refused(DATA, 401) is False
    assert again.status("atelier").state is SessionState.EXPIRED
    assert store.get("atelier") is None


@pytest.mark.parametrize("access", [AccountAccess(protects=(DATA,)), ApiKeyAccess((DATA,))])
def test_without_a_prompt_or_an_answer(clock: SetClock, access: Any) -> None:
    codes = []
    for prompt in (None, Answers()):
        status = sessions(NOBODY, clock, prompt=prompt).sign_in(platform(access))
        codes.append(status.problem.code if status.problem is not None else None)
    assert codes == [SignInProblemCode.NOT_SUPPORTED, SignInProblemCode.CANCELLED]


@pytest.mark.parametrize(
    "account", [Account("a:b", "c"), Account("a\r\n", "c"), Account("a", "c\x00")]
)
def test_accounts_that_http_cannot_carry(account: Account, clock: SetClock) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        basic(account)
    desk = sessions(NOBODY, clock, prompt=Answers(account))
    assert desk.sign_in(platform(AccountAccess((DATA,)))).state is SessionState.FAILED


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Host", "k"),
        ("cookie", "k"),
        ("Transfer-Encoding", "k"),
        ("a b", "k"),
        ("a:", "k"),
        ("", "k"),
        ("apikey", ""),
        ("apikey", "a\r\nX: y"),
        ("apikey", "a b"),
        ("apikey", "é"),
    ],
)
def test_keys_that_a_header_cannot_carry(header: str, key: str) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        key_header(header, key)
