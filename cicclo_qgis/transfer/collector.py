"""The collector of circular garbage, at rest while a page is in memory."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def at_rest() -> Iterator[None]:
    """Keep the collector of the whole process at rest; for a moment, a page or a few at most.

    Nothing in parsed JSON is circular, and to look for that, through all of QGIS's objects too,
    costs more than to parse it; nor should the collector run in the middle of Qt's objects in a
    worker thread. A page that is gone when the collector is let in again left nothing to look at.
    Of several threads that do so at once, the first that was here lets it in again: that costs
    time, no more.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
