"""Servers whose pages cost more the deeper they lie: found out while the pages come.

A database skips rows one by one (``OFFSET``), so that page n may cost n times the first. Boxes have
no depth (``tiles``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import List, Optional

# A page is slow from then on, and so many times as slow as the first ones.
_SLOW_S, _TIMES = 2.0, 4.0
# Less than this is not worth beginning anew.
_WORTH_S = 60.0
_FEW = 3
# Boxes are cut where they hold too much: so many requests for each page that would be needed.
_BOXES_A_PAGE = 3.0


class TooDeep(Exception):
    """To go on by offset would take several times as long as by boxes, from the beginning."""


@dataclass
class Depth:
    """What pages of the same size took. ``allowed``: whether boxes may be tried instead."""

    allowed: bool = True
    _size: int = 0
    _seconds: List[float] = field(default_factory=list)

    def saw(
        self, offset: int, size: int, seconds: float, total: Optional[int], at_once: int
    ) -> None:
        """A page of ``size`` features from ``offset`` on took ``seconds``.

        Raises:
            TooDeep: what is left would take much longer than boxes.
        """
        if size > self._size:
            # Larger pages than before: only those of one size compare.
            self._size = size
            self._seconds.clear()
        if size < self._size:
            return
        self._seconds.append(seconds)
        if not self.allowed or total is None or len(self._seconds) < 2 * _FEW:
            return
        first, now = median(self._seconds[:_FEW]), median(self._seconds[-_FEW:])
        if now < max(_SLOW_S, _TIMES * first):
            return
        left = max(0, total - offset - size) / size
        growth = (now - first) / len(self._seconds)
        by_offset = left * (now + growth * left / 2) / at_once
        by_boxes = _BOXES_A_PAGE * total / size * first
        if by_offset > max(_WORTH_S, 2 * by_boxes):
            raise TooDeep
