"""The best browser there is, and plain words when there is none."""

from __future__ import annotations

from typing import Any, List

import pytest

from cicclo_qgis.gui.browser import choose_browser
from cicclo_qgis.gui.browser.choice import BestBrowser, how_to_get_one
from cicclo_qgis.signin.browser import Visit, VisitEnd, VisitOutcome

_BY_COOKIE = Visit("Armor", "https://geo.example/login", cookies_of="https://geo.example/")


class Candidate:
    """Stands for a provider that this machine may or may not have."""

    def __init__(self, name: str, usable: bool) -> None:
        self.name = name
        self.works = usable
        self.asked: List[str] = []

    def usable(self) -> bool:
        self.asked.append("usable")
        return self.works

    def visit(self, visit: Visit, accept: Any) -> VisitOutcome:
        self.asked.append("visit")
        return VisitOutcome(VisitEnd.ACCEPTED)

    def cancel(self, platform_name: str) -> None:
        self.asked.append("cancel")

    def forget(self) -> None:
        self.asked.append("forget")


def test_first_that_works_is_taken_and_kept() -> None:
    one, two = Candidate("one", False), Candidate("two", True)
    best = BestBrowser((one, two), None)
    assert best.name == ""
    for _ in range(2):
        assert best.visit(_BY_COOKIE, lambda arrival: True).end is VisitEnd.ACCEPTED
    assert best.name == "two"
    assert one.asked == ["usable"]
    assert two.asked == ["usable", "visit"] * 2


def test_none_says_what_to_install_and_looks_again_next_time() -> None:
    one = Candidate("one", False)
    best = BestBrowser((one,), None)
    outcome = best.visit(_BY_COOKIE, lambda arrival: True)
    assert outcome.end is VisitEnd.FAILED
    assert outcome.reason == how_to_get_one()
    assert best.name == "none"
    one.works = True
    assert best.visit(_BY_COOKIE, lambda arrival: True).end is VisitEnd.ACCEPTED


def test_cancel_while_choosing_opens_nothing() -> None:
    class Slow(Candidate):
        def usable(self) -> bool:
            best.cancel("Armor")
            return True

    slow = Slow("slow", True)
    best = BestBrowser((slow,), None)
    assert best.visit(_BY_COOKIE, lambda arrival: True).end is VisitEnd.CANCELLED
    assert "visit" not in slow.asked


def test_forget_and_cancel_reach_every_provider() -> None:
    both = Candidate("one", True), Candidate("two", True)
    best = BestBrowser(both, None)
    best.forget()
    best.cancel("Armor")
    assert [one.asked for one in both] == [["forget", "cancel"]] * 2


@pytest.mark.parametrize(
    ("platform", "qt", "word"),
    [
        ("linux", "5.15.8", "python3-pyqt5.qtwebengine"),
        ("linux", "6.6.1", "python3-pyqt6.qtwebengine"),
        ("win32", "5.15.13", "python3-pyqtwebengine"),
        ("win32", "6.8.0", "python3-pyqt6-webengine"),
        ("darwin", "5.15.2", "macOS"),
    ],
)
def test_how_to_get_one(platform: str, qt: str, word: str) -> None:
    assert word in how_to_get_one(platform, qt)


def test_choosing_loads_and_starts_nothing(qgis_app: Any) -> None:
    import sys

    before = set(sys.modules)
    best = choose_browser(None)
    assert best.name == ""
    assert not any("WebEngine" in name for name in set(sys.modules) - before)
    best.shut()


class System(Candidate):
    """The person's own browser, which cannot hand over cookies."""

    def __init__(self) -> None:
        super().__init__("system", True)

    def can_show(self, visit: Visit) -> bool:
        return visit.redirect_uri is not None


_BY_REDIRECT = Visit("Hexagone", "https://geo.example/", redirect_uri="http://127.0.0.1:1/callback")


def _used(wanted: str, visit: Visit, *works: bool) -> str:
    one, two = Candidate("in-process", works[0]), Candidate("helper", works[1])
    best = BestBrowser((one, two), System(), lambda: wanted)  # type: ignore[arg-type]
    best.visit(visit, lambda arrival: True)
    return best.name


@pytest.mark.parametrize(
    ("wanted", "visit", "works", "used"),
    [
        ("", _BY_REDIRECT, (True, True), "in-process"),
        ("helper", _BY_REDIRECT, (True, True), "helper"),
        ("helper", _BY_REDIRECT, (True, False), "in-process"),
        ("in-process", _BY_COOKIE, (False, True), "helper"),
        ("system", _BY_REDIRECT, (True, True), "system"),
        ("system", _BY_COOKIE, (True, True), "in-process"),
        ("helper", _BY_REDIRECT, (False, False), "system"),
        ("system", _BY_COOKIE, (False, False), "none"),
    ],
)
def test_the_wanted_one_goes_first_where_it_can(
    wanted: str, visit: Visit, works: Any, used: str
) -> None:
    assert _used(wanted, visit, *works) == used


def test_a_changed_mind_counts_at_the_next_visit() -> None:
    wanted = ["helper"]
    one, two = Candidate("in-process", True), Candidate("helper", True)
    best = BestBrowser((one, two), None, lambda: wanted[0])
    names = []
    for name in ("helper", "in-process", ""):
        wanted[0] = name
        best.visit(_BY_COOKIE, lambda arrival: True)
        names.append(best.name)
    assert names[:2] == ["helper", "in-process"]


def test_a_survey_leaves_nothing_running_unless_it_was() -> None:
    one, two = Candidate("in-process", False), Candidate("helper", True)
    best = BestBrowser((one, two), None)
    survey = best.survey()
    assert (survey.usable, survey.used) == (("helper",), "")
    assert two.asked == ["usable", "forget"]
    best.visit(_BY_COOKIE, lambda arrival: True)
    two.asked.clear()
    assert best.survey().used == "helper"
    assert two.asked == ["usable"]


def test_whoever_wants_their_own_browser_goes_on_there() -> None:
    class Left(Candidate):
        def visit(self, visit: Visit, accept: Any) -> VisitOutcome:
            return VisitOutcome(VisitEnd.ELSEWHERE)

    system = System()
    best = BestBrowser((Left("in-process", True),), system)  # type: ignore[arg-type]
    assert best.visit(_BY_REDIRECT, lambda arrival: True).end is VisitEnd.ACCEPTED
    assert (best.name, system.asked) == ("system", ["visit"])
    assert best.visit(_BY_COOKIE, lambda arrival: True).end is VisitEnd.ELSEWHERE
    assert system.asked == ["visit"]
