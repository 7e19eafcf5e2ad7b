"""What agents of French administrations type, and the collection each of them means by it.

The rows read like those of French platforms, decoys among them: titles that only begin alike,
descriptions that mention everything, the same theme in other territories.
"""

from __future__ import annotations

from typing import Dict, FrozenSet, List, Tuple

from cicclo_qgis.catalogue import Entry
from cicclo_qgis.platforms import Platform
from tests.unit.catalogue.listing import entry, platform

PLATFORMS: Tuple[Platform, ...] = (
    platform("geopf", "Géoplateforme", "France entière"),
    platform("datagouv", "data.gouv.fr", "France entière"),
    platform("sandre", "Sandre, Atlas Catalogue", "France entière"),
    platform("brgm", "BRGM InfoTerre", "France entière"),
    platform("bretagne", "GéoBretagne", "Bretagne"),
    platform("armor", "Géo Armor", "Côtes-d’Armor"),
    platform("lyon", "Data Grand Lyon", "Métropole de Lyon"),
    platform("hauts", "Géo2France", "Hauts-de-France"),
    platform("pigma", "PIGMA", "Nouvelle-Aquitaine"),
    platform("rennes", "Rennes Métropole", "Rennes Métropole"),
    platform("alsace", "DataGéo Alsace", "Alsace"),
    platform("ddt", "GéoIDE, services de l’État", "France entière"),
)

