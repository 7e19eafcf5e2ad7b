"""A session that is one unchanging header: what accounts and keys have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple

from cicclo_qgis.platforms.model import AccessKind
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from cicclo_qgis.signin.errors import SessionEnded
from cicclo_qgis.signin.record import Record
from cicclo_qgis.signin.state import SignInProblemCode


@dataclass(frozen=True)
class FixedSession:
    """Holds until the platform refuses it. ``secret`` is what its record keeps."""

    platform_id: str
    kind: AccessKind
    spaces: Tuple[ProtectionSpace, ...]
    who: str
    since: float
    made_by: Tuple[str, ...]
    headers: Mapping[str, str] = field(repr=False)
    secret: Mapping[str, object] = field(repr=False)
    until: Optional[float] = None
    unproven: bool = False
    fixed: bool = True

    @classmethod
    def kept(
        cls, record: Record, spaces: Tuple[ProtectionSpace, ...], headers: Mapping[str, str]
    ) -> FixedSession:
        """The session that ``record`` kept, which sends ``headers`` to ``spaces``."""
        return cls(
            platform_id=record.platform_id,
            kind=record.kind,
            spaces=spaces,
            who=record.who,
            since=record.since,
            made_by=record.made_by,
            headers=headers,
            secret=record.secret,
        )

    @property
    def credentials(self) -> Tuple[Credential, ...]:
        """See ``Session.credentials``."""
        return (Credential(self.platform_id, self.headers, self.spaces),)

    def due(self) -> bool:
        """See ``Session.due``."""
        return False

    def over(self) -> bool:
        """See ``Session.over``."""
        return False

    def renewed(self) -> FixedSession:
        """See ``Session.renewed``: asked only after a refusal, and there is no other header."""
        raise SessionEnded(SignInProblemCode.SESSION_ENDED)

    def end(self, everywhere: bool) -> Optional[str]:
        """See ``Session.end``: the platform knows of no session."""
        return None

    def record(self) -> Record:
        """See ``Session.record``."""
        return Record(
            platform_id=self.platform_id,
            kind=self.kind,
            made_by=self.made_by,
            who=self.who,
            since=self.since,
            spaces=tuple(space.url for space in self.spaces),
            secret=self.secret,
        )
