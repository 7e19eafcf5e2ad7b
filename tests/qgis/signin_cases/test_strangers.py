"""A colleague's project has restricted layers of a platform that nobody here can sign in to yet."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from cicclo_qgis.host.layer_state import platform_of
from cicclo_qgis.host.layer_uri import layer_uri
from tests.qgis.signin_cases.cases import BASE, layers_shown, said


def open_project(platform_site, desk, platform_id, beside_gui):
    """What the project brings: a layer that says whose it is, and may not be read."""
    landing = platform_site.url(BASE)
    made = beside_gui(lambda: restricted(landing, platform_id))
    desk._layers.start()
    QgsProject.instance().addMapLayer(made)
    return made


def restricted(landing, platform_id):
    from qgis.PyQt.QtCore import QCoreApplication

    layer = QgsVectorLayer(layer_uri(landing, "parcelles"), "Parcelles", "OAPIF")
    for name, value in (
        ("platform", platform_id),
        ("collection", "parcelles"),
        ("landing", landing),
        ("restricted", True),
    ):
        layer.setCustomProperty(f"cicclo/{name}", value)
    layer.moveToThread(QCoreApplication.instance().thread())
    return layer


def lets_in_accounts(guard):
    # Not before the layer was made: QGIS itself would ask for the account.
    guard.rule = lambda told: None if told.startswith("Basic ") else 'Basic realm="x"'


@pytest.fixture(autouse=True)
def _closed(guard):
    guard.rule = lambda told: "Negotiate"


def test_of_a_platform_that_is_not_in_the_list(
    make_desk, guard, person, platform_site, qtbot, beside_gui
):
    desk = make_desk()
    desk.remove_platform("atelier")
    layer = open_project(platform_site, desk, "the-colleagues-own", beside_gui)
    assert not layer.isValid()
    asked = len(platform_site.heard)
    lets_in_accounts(guard)
    notice = desk.notices[-1]
    assert platform_site.url("").split("//")[1].strip("/") in notice.text
    assert len(platform_site.heard) == asked, "nothing is asked before the person says so"
    notice.action()
    qtbot.waitUntil(lambda: layers_shown() == [True])
    assert person.asked == 1
    kept = desk.platform(platform_of(layer))
    assert kept is not None and kept.landing == platform_site.url(BASE)


def test_of_a_platform_without_a_way_in(make_desk, guard, person, platform_site, qtbot, beside_gui):
    desk = make_desk()
    open_project(platform_site, desk, "atelier", beside_gui)
    lets_in_accounts(guard)
    notice = desk.notices[-1]
    assert "Atelier" in notice.text and person.asked == 0
    notice.action()
    qtbot.waitUntil(lambda: layers_shown() == [True])
    assert person.asked == 1 and desk.platform("atelier").access


def test_none_is_found(make_desk, platform_site, qtbot, beside_gui):
    desk = make_desk()
    open_project(platform_site, desk, "atelier", beside_gui)
    desk.notices[-1].action()
    qtbot.waitUntil(lambda: "tells no way" in said(desk))
    assert layers_shown() == [False]
