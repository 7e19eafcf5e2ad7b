"""One download as the person knows it: what is wanted, how far it is, what it came to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Tuple

from cicclo_qgis.ogcapi import Collection, LandingPage, Problem, ProblemCode, ServiceKind
from cicclo_qgis.transfer import Options, Place, Progress, Result, TransferCode

FORMAT = 1


class State(str, Enum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def active(self) -> bool:
        """Whether it runs, or will by itself."""
        return self in (State.WAITING, State.RUNNING)

    @property
    def over(self) -> bool:
        """Whether nothing more can come of it."""
        return self in (State.DONE, State.CANCELLED)


class Pause(str, Enum):
    """Why a job stands still."""

    PERSON = "person"
    INTERRUPTED = "interrupted"
    SIGN_IN = "sign_in"


@dataclass(frozen=True)
class Wish:
    """What is wanted; all of it can be written down, and none of it is secret.

    ``platform_id`` is "" when the copy is of no platform of the registry. ``landing``: address of
    the ``service``, without a key; ``collection_id``: what it is called there. ``target``: the file
    to make. ``replaces``: the copy, open in the project perhaps, whose place ``target`` takes when
    it is whole; "" for a new copy. ``add``: whether it goes on the map; ``style``: QML for it, ""
    for QGIS's own choice.
    """

    platform_id: str
    landing: str
    collection_id: str
    title: str
    target: str
    options: Options = field(default_factory=Options)
    add: bool = True
    style: str = ""
    replaces: str = ""
    service: str = ServiceKind.FEATURES.value

    @property
    def path(self) -> Path:
        """The file the person knows: the copy that stands there at the end."""
        return Path(self.replaces or self.target)

    def place(self, address: str) -> Place:
        """Where the collection is; ``address``: the service's of today."""
        return Place(address, self.collection_id, ServiceKind(self.service))

    def to_json(self) -> Dict[str, Any]:
        """For ``wish_of``."""
        return {"format": FORMAT, **asdict(self)}


def wish_of(told: Mapping[str, Any]) -> Wish:
    """What ``Wish.to_json`` wrote.

    Raises:
        ValueError: it is not such a thing.
    """
    try:
        members = dict(told)
        if members.pop("format") != FORMAT:
            raise ValueError("another format")
        options = dict(members.pop("options"))
        bbox = options.get("bbox")
        options["bbox"] = None if bbox is None else tuple(map(float, bbox))
        options["properties"] = tuple(options.get("properties") or ())
        options["where"] = tuple((name, value) for name, value in options.get("where") or ())
        return Wish(options=Options(**options), **members)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a wish: {type(error).__name__}") from None


Subject = Tuple[LandingPage, Collection]


@dataclass(frozen=True)
class Outcome:
    """What a whole download came to, and of what."""

    result: Result
    subject: Optional[Subject] = None


@dataclass
class Job:
    """A wish on its way. Changed in the GUI thread only, by ``Downloads``.

    ``code`` and ``problem`` say why it FAILED, or ``unforeseen`` does: the kind of an error that
    nobody thought of. ``outcome`` is there from the last page on. ``silent_s``: how long nothing
    has come, in seconds; 0 while that is as usual.
    """

    id: str
    wish: Wish
    state: State = State.WAITING
    pause: Optional[Pause] = None
    progress: Optional[Progress] = None
    silent_s: int = 0
    outcome: Optional[Outcome] = None
    code: Optional[TransferCode] = None
    problem: Optional[Problem] = None
    unforeseen: str = ""
    subject: Optional[Subject] = None

    @property
    def needs_sign_in(self) -> bool:
        """Whether it stands still because the platform asks who the person is."""
        return self.state is State.PAUSED and self.pause is Pause.SIGN_IN

    @property
    def percent(self) -> Optional[int]:
        """Share of the features that are there, 0 to 100; None when not known."""
        if self.state is State.DONE:
            return 100
        told = self.progress
        if told is None or not told.expected:
            return None
        return min(100, 100 * told.features // told.expected)


def refused(problem: Optional[Problem]) -> bool:
    """Whether a sign-in would help."""
    return problem is not None and problem.code is ProblemCode.SIGN_IN_REQUIRED
