"""A copy fetched anew from where it came, with the same filter; the old one stays until then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY
from cicclo_qgis.transfer.changed_copy import changed_copy
from cicclo_qgis.transfer.download import download
from cicclo_qgis.transfer.fetch import Fetchers, HttpFactory
from cicclo_qgis.transfer.model import (
    Cancelled,
    ProgressListener,
    Result,
    TransferCode,
    TransferError,
    never,
    silent,
)
from cicclo_qgis.transfer.place import find
from cicclo_qgis.transfer.run import Meter
from cicclo_qgis.transfer.services import service_of
from cicclo_qgis.transfer.source import Source, read_source
from cicclo_qgis.transfer.subject import Subject


def refresh(
    http: HttpFactory,
    path: Path,
    landing: Optional[str] = None,
    target: Optional[Path] = None,
    progress: ProgressListener = silent,
    cancelled: Cancelled = never,
) -> Result:
    """Fetch the copy at ``path`` anew, beside it, and put the new one in its place when whole.

    Only what changed is fetched where the server provably tells that (``Strategy.CHANGES``).

    ``landing``: the platform's address of today; None is that of the copy (without any key).
    ``target``: where the new copy goes when the old one is still open and its place is taken later.

    Raises:
        TransferError: NO_SOURCE when the file does not say where it comes from; else as
            ``download``. The old copy is untouched.
    """
    source = read_source(path)
    if source is None:
        raise TransferError(TransferCode.NO_SOURCE)
    policy = replace(DEFAULT_POLICY, cancelled=cancelled)
    try:
        entry, found = find(http, source.place(landing), policy)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise TransferError(TransferCode.CANCELLED) from None
        raise TransferError(TransferCode.SERVER, error.problem) from None
    options = replace(source.options, layer=source.table)
    subject = Subject(entry, found, target or path, source.table, options)
    updated = _updated(http, subject, path, source, progress, cancelled)
    if updated is not None:
        return updated
    return download(http, entry, found, target or path, options, progress, cancelled)


def _updated(
    http: HttpFactory, subject: Subject, old: Path, source: Source, progress: ProgressListener,
    cancelled: Cancelled,
) -> Optional[Result]:  # fmt: skip
    """The copy with what changed alone, where the server can tell that; else None."""
    try:
        wanted = service_of(subject.landing, subject.collection, subject.options).wanted
        policy = replace(DEFAULT_POLICY, total_s=120.0)
        with Fetchers(http, policy, cancelled, 1, wanted) as fetchers:
            meter = Meter(progress, fetchers)
            return changed_copy(subject, source, old, fetchers, meter, cancelled)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise TransferError(TransferCode.CANCELLED) from None
        # Many a server knows no ``datetime``: the whole download says what there is to say.
        return None
    except TransferError as error:
        if error.code is TransferCode.DATES:
            return None
        raise
