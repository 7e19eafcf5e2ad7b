"""What the window's tests do at it."""

from __future__ import annotations

import socket
from typing import Any, List

from cicclo_qgis.gui.browser.inprocess import InProcessBrowser


def only_window(browser: InProcessBrowser) -> Any:
    (shown,) = browser.stage().shown().values()
    return shown.window


_HAS_KEYBOARD = """(function () {
    var field = document.querySelector("input[autofocus]");
    return !field || (document.hasFocus() && document.activeElement === field);
})()"""


def wait_for_page(qtbot: Any, browser: InProcessBrowser, part: str) -> Any:
    """The window, once it has such a page, and what is typed goes into the page's first field.

    The window of the visit before may still be there at first.
    """
    told: List[bool] = []

    def there() -> bool:
        shown = list(browser.stage().shown().values())
        if len(shown) != 1:
            return False
        window = shown[0].window
        if part not in window.page().url().toString() or window._stop.isEnabled():
            told.clear()
            return False
        if not window.isActiveWindow():
            window.activateWindow()
            told.clear()
            return False
        window.page().runJavaScript(_HAS_KEYBOARD, told.append)
        return told[-3:] == [True, True, True]

    qtbot.waitUntil(there, timeout=20000)
    return only_window(browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
