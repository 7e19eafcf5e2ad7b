"""The system's browser: one answer on 127.0.0.1, then nobody listens."""

from __future__ import annotations

import secrets
import socket
import threading
import urllib.error
import urllib.request
from typing import Any, List

import pytest
from qgis.PyQt.QtGui import QDesktopServices

from cicclo_qgis.gui.browser.system import SystemBrowser
from cicclo_qgis.signin.browser import Arrival, Visit, VisitEnd


@pytest.fixture
def back() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/callback"


class Person:
    """Stands for the person's own browser: it is told an address and answers as ordered."""

    def __init__(self, monkeypatch: Any, *answers: str) -> None:
        self.opened: List[str] = []
        self.replies: List[Any] = []
        self._answers = answers
        monkeypatch.setattr(QDesktopServices, "openUrl", self._open)

    def _open(self, url: Any) -> bool:
        self.opened.append(url.toString())
        threading.Thread(target=self._go, daemon=True).start()
        return True

    def _go(self) -> None:
        for address in self._answers:
            try:
                with urllib.request.urlopen(address, timeout=5) as reply:
                    self.replies.append((reply.status, dict(reply.headers), reply.read().decode()))
            except urllib.error.HTTPError as error:
                self.replies.append((error.code, {}, ""))
            except OSError:
                self.replies.append((0, {}, ""))


def visit(back: str, **more: Any) -> Visit:
    return Visit("Hexagone", "https://as.example/authorize", redirect_uri=back, **more)


def test_this_computer_is_not_asked_for_its_name(
    back: str, beside_gui: Any, monkeypatch: Any
) -> None:
    """Where DNS does not answer, that takes many seconds, before the page is even opened."""
    asked: List[str] = []
    monkeypatch.setattr(socket, "getfqdn", lambda name="": asked.append(name) or "localhost")
    Person(monkeypatch, f"{back}?code={secrets.token_hex(8)}")
    browser = SystemBrowser()
    outcome = beside_gui(lambda: browser.visit(visit(back), lambda arrival: True))
    assert outcome.end is VisitEnd.ACCEPTED
    assert asked == []


def test_one_answer_then_nobody_listens(back: str, beside_gui: Any, monkeypatch: Any) -> None:
    code = secrets.token_hex(8)
    wrong = back.replace("/callback", "/favicon.ico")
    person = Person(monkeypatch, wrong, f"{back}?code={code}")
    arrivals: List[Arrival] = []
    browser = SystemBrowser()
    outcome = beside_gui(lambda: browser.visit(visit(back), lambda a: not arrivals.append(a)))
    assert outcome.end is VisitEnd.ACCEPTED
    assert person.opened == ["https://as.example/authorize"]
    assert [a.url for a in arrivals] == [f"{back}?code={code}"]
    beside_gui(lambda: _until(lambda: len(person.replies) == 2))
    (missing, _, _), (status, headers, text) = person.replies
    assert (missing, status) == (404, 200)
    assert headers["Cache-Control"] == "no-store"
    assert code not in text
    assert "<script" not in text
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", int(back.split(":")[2].split("/")[0])), timeout=1)


def _until(done: Any) -> None:
    import time

    end = time.monotonic() + 20
    while not done() and time.monotonic() < end:
        time.sleep(0.02)


def test_time_out_and_cancel(back: str, beside_gui: Any, monkeypatch: Any) -> None:
    person, browser = Person(monkeypatch), SystemBrowser()
    assert (
        beside_gui(lambda: browser.visit(visit(back, timeout_s=0.3), lambda a: True)).end
        is VisitEnd.TIMED_OUT
    )

    def cancel() -> None:
        _until(lambda: len(person.opened) == 2)
        browser.cancel("Hexagone")

    threading.Thread(target=cancel).start()
    assert beside_gui(lambda: browser.visit(visit(back), lambda a: True)).end is VisitEnd.CANCELLED


def test_port_in_use_is_told(back: str, beside_gui: Any, monkeypatch: Any) -> None:
    person = Person(monkeypatch)
    port = int(back.split(":")[2].split("/")[0])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        outcome = beside_gui(lambda: SystemBrowser().visit(visit(back), lambda a: True))
    assert outcome.end is VisitEnd.FAILED
    assert str(port) in outcome.reason
    assert person.opened == []


def test_cookies_of_another_browser_are_out_of_reach(beside_gui: Any) -> None:
    by_cookie = Visit("Armor", "https://geo.example/", cookies_of="https://geo.example/")
    browser = SystemBrowser()
    assert not browser.can_show(by_cookie)
    assert beside_gui(lambda: browser.visit(by_cookie, lambda a: True)).end is VisitEnd.FAILED


def test_listens_on_this_computer_only() -> None:
    assert not SystemBrowser().can_show(visit("http://10.0.0.1:7070/callback"))
    assert not SystemBrowser().can_show(visit("http://platform.example/callback"))
