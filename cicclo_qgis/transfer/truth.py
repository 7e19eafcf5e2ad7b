"""Whether what is in the file is what the server has, and what to try when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.transfer.model import Note, Strategy, Verdict
from cicclo_qgis.transfer.run import Run
from cicclo_qgis.transfer.tiles import can_tile


@dataclass(frozen=True)
class Attempt:
    """What one way of fetching came to.

    ``whole`` is False when it broke off (pages repeated) or could not see all (a box too full).
    ``different``: rows that differ in more than their number, as far as that had to be counted.
    ``nameless``: some have no identifier.
    """

    strategy: Strategy
    rows: int
    distinct: int
    expected: Optional[int]
    whole: bool
    changed: bool
    unique: bool
    different: int
    nameless: bool

    @property
    def agrees(self) -> bool:
        """Whether the file holds what the server said all along, each feature once."""
        fits = self.rows == self.expected and not self.changed
        return self.unique and self.whole and fits

    @property
    def has_nameless_twins(self) -> bool:
        """Whether that is all there is against it: rows without identifiers that equal others.

        They are so at the server, or its order changed from page to page.
        """
        fits = self.rows == self.expected and self.whole and not self.changed
        by_pages = self.strategy is Strategy.SEQUENTIAL
        return by_pages and fits and self.nameless and self.different < self.rows


@dataclass(frozen=True)
class Judgement:
    """The verdict; ``again``: the way to try instead of accepting it."""

    verdict: Verdict
    again: Optional[Strategy] = None


def look(run: Run, strategy: Strategy, whole: bool) -> Attempt:
    """Count what is in the file, and ask the server once more when it does not fit.

    Raises:
        TransferError: cancelled, or the file cannot be read.
    """
    with_id, distinct = run.writer.distinct()
    rows = run.writer.rows
    unique, nameless, different = with_id == distinct, with_id < rows, rows
    if nameless:
        run.notes.add(Note.IDS_MISSING)
        distinct += rows - with_id
    if run.counts and run.counts[-1] != rows:
        run.count(_count_now(run))
    fits = bool(run.counts) and run.counts[-1] == rows
    # Without identifiers nothing else tells whether pages have overlapped.
    in_doubt = nameless and fits and strategy is Strategy.SEQUENTIAL and _has_pages(run)
    if not unique:
        run.notes.add(Note.IDS_REPEATED)
    if not unique or in_doubt:
        different = run.writer.different()
        unique = whole and different == rows
    changed = len(run.counts) > 1
    expected = run.counts[-1] if run.counts else None
    if expected is not None and rows < expected:
        run.notes.add(Note.FEATURES_MISSING)
    return Attempt(strategy, rows, distinct, expected, whole, changed, unique, different, nameless)


def _has_pages(run: Run) -> bool:
    return len(run.writer.pages()) > 1


def _count_now(run: Run) -> Optional[int]:
    try:
        return run.service.count(run.fetchers.get)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return None


def judge(run: Run, attempts: List[Attempt]) -> Judgement:
    """What the last of ``attempts`` is worth, in the light of those before."""
    last, before = attempts[-1], attempts[:-1]
    if last.agrees:
        return Judgement(Verdict.VERIFIED)
    if last.strategy is Strategy.PARALLEL:
        return Judgement(Verdict.INCOMPLETE, Strategy.SEQUENTIAL)
    if last.strategy is Strategy.TILES:
        verdict = _after_tiles(last, before)
        # Boxes for a deep collection alone: what lies nowhere has to come by pages after all.
        alone = not before and verdict is Verdict.INCOMPLETE
        # Pages gave as much, and twins, which boxes cannot give.
        more = any(one.has_nameless_twins and one.different >= last.rows for one in before)
        return Judgement(verdict, Strategy.SEQUENTIAL if alone or more else None)
    if last.has_nameless_twins:
        return _of_twins(run, last, before)
    if last.changed and not any(one.changed for one in before):
        return Judgement(Verdict.CHANGED, Strategy.SEQUENTIAL)
    if last.expected is None and last.unique and last.whole:
        return Judgement(Verdict.UNCOUNTED)
    if last.changed and last.unique and last.whole:
        return Judgement(Verdict.CHANGED)
    more = last.expected is not None and last.rows > last.expected
    if more and last.unique and last.whole:
        return Judgement(Verdict.COUNT_DIFFERS)
    return Judgement(Verdict.INCOMPLETE, Strategy.TILES if can_tile(run) else None)


def _of_twins(run: Run, last: Attempt, before: List[Attempt]) -> Judgement:
    """They are real when the features come out the same another time, or by boxes."""
    if any(one.different == last.different and one.whole for one in before):
        return Judgement(Verdict.VERIFIED)
    tiled = any(one.strategy is Strategy.TILES for one in before)
    if can_tile(run) and not tiled:
        return Judgement(Verdict.INCOMPLETE, Strategy.TILES)
    walked = any(one.strategy is Strategy.SEQUENTIAL for one in before)
    return Judgement(Verdict.INCOMPLETE, None if walked else Strategy.SEQUENTIAL)


def _after_tiles(last: Attempt, before: List[Attempt]) -> Verdict:
    """Boxes are the last way there is; that they agree with themselves proves nothing."""
    pages = [one for one in before if one.strategy is not Strategy.TILES]
    if last.whole and any(
        one.unique and one.whole and one.distinct == last.distinct for one in pages
    ):
        return Verdict.COUNT_DIFFERS
    if last.expected is None and last.whole:
        return Verdict.UNCOUNTED
    return Verdict.INCOMPLETE
