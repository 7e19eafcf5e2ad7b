"""Technical accounts and keys on a real nginx; the person is played by a list of answers."""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace
from typing import Any, Iterator, List, Optional

import pytest
import requests

from cicclo_qgis.platforms.model import AccountAccess, ApiKeyAccess
from cicclo_qgis.platforms.protocol import may_carry_key
from cicclo_qgis.signin import (
    Account,
    Complaint,
    Question,
    SessionState,
    SignInProblemCode,
    StoreChain,
)
from cicclo_qgis.signin.account import basic
from cicclo_qgis.signin.apikey import key_header
from tests.nginx import PROGRAM, Nginx
from tests.unit.signin.people import ScriptedBrowser, SetClock, http, platform, sessions

NOBODY = ScriptedBrowser(lambda visit: ())


class Answers:
    """A person who types one answer after the other, and then declines."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.questions: List[Question] = []

    def ask_account(self, question: Question) -> Optional[Account]:
        self.questions.append(question)
        return self.answers.pop(0) if self.answers else None

    ask_key: Any = ask_account

    def cancel(self, platform_name: str) -> None:
        """It never waits."""

    def complaints(self) -> List[Optional[Complaint]]:
        return [question.complaint for question in self.questions]


class Hesitant(Answers):
    """A person who looks at the question until it is taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.gone = threading.Event(), threading.Event()

    def ask_account(self, question: Question) -> Optional[Account]:
        self.asked.set()
        self.gone.wait(60)
        return Account("too", "late")

    ask_key: Any = ask_account

    def cancel(self, platform_name: str) -> None:
        self.gone.set()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    if PROGRAM is None:
        pytest.skip("nginx is not installed")
    with Nginx(tmp_path_factory.mktemp("nginx")) as server:
        yield server


class Way:
    """One of the two kinds, with a good answer and a wrong one."""

    def __init__(self, nginx: Nginx, kind: str) -> None:
        self.place = nginx.url(f"/{kind}")
        self.good: Any = Account(nginx.username, nginx.password)
        self.wrong: Any = Account(nginx.username, secrets.token_urlsafe(8))
        self.access: Any = AccountAccess((self.place + "/",), "https://help.example/")
        if kind == "key":
            self.good, self.wrong = f" {nginx.key} ", secrets.token_urlsafe(8)
            self.access = ApiKeyAccess((self.place + "/",), help_url="https://help.example/")


@pytest.fixture(params=["account", "key"])
def way(request: Any, nginx: Nginx) -> Way:
    return Way(nginx, request.param)


def data(url: str, credential: Any) -> int:
    with http() as session:
        return session.get(url, headers=dict(credential.headers), timeout=5).status_code


def test_what_is_typed_is_tried_where_strangers_are_refused(
    clock: SetClock, way: Way, nginx: Nginx
) -> None:
    """The landing page may be open to all: it would take anything."""
    access = replace(way.access, protects=(nginx.url("/"),), try_url=way.place + "/collections")
    person = Answers(way.wrong, way.good)
    desk = sessions(NOBODY, clock, prompt=person)
    where = platform(access, landing=nginx.url("/nowhere"))
    assert desk.sign_in(where).state is SessionState.SIGNED_IN
    assert person.complaints() == [None, Complaint.REFUSED]


def test_signed_in_restored_and_refused(clock: SetClock, way: Way) -> None:
    store = StoreChain((), clock.now)
    desk = sessions(NOBODY, clock, store, prompt=Answers(way.good))
    where = platform(way.access)
    status = desk.sign_in(where)
    assert status.state is SessionState.SIGNED_IN and status.kind is way.access.kind
    again = sessions(NOBODY, clock, store)
    again.restore([where])
    for each in (desk, again):
        credential = each.credential_for(f"{way.place}/collections?limit=1")
        assert credential is not None
        assert data(f"{way.place}/collections?limit=1", credential) == 200
        assert each.credential_for(way.place + "s/collections") is None
    assert again.refused(f"{way.place}/items", 401) is False
    assert again.status("atelier").state is SessionState.EXPIRED
    assert store.get("atelier") is None


def test_what_the_platform_refuses_is_asked_again(clock: SetClock, way: Way) -> None:
    person = Answers(way.wrong, way.good)
    desk = sessions(NOBODY, clock, prompt=person)
    assert desk.sign_in(platform(way.access)).state is SessionState.SIGNED_IN
    assert person.complaints() == [None, Complaint.REFUSED]
    first, second = person.questions
    assert first.platform_name == "Atelier" and first.help_url == "https://help.example/"
    assert first.host.startswith("127.0.0.1:") and first.username == ""
    assert second.username == getattr(way.wrong, "username", "")


