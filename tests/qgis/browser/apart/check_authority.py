"""An authority that only QGIS knows: the pages of its servers are shown, and of no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, List

import pytest
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtNetwork import QSslCertificate
from qgis.PyQt.QtWidgets import QPushButton

from cicclo_qgis.gui.browser import vouching
from cicclo_qgis.gui.browser.address_bar import Safety
from cicclo_qgis.gui.browser.connection import ConnectionDialog
from cicclo_qgis.gui.browser.stage import Stage
from cicclo_qgis.signin.browser import Visit
from tests.authority import Authority
from tests.qgis.browser.apart.bench import Site, html, type_login
from tests.qgis.server import Answer
from tests.qgis.two_faced import TwoFaced


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


class Trusting(Stage):
    """A stage in a QGIS that trusts ``authority``, and what arrives there."""

    def __init__(self, authority: Authority) -> None:
        trusted = [QSslCertificate(authority.pem.read_bytes())]
        super().__init__(authorities=lambda: trusted)
        self.arrivals: List[Any] = []
        self.arrived.connect(lambda number, arrival: self.arrivals.append(arrival))

    def go(self, address: str, **more: Any) -> Any:
        self.open(1, Visit("Armor", address, **(more or {"cookies_of": address})))
        return self.shown()[1].window


@pytest.fixture
def stage(authority: Authority, qtbot: Any) -> Iterator[Trusting]:
    made = Trusting(authority)
    yield made
    made.forget()
    qtbot.wait(50)


def visible_buttons(window: Any) -> set:
    return {button.text() for button in window.findChildren(QPushButton) if button.isVisible()}


def refused(qtbot: Any, window: Any, words: str) -> None:
    qtbot.waitUntil(lambda: "not safe" in window.trouble_text(), timeout=20_000)
    assert words in window.trouble_text()
    assert window.address.safety() is Safety.WARNING


def test_sign_in_on_pages_of_that_authority(
    stage: Trusting, authority: Authority, qtbot: Any
) -> None:
    with Site(authority.certificate()) as site:
        home = f"https://127.0.0.1:{site.port}"
        site.back = home + "/home"
        window = stage.go(f"https://localhost:{site.port}/authorize", cookies_of=home)
        qtbot.waitUntil(lambda: site.to("/authorize") != [], timeout=20_000)
        qtbot.waitUntil(lambda: window.page().title() == "A page", timeout=20_000)
        assert window.address.safety() is Safety.LOCKED
        assert window.page().vouched_for()
        qtbot.waitUntil(lambda: not window._stop.isEnabled(), timeout=20_000)
        window.come_forward()
        qtbot.waitUntil(window.isActiveWindow, timeout=20_000)
        qtbot.wait(500)
        type_login()
        qtbot.waitUntil(lambda: stage.arrivals != [], timeout=40_000)
        (arrival,) = stage.arrivals
        assert {cookie.name for cookie in arrival.cookies} == {"SESSION"}
        window.menu.about()
        (about,) = window.findChildren(ConnectionDialog)
        assert any(
            "QGIS's authorities" in label.text()
            for label in about.findChildren(object)
            if hasattr(label, "text")
        )
        about.close()


def test_scripts_pictures_and_requests_of_a_page(
    stage: Trusting, authority: Authority, qtbot: Any
) -> None:
    with Site(authority.certificate()) as site, Site(authority.certificate()) as other:
        there = f"https://127.0.0.1:{other.port}"
        site.routes["/page"] = lambda seen: html(
            f"<img src='{there}/picture'><script src='{there}/script'></script>"
            f"<script>fetch('{there}/data', {{mode: 'no-cors'}}).then(() => fetch('/ran'))</script>"
        )
        other.routes["/script"] = lambda seen: Answer(
            200, b"fetch('/script-ran')", [("Content-Type", "text/javascript")]
        )
        stage.go(f"https://localhost:{site.port}/page")
        qtbot.waitUntil(lambda: "/ran" in site.paths(), timeout=20_000)
        qtbot.waitUntil(lambda: "/script-ran" in site.paths(), timeout=20_000)
        qtbot.waitUntil(lambda: "/picture" in other.paths(), timeout=20_000)


def test_an_authority_nobody_knows(stage: Trusting, tmp_path: Path, qtbot: Any) -> None:
    with Site(Authority(tmp_path / "other").certificate()) as site:
        window = stage.go(f"https://localhost:{site.port}/authorize")
        refused(qtbot, window, "Ask your network team")
        assert visible_buttons(window) == {"Start again", "Cancel"}
        assert site.seen == []


def test_another_browser_is_offered_where_it_can_give_the_answer(
    stage: Trusting, tmp_path: Path, qtbot: Any
) -> None:
    with Site(Authority(tmp_path / "other").certificate()) as site:
        window = stage.go(
            f"https://localhost:{site.port}/authorize", redirect_uri="http://127.0.0.1:9/callback"
        )
        refused(qtbot, window, "vouches")
        assert "Open in my browser instead…" in visible_buttons(window)
        assert site.seen == []


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ({"names": "DNS:another.example"}, "another server"),
        ({"expired": True}, "expired"),
    ],
    ids=["name", "date"],
)
def test_wrong_in_spite_of_its_authority(
    stage: Trusting, authority: Authority, qtbot: Any, certificate: Any, words: str
) -> None:
    with Site(authority.certificate(**certificate)) as site:
        window = stage.go(
            f"https://localhost:{site.port}/authorize", redirect_uri="http://127.0.0.1:9/callback"
        )
        refused(qtbot, window, words)
        assert visible_buttons(window) == {"Start again", "Cancel"}, "no way round this"
        assert site.seen == []


def test_somebody_on_the_line_shows_the_window_another_certificate(
    stage: Trusting, authority: Authority, tmp_path: Path, qtbot: Any
) -> None:
    forged = Authority(tmp_path / "forger").certificate()
    with TwoFaced(to_browsers=forged, to_others=authority.certificate()) as server:
        window = stage.go(f"https://localhost:{server.port}/authorize")
        refused(qtbot, window, "vouches")
        assert "other" in server.greeted, "the real server was asked, and is not the one shown"
        assert server.asked == []


def test_the_window_is_closed_while_the_question_is_open(
    stage: Trusting, authority: Authority, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: List[Any] = []
    monkeypatch.setattr(vouching._Question, "put", lambda *question: put.append(question))
    with Site(authority.certificate()) as site:
        window = stage.go(f"https://localhost:{site.port}/authorize")
        qtbot.waitUntil(lambda: put != [], timeout=20_000)
        page = window.page()
        QTimer.singleShot(0, window.close)  # from an event loop, as a person does it
        qtbot.waitUntil(lambda: sip.isdeleted(page), timeout=20_000)
        put.clear()
        qtbot.wait(300)
        assert site.seen == []
        assert stage.arrivals == []
