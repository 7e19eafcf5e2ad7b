"""What the window shows and offers: addresses, keys, errors, the way out."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.PyQt.QtCore import QPoint, Qt, QUrl
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QLabel, QMessageBox, QPushButton, QToolButton

from cicclo_qgis.gui.browser.address_bar import AddressBar, Safety
from cicclo_qgis.gui.browser.connection import ConnectionDialog
from cicclo_qgis.gui.browser.inprocess import InProcessBrowser
from cicclo_qgis.signin.browser import Visit, VisitEnd
from tests.qgis.browser.apart.at_window import free_port, only_window, wait_for_page
from tests.qgis.browser.apart.bench import Site, html, to, type_login, windows_titled, xdotool


def test_address_is_that_of_the_page_through_the_whole_chain(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    site.routes["/one"] = lambda seen: to(site.platform + "/two")
    site.routes["/two"] = lambda seen: html(
        f'<script>setTimeout(() => location = "{site.idp}/three", 300)</script>'
    )
    site.routes["/three"] = lambda seen: html("end")
    visiting(browser, Visit("Armor", site.idp + "/one", cookies_of=site.idp + "/never"))
    seen = []
    qtbot.waitUntil(lambda: bool(browser.stage().shown()), timeout=20000)
    window = only_window(browser)
    window.page().urlChanged.connect(
        lambda url: seen.append((url.toString(), window.address.text()))
    )
    wait_for_page(qtbot, browser, "/three")
    assert [page for page, _ in seen] == [site.platform + "/two", site.idp + "/three"]
    assert all(page == shown for page, shown in seen)
    assert window.address.safety() is Safety.LOCAL
    assert "this computer" in window.address.accessibleName()


def test_keys_reload_back_and_zoom(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    site.routes["/next"] = lambda seen: html("next")
    visiting(browser, Visit("Armor", site.idp + "/authorize", cookies_of=site.platform))
    window = wait_for_page(qtbot, browser, "/authorize")
    xdotool("key", "F5")
    qtbot.waitUntil(lambda: len(site.to("/authorize")) == 2, timeout=20000)
    xdotool("key", "ctrl+plus")
    qtbot.waitUntil(lambda: window.zoom() > 1.05, timeout=20000)
    xdotool("key", "ctrl+0")
    qtbot.waitUntil(lambda: window.zoom() == 1.0, timeout=20000)
    xdotool("key", "ctrl+minus")
    qtbot.waitUntil(lambda: window.zoom() < 0.95, timeout=20000)
    site.routes["/authorize"] = lambda seen: html('<a href="/next">next</a>')
    xdotool("key", "F5")
    qtbot.waitUntil(lambda: len(site.to("/authorize")) == 3, timeout=20000)
    qtbot.wait(300)
    xdotool("key", "Tab", "Return")
    wait_for_page(qtbot, browser, "/next")
    xdotool("key", "alt+Left")
    wait_for_page(qtbot, browser, "/authorize")


def test_every_control_has_a_name_and_the_promise_is_in_sight(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    visiting(
        browser,
        Visit("Armor\nsecond line " + "x" * 500, site.idp + "/authorize", cookies_of=site.platform),
    )
    window = wait_for_page(qtbot, browser, "/authorize")
    for button in window.findChildren(QToolButton):
        assert button.accessibleName()
    assert all(b.text() for b in window.findChildren(QPushButton))
    assert window.findChild(AddressBar).isReadOnly()
    assert any("never sees your password" in label.text() for label in window.findChildren(QLabel))
    assert "\n" not in window.windowTitle()
    assert len(window.windowTitle()) < 110
    assert (window.width(), window.height()) == (560, 720)
    assert not window.isModal()


def test_page_that_does_not_answer_can_be_tried_again(
    browser: InProcessBrowser, visiting: Any, qtbot: Any
) -> None:
    port = free_port()
    visit = Visit("Armor", f"http://localhost:{port}/home", cookies_of=f"http://localhost:{port}")
    worker = visiting(browser, visit)
    qtbot.waitUntil(lambda: bool(browser.stage().shown()), timeout=20000)
    window = only_window(browser)
    qtbot.waitUntil(lambda: "does not answer" in window.trouble_text(), timeout=20000)
    assert "proxy" in window.trouble_text()
    with _site_on(port):
        button = next(b for b in window.findChildren(QPushButton) if b.text() == "Try again")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.ACCEPTED


def _site_on(port: int) -> Any:
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"here")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", port), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    class Running:
        def __enter__(self) -> None:
            pass

        def __exit__(self, *_: object) -> None:
            server.shutdown()
            server.server_close()

    return Running()


@pytest.mark.parametrize("status", [400, 403, 500])
def test_error_page_of_the_server_is_shown_also_when_reloaded(
    status: int, browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    site.routes["/err"] = lambda seen: html("Y500015", status=status)
    visiting(browser, Visit("Armor", site.idp + "/err", cookies_of=site.platform))
    window = wait_for_page(qtbot, browser, "/err")
    qtbot.wait(500)
    assert window.trouble_text() == ""
    assert window._notice.isVisible()
    xdotool("key", "F5")
    qtbot.waitUntil(lambda: len(site.to("/err")) == 2, timeout=20000)
    qtbot.wait(600)
    assert window.trouble_text() == ""


def test_a_form_sent_back_is_no_error_of_the_server(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    """ProConnect answers a wrong password with its form and the status 400."""
    site.routes["/login"] = lambda seen: html(
        'Wrong password <form action="/login" method="post"><input name="word" type="password">'
        "</form>",
        status=400,
    )
    visiting(browser, Visit("Armor", site.idp + "/authorize", cookies_of=site.platform))
    wait_for_page(qtbot, browser, "/authorize")
    type_login()
    window = wait_for_page(qtbot, browser, "/login")
    qtbot.wait(500)
    assert window.trouble_text() == ""
    assert not window._notice.isVisible()
    site.routes["/err"] = lambda seen: html("Y000400", status=400)
    window._page.load(QUrl(site.idp + "/err"))
    qtbot.waitUntil(window._notice.isVisible, timeout=20000)


def entry(window: Any, start: str) -> Any:
    return next(a for a in window.menu.actions() if a.text().startswith(start))


def test_the_person_can_go_on_in_a_browser_of_their_own(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    back = f"http://127.0.0.1:{free_port()}/callback"
    worker = visiting(browser, Visit("Armor", site.idp + "/authorize", redirect_uri=back))
    window = wait_for_page(qtbot, browser, "/authorize")
    for word, over in (("Stay", False), ("Open my browser", True)):
        entry(window, "Open in my browser").trigger()
        box = window.findChildren(QMessageBox)[-1]
        assert "QGIS waits on this computer" in box.informativeText()
        assert box.defaultButton().text() == "Stay here"
        next(b for b in box.buttons() if b.text().startswith(word)).click()
        if over:
            qtbot.waitUntil(worker.done, timeout=20000)
        else:
            qtbot.wait(100)
            assert not worker.done()
    assert worker.outcome.end is VisitEnd.ELSEWHERE
    qtbot.waitUntil(lambda: not windows_titled("Sign in to"), timeout=20000)


def test_a_session_in_cookies_cannot_come_from_another_browser(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    visiting(browser, Visit("Armor", site.idp + "/authorize", cookies_of=site.platform))
    window = wait_for_page(qtbot, browser, "/authorize")
    leave = entry(window, "Open in my browser")
    assert not leave.isEnabled() and "another browser cannot" in leave.toolTip()


def test_the_address_is_copied_without_its_parameters_and_the_connection_explained(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    visiting(browser, Visit("Armor", site.idp + "/authorize?state=s", cookies_of=site.platform))
    window = wait_for_page(qtbot, browser, "/authorize")
    entry(window, "Copy the address").trigger()
    assert QGuiApplication.clipboard().text() == site.idp + "/authorize"
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(window.address, Qt.MouseButton.LeftButton, pos=QPoint(16, 16))
    dialog = window.findChild(ConnectionDialog)
    assert dialog.isVisible()
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"localhost:{site.port}" in told
    assert "on this computer, not encrypted" in told
    assert "QtWebEngine" in told and "keeps nothing on disk" in told
    dialog.reject()
