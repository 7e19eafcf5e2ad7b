"""What is done between two pieces of a large page: others get their turn, and it may end."""

from __future__ import annotations

from typing import Callable

from cicclo_qgis.catalogue.quiet import give_way
from cicclo_qgis.transfer.model import Cancelled, TransferCode, TransferError

Between = Callable[[], None]
"""Called every millisecond or so of what takes long; what it raises ends it."""


def between(cancelled: Cancelled) -> Between:
    """Gives way, and raises ``TransferError`` (CANCELLED) once ``cancelled``."""

    def pause() -> None:
        if cancelled():
            raise TransferError(TransferCode.CANCELLED, resumable=True)
        give_way()

    return pause


__all__ = ["Between", "between", "give_way"]
