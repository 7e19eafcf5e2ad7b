"""The exercise data: made-up features at places computed from a fixed seed."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from itertools import product
from typing import Any, Dict, Iterator, List, Sequence, Set, Tuple

from osgeo import ogr

from workshop.territory import Departement

BRITTANY = ("22", "29", "35", "56")
WETLANDS_EACH = 1500
SITES_EACH = 58
_METRES_PER_DEGREE = 111_320.0
_SPACING_M = 900.0

_WETLAND_KINDS = (
    "Prairie humide",
    "Bordure de cours d'eau",
    "Boisement humide",
    "Tourbière",
    "Marais et landes humides",
    "Étang et sa bordure",
    "Zone humide côtière",
)
_WETLAND_STATES = ("bon", "moyen", "dégradé")
_ACTIVITIES = (
    "Élevage",
    "Traitement de déchets",
    "Stockage de céréales",
    "Dépôt d'hydrocarbures",
    "Industrie agroalimentaire",
    "Traitement de surface",
    "Carrière",
)
_REGIMES = ("autorisation", "enregistrement", "déclaration")

Row = Tuple[Dict[str, Any], ogr.Geometry]


class _Placer:
    """Draws points inside a polygon, at least one grid cell apart from each other."""

    def __init__(self, polygon: ogr.Geometry, chance: random.Random) -> None:
        self._west, self._east, self._south, self._north = polygon.GetEnvelope()
        self._inside = polygon.CreatePreparedGeometry()
        self._chance = chance
        self._taken: Set[Tuple[int, int]] = set()

    def draw(self) -> Tuple[float, float]:
        """A longitude and a latitude, rounded to 1e-6 degree."""
        while True:
            lon = round(self._chance.uniform(self._west, self._east), 6)
            lat = round(self._chance.uniform(self._south, self._north), 6)
            cell = self._cell(lon, lat)
            around = product((-1, 0, 1), repeat=2)
            near = any((cell[0] + dx, cell[1] + dy) in self._taken for dx, dy in around)
            if near or not self._inside.Contains(_point(lon, lat)):
                continue
            self._taken.add(cell)
            return lon, lat

    @staticmethod
    def _cell(lon: float, lat: float) -> Tuple[int, int]:
        north = lat * _METRES_PER_DEGREE
        east = lon * _METRES_PER_DEGREE * math.cos(math.radians(lat))
        return int(east // _SPACING_M), int(north // _SPACING_M)


def _point(lon: float, lat: float) -> ogr.Geometry:
    point = ogr.Geometry(ogr.wkbPoint)
    point.AddPoint_2D(lon, lat)
    return point


def _blob(lon: float, lat: float, chance: random.Random) -> Tuple[ogr.Geometry, float]:
    """An irregular polygon around a point and its area in hectares."""
    corners = chance.randint(9, 15)
    reach = chance.uniform(60.0, 330.0)
    offsets: List[Tuple[float, float]] = []
    for corner in range(corners):
        angle = 2.0 * math.pi * corner / corners
        radius = reach * chance.uniform(0.55, 1.0)
        offsets.append((radius * math.cos(angle), 0.7 * radius * math.sin(angle)))
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(offsets, offsets[1:] + offsets[:1]))
    ring = ogr.Geometry(ogr.wkbLinearRing)
    east = _METRES_PER_DEGREE * math.cos(math.radians(lat))
    for dx, dy in offsets + offsets[:1]:
        ring.AddPoint_2D(round(lon + dx / east, 7), round(lat + dy / _METRES_PER_DEGREE, 7))
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    return ogr.ForceToMultiPolygon(polygon), abs(twice) / 2.0 / 10_000.0


def _some_day(chance: random.Random, first: date, days: int) -> str:
    return (first + timedelta(days=chance.randrange(days))).isoformat()


def wetlands(departements: Sequence[Departement]) -> Iterator[Row]:
    """The 6,000 restricted wetlands of platform 1, in the order of their codes."""
    for part in departements:
        if part.code not in BRITTANY:
            continue
        chance = random.Random(f"zones humides {part.code}")
        placer = _Placer(part.geometry, chance)
        for number in range(1, WETLANDS_EACH + 1):
            polygon, hectares = _blob(*placer.draw(), chance)
            kind = chance.choice(_WETLAND_KINDS)
            yield (
                {
                    "code": f"ZH-{part.code}-{number:04d}",
                    "nom": f"{kind} n° {number}",
                    "type": kind,
                    "etat": chance.choice(_WETLAND_STATES),
                    "surface_ha": round(hectares, 2),
                    "date_inventaire": _some_day(chance, date(2012, 3, 1), 4600),
                    "departement_code": part.code,
                    "departement_nom": part.nom,
                    "avertissement": "donnée d'exercice",
                },
                polygon,
            )


def sites(departements: Sequence[Departement]) -> Iterator[Row]:
    """The restricted inspection sites of platform 2, in the order of their codes."""
    for part in departements:
        if not part.metropole:
            continue
        chance = random.Random(f"sites {part.code}")
        # Paris and its neighbours are too small for 58 places 900 m apart
        inner = part.code in ("75", "92", "93", "94")
        placer = _Placer(part.geometry, chance)
        for number in range(1, (12 if inner else SITES_EACH + 3) + 1):
            lon, lat = placer.draw()
            activity = chance.choice(_ACTIVITIES)
            yield (
                {
                    "code": f"SI-{part.code}-{number:03d}",
                    "nom": f"{activity} n° {number}",
                    "activite": activity,
                    "regime": chance.choice(_REGIMES),
                    "seveso": chance.random() < 0.06,
                    "derniere_inspection": _some_day(chance, date(2019, 1, 7), 2500),
                    "departement_code": part.code,
                    "departement_nom": part.nom,
                    "avertissement": "donnée d'exercice",
                },
                _point(lon, lat),
            )
