"""Where collections come from: one way in a file, the same rows out.

Hands out: ``source_of`` (the way in that fits a platform's record), ``can_be_listed``, ``probe``
and ``located`` (a try of one collection, whatever it is read by), ``Neighbours``.
Never does: credentials, threads, Qt.
"""

from __future__ import annotations

from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.plan import can_be_listed, source_of
from cicclo_qgis.catalogue.sources.protocol import Source
from cicclo_qgis.catalogue.sources.wfs_probe import located, probe

__all__ = [
    "Neighbours",
    "Source",
    "can_be_listed",
    "located",
    "probe",
    "source_of",
]
