"""The collections of many platforms at once.

Hands out: ``Harvest`` (asks all platforms in parallel, reports each as it answers), its events,
and ``Entry`` (a collection of a platform, with its padlock). ``catalogue.ways_in`` finds how people
may sign in to a platform added by its address.
Never does: Qt, credentials, user interface text.

Nothing is loaded before it is asked for: who needs one small part does not pay for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cicclo_qgis.catalogue.events import (
        Batch,
        Event,
        Failed,
        Finished,
        Probed,
        Started,
        Stopped,
    )
    from cicclo_qgis.catalogue.harvest import Harvest
    from cicclo_qgis.catalogue.model import Entry, Padlock

_WHERE = {
    "Batch": "events",
    "Entry": "model",
    "Event": "events",
    "Failed": "events",
    "Finished": "events",
    "Harvest": "harvest",
    "Padlock": "model",
    "Probed": "events",
    "Started": "events",
    "Stopped": "events",
}

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
    "Stopped",
]


def __getattr__(name: str) -> Any:
    """Load a public name's module when it is first used (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
