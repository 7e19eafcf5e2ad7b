"""Slots of tests on what belongs to QGIS and outlives them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Callable, Iterator


@contextmanager
def hearing(signal: Any, slot: Callable[..., Any]) -> Iterator[None]:
    """``slot`` hears ``signal`` inside.

    Left connected, it would be called in later tests, or taken away by Python's collector and
    then called, which ends QGIS.
    """
    signal.connect(slot)
    try:
        yield
    finally:
        signal.disconnect(slot)
