"""A proxy that answers 407: its password is told once, and what it refuses is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
from qgis.PyQt.QtNetwork import QNetworkProxy, QSslCertificate

from cicclo_qgis.gui.browser import proxy as qgis_proxy
from cicclo_qgis.gui.browser.protocol import Proxy
from cicclo_qgis.gui.browser.stage import Stage
from cicclo_qgis.signin.browser import Visit
from tests.authority import Authority
from tests.qgis.browser.apart.bench import Site
from tests.strict_proxy import PROGRAM, StrictProxy

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="Apache is not installed")

# Nobody answers by that name: what counts is what becomes of the question.
_ADDRESS = "https://plateforme.invalid/login"
_CONNECT = "CONNECT plateforme.invalid:443"


@pytest.fixture
def strict() -> Iterator[StrictProxy]:
    with StrictProxy() as running:
        yield running
    QNetworkProxy.setApplicationProxy(QNetworkProxy())


def stage_behind(proxy: Proxy, **more: Any) -> Stage:
    qgis_proxy.use(proxy)
    return Stage(proxy=lambda: proxy, **more)


def trouble(qtbot: Any, stage: Stage) -> str:
    stage.open(1, Visit("Armor", _ADDRESS, cookies_of=_ADDRESS))
    window = stage.shown()[1].window
    qtbot.waitUntil(lambda: window.trouble_text() != "", timeout=20_000)
    qtbot.wait(500)
    text = str(window.trouble_text())
    stage.forget()
    qtbot.wait(50)
    return text


def test_the_right_password(strict: StrictProxy, qtbot: Any) -> None:
    proxy = Proxy("http", "127.0.0.1", strict.port, strict.username, strict.password)
    said = trouble(qtbot, stage_behind(proxy))
    assert "does not answer" in said, "the proxy let it through, to nobody"
    assert strict.answered(502)[:1] == [_CONNECT]
    assert len(strict.answered(407)) == 1


def test_a_wrong_password_is_told_once(strict: StrictProxy, qtbot: Any) -> None:
    proxy = Proxy("http", "127.0.0.1", strict.port, strict.username, strict.password + "x")
    said = trouble(qtbot, stage_behind(proxy))
    assert "refused the user name or the password set in QGIS" in said
    assert "page Network" in said
    assert strict.answered(407) == [_CONNECT] * 2, "one question, one answer: no account is locked"


def test_no_password(strict: StrictProxy, qtbot: Any) -> None:
    said = trouble(qtbot, stage_behind(Proxy("http", "127.0.0.1", strict.port)))
    assert "wants a user name and a password" in said
    assert "page Network" in said
    assert strict.answered(407) == [_CONNECT]


def test_an_authority_of_qgis_behind_it(strict: StrictProxy, tmp_path: Path, qtbot: Any) -> None:
    """The question about a certificate goes through the proxy, too."""
    authority = Authority(tmp_path / "authority")
    proxy = Proxy("http", "127.0.0.1", strict.port, strict.username, strict.password)
    trusted = [QSslCertificate(authority.pem.read_bytes())]
    stage = stage_behind(proxy, authorities=lambda: trusted)
    with Site(authority.certificate()) as site:
        address = f"https://localhost:{site.port}/authorize"
        stage.open(1, Visit("Armor", address, cookies_of=address))
        qtbot.waitUntil(lambda: site.to("/authorize") != [], timeout=20_000)
    assert f"CONNECT localhost:{site.port}" in strict.answered(200)
    stage.forget()
    qtbot.wait(50)
