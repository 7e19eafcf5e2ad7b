"""A gateway that prolongs its session by a new cookie is followed, and nobody else is."""

from __future__ import annotations

import json
from typing import Any, Iterator, List, Tuple

import pytest

from cicclo_qgis.signin import Arrival, MemoryStore, SessionState
from cicclo_qgis.signin.cookies import set_cookies
from tests.unit.signin.gatewayserver import GatewayServer
from tests.unit.signin.people import (
    ScriptedBrowser,
    SetClock,
    cookie,
    gateway_access,
    platform,
    sessions,
)

CAMILLE = {"username": "camille", "firstName": "Camille", "lastName": "Durand"}


@pytest.fixture
def gateway() -> Iterator[GatewayServer]:
    with GatewayServer() as running:
        yield running


class Lasting(MemoryStore):
    """Outlives the desk, as a keyring does."""

    lasting = True


def signed_in(gateway: GatewayServer, clock: SetClock, **options: Any) -> Tuple[Any, str]:
    value = gateway.open_session(CAMILLE)
    browser = ScriptedBrowser(lambda visit: [Arrival(f"{gateway.origin}/", (cookie(value),))])
    desk = sessions(browser, clock, **options)
    assert desk.sign_in(platform(gateway_access(gateway.origin))).state is SessionState.SIGNED_IN
    return desk, value


def sent(desk: Any, gateway: GatewayServer) -> str:
    return str(desk.credential_for(f"{gateway.origin}/ogc/x").headers["Cookie"])


def follow(desk: Any, gateway: GatewayServer, answered: str, *lines: str) -> bool:
    url = f"{gateway.origin}/ogc/collections/a/items"
    return bool(desk.followed(url, answered, set_cookies(lines, url)))


def test_the_next_request_carries_the_new_cookie(gateway: GatewayServer, clock: SetClock) -> None:
    desk, value = signed_in(gateway, clock)
    assert follow(desk, gateway, f"SESSION={value}", "SESSION=second; Path=/; HttpOnly")
    assert sent(desk, gateway) == "SESSION=second"
    # One that was asked before, and is answered only now, is still this session's.
    assert follow(desk, gateway, f"SESSION={value}", "SESSION=third; Path=/")
    assert sent(desk, gateway) == "SESSION=third"


@pytest.mark.parametrize(
    "line",
    [
        "SESSION=other; Path=/; Domain=0.0.1",
        "SESSION=other; Path=/; Domain=localhost",
        "SESSION=other; Path=/; Secure",
        "SESSION=; Path=/; Max-Age=0",
        "SESSION=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "SESSION=; Path=/; Expires=Thu, 01-Jan-1970 00:00:00 GMT",
        "SESSION=a\x01b; Path=/",
        "SESSION=" + "x" * 9000 + "; Path=/",
        "OTHER=1; Path=/",
        "SESSION",
        "",
    ],
)
def test_what_is_not_followed(gateway: GatewayServer, clock: SetClock, line: str) -> None:
    desk, value = signed_in(gateway, clock)
    assert not follow(desk, gateway, f"SESSION={value}", line)
    assert sent(desk, gateway) == f"SESSION={value}"


@pytest.mark.parametrize("age", ["²", "--1", "-", "soon", "9" * 5000])
def test_an_age_that_is_no_number_is_none(
    gateway: GatewayServer, clock: SetClock, age: str
) -> None:
    desk, value = signed_in(gateway, clock)
    line = f"SESSION=second; Path=/; Max-Age={age}"
    assert follow(desk, gateway, f"SESSION={value}", line)
    assert sent(desk, gateway) == "SESSION=second"


@pytest.mark.parametrize("answered", ["", "SESSION=anothers", "OTHER=1"])
def test_the_answer_to_another_session_is_not_ours(
    gateway: GatewayServer, clock: SetClock, answered: str
) -> None:
    desk, value = signed_in(gateway, clock)
    assert not follow(desk, gateway, answered, "SESSION=anonymous; Path=/")
    assert sent(desk, gateway) == f"SESSION={value}"


def test_after_sign_out_a_late_answer_brings_nothing_back(
    gateway: GatewayServer, clock: SetClock
) -> None:
    desk, value = signed_in(gateway, clock)
    desk.sign_out(platform(gateway_access(gateway.origin)))
    assert not follow(desk, gateway, f"SESSION={value}", "SESSION=second; Path=/")
    assert desk.credential_for(f"{gateway.origin}/ogc/x") is None


def test_whoami_itself_may_set_it_anew(gateway: GatewayServer, clock: SetClock) -> None:
    desk, _ = signed_in(gateway, clock)
    gateway.sets["/whoami"] = "SESSION=second; Path=/; HttpOnly"
    desk.renew("atelier")
    assert sent(desk, gateway) == "SESSION=second"
    assert desk.status("atelier").state is SessionState.SIGNED_IN


def test_the_newest_cookie_is_there_after_a_restart(
    gateway: GatewayServer, clock: SetClock
) -> None:
    store = Lasting()
    desk, value = signed_in(gateway, clock, store=store)
    gateway.sessions["second"] = CAMILLE
    follow(desk, gateway, f"SESSION={value}", "SESSION=second; Path=/")
    desk.keep_rolled()
    del gateway.sessions[value]
    again = sessions(ScriptedBrowser(lambda visit: []), clock, store=store)
    again.restore([platform(gateway_access(gateway.origin))])
    assert again.status("atelier").state is SessionState.SIGNED_IN
    assert sent(again, gateway) == "SESSION=second"
    kept: List[Any] = [json.loads(str(store.get("atelier")).partition("|")[2])["secret"]]
    assert value not in json.dumps(kept)


@pytest.mark.parametrize(
    ("url", "line", "path", "domain"),
    [
        ("https://geo.fr/ogc/items", "A=1", "/ogc", "geo.fr"),
        ("https://geo.fr/ogc/", "A=1; Path=ogc", "/ogc", "geo.fr"),
        ("https://geo.fr/ogc", "A=1; Path=", "/", "geo.fr"),
        ("https://geo.fr", "A=1; Max-Age=1; Domain=.GEO.fr", "/", ".geo.fr"),
    ],
)
def test_where_a_cookie_belongs_that_does_not_say_so(
    url: str, line: str, path: str, domain: str
) -> None:
    (told,) = set_cookies([line], url)
    assert (told.name, told.value, told.path, told.domain) == ("A", "1", path, domain)
