"""What the window refuses, against pages that try it."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QPushButton

from cicclo_qgis.gui.browser.address_bar import Safety
from cicclo_qgis.gui.browser.stage import Stage
from cicclo_qgis.signin.browser import Arrival, Visit, VisitEnd
from tests.qgis.browser.apart.bench import Site, html, to, windows_titled, xdotool
from tests.qgis.server import Answer


class Watched(Stage):
    """A stage whose arrivals and ends are written down."""

    def __init__(self) -> None:
        super().__init__()
        self.arrivals: List[Arrival] = []
        self.ends: List[Any] = []
        self.arrived.connect(lambda number, arrival: self.arrivals.append(arrival))
        self.ended.connect(lambda number, outcome: self.ends.append(outcome))


@pytest.fixture
def stage(qtbot: Any) -> Iterator[Watched]:
    made = Watched()
    yield made
    made.forget()
    qtbot.wait(50)


@pytest.fixture
def back() -> str:
    """A loopback redirect nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/callback"


def show(qtbot: Any, stage: Watched, site: Site, body: str, back: str) -> Any:
    site.routes["/page"] = lambda seen: html(body)
    visit = Visit("Armor", site.idp + "/page", redirect_uri=back)
    stage.open(1, visit)
    shown = stage.shown()[1]
    with qtbot.waitSignal(shown.window.page().arrived, timeout=20000):
        pass
    qtbot.wait(200)
    return shown


def click_first_link(qtbot: Any) -> None:
    xdotool("key", "Tab", "Return")
    qtbot.wait(100)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "data:text/html,hello",
        "mailto:a@b.fr",
        "qgis://open",
        "ftp://localhost/x",
        "chrome://gpu",
    ],
)
def test_addresses_of_other_kinds_are_refused(
    address: str, stage: Watched, site: Site, back: str, qtbot: Any, monkeypatch: Any
) -> None:
    handed_out: List[Any] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", handed_out.append)
    shown = show(qtbot, stage, site, f'<a href="{address}">a</a>', back)
    for load in (lambda: click_first_link(qtbot), lambda: shown.window.page().load(QUrl(address))):
        load()
        qtbot.wait(600)
        assert shown.window.page().url().toString() == site.idp + "/page"
    assert handed_out == []
    assert "not opened here" in shown.window.trouble_text()
    assert shown.window.address.safety() is Safety.WARNING


def test_unencrypted_page_elsewhere_is_refused_also_as_a_redirect(
    stage: Watched, site: Site, back: str, qtbot: Any
) -> None:
    site.routes["/away"] = lambda seen: to("http://platform.example/login")
    shown = show(qtbot, stage, site, '<a href="/away">a</a>', back)
    click_first_link(qtbot)
    qtbot.waitUntil(lambda: "not encrypted" in shown.window.trouble_text(), timeout=20000)
    assert "platform.example" in shown.window.trouble_text()
    assert shown.window.address.text() == "http://platform.example/login"


def test_redirect_to_a_scheme_of_its_own_ends_in_words(
    stage: Watched, site: Site, back: str, qtbot: Any
) -> None:
    site.routes["/away"] = lambda seen: to("fr.example.app:/callback?code=1")
    shown = show(qtbot, stage, site, '<a href="/away">a</a>', back)
    click_first_link(qtbot)
    qtbot.waitUntil(lambda: shown.window.trouble_text() != "", timeout=20000)
    assert stage.arrivals == []


def test_visit_that_starts_unencrypted_fails_without_a_window(stage: Watched, qtbot: Any) -> None:
    stage.open(1, Visit("Armor", "http://platform.example/", cookies_of="http://platform.example"))
    assert [end.end for end in stage.ends] == [VisitEnd.FAILED]
    assert stage.ends[0].reason
    assert not stage.shown()


def test_downloads_are_refused(stage: Watched, site: Site, back: str, qtbot: Any) -> None:
    site.routes["/file"] = lambda seen: Answer(
        200, b"PK" * 1000, [("Content-Disposition", "attachment; filename=x.zip")]
    )
    shown = show(qtbot, stage, site, '<a href="/file">a</a>', back)
    click_first_link(qtbot)
    qtbot.waitUntil(lambda: site.to("/file") != [], timeout=20000)
    qtbot.wait(600)
    assert "download was refused" in shown.window._notice.text()
    assert shown.window._notice.isVisible()
    assert shown.window.trouble_text() == ""
    assert not list(Path.home().rglob("x.zip*"))


