from __future__ import annotations

import time

import pytest
from qgis.PyQt.QtCore import QModelIndex, QPersistentModelIndex, Qt
from qgis.PyQt.QtTest import QAbstractItemModelTester, QTest

from cicclo_qgis.catalogue.index_answer import Facet, Search
from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui.desk_protocol import Listing, ListingState
from cicclo_qgis.gui.tree_model import TreeModel
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.signin.state import SessionStatus
from tests.qgis.gui import fake_desk as fake

LOADED = Listing(ListingState.LOADED)


@pytest.fixture
def model(qgis_app):
    model = TreeModel()
    # Fatal: any index, signal or parent out of order ends the test run.
    model.tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return model


def put(model, platform, *entries):
    model.set_platform(platform, LOADED, SessionStatus(platform.id))
    take(model, platform.id, entries)


def take(model, platform_id, entries):
    """On a busy machine reading may take more than one slice."""
    shown = []
    model.entries_shown.connect(shown.append)
    model.set_entries(platform_id, entries)
    while platform_id not in shown:
        QTest.qWait(1)


def filled(model):
    put(model, fake.ARMOR, *fake.ARMOR_ENTRIES)
    put(model, fake.HEXAGONE, *fake.HEXAGONE_ENTRIES)
    put(model, fake.OUVERT, *fake.OUVERT_ENTRIES)
    return model


def titles(model):
    shown = {}
    for number in range(model.rowCount()):
        index = model.index(number, 0)
        shown[index.data()] = [
            model.index(row, 0, index).data() for row in range(model.rowCount(index))
        ]
    return shown


def found(model, query):
    model.set_filter(query)
    return [title for rows in titles(model).values() for title in rows]


def test_collections_stand_under_their_platform_in_the_order_of_their_titles(model):
    assert titles(filled(model)) == {
        "Géo Armor (atelier)": [
            "Communes",
            "EPCI : rattachement des communes et compétences exercées",
            "Servitudes aux abords des sites militaires",
            "Zonages humides recensés",
        ],
        "Hexagone (atelier)": ["Départements", "Parcelles agricoles détaillées", "Régions"],
        "Données ouvertes (atelier)": ["Stations hydrométriques"],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("departements", ["Départements"]),
        ("DÉPARTEMENTS", ["Départements"]),
        ("humides zonages", ["Zonages humides recensés"]),
        ("biodiversite", ["Zonages humides recensés"]),  # a keyword
        ("exploitants", ["Parcelles agricoles détaillées"]),  # the description
        ("ref_epci", ["EPCI : rattachement des communes et compétences exercées"]),  # the id
        ("armor zonages", ["Zonages humides recensés"]),  # the platform
        ("côtes zonages", ["Zonages humides recensés"]),  # its territory
        ("loi sur l'eau", ["Zonages humides recensés"]),  # a typewriter's apostrophe
        ("zonages xyz", []),
    ],
)
def test_filter(model, query, expected):
    assert found(filled(model), query) == expected


def test_titles_come_before_descriptions(model):
    filled(model)
    assert found(model, "communes")[:2] == [
        "Communes",
        "EPCI : rattachement des communes et compétences exercées",
    ]
    put(
        model,
        fake.OUVERT,
        fake.entry("atelier-ouvert", "a", "Arbres", "parcelles et chemins"),
        fake.entry("atelier-ouvert", "z", "Parcelles"),
    )
    assert found(model, "parcelles ouvertes") == ["Parcelles", "Arbres"]


def test_a_filter_hides_platforms_without_a_match_and_gives_them_back(model):
    filled(model)
    model.set_filter("stations")
    assert list(titles(model)) == ["Données ouvertes (atelier)"]
    model.set_filter("")
    assert list(titles(model)) == [
        "Géo Armor (atelier)",
        "Hexagone (atelier)",
        "Données ouvertes (atelier)",
    ]


