"""Acronyms of French geographic data, and what each stands for: people type either.

Folded, as ``index_words.fold`` does it. What is written in several ways has several lines.
"""

from __future__ import annotations

from typing import Dict, List, Tuple

_KNOWN = """\
aac: aire d alimentation de captage, aires d alimentation de captage
adminexpress: admin express
ban: base adresse nationale
bdalti: bd alti
bdcarto: bd carto
bdforet: bd foret
bdhaie: bd haie
bdortho: bd ortho
bdparcellaire: bd parcellaire
bdtopage: bd topage
bdtopo: bd topo
bnls: base nationale des lieux de stationnement
bss: banque du sous sol
dce: directive cadre sur l eau
dfci: defense des forets contre l incendie, defense de la foret contre les incendies
dpe: diagnostic de performance energetique, diagnostics de performance energetique
dvf: demandes de valeurs foncieres, demande de valeurs foncieres
ebc: espaces boises classes, espace boise classe
ens: espaces naturels sensibles, espace naturel sensible
epci: etablissement public de cooperation intercommunale, intercommunalites
icpe: installations classees, installation classee
irve: infrastructures de recharge pour vehicules electriques, bornes de recharge
mnt: modele numerique de terrain, modeles numeriques de terrain
mos: mode d occupation du sol
ocs: occupation du sol
ocsge: ocs ge, occupation du sol a grande echelle
pci: plan cadastral informatise
pcrs: plan corps de rue simplifie
plu: plan local d urbanisme, plans locaux d urbanisme
plui: plan local d urbanisme intercommunal, plans locaux d urbanisme intercommunaux
pprif: plan de prevention des risques incendie de foret
ppri: plan de prevention des risques d inondation, plan de prevention des risques inondation
ppri: plan de prevention du risque d inondation, plan de prevention du risque inondation
ppri: plans de prevention des risques d inondation, plans de prevention des risques inondation
ppri: plans de prevention du risque inondation
pprn: plan de prevention des risques naturels, plans de prevention des risques naturels
pprt: plan de prevention des risques technologiques
pprt: plans de prevention des risques technologiques
qpv: quartiers prioritaires, quartier prioritaire
rgealti: rge alti
rnb: referentiel national des batiments
roe: referentiel des obstacles a l ecoulement, obstacles a l ecoulement
rpg: registre parcellaire graphique
sage: schema d amenagement et de gestion des eaux
scot: schema de coherence territoriale, schemas de coherence territoriale
sdage: schema directeur d amenagement et de gestion des eaux
st: saint
ste: sainte
sup: servitudes d utilite publique, servitude d utilite publique
tri: territoires a risque important d inondation
tvb: trame verte et bleue
zac: zone d amenagement concerte, zones d amenagement concerte
zae: zones d activites economiques, zones d activite economique, zone d activite economique
zfe: zone a faibles emissions, zones a faibles emissions
zh: zones humides, zone humide
znieff: zones naturelles d interet ecologique faunistique et floristique
znieff: zone naturelle d interet ecologique faunistique et floristique
zps: zones de protection speciale, zone de protection speciale
zrr: zones de revitalisation rurale, zone de revitalisation rurale
zsc: zones speciales de conservation, zone speciale de conservation
"""


def _read() -> Dict[str, Tuple[str, ...]]:
    found: Dict[str, List[str]] = {}
    for line in _KNOWN.splitlines():
        acronym, _, names = line.partition(": ")
        found.setdefault(acronym, []).extend(name.strip() for name in names.split(","))
    return {acronym: tuple(names) for acronym, names in found.items()}


_NAMES: Dict[str, Tuple[str, ...]] = {}


def also_called(word: str) -> Tuple[str, ...]:
    """What ``word``, folded, stands for, each ``spaced`` without the outer spaces.

    >>> also_called("rpg")
    ('registre parcellaire graphique',)
    """
    if not _NAMES:
        _NAMES.update(_read())
    return _NAMES.get(word, ())
