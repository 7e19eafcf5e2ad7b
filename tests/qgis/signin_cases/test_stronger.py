"""Data that ask for a stronger sign-in get it, once."""

from __future__ import annotations

import time

from qgis.core import QgsProject, QgsVectorLayer

from cicclo_qgis.signin import Arrival
from tests.qgis.signin_cases.cases import asked, oidc, said, wait_for_layer


def test_a_stronger_sign_in_is_asked_for_and_the_layer_comes(
    make_desk, registry, guard, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    strong = set()

    def rule(told):
        if told[7:] not in server.access_tokens:
            return "Bearer"
        if told[7:] in strong:
            return None
        return 'Bearer error="insufficient_user_authentication", acr_values="eidas2 eidas3"'

    def script(visit):
        url = server.answer(visit.start_url)
        stepped = "acr_values" in visit.start_url
        server.faults.claims = {"acr": "eidas2" if stepped else "eidas1"}
        before = set(server.access_tokens)
        real = server.token

        def token(form):
            reply = real(form)
            if stepped:
                strong.update(server.access_tokens - before)
            return reply

        server.token = token
        return [Arrival(url)]

    guard.rule, browser.script = rule, script
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    wait_for_layer(desk, qtbot)
    assert len(browser.visits) == 2
    assert asked(browser)["acr_values"] == "eidas2 eidas3"
    assert "prove again who you are" not in said(desk), "the window itself has asked"


def test_a_layer_that_needs_a_stronger_sign_in_says_so_once(
    make_desk, registry, guard, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    demand = ['Bearer error="insufficient_user_authentication", max_age=300']
    guard.rule = lambda told: None if told else "Bearer"
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    wait_for_layer(desk, qtbot)
    guard.rule = lambda told: demand[0]

    def draw():
        (layer,) = QgsProject.instance().mapLayers().values()
        source = layer.source()
        return lambda: QgsVectorLayer(source, "again", "OAPIF").isValid()

    for _ in range(2):
        ends = []
        desk._workers.run(draw(), ends.append)
        qtbot.waitUntil(lambda ends=ends: bool(ends))
    qtbot.waitUntil(lambda: "prove again who you are" in said(desk))
    qtbot.wait(200)
    asking = [notice for notice in desk.notices if notice.action is not None]
    assert len(asking) == 1
    server.faults.claims = {"auth_time": int(time.time())}
    asking[0].action()
    qtbot.waitUntil(lambda: len(browser.visits) == 2)
    assert asked(browser)["max_age"] == "300"
    qtbot.waitUntil(lambda: desk.entering.demands.pending("atelier") is None)


def test_a_demand_that_was_met_and_is_made_again_is_not_asked_twice(
    make_desk, registry, guard, server, platform_site, browser, qtbot
):
    registry(oidc(server, platform_site))
    server.faults.claims = {"acr": "eidas2"}
    demand = 'Bearer error="insufficient_user_authentication", acr_values="eidas2"'
    guard.rule = lambda told: demand if told else "Bearer"
    desk = make_desk()
    desk.add_to_map("atelier", "parcelles")
    qtbot.waitUntil(lambda: len(browser.visits) == 2)
    qtbot.waitUntil(lambda: "has no right to it" in said(desk))
    qtbot.wait(300)
    assert len(browser.visits) == 2
