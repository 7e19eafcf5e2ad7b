"""The window in its helper process, from an application that cannot show it itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from qgis.core import QgsNetworkAccessManager  # noqa: F401 - loaded in QGIS before any visit
from qgis.PyQt.QtCore import QObject, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QMainWindow

from cicclo_qgis.gui.browser import choose_browser, process
from cicclo_qgis.gui.browser.inprocess import InProcessBrowser
from cicclo_qgis.gui.browser.process import HelperBrowser
from cicclo_qgis.signin.browser import Visit, VisitEnd
from tests.qgis.browser.apart.bench import (
    Site,
    Watchdog,
    type_login,
    windows_titled,
    xdotool,
)


@pytest.fixture
def desktop(qtbot: Any) -> Iterator[QMainWindow]:
    window = QMainWindow()
    window.setWindowTitle("Desktop")
    window.setGeometry(100, 60, 1000, 850)
    window.show()
    yield window
    window.close()


@pytest.fixture
def browser(desktop: QMainWindow, qtbot: Any) -> Iterator[HelperBrowser]:
    made = HelperBrowser(desktop)
    yield made
    number = made.process_id()
    made.shut()
    if number:
        qtbot.waitUntil(lambda: not alive(number), timeout=20000)


def alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for_window(qtbot: Any, site: Site, path: str = "/authorize", times: int = 1) -> str:
    qtbot.waitUntil(lambda: len(site.to(path)) >= times, timeout=20000)
    found: List[str] = []

    def shown() -> bool:  # while its title changes, a window may not be found for a moment
        found[:] = windows_titled("Sign in to")
        return bool(found)

    qtbot.waitUntil(shown, timeout=20000)
    window = found[-1]
    qtbot.waitUntil(lambda: xdotool("getactivewindow") == window, timeout=20000)
    qtbot.wait(500)
    return window


def armor(site: Site, **more: Any) -> Visit:
    return Visit("Armor", site.idp + "/authorize", cookies_of=site.platform, **more)


def test_this_application_cannot_show_it_itself(qtbot: Any) -> None:
    assert not InProcessBrowser().usable()


def test_sign_in_by_keyboard_then_again_without_password_until_forgotten(
    browser: HelperBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    first = visiting(browser, armor(site))
    wait_for_window(qtbot, site)
    type_login()
    qtbot.waitUntil(first.done, timeout=20000)
    assert first.outcome.end is VisitEnd.ACCEPTED
    (arrival,) = first.arrivals
    assert [(c.name, c.value) for c in arrival.cookies] == [("SESSION", site.canary)]
    qtbot.waitUntil(lambda: windows_titled("Sign in to") == [], timeout=20000)

    began = time.monotonic()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        site.back = f"http://127.0.0.1:{probe.getsockname()[1]}/callback"
    again = visiting(browser, Visit("Hexagone", site.idp + "/authorize", redirect_uri=site.back))
    qtbot.waitUntil(again.done, timeout=20000)
    assert [a.url for a in again.arrivals] == [f"{site.back}?code={site.canary}"]
    assert time.monotonic() - began < 15
    assert len(site.to("/login")) == 1

    number = browser.process_id()
    browser.forget()
    qtbot.waitUntil(lambda: not alive(number), timeout=20000)
    third = visiting(browser, armor(site))
    wait_for_window(qtbot, site, times=3)
    assert not third.done()
    assert browser.process_id() != number


def test_the_best_browser_here_is_the_helper(
    desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any
) -> None:
    best = choose_browser(desktop)
    worker = visiting(best, Visit("Armor", site.back, cookies_of=site.platform))
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.ACCEPTED
    assert best.name == "helper"
    best.shut()


class Opener(QObject):
    """Stands for the person's own browser: notes what it is told to open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: List[str] = []

    @pyqtSlot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def test_on_in_the_persons_own_browser_by_keyboard_alone(
    desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any
) -> None:
    opener = Opener()
    QDesktopServices.setUrlHandler("http", opener.open)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        back = f"http://127.0.0.1:{probe.getsockname()[1]}/callback"
    best = choose_browser(desktop)
    start = site.idp + "/authorize"
    worker = visiting(best, Visit("Armor", start, redirect_uri=back))
    wait_for_window(qtbot, site)
    xdotool("key", "ctrl+l", "Tab", "space")
    qtbot.wait(400)
    xdotool("key", "Up", "Return")
    qtbot.waitUntil(lambda: bool(windows_titled("Your own browser")), timeout=20000)
    qtbot.wait(300)
    xdotool("key", "Tab", "Return")
    qtbot.waitUntil(lambda: opener.opened == [start], timeout=10_000)
    assert windows_titled("Sign in to") == []
    with urllib.request.urlopen(f"{back}?code={site.canary}", timeout=5) as answer:
        assert answer.status == 200
    qtbot.waitUntil(worker.done, timeout=20000)
    QDesktopServices.unsetUrlHandler("http")
    assert worker.outcome.end is VisitEnd.ACCEPTED
    assert [a.url for a in worker.arrivals] == [f"{back}?code={site.canary}"]
    assert best.name == "system"
    best.shut()


