"""What the three platforms publish: titles, descriptions, sources and licences, once for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

BBox = Tuple[float, float, float, float]

METROPOLE: BBox = (-5.20, 41.30, 9.60, 51.12)
FRANCE: BBox = (-61.82, -21.38, 55.86, 51.12)
BRETAGNE: BBox = (-5.15, 47.27, -1.01, 48.90)
WORLD: BBox = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class Licence:
    """A licence of re-use: its name and the address of its text."""

    name: str
    url: str


ETALAB = Licence(
    "Licence Ouverte / Open Licence 2.0",
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
)
NATURAL_EARTH = Licence(
    "Domaine public (Natural Earth)",
    "https://www.naturalearthdata.com/about/terms-of-use/",
)


@dataclass(frozen=True)
class CollectionInfo:
    """One published collection; ``id`` is also the name of its layer in the built data files.

    ``id_field``: the attribute that identifies a feature. ``geometry`` is False for a plain
    table; else features are polygons, or points if ``points``. ``restricted``: only agents with
    the platform's reading role may open it.
    """

    id: str
    title_fr: str
    title_en: str
    description_fr: str
    description_en: str
    keywords: Tuple[str, ...]
    bbox: BBox
    licence: Licence
    source: str
    id_field: str = "code"
    title_field: Optional[str] = "nom"
    geometry: bool = True
    points: bool = False
    restricted: bool = False

    @property
    def described_fr(self) -> str:
        """The description with its source and licence, for servers with no place of their own."""
        return f"{self.description_fr} Source : {self.source}. Licence : {self.licence.name}."


_NE_URL = "https://www.naturalearthdata.com/"
_ETALAB_URL = "https://github.com/etalab/decoupage-administratif"
_EXERCISE_FR = (
    "Données d'exercice : objets fictifs, placés par calcul pour les ateliers ; "
    "ne pas les employer pour une décision."
)
_EXERCISE_EN = "Exercise data: made-up features, placed by computation for workshops."

_ALL = (
    CollectionInfo(
        id="regions",
        title_fr="Régions",
        title_en="Regions",
        description_fr="Les 18 régions françaises, généralisées au 1 : 10 000 000.",
        description_en="The 18 French regions, generalised at 1 : 10,000,000.",
        keywords=("limites administratives", "région", "France"),
        bbox=FRANCE,
        licence=NATURAL_EARTH,
        source=_NE_URL,
    ),
    CollectionInfo(
        id="departements",
        title_fr="Départements",
        title_en="Départements",
        description_fr="Les 101 départements français, généralisés au 1 : 10 000 000.",
        description_en="The 101 French départements, generalised at 1 : 10,000,000.",
        keywords=("limites administratives", "département", "France"),
        bbox=FRANCE,
        licence=NATURAL_EARTH,
        source=_NE_URL,
    ),
    CollectionInfo(
        id="communes",
        title_fr="Communes (table)",
        title_en="Communes (table)",
        description_fr=(
            "Les communes françaises en vigueur, avec leur intercommunalité, leurs codes postaux "
            "et leur population. Table sans géométrie."
        ),
        description_en="The French communes, with population and postcodes. No geometry.",
        keywords=("code officiel géographique", "commune", "population"),
        bbox=FRANCE,
        licence=ETALAB,
        source=_ETALAB_URL,
        geometry=False,
    ),
    CollectionInfo(
        id="epci",
        title_fr="Intercommunalités à fiscalité propre (table)",
        title_en="Inter-municipal bodies (table)",
        description_fr=(
            "Les établissements publics de coopération intercommunale (EPCI) à fiscalité propre : "
            "nature, financement, population. Table sans géométrie."
        ),
        description_en="French inter-municipal bodies: kind, funding, population. No geometry.",
        keywords=("intercommunalité", "EPCI", "population"),
        bbox=FRANCE,
        licence=ETALAB,
        source=_ETALAB_URL,
        geometry=False,
    ),
    CollectionInfo(
        id="zones_humides",
        title_fr="Zones humides inventoriées (exercice)",
        title_en="Inventoried wetlands (exercise)",
        description_fr=f"Zones humides des quatre départements bretons. {_EXERCISE_FR}",
        description_en=f"Wetlands of the four départements of Brittany. {_EXERCISE_EN}",
        keywords=("zone humide", "milieux naturels", "zonages", "Bretagne", "exercice"),
        bbox=BRETAGNE,
        licence=ETALAB,
        source="atelier CICCLO pour QGIS",
        restricted=True,
    ),
    CollectionInfo(
        id="sites_inspection",
        title_fr="Sites soumis à inspection (exercice)",
        title_en="Sites subject to inspection (exercise)",
        description_fr=f"Sites industriels et agricoles à contrôler. {_EXERCISE_FR}",
        description_en=f"Industrial and farming sites to be inspected. {_EXERCISE_EN}",
        keywords=("inspection", "installations classées", "risques", "exercice"),
        bbox=METROPOLE,
        licence=ETALAB,
        source="atelier CICCLO pour QGIS",
        points=True,
        restricted=True,
    ),
    CollectionInfo(
        id="regions_metropole",
        title_fr="Régions de métropole (contours simplifiés)",
        title_en="Regions of metropolitan France (simplified)",
        description_fr="Les 13 régions de métropole, sans les petites îles.",
        description_en="The 13 regions of metropolitan France, without small islands.",
        keywords=("limites administratives", "région", "France"),
        bbox=METROPOLE,
        licence=NATURAL_EARTH,
        source=_NE_URL,
    ),
    CollectionInfo(
        id="departements_metropole",
        title_fr="Départements de métropole (contours simplifiés)",
        title_en="Départements of metropolitan France (simplified)",
        description_fr="Les 96 départements de métropole, sans les petites îles.",
        description_en="The 96 départements of metropolitan France, without small islands.",
        keywords=("limites administratives", "département", "France"),
        bbox=METROPOLE,
        licence=NATURAL_EARTH,
        source=_NE_URL,
    ),
    CollectionInfo(
        id="provinces_monde",
        title_fr="États et provinces du monde (points)",
        title_en="States and provinces of the world (points)",
        description_fr=(
            "Un point dans chacune des 4 556 subdivisions administratives de premier niveau "
            "du monde."
        ),
        description_en="A point in each of the 4,556 first-level divisions of the world.",
        keywords=("limites administratives", "monde"),
        bbox=WORLD,
        licence=NATURAL_EARTH,
        source=_NE_URL,
        points=True,
    ),
)

COLLECTIONS: Dict[str, CollectionInfo] = {info.id: info for info in _ALL}
"""Every collection of the workshop, by id."""

ARMOR: Tuple[str, ...] = ("departements", "epci", "communes", "zones_humides")
"""What platform 1 (pygeoapi behind the gateway) publishes."""

HEXAGONE: Tuple[str, ...] = ("regions", "departements", "sites_inspection")
"""What platform 2 (QGIS Server behind bearer tokens) publishes."""

OUVERT: Tuple[str, ...] = ("regions_metropole", "departements_metropole", "provinces_monde")
"""What platform 3 (MapServer, open) publishes."""
