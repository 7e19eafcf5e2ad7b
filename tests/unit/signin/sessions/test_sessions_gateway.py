"""Signing in at a gateway: whose cookies are taken, and where they go."""

from __future__ import annotations

from typing import Any, Iterator, List, Sequence

import pytest

from cicclo_qgis.signin import Arrival, Cookie, SessionState, SignInProblemCode, VisitEnd
from cicclo_qgis.signin.cookies import cookie_header, own_cookies, path_matches
from cicclo_qgis.signin.whoami import named
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
Code = SignInProblemCode


@pytest.fixture
def gateway() -> Iterator[GatewayServer]:
    with GatewayServer() as running:
        yield running


def arriving(gateway: GatewayServer, *jars: Sequence[Cookie]) -> ScriptedBrowser:
    return ScriptedBrowser(lambda visit: [Arrival(f"{gateway.origin}/", jar) for jar in jars])


def test_the_session_cookie_becomes_the_credential(gateway: GatewayServer, clock: SetClock) -> None:
    before, after = gateway.open_session(), gateway.open_session(CAMILLE)
    browser = arriving(gateway, (), (cookie(before),), (cookie(after),))
    desk = sessions(browser, clock)
    seen: List[SessionState] = []
    desk.watch(lambda status: seen.append(status.state))
    status = desk.sign_in(platform(gateway_access(gateway.origin)))
    assert (status.state, status.who) == (SessionState.SIGNED_IN, "Camille Durand")
    assert seen[-2:] == [SessionState.EXCHANGING, SessionState.SIGNED_IN]
    assert gateway.cookies_at("/whoami") == [f"SESSION={before}", f"SESSION={after}"]
    credential = desk.credential_for(f"{gateway.origin}/ogc/collections")
    assert credential is not None
    assert dict(credential.headers) == {"Cookie": f"SESSION={after}"}
    assert desk.credential_for(f"{gateway.origin}/console") is None
    visit = browser.visits[0]
    assert (visit.start_url, visit.cookies_of, visit.redirect_uri) == (
        f"{gateway.origin}/oauth2/authorization/proconnect",
        f"{gateway.origin}/",
        None,
    )
    assert visit.cookie_names == ("SESSION",)


@pytest.mark.parametrize("name", ["login_url", "whoami_url"])
def test_addresses_in_the_clear_are_not_even_opened(
    gateway: GatewayServer, clock: SetClock, name: str
) -> None:
    browser = arriving(gateway, (cookie(gateway.open_session(CAMILLE)),))
    access = gateway_access(gateway.origin, **{name: "http://geo.example/x"})
    status = sessions(browser, clock).sign_in(platform(access))
    assert status.problem is not None
    assert (status.problem.code, browser.visits) == (Code.NOT_SUPPORTED, [])


@pytest.mark.parametrize(
    "fields",
    [
        {"domain": "example"},
        {"domain": ".0.0.1"},
        {"domain": "x.127.0.0.1"},
        {"domain": "auth.proconnect.example"},
        {"domain": ""},
        {"name": "OTHER"},
        {"name": "session"},
        {"secure": True},
        {"path": "/console"},
    ],
)
def test_cookies_that_are_not_the_platforms_own_go_nowhere(
    gateway: GatewayServer, clock: SetClock, fields: Any
) -> None:
    value = gateway.open_session(CAMILLE)
    desk = sessions(arriving(gateway, (cookie(value, **fields),)), clock)
    status = desk.sign_in(platform(gateway_access(gateway.origin)))
    assert status.state is SessionState.FAILED
    assert gateway.heard == []


@pytest.mark.parametrize("value", ["a;b", "a b", "a\r\nX: y", "é", "a,b", 'a"b', "x" * 9000])
def test_cookies_that_a_header_cannot_carry_are_left_out(value: str) -> None:
    assert own_cookies([cookie(value)], "http://127.0.0.1/", ()) == ()
    assert own_cookies([cookie("v", name="a b")], "http://127.0.0.1/", ()) == ()


def test_a_cookie_of_the_host_itself_may_have_a_dot() -> None:
    own = cookie("v", domain=".geo.example", secure=True)
    assert own_cookies([own], "https://geo.example/whoami", ("SESSION",)) == (own,)
    assert own_cookies([own], "https://www.geo.example/whoami", ()) == ()


@pytest.mark.parametrize(
    ("cookie_path", "path", "fits"),
    [
        ("/", "/ogc", True),
        ("/ogc", "/ogc", True),
        ("/ogc", "/ogc/", True),
        ("/ogc/", "/ogc/x", True),
        ("/ogc", "/ogcs", False),
        ("/ogc/", "/ogc", False),
        ("", "/x", True),
        ("", "", True),
        ("/", "", True),
        ("/x", "", False),
    ],
)
def test_cookie_paths(cookie_path: str, path: str, fits: bool) -> None:
    assert path_matches(cookie_path, path) is fits


