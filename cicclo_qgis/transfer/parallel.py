"""Pages side by side, by offset: fetched in any order, written in that of the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.transfer.fetch import Fetched
from cicclo_qgis.transfer.model import Note
from cicclo_qgis.transfer.page import Page, read_page
from cicclo_qgis.transfer.plan import Plan
from cicclo_qgis.transfer.request import NextByOffset
from cicclo_qgis.transfer.run import Run

# The proof asks for these many features on both sides of the first page's end.
_OVERLAP = 10
_PROOF = -2
_AHEAD = 2


class OrderNotStable(Exception):
    """Two overlapping requests did not agree: pages must come one after another."""


@dataclass
class _Pages:
    """What was asked for and what came, by offset."""

    run: Run
    offsets: NextByOffset
    total: int
    limit: int
    position: int
    asked: int
    came: Dict[int, Page] = field(default_factory=dict)

    def ask_on(self) -> None:
        """Keep the connections busy, and only so many pages in memory."""
        room = self.run.fetchers.throttle.limit + _AHEAD
        while self.asked < self.total and self.run.fetchers.under_way + len(self.came) < room:
            self.run.fetchers.ask(self.asked, self.offsets.at(self.asked, self.limit))
            self.asked += self.limit

    def shorter(self, page: Page) -> None:
        """The server gives fewer a page than asked for: go on from here with that many."""
        self.run.fetchers.forget()
        self.came.clear()
        self.limit = len(page)
        self.asked = self.position


def parallel(run: Run, plan: Plan, limit: int) -> None:
    """Fetch all after the first page, which is in the file.

    Raises:
        OrderNotStable: the proof failed; nothing of what came can be trusted.
        OgcApiError: a page did not come.
        TransferError: cancelled, or the file cannot be written.
    """
    if plan.offsets is None:
        raise OrderNotStable
    total = plan.start.page.matched or 0
    position = run.writer.rows
    pages = _Pages(run, plan.offsets, total, limit, position, position)
    proof = _Proof(run, plan)
    while pages.position < pages.total:
        pages.ask_on()
        found = run.fetchers.take()
        page = _page(found)
        if found.key == _PROOF:
            proof.overlap = page
        else:
            pages.came[found.key] = page
        if not proof.holds(pages.came):
            continue
        while pages.position in pages.came:
            _write_next(run, pages)
            if pages.position == pages.asked and pages.total <= pages.position:
                break
    run.fetchers.forget()


def _write_next(run: Run, pages: _Pages) -> None:
    page = pages.came.pop(pages.position)
    if not len(page):
        # Fewer than the server said: what came is counted at the end.
        pages.total = pages.position
        return
    address = pages.offsets.at(pages.position, pages.limit)
    run.write(page, f"off:{pages.position}", address)
    pages.position += len(page)
    if len(page) < pages.limit and pages.position < pages.total:
        pages.shorter(page)


def _page(found: Fetched) -> Page:
    if found.answer is None:
        raise found.error or OgcApiError(ProblemCode.UNREACHABLE)
    return read_page(found.answer)


class _Proof:
    """Asks for the end of the first page and the beginning of the second in one request."""

    def __init__(self, run: Run, plan: Plan) -> None:
        first = plan.start.page
        self._before: List[Optional[str]] = list(first.ids[-_OVERLAP:])
        self._size = len(first)
        self.overlap: Optional[Page] = None
        self._done = run.writer.rows > len(first)
        self._notes = run.notes
        if not self._done and plan.offsets is not None:
            start = len(first) - len(self._before)
            run.fetchers.ask(_PROOF, plan.offsets.at(start, len(self._before) + _OVERLAP))

    def holds(self, came: Dict[int, Page]) -> bool:
        """True once proved, False as long as something is missing.

        Raises:
            OrderNotStable: it was proved that it is not so.
        """
        if self._done:
            return True
        second = came.get(self._size)
        if self.overlap is None or second is None:
            return False
        expected = self._before + list(second.ids[:_OVERLAP])
        if list(self.overlap.ids) != expected[: len(self.overlap.ids)] or not len(self.overlap):
            self._notes.add(Note.ORDER_NOT_STABLE)
            raise OrderNotStable
        self._done = True
        return True
