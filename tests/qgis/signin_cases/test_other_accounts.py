"""Several accounts at the desk."""

from __future__ import annotations

from tests.qgis.signin_cases.cases import IN, ITEMS, oidc, said, wait_for_layer


def test_changing_the_account_reads_the_layers_anew(
    make_desk, registry, guard, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    guard.rule = lambda told: None if told[7:] in server.access_tokens else "Bearer"
    desk = make_desk()
    server.person = {"sub": "camille", "name": "Camille Durand"}
    desk.add_to_map("atelier", "parcelles")
    wait_for_layer(desk, qtbot)
    server.person = {"sub": "noe", "name": "Noé Léger"}
    desk.accounts.another("atelier")
    qtbot.waitUntil(lambda: desk.session("atelier").who == "Noé Léger")
    qtbot.waitUntil(lambda: desk.session("atelier").state is IN)
    assert browser.visits[-1].apart
    first, second = desk.accounts.of("atelier")
    assert (first.who, second.who) == ("Noé Léger", "Camille Durand")

    def tokens():
        items = [heard for heard in platform_site.heard if heard.path == ITEMS]
        return [heard.headers.get("Authorization") for heard in items]

    qtbot.wait(300)
    before = len(tokens())
    desk.accounts.use("atelier", second.account)
    qtbot.waitUntil(lambda: desk.session("atelier").who == "Camille Durand")
    qtbot.waitUntil(lambda: len(tokens()) > before)
    assert len(set(tokens())) >= 3, "nobody, Camille and Noé"
    desk.accounts.forget("atelier", first.account)
    qtbot.waitUntil(lambda: len(desk.accounts.of("atelier")) == 1)
    desk.forget_everything()
    qtbot.waitUntil(lambda: desk.accounts.of("atelier") == ())


def test_another_account_that_is_the_same_is_told(
    make_desk, registry, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    desk = make_desk()
    server.person = {"sub": "camille", "name": "Camille Durand"}
    desk.sign_in("atelier")
    qtbot.waitUntil(lambda: desk.session("atelier").state is IN)
    desk.accounts.another("atelier")
    qtbot.waitUntil(lambda: "as Camille Durand again" in said(desk))
    assert len(desk.accounts.of("atelier")) == 1
