"""What the harvest tells its listener: immutable, one class per thing that can happen.

For one platform and one refresh the order is ``Started``, any number of ``Batch`` and ``Probed``,
then exactly one of ``Finished``, ``Failed`` and ``Stopped`` (or nothing more when a newer refresh
or ``stop`` took over). ``Probed`` may come at any time after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple, Union

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.ogcapi.errors import Problem
from cicclo_qgis.ogcapi.model import LandingPage


@dataclass(frozen=True)
class Started:
    """A platform is being asked; what was known of it stays valid until ``Finished``."""

    platform_id: str


@dataclass(frozen=True)
class Batch:
    """Collections of one more page of the list.

    One told before in this refresh is told again, when another way in has completed it.
    """

    platform_id: str
    entries: Tuple[Entry, ...]


@dataclass(frozen=True)
class Finished:
    """The whole list of a platform: it replaces all that was known of it.

    ``seconds``: how long the platform took. ``hidden``: how many collections were left out for
    not holding features (coverages, maps, tiles). ``notes``: oddities of the server, for the log.

    ``signed_in``: whether a session was used. ``public``: what a stranger was given in the same
    breath, None when that was not asked; without a session it is ``entries``. ``validator``: what
    the server named the state of a stranger's list by, "" when it does not.
    """

    platform_id: str
    entries: Tuple[Entry, ...]
    landing: LandingPage
    seconds: float
    hidden: int = 0
    notes: Tuple[str, ...] = ()
    signed_in: bool = False
    public: Optional[Tuple[Entry, ...]] = None
    validator: str = ""


@dataclass(frozen=True)
class Failed:
    """A platform could not be listed. Entries already told in a ``Batch`` remain true.

    With the code NO_COLLECTIONS the list was read and is empty: nothing known before is true.
    """

    platform_id: str
    problem: Problem
    seconds: float = 0.0
    signed_in: bool = False


@dataclass(frozen=True)
class Stopped:
    """The person did not want to wait for the answer: ``Harvest.interrupt``.

    Entries already told in a ``Batch`` remain true, and so does what was known before.
    """

    platform_id: str


@dataclass(frozen=True)
class Probed:
    """One collection was tried: its entry with the padlock and kind of items that were found.

    ``number_matched``: how many items it holds, None when the server does not say. ``problem`` is
    set when the try told nothing about rights (a time-out, say); the entry is then unchanged.
    """

    platform_id: str
    entry: Entry
    number_matched: Optional[int] = None
    problem: Optional[Problem] = None


Event = Union[Started, Batch, Finished, Failed, Stopped, Probed]