def test_the_gui_thread_stays_free(
    browser: HelperBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    first = visiting(browser, Visit("Armor", site.back, cookies_of=site.platform))
    qtbot.waitUntil(first.done, timeout=20000)
    times = []
    for _ in range(3):  # another process of the machine may steal a moment of one of them
        watchdog = Watchdog()
        worker = visiting(browser, Visit("Armor", site.back, cookies_of=site.platform))
        qtbot.waitUntil(worker.done, timeout=20000)
        times.append(watchdog.worst)
    assert min(times) < 50, times


def test_window_stands_in_the_middle_of_the_desktop_and_belongs_to_it(
    browser: HelperBrowser, desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any
) -> None:
    visiting(browser, armor(site))
    window = wait_for_window(qtbot, site)
    said = subprocess.run(
        ["xprop", "-id", window, "WM_TRANSIENT_FOR"], capture_output=True, text=True, check=True
    ).stdout
    assert f"{int(desktop.winId()):#x}" in said
    place = dict(
        line.split("=") for line in xdotool("getwindowgeometry", "--shell", window).split()
    )
    middle = int(place["X"]) + int(place["WIDTH"]) // 2
    assert abs(middle - desktop.frameGeometry().center().x()) < 40


@pytest.mark.parametrize("how", ["esc", "thread"])
def test_cancel(how: str, browser: HelperBrowser, site: Site, visiting: Any, qtbot: Any) -> None:
    worker = visiting(browser, armor(site))
    wait_for_window(qtbot, site)
    if how == "esc":
        xdotool("key", "Escape")
    else:
        browser.cancel("Armor")
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.CANCELLED
    qtbot.waitUntil(lambda: windows_titled("Sign in to") == [], timeout=20000)


def test_time_out_closes_the_window(
    browser: HelperBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    worker = visiting(browser, armor(site, timeout_s=4.0))
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.TIMED_OUT
    qtbot.waitUntil(lambda: windows_titled("Sign in to") == [], timeout=20000)


def test_second_click_raises_the_window(
    browser: HelperBrowser, desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any
) -> None:
    first = visiting(browser, armor(site))
    window = wait_for_window(qtbot, site)
    xdotool("windowactivate", "--sync", str(int(desktop.winId())))
    qtbot.waitUntil(lambda: xdotool("getactivewindow") != window, timeout=20000)
    second = visiting(browser, armor(site))
    qtbot.waitUntil(second.done, timeout=20000)
    assert second.outcome.end is VisitEnd.FAILED
    qtbot.waitUntil(lambda: xdotool("getactivewindow") == window, timeout=20000)
    assert not first.done()


def test_killed_helper_fails_the_visit_and_the_next_one_has_another(
    browser: HelperBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    worker = visiting(browser, armor(site))
    wait_for_window(qtbot, site)
    os.kill(browser.process_id(), signal.SIGKILL)
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.FAILED
    assert "stopped working" in worker.outcome.reason
    again = visiting(browser, Visit("Armor", site.back, cookies_of=site.platform))
    qtbot.waitUntil(again.done, timeout=20000)
    assert again.outcome.end is VisitEnd.ACCEPTED


def test_nothing_secret_on_the_command_line_or_in_the_environment(
    browser: HelperBrowser, site: Site, visiting: Any, qtbot: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("PYTHONHOME", sys.prefix)
    visiting(
        browser,
        Visit("Armor", f"{site.idp}/authorize?state={site.canary}", cookies_of=site.platform),
    )
    wait_for_window(qtbot, site)
    of_helper = Path(f"/proc/{browser.process_id()}")
    told = (of_helper / "cmdline").read_bytes() + (of_helper / "environ").read_bytes()
    assert site.canary.encode() not in told
    assert b"PYTHONHOME" not in told


def test_python_without_webengine_is_passed_over(
    desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any, tmp_path: Path
) -> None:
    poor, mute = tmp_path / "poor", tmp_path / "mute"
    poor.write_text('#!/bin/sh\necho \'{"v":1,"type":"unable","reason":"no-webengine"}\'\nexit 3\n')
    mute.write_text("#!/bin/sh\necho not a line of ours\nsleep 60\n")
    for script in (poor, mute):
        script.chmod(0o755)
    pythons = (tmp_path / "missing", poor, mute, Path("/usr/bin/python3"))
    browser = HelperBrowser(desktop, pythons=lambda: pythons)
    worker = visiting(browser, Visit("Armor", site.back, cookies_of=site.platform))
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.ACCEPTED
    browser.shut()


def test_no_python_at_all_fails_in_words(
    desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    browser = HelperBrowser(desktop, pythons=lambda: (tmp_path / "missing",))
    worker = visiting(browser, armor(site))
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.FAILED
    assert "QtWebEngine" in worker.outcome.reason


def test_helper_that_never_says_hello_is_given_up(
    desktop: QMainWindow, site: Site, visiting: Any, qtbot: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(process, "_HELLO_MS", 500)
    mute = tmp_path / "mute"
    mute.write_text("#!/bin/sh\nexec sleep 60\n")
    mute.chmod(0o755)
    browser = HelperBrowser(desktop, pythons=lambda: (mute,))
    worker = visiting(browser, armor(site))
    qtbot.waitUntil(worker.done, timeout=20000)
    assert worker.outcome.end is VisitEnd.FAILED


def test_helper_ends_with_its_input(tmp_path: Path) -> None:
    script = Path(process.__file__).parent / "helper" / "__main__.py"
    helper = subprocess.Popen(
        ["/usr/bin/python3", "-I", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert b'"type": "hello"' in helper.stdout.readline()
    helper.stdin.close()
    assert helper.wait(20) == 0
    helper.stdout.close()


def test_no_window_is_left_when_qgis_is_killed(site: Site, qtbot: Any, tmp_path: Path) -> None:
    parent = tmp_path / "parent.py"
    parent.write_text(
        "import sys, threading\n"
        "from qgis.PyQt.QtWidgets import QApplication\n"
        "app = QApplication(sys.argv)\n"
        "from cicclo_qgis.gui.browser.process import HelperBrowser\n"
        "from cicclo_qgis.signin.browser import Visit\n"
        "browser = HelperBrowser(None)\n"
        f"visit = Visit('Armor', '{site.idp}/authorize', cookies_of='{site.platform}')\n"
        "run = lambda: browser.visit(visit, lambda arrival: True)\n"
        "threading.Thread(target=run, daemon=True).start()\n"
        "app.exec()\n"
    )
    qgis = subprocess.Popen([sys.executable, str(parent)], stderr=subprocess.DEVNULL)
    wait_for_window(qtbot, site)
    qgis.kill()
    qgis.wait(20)
    qtbot.waitUntil(lambda: windows_titled("Sign in to") == [], timeout=20000)


def test_window_and_pages_are_in_the_language_of_qgis(
    browser: HelperBrowser, site: Site, visiting: Any, qtbot: Any
) -> None:
    from qgis.core import QgsSettings

    from cicclo_qgis import where

    if not (where.translations() / "cicclo_fr.qm").exists():
        pytest.skip("the translation is not built")
    QgsSettings().setValue("locale/overrideFlag", True)
    QgsSettings().setValue("locale/userLocale", "fr")
    try:
        visiting(browser, armor(site))
        qtbot.waitUntil(lambda: len(windows_titled("Se connecter à Armor")) == 1, timeout=20000)
        qtbot.waitUntil(lambda: site.to("/authorize") != [], timeout=20000)
    finally:
        QgsSettings().remove("locale")
    assert site.to("/authorize")[0].headers["Accept-Language"].startswith("fr")
