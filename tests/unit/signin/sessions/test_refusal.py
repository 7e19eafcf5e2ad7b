"""What a platform's refusal means for the session."""

from __future__ import annotations

from cicclo_qgis.signin import Sessions
from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import SetClock
from tests.unit.signin.sessions.second_day import DATA, Code, State, problem


def test_a_refused_token_is_renewed_once_then_the_session_is_over(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    old = desk.credential_for(DATA)
    assert desk.refused(DATA, 401, old) is True
    assert desk.refused(DATA, 401, old) is True, "late: another credential is there already"
    clock.skip(5)
    assert desk.refused(DATA, 401, desk.credential_for(DATA)) is False
    assert server.count("/token") == 1
    status = desk.status("atelier")
    assert (status.state, problem(status)) == (State.EXPIRED, Code.SESSION_ENDED)


def test_refusals_an_hour_apart_are_each_answered(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    for _ in range(3):
        assert desk.refused(DATA, 401) is True
        clock.skip(1800)
    assert server.count("/token") == 3


def test_no_right_is_no_reason_to_sign_in_again(desk: Sessions, server: AuthServer) -> None:
    assert desk.refused(DATA, 403) is False
    assert server.heard == []
    assert desk.status("atelier").state is State.SIGNED_IN


def test_a_refusal_elsewhere_is_none_of_ours(desk: Sessions, server: AuthServer) -> None:
    assert desk.refused("https://other.example/", 401) is False
    assert server.heard == []


def test_a_refusal_while_the_server_is_away_keeps_the_session(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    server.faults.replies["token"] = (500, "text/html", "")
    assert desk.refused(DATA, 401) is False
    assert desk.status("atelier").state is State.SIGNED_IN
    del server.faults.replies["token"]
    clock.skip(6)
    assert desk.refused(DATA, 401) is True


def test_a_refusal_just_after_a_renewal_is_of_the_old_token(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    """Who does not say what was sent is believed to have sent what was good until now."""
    assert desk.refused(DATA, 401) is True
    clock.skip(1.9)
    assert desk.refused(DATA, 401) is True
    assert server.count("/token") == 1
    clock.skip(0.2)
    assert desk.refused(DATA, 401) is False
    assert desk.status("atelier").state is State.EXPIRED


def test_after_a_failure_the_server_is_left_in_peace(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    server.faults.replies["token"] = (500, "text/html", "")
    assert desk.refused(DATA, 401) is False
    clock.skip(4.9)
    assert desk.refused(DATA, 401) is False
    assert server.count("/token") == 1
    clock.skip(0.2)
    assert desk.refused(DATA, 401) is False
    assert server.count("/token") == 2
    assert desk.status("atelier").state is State.SIGNED_IN


def test_a_second_refusal_within_a_minute_ends_it_and_one_later_does_not(
    desk: Sessions, server: AuthServer, clock: SetClock
) -> None:
    for pause in (60.1, 59.9):
        assert desk.refused(DATA, 401) is True
        clock.skip(pause)
    assert server.count("/token") == 2
    assert desk.refused(DATA, 401) is False
    assert (server.count("/token"), desk.status("atelier").state) == (2, State.EXPIRED)
