"""What is done between two pieces of a large page: others get their turn, and it may end."""

from __future__ import annotations

import time
from typing import Callable

from cicclo_qgis.catalogue.quiet import give_way
from cicclo_qgis.transfer.model import Cancelled, TransferCode, TransferError

# So long is computed at a time; then there is a gap in which whoever waits wakes up.
_WORK_S = 0.003
_GAP_S = 0.0001

Between = Callable[[], None]
"""Called every millisecond or so of what takes long; what it raises ends it."""


def between(cancelled: Cancelled) -> Between:
    """Gives way, and raises ``TransferError`` (CANCELLED) once ``cancelled``."""

    def pause() -> None:
        if cancelled():
            raise TransferError(TransferCode.CANCELLED, resumable=True)
        give_way()

    return pause


def leaving_gaps(between: Between) -> Between:
    """The same, and a gap every few milliseconds, for work that calls OGR thousands of times.

    OGR gives up the interpreter at each call, for a microsecond. Who waits for it is woken, comes
    too late, and begins to wait anew: Python, which makes a thread give way to one that has waited
    for a while, never finds one that has. The GUI thread stood still for up to 70 ms.
    """
    until = time.perf_counter() + _WORK_S

    def pause() -> None:
        nonlocal until
        between()
        if time.perf_counter() >= until:
            time.sleep(_GAP_S)
            until = time.perf_counter() + _WORK_S

    return pause


__all__ = ["Between", "between", "give_way", "leaving_gaps"]
