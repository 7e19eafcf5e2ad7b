"""A collection that is offered by WFS says so."""

from __future__ import annotations

from dataclasses import replace

from qgis.PyQt.QtCore import Qt

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.catalogue.sources.service import service_landing
from cicclo_qgis.catalogue.sources.wfs import wfs_row
from cicclo_qgis.gui import facts, row_texts
from cicclo_qgis.gui.desk_protocol import Listing, ListingState
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.gui.tree_nodes import row_of
from cicclo_qgis.ogcapi.model import ItemKind, Link
from tests.qgis.gui import fake_desk as fake

WFS = "https://data.example.fr/wfs/ows"


def row():
    made = wfs_row(WFS, "BDTOPO_V3:batiment", main=True, title="Bâtiments", description="Emprises")
    made = replace(made, item_kind=ItemKind.FEATURE)
    return Entry("atelier-ouvert", made, service_landing(WFS, "Géoplateforme"), Padlock.OPEN)


def test_the_row_and_its_details_say_wfs(qgis_app):
    shown = row_of(row())
    assert shown.subtitle == "WFS · Emprises"
    assert row_texts.items_in_brief(shown) == "Features with a geometry (by WFS)"
    assert "WFS" not in row_of(fake.ARMOR_ENTRIES[0]).subtitle
    assert "WFS" not in row_texts.items_in_brief(row_of(fake.ARMOR_ENTRIES[0]))


def test_a_screen_reader_says_it_too(qgis_app):
    model = TreeModel()
    listing = Listing(ListingState.LOADED, when=1.0)
    model.set_platform(fake.OUVERT, listing, fake.FakeDesk().session("atelier-ouvert"))
    model.set_entries("atelier-ouvert", (row(),))
    index = model.index_of("atelier-ouvert", "BDTOPO_V3:batiment")
    assert "(by WFS)" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_address_of_a_service_is_no_page_to_read():
    entry = row()
    assert facts.page(entry.collection, entry.landing) == ""
    page = Link("https://catalogue.example.fr/fiche/1", "alternate", "text/html")
    known = replace(entry.collection, links=(page,))
    assert facts.page(known, entry.landing) == page.href
