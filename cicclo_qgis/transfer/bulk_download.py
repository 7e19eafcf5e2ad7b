"""The way by a file the platform offers, checked against what its pages say."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Optional

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.transfer.bulk import BulkRefused, convert, drop, fetch_file
from cicclo_qgis.transfer.fetch import Fetchers, HttpFactory
from cicclo_qgis.transfer.model import (
    Cancelled,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    Why,
)
from cicclo_qgis.transfer.package import failure_of
from cicclo_qgis.transfer.page import read_page
from cicclo_qgis.transfer.plan import bulk_link
from cicclo_qgis.transfer.request import items_address
from cicclo_qgis.transfer.run import Meter
from cicclo_qgis.transfer.source import put_source, source_of
from cicclo_qgis.transfer.subject import Subject
from cicclo_qgis.transfer.write import put_in_place


def bulk_download(
    subject: Subject, http: HttpFactory, fetchers: Fetchers, meter: Meter, cancelled: Cancelled
) -> Optional[Result]:
    """The copy made from an offered file; None when there is none worth having.

    Raises:
        TransferError: cancelled, the network is gone, or the disk cannot be written.
    """
    found = bulk_link(subject.collection)
    if found is None or not subject.options.whole or not subject.options.bulk:
        return None
    link, driver = found
    meter.strategy = Strategy.BULK
    raw = subject.target.with_name(subject.target.name + ".part.file")
    part = subject.target.with_name(subject.target.name + ".part.copy")
    try:
        fetch_file(http, link, driver, raw, meter, cancelled)
        count, _ = convert(raw, driver, part, subject.collection, subject.table, cancelled)
        expected = _expected(subject, fetchers)
        if expected is not None and expected != count:
            raise BulkRefused
    except BulkRefused:
        drop(raw)
        part.unlink(missing_ok=True)
        return None
    except TransferError as error:
        part.unlink(missing_ok=True)
        if not error.resumable:
            drop(raw)
        raise
    verdict = Verdict.UNCOUNTED if expected is None else Verdict.VERIFIED
    meter.rows(count, last=True)
    result = Result(
        path=subject.target,
        layer=subject.table,
        features=count,
        distinct=count,
        expected=expected,
        verdict=verdict,
        strategy=Strategy.BULK,
        why=Why.ENCLOSURE,
        notes=(),
        bytes=fetchers.bytes,
        requests=fetchers.requests,
        seconds=meter.seconds,
        first_feature_s=meter.first_feature_s,
    )
    _sign(part, subject, result)
    drop(raw)
    put_in_place(part, subject.target)
    return result


def _expected(subject: Subject, fetchers: Fetchers) -> Optional[int]:
    url = items_address(subject.collection.items_url, subject.options, 1)
    try:
        return read_page(fetchers.get(url)).matched
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise TransferError(TransferCode.CANCELLED, resumable=True) from None
        return None


def _sign(part: Path, subject: Subject, result: Result) -> None:
    try:
        with closing(sqlite3.connect(str(part), isolation_level=None)) as database:
            put_source(database, source_of(subject, result))
    except sqlite3.Error as error:
        raise failure_of(error) from None
