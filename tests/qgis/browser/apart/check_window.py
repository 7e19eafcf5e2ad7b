"""The window in QGIS's own process, with a real keyboard, on real pages."""

from __future__ import annotations

import socket
import time
from typing import Any, Iterator

import pytest
from qgis.PyQt.QtCore import QPoint, Qt, QUrl
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QLabel, QMainWindow, QMessageBox, QPushButton, QToolButton

from cicclo_qgis.gui.browser.address_bar import AddressBar, Safety
from cicclo_qgis.gui.browser.connection import ConnectionDialog
from cicclo_qgis.gui.browser.inprocess import InProcessBrowser
from cicclo_qgis.signin.browser import Visit, VisitEnd
from tests.qgis.browser.apart.bench import Site, html, to, type_login, windows_titled, xdotool


@pytest.fixture
def desktop(qtbot: Any) -> Iterator[QMainWindow]:
    window = QMainWindow()
    window.setWindowTitle("Desktop")
    window.resize(900, 700)
    window.show()
    yield window
    window.close()


@pytest.fixture
def browser(desktop: QMainWindow, qtbot: Any) -> Iterator[InProcessBrowser]:
    made = InProcessBrowser(desktop)
    assert made.usable()
    yield made
    made.shut()
    qtbot.wait(50)


def only_window(browser: InProcessBrowser) -> Any:
    (shown,) = browser.stage().shown().values()
    return shown.window