def test_cookies_with_longer_paths_come_first() -> None:
    jar = [cookie("1", path="/"), cookie("2", path="/a/b"), cookie("3", path="/a")]
    assert cookie_header(jar, "/a/b/c") == "SESSION=2; SESSION=3; SESSION=1"


def test_each_space_gets_the_cookies_of_its_path(gateway: GatewayServer, clock: SetClock) -> None:
    whole, part = gateway.open_session(CAMILLE), "part"
    jar = (cookie(whole), cookie(part, name="GS", path="/geoserver"))
    access = gateway_access(
        gateway.origin,
        cookies=(),
        protects=(f"{gateway.origin}/geoserver", f"{gateway.origin}/ogc"),
    )
    desk = sessions(arriving(gateway, jar), clock)
    desk.sign_in(platform(access))
    sent = [desk.credential_for(f"{gateway.origin}{path}") for path in ("/geoserver/x", "/ogc/x")]
    assert [dict(each.headers) for each in sent if each is not None] == [
        {"Cookie": f"GS={part}; SESSION={whole}"},
        {"Cookie": f"SESSION={whole}"},
    ]


@pytest.mark.parametrize("elsewhere", ["https://data.example/ogc", "http://localhost:1/ogc"])
def test_a_cookie_goes_to_no_other_host_whatever_the_registry_says(
    gateway: GatewayServer, clock: SetClock, elsewhere: str
) -> None:
    value = gateway.open_session(CAMILLE)
    desk = sessions(arriving(gateway, (cookie(value),)), clock)
    both = gateway_access(gateway.origin, protects=(elsewhere, f"{gateway.origin}/ogc"))
    assert desk.sign_in(platform(both)).state is SessionState.SIGNED_IN
    assert desk.credential_for(elsewhere) is None
    only = gateway_access(gateway.origin, protects=(elsewhere,))
    status = desk.sign_in(platform(only, id="other"))
    assert status.problem is not None
    assert status.problem.code is Code.NOT_SUPPORTED


def test_whoami_is_not_followed_elsewhere(gateway: GatewayServer, clock: SetClock) -> None:
    value = gateway.open_session(CAMILLE)
    with GatewayServer() as other:
        for target in (f"{other.origin}/whoami", f"{gateway.origin}/login"):
            gateway.replies["/whoami"] = (302, "text/html", target)
            desk = sessions(arriving(gateway, (cookie(value),)), clock)
            status = desk.sign_in(platform(gateway_access(gateway.origin)))
            assert status.state is SessionState.FAILED
        assert other.heard == []
        assert gateway.cookies_at("/login") == []


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((200, "text/html", "<h1>login</h1>"), Code.CANCELLED),
        ((401, "text/html", ""), Code.CANCELLED),
        ((404, "text/html", "<h1>no</h1>"), Code.NO_SESSION_AFTER_LOGIN),
        ((500, "text/html", ""), Code.NO_SESSION_AFTER_LOGIN),
        ((200, "application/json", "[]"), Code.NO_SESSION_AFTER_LOGIN),
        ((200, "application/json", "{"), Code.NO_SESSION_AFTER_LOGIN),
    ],
)
def test_a_window_closed_by_hand(
    gateway: GatewayServer, clock: SetClock, reply: Any, code: SignInProblemCode
) -> None:
    """Whoami that never works is told as such; else the person has changed their mind."""
    gateway.replies["/whoami"] = reply
    desk = sessions(arriving(gateway, (cookie("v"),)), clock)
    status = desk.sign_in(platform(gateway_access(gateway.origin)))
    assert status.problem is not None
    assert status.problem.code is code


def test_a_visit_that_ends_without_a_session(gateway: GatewayServer, clock: SetClock) -> None:
    browser = ScriptedBrowser(lambda visit: (), VisitEnd.ACCEPTED)
    status = sessions(browser, clock).sign_in(platform(gateway_access(gateway.origin)))
    assert status.problem is not None
    assert status.problem.code is Code.NO_SESSION_AFTER_LOGIN


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"GeorchestraUser": None}, None),
        ({"GeorchestraUser": {}}, None),
        ({"GeorchestraUser": "x"}, None),
        ({"GeorchestraUser": CAMILLE}, "Camille Durand"),
        ({"GeorchestraUser": {"username": "cam"}}, "cam"),
        ({"GeorchestraUser": None, "username": "cam"}, None),
        ({"username": "cam"}, "cam"),
        ({"sub": "1"}, ""),
        ({"email": "a@b.fr"}, "a@b.fr"),
        ({"user": {"sub": "1", "given_name": "Noé", "usual_name": "Léger"}}, "Noé Léger"),
        ({"user": {"username": None}}, None),
        ({"username": ""}, None),
        ({"username": "anonymousUser"}, None),
        ({"username": "cam", "authenticated": False}, None),
        ({"username": 5}, None),
        ({"name": "Camille"}, None),
        ({}, None),
    ],
)
def test_whom_a_whoami_names(document: Any, name: Any) -> None:
    assert named(document) == name


