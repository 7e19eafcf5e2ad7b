"""Fixtures of the sign-in window's tests: a QApplication, sites to visit, a worker, a keyboard."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator, List, Optional

import pytest
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTimer

from tests.qgis.server import Answer, LocalServer, Seen

if os.environ.get("CICCLO_WEBENGINE_HERE"):
    # As QGIS does since 3.36; without it the application is as QGIS 3.22's.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)

from cicclo_qgis.signin.browser import Arrival, Visit, VisitOutcome


def html(body: str, *headers: Any, status: int = 200) -> Answer:
    page = f"<!doctype html><meta charset=utf-8><title>A page</title><body>{body}"
    return Answer(status, page.encode(), [("Content-Type", "text/html"), *headers])


def to(address: str, *headers: Any) -> Answer:
    return Answer(302, b"", [("Location", address), *headers])


class Site(LocalServer):
    """A sign-in page with an SSO session in its cookie, like ProConnect's, and its visitors.

    It answers as ``localhost`` (the identity provider) and as ``127.0.0.1`` (the platform).
    """

    def __init__(self, certificate: Optional[Path] = None) -> None:
        super().__init__(certificate)
        self.canary = os.environ.get("CICCLO_CANARY", "") + os.urandom(6).hex()
        self.idp = f"http://localhost:{self.port}"
        self.platform = f"http://127.0.0.1:{self.port}"
        self.back = f"{self.platform}/home"
        self.routes.update(
            {
                "/authorize": self._authorize,
                "/login": self._login,
                "/home": self._home,
            }
        )

    def _authorize(self, seen: Seen) -> Answer:
        if f"SSO={self.canary}" in seen.headers.get("Cookie", ""):
            return to(f"{self.back}?code={self.canary}")
        return html(
            '<form action="/login" method="post"><input name="user" autofocus>'
            '<input name="word" type="password"><button>Go</button></form>'
        )

    def _login(self, seen: Seen) -> Answer:
        return to(f"{self.back}?code={self.canary}", ("Set-Cookie", f"SSO={self.canary}; Path=/"))

    def _home(self, seen: Seen) -> Answer:
        return html(
            "welcome",
            ("Set-Cookie", f"SESSION={self.canary}; Path=/; HttpOnly"),
            ("Set-Cookie", "elsewhere=1; Path=/other"),
        )


class Worker:
    """One visit in a thread of its own, as the sign-in floor makes it."""

    def __init__(self, browser: Any, visit: Visit, accept: Callable[[Arrival], bool]) -> None:
        self.arrivals: List[Arrival] = []
        self.outcome: Optional[VisitOutcome] = None
        self.error: Optional[BaseException] = None
        self._work = (browser, visit, accept)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def done(self) -> bool:
        return not self._thread.is_alive()

    def _accept(self, arrival: Arrival) -> bool:
        self.arrivals.append(arrival)
        return self._work[2](arrival)

    def _run(self) -> None:
        browser, visit, _ = self._work
        try:
            self.outcome = browser.visit(visit, self._accept)
        except BaseException as error:
            self.error = error


class Watchdog:
    """The longest time the GUI thread did not come back to its event loop, in milliseconds."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._last = time.monotonic()
        self._timer = QTimer()
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        self.worst = max(self.worst, (now - self._last) * 1000)
        self._last = now

    def reset(self) -> None:
        self.worst, self._last = 0.0, time.monotonic()


def xdotool(*words: str) -> str:
    """The person at the keyboard and mouse."""
    done = subprocess.run(["xdotool", *words], capture_output=True, text=True, timeout=20)
    return done.stdout.strip()


def windows_titled(part: str) -> List[str]:
    return xdotool("search", "--onlyvisible", "--name", part).split()


def type_login() -> None:
    """Name, Tab, password, Enter, in the window that has the keyboard."""
    xdotool("type", "--delay", "15", "camille")
    xdotool("key", "Tab")
    xdotool("type", "--delay", "15", "not-a-real-one")
    xdotool("key", "Return")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def visiting(qtbot: Any) -> Iterator[Callable[..., Worker]]:
    """Start a visit; what is still under way at the end of the test is cancelled."""
    started: List[Any] = []

    def start(browser: Any, visit: Visit, accept: Any = lambda arrival: True) -> Worker:
        worker = Worker(browser, visit, accept)
        started.append((browser, visit, worker))
        return worker

    yield start
    for browser, visit, worker in started:
        browser.cancel(visit.platform_name)
        qtbot.waitUntil(worker.done, timeout=20000)