def wait_for_page(qtbot: Any, browser: InProcessBrowser, part: str) -> Any:
    def there() -> bool:
        shown = list(browser.stage().shown().values())
        return bool(shown) and part in shown[0].window.page().url().toString()

    qtbot.waitUntil(there, timeout=15000)
    window = only_window(browser)
    qtbot.waitUntil(lambda: not window._stop.isEnabled(), timeout=15000)
    qtbot.wait(150)
    return window


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_sign_in_by_keyboard_is_caught_at_the_loopback_redirect(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    site.back = f"http://127.0.0.1:{free_port()}/callback"
    worker = visiting(browser, Visit("Armor", site.idp + "/authorize", redirect_uri=site.back))
    wait_for_page(qtbot, browser, "/authorize")
    type_login()
    qtbot.waitUntil(worker.done, timeout=15000)
    assert worker.outcome.end is VisitEnd.ACCEPTED
    assert [a.url for a in worker.arrivals] == [f"{site.back}?code={site.canary}"]
    (login,) = site.to("/login")
    assert login.body == b"user=camille&word=not-a-real-one"
    qtbot.waitUntil(lambda: not windows_titled("Sign in to"), timeout=5000)


def test_cookies_of_exactly_the_platform_host(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    visit = Visit("Armor", site.idp + "/authorize", cookies_of=site.platform + "/")
    worker = visiting(browser, visit)
    wait_for_page(qtbot, browser, "/authorize")
    assert worker.arrivals == []
    type_login()
    qtbot.waitUntil(worker.done, timeout=15000)
    (arrival,) = worker.arrivals
    assert [(c.name, c.value, c.domain) for c in arrival.cookies] == [
        ("SESSION", site.canary, "127.0.0.1")
    ]
    assert site.canary not in repr(arrival)


def test_only_the_cookies_named(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    site.routes["/many"] = lambda seen: html(
        "x", ("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/")
    )
    visit = Visit("Armor", site.platform + "/many", cookies_of=site.platform, cookie_names=("b",))
    worker = visiting(browser, visit)
    qtbot.waitUntil(worker.done, timeout=15000)
    assert [c.name for c in worker.arrivals[0].cookies] == ["b"]


def test_the_session_serves_the_next_platform_until_it_is_forgotten(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    start = site.idp + "/authorize"
    first = visiting(browser, Visit("Armor", start, cookies_of=site.platform))
    wait_for_page(qtbot, browser, "/authorize")
    type_login()
    qtbot.waitUntil(first.done, timeout=15000)
    again = visiting(browser, Visit("Hexagone", start, cookies_of=site.platform))
    qtbot.waitUntil(again.done, timeout=15000)
    assert again.outcome.end is VisitEnd.ACCEPTED
    assert len(site.to("/login")) == 1
    browser.forget()
    third = visiting(browser, Visit("Hexagone", start, cookies_of=site.platform))
    wait_for_page(qtbot, browser, "/authorize")
    assert not third.done()
    assert third.arrivals == []


def test_a_visit_apart_knows_nothing_of_the_others_and_leaves_them_nothing(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    """Another account: the pages ask again who it is, and the first session stays as it was."""
    back = f"http://127.0.0.1:{free_port()}/callback"
    site.back = back
    first = visiting(browser, Visit("Armor", site.idp + "/authorize", redirect_uri=back))
    wait_for_page(qtbot, browser, "/authorize")
    type_login()
    qtbot.waitUntil(first.done, timeout=15000)
    for name in ("Hexagone", "Ouvert"):
        worker = visiting(
            browser, Visit(name, site.idp + "/authorize", redirect_uri=back, apart=True)
        )
        wait_for_page(qtbot, browser, "/authorize")
        type_login()
        qtbot.waitUntil(worker.done, timeout=15000)
        assert worker.outcome.end is VisitEnd.ACCEPTED
    assert len(site.to("/login")) == 3
    again = visiting(browser, Visit("Armor", site.idp + "/authorize", redirect_uri=back))
    qtbot.waitUntil(again.done, timeout=15000)
    assert len(site.to("/login")) == 3


def test_a_visit_goes_on_until_its_arrival_is_accepted(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    site.routes["/first"] = lambda seen: html('<a href="/home">on</a>')
    visit = Visit("Armor", site.platform + "/first", cookies_of=site.platform)
    worker = visiting(browser, visit, lambda a: any(c.name == "SESSION" for c in a.cookies))
    wait_for_page(qtbot, browser, "/first")
    qtbot.waitUntil(lambda: len(worker.arrivals) == 1)
    xdotool("key", "Tab", "Return")
    qtbot.waitUntil(worker.done, timeout=15000)
    assert worker.outcome.end is VisitEnd.ACCEPTED
    assert [a.url for a in worker.arrivals] == [site.platform + "/first", site.back]


def test_an_answer_of_another_sign_in_is_declined_and_can_be_started_again(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    back = f"http://127.0.0.1:{free_port()}/callback"
    site.routes["/go"] = lambda seen: to(back + "?state=wrong")
    visit = Visit("Armor", site.idp + "/go", redirect_uri=back)
    worker = visiting(browser, visit, lambda arrival: "right" in arrival.url)
    qtbot.waitUntil(lambda: len(worker.arrivals) == 1, timeout=15000)
    window = only_window(browser)
    qtbot.waitUntil(lambda: "not accepted" in window.trouble_text())
    site.routes["/go"] = lambda seen: to(back + "?state=right")
    button = next(b for b in window.findChildren(QPushButton) if b.text() == "Start again")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(worker.done, timeout=15000)
    assert worker.outcome.end is VisitEnd.ACCEPTED


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
    qtbot.waitUntil(lambda: bool(browser.stage().shown()), timeout=15000)
    window = only_window(browser)
    window.page().urlChanged.connect(
        lambda url: seen.append((url.toString(), window.address.text()))
    )
    wait_for_page(qtbot, browser, "/three")
    assert [page for page, _ in seen] == [site.platform + "/two", site.idp + "/three"]
    assert all(page == shown for page, shown in seen)
    assert window.address.safety() is Safety.LOCAL
    assert "this computer" in window.address.accessibleName()


@pytest.mark.parametrize("how", ["esc", "button", "close", "thread"])
def test_cancel(how: str, browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any) -> None:
    visit = Visit("Armor", site.idp + "/authorize", cookies_of=site.platform)
    worker = visiting(browser, visit)
    window = wait_for_page(qtbot, browser, "/authorize")
    began = time.monotonic()
    if how == "esc":
        xdotool("key", "Escape")
    elif how == "button":
        qtbot.mouseClick(window._cancel, Qt.MouseButton.LeftButton)
    elif how == "close":
        window.close()
    else:
        browser.cancel("Armor")
    qtbot.waitUntil(worker.done, timeout=3000)
    assert worker.outcome.end is VisitEnd.CANCELLED
    assert time.monotonic() - began < 1
    qtbot.waitUntil(lambda: not windows_titled("Sign in to"), timeout=3000)
    assert not browser.stage().shown()


def test_time_out_closes_the_window(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    visit = Visit("Armor", site.idp + "/authorize", cookies_of=site.platform, timeout_s=1.0)
    worker = visiting(browser, visit)
    qtbot.waitUntil(worker.done, timeout=5000)
    assert worker.outcome.end is VisitEnd.TIMED_OUT
    qtbot.waitUntil(lambda: not browser.stage().shown())


def test_second_click_raises_the_window_and_opens_no_other(
    browser: InProcessBrowser, desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any
) -> None:
    visit = Visit("Armor", site.idp + "/authorize", cookies_of=site.platform)
    first = visiting(browser, visit)
    window = wait_for_page(qtbot, browser, "/authorize")
    desktop.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow(), timeout=3000)
    second = visiting(browser, visit)
    qtbot.waitUntil(second.done, timeout=3000)
    assert second.outcome.end is VisitEnd.FAILED
    qtbot.waitUntil(window.isActiveWindow, timeout=3000)
    assert len(windows_titled("Sign in to")) == 1
    assert not first.done()


def test_two_platforms_in_two_windows(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    for name in ("Armor", "Hexagone"):
        visiting(browser, Visit(name, site.idp + "/authorize", cookies_of=site.platform))
    qtbot.waitUntil(lambda: len(windows_titled("Sign in to")) == 2, timeout=15000)
    browser.cancel("Armor")
    qtbot.waitUntil(lambda: len(windows_titled("Sign in to")) == 1, timeout=3000)


def test_keys_reload_back_and_zoom(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    site.routes["/next"] = lambda seen: html("next")
    visiting(browser, Visit("Armor", site.idp + "/authorize", cookies_of=site.platform))
    window = wait_for_page(qtbot, browser, "/authorize")
    xdotool("key", "F5")
    qtbot.waitUntil(lambda: len(site.to("/authorize")) == 2, timeout=5000)
    xdotool("key", "ctrl+plus")
    qtbot.waitUntil(lambda: window.zoom() > 1.05, timeout=3000)
    xdotool("key", "ctrl+0")
    qtbot.waitUntil(lambda: window.zoom() == 1.0, timeout=3000)
    xdotool("key", "ctrl+minus")
    qtbot.waitUntil(lambda: window.zoom() < 0.95, timeout=3000)
    site.routes["/authorize"] = lambda seen: html('<a href="/next">next</a>')
    xdotool("key", "F5")
    qtbot.waitUntil(lambda: len(site.to("/authorize")) == 3, timeout=5000)
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
    qtbot.waitUntil(lambda: bool(browser.stage().shown()), timeout=15000)
    window = only_window(browser)
    qtbot.waitUntil(lambda: "does not answer" in window.trouble_text(), timeout=15000)
    assert "proxy" in window.trouble_text()
    with _site_on(port):
        button = next(b for b in window.findChildren(QPushButton) if b.text() == "Try again")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(worker.done, timeout=15000)
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
    qtbot.waitUntil(lambda: len(site.to("/err")) == 2, timeout=5000)
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
    qtbot.waitUntil(window._notice.isVisible, timeout=5000)


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
            qtbot.waitUntil(worker.done, timeout=5000)
        else:
            qtbot.wait(100)
            assert not worker.done()
    assert worker.outcome.end is VisitEnd.ELSEWHERE
    qtbot.waitUntil(lambda: not windows_titled("Sign in to"), timeout=5000)


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


def test_never_in_the_gui_thread(browser: InProcessBrowser, site: Site) -> None:
    with pytest.raises(RuntimeError, match="GUI thread"):
        browser.visit(Visit("Armor", site.idp, cookies_of=site.idp), lambda arrival: True)


def test_accept_runs_in_the_worker_and_its_error_closes_the_window(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    import threading

    threads = []

    def accept(arrival: object) -> bool:
        threads.append(threading.current_thread())
        raise ValueError("from the worker")

    worker = visiting(browser, Visit("Armor", site.back, cookies_of=site.platform), accept)
    qtbot.waitUntil(worker.done, timeout=15000)
    assert isinstance(worker.error, ValueError)
    assert threads[0] is not threading.main_thread()
    qtbot.waitUntil(lambda: not browser.stage().shown(), timeout=3000)
