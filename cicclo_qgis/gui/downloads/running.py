"""What a job does in its thread."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Callable, Optional

import requests

from cicclo_qgis import transfer
from cicclo_qgis.gui.downloads.job import Outcome, Subject, Wish
from cicclo_qgis.ogcapi import DEFAULT_POLICY, OgcApiError, ProblemCode
from cicclo_qgis.transfer import (
    PageListener,
    Place,
    Progress,
    TransferCode,
    TransferError,
    download,
    refresh,
)
from cicclo_qgis.transfer.run import unheard

HttpFactory = Callable[[], requests.Session]


def find(http: HttpFactory, place: Place, cancelled: Callable[[], bool]) -> Subject:
    """The service at ``place`` as it is today, and its collection. Blocks.

    Raises:
        OgcApiError: NOT_FOUND when there is no such collection (any more).
    """
    return transfer.find(http, place, replace(DEFAULT_POLICY, cancelled=cancelled))


def run(
    wish: Wish,
    subject: Optional[Subject],
    http: HttpFactory,
    landing: str,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    pages: Optional[PageListener] = None,
) -> Outcome:
    """Make the copy that is wished for. Blocks; a worker thread's.

    ``landing``: the platform's address of today. ``subject``: what is known already of the
    collection. ``pages``: hears the pages of a new copy.

    Raises:
        TransferError: there is no copy; its code says why.
    """
    if wish.replaces:
        result = refresh(http, Path(wish.replaces), landing, Path(wish.target), progress, cancelled)
        return Outcome(result)
    try:
        found = subject or find(http, wish.place(landing), cancelled)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise TransferError(TransferCode.CANCELLED, resumable=True) from None
        raise TransferError(TransferCode.SERVER, error.problem, resumable=True) from None
    target, heard = Path(wish.target), pages or unheard
    result = download(http, *found, target, wish.options, progress, cancelled, heard)
    return Outcome(result, found)