def test_typing_on_gives_the_same_as_typing_at_once(model):
    filled(model)
    letters = "communes limites"
    for end in range(1, len(letters) + 1):
        typed = found(model, letters[:end])
        model.set_filter("")
        assert found(model, letters[:end]) == typed
    for end in range(len(letters) - 1, 0, -1):
        typed = found(model, letters[:end])
        model.set_filter("")
        assert found(model, letters[:end]) == typed


def test_a_failed_platform_is_found_by_its_name(model):
    failed = Listing(ListingState.FAILED)
    model.set_platform(fake.ARMOR, failed, SessionStatus("atelier-armor"))
    model.set_filter("armor")
    assert list(titles(model)) == ["Géo Armor (atelier)"]
    model.set_filter("hexagone")
    assert titles(model) == {}


def test_rows_appear_without_disturbing_those_there(model, qtbot):
    put(model, fake.ARMOR, *fake.ARMOR_ENTRIES[:2])
    index = model.index_of("atelier-armor", "communes")
    kept = QPersistentModelIndex(index)
    with qtbot.assertNotEmitted(model.modelReset):
        take(model, "atelier-armor", fake.ARMOR_ENTRIES)
    assert kept.isValid()
    assert kept.data() == "Communes"


def test_a_changed_padlock_changes_one_row_only(model, qtbot):
    put(model, fake.ARMOR, *fake.ARMOR_ENTRIES)
    opened = [
        fake.entry("atelier-armor", "zonages_humides_2025", "Zonages humides recensés",
                   padlock=Padlock.YOURS)
        if entry.collection.id == "zonages_humides_2025"
        else entry
        for entry in fake.ARMOR_ENTRIES
    ]  # fmt: skip
    with qtbot.assertNotEmitted(model.rowsInserted), qtbot.assertNotEmitted(model.rowsRemoved):
        take(model, "atelier-armor", opened)
    row = model.row(model.index_of("atelier-armor", "zonages_humides_2025"))
    assert row.entry.padlock is Padlock.YOURS


def test_platforms_go_and_come_in_the_registrys_order(model):
    filled(model)
    model.keep_only(["atelier-ouvert", "atelier-armor"])
    assert list(titles(model)) == ["Données ouvertes (atelier)", "Géo Armor (atelier)"]
    put(model, fake.HEXAGONE, *fake.HEXAGONE_ENTRIES)
    assert list(titles(model))[-1] == "Hexagone (atelier)"


def test_collections_can_go(model):
    filled(model)
    take(model, "atelier-armor", fake.ARMOR_ENTRIES[1:2])
    assert titles(model)["Géo Armor (atelier)"] == ["Communes"]
    take(model, "atelier-armor", ())
    assert titles(model)["Géo Armor (atelier)"] == []


def test_entries_of_a_platform_that_is_gone_are_dropped(model):
    model.set_entries("nowhere", fake.ARMOR_ENTRIES)
    assert titles(model) == {}


def test_many_rows_are_shown_as_they_are_asked_for(model, qtbot):
    entries = [fake.entry("atelier-armor", f"c{n:04}") for n in range(1000)]
    put(model, fake.ARMOR, *entries)
    qtbot.waitUntil(lambda: model.tally().collections == 1000)
    platform = model.index(0, 0)
    before = model.rowCount(platform)
    assert 0 < before < 1000
    assert model.show_more(platform)
    assert model.rowCount(platform) > before
    assert model.reveal("atelier-armor", "c0999").data() == "c0999"
    assert model.rowCount(platform) == 1000
    assert not model.show_more(platform)


def test_reading_thousands_of_entries_never_holds_the_gui_thread(model, qtbot):
    text = "Inventaire détaillé des zonages, réalisé par les services. " * 15
    entries = [fake.entry("atelier-armor", f"c{n}", f"Titre {n}", text) for n in range(3000)]
    model.set_platform(fake.ARMOR, LOADED, SessionStatus("atelier-armor"))
    begun = time.thread_time()
    model.set_entries("atelier-armor", entries)
    assert time.thread_time() - begun < 0.05
    qtbot.waitUntil(lambda: model.tally().collections == 3000)


