"""The sign-in window goes through the proxy that is set in QGIS, and gives it its password."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
from qgis.core import QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtWidgets import QMainWindow

from cicclo_qgis.gui.browser.process import HelperBrowser
from cicclo_qgis.signin.browser import Visit
from tests.proxy import PROGRAM, Proxy
from tests.qgis.browser.apart.bench import Worker

# Nobody answers by that name: what counts is that the proxy was asked, and let it pass.
_ADDRESS = "https://plateforme.invalid/login"


@pytest.fixture
def browser(qtbot: Any) -> Iterator[HelperBrowser]:
    window = QMainWindow()
    window.show()
    made = HelperBrowser(window)
    yield made
    made.shut()
    window.close()


@pytest.mark.skipif(PROGRAM is None, reason="tinyproxy is not installed")
@pytest.mark.parametrize("password", [False, True])
def test_pages_come_through_the_proxy(
    browser: HelperBrowser, tmp_path: Path, qtbot: Any, password: bool
) -> None:
    with Proxy(tmp_path, password) as proxy:
        for key, value in proxy.settings().items():
            QgsSettings().setValue(key, value)
        QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()
        worker = Worker(
            browser, Visit("Armor", _ADDRESS, cookies_of=_ADDRESS), lambda arrival: False
        )
        qtbot.waitUntil(lambda: proxy.passed("plateforme.invalid"), timeout=20_000)
        browser.cancel("Armor")
        qtbot.waitUntil(worker.done, timeout=10_000)
        assert "CONNECT plateforme.invalid:443" in proxy.carried()
