"""Made-up collections that read like those of French platforms: the same ones at every run."""

from __future__ import annotations

import hashlib
from typing import Iterator, List, Sequence, Tuple

from cicclo_qgis.catalogue import Entry, Padlock
from cicclo_qgis.ogcapi import Collection, ItemKind, LandingPage, Link
from cicclo_qgis.platforms import LandingStatus, Platform

THEMES = """\
zones humides|zonages humides recensés|parcelles cadastrales|registre parcellaire graphique|plan
local d’urbanisme|servitudes d’utilité publique|réseaux d’assainissement|canaux
d’irrigation|arrêts de transport|pistes cyclables|voies vertes|points d’apport
volontaire|établissements scolaires|équipements sportifs|zones d’activité économique|friches
industrielles|périmètres de captage|plan de prévention du risque inondation|aléa
retrait-gonflement des argiles|mouvements de terrain|sites Natura 2000|réserves naturelles
régionales|trame verte et bleue|haies bocagères|inventaire forestier|essences d’arbres
d’alignement|espaces verts|qualité de l’air|cartes de bruit stratégiques|stations
hydrométriques|cours d’eau|plans d’eau|ouvrages hydrauliques|digues et barrages|bornes de recharge
électrique|éclairage public|réseaux de chaleur|installations photovoltaïques|potentiel solaire des
toitures|permis de construire|demandes de valeurs foncières|logements sociaux|quartiers
prioritaires de la politique de la ville|monuments historiques|abords des monuments|archéologie
préventive|limites communales|communes|cantons|EPCI|bassins de vie|zones d’emploi|carreaux de
population|vignobles AOC|parcelles agricoles biologiques|abattoirs et élevages|chevaux de trait et
centres équestres|ports de pêche|trait de côte|herbiers de posidonie|zones de mouillage|travaux en
cours|accidents corporels de la circulation|trafic routier moyen journalier|ouvrages d’art|aires
de covoiturage|stationnement réglementé|zones à faibles émissions|orthophotographie
(emprises)|modèle numérique de terrain (dalles)|occupation du sol à grande
échelle|artificialisation des sols|cavités souterraines|sites et sols pollués|installations
classées|déchèteries|gisements de granulats|défibrillateurs|médecins
généralistes|pharmacies|maisons France services|bureaux de vote|adresses|tronçons de route|hameaux
et lieux-dits|œuvres d’art dans l’espace public"""
QUALITIES = """\
actualisation annuelle|version consolidée|données provisoires|approuvé|en révision|au 1/5 000|au
1/25 000|vue simplifiée|historique|en projet|niveau communal|niveau intercommunal|par
îlot|diffusion restreinte|export mensuel|référentiel partagé|observations de terrain|indicateurs"""
PLACES = """\
Ain|Aisne|Allier|Ardèche|Ardennes|Ariège|Aube|Aude|Aveyron|Bouches-du-Rhône|Calvados|Cantal|Charente|Cher|Corrèze|Côte-d’Or|Côtes-d’Armor|Creuse|Dordogne|Doubs|Drôme|Eure|Finistère|Gard|Gers|Gironde|Hérault|Ille-et-Vilaine|Indre|Isère|Jura|Landes|Loire|Loiret|Lot|Lozère|Manche|Marne|Mayenne|Meuse|Morbihan|Moselle|Nièvre|Nord|Oise|Orne|Paris|Pas-de-Calais|Puy-de-Dôme|Rhône|Sarthe|Savoie|Somme|Tarn|Var|Vaucluse|Vendée|Vienne|Vosges|Yonne|Yvelines|Guadeloupe|Martinique|Guyane|La
Réunion|Mayotte|Bretagne|Occitanie|Grand Est|Nouvelle-Aquitaine|Métropole de Lyon|
Rennes Métropole"""
KEYWORDS = """\
eau|biodiversité|urbanisme|foncier|transport|énergie|risques|agriculture|forêt|mer et
littoral|santé|éducation|patrimoine|climat|INSPIRE|données ouvertes|zones protégées|limites
administratives|services publics|réseaux|habitat|économie|tourisme|déchets"""
SENTENCES = """\
Inventaire réalisé par les services de l’État avec les collectivités du territoire.|Chaque objet
porte la date de son recensement et la source de sa délimitation.|Données produites au titre de la
directive européenne et mises à jour chaque trimestre.|Saisie d’après le plan cadastral et
contrôlée sur le terrain.|La précision est celle du fond de plan utilisé ; elle ne vaut pas titre
de propriété.|Jeu de données issu du système d’information géographique de la collectivité,
nettoyé avant publication.|Les attributs suivent le géostandard du CNIG en vigueur.|Réservé aux
usages internes des services instructeurs.|Contient les identifiants nationaux, les surfaces
calculées et le commentaire des agents."""
_BOOKS = ("ref", "urba", "env", "mob", "pci", "ddt", "admin", "eau")
LICENCES = ("Licence Ouverte 2.0", "ODbL 1.0", None, "Usage interne")