# Platform, identifier, title; keywords and description where they are told.
_ROWS = """\
geopf|ADMINEXPRESS-COG.LATEST:commune|Communes|limites administratives|Admin Express COG : les communes de France
geopf|ADMINEXPRESS-COG.LATEST:epci|EPCI|intercommunalité|Établissements publics de coopération intercommunale
geopf|ADMINEXPRESS-COG.LATEST:departement|Départements|limites administratives
geopf|ADMINEXPRESS-COG.LATEST:region|Régions|limites administratives
geopf|ADMINEXPRESS-COG.LATEST:canton|Cantons|limites administratives
geopf|ADMINEXPRESS-COG.LATEST:commune_associee_ou_deleguee|Communes associées ou déléguées|limites administratives
geopf|BDTOPO_V3:batiment|BD TOPO® : bâtiments|bâti|Bâtiments de la France entière
geopf|BDTOPO_V3:troncon_de_route|BD TOPO® : tronçons de route|routes, voirie
geopf|BDTOPO_V3:cours_d_eau|BD TOPO® : cours d’eau|hydrographie
geopf|BDTOPO_V3:plan_d_eau|BD TOPO® : plans d’eau|hydrographie
geopf|BDTOPO_V3:zone_de_vegetation|BD TOPO® : zones de végétation|végétation
geopf|BDTOPO_V3:haie|BD TOPO® : haies|bocage
geopf|BDFORET_V2:formation_vegetale|BD Forêt® version 2|forêt, essences
geopf|FORETS_PUBLIQUES:foret_publique|Forêts publiques|ONF, forêt|Forêts relevant du régime forestier
geopf|CADASTRALPARCELS.PARCELLAIRE_EXPRESS:parcelle|Parcelles cadastrales|cadastre, PCI|Parcellaire Express (PCI)
geopf|CADASTRALPARCELS.PARCELLAIRE_EXPRESS:feuille|Feuilles cadastrales|cadastre
geopf|RPG.LATEST:parcelles_graphiques|RPG : parcelles graphiques|agriculture, PAC|Registre parcellaire graphique
geopf|RPG.2015:parcelles_graphiques|Registre parcellaire graphique 2015|agriculture, PAC
geopf|wfs_du:zone_urba|Zonages des documents d’urbanisme|PLU, urbanisme|Géoportail de l’urbanisme : PLU, POS, cartes communales
geopf|wfs_sup:assiette_sup_s|Servitudes d’utilité publique (surfaces)|SUP, urbanisme
geopf|OCSGE:occupation|OCS GE : couverture et usage|occupation du sol
geopf|PATRINAT:n2000_sic|Sites Natura 2000, directive Habitats|biodiversité
geopf|PATRINAT:znieff1|ZNIEFF de type I|biodiversité|Zones naturelles d’intérêt écologique
geopf|ELEVATION.RGEALTI:dalles|RGE ALTI® : dalles|altimétrie, MNT
geopf|LIMITES:limite_epci|Limites d’EPCI, historique|intercommunalité
geopf|BAN:adresses|Adresses (BAN)|adresse
datagouv|5e7e104ace2080d9162b61d8|Demandes de valeurs foncières géolocalisées|DVF, foncier
datagouv|60190d00a7273a8100dd4d38|Bornes de recharge pour véhicules électriques|IRVE, mobilité
datagouv|53699580a3a729239d204738|Monuments historiques|patrimoine|Liste des immeubles protégés
datagouv|5448d3e0c751df01f85d0572|Accidents corporels de la circulation routière|sécurité routière|Sur les routes
datagouv|5ea1adde19330f8cf0c4bd66|Pluviométrie mensuelle des stations|climat
datagouv|5df9fd7b634f4176d5a23ea2|Pluies extrêmes en France|climat
datagouv|53699d0ea3a729239d205b2e|Contours des bureaux de vote|élections
datagouv|5b4c7e4b88ee384b2a3ed1b7|Routes à grande circulation|voirie
datagouv|5c34c4d1634f4173183a64f1|Base nationale des lieux de covoiturage|mobilité
sandre|CoursEau_FXX_Carthage|Cours d’eau|hydrographie, eau|BD Carthage
sandre|PlanEau_FXX_Carthage|Plans d’eau|hydrographie, eau
sandre|BassinHydrographique_FXX|Bassins hydrographiques|eau
sandre|StationHydro_FXX|Stations hydrométriques|hydrométrie|Débits et hauteurs des cours d’eau
sandre|MasseDEauSouterraine|Masses d’eau souterraine|DCE
sandre|ZoneVuln|Zones vulnérables aux nitrates|agriculture
sandre|PointEauISO|Points d’eau|eau
brgm|ALEARG_REALISE|Aléa retrait-gonflement des argiles|risques
brgm|CAVITE_LOCALISEE|Cavités souterraines abandonnées|risques
brgm|MVT_LOCALISE|Mouvements de terrain localisés|risques
brgm|BSS_TOTAL|Banque du sous-sol (BSS)|forages
brgm|REMNAPPE|Zones sensibles aux remontées de nappes|inondation, risques
bretagne|dreal_b:zones_inondables|Zones inondables|risques, inondation
bretagne|dreal_b:zonages_humides|Inventaire permanent des zones humides|eau
bretagne|rb:communes|Communes|limites administratives|Communes de la région
bretagne|rb:epci|EPCI bretons|intercommunalité
bretagne|rb:gares|Gares et haltes ferroviaires|transport
bretagne|draaf:foret_publique|Forêts publiques bretonnes|forêt
bretagne|dreal_b:sage|SAGE : périmètres|eau
bretagne|megalis:plu|PLU numérisés|urbanisme
bretagne|rb:routes_departementales|Routes départementales|voirie
bretagne|rb:bati|Bâti : extrait de la BD TOPO|bâti
bretagne|rb:cadastre_solaire|Cadastre solaire|énergie|Potentiel des toitures
bretagne|geobretagne:sentiers|Sentiers et randonnées (PDIPR)|loisirs
armor|zonages_humides_2025|Zonages humides recensés|eau, biodiversité|Inventaire des zones humides des Côtes-d’Armor
armor|communes|Limites communales 2026|limites administratives
armor|ref_epci|EPCI : rattachement des communes et compétences exercées|intercommunalité
armor|sites_militaires|Servitudes aux abords des sites militaires|servitudes
armor|rd22|Réseau routier départemental|voirie, routes
armor|ppri_lannion|PPRI de Lannion|risques|Plan de prévention du risque inondation
armor|trait_cote|Trait de côte|littoral
armor|haies|Haies bocagères|bocage
lyon|metropole-de-lyon:adr_voie_lieu.adrcommunes|Communes de la Métropole de Lyon|limites
lyon|metropole-de-lyon:pvo_patrimoine_voirie.pvostationvelov|Stations Vélo’v|mobilité, vélo
lyon|metropole-de-lyon:evg_esp_veg.evgparcindiv|Parcs et jardins|espaces verts
lyon|metropole-de-lyon:arbres|Arbres d’alignement|espaces verts
lyon|metropole-de-lyon:pos_opendata.pluzonage|PLU-H : zonage|urbanisme
lyon|metropole-de-lyon:pos_opendata.pluebc|PLU-H : espaces boisés classés|urbanisme
lyon|metropole-de-lyon:pcv|Plan vélo : aménagements cyclables|mobilité
lyon|metropole-de-lyon:zfe|Zone à faibles émissions|mobilité, air|Périmètre de la ZFE
lyon|cad_cadastre.cadparcelle|Cadastre : parcelles|cadastre
lyon|cad_cadastre.cadbatiment|Cadastre : bâtiments|cadastre, bâti
lyon|tcl_sytral.tclarret|Arrêts du réseau TCL|transport
hauts|dreal:ppri|Plans de prévention des risques d’inondation approuvés|risques
hauts|spld:ocs2d|Occupation du sol à deux dimensions|OCS
hauts|odema:decheteries|Déchèteries|déchets
hauts|spld:communes_hdf|Communes des Hauts-de-France|limites administratives
hauts|dreal:znieff|Inventaire ZNIEFF|biodiversité
hauts|spld:friches|Friches industrielles|foncier
pigma|draaf:rpg_na|Îlots de culture déclarés|RPG, agriculture
pigma|pigma:massifs|Massifs forestiers|forêt, DFCI
pigma|pigma:trait_cote_gironde|Évolution du trait de côte|littoral
pigma|pigma:ddrm|Communes à risque inondation|risques
pigma|pigma:pistes_dfci|Pistes DFCI|forêt
rennes|eco_comm:commerces|Commerces et marchés|économie
rennes|urba:plui_zonage|PLUi : zonage|urbanisme|Plan local d’urbanisme intercommunal
rennes|limites:communes|Communes|limites administratives|Communes de Rennes Métropole
rennes|trp:arrets|Arrêts de bus|transport
rennes|espub:toilettes|Toilettes publiques|équipements
alsace|limites:epci_als|EPCI d’Alsace|intercommunalité
alsace|agri:vignes|Vignobles AOC|agriculture
alsace|mob:pistes_cyclables|Pistes cyclables|vélo
alsace|env:n2000|Natura2000 en Alsace|biodiversité
ddt|N_ZONE_ALEA_PPRN|Zones d’aléa des PPRN|risques|Plans de prévention des risques naturels
ddt|N_PLU_ZONE|Zones de plan local d’urbanisme|urbanisme
ddt|N_ZAC|Zones d’aménagement concerté|urbanisme
ddt|N_QPV|Quartiers prioritaires de la politique de la ville|QPV, habitat
ddt|N_ICPE|Installations classées pour la protection de l’environnement|environnement
ddt|N_SCOT|Schémas de cohérence territoriale|urbanisme
ddt|N_CAPTAGE|Périmètres de protection des captages d’eau potable|eau
ddt|N_TVB|Trame verte et bleue|biodiversité
ddt|N_ROUTE_BRUIT|Classement sonore des infrastructures de transport|bruit, routes
ddt|N_ZONE_HUMIDE|Zones humides|eau
ddt|N_PARCELLE_AGRICOLE|Parcelles agricoles en jachère|agriculture
ddt|N_FORET_SOUMISE|Parcelles forestières du régime forestier|forêt publique
"""
# Titles that mention much, once for each platform of a territory: what the right row is not.
_DECOYS = """\
Communes littorales|Commerces de la commune|Communautés de communes : projets|Communication : antennes
Parcellaire viticole|Parcs naturels régionaux|Zones d’activité des communes|Zones de bruit des routes
Zones de montagne|Zones inondées en 2021|Routes fermées en hiver|Itinéraires routiers|Routines de comptage
Bâtiments d’élevage|Bâtiments remarquables|Forêts anciennes|Forages d’eau|Eau potable : réseaux
Eaux de baignade|Plan de circulation|Plans des réseaux|Plantations d’alignement|Épicentres de séismes
Cadastre minier|Cadastre conchylicole|PLU : prescriptions|Plus beaux villages|Pluies et crues
Haies à planter|Gares routières|Stations d’épuration|Stationnement réglementé|Arrêtés de sécheresse
Monuments aux morts|Sites inscrits|Sites de baignade|Natura : contrats|Régions forestières
Départs de feu|Cantonniers : secteurs|Adresses des mairies|Accidents du travail|Bornes d’incendie"""
_SENTENCE = (
    "Donnée produite par commune et EPCI d’après le cadastre, le PLU et la BD TOPO : parcelles, "
    "routes, bâti, zones humides et inondables, forêts publiques, cours d’eau, PPRI et RPG."
)