def test_refused_asks_whoami(gateway: GatewayServer, clock: SetClock) -> None:
    value = gateway.open_session(CAMILLE)
    desk = sessions(arriving(gateway, (cookie(value),)), clock)
    where = platform(gateway_access(gateway.origin))
    desk.sign_in(where)
    data = f"{gateway.origin}/ogc/collections"
    assert desk.refused(data, 302) is False
    assert desk.status("atelier").state is SessionState.SIGNED_IN, "the session lives: no right"
    gateway.sessions.clear()
    clock.skip(10)
    assert desk.refused(data, 302) is False
    status = desk.status("atelier")
    assert (status.state, status.problem and status.problem.code) == (
        SessionState.EXPIRED,
        Code.SESSION_ENDED,
    )
    assert desk.credential_for(data) is None


def test_signing_out(gateway: GatewayServer, clock: SetClock) -> None:
    value = gateway.open_session(CAMILLE)
    browser = arriving(gateway, (cookie(value),))
    desk = sessions(browser, clock)
    where = platform(gateway_access(gateway.origin, logout_url=f"{gateway.origin}/logout"))
    desk.sign_in(where)
    assert desk.sign_out(where) is None
    assert gateway.cookies_at("/logout") == [f"SESSION={value}"]
    assert gateway.sessions == {}
    assert desk.credential_for(f"{gateway.origin}/ogc") is None
    assert desk.status("atelier").state is SessionState.SIGNED_OUT


def test_signing_out_everywhere_leads_to_the_identity_provider(
    gateway: GatewayServer, clock: SetClock
) -> None:
    where = platform(gateway_access(gateway.origin, logout_url=f"{gateway.origin}/logout"))
    leads: List[Any] = []
    targets = (
        "https://idp.example/end?x=1",
        "http://idp.example/end",
        f"{gateway.origin}/bye",
        "http://[",
    )
    for target in targets:
        gateway.replies["/logout"] = (302, "text/html", target)
        browser = arriving(gateway, (cookie(gateway.open_session(CAMILLE)),))
        desk = sessions(browser, clock)
        desk.sign_in(where)
        leads.append((desk.sign_out(where, everywhere=True), browser.forgotten))
    assert leads == [("https://idp.example/end?x=1", 0), (None, 1), (None, 1), (None, 1)]


def test_a_way_out_on_another_host_gets_no_cookie(gateway: GatewayServer, clock: SetClock) -> None:
    away = gateway.origin.replace("127.0.0.1", "localhost")
    where = platform(gateway_access(gateway.origin, logout_url=f"{away}/logout"))
    desk = sessions(arriving(gateway, (cookie(gateway.open_session(CAMILLE)),)), clock)
    desk.sign_in(where)
    assert desk.sign_out(where, everywhere=True) is None
    assert gateway.cookies_at("/logout") == []


def test_a_gateway_prolongs_its_session_itself(gateway: GatewayServer, clock: SetClock) -> None:
    desk = sessions(arriving(gateway, (cookie(gateway.open_session(CAMILLE)),)), clock)
    desk.sign_in(platform(gateway_access(gateway.origin)))
    clock.skip(86_400)
    assert desk.renew_if_due(f"{gateway.origin}/ogc/x") is not None
    assert len(gateway.cookies_at("/whoami")) == 1
    # One that is out of order ends nothing.
    gateway.replies["/whoami"] = (500, "text/html", "")
    assert desk.renew("atelier").state is SessionState.SIGNED_IN
    assert desk.credential_for(f"{gateway.origin}/ogc/x") is not None


def test_an_address_of_data_stands_in_for_whoami(gateway: GatewayServer, clock: SetClock) -> None:
    """Where a gateway has no whoami: what sends strangers away tells who is none."""
    value = gateway.open_session(CAMILLE)

    def data(path: str, header: str) -> Any:
        signed_in = value in gateway.sessions and value in header
        if path != "/ogc/items":
            return (404, "text/plain", "")
        if not signed_in:
            return (302, "text/html", f"{gateway.origin}/login")
        return (200, "application/geo+json", '{"type":"FeatureCollection","features":[]}')

    gateway.reply = data  # type: ignore[method-assign]
    door = f"{gateway.origin}/ogc/items"
    access = gateway_access(
        gateway.origin, login_url=door, whoami_url=door, names_person=False, cookies=()
    )
    browser = arriving(gateway, (cookie("none"),), (cookie(value),))
    desk = sessions(browser, clock)
    place = platform(access)
    assert desk.sign_in(place).state is SessionState.SIGNED_IN
    assert desk.status(place.id).who == ""
    assert desk.renew(place.id).state is SessionState.SIGNED_IN
    gateway.sessions.clear()
    assert desk.renew(place.id).state is SessionState.EXPIRED
