"""Waiting for what a running QGIS says of itself."""

from __future__ import annotations

import time
from typing import Any, Callable


def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Wait for ``condition``, and fail when it does not come true.

    QGIS answers in the thread that has its windows to serve: it is asked ten times a second.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")
