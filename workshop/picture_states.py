"""The states in which the dock is photographed, and how QGIS is brought into each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

DOCK = "widget('CiccloDock')"
_PANEL = "widget('CiccloPanel')"
BRITTANY = "QgsRectangle(-5.2, 47.2, -1.0, 49.0)"
_WIDTH, _NARROW = 400, 232

PREPARE = f"""
from cicclo_qgis.catalogue.favourites import Choice, Pick
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.catalogue.index_groups import Grouping
from qgis.core import QgsCoordinateReferenceSystem
iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
iface.messageBar().clearWidgets()
dock = {_PANEL}
def narrow(**more):
    only = {{Facet(name): frozenset(values) for name, values in more.pop("only", {{}}).items()}}
    dock._narrowing.take(Choice(only=only, **more))
def choose(platform, name=""):
    dock._keeper.select(platform, name)
def unfold(*names):
    peek = dock.details.peek
    for name in ("conditions", "attributes", "rows", "sketch"):
        if getattr(peek, name).open != (name in names):
            getattr(peek, name).heading.click()
def share(upper, lower):
    dock._splitter.setSizes([upper, lower])
    QTimer.singleShot(100, lambda: dock.tree.scrollTo(dock.tree.currentIndex()))
def wide(width):
    iface.mainWindow().resizeDocks([{DOCK}], [width], Qt.Orientation.Horizontal)
def close_popups():
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        popup = QApplication.activePopupWidget()
def scroll_to(part):
    dock.details._scroll.ensureWidgetVisible(part, 0, 400)