def test_pop_up_has_its_own_address_and_can_finish_the_sign_in(
    stage: Watched, site: Site, back: str, qtbot: Any
) -> None:
    site.routes["/second"] = lambda seen: html('<a href="/done">done</a>')
    site.routes["/done"] = lambda seen: to(back + "?code=7")
    shown = show(qtbot, stage, site, '<a href="#" onclick="window.open(\'/second\')">a</a>', back)
    click_first_link(qtbot)
    qtbot.waitUntil(lambda: len(shown.windows()) == 2, timeout=20000)
    pop_up = shown.windows()[1]
    qtbot.waitUntil(lambda: pop_up.address.text() == site.idp + "/second", timeout=20000)
    assert pop_up.isVisible()
    assert pop_up.windowTitle() == shown.window.windowTitle()
    qtbot.waitUntil(pop_up.isActiveWindow, timeout=20000)
    qtbot.wait(300)
    click_first_link(qtbot)
    qtbot.waitUntil(lambda: [a.url for a in stage.arrivals] == [back + "?code=7"], timeout=20000)
    stage.close(1)
    qtbot.waitUntil(lambda: windows_titled("Sign in to") == [], timeout=20000)


def test_pop_up_that_closes_itself_leaves_the_window(
    stage: Watched, site: Site, back: str, qtbot: Any
) -> None:
    site.routes["/second"] = lambda seen: html("<script>setTimeout(close, 300)</script>")
    shown = show(qtbot, stage, site, '<a href="#" onclick="window.open(\'/second\')">a</a>', back)
    click_first_link(qtbot)
    qtbot.waitUntil(lambda: len(shown.windows()) == 2, timeout=20000)
    qtbot.waitUntil(lambda: len(shown.windows()) == 1, timeout=20000)
    assert shown.window.isVisible()
    assert stage.ends == []


def test_pop_ups_without_end_are_refused(stage: Watched, site: Site, back: str, qtbot: Any) -> None:
    site.routes["/more"] = lambda seen: html("more")
    shown = show(
        qtbot,
        stage,
        site,
        "<a href='#' onclick='for (let i = 0; i < 20; i++) window.open(\"/more\")'>a</a>",
        back,
    )
    click_first_link(qtbot)
    qtbot.wait(1500)
    assert 2 <= len(shown.windows()) <= 4


def test_frame_at_the_redirect_is_no_arrival_and_no_connection(
    stage: Watched, site: Site, qtbot: Any
) -> None:
    # Someone listens there this time, to tell whether a connection is made.
    with Site() as listener:
        back = listener.platform + "/home"
        show(qtbot, stage, site, f'<iframe src="{back}?code=1"></iframe>', back)
        qtbot.wait(500)
        assert listener.seen == []
    assert stage.arrivals == []


def test_redirect_is_caught_before_any_connection(stage: Watched, site: Site, qtbot: Any) -> None:
    with Site() as listener:
        back = listener.platform + "/home"
        site.routes["/go"] = lambda seen: to(back + "?code=1")
        show(qtbot, stage, site, '<a href="/go">a</a>', back)
        click_first_link(qtbot)
        qtbot.waitUntil(lambda: [a.url for a in stage.arrivals] == [back + "?code=1"])
        qtbot.wait(300)
        assert listener.seen == []


def test_neighbours_of_the_redirect_are_no_arrival(stage: Watched, site: Site, qtbot: Any) -> None:
    back = f"{site.platform}/callback"
    for path in ("/callback/", "/callback2", "/Callback", "/x/callback"):
        site.routes[path] = lambda seen: html("other")
        shown = show(qtbot, stage, site, "x", back)
        shown.window.page().load(QUrl(site.platform + path + "?code=1"))
        qtbot.waitUntil(lambda path=path: site.to(path) != [], timeout=20000)
        stage.close(1)
    assert stage.arrivals == []


@pytest.mark.parametrize("call", ["alert", "confirm", "prompt"])
def test_dialogs_of_the_page_are_said_in_the_strip(
    call: str, stage: Watched, site: Site, back: str, qtbot: Any
) -> None:
    body = f"<a href=\"#\" onclick=\"{call}('<b>word</b> ' + 'x'.repeat(5000))\">a</a>"
    shown = show(qtbot, stage, site, body, back)
    click_first_link(qtbot)
    qtbot.waitUntil(lambda: "<b>word</b>" in shown.window._notice.text(), timeout=20000)
    assert len(shown.window._notice.text()) < 300
    assert shown.window._notice.textFormat() == Qt.TextFormat.PlainText


def test_huge_title_is_not_shown(stage: Watched, site: Site, back: str, qtbot: Any) -> None:
    body = "<script>document.title = 'ProConnect '.repeat(100000)</script>"
    shown = show(qtbot, stage, site, body, back)
    qtbot.wait(200)
    assert shown.window.windowTitle() == "Sign in to Armor"