def test_the_tally(model):
    filled(model)
    model.set_platform(
        fake.platform("late", "Late"), Listing(ListingState.WAITING), SessionStatus("late")
    )
    model.set_filter("communes")
    tally = model.tally()
    assert (tally.platforms, tally.waiting, tally.failed) == (4, 1, 0)
    assert (tally.collections, tally.matching) == (8, 2)


def test_a_screen_reader_is_told_the_state(model):
    filled(model)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    more = Qt.ItemDataRole.AccessibleDescriptionRole
    index = model.index_of("atelier-armor", "zonages_humides_2025")
    assert (
        index.data(spoken) == "Zonages humides recensés, Sign-in needed, Features with a geometry"
    )
    assert "Géo Armor" in index.data(more)
    assert "4 collections" in model.index_of("atelier-armor").data(spoken)


def test_markup_of_a_server_is_shown_as_text(model):
    put(
        model,
        fake.ARMOR,
        fake.entry("atelier-armor", "x", "<img src=http://h/>Titre & <b>gras</b>"),
    )
    index = model.index_of("atelier-armor", "x")
    assert index.data() == "Titre & gras"
    assert "<img" not in index.data(Qt.ItemDataRole.ToolTipRole)


def test_the_reason_of_a_failure_is_in_the_tool_tip(model, desk):
    desk.fails("atelier-armor", ProblemCode.CERTIFICATE)
    model.set_platform(fake.ARMOR, desk.listing("atelier-armor"), SessionStatus("atelier-armor"))
    assert "certificate" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_invalid_indexes_are_nowhere(model):
    filled(model)
    assert model.node(QModelIndex()) is None
    assert model.row(QModelIndex()) is None
    assert not model.index(99, 0).isValid()
    assert not model.index(0, 1).isValid()
    assert not model.index_of("nowhere").isValid()
    assert not model.index_of("atelier-armor", "nowhere").isValid()


def narrowed(model, **more):
    model.narrow(Search(**more))
    return [title for rows in titles(model).values() for title in rows]


def test_facets_narrow_the_rows(model):
    filled(model)
    assert narrowed(model, only={Facet.KIND: frozenset(["table"])}) == [
        "EPCI : rattachement des communes et compétences exercées"
    ]
    assert list(titles(model)) == ["Géo Armor (atelier)"]
    assert model.filtered
    padlocks = frozenset(["yours", "no_right"])
    assert narrowed(model, only={Facet.PADLOCK: padlocks}) == [
        "Servitudes aux abords des sites militaires",
        "Parcelles agricoles détaillées",
    ]
    assert narrowed(model, text="parcelles", only={Facet.PADLOCK: padlocks}) == [
        "Parcelles agricoles détaillées"
    ]
    assert narrowed(model, text="hexagone", only={Facet.KIND: frozenset(["table"])}) == []
    assert titles(model) == {}  # a platform that only its name matches is no row of a table
    assert len(narrowed(model)) == 8 and not model.filtered


def test_an_extent_and_a_choice_narrow_the_rows(model):
    filled(model)
    lyon = (4.6, 45.5, 5.1, 46.0)
    assert "Communes" not in narrowed(model, bbox=lyon)
    assert "Régions" in narrowed(model, bbox=lyon)
    chosen = frozenset([("atelier-armor", "communes"), ("atelier-hexagone", "communes")])
    assert narrowed(model, among=chosen) == ["Communes"]
    assert narrowed(model, among=frozenset()) == []


def test_rows_that_come_later_are_narrowed_too(model):
    put(model, fake.ARMOR)
    assert narrowed(model, only={Facet.KIND: frozenset(["table"])}) == []
    take(model, "atelier-armor", fake.ARMOR_ENTRIES)
    assert [len(rows) for rows in titles(model).values()] == [1]
