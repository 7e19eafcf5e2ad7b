"""A download whose session ends in the middle: renewed once, one page asked again, nothing lost."""

from __future__ import annotations

import secrets
import threading
import time
from typing import List, Optional

import pytest

from cicclo_qgis.host.authorizer import RequestAuthorizer
from cicclo_qgis.host.transfer_http import transfer_http
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.ogcapi import ProblemCode, collections, open_landing
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from cicclo_qgis.transfer import TransferError, Verdict, download
from tests.qgis.platform_server import Content, OapifPlatform, login_page, login_redirect
from tests.qgis.server import Answer


class Session:
    """One platform's session, renewed as ``Sessions`` does it: by one thread, for all."""

    def __init__(self, space: str) -> None:
        self.lock = threading.Lock()
        self.space = ProtectionSpace.of(space)
        self.secrets: List[str] = []
        self.refusals: List[int] = []
        self.renewals = 0
        self.alive = True
        self.until: Optional[float] = None
        self.issue()

    def issue(self) -> None:
        self.secret = secrets.token_urlsafe(16)
        self.secrets.append(self.secret)
        bearer = {"Authorization": f"Bearer {self.secret}"}
        self.credential: Optional[Credential] = Credential("p", bearer, (self.space,), self.until)

    def credential_for(self, url: str) -> Optional[Credential]:
        found = self.credential
        return found if found is not None and found.covers(url) else None

    def renew_if_due(self, url: str) -> Optional[Credential]:
        with self.lock:
            if self.until is not None and self.until - time.time() < 60:
                self.renewals += 1
                self.until = time.time() + 3600
                self.issue()
        return self.credential_for(url)

    def refused(self, url: str, status: int, sent: Optional[Credential] = None) -> bool:
        with self.lock:
            self.refusals.append(status)
            if sent is not self.credential:
                return True
            if not self.alive:
                self.credential = None
                return False
            self.renewals += 1
            self.issue()
        return True


@pytest.fixture
def platform(server):
    return OapifPlatform(server, [Content("agents", 1500, title="Agents")], max_limit=100)


@pytest.fixture
def session(platform, qgis_app):
    session = Session(platform.landing)
    authorizer = RequestAuthorizer(session, lambda url: True)
    authorizer.install()
    yield session
    authorizer.remove()


@pytest.fixture
def copy(platform, session, beside_gui, tmp_path):
    http = transfer_http(http_session, session)

    def work():
        opened = http()
        landing = open_landing(opened, platform.landing)
        (found,) = collections(opened, landing)
        return download(http, landing, found, tmp_path / "a.gpkg")

    return lambda: beside_gui(work)


def guard(platform, session, refusal, lasting=6):
    """Only the newest token opens, and it is worn out after ``lasting`` pages."""
    used: dict = {}
    lock = threading.Lock()

    def allowed(seen):
        token = seen.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != session.secret:
            return False
        if not seen.path.endswith("/items"):
            return True
        with lock:
            used[token] = used.get(token, 0) + 1
            return used[token] <= lasting

    platform.allowed = allowed
    platform.refusal = refusal


@pytest.mark.parametrize(
    "refusal",
    [None, login_redirect, login_page],
    ids=["401", "redirect to a login page", "login page"],
)
def test_a_session_that_ends_in_the_middle(platform, session, copy, refusal):
    guard(platform, session, refusal)
    result = copy()
    assert (result.verdict, result.features) == (Verdict.VERIFIED, 1500)
    assert session.renewals >= 2, "renewed when worn out"
    pages = len(platform.server.to("/ogc/collections/agents/items"))
    assert pages < 15 + 10 + 3 * len(session.refusals), "only what was refused is asked again"
    written = result.path.read_bytes()
    assert not any(secret.encode() in written for secret in session.secrets)


def test_a_session_about_to_end_is_renewed_before(platform, session, copy):
    session.until = time.time() + 5
    session.issue()
    platform.allowed = lambda seen: session.secret in seen.headers.get("Authorization", "")
    assert copy().features == 1500
    assert session.renewals == 1 and session.refusals == []


def test_a_session_that_is_over_ends_the_download(platform, session, copy):
    guard(platform, session, None)
    session.alive = False
    with pytest.raises(TransferError) as told:
        copy()
    assert told.value.problem.code is ProblemCode.SIGN_IN_REQUIRED and told.value.resumable


def test_a_cookie_of_the_server_does_not_stand_in_for_the_credential(platform, session, copy):
    whole = platform.answer

    def with_cookie(seen):
        answer = whole(seen)
        return Answer(answer.status, answer.body, [*answer.headers, ("Set-Cookie", "X=1; Path=/")])

    platform.server.fallback = with_cookie
    platform.allowed = lambda seen: session.secret in seen.headers.get("Authorization", "")
    assert copy().features == 1500
    assert not any("X=1" in seen.headers.get("Cookie", "") for seen in platform.server.seen)


def test_pages_come_side_by_side(platform, session, copy):
    """Not one after another through the GUI thread."""
    platform.on_items = lambda seen: time.sleep(0.1)
    copy()
    assert platform.server.most_at_once >= 4
