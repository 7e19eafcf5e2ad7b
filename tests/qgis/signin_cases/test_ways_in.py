"""Signing in as the desk does it: the way in is asked for, vouched for, or told to be missing."""

from __future__ import annotations

from urllib.parse import urlsplit

from cicclo_qgis.platforms import AccountAccess, OidcAccess, Origin
from tests.qgis.signin_cases.cases import BASE, IN, ITEMS, OUT, asked, said, wait_for_layer
from tests.unit.api import serve
from tests.unit.site import Reply, Site


def test_an_account_is_asked_for_where_the_platform_says_basic(
    make_desk, guard, person, platform_site, qtbot
):
    guard.rule = lambda told: None if told.startswith("Basic ") else 'Basic realm="x"'
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    wait_for_layer(desk, qtbot)
    assert person.asked == 1
    assert "an account of the platform" in said(desk)
    kept = desk.platform("atelier")
    assert kept.origin is Origin.USER
    refused = platform_site.url(ITEMS)
    assert kept.access == (AccountAccess((platform_site.url(BASE),), try_url=refused),)


def test_a_named_server_is_vouched_for_then_used(
    make_desk, guard, server, platform_site, browser, qtbot
):
    place = "/.well-known/oauth-protected-resource" + BASE
    platform_site.routes[place] = Reply(
        {"resource": platform_site.url(BASE), "authorization_servers": [server.issuer]}
    )
    challenge = f'Bearer resource_metadata="{platform_site.url(place)}"'
    guard.rule = lambda told: None if told[7:] in server.access_tokens else challenge
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    boxes = desk.entering._vouching.open
    qtbot.waitUntil(lambda: bool(boxes))
    (box,) = boxes.values()
    assert browser.visits == []
    host = urlsplit(server.issuer).netloc
    assert host in box.text() and urlsplit(platform_site.url()).netloc in box.informativeText()
    box.buttons()[0].click()
    wait_for_layer(desk, qtbot)
    assert isinstance(desk.platform("atelier").access[0], OidcAccess)
    assert asked(browser)["resource"] == platform_site.url(BASE)
    desk.sign_out("atelier", False)
    qtbot.waitUntil(lambda: desk.session("atelier").state is OUT)
    desk.sign_in("atelier")
    qtbot.waitUntil(lambda: desk.session("atelier").state is IN)
    assert not boxes, "a yes is remembered"


def test_a_no_signs_nobody_in(make_desk, guard, server, platform_site, browser, qtbot):
    place = "/.well-known/oauth-protected-resource"
    platform_site.routes[place] = Reply(
        {"resource": platform_site.url(""), "authorization_servers": [server.issuer]}
    )
    guard.rule = lambda told: "Bearer"
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    boxes = desk.entering._vouching.open
    qtbot.waitUntil(lambda: bool(boxes))
    next(iter(boxes.values())).reject()
    qtbot.wait(100)
    assert browser.visits == [] and not boxes
    assert desk.session("atelier").state is OUT


def test_no_way_is_said_as_before(make_desk, guard, qtbot):
    guard.rule = lambda told: "Negotiate"
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    qtbot.waitUntil(lambda: "tells no way" in said(desk))
    assert desk.platform("atelier").origin is Origin.WORKSHOP


def test_a_platform_closed_to_strangers_is_added_with_its_way_in(make_desk, person, server, qtbot):
    desk = make_desk()
    with Site() as closed:
        serve(closed, ["parcelles"], BASE)
        guards = dict(closed.routes)

        def guard(heard):
            if heard.headers.get("Authorization", "").startswith("Basic "):
                return guards.get(heard.path, Reply({}, 404))
            return Reply({}, 401, headers=[("WWW-Authenticate", 'Basic realm="x"')])

        closed.routes.clear()
        closed.otherwise = guard
        ends = []
        desk.add_platform(closed.url(BASE) + "/collections/parcelles/items?f=json", ends.append)
        qtbot.waitUntil(lambda: bool(ends))
        (end,) = ends
        assert end.problem is None and not end.known
        added = desk.platform(end.platform_id)
        assert added.landing == closed.url(BASE)
        refused = closed.url(BASE)
        assert added.access == (AccountAccess((refused,), try_url=refused),)
        assert "an account of the platform" in said(desk)
        desk.sign_in(end.platform_id)
        qtbot.waitUntil(lambda: len(desk.entries(end.platform_id)) == 1)
        assert person.asked == 1
