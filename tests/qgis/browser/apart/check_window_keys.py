"""The sign-in window without a mouse: every control has a name, and is reached and left by keys."""

from __future__ import annotations

from typing import Any, List

import pytest
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication

from cicclo_qgis.gui.browser.connection import ConnectionDialog
from cicclo_qgis.gui.browser.inprocess import InProcessBrowser
from cicclo_qgis.signin.browser import Visit, VisitEnd
from tests.qgis.browser.apart.at_window import free_port, only_window, wait_for_page
from tests.qgis.browser.apart.bench import Site, xdotool
from tests.qgis.gui.controls import controls, name

ADDRESS = "Address of the page, on this computer, not encrypted"
ROUND = ["page: user", "page: word", "page: BUTTON", "Cancel", "Reload", ADDRESS, "More"]
_WHERE = "(function (one) { return one ? one.name || one.tagName : ''; })(document.activeElement)"


class Keys:
    """A person's keyboard, and where it leads to."""

    def __init__(self, window: Any, qtbot: Any) -> None:
        self._window, self._qtbot = window, qtbot

    def here(self) -> str:
        """The control that has the keyboard, by its name; of the page, the field."""
        widget = QApplication.focusWidget()
        if widget is None or not self._in_page(widget):
            return "" if widget is None else name(widget, self._window)
        told: List[str] = []
        self._window.page().runJavaScript(_WHERE, told.append)
        self._qtbot.waitUntil(lambda: bool(told), timeout=20000)
        return f"page: {told[0]}"

    def press(self, key: str) -> str:
        """Press a key that moves the keyboard; where it is then."""
        before, found = self.here(), [""]

        def moved() -> bool:
            found[0] = self.here()
            return found[0] not in ("", before, "page: BODY")

        xdotool("key", key)
        self._qtbot.waitUntil(moved, timeout=20000)
        return found[0]

    def outside(self) -> List[str]:
        """The names of what takes the keyboard beside the page."""
        found = (one for one in controls(self._window) if not self._in_page(one))
        return [name(one, self._window) for one in found]

    def _in_page(self, widget: Any) -> bool:
        view = self._window._view
        return widget is view or view.isAncestorOf(widget)


@pytest.fixture
def open_form(browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any) -> Any:
    """The window at a form, the keyboard in its first field; the visit, the keys."""
    worker = visiting(browser, Visit("Armor", site.idp + "/authorize", cookies_of=site.platform))
    window = wait_for_page(qtbot, browser, "/authorize")
    return window, worker, Keys(window, qtbot)


def test_tab_goes_round_through_the_page_and_everything_beside_it(open_form: Any) -> None:
    window, _, keys = open_form
    assert all(keys.outside()) and set(keys.outside()) == set(ROUND[3:])
    assert window._view.accessibleName() == "The platform's page"
    assert window.address.isVisible() and "/authorize" in window.address.text()
    assert [keys.here(), *(keys.press("Tab") for _ in ROUND)] == [*ROUND, ROUND[0]]
    back = [keys.press("shift+Tab") for _ in ROUND]
    assert back == [*reversed(ROUND[1:]), ROUND[0]]


def test_one_key_leads_from_the_page_to_the_address_and_back(open_form: Any, qtbot: Any) -> None:
    window, worker, keys = open_form
    assert keys.press("F6") == ADDRESS
    xdotool("key", "Return")
    qtbot.waitUntil(lambda: bool(window.findChildren(ConnectionDialog)), timeout=20000)
    qtbot.waitUntil(window.findChild(ConnectionDialog).isActiveWindow, timeout=20000)
    xdotool("key", "Escape")
    qtbot.waitUntil(lambda: not window.findChildren(ConnectionDialog), timeout=20000)
    qtbot.waitUntil(window.isActiveWindow, timeout=20000)
    assert keys.press("F6") == "page: user"
    xdotool("key", "Escape")
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.CANCELLED


def test_the_menu_opens_and_closes_by_keys(open_form: Any, qtbot: Any) -> None:
    window, worker, keys = open_form
    keys.press("F6")
    assert keys.press("Tab") == "More"
    opened: List[bool] = []

    def close() -> None:
        """Qt comes back from the opening once the menu is closed: Esc must not wait for it."""
        if window.menu.isVisible() and not opened:
            opened.append(True)
            xdotool("key", "Escape")

    watch = QTimer()
    watch.timeout.connect(close)
    watch.start(50)
    xdotool("key", "space")
    qtbot.waitUntil(lambda: bool(opened) and not window.menu.isVisible(), timeout=20000)
    watch.stop()
    assert window.isVisible() and not worker.done()


def test_a_page_that_does_not_answer_leaves_the_keyboard_at_what_helps(
    browser: InProcessBrowser, visiting: Any, qtbot: Any
) -> None:
    host = f"http://localhost:{free_port()}"
    visiting(browser, Visit("Armor", f"{host}/home", cookies_of=host))
    qtbot.waitUntil(lambda: bool(browser.stage().shown()), timeout=20000)
    window = only_window(browser)
    qtbot.waitUntil(lambda: "does not answer" in window.trouble_text(), timeout=20000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=20000)
    keys = Keys(window, qtbot)
    qtbot.waitUntil(lambda: keys.here() == "Try again", timeout=20000)
    reached = ["Try again", *(keys.press("Tab") for _ in keys.outside()[1:])]
    assert all(reached) and sorted(reached) == sorted(keys.outside())
    assert keys.press("Tab") == "Try again"
    assert keys.press("F6").startswith("Address of the page")
    assert keys.press("F6") == "Try again"