def test_position_is_not_given(stage: Watched, site: Site, back: str, qtbot: Any) -> None:
    body = (
        "<script>navigator.geolocation.getCurrentPosition(p => fetch('/got'),"
        " e => fetch('/denied' + e.code))</script>"
    )
    show(qtbot, stage, site, body, back)
    qtbot.waitUntil(lambda: "/denied1" in site.paths(), timeout=20000)
    assert "/got" not in site.paths()


def test_clipboard_is_not_read(stage: Watched, site: Site, back: str, qtbot: Any) -> None:
    body = (
        "<script>onclick = () => navigator.clipboard.readText()"
        ".then(t => fetch('/got'), e => fetch('/denied'))</script><a href='#'>a</a>"
    )
    show(qtbot, stage, site, body, back)
    click_first_link(qtbot)
    qtbot.waitUntil(lambda: "/denied" in site.paths(), timeout=20000)
    assert "/got" not in site.paths()


def test_bad_certificate_stops_the_page_with_no_way_past(
    stage: Watched, tmp_path: Path, qtbot: Any
) -> None:
    with Site(_certificate(tmp_path)) as site:
        address = f"https://localhost:{site.port}/authorize"
        stage.open(1, Visit("Armor", address, cookies_of=f"https://localhost:{site.port}"))
        window = stage.shown()[1].window
        qtbot.waitUntil(lambda: "not safe" in window.trouble_text(), timeout=20000)
        qtbot.wait(500)
        assert site.seen == []
        assert window.address.safety() is Safety.WARNING
        assert window.address.text() == address
        labels = {b.text() for b in window.findChildren(QPushButton) if b.isVisible()}
        assert labels == {"Start again", "Cancel"}
        xdotool("key", "F5")
        qtbot.wait(800)
        assert site.seen == []
        assert "not safe" in window.trouble_text()
    assert stage.arrivals == []


def test_cookies_of_other_hosts_are_never_kept(stage: Watched, site: Site, qtbot: Any) -> None:
    site.routes["/mix"] = lambda seen: html(
        f'<img src="{site.platform}/pixel">', ("Set-Cookie", "IDP=1; Path=/")
    )
    site.routes["/pixel"] = lambda seen: Answer(200, b"", [("Set-Cookie", "P=1; Path=/")])
    stage.open(1, Visit("Armor", site.idp + "/mix", cookies_of=site.platform))
    qtbot.waitUntil(lambda: site.to("/pixel") != [], timeout=20000)
    qtbot.wait(400)
    kept = stage._shared[1]._cookies.values()
    assert {cookie.domain for cookie in kept} <= {"127.0.0.1"}
    assert stage.arrivals == []


def test_host_whose_cookie_was_set_before_it_was_watched_sets_a_new_one(
    stage: Watched, site: Site, qtbot: Any
) -> None:
    def plain(seen: Any) -> Answer:
        had = "SESSION=" in seen.headers.get("Cookie", "")
        return html("kept") if had else html("new", ("Set-Cookie", "SESSION=new; Path=/"))

    site.routes["/plain"] = plain
    stage.open(1, Visit("Other", site.back, cookies_of=site.idp))
    qtbot.waitUntil(lambda: site.to("/home") != [], timeout=20000)
    qtbot.wait(300)
    assert stage.arrivals == []
    stage.close(1)
    stage.open(2, Visit("Armor", site.platform + "/plain", cookies_of=site.platform))
    qtbot.waitUntil(lambda: stage.arrivals != [], timeout=20000)
    assert [(c.name, c.value) for c in stage.arrivals[-1].cookies] == [("SESSION", "new")]


def test_cookie_set_by_a_script_after_the_page_is_told(
    stage: Watched, site: Site, qtbot: Any
) -> None:
    site.routes["/late"] = lambda seen: html(
        "<script>setTimeout(() => document.cookie = 'late=1; path=/', 800)</script>"
    )
    stage.open(1, Visit("Armor", site.platform + "/late", cookies_of=site.platform))
    qtbot.waitUntil(lambda: len(stage.arrivals) == 2, timeout=20000)
    assert stage.arrivals[0].cookies == ()
    assert [c.name for c in stage.arrivals[1].cookies] == ["late"]


def test_engine_says_who_asks_and_in_which_language(
    stage: Watched, site: Site, back: str, qtbot: Any
) -> None:
    show(qtbot, stage, site, "x", back)
    (seen,) = site.to("/page")
    assert "CICCLO-QGIS" in seen.headers["User-Agent"]
    assert "Accept-Language" in seen.headers


def _certificate(folder: Path) -> Path:
    import subprocess

    key, cert, pem = (folder / name for name in ("k.pem", "c.pem", "both.pem"))
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            str(key),
            "-out",
            str(cert),
        ],
        check=True,
        capture_output=True,
    )
    pem.write_bytes(key.read_bytes() + cert.read_bytes())
    return pem