QUERIES: Tuple[Tuple[str, str], ...] = (
    (
        "communes",
        "geopf/ADMINEXPRESS-COG.LATEST:commune bretagne/rb:communes rennes/limites:communes",
    ),
    (
        "commune",
        "geopf/ADMINEXPRESS-COG.LATEST:commune bretagne/rb:communes rennes/limites:communes",
    ),
    (
        "commun",
        "geopf/ADMINEXPRESS-COG.LATEST:commune bretagne/rb:communes rennes/limites:communes",
    ),
    (
        "les communes",
        "geopf/ADMINEXPRESS-COG.LATEST:commune bretagne/rb:communes rennes/limites:communes",
    ),
    ("communes bretagne", "bretagne/rb:communes"),
    ("communes rennes", "rennes/limites:communes"),
    ("communes lyon", "lyon/metropole-de-lyon:adr_voie_lieu.adrcommunes"),
    ("communes hauts de france", "hauts/spld:communes_hdf"),
    ("departement", "geopf/ADMINEXPRESS-COG.LATEST:departement"),
    ("région", "geopf/ADMINEXPRESS-COG.LATEST:region"),
    ("canton", "geopf/ADMINEXPRESS-COG.LATEST:canton"),
    ("epci", "geopf/ADMINEXPRESS-COG.LATEST:epci"),
    ("epci alsace", "alsace/limites:epci_als"),
    ("EPCI bretagne", "bretagne/rb:epci"),
    ("parcelle", "geopf/CADASTRALPARCELS.PARCELLAIRE_EXPRESS:parcelle"),
    ("parcelle cadastrale", "geopf/CADASTRALPARCELS.PARCELLAIRE_EXPRESS:parcelle"),
    ("parcelles cadastre", "lyon/cad_cadastre.cadparcelle"),
    ("cadastre lyon", "lyon/cad_cadastre.cadbatiment lyon/cad_cadastre.cadparcelle"),
    (
        "plu",
        "lyon/metropole-de-lyon:pos_opendata.pluebc lyon/metropole-de-lyon:pos_opendata.pluzonage bretagne/megalis:plu hauts/PLU_:_prescriptions pigma/PLU_:_prescriptions",
    ),
    ("PLU bretagne", "bretagne/megalis:plu"),
    ("plui rennes", "rennes/urba:plui_zonage"),
    ("plan local d'urbanisme", "ddt/N_PLU_ZONE"),
    ("zones inondables", "bretagne/dreal_b:zones_inondables"),
    ("zone inondable", "bretagne/dreal_b:zones_inondables"),
    ("zones humides", "ddt/N_ZONE_HUMIDE"),
    ("zone humide", "ddt/N_ZONE_HUMIDE"),
    ("zh", "ddt/N_ZONE_HUMIDE"),
    ("zones humides bretagne", "bretagne/dreal_b:zonages_humides"),
    ("bati", "bretagne/rb:bati"),
    ("bâtiment", "geopf/BDTOPO_V3:batiment"),
    ("bd topo", "geopf/BDTOPO_V3:batiment"),
    ("bdtopo", "geopf/BDTOPO_V3:batiment"),
    ("bd topo batiment", "geopf/BDTOPO_V3:batiment"),
    ("bd-foret", "geopf/BDFORET_V2:formation_vegetale"),
    ("BDFORET", "geopf/BDFORET_V2:formation_vegetale"),
    ("route", "datagouv/5b4c7e4b88ee384b2a3ed1b7"),
    ("routes départementales", "bretagne/rb:routes_departementales"),
    ("troncon de route", "geopf/BDTOPO_V3:troncon_de_route"),
    ("forêt publique", "geopf/FORETS_PUBLIQUES:foret_publique"),
    ("forets publiques", "geopf/FORETS_PUBLIQUES:foret_publique"),
    ("cours eau", "sandre/CoursEau_FXX_Carthage"),
    ("cours d'eau", "sandre/CoursEau_FXX_Carthage"),
    ("cour d’eau", "sandre/CoursEau_FXX_Carthage"),
    ("plan d'eau", "sandre/PlanEau_FXX_Carthage"),
    ("l'eau potable", "hauts/Eau_potable_:_réseaux pigma/Eau_potable_:_réseaux"),
    ("rpg", "geopf/RPG.LATEST:parcelles_graphiques"),
    ("registre parcellaire graphique", "geopf/RPG.2015:parcelles_graphiques"),
    ("ppri", "armor/ppri_lannion hauts/dreal:ppri"),
    ("natura 2000", "geopf/PATRINAT:n2000_sic alsace/env:n2000"),
    ("natura2000", "alsace/env:n2000"),
    ("znieff", "geopf/PATRINAT:znieff1 hauts/dreal:znieff"),
    ("dvf", "datagouv/5e7e104ace2080d9162b61d8"),
    ("irve", "datagouv/60190d00a7273a8100dd4d38"),
    ("qpv", "ddt/N_QPV"),
    ("tvb", "ddt/N_TVB"),
    ("icpe", "ddt/N_ICPE"),
    ("scot", "ddt/N_SCOT"),
    ("zac", "ddt/N_ZAC"),
    ("monument historique", "datagouv/53699580a3a729239d204738"),
    ("trait de cote", "armor/trait_cote"),
    ("arret bus", "rennes/trp:arrets"),
    ("haie", "armor/haies geopf/BDTOPO_V3:haie"),
    ("ref_epci", "armor/ref_epci"),
    ("BDTOPO_V3:cours_d_eau", "geopf/BDTOPO_V3:cours_d_eau"),
    ("n_icpe", "ddt/N_ICPE"),
    ("argiles", "brgm/ALEARG_REALISE"),
    ("retrait gonflement argile", "brgm/ALEARG_REALISE"),
)
"""What is typed, and the rows that may come first: ``platform/id``."""


def rows() -> Dict[str, List[Entry]]:
    """The collections of each platform."""
    made: Dict[str, List[Entry]] = {one.id: [] for one in PLATFORMS}
    for line in _ROWS.splitlines():
        name, key, title, *more = line.split("|")
        keywords, description = (*more, "", "")[:2]
        words = [word.strip() for word in keywords.split(",") if word.strip()]
        made[name].append(entry(name, key, title, description, words))
    titles = [title for line in _DECOYS.splitlines() for title in line.split("|")]
    for place in PLATFORMS:
        for number, title in enumerate(titles):
            # Each of a platform's own; those of two as short as can be, to lead astray.
            short = place.id in ("hauts", "pigma")
            named = title if short else f"{title}, {place.territory} {2010 + number % 15}"
            made[place.id].append(entry(place.id, title.replace(" ", "_"), named, _SENTENCE))
    return made


def meant(rows: str) -> FrozenSet[Tuple[str, str]]:
    """The rows of ``QUERIES``, as platform and id."""
    pairs = (row.partition("/")[::2] for row in rows.split())
    return frozenset((platform_id, key) for platform_id, key in pairs)
