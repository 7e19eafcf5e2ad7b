"""The verdict on a copy, case by case: what came, what came before, and what is tried next."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, List, Optional

import pytest

from cicclo_qgis.ogcapi import OgcApiError, ProblemCode
from cicclo_qgis.transfer import Note, Strategy, Verdict, truth
from cicclo_qgis.transfer.truth import Attempt, Judgement

PAGES, BESIDE, BOXES = Strategy.SEQUENTIAL, Strategy.PARALLEL, Strategy.TILES
INCOMPLETE, CHANGED = Verdict.INCOMPLETE, Verdict.CHANGED


def came(strategy: Strategy = PAGES, rows: int = 10, **more: Any) -> Attempt:
    """All ten came, each once, as the server said; ``more`` spoils it."""
    told = {
        "distinct": rows,
        "expected": 10,
        "whole": True,
        "changed": False,
        "unique": True,
        "different": rows,
        "nameless": False,
    }
    return Attempt(strategy, rows, **{**told, **more})


def twins(rows: int = 10, different: int = 9, **more: Any) -> Attempt:
    return came(rows=rows, unique=False, nameless=True, different=different, **more)


SPOILED = [
    came(rows=9),
    came(rows=11),
    came(whole=False),
    came(changed=True),
    came(unique=False),
    came(expected=None),
]


@pytest.mark.parametrize("strategy", list(Strategy))
def test_what_agrees_is_verified(strategy: Strategy) -> None:
    assert truth.judge(None, [came(strategy)]) == Judgement(Verdict.VERIFIED)  # type: ignore[arg-type]


@pytest.mark.parametrize("attempt", SPOILED)
def test_any_doubt_is_no_agreement(attempt: Attempt) -> None:
    assert not attempt.agrees
    beside = Attempt(**{**vars(attempt), "strategy": BESIDE})
    judged = truth.judge(None, [beside])  # type: ignore[arg-type]
    assert judged == Judgement(INCOMPLETE, PAGES)


@pytest.mark.parametrize(
    ("attempts", "boxes", "verdict", "again"),
    [
        # Pages one after another.
        ([came(changed=True)], True, CHANGED, PAGES),
        ([came(rows=9), came(changed=True)], True, CHANGED, PAGES),
        ([came(changed=True), came(changed=True)], True, CHANGED, None),
        ([came(changed=True), came(changed=True, unique=False)], True, INCOMPLETE, BOXES),
        ([came(changed=True), came(changed=True, whole=False)], True, INCOMPLETE, BOXES),
        ([came(expected=None)], True, Verdict.UNCOUNTED, None),
        ([came(expected=None, unique=False)], True, INCOMPLETE, BOXES),
        ([came(expected=None, whole=False)], False, INCOMPLETE, None),
        ([came(rows=11)], True, Verdict.COUNT_DIFFERS, None),
        ([came(rows=11, unique=False)], True, INCOMPLETE, BOXES),
        ([came(rows=11, whole=False)], True, INCOMPLETE, BOXES),
        ([came(rows=9)], True, INCOMPLETE, BOXES),
        ([came(unique=False)], False, INCOMPLETE, None),
        # Twins without identifiers are believed when they come out the same again.
        ([twins()], True, INCOMPLETE, BOXES),
        ([twins()], False, INCOMPLETE, PAGES),
        ([twins(), twins()], True, Verdict.VERIFIED, None),
        ([twins(different=8), twins()], True, INCOMPLETE, BOXES),
        ([twins(different=8), twins()], False, INCOMPLETE, None),
        ([twins(whole=False), twins()], False, INCOMPLETE, None),
        ([came(BOXES, rows=9), twins()], True, Verdict.VERIFIED, None),
        ([came(BOXES, rows=8), twins()], True, INCOMPLETE, PAGES),
        # Boxes.
        ([came(BOXES, rows=9)], True, INCOMPLETE, PAGES),
        ([came(rows=9), came(BOXES, rows=9)], True, Verdict.COUNT_DIFFERS, None),
        ([came(rows=8), came(BOXES, rows=9)], True, INCOMPLETE, None),
        ([came(rows=9, unique=False), came(BOXES, rows=9)], True, INCOMPLETE, None),
        ([came(rows=9, whole=False), came(BOXES, rows=9)], True, INCOMPLETE, None),
        ([came(rows=9), came(BOXES, rows=9, whole=False)], True, INCOMPLETE, None),
        ([came(BOXES, rows=9), came(BOXES, rows=9)], True, INCOMPLETE, None),
        ([came(rows=9), came(BOXES, rows=8, expected=None)], True, Verdict.UNCOUNTED, None),
        ([came(BOXES, expected=None, whole=False)], True, INCOMPLETE, PAGES),
        ([twins(), came(BOXES, rows=9)], True, INCOMPLETE, PAGES),
        ([twins(different=8), came(BOXES, rows=9)], True, INCOMPLETE, None),
    ],
)
def test_what_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
    attempts: List[Attempt],
    boxes: bool,
    verdict: Verdict,
    again: Optional[Strategy],
) -> None:
    monkeypatch.setattr(truth, "can_tile", lambda run: boxes)
    assert truth.judge(None, attempts) == Judgement(verdict, again)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "more",
    [
        {"strategy": BOXES},
        {"expected": 11},
        {"whole": False},
        {"changed": True},
        {"nameless": False},
        {"different": 10},
    ],
)
def test_what_are_no_nameless_twins(more: Any) -> None:
    assert twins().has_nameless_twins
    assert not Attempt(**{**vars(twins()), **more}).has_nameless_twins


class Counted:
    """A run whose file holds ``rows``: so many with an identifier, so many of these distinct."""

    def __init__(self, rows: int, distinct: Any, counts: List[int], now: Any = 10) -> None:
        self.counts, self.notes, self.asked = counts, set(), 0  # type: ignore[var-annotated]
        self.now, self.different, self.sheets = now, rows, 2
        writer = {
            "rows": rows,
            "distinct": lambda: distinct,
            "different": lambda: self.different,
            "pages": lambda: [None] * self.sheets,
        }
        self.writer = SimpleNamespace(**writer)
        self.service = SimpleNamespace(count=self._count)
        self.fetchers = SimpleNamespace(get=None)

    def _count(self, get: Any) -> Any:
        self.asked += 1
        if isinstance(self.now, Exception):
            raise self.now
        return self.now

    def count(self, matched: Optional[int]) -> None:
        if matched is not None and self.counts[-1:] != [matched]:
            self.counts.append(matched)


def looked(run: Counted, strategy: Strategy = PAGES, whole: bool = True) -> Attempt:
    return truth.look(run, strategy, whole)  # type: ignore[arg-type]


def test_what_fits_is_not_counted_again() -> None:
    run = Counted(10, (10, 10), [10])
    assert looked(run) == came() and (run.asked, run.notes) == (0, set())


def test_what_does_not_fit_is_counted_once_more() -> None:
    run = Counted(9, (9, 9), [10], now=9)
    assert looked(run) == came(rows=9, expected=9, changed=True) and run.notes == set()
    run = Counted(9, (9, 9), [10])
    assert looked(run) == came(rows=9) and run.notes == {Note.FEATURES_MISSING}
    run = Counted(9, (9, 9), [10], now=OgcApiError(ProblemCode.UNREACHABLE))
    assert looked(run) == came(rows=9)
    run = Counted(9, (9, 9), [10], now=OgcApiError(ProblemCode.CANCELLED))
    with pytest.raises(OgcApiError):
        looked(run)


def test_what_was_never_counted_is_not_counted_now() -> None:
    run = Counted(9, (9, 9), [])
    assert looked(run) == came(rows=9, expected=None) and (run.asked, run.notes) == (0, set())


@pytest.mark.parametrize("whole", [True, False])
def test_one_identifier_for_several_rows(whole: bool) -> None:
    run = Counted(10, (10, 8), [10])
    told = looked(run, BESIDE, whole)
    assert told == came(BESIDE, distinct=8, whole=whole, unique=whole)
    assert run.notes == {Note.IDS_REPEATED}
    run.different = 9
    assert not looked(run, BESIDE).unique and looked(run, BESIDE).different == 9


def test_without_identifiers_rows_of_several_pages_are_compared() -> None:
    run = Counted(10, (7, 7), [10])
    run.different = 9
    assert looked(run) == twins(distinct=10) and run.notes == {Note.IDS_MISSING}
    # Boxes cannot overlap, one page cannot either, and what does not fit is doubtful anyway.
    assert looked(run, BOXES).unique
    run.sheets = 1
    assert looked(run).unique
    run.sheets, run.counts = 2, [11]
    run.now = 11
    assert looked(run).unique
