"""The collections of many platforms at once.

Hands out: ``Harvest`` (asks all platforms in parallel, reports each as it answers), its events,
``Entry`` (a collection of a platform, with its padlock).
Never does: Qt, credentials, user interface text.
"""

from __future__ import annotations

from cicclo_qgis.catalogue.events import Batch, Event, Failed, Finished, Probed, Started
from cicclo_qgis.catalogue.harvest import Harvest
from cicclo_qgis.catalogue.model import Entry, Padlock

__all__ = [
    "Batch",
    "Entry",
    "Event",
    "Failed",
    "Finished",
    "Harvest",
    "Padlock",
    "Probed",
    "Started",
]
