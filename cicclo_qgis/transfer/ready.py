"""What a download needs and is slow the first time, done beforehand where one can be foreseen."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from cicclo_qgis.transfer.package import empty
from cicclo_qgis.transfer.spatial_index import patterns


def get_ready() -> None:
    """Load it: some tenth of a second, so it belongs in a worker thread. Never fails.

    Left out, the download does so itself; what goes wrong here is told there.
    """
    with suppress(RuntimeError):
        empty()
    with suppress(RuntimeError):
        patterns()
    with suppress(ImportError):
        # NumPy, which makes the index.
        import_module("cicclo_qgis.transfer.rtree")