def _parts(text: str) -> List[str]:
    return [part.strip() for part in " ".join(text.split()).split("|")]


class Dice:
    """Draws that are the same at every run and on every machine."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit`` - 1."""
        self._drawn += 1
        name = f"{self._seed}/{self._drawn}".encode()
        return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big") % limit

    def one(self, choices: Sequence[str]) -> str:
        """One of ``choices``."""
        return choices[self.below(len(choices))]


def platforms(number: int) -> Tuple[Platform, ...]:
    """So many platforms, each of one territory."""
    places = _parts(PLACES)
    made = []
    for rank in range(number):
        place = places[rank % len(places)]
        made.append(
            Platform(
                id=f"sim-{rank:03}",
                name=f"Géoplateforme {place} {rank // len(places) + 1}",
                territory=place,
                software="GeoServer",
                landing=f"https://sim-{rank:03}.example.fr/ogc/features/v1/",
                landing_status=LandingStatus.DOCUMENTED,
            )
        )
    return tuple(made)


def entries(platform: Platform, number: int) -> Iterator[Entry]:
    """So many collections of ``platform``."""
    dice = Dice(platform.id)
    base = platform.landing or ""
    landing = LandingPage(base, platform.name, "", (), f"{base}collections", None, None)
    themes, qualities, places = _parts(THEMES), _parts(QUALITIES), _parts(PLACES)
    for rank in range(number):
        yield Entry(
            platform.id,
            _collection(dice, rank, base, themes, qualities, places),
            landing,
            Padlock.OPEN if dice.below(10) else Padlock.NEEDS_SIGN_IN,
        )


def _collection(
    dice: Dice,
    rank: int,
    base: str,
    themes: Sequence[str],
    qualities: Sequence[str],
    places: Sequence[str],
) -> Collection:
    theme, place, year = dice.one(themes), dice.one(places), 2008 + dice.below(18)
    title = f"{theme[0].upper()}{theme[1:]}"
    if dice.below(4):
        title += f" ({dice.one(qualities)})" if dice.below(2) else f", {place}"
    if dice.below(3) == 0:
        title += f" {year}"
    word = theme.split()[0].lower().encode("ascii", "ignore").decode()
    identifier = f"{_BOOKS[dice.below(len(_BOOKS))]}:{word}_{year}_{rank}"
    sentences, keywords = _parts(SENTENCES), _parts(KEYWORDS)
    west, south = -5 + dice.below(1200) / 100, 42 + dice.below(800) / 100
    href = f"{base}collections/{identifier}"
    links = (
        Link(f"{href}/items?f=geojson", "items", "application/geo+json", f"{title} (GeoJSON)"),
        Link(f"{href}/items?f=html", "items", "text/html", f"{title} (HTML)"),
        Link(href, "self", "application/json", "Ce document"),
        Link(f"{href}/queryables", "queryables", "application/schema+json", "Attributs"),
    )
    return Collection(
        id=identifier,
        title=title,
        description=" ".join(
            (f"{theme[0].upper()}{theme[1:]} : {place}.", dice.one(sentences), dice.one(sentences))
        ),
        links=links,
        items_url=f"{href}/items",
        bbox=(west, south, west + 0.2 + dice.below(100) / 50, south + 0.2 + dice.below(100) / 50),
        crs=("http://www.opengis.net/def/crs/OGC/1.3/CRS84",),
        keywords=tuple({dice.one(keywords) for _ in range(dice.below(4))}),
        license=LICENCES[dice.below(len(LICENCES))],
        item_kind=ItemKind.FEATURE if dice.below(8) else ItemKind.UNKNOWN,
    )


QUERIES = (
    "zones humides",
    "parcelles cadastrales",
    "plu",
    "communes",
    "réseau assainissement",
    "cheval",
    "risque inondation",
    "natura 2000",
    "oeuvres",
    "voie verte bretagne",
    "élevage",
    "trait de côte",
    "eau",
    "abords monument",
    "urba plan",
    "stations hydrometriques morbihan",
)
"""What people type, a letter at a time."""
