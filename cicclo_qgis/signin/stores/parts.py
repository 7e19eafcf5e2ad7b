"""Long secrets in stores that take only short ones.

Windows keeps at most 2560 bytes per item (CRED_MAX_CREDENTIAL_BLOB_SIZE), as UTF-16: 1280
characters, while one JSON Web Token can be longer. A long secret is cut into parts kept under
``key~a0, key~a1 ...`` (or ``~b0``), and a head under ``key`` names them with their checksum.

Safe against a stop at any moment: the parts of the new secret are written beside the old ones
(``a`` and ``b`` take turns), then the head changes in one write, then the old parts go.
"""

from __future__ import annotations

import hashlib
from typing import List, Optional, Protocol

_WHOLE = "1:"
_CUT = "2:"
_SIDES = ("a", "b")


class Items(Protocol):
    """The bare store: one short text per key. Deleting what is not there does nothing."""

    def get(self, key: str) -> Optional[str]:
        """The text under ``key``, or None."""

    def put(self, key: str, text: str) -> None:
        """Keep ``text`` under ``key``."""

    def delete(self, key: str) -> None:
        """Forget ``key``."""


class Parts:
    """Keeps secrets of any length in ``items``, none longer than ``limit`` UTF-16 units."""

    def __init__(self, items: Items, limit: Optional[int]) -> None:
        self._items = items
        self._limit = limit

    def get(self, key: str) -> Optional[str]:
        """The secret under ``key``; None when there is none, or when a part of it is missing."""
        head = self._items.get(key)
        if head is None:
            return None
        if head.startswith(_WHOLE):
            return head[len(_WHOLE) :]
        side, count, checksum = _read_head(head)
        pieces = [self._items.get(f"{key}~{side}{place}") for place in range(count)]
        secret = "".join(piece for piece in pieces if piece is not None)
        return secret if count and _checksum(secret) == checksum else None

    def put(self, key: str, secret: str) -> None:
        """Keep ``secret`` under ``key``, replacing what was there."""
        if self._limit is None or _units(_WHOLE + secret) <= self._limit:
            self._items.put(key, _WHOLE + secret)
            self._sweep(key, _SIDES)
            return
        old_side = _read_head(self._items.get(key) or "")[0]
        side = "b" if old_side == "a" else "a"
        self._sweep(key, (side,))
        pieces = _pieces(secret, self._limit)
        for place, piece in enumerate(pieces):
            self._items.put(f"{key}~{side}{place}", piece)
        self._items.put(key, f"{_CUT}{side}:{len(pieces)}:{_checksum(secret)}")
        self._sweep(key, tuple(other for other in _SIDES if other != side))

    def delete(self, key: str) -> None:
        """Forget ``key`` and every part of it, those of an interrupted write too."""
        self._items.delete(key)
        self._sweep(key, _SIDES)

    def _sweep(self, key: str, sides: tuple[str, ...]) -> None:
        if self._limit is None:
            return
        for side in sides:
            # Parts are written from 0 upwards and swept from the top down: no gaps arise.
            count = 0
            while self._items.get(f"{key}~{side}{count}") is not None:
                count += 1
            for place in reversed(range(count)):
                self._items.delete(f"{key}~{side}{place}")


def _read_head(head: str) -> tuple[str, int, str]:
    fields = head[len(_CUT) :].split(":") if head.startswith(_CUT) else []
    if len(fields) != 3 or fields[0] not in _SIDES or not fields[1].isdecimal():
        return "", 0, ""
    return fields[0], int(fields[1]), fields[2]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _pieces(secret: str, limit: int) -> List[str]:
    """Cut ``secret`` so that no piece is longer than ``limit`` UTF-16 units."""
    room = limit // 2  # a character takes one or two units
    return [secret[start : start + room] for start in range(0, len(secret), room)]


def _checksum(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
