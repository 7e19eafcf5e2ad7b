"""Addresses pasted, dropped or given at start: found, waited for, or offered."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QMimeData, QUrl

from cicclo_qgis.gui.address_opening import AddressOpening, given_at_start, in_shortcut
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.gui.drops import DropHandler
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi.errors import ProblemCode
from tests.qgis.gui import fake_desk as fake

BASE = "https://atelier-armor.example.gouv.fr/ogc/features/v1/"
COMMUNES = f"{BASE}collections/communes/items?f=html&limit=10"
STRANGE = "https://inconnue.example.gouv.fr/ogc/features/v1/collections/routes"


@pytest.fixture
def opening(desk):
    workers = Workers()
    opening = AddressOpening(desk, workers)
    yield opening
    opening.stop()
    workers.stop()


def asked(desk, qtbot, number=1):
    qtbot.waitUntil(lambda: len(desk.asked) >= number)
    return desk.asked


@pytest.mark.parametrize(
    "address",
    [
        COMMUNES,
        f"{BASE}collections/communes",
        f"<{BASE}collections/communes.json>",
        f"cicclo:{BASE}collections/communes",
    ],
)
def test_a_known_collection_is_added(opening, desk, qtbot, address):
    opening.open(address)
    assert asked(desk, qtbot) == [("add_to_map", "atelier-armor", "communes")]


def test_a_page_of_the_portal_means_its_collection(opening, desk, qtbot):
    opening.open("https://portail.example.gouv.fr/fiche/zh")
    assert asked(desk, qtbot) == [("add_to_map", "atelier-armor", "zonages_humides_2025")]


def test_a_platform_that_is_not_listed_yet_is_listed_first(opening, desk, qtbot):
    entries = desk.entries("atelier-armor")
    desk._entries["atelier-armor"] = ()
    desk.waits("atelier-armor")
    opening.open(COMMUNES)
    assert asked(desk, qtbot) == [("refresh", "atelier-armor")]
    desk.lists("atelier-armor", *entries)
    assert asked(desk, qtbot, 2)[1:] == [("add_to_map", "atelier-armor", "communes")]


def test_what_the_list_does_not_hold_is_said_once(opening, desk, qtbot):
    opening.open(f"{BASE}collections/nulle_part")
    assert asked(desk, qtbot) == [("refresh", "atelier-armor")]
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES)
    text = "The list of Géo Armor (atelier) does not hold this address."
    assert asked(desk, qtbot, 2)[1:] == [("tell", "warning", text, "")]


def test_a_strange_platform_is_offered_and_asked_only_then(opening, desk, qtbot):
    opening.open(STRANGE)
    ((what, level, text, label),) = asked(desk, qtbot)
    assert (what, level, label) == ("tell", "info", "Add the platform")
    assert "inconnue.example.gouv.fr" in text
    desk.told()
    assert desk.asked[1:] == [("add_platform", STRANGE)]
    desk.gains(fake.platform("inconnue", "Inconnue"))
    desk.answer_addition(platform_id="inconnue")
    assert asked(desk, qtbot, 3)[2:] == [("refresh", "inconnue")]
    routes = fake.entry("inconnue", "routes")
    desk.lists("inconnue", routes)
    desk.told = None
    qtbot.waitUntil(lambda: len(desk.asked) == 4)
    assert desk.asked[3] == ("add_to_map", "inconnue", "routes")


def test_an_addition_that_fails_says_why(opening, desk, qtbot):
    from cicclo_qgis.ogcapi.errors import OgcApiError

    opening.open(STRANGE)
    asked(desk, qtbot)
    desk.told()
    desk.answer_addition(problem=OgcApiError(ProblemCode.TIMED_OUT).problem)
    assert asked(desk, qtbot, 3)[2][:2] == ("tell", "error")


def test_finding_tells_where_it_is(opening, qtbot):
    found = []
    opening.find(COMMUNES, found.append)
    opening.find(STRANGE, found.append)
    qtbot.waitUntil(lambda: len(found) == 2)
    assert sorted(found, key=len) == [[], [Target("atelier-armor", "communes")]]


def test_given_at_start(monkeypatch):
    monkeypatch.setenv("CICCLO_OPEN", f"{COMMUNES} rubbish")
    arguments = ["qgis", "--nologo", "project.qgz", STRANGE, "https://a.fr/picture.png"]
    assert given_at_start(arguments) == [COMMUNES, STRANGE]
    page = "https://portail.example.gouv.fr/datahub/dataset/1"
    assert given_at_start([*arguments, page]) == [STRANGE]
    assert given_at_start([*arguments, page], lambda text: text == page) == [STRANGE, page]


def test_a_shortcut_holds_an_address(tmp_path):
    file = tmp_path / "Communes.url"
    file.write_text(f"[InternetShortcut]\r\nURL={COMMUNES}\r\n")
    assert in_shortcut(str(file)) == COMMUNES
    file.write_text("[InternetShortcut]\r\nURL=file:///etc/passwd\r\n")
    assert in_shortcut(str(file)) is None
    assert in_shortcut(str(tmp_path / "gone.url")) is None
    big = tmp_path / "big.url"
    big.write_text(f"URL={COMMUNES}\n" + "x" * 30_000)
    assert in_shortcut(str(big)) is None


def test_drops_of_addresses(opening, desk, tmp_path):
    opened = []
    drops = DropHandler(lambda: desk, opening.is_ours, opened.append)
    data = QMimeData()
    data.setUrls([QUrl(f"cicclo:{STRANGE}"), QUrl("https://example.org/picture.png")])
    assert drops.canHandleMimeData(data) and drops.handleMimeDataV2(data)
    text = QMimeData()
    text.setText(COMMUNES)
    assert drops.handleMimeDataV2(text)
    other = QMimeData()
    other.setUrls([QUrl.fromLocalFile(str(tmp_path / "zones.gpkg"))])
    assert not drops.canHandleMimeData(other) and not drops.handleMimeDataV2(other)
    words = QMimeData()
    words.setText("collections/zones")
    assert not drops.handleMimeDataV2(words)
    file = tmp_path / "Communes.url"
    file.write_text(f"[InternetShortcut]\nURL={COMMUNES}\n")
    assert drops.handleFileDrop(str(file)) and not drops.handleFileDrop("zones.gpkg")
    assert opened == [f"cicclo:{STRANGE}", COMMUNES, COMMUNES]


def test_a_link_to_a_strange_platform_asks_and_fetches_nothing(opening, desk, qtbot):
    opening.open(STRANGE, linked=True)
    ((what, level, text, label),) = asked(desk, qtbot)
    assert (what, level, label) == ("tell", "info", "Add the platform")
    assert text.startswith("A link leads to inconnue.example.gouv.fr, none of your platforms yet.")


@pytest.mark.parametrize("before", ["cicclo:", "", "//"])
def test_a_copied_link_names_its_host(opening, desk, qtbot, before):
    opening.open(before + STRANGE.replace("https://", "https://" if before != "//" else ""))
    ((_, _, text, _),) = asked(desk, qtbot)
    assert text.startswith("inconnue.example.gouv.fr is not among")


def test_a_long_host_shows_whose_it_is(opening, desk, qtbot):
    opening.open(STRANGE.replace("inconnue", "www.data.gouv.fr." + "x" * 60), linked=True)
    ((_, _, text, _),) = asked(desk, qtbot)
    assert "data.gouv.fr" not in text and "xxx.example.gouv.fr, none" in text


def test_links_that_keep_asking_are_heard_no_more(opening, desk, qtbot):
    for number in range(6):
        opening.open(STRANGE.replace("inconnue", f"inconnue{number}"), linked=True)
    opening.open(COMMUNES, linked=True)
    qtbot.waitUntil(lambda: ("add_to_map", "atelier-armor", "communes") in desk.asked)
    assert [what for what, *_ in desk.asked] == ["tell"] * 3 + ["add_to_map"]
    opening.open(STRANGE)
    assert asked(desk, qtbot, 5)[4][0] == "tell", "the person's own are not counted"


def test_what_the_environment_gives_is_taken_once(monkeypatch):
    monkeypatch.setenv("CICCLO_OPEN", COMMUNES)
    assert given_at_start(["qgis"]) == [COMMUNES]
    assert given_at_start(["qgis"]) == []
