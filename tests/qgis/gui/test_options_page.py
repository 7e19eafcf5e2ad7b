from __future__ import annotations

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtWidgets import QCheckBox, QWidget

from cicclo_qgis.gui.browser.choice import Survey
from cicclo_qgis.gui.options_factory import OptionsFactory
from cicclo_qgis.gui.options_page import OptionsPage, wanted_browser
from cicclo_qgis.gui.sessions_window import SessionsWindow
from cicclo_qgis.host.settings import BrowserChoice, Settings

EVERYTHING = Survey(("in-process", "helper", "system"), "")


@pytest.fixture(autouse=True)
def _clean(qgis_app):
    QgsSettings().remove("cicclo")
    yield
    QgsSettings().remove("cicclo")


@pytest.fixture
def page(qtbot):
    def make(survey=EVERYTHING):
        page = OptionsPage(
            Settings(),
            lambda: page.told.append(1),
            None if survey is None else lambda seen: seen(survey),
        )
        page.told = []
        qtbot.addWidget(page)
        return page

    return make


def choose(page, choice):
    page.browser.setCurrentIndex(page.browser.findData(choice.value))


def test_it_shows_what_is_set(page):
    Settings().browser = BrowserChoice.SYSTEM
    Settings().use_qgis_store = True
    Settings().shipped_platforms = False
    shown = page()
    assert shown.browser.currentData() == "system"
    ticked = (shown.keep.isChecked(), shown.qgis_store.isChecked(), shown.shipped.isChecked())
    assert ticked == (True, True, False)


def test_nothing_is_kept_before_ok(page):
    shown = page()
    choose(shown, BrowserChoice.HELPER)
    shown.keep.setChecked(False)
    assert Settings().browser is BrowserChoice.AUTOMATIC and Settings().keep_sessions
    assert shown.told == []
    shown.apply()
    assert Settings().browser is BrowserChoice.HELPER and not Settings().keep_sessions
    assert shown.told == [1]
    shown.apply()
    assert shown.told == [1], "nothing has changed"


def test_qgis_store_is_no_choice_where_nothing_is_kept(page):
    shown = page()
    assert shown.qgis_store.isEnabled()
    shown.keep.setChecked(False)
    assert not shown.qgis_store.isEnabled()


@pytest.mark.parametrize(
    ("choice", "survey", "said"),
    [
        (BrowserChoice.AUTOMATIC, EVERYTHING, "In use: window in QGIS."),
        (BrowserChoice.AUTOMATIC, Survey(("helper", "system"), ""), "In use: helper window."),
        (BrowserChoice.SYSTEM, EVERYTHING, "In use: your usual browser."),
        (BrowserChoice.EMBEDDED, Survey(("helper", "system"), ""), "In use: helper window."),
        (
            BrowserChoice.HELPER,
            Survey(("in-process", "helper"), "in-process"),
            "The last sign-in was shown by: window in QGIS.",
        ),
    ],
)
def test_which_browser_is_in_use(page, choice, survey, said):
    shown = page(survey)
    choose(shown, choice)
    assert said in shown.browser_note.text()
    assert "QtWebEngine" not in shown.browser_note.text()


def test_a_missing_qtwebengine_is_explained_and_no_error(page):
    shown = page(Survey(("system",), ""))
    assert "In use: your usual browser." in shown.browser_note.text()
    assert "QtWebEngine" in shown.browser_note.text()
    choose(shown, BrowserChoice.EMBEDDED)
    assert "This computer does not have it." in shown.browser_note.text()


def test_it_says_that_it_is_still_looking(page):
    assert "Looking" in page(None).browser_note.text()


def test_an_answer_after_the_options_were_closed_is_let_go(qtbot):
    late = []
    page = OptionsPage(Settings(), lambda: None, late.append)
    page.deleteLater()
    with qtbot.waitSignal(page.destroyed):
        pass
    late[0](EVERYTHING)


def test_everything_has_a_name(page):
    shown = page()
    assert shown.browser.accessibleName()
    assert all("&" in box.text() for box in shown.findChildren(QCheckBox))


def test_sessions_open_above_the_options_which_are_modal(desk, qtbot):
    page = OptionsPage(
        Settings(), lambda: None, make_sessions=lambda parent: SessionsWindow(desk, parent)
    )
    qtbot.addWidget(page)
    page.show()
    for _ in range(2):
        page.sessions_button.click()
    windows = page.findChildren(SessionsWindow)
    assert len(windows) == 1 and windows[0].isVisible() and windows[0].parent() is page


def test_what_the_browser_is_told(qgis_app):
    names = []
    for choice in BrowserChoice:
        Settings().browser = choice
        names.append(wanted_browser(Settings()))
    assert names == ["", "in-process", "helper", "system"]


def test_qgis_makes_the_page_as_often_as_it_likes(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    factory = OptionsFactory(lambda widget: OptionsPage(Settings(), lambda: None, parent=widget))
    assert factory.title() == "CICCLO" and not factory.icon().isNull()
    first, second = factory.createWidget(parent), factory.createWidget(parent)
    assert first is not second and second.parent() is parent
