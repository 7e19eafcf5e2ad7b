"""What is kept of a session between two runs: one JSON text in a credential store."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Mapping, Tuple

from cicclo_qgis.platforms.model import AccessKind
from cicclo_qgis.signin.credential import ProtectionSpace

_VERSION = 1


@dataclass(frozen=True)
class Record:
    """A session as text. ``secret`` holds what its kind of access needs to go on.

    ``spaces``: addresses of the protection spaces the person signed in for.
    ``made_by``: what identifies the access (issuer and client, login address): a record is only
    brought back to life for the same one.
    """

    platform_id: str
    kind: AccessKind
    made_by: Tuple[str, ...]
    who: str
    since: float
    spaces: Tuple[str, ...]
    secret: Mapping[str, object] = field(repr=False)

    def to_text(self) -> str:
        """The record as JSON."""
        return json.dumps(
            {
                "version": _VERSION,
                "platform": self.platform_id,
                "kind": self.kind.value,
                "made_by": list(self.made_by),
                "who": self.who,
                "since": self.since,
                "spaces": list(self.spaces),
                "secret": dict(self.secret),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_text(cls, text: str) -> Record:
        """Read ``to_text`` back.

        Raises:
            ValueError: not such a record; the message quotes nothing of it.
        """
        try:
            fields = json.loads(text)
            if fields["version"] != _VERSION or not isinstance(fields["secret"], dict):
                raise ValueError
            record = cls(
                platform_id=str(fields["platform"]),
                kind=AccessKind(fields["kind"]),
                made_by=tuple(str(part) for part in fields["made_by"]),
                who=str(fields["who"]),
                since=float(fields["since"]),
                spaces=tuple(str(url) for url in fields["spaces"]),
                secret=fields["secret"],
            )
            for url in record.spaces:
                ProtectionSpace.of(url)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ValueError("not the record of a session") from None
        return record


def key_of(platform_id: str) -> str:
    """The key under which the session of a platform is kept."""
    return platform_id
