"""The helper process goes by QGIS's list of authorities, as it is when a sign-in begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtNetwork import QSslCertificate
from qgis.PyQt.QtWidgets import QMainWindow

from cicclo_qgis.gui.browser.process import HelperBrowser
from cicclo_qgis.signin.browser import Visit, VisitEnd
from tests.authority import Authority
from tests.qgis.browser.apart.bench import Site, windows_titled

pytestmark = pytest.mark.timeout(200)


@pytest.fixture(scope="session")
def qapp_cls() -> Any:
    """QGIS's own application: its authorities come with it."""
    return lambda arguments: QgsApplication([name.encode() for name in arguments], True)


@pytest.fixture
def browser(qapp: Any, qtbot: Any) -> Iterator[HelperBrowser]:
    qapp.initQgis()
    window = QMainWindow()
    window.show()
    made = HelperBrowser(window)
    yield made
    made.shut()
    window.close()


def add_to_qgis(authority: Authority) -> None:
    manager = QgsApplication.authManager()
    assert manager.storeCertAuthority(QSslCertificate(authority.pem.read_bytes()))
    manager.rebuildCaCertsCache()
    manager.rebuildTrustedCaCertsCache()


def test_an_authority_added_to_qgis(
    browser: HelperBrowser, tmp_path: Path, visiting: Any, qtbot: Any
) -> None:
    authority = Authority(tmp_path / "authority")
    with Site(authority.certificate()) as site:
        home = f"https://127.0.0.1:{site.port}"
        visit = Visit("Armor", home + "/home", cookies_of=home)
        worker = visiting(browser, visit)
        qtbot.waitUntil(lambda: windows_titled("Sign in to") != [], timeout=60_000)
        qtbot.wait(1500)
        assert site.seen == [] and worker.arrivals == [], "not known yet: refused"
        browser.cancel("Armor")
        qtbot.waitUntil(worker.done, timeout=20_000)

        add_to_qgis(authority)
        worker = visiting(browser, visit)
        qtbot.waitUntil(worker.done, timeout=60_000)
        assert worker.outcome is not None and worker.outcome.end is VisitEnd.ACCEPTED
        assert [cookie.name for cookie in worker.arrivals[-1].cookies] == ["SESSION"]
