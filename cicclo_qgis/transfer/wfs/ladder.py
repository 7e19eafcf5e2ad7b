"""The ways a Web Feature Service may want to be asked, tried one after another.

A refusal is an exception in the server's own words (OGC 06-121r9 section 8), with the status 200
or 400. What it speaks of is changed first; then whatever else may be the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Callable, Iterator, List, Optional, Set, Tuple

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.transfer.wfs.capabilities import Capabilities
from cicclo_qgis.transfer.wfs.request import WGS84, Way

_SORT = re.compile(r"primary key|natural order|sort", re.I)
_FORMAT = re.compile(r"output\W?format|format", re.I)
_CRS = re.compile(r"srs|crs\b|projection|coordinate", re.I)
_FILTER = re.compile(r"filter|operand|operator|expression|valuereference", re.I)
_MAY_BE_OTHERWISE = frozenset(
    (ProblemCode.SERVER_ERROR, ProblemCode.NOT_OGC_API, ProblemCode.INVALID_JSON)
)


@dataclass
class Ladder:
    """``capabilities``, ``key``: asked for when they are needed. ``default``: the type's CRS.

    ``filters``: whether there is a filter.
    """

    way: Way
    default: str
    filters: bool
    capabilities: Callable[[], Capabilities]
    key: Callable[[], str]
    _tried: Set[Way] = field(default_factory=set)

    def after(self, error: OgcApiError) -> Optional[Way]:
        """Another way to ask than those that were refused; None when there is none."""
        self._tried.add(self.way)
        broken = (error.status or 0) >= 500
        spoken = any(one.search(error.detail) for one in (_SORT, _FORMAT, _CRS, _FILTER))
        if error.code not in _MAY_BE_OTHERWISE or (broken and not spoken):
            return None
        for way in self._others(error.detail):
            if way not in self._tried:
                self.way = way
                return way
        return None

    def _others(self, said: str) -> Iterator[Way]:
        steps: List[Tuple[re.Pattern[str], Callable[[], Iterator[Way]]]] = [
            (_FILTER, self._dialects),
            (_SORT, self._sorted),
            (_FORMAT, self._formats),
            (_CRS, self._systems),
        ]
        # Those that the server speaks of come first; the order of the rest stays.
        for _, step in sorted(steps, key=lambda one: one[0].search(said) is None):
            yield from step()

    def _dialects(self) -> Iterator[Way]:
        if self.filters:
            yield replace(self.way, old=not self.way.old)

    def _sorted(self) -> Iterator[Way]:
        if not self.way.sort:
            key = self.key()
            if key:
                yield replace(self.way, sort=key)
        if self.way.paged:
            # All at once, or by boxes, if need be.
            yield replace(self.way, sort="", paged=False)

    def _formats(self) -> Iterator[Way]:
        told = self.capabilities()
        for one in (told.json, told.gml, ""):
            yield replace(self.way, format=one)

    def _systems(self) -> Iterator[Way]:
        if self.way.crs == WGS84:
            yield replace(self.way, crs="EPSG:4326")
        for one in (self.default, ""):
            yield replace(self.way, crs=one)
