"""Keyboard and screen reader alone: every window, every control."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.PyQt.QtCore import Qt

from cicclo_qgis.catalogue.favourites import Choice
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.gui.add_platform import AddPlatformDialog
from cicclo_qgis.gui.browser.choice import Survey
from cicclo_qgis.gui.checkup_dialog import CheckupDialog
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.help_dialog import HelpDialog
from cicclo_qgis.gui.keeping import Keeping
from cicclo_qgis.gui.loading_dialog import LoadingDialog
from cicclo_qgis.gui.options_page import OptionsPage
from cicclo_qgis.gui.peeking import Peeking
from cicclo_qgis.gui.prompt_dialog import AccountDialog, KeyDialog
from cicclo_qgis.gui.sessions_window import SessionsWindow
from cicclo_qgis.host.checkup import Finding, Topic, Verdict
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.signin import Question
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.controls import controls, jumps, nameless
from tests.qgis.gui.test_loading_dialog import OFFER, Asker

ZONAGES = ("atelier-armor", "zonages_humides_2025")
QUESTION = Question("Compte (atelier)", "data.example.gouv.fr", "https://data.example.gouv.fr/aide")
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)


def _loading(_desk):
    asker = Asker()
    dialog = LoadingDialog(fake.ARMOR_ENTRIES[1], asker, None, True)
    asker.offers[0][0](OFFER)
    dialog.rows.more.click()
    return dialog


def _sessions(desk):
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille Durand")
    window = SessionsWindow(desk)
    window.table.setCurrentItem(window.table.topLevelItem(0))
    return window


def _add(desk):
    dialog = AddPlatformDialog(desk)
    dialog.address.setText("https://x.example.fr/")
    return dialog


WINDOWS = {
    "add a platform": _add,
    "help": lambda desk: HelpDialog(),
    "sessions": _sessions,
    "options": lambda desk: OptionsPage(
        Settings(), lambda: None, lambda seen: seen(Survey(("in-process", "helper", "system"), ""))
    ),
    "account": lambda desk: AccountDialog(QUESTION),
    "key": lambda desk: KeyDialog(replace(QUESTION, header="apikey")),
    "add with options": _loading,
    "connection check": lambda desk: CheckupDialog(
        lambda found: found((Finding(Topic.CLOCK, Verdict.GOOD, "right", {}),))
    ),
}


@pytest.fixture(params=sorted(WINDOWS))
def window(request, desk, qtbot):
    made = WINDOWS[request.param](desk)
    qtbot.addWidget(made)
    made.show()
    qtbot.wait(20)
    return made


def test_every_control_of_every_window_has_a_name(window):
    assert controls(window) and nameless(window) == []


def test_the_tab_key_follows_the_eye(window):
    assert jumps(window) == []


@pytest.fixture
def full(desk, qtbot):
    """The dock with all it can show: filters set, details unfolded."""
    workers = Workers()
    dock = CiccloDock(desk, None, Extras(Keeping(), None, Peeking(http_session, workers)))
    qtbot.addWidget(dock)
    dock.resize(420, 1400)
    dock.show()
    desk.waits("atelier-ouvert")
    qtbot.waitUntil(dock.foot.stop_button.isVisible, timeout=20_000)
    dock._narrowing.take(Choice(text="zon", only={Facet.PADLOCK: frozenset(["sign_in"])}))
    dock._narrowing.take(Choice(text="zon"))
    dock.tree.select(dock.model.index_of(*ZONAGES))
    dock._splitter.setSizes([250, 1150])
    qtbot.wait(50)
    peek = dock.details.peek
    for part in (peek.conditions, peek.attributes, peek.rows, peek.sketch):
        if not part.isHidden():
            part.heading.click()
    qtbot.wait(50)
    yield dock
    workers.stop()


def test_every_control_of_the_dock_has_a_name(full):
    assert len(controls(full)) > 12 and nameless(full) == []


def test_the_tab_key_goes_through_the_dock_from_top_to_bottom(full):
    assert jumps(full) == []


def test_a_row_tells_its_title_padlock_kind_and_star(dock, qtbot):
    def spoken(*key):
        return dock.model.index_of(*key).data(SPOKEN)

    assert spoken(*ZONAGES) == "Zonages humides recensés, Sign-in needed, Features with a geometry"
    assert "Table without geometry" in spoken("atelier-armor", "ref_epci")
    told = []
    dock.model.dataChanged.connect(lambda first, last, *_: told.append(first.data()))
    dock.tree.select(dock.model.index_of(*ZONAGES))
    qtbot.keyClick(dock.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert spoken(*ZONAGES).endswith(", favourite") and told == ["Zonages humides recensés"]
    qtbot.keyClick(dock.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not spoken(*ZONAGES).endswith("favourite")
