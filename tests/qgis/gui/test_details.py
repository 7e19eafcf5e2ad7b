from __future__ import annotations

import pytest
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QLabel, QWidget

from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.gui.locator_map import LocatorMap
from cicclo_qgis.ogcapi.model import Link
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake


def texts(dock):
    return [
        line.toPlainText() for line in dock.details.findChildren(FlowText) if line.isVisibleTo(dock)
    ]


def show(dock, platform_id, collection_id=""):
    dock.tree.select(dock.model.index_of(platform_id, collection_id))
    return texts(dock)


@pytest.fixture
def opened(monkeypatch):
    addresses = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: addresses.append(url.toString()) or True
    )
    return addresses


def test_hidden_until_a_row_is_selected(dock):
    assert not dock.details.isVisible()


def test_a_collection(dock):
    shown = show(dock, "atelier-armor", "zonages_humides_2025")
    assert shown[0] == "Zonages humides recensés"
    assert shown[1] == "Géo Armor (atelier) · Côtes-d’Armor"
    assert "sign-in of Géo Armor" in shown[2]
    assert shown[3].startswith("Inventaire des zones humides")
    assert "Extent: west -3.66°, south 48.03°, east -1.91°, north 48.90°" in shown
    assert "CRS: EPSG:2154" in shown
    assert "Licence: Licence Ouverte 2.0" in shown
    assert "Identifier: zonages_humides_2025" in shown
    assert dock.details.findChild(LocatorMap).isVisible()


def test_a_table_without_geometry(dock):
    shown = show(dock, "atelier-armor", "ref_epci")
    assert "Content: Table without geometry" in shown
    assert not any(line.startswith(("Extent", "CRS")) for line in shown)
    assert not dock.details.findChild(LocatorMap).isVisible()


def test_a_missing_licence_is_said(make_dock):
    desk = fake.FakeDesk(fake.OUVERT)
    desk.lists("atelier-ouvert", fake.entry("atelier-ouvert", "x", licence=None))
    assert "Licence: not stated" in show(make_dock(desk), "atelier-ouvert", "x")


def test_a_platform(dock, desk):
    desk.has_session(
        "atelier-armor", SessionState.SIGNED_IN, who="Camille Durand", kept_in="GNOME Keyring"
    )
    shown = show(dock, "atelier-armor")
    assert shown[0] == "Géo Armor (atelier)"
    assert "4 collections." in shown
    assert "Session: Signed in as Camille Durand." in shown
    assert "Session kept in: GNOME Keyring" in shown


def test_the_page_opens_in_the_browser(dock, opened):
    show(dock, "atelier-armor", "zonages_humides_2025")
    dock.details.page_button.click()
    assert opened == ["https://portail.example.gouv.fr/fiche/zh"]


@pytest.mark.parametrize("href", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x"])
def test_only_web_addresses_are_opened(make_dock, opened, href):
    desk = fake.FakeDesk(fake.OUVERT)
    links = (Link(href, "alternate", "text/html"), Link(href, "license"), Link(href, "enclosure"))
    desk.lists("atelier-ouvert", fake.entry("atelier-ouvert", "x", links=links))
    dock = make_dock(desk)
    show(dock, "atelier-ouvert", "x")
    assert href not in dock.details.page
    assert not any(href[:5] in label.text() for label in dock.details.findChildren(QLabel))
    dock.details.findChild(QWidget, "links").linkActivated.emit(href)
    assert opened == []


def test_a_link_cannot_break_out_of_its_markup(make_dock):
    desk = fake.FakeDesk(fake.OUVERT)
    links = (Link('https://h/"><img src=x>', "describedby", "text/xml", "<i>Fiche</i> & co"),)
    desk.lists("atelier-ouvert", fake.entry("atelier-ouvert", "x", links=links))
    dock = make_dock(desk)
    show(dock, "atelier-ouvert", "x")
    markup = dock.details.findChild(QWidget, "links").text()
    assert "<img" not in markup
    assert "Fiche &amp; co" in markup


def test_markup_in_texts_is_shown_as_text(make_dock):
    desk = fake.FakeDesk(fake.OUVERT)
    desk.lists(
        "atelier-ouvert",
        fake.entry("atelier-ouvert", "x", "<h1>Titre</h1>", "a <script>alert(1)</script> b"),
    )
    shown = show(make_dock(desk), "atelier-ouvert", "x")
    assert shown[0] == "Titre"
    assert not any("<" in line for line in shown)


def test_a_long_identifier_wraps(make_dock, qtbot):
    name = "ref_admin:" + "communes_" * 30
    desk = fake.FakeDesk(fake.OUVERT)
    desk.lists("atelier-ouvert", fake.entry("atelier-ouvert", name, "Titre"))
    dock = make_dock(desk)
    dock.resize(260, 700)
    show(dock, "atelier-ouvert", name)
    qtbot.wait(20)
    assert dock.width() == max(260, dock.minimumWidth())
    line = next(
        line
        for line in dock.details.findChildren(FlowText)
        if line.toPlainText().startswith("Identifier")
    )
    assert line.height() > 3 * line.fontMetrics().height()
    assert line.document().size().width() <= line.viewport().width() + 1
