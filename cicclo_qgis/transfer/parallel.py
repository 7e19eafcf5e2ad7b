"""Pages side by side, by offset: fetched in any order, written in that of the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.transfer.collector import at_rest
from cicclo_qgis.transfer.fetch import Fetched
from cicclo_qgis.transfer.model import Note
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.plan import Plan, is_too_much
from cicclo_qgis.transfer.request import NextByOffset
from cicclo_qgis.transfer.run import Meanwhile, Run, idle

# The proof asks for these many features on both sides of the first page's end.
_OVERLAP = 10
_PROOF = -2
_AHEAD = 2
# Pages at once to begin with; so many more whenever nothing has come that could be parsed.
_FEW, _MORE = 4, 2
# So much that came and was not parsed yet is some tenths of a second's work.
_ENOUGH_BYTES = 8_000_000
# Pages larger than the first one are asked for on trial: so many, until one has come.
_ON_TRIAL = 3


class OrderNotStable(Exception):
    """Two overlapping requests did not agree: pages must come one after another."""


@dataclass
class _Pages:
    """What was asked for and what came, by offset; it is parsed when its turn comes.

    ``known``: features a page that the server is known to give; ``limit``: those asked for.
    """

    run: Run
    offsets: NextByOffset
    total: int
    known: int
    limit: int
    position: int
    asked: int
    came: Dict[int, Answer] = field(default_factory=dict)
    at_turn: Optional[Page] = None
    room: int = _FEW

    def ask_on(self) -> None:
        """Keep the connections busy, and only so many pages in memory."""
        room = min(self.room, self.run.fetchers.throttle.limit + _AHEAD)
        if self.limit > self.known:
            room = min(room, _ON_TRIAL)
        if sum(len(one.body) for one in self.came.values()) >= _ENOUGH_BYTES:
            # Who parses has more than what travels meanwhile: it would only fill the memory.
            room = min(room, len(self.came) + 1)
        while self.asked < self.total and self.run.fetchers.under_way + len(self.came) < room:
            self.run.fetchers.ask(self.asked, self.offsets.at(self.asked, self.limit))
            self.asked += self.limit

    def starve(self) -> None:
        """Ask for more at once when there is nothing to do but to wait.

        Each connection has its own buffers: where parsing takes longest, more would be for nothing.
        """
        if self.run.fetchers.is_waiting and self.limit == self.known:
            self.room = min(self.room + _MORE, self.run.fetchers.throttle.limit + _AHEAD)

    def turn(self) -> Optional[Page]:
        """The next page of the file; None when it has not come yet."""
        if self.at_turn is None and self.position in self.came:
            self.at_turn = self.run.service.read(self.came.pop(self.position))
            self.known = max(self.known, len(self.at_turn))
        return self.at_turn

    def written(self, page: Page) -> None:
        """``page`` is in the file: the turn is that of the next."""
        self.at_turn = None
        self.position += len(page)
        if not len(page):
            # Fewer than the server said: what came is counted at the end.
            self.total = self.position
        elif len(page) < self.limit and self.position < self.total:
            # The server gives fewer a page than asked for: go on from here with that many.
            self.known = self.limit = len(page)
            self.again()

    def smaller(self) -> None:
        """The server refuses so many a page: back to what it is known to give."""
        self.limit = self.known
        self.again()

    def again(self) -> None:
        """Want nothing of what was asked, and ask anew from here."""
        self.run.fetchers.forget()
        self.came.clear()
        self.asked = self.position


def parallel(run: Run, plan: Plan, limit: int, meanwhile: Meanwhile = idle) -> None:
    """Fetch all after the first page, which is in the file once ``meanwhile`` was called.

    ``limit``: features a page to try; the server may give fewer, or refuse. ``meanwhile`` is called
    once, as soon as pages are on their way.

    Raises:
        OrderNotStable: the proof failed; nothing of what came can be trusted.
        OgcApiError: a page did not come.
        TooDeep: boxes are faster.
        TransferError: cancelled, or the file cannot be written.
    """
    if plan.offsets is None:
        raise OrderNotStable
    total = plan.start.page.matched or 0
    position = max(run.writer.rows, len(plan.start.page))
    known = min(limit, len(plan.start.page))
    pages = _Pages(run, plan.offsets, total, known, limit, position, position)
    proof = _Proof(run, plan)
    proof.ask()
    pages.ask_on()
    meanwhile()
    while pages.position < pages.total:
        pages.starve()
        pages.ask_on()
        found = run.fetchers.take()
        on_trial = found.key != _PROOF and pages.limit > pages.known
        if on_trial and is_too_much(found.error, tried_hard=True):
            pages.smaller()
            proof.ask()
            continue
        answer = _answer(found)
        if found.key == _PROOF:
            proof.overlap = run.service.read(answer)
        else:
            pages.came[found.key] = answer
            at_once = run.fetchers.throttle.limit
            run.depth.saw(found.key, pages.limit, found.seconds, pages.total, at_once)
        with at_rest():
            if proof.holds(pages.turn()):
                _write_on(run, pages)
    run.fetchers.forget()


def _write_on(run: Run, pages: _Pages) -> None:
    """Write all pages whose turn it is."""
    page = pages.turn()
    while page is not None:
        if len(page) >= pages.limit:
            # First ask, then write: the network works meanwhile.
            pages.ask_on()
        if len(page):
            address = pages.offsets.at(pages.position, pages.limit)
            run.write(page, f"off:{pages.position}", address)
        pages.written(page)
        # Gone before the next one comes: two are twice the memory.
        page.let_go()
        del page
        page = pages.turn()


def _answer(found: Fetched) -> Answer:
    if found.answer is None:
        raise found.error or OgcApiError(ProblemCode.UNREACHABLE)
    return found.answer


class _Proof:
    """Asks for the end of the first page and the beginning of the second in one request."""

    def __init__(self, run: Run, plan: Plan) -> None:
        first = plan.start.page
        self._before: List[Optional[str]] = list(first.ids[-_OVERLAP:])
        self.overlap: Optional[Page] = None
        # Gone on with: it was proved then.
        self._done = run.writer.rows > len(first)
        self._run, self._offsets = run, plan.offsets
        self._start = len(first) - len(self._before)

    def ask(self) -> None:
        """Ask for the overlap, unless it is there."""
        if not self._done and self.overlap is None and self._offsets is not None:
            address = self._offsets.at(self._start, len(self._before) + _OVERLAP)
            self._run.fetchers.ask(_PROOF, address)

    def holds(self, second: Optional[Page]) -> bool:
        """True once proved by the ``second`` page, False as long as something is missing.

        Raises:
            OrderNotStable: it was proved that it is not so.
        """
        if self._done:
            return True
        if self.overlap is None or second is None:
            return False
        expected = self._before + list(second.ids[:_OVERLAP])
        if list(self.overlap.ids) != expected[: len(self.overlap.ids)] or not len(self.overlap):
            self._run.notes.add(Note.ORDER_NOT_STABLE)
            raise OrderNotStable
        self._done = True
        return True
