"""The collections of many platforms at once.

Hands out: ``Harvest`` (asks all platforms in parallel, reports each as it answers), its events,
``Entry`` (a collection of a platform, with its padlock), and ``ways_in`` (how people may sign in to
a platform added by its address).
Never does: Qt, credentials, user interface text.
"""

from __future__ import annotations

from cicclo_qgis.catalogue.events import Batch, Event, Failed, Finished, Probed, Started
from cicclo_qgis.catalogue.harvest import Harvest
from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.catalogue.ways_in import ways_in

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
    "ways_in",
]
