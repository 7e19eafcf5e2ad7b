"""Pages one after another along ``next``; the next one travels while this one is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Set

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.transfer.collector import at_rest
from cicclo_qgis.transfer.fetch import Fetched
from cicclo_qgis.transfer.model import Note
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.plan import is_too_much
from cicclo_qgis.transfer.run import Meanwhile, Run, idle
from cicclo_qgis.transfer.service import Start

# Past the end, some servers answer 400 ("offset out of range"), others 404 or 500.
_PAST_THE_END = (400, 404, 410, 416, 500)


@dataclass
class _Walk:
    """Where the walk is. ``by_offset``: the server gives no ``next``, offsets are counted here.

    ``rows`` counts what is in the file and what is about to be.
    """

    run: Run
    limit: Optional[int]
    urls: Set[str]
    prints: Set[str]
    rows: int
    by_offset: bool = False

    @property
    def expected(self) -> Optional[int]:
        return self.run.counts[-1] if self.run.counts else None


def sequential(
    run: Run,
    start: Start,
    after: Optional[Page] = None,
    larger: Optional[int] = None,
    meanwhile: Meanwhile = idle,
) -> None:
    """Fetch all after the pages in the file, the last of which is ``after`` (the first by default).

    ``larger``: the number of features to ask for from the second page on, if the server gives so
    many; only for one whose ``next`` counts features. ``meanwhile`` is called once, as soon as a
    page is on its way, and sees to it that the first one is in the file.

    Raises:
        OgcApiError: a page did not come.
        TooDeep: boxes are faster.
        TransferError: cancelled, or the file cannot be written.
    """
    prints = {start.page.fingerprint, *(done.fingerprint for done in run.writer.pages())}
    rows = max(run.writer.rows, len(start.page))
    walk = _Walk(run, start.limit, {start.url}, prints, rows)
    following = _following(walk, after or start.page)
    trial = None
    if following is not None and larger is not None:
        trial = run.service.resized(following, larger)
        walk.limit = larger
    _ask(walk, trial or following)
    meanwhile()
    while run.fetchers.under_way:
        found = run.fetchers.take()
        if found.answer is None:
            if found.url == trial and is_too_much(found.error, tried_hard=True):
                walk.limit, trial = start.limit, None
                _ask(walk, following)
                continue
            if _is_end(walk, found.error):
                return
            raise found.error or OgcApiError(ProblemCode.UNREACHABLE)
        with at_rest():
            if not _go_on(walk, found, found.answer, on_trial=found.url == trial):
                return


def _go_on(walk: _Walk, found: Fetched, answer: Answer, on_trial: bool) -> bool:
    """Write the page that came, the next one being asked for; False when it adds nothing."""
    run, page = walk.run, walk.run.service.read(answer)
    if _is_over(walk, page):
        return False
    if on_trial and page.next_url is not None:
        # It may give fewer than asked for: that is its limit.
        walk.limit = len(page)
    run.depth.saw(walk.rows, len(page), found.seconds, walk.expected, 1)
    walk.prints.add(page.fingerprint)
    walk.rows += len(page)
    # First ask, then write: the network works meanwhile.
    run.count(page.matched)
    _ask(walk, _following(walk, page))
    run.write(page, f"seq:{walk.rows}", found.url)
    page.let_go()
    return True


def _ask(walk: _Walk, url: Optional[str]) -> None:
    if url is not None:
        walk.urls.add(url)
        walk.run.fetchers.ask(0, url)


def _is_over(walk: _Walk, page: Page) -> bool:
    """Whether the page adds nothing: empty, a repetition, or all known."""
    notes = walk.run.notes
    if not len(page):
        if page.next_url is not None and not walk.by_offset:
            notes.add(Note.NEXT_ENDLESS)
        return True
    if page.fingerprint in walk.prints:
        done = walk.expected is not None and walk.rows >= walk.expected
        notes.add(Note.NEXT_ENDLESS if done else Note.PAGES_REPEATED)
        return True
    enough = walk.expected is not None and walk.rows >= walk.expected
    if enough and walk.run.writer.knows_all(page.ids):
        notes.add(Note.NEXT_ENDLESS)
        return True
    return False


def _following(walk: _Walk, page: Page) -> Optional[str]:
    """The address of the next page; None at the end."""
    if page.next_url is not None and not walk.by_offset:
        if page.next_url in walk.urls:
            walk.run.notes.add(Note.NEXT_ENDLESS)
            return None
        return page.next_url
    expected = walk.expected
    full = walk.limit is not None and len(page) >= walk.limit
    if not walk.by_offset:
        # ``next`` is a SHOULD: there may be more behind a page without it.
        if expected is None and not full:
            return None
        if expected is not None and walk.rows >= expected:
            return None
        walk.by_offset = True
        walk.limit = walk.limit or len(page)
    return walk.run.service.address(walk.limit, walk.rows)


def _is_end(walk: _Walk, error: Optional[OgcApiError]) -> bool:
    """Whether the error is how this server says that there is nothing more."""
    if error is None or error.status not in _PAST_THE_END:
        return False
    enough = walk.expected is not None and walk.rows >= walk.expected
    return enough or (walk.by_offset and error.status in (400, 404, 416))
