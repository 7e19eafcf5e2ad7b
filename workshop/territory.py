"""The administrative divisions of France, read from the openly licensed sources.

Polygons come from Natural Earth (public domain, installed with QGIS), codes and tables from
``@etalab/decoupage-administratif`` (Licence Ouverte 2.0).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

from osgeo import ogr

from workshop import paths

# Natural Earth's spelling -> the official name
_SPELLING = {
    "Haute-Rhin": "Haut-Rhin",
    "Seien-et-Marne": "Seine-et-Marne",
    "Guyane française": "Guyane",
}


@dataclass(frozen=True)
class Departement:
    """One of the 101 départements, with its polygon (longitude, latitude)."""

    code: str
    nom: str
    region_code: str
    region_nom: str
    metropole: bool
    geometry: ogr.Geometry


@dataclass(frozen=True)
class Region:
    """One of the 18 regions, dissolved from its départements."""

    code: str
    nom: str
    departements: int
    geometry: ogr.Geometry


def _load(name: str, folder: Path = paths.DIVISIONS) -> List[Dict[str, Any]]:
    rows: List[Dict[str, Any]] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return rows


def _multi(geometry: ogr.Geometry) -> ogr.Geometry:
    return ogr.ForceToMultiPolygon(geometry)


def departements() -> List[Departement]:
    """The 101 départements in the order of their codes.

    Raises:
        ValueError: a polygon's name is not an official one (the source has changed).
    """
    official = {row["nom"]: row for row in _load("departements")}
    regions = {row["code"]: row["nom"] for row in _load("regions")}
    found: List[Departement] = []
    source = ogr.Open(str(paths.WORLD_MAP))
    layer = source.GetLayerByName("states_provinces")
    layer.SetAttributeFilter("adm0_a3 = 'FRA'")
    for feature in layer:
        name = _SPELLING.get(feature["name"], feature["name"])
        if name not in official:
            raise ValueError(f"no official département is named {name!r}")
        row = official[name]
        found.append(
            Departement(
                code=row["code"],
                nom=name,
                region_code=row["region"],
                region_nom=regions[row["region"]],
                metropole=row["zone"] == "metro",
                geometry=_multi(feature.GetGeometryRef().Clone()),
            )
        )
    return sorted(found, key=lambda one: one.code)


def regions(parts: List[Departement]) -> List[Region]:
    """The regions made by dissolving `parts`, in the order of their codes."""
    members: Dict[str, List[Departement]] = {}
    for part in parts:
        members.setdefault(part.region_code, []).append(part)
    made: List[Region] = []
    for code, group in sorted(members.items()):
        together = ogr.Geometry(ogr.wkbMultiPolygon)
        for part in group:
            for index in range(part.geometry.GetGeometryCount()):
                together.AddGeometry(part.geometry.GetGeometryRef(index))
        dissolved = _multi(together.UnionCascaded())
        made.append(Region(code, group[0].region_nom, len(group), dissolved))
    return made


def provinces() -> Iterator[Tuple[Dict[str, Any], ogr.Geometry]]:
    """A point in each first-level division of the world, with its name and country."""
    source = ogr.Open(str(paths.WORLD_MAP))
    for feature in source.GetLayerByName("states_provinces"):
        yield (
            {
                "code": f"P{feature.GetFID():04d}",
                "nom": feature["name"],
                "pays": feature["admin"],
                "pays_iso3": feature["adm0_a3"],
            },
            feature.GetGeometryRef().PointOnSurface(),
        )


def communes() -> List[Dict[str, Any]]:
    """The communes in force, one row each, in the order of their codes."""
    departement = {row["code"]: row["nom"] for row in _load("departements")}
    region = {row["code"]: row["nom"] for row in _load("regions")}
    epci_of = {
        member["code"]: (one["code"], one["nom"])
        for one in _load("epci")
        for member in one["membres"]
    }
    rows: List[Dict[str, Any]] = []
    for row in _load("communes"):
        if row["type"] != "commune-actuelle":
            continue
        epci_code, epci_nom = epci_of.get(row["code"], (None, None))
        rows.append(
            {
                "code": row["code"],
                "nom": row["nom"],
                "departement_code": row["departement"],
                "departement_nom": departement.get(row["departement"]),
                "region_code": row["region"],
                "region_nom": region.get(row["region"]),
                "epci_code": epci_code,
                "epci_nom": epci_nom,
                "siren": row.get("siren"),
                "codes_postaux": ", ".join(row.get("codesPostaux", ())) or None,
                "population": row.get("population"),
            }
        )
    return sorted(rows, key=lambda one: str(one["code"]))


def epci() -> List[Dict[str, Any]]:
    """The inter-municipal bodies, one row each, in the order of their SIREN numbers."""
    rows = [
        {
            "code": row["code"],
            "nom": row["nom"],
            "nature": row["type"],
            "financement": row["modeFinancement"],
            "communes": len(row["membres"]),
            "population_totale": row["populationTotale"],
            "population_municipale": row["populationMunicipale"],
        }
        for row in _load("epci")
    ]
    return sorted(rows, key=lambda one: str(one["code"]))
