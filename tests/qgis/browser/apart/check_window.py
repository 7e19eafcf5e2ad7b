"""Visits in QGIS's own process, with a real keyboard, on real pages."""

from __future__ import annotations

import time
from typing import Any

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QMainWindow, QPushButton

from cicclo_qgis.gui.browser.inprocess import InProcessBrowser
from cicclo_qgis.signin.browser import Visit, VisitEnd
from tests.qgis.browser.apart.at_window import free_port, only_window, wait_for_page
from tests.qgis.browser.apart.bench import Site, html, to, type_login, windows_titled, xdotool


def test_sign_in_by_keyboard_is_caught_at_the_loopback_redirect(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    site.back = f"http://127.0.0.1:{free_port()}/callback"
    worker = visiting(browser, Visit("Armor", site.idp + "/authorize", redirect_uri=site.back))
    wait_for_page(qtbot, browser, "/authorize")
    type_login()
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.ACCEPTED
    assert [a.url for a in worker.arrivals] == [f"{site.back}?code={site.canary}"]
    (login,) = site.to("/login")
    assert login.body == b"user=camille&word=not-a-real-one"
    qtbot.waitUntil(lambda: not windows_titled("Sign in to"), timeout=20000)


def test_cookies_of_exactly_the_platform_host(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    visit = Visit("Armor", site.idp + "/authorize", cookies_of=site.platform + "/")
    worker = visiting(browser, visit)
    wait_for_page(qtbot, browser, "/authorize")
    assert worker.arrivals == []
    type_login()
    qtbot.waitUntil(worker.done, timeout=20000)
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
    qtbot.waitUntil(worker.done, timeout=20000)
    assert [c.name for c in worker.arrivals[0].cookies] == ["b"]


def test_the_session_serves_the_next_platform_until_it_is_forgotten(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    start = site.idp + "/authorize"
    first = visiting(browser, Visit("Armor", start, cookies_of=site.platform))
    wait_for_page(qtbot, browser, "/authorize")
    type_login()
    qtbot.waitUntil(first.done, timeout=20000)
    again = visiting(browser, Visit("Hexagone", start, cookies_of=site.platform))
    qtbot.waitUntil(again.done, timeout=20000)
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
    qtbot.waitUntil(first.done, timeout=20000)
    for name in ("Hexagone", "Ouvert"):
        worker = visiting(
            browser, Visit(name, site.idp + "/authorize", redirect_uri=back, apart=True)
        )
        wait_for_page(qtbot, browser, "/authorize")
        type_login()
        qtbot.waitUntil(worker.done, timeout=20000)
        assert worker.outcome.end is VisitEnd.ACCEPTED
    assert len(site.to("/login")) == 3
    again = visiting(browser, Visit("Armor", site.idp + "/authorize", redirect_uri=back))
    qtbot.waitUntil(again.done, timeout=20000)
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
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.ACCEPTED
    assert [a.url for a in worker.arrivals] == [site.platform + "/first", site.back]


def test_an_answer_of_another_sign_in_is_declined_and_can_be_started_again(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    back = f"http://127.0.0.1:{free_port()}/callback"
    site.routes["/go"] = lambda seen: to(back + "?state=wrong")
    visit = Visit("Armor", site.idp + "/go", redirect_uri=back)
    worker = visiting(browser, visit, lambda arrival: "right" in arrival.url)
    qtbot.waitUntil(lambda: len(worker.arrivals) == 1, timeout=20000)
    window = only_window(browser)
    qtbot.waitUntil(lambda: "not accepted" in window.trouble_text())
    site.routes["/go"] = lambda seen: to(back + "?state=right")
    button = next(b for b in window.findChildren(QPushButton) if b.text() == "Start again")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.ACCEPTED


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
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.CANCELLED
    assert time.monotonic() - began < 10  # by itself it waits five minutes
    qtbot.waitUntil(lambda: not windows_titled("Sign in to"), timeout=20000)
    assert not browser.stage().shown()


def test_time_out_closes_the_window(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    visit = Visit("Armor", site.idp + "/authorize", cookies_of=site.platform, timeout_s=1.0)
    worker = visiting(browser, visit)
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.TIMED_OUT
    qtbot.waitUntil(lambda: not browser.stage().shown())


def test_second_click_raises_the_window_and_opens_no_other(
    browser: InProcessBrowser, desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any
) -> None:
    visit = Visit("Armor", site.idp + "/authorize", cookies_of=site.platform)
    first = visiting(browser, visit)
    window = wait_for_page(qtbot, browser, "/authorize")
    desktop.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow(), timeout=20000)
    second = visiting(browser, visit)
    qtbot.waitUntil(second.done, timeout=20000)
    assert second.outcome.end is VisitEnd.FAILED
    qtbot.waitUntil(window.isActiveWindow, timeout=20000)
    assert len(windows_titled("Sign in to")) == 1
    assert not first.done()


def test_two_platforms_in_two_windows(
    browser: InProcessBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    for name in ("Armor", "Hexagone"):
        visiting(browser, Visit(name, site.idp + "/authorize", cookies_of=site.platform))
    qtbot.waitUntil(lambda: len(windows_titled("Sign in to")) == 2, timeout=20000)
    browser.cancel("Armor")
    qtbot.waitUntil(lambda: len(windows_titled("Sign in to")) == 1, timeout=20000)


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
    qtbot.waitUntil(worker.done, timeout=20000)
    assert isinstance(worker.error, ValueError)
    assert threads[0] is not threading.main_thread()
    qtbot.waitUntil(lambda: not browser.stage().shown(), timeout=20000)