"""
"""What the snippets below use; run once in each QGIS."""


@dataclass(frozen=True)
class State:
    """One picture of each variant. ``acts``: snippets for QGIS, each a moment apart.

    ``until``: what must be true before ``last`` and the picture; ``after``: what puts all back.
    ``place``: the part of the screen shown, or ``window``: the title of the one shown, once it
    has a ``page`` so called ("": it has none). ``fr``, ``en``: its words. ``large``: shown at
    200 % too. ``whole``: one of the README's, of the whole screen, the theme light.
    """

    name: str
    fr: str
    en: str
    acts: Tuple[str, ...]
    until: str = "True"
    width: int = _WIDTH
    last: str = ""
    place: str = f"rect_of({DOCK})"
    window: str = ""
    page: str = "ProConnect"
    after: str = ""
    large: bool = True
    whole: bool = False


CLEAR = (
    "close_popups(); dock._narrowing.group(Grouping.PLATFORM); narrow(); unfold();"
    " dock.tree.setCurrentIndex(QModelIndex())"
)
READ = "not any(s.open and s.sentence.endswith('…') for s in dock.details.peek._sections)"

USUAL = (
    State(
        "list",
        "La liste : plateformes, collections, cadenas.",
        "The list: platforms, collections, padlocks.",
        (CLEAR,),
    ),
    State(
        "search",
        "Une recherche : chaque mot compte, accents et pluriels n'importent pas.",
        "A search: every word counts, accents and plurals do not.",
        (CLEAR, "narrow(text='regions')"),
    ),
    State(
        "facet",
        "Une facette : les valeurs, et ce que chacune laisserait.",
        "A facet: its values, and what each would leave.",
        (CLEAR, "dock.filters.open(Facet.THEME)"),
        "dock.filters._popup.values.topLevelItemCount() > 3",
    ),
    State(
        "grouped",
        "La liste groupée par thème.",
        "The list grouped by theme.",
        (
            CLEAR,
            "dock._narrowing.group(Grouping.THEME)",
            "dock.tree.expand(dock.model.index(0, 0))",
        ),
    ),
    State(
        "filters",
        "Des filtres, que l'on retire un à un ou tous ensemble.",
        "Filters, taken off one by one or all at once.",
        (
            CLEAR,
            "narrow(only={'padlock': ['open'], 'kind': ['feature', 'polygon', 'unknown'],"
            " 'territory': ['Bretagne']})",
        ),
    ),
    State(
        "view",
        "Seulement ce qui se trouve dans la vue actuelle de la carte.",
        "Only what lies in the current view of the map.",
        (CLEAR, f"iface.mapCanvas().setExtent({BRITTANY})", "narrow(in_view=True)"),
    ),
    State(
        "details",
        "Une collection ouverte : où, quoi, sous quelle licence.",
        "An open collection: where, what, under which licence.",
        (CLEAR, "choose('atelier-hexagone', 'departements')", "share(260, 560)"),
    ),
    State(
        "preview",
        "Attributs, premières lignes et aperçu, lus quand on les déplie.",
        "Attributes, first rows and a sketch, read when unfolded.",
        (
            CLEAR,
            "choose('atelier-hexagone', 'departements')",
            "share(120, 700)",
            "unfold('attributes', 'rows', 'sketch')",
        ),
        READ,
        last="scroll_to(dock.details.peek.sketch)",
    ),
    State(
        "locked",
        "Une collection restreinte : ce qu'il faut faire pour la voir.",
        "A restricted collection: what it takes to see it.",
        (
            CLEAR,
            "choose('atelier-hexagone', 'sites_inspection')",
            "share(200, 620)",
            "unfold('conditions')",
            "scroll_to(dock.details.peek)",
        ),
        READ,
    ),
    State(
        "favourites",
        "Les favoris, quand il n'y en a pas encore : comment en faire un.",
        "Favourites, when there is none yet: how to make one.",
        (CLEAR, "narrow(pick=Pick.FAVOURITES)"),
    ),
    State(
        "nothing",
        "Rien ne correspond : pourquoi, et que faire.",
        "Nothing matches: why, and what to do.",
        (CLEAR, "narrow(text='glaciers', only={'kind': ['table']})"),
    ),
    State(
        "kept",
        "Favoris, récents, recherches enregistrées.",
        "Favourites, recent ones, saved searches.",
        (
            CLEAR,
            "dock._desk.keeping.toggle(('atelier-hexagone', 'departements'))",
            "dock._desk.keeping.save('Bretagne', Choice(text='Bretagne'))",
            "QTimer.singleShot(0, dock.filters.keep_button.showMenu)",
        ),
    ),
    State(
        "menu",
        "Tout ce que l'on peut faire d'une collection.",
        "All that can be done with a collection.",
        (
            CLEAR,
            "choose('atelier-hexagone', 'departements')",
            "QTimer.singleShot(0, lambda: dock.deeds.show_menu("
            "dock.tree.visualRect(dock.tree.currentIndex()).center()))",
        ),
    ),
    State(
        "narrow",
        "Le panneau au plus étroit.",
        "The panel at its narrowest.",
        (
            CLEAR,
            "narrow(only={'padlock': ['open', 'yours'], 'territory': ['Bretagne']})",
            "choose('atelier-armor', 'communes')",
            "share(300, 520)",
        ),
        width=_NARROW,
    ),
)
SIGNED_IN = (
    State(
        "signed-in",
        "Connecté : la collection restreinte est là, et la demande d'accès à portée.",
        "Signed in: the restricted collection is there, and the way to ask for access.",
        (
            CLEAR,
            "choose('atelier-armor', 'zones_humides')",
            "share(240, 580)",
            "unfold('conditions')",
            "scroll_to(dock.details.peek)",
        ),
        READ,
    ),
)
TROUBLE = (
    State(
        "trouble",
        "Une plateforme est attendue, une autre ne répond pas : les autres servent.",
        "One platform is awaited, another does not answer: the others serve.",
        (CLEAR, "choose('hors-service')", "share(420, 400)"),
        "dock.model.tally().failed == 1 and dock.foot.stop_button.isVisible()",
    ),
    State(
        "stopped",
        "L'attente arrêtée : ce qui a été dit reste.",
        "The wait was stopped: what was told stays.",
        (CLEAR, "dock.foot.stop_button.click()", "choose('lente')", "share(420, 400)"),
        "dock.model.tally().stopped == 1",
    ),
)
OFFLINE = (
    State(
        "offline",
        "Hors ligne.",
        "Offline.",
        (CLEAR,),
        "dock.model.tally().failed == 2",
    ),
)
EMPTY = (
    State("empty", "Aucune plateforme : par où commencer.", "No platform: where to begin.", ()),
)
