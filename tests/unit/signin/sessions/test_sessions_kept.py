"""What the person decides of a session: renewed now, kept or not, forgotten."""

from __future__ import annotations

import pytest

from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin import (
    Arrival,
    MemoryStore,
    Permitted,
    Sessions,
    SessionState,
    SignInProblemCode,
    StoreChain,
    StoreUnavailable,
)
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import ScriptedBrowser, SetClock, oidc_access, platform, sessions

DATA = "https://data.example/wfs3/collections"


class Lasting(MemoryStore):
    """Stands for a keyring."""

    name = "Keyring"
    lasting = True


class Choice:
    """What the person has ticked."""

    def __init__(self) -> None:
        self.keep = True


@pytest.fixture
def choice() -> Choice:
    return Choice()


@pytest.fixture
def keyring() -> Lasting:
    return Lasting()


@pytest.fixture
def place(server: AuthServer) -> Platform:
    return platform(oidc_access(server.issuer))


@pytest.fixture
def desk(
    server: AuthServer, clock: SetClock, keyring: Lasting, choice: Choice, place: Platform
) -> Sessions:
    chain = StoreChain((Permitted(keyring, lambda: choice.keep),), clock.now)
    sessions_ = sessions(
        ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))]), clock, chain
    )
    assert sessions_.sign_in(place).state is SessionState.SIGNED_IN
    return sessions_


def bearer(desk: Sessions) -> str:
    credential = desk.credential_for(DATA)
    return "" if credential is None else credential.headers["Authorization"]


def test_renewed_because_the_person_wants_to(desk: Sessions) -> None:
    before = bearer(desk)
    assert desk.status("atelier").renewable
    status = desk.renew("atelier")
    assert status.state is SessionState.SIGNED_IN and status.problem is None
    assert bearer(desk) not in ("", before)


def test_a_renewal_that_the_platform_refuses_ends_the_session(
    desk: Sessions, server: AuthServer
) -> None:
    server.revoke_all()
    status = desk.renew("atelier")
    assert status.state is SessionState.EXPIRED and not status.renewable
    assert bearer(desk) == ""


def test_a_renewal_without_an_answer_keeps_it(desk: Sessions, server: AuthServer) -> None:
    before = bearer(desk)
    server.faults.replies["token"] = (500, "text/html", "<h1>x</h1>")
    status = desk.renew("atelier")
    assert status.state is SessionState.SIGNED_IN
    assert status.problem is not None and status.problem.code is SignInProblemCode.SERVER_ERROR
    assert bearer(desk) == before


def test_what_cannot_be_renewed_is_not_ended_by_the_wish(
    server: AuthServer, clock: SetClock, place: Platform
) -> None:
    """Some servers give no refresh token: asking for a renewal must not cost the session."""
    server.faults.tokens = {"refresh_token": None}
    browser = ScriptedBrowser(lambda visit: [Arrival(server.answer(visit.start_url))])
    desk = sessions(browser, clock)
    desk.sign_in(place)
    before = bearer(desk)
    status = desk.renew("atelier")
    assert (status.state, status.fixed, status.renewable) == (SessionState.SIGNED_IN, True, False)
    assert status.ends_elsewhere
    assert bearer(desk) == before != ""
    clock.skip(2 * 3600)
    desk.renew_if_due(DATA)
    assert desk.status("atelier").state is SessionState.EXPIRED


def test_there_is_nothing_to_renew_where_nobody_is_signed_in(desk: Sessions) -> None:
    assert desk.renew("elsewhere").state is SessionState.SIGNED_OUT


def test_not_kept_any_more_and_kept_again(desk: Sessions, keyring: Lasting, choice: Choice) -> None:
    told = []
    desk.watch(told.append)
    assert keyring.get("atelier") is not None
    choice.keep = False
    desk.keep_again()
    assert keyring.get("atelier") is None
    assert desk.status("atelier").kept_in == MemoryStore.name and bearer(desk)
    choice.keep = True
    desk.keep_again()
    assert keyring.get("atelier") is not None
    assert [status.kept_in for status in told] == [MemoryStore.name, "Keyring"]


def test_what_is_kept_of_other_days_is_forgotten_alone(
    desk: Sessions, keyring: Lasting, place: Platform
) -> None:
    keyring.put("other", "1|x")
    desk.forget_kept([place, platform(id="other")])
    assert keyring.get("other") is None
    assert keyring.get("atelier") is not None


def test_without_leave_nothing_comes_back(
    desk: Sessions, keyring: Lasting, choice: Choice, place: Platform, clock: SetClock
) -> None:
    choice.keep = False
    permitted = Permitted(keyring, lambda: choice.keep)
    later = sessions(ScriptedBrowser(lambda visit: ()), clock, StoreChain((permitted,), clock.now))
    later.restore([place])
    assert later.status("atelier").state is SessionState.SIGNED_OUT
    for use in (lambda: permitted.get("atelier"), lambda: permitted.put("atelier", "x")):
        with pytest.raises(StoreUnavailable):
            use()
    permitted.delete("atelier")
    assert keyring.get("atelier") is None
