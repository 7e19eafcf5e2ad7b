"""One collection into one GeoPackage: plan, fetch, write, check, and only then a name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import List, Optional, Tuple

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.limits import LARGEST_PAGE
from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.transfer import plan as plans
from cicclo_qgis.transfer.axes import settle_crs
from cicclo_qgis.transfer.between import between
from cicclo_qgis.transfer.bulk_download import bulk_download
from cicclo_qgis.transfer.collector import at_rest
from cicclo_qgis.transfer.depth import Depth, TooDeep
from cicclo_qgis.transfer.fetch import Fetchers, HttpFactory
from cicclo_qgis.transfer.model import (
    Cancelled,
    Note,
    Options,
    ProgressListener,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    Why,
    never,
    silent,
)
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.parallel import OrderNotStable, parallel
from cicclo_qgis.transfer.request import request_name, with_own
from cicclo_qgis.transfer.run import Meter, PageListener, Run, unheard
from cicclo_qgis.transfer.sequential import sequential
from cicclo_qgis.transfer.service import Service, Start
from cicclo_qgis.transfer.services import service_of
from cicclo_qgis.transfer.source import source_of
from cicclo_qgis.transfer.subject import Subject
from cicclo_qgis.transfer.tiles import can_tile, tiles
from cicclo_qgis.transfer.truth import Attempt, judge, look
from cicclo_qgis.transfer.write import Label, Writer, part_path

# A page may take long on a slow server; the person can cancel at any time. Each read of a piece
# takes the interpreter from who parses.
_POLICY = replace(DEFAULT_POLICY, read_s=60.0, total_s=600.0, read_bytes=256 * 1024)


def download(
    http: HttpFactory,
    landing: LandingPage,
    collection: Collection,
    target: Path,
    options: Options = Options(),  # noqa: B008 (immutable)
    progress: ProgressListener = silent,
    cancelled: Cancelled = never,
    pages: PageListener = unheard,
) -> Result:
    """Copy ``collection`` to the GeoPackage ``target``; blocks, so it belongs in a worker thread.

    ``http`` makes a session for each connection; credentials are its business. ``progress``,
    ``pages`` and ``cancelled`` are called from the calling thread, ``cancelled`` also from fetching
    threads. ``pages`` hears the first page (1 000 features at most) one answer of the server after
    the call; it may hear a feature again, when the download begins again another way.
    What stood at ``target`` stays until the copy is whole. A download that broke off goes on where
    it was when it is asked for again with the same arguments.

    Raises:
        TransferError: there is no copy; its code says why, and whether it can go on later.
    """
    table = table_name(options.layer or collection.title or collection.id)
    subject = Subject(landing, collection, target, table, options)
    service = service_of(landing, collection, options, between(cancelled))
    try:
        with Fetchers(http, _POLICY, cancelled, options.workers, service.wanted) as fetchers:
            meter = Meter(progress, fetchers)
            copied = bulk_download(subject, http, fetchers, meter, cancelled)
            if copied is not None:
                return copied
            return _by_pages(subject, service, http, fetchers, meter, cancelled, pages)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise TransferError(TransferCode.CANCELLED, resumable=True) from None
        raise TransferError(TransferCode.SERVER, error.problem, resumable=True) from None


def _by_pages(
    subject: Subject,
    service: Service,
    http: HttpFactory,
    fetchers: Fetchers,
    meter: Meter,
    cancelled: Cancelled,
    pages: PageListener,
) -> Result:
    request = request_name(subject.collection, subject.options, subject.table)
    if not part_path(subject.target).exists():
        # The first page travels while the file is made.
        limit = subject.options.page_size or plans.FIRST_PAGE
        fetchers.expect(service.ahead(limit))
    writer = Writer(subject.target, subject.table, request, cancelled)
    try:
        run = Run(service, subject.collection, subject.options, fetchers, writer, meter)
        run.pages = pages
        if subject.options.bulk and subject.options.whole and plans.bulk_link(subject.collection):
            run.notes.add(Note.BULK_REFUSED)
        return _Download(subject, run, http, cancelled).go()
    finally:
        writer.close()


def table_name(title: str) -> str:
    """A table name that people recognise and every program takes."""
    name = re.sub(r"[^\w \-']+", " ", title).strip()
    name = " ".join(name.split())[:60].strip()
    return name if name and not name.lower().startswith(("gpkg_", "rtree_", "sqlite_")) else "copy"


@dataclass
class _Download:
    """The course of one download. ``unwritten``: the first page, until it is in the file."""

    subject: Subject
    run: Run
    http: HttpFactory
    cancelled: Cancelled
    unwritten: Optional[Start] = None

    def go(self) -> Result:
        """Fetch, check, and fetch another way what does not fit; see ``download``."""
        run = self.run
        begun, after = self._begin()
        plan = plans.make(begun, run.service)
        strategy, why = self._way(plan)
        attempts: List[Attempt] = []
        while True:
            run.meter.strategy = strategy
            try:
                whole = self._fetch(strategy, plan, after)
                attempts.append(look(run, strategy, whole))
                judgement = judge(run, attempts)
                if judgement.again is None:
                    break
                strategy, why = judgement.again, Why.PREVIOUS_FAILED
            except OrderNotStable:
                strategy, why = Strategy.SEQUENTIAL, Why.ORDER_NOT_STABLE
            except TooDeep:
                strategy, why = Strategy.TILES, Why.COSTLY_OFFSET
            plan, after = self._again(strategy), None
        return self._end(attempts[-1], judgement.verdict, strategy, why)

    # --- the beginning ---------------------------------------------------------------------------

    def _begin(self) -> Tuple[Start, Optional[Page]]:
        """The first page, and the last one of the file when the download goes on."""
        run = self.run
        begun = self._first_page()
        done = run.writer.pages()
        if done:
            after = self._recheck(begun)
            if after is not None:
                run.notes.add(Note.RESUMED)
                run.count(begun.page.matched)
                run.hear(begun.page)
                run.meter.rows(run.writer.rows)
                return begun, after
            run.notes.add(Note.STARTED_AGAIN)
            run.writer.start_again()
        run.count(begun.page.matched)
        self.unwritten = begun
        return begun, None

    def _first_page(self) -> Start:
        run = self.run
        limit = run.writer.recall("limit") or run.options.page_size or plans.FIRST_PAGE
        return run.service.begin(run.fetchers.get, int(limit))

    def _write_first(self) -> None:
        """Have the first page in the file; others are on their way already."""
        run, begun = self.run, self.unwritten
        if begun is not None:
            self.unwritten = None
            with at_rest():
                settle_crs(run, begun.page)
                run.write(begun.page, "first", begun.url)
        run.depth = Depth(run.depth.allowed and can_tile(run))

    def _pass_over_first(self) -> None:
        """Show the first page, and do not write it: its features come again in the boxes."""
        run, begun = self.run, self.unwritten
        if begun is not None:
            self.unwritten = None
            settle_crs(run, begun.page)
            run.hear(begun.page)

    def _meanwhile(self) -> None:
        run, begun = self.run, self.unwritten
        with at_rest():
            self._write_first()
            if run.fetchers.under_way:
                run.writer.prepare()
            if begun is not None and run.fetchers.is_waiting:
                # What was not shown at once.
                run.hear(begun.page)

    def _recheck(self, begun: Start) -> Optional[Page]:
        """The last page of the file as the server gives it now; None when something changed."""
        run = self.run
        done = run.writer.pages()
        if run.writer.recall("strategy") == Strategy.TILES.value:
            return begun.page
        first, last = done[0], done[-1]
        if first.fingerprint != begun.page.fingerprint or first.matched != begun.page.matched:
            return None
        if len(done) == 1:
            return begun.page
        if last.address is None:
            return None
        url = with_own(last.address, run.service.own)
        page = run.service.read(run.fetchers.get(url))
        return page if page.fingerprint == last.fingerprint else None

    def _way(self, plan: plans.Plan) -> Tuple[Strategy, Why]:
        """The plan's strategy, or the one a half-made copy had come to."""
        kept = self.run.writer.recall("strategy")
        if kept is None:
            self._keep(plan.strategy, plan.start.limit)
            return plan.strategy, plan.why
        if Strategy(kept) is plan.strategy:
            return plan.strategy, plan.why
        return Strategy(kept), Why.PREVIOUS_FAILED

    def _keep(self, strategy: Strategy, limit: Optional[int]) -> None:
        self.run.writer.remember({"strategy": strategy.value, "limit": limit})

    # --- fetching --------------------------------------------------------------------------------

    def _fetch(self, strategy: Strategy, plan: plans.Plan, after: Optional[Page]) -> bool:
        """Fetch the rest one way; returns whether it could be seen whole.

        Raises:
            OrderNotStable, TooDeep: it has to be another way.
        """
        run = self.run
        if strategy is Strategy.TILES:
            self._pass_over_first()
            run.depth = Depth(allowed=False)
            return tiles(run, self._declared(plan), len(plan.start.page))
        larger = self._larger(plan)
        if strategy is Strategy.PARALLEL:
            parallel(run, plan, larger, self._meanwhile)
            return True
        grows = after is None and plan.offsets is not None and larger >= 2 * len(plan.start.page)
        sequential(run, plan.start, after, larger if grows else None, self._meanwhile)
        return Note.PAGES_REPEATED not in run.notes

    def _larger(self, plan: plans.Plan) -> int:
        """Features to ask for from the second page on; what the server gives then is its limit."""
        page, limit = plan.start.page, plan.start.limit
        if self.run.options.page_size is not None:
            return plans.page_size(page, self.run.options.page_size)
        if limit is None or (page.next_url is not None and len(page) < limit):
            # It gave fewer than asked for, with more behind, or would not be asked.
            return max(1, len(page))
        return plans.page_size(page, LARGEST_PAGE)

    def _declared(self, plan: plans.Plan) -> int:
        """The largest page that the API definition allows."""
        if self.run.options.page_size is not None:
            return self.run.options.page_size
        policy: Policy = replace(_POLICY, cancelled=self.cancelled, total_s=20.0)
        with self.http() as session:
            told = self.run.service.largest(session, policy)
        return max(told or 0, len(plan.start.page), 1)

    def _again(self, strategy: Strategy) -> plans.Plan:
        """Throw away what came, and begin another way."""
        run = self.run
        run.fetchers.forget()
        run.writer.start_again()
        run.counts.clear()
        begun = self._first_page()
        run.count(begun.page.matched)
        if strategy is not Strategy.TILES:
            self.unwritten = begun
        self._keep(strategy, begun.limit)
        return plans.make(begun, run.service)

    # --- the end ---------------------------------------------------------------------------------

    def _end(self, attempt: Attempt, verdict: Verdict, strategy: Strategy, why: Why) -> Result:
        run = self.run
        notes = run.notes
        for found, note in (
            (run.writer.table.widened, Note.TYPES_WIDENED),
            (run.writer.table.bad_geometries > 0, Note.GEOMETRY_UNREADABLE),
            (run.fetchers.throttle.was_busy, Note.SERVER_BUSY),
        ):
            if found:
                notes.add(note)
        if verdict is Verdict.VERIFIED:
            notes.discard(Note.FEATURES_MISSING)
        run.meter.rows(run.writer.rows, last=True)
        result = Result(
            path=run.writer.target,
            layer=self.subject.table,
            features=attempt.rows,
            distinct=attempt.distinct,
            expected=attempt.expected,
            verdict=verdict,
            strategy=strategy,
            why=why,
            notes=tuple(sorted(notes, key=lambda note: note.value)),
            bytes=run.fetchers.bytes,
            requests=run.fetchers.requests,
            seconds=run.meter.seconds,
            first_feature_s=run.meter.first_feature_s,
        )
        label = Label(run.collection.title, run.collection.description)
        run.writer.finish(label, source_of(self.subject, result))
        return replace(result, seconds=run.meter.seconds)
