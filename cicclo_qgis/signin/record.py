"""What is kept of a platform's sessions between two runs: one JSON text in a credential store."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence, Tuple

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

    @property
    def account(self) -> str:
        """Which account it is of: the same for each sign-in of that person by that access.

        A session that names nobody is an account of its own. It tells nothing of any secret.
        """
        key = self.secret.get("key") if self.kind is AccessKind.APIKEY else None
        person = key or self.secret.get("subject") or self.who or self.since
        told = json.dumps([self.kind.value, *self.made_by, str(person)])
        return hashlib.sha256(told.encode("utf-8")).hexdigest()[:16]

    def fields(self) -> Mapping[str, Any]:
        """The record as a JSON object."""
        return {
            "version": _VERSION,
            "platform": self.platform_id,
            "kind": self.kind.value,
            "made_by": list(self.made_by),
            "who": self.who,
            "since": self.since,
            "spaces": list(self.spaces),
            "secret": dict(self.secret),
        }

    @classmethod
    def from_fields(cls, fields: Any) -> Record:
        """Read ``fields`` back.

        Raises:
            ValueError: not such a record; the message quotes nothing of it.
        """
        try:
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


def to_text(active: Optional[Record], resting: Sequence[Record]) -> str:
    """What is kept of one platform: the session in use, beside it those of other accounts."""
    told = {} if active is None else dict(active.fields())
    if resting:
        told["others"] = [record.fields() for record in resting]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Tuple[Optional[Record], Tuple[Record, ...]]:
    """Read ``to_text`` back; a record of another account that cannot be used is left out.

    Raises:
        ValueError: not such a text; the message quotes nothing of it.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise ValueError("not the record of a session")
    others = told.pop("others", None)
    resting = []
    for fields in others if isinstance(others, list) else []:
        try:
            resting.append(Record.from_fields(fields))
        except ValueError:
            continue
    if not told and resting:
        return None, tuple(resting)
    return Record.from_fields(told), tuple(resting)


def key_of(platform_id: str) -> str:
    """The key under which the session of a platform is kept."""
    return platform_id