def test_giving_up_after_a_refusal_keeps_nothing(clock: SetClock, way: Way) -> None:
    store = StoreChain((), clock.now)
    desk = sessions(NOBODY, clock, store, prompt=Answers(way.wrong))
    problem = desk.sign_in(platform(way.access)).problem
    assert problem is not None and problem.code is SignInProblemCode.CANCELLED
    assert store.get("atelier") is None
    assert desk.credential_for(f"{way.place}/items") is None


def test_it_is_tried_at_the_service_but_only_inside_the_protected_places(
    clock: SetClock, nginx: Nginx
) -> None:
    account = Account(nginx.username, nginx.password)
    access = AccountAccess((nginx.url("/account"),))
    for landing, tried in (("/account/ogc", "/account/ogc"), ("/elsewhere", "/account")):
        where = platform(access, landing=nginx.url(landing))
        before = len(nginx.seen())
        sessions(NOBODY, clock, prompt=Answers(account)).sign_in(where)
        assert [row[0] for row in nginx.seen()[before:]] == [tried]


def test_without_network_nothing_is_taken_for_granted(clock: SetClock, way: Way) -> None:
    gone = type(way.access)(("http://127.0.0.1:9/x",))
    status = sessions(NOBODY, clock, prompt=Answers(way.good)).sign_in(platform(gone))
    assert status.problem is not None and status.problem.code is SignInProblemCode.NETWORK


def test_without_a_prompt_or_an_answer(clock: SetClock, way: Way) -> None:
    codes = []
    for prompt in (None, Answers()):
        status = sessions(NOBODY, clock, prompt=prompt).sign_in(platform(way.access))
        codes.append(status.problem.code if status.problem is not None else None)
    assert codes == [SignInProblemCode.NOT_SUPPORTED, SignInProblemCode.CANCELLED]


def test_a_question_can_be_cancelled(clock: SetClock, way: Way) -> None:
    person = Hesitant()
    desk = sessions(NOBODY, clock, prompt=person)
    signing_in = threading.Thread(target=desk.sign_in, args=(platform(way.access),))
    signing_in.start()
    assert person.asked.wait(20)
    assert desk.status("atelier").state is SessionState.WAITING
    desk.cancel("atelier")
    signing_in.join(20)
    problem = desk.status("atelier").problem
    assert problem is not None and problem.code is SignInProblemCode.CANCELLED
    assert desk.credential_for(way.place + "/") is None


def test_there_is_nothing_to_renew(clock: SetClock, way: Way) -> None:
    desk = sessions(NOBODY, clock, prompt=Answers(way.good))
    desk.sign_in(platform(way.access))
    status = desk.renew("atelier")
    assert status.state is SessionState.SIGNED_IN and not status.renewable


def test_another_way_in_can_be_chosen(clock: SetClock, nginx: Nginx) -> None:
    first, second = Way(nginx, "account"), Way(nginx, "key")
    desk = sessions(NOBODY, clock, prompt=Answers(second.good))
    status = desk.sign_in(platform(first.access, second.access), second.access)
    assert status.kind is second.access.kind
    assert desk.credential_for(first.place + "/") is None


@pytest.mark.parametrize(
    "account", [Account("a:b", "c"), Account("a\r\n", "c"), Account("a", "c\x00")]
)
def test_accounts_that_http_cannot_carry(account: Account, clock: SetClock, nginx: Nginx) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        basic(account)
    person, before = Answers(account), len(nginx.seen())
    sessions(NOBODY, clock, prompt=person).sign_in(platform(Way(nginx, "account").access))
    assert person.complaints() == [None, Complaint.UNSENDABLE]
    assert len(nginx.seen()) == before


@pytest.mark.parametrize("header", ["Host", "cookie", "TE", "User-Agent", "a b", "a:", ""])
def test_headers_that_cannot_carry_a_key(header: str, clock: SetClock) -> None:
    assert not may_carry_key(header)
    with pytest.raises(ValueError, match="cannot carry"):
        key_header(header, "k")
    person = Answers("k")
    where = platform(ApiKeyAccess(("https://data.example/wfs",), header))
    problem = sessions(NOBODY, clock, prompt=person).sign_in(where).problem
    assert problem is not None and problem.code is SignInProblemCode.NOT_SUPPORTED
    assert person.questions == []


@pytest.mark.parametrize("key", ["", "a\r\nX: y", "a b", "é"])
def test_keys_that_a_header_cannot_carry(key: str) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        key_header("apikey", key)


def test_the_server_does_refuse(nginx: Nginx) -> None:
    """Otherwise the tests above would prove nothing."""
    for path in ("/account/x", "/key/x"):
        assert requests.get(nginx.url(path), timeout=5).status_code == 401
