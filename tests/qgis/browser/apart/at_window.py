"""What the window's tests do at it."""

from __future__ import annotations

import socket
from typing import Any

from cicclo_qgis.gui.browser.inprocess import InProcessBrowser


def only_window(browser: InProcessBrowser) -> Any:
    (shown,) = browser.stage().shown().values()
    return shown.window


def wait_for_page(qtbot: Any, browser: InProcessBrowser, part: str) -> Any:
    def there() -> bool:
        shown = list(browser.stage().shown().values())
        return bool(shown) and part in shown[0].window.page().url().toString()

    qtbot.waitUntil(there, timeout=20000)
    window = only_window(browser)
    qtbot.waitUntil(lambda: not window._stop.isEnabled(), timeout=20000)
    qtbot.wait(150)
    return window


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
