"""The verdict on a copy, case by case: what came, what came before, and what is tried next."""

from __future__ import annotations

from typing import Any, List, Optional

import pytest

from cicclo_qgis.transfer import Strategy, Verdict, truth
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
