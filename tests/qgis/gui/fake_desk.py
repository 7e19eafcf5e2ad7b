"""A desk without a plugin behind it: it shows what it is told to, and notes what it is asked."""

from __future__ import annotations

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from cicclo_qgis.catalogue.index import Index
from cicclo_qgis.catalogue.listed import Listed
from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.gui.desk_protocol import Addition, Listing, ListingState
from cicclo_qgis.gui.keeping import Keeping
from cicclo_qgis.host.layer_state import describe
from cicclo_qgis.host.layer_uri import PROVIDER, layer_uri
from cicclo_qgis.ogcapi.errors import OgcApiError
from cicclo_qgis.ogcapi.model import Collection, ItemKind, LandingPage, Link
from cicclo_qgis.platforms.model import (
    AccessKind,
    GatewayAccess,
    LandingStatus,
    OidcAccess,
    Origin,
    Platform,
)
from cicclo_qgis.signin.state import AccountStatus, SessionState, SessionStatus

NO_LANDING = LandingPage("https://x.example.fr/", "", "", (), "", None, None)


class FakeAccounts:
    """Accounts that rest beside the session of ``FakeDesk``."""

    def __init__(self, asked):
        self.asked = asked
        self.resting = {}

    def of(self, platform_id):
        return self.resting.get(platform_id, ())

    def use(self, platform_id, account):
        self.asked.append(("use", platform_id, account))

    def another(self, platform_id):
        self.asked.append(("another", platform_id))

    def forget(self, platform_id, account):
        self.asked.append(("forget", platform_id, account))


def account(platform_id, who, active=False, kind=AccessKind.OIDC):
    return AccountStatus(
        platform_id, who.lower(), kind, who, 1_790_000_000.0, 1_790_003_600.0, active, "KWallet"
    )


def live_layer(name, of=None):
    """A layer on a platform that does not answer; one of the plugin's when ``of`` an entry."""
    layer = QgsVectorLayer(layer_uri("http://127.0.0.1:9/ogc/", name), name, PROVIDER)
    if of is not None:
        describe(layer, of)
    return layer


class FakeDesk(QObject):
    platform_changed = pyqtSignal(str)
    entries_changed = pyqtSignal(str)
    notice = pyqtSignal(object)
    download = None
    add_with_options = None
    find_address = None

    def __init__(self, *platforms):
        super().__init__()
        self._platforms = list(platforms)
        self._listings = {}
        self._entries = {}
        self._index = Index(None, platforms)
        self._sessions = {}
        self.asked = []
        self.looked_at = []
        self.additions = []
        self.accounts = FakeAccounts(self.asked)
        self.keeping = Keeping()

    # what a test sets up

    def lists(self, platform_id, *entries):
        self._entries[platform_id] = tuple(entries)
        self._listings[platform_id] = Listing(ListingState.LOADED, when=1_790_000_000.0)
        self._index.know(self._platforms)
        landing = entries[0].landing if entries else NO_LANDING
        self._index.take(Listed(platform_id, tuple(entries), landing, 1_790_000_000.0))
        self.entries_changed.emit(platform_id)
        self.platform_changed.emit(platform_id)

    def fails(self, platform_id, code, detail=""):
        problem = OgcApiError(code, detail=detail)
        self._listings[platform_id] = Listing(ListingState.FAILED, problem)
        self.platform_changed.emit(platform_id)

    def waits(self, platform_id):
        self._listings[platform_id] = Listing(ListingState.WAITING)
        self.platform_changed.emit(platform_id)

    def stops(self, platform_id, when=None):
        self._listings[platform_id] = Listing(ListingState.STOPPED, when=when)
        self.platform_changed.emit(platform_id)

    def has_session(self, platform_id, state, **more):
        self._sessions[platform_id] = SessionStatus(platform_id, state, **more)
        self.platform_changed.emit(platform_id)

    def gains(self, platform):
        self._platforms.append(platform)
        self.platform_changed.emit(platform.id)

    # the protocol

    def platforms(self):
        return list(self._platforms)

    def listing(self, platform_id):
        return self._listings.get(platform_id, Listing(ListingState.WAITING))

    def entries(self, platform_id):
        return self._entries.get(platform_id, ())

    def entry(self, platform_id, collection_id):
        found = self._entries.get(platform_id, ())
        return next((entry for entry in found if entry.collection.id == collection_id), None)

    def find(self, search):
        return None

    def session(self, platform_id):
        return self._sessions.get(platform_id, SessionStatus(platform_id))

    def search(self, search, done, asker=None):
        answer = self._index.search(search)
        answer.prepare()
        QTimer.singleShot(0, lambda: done(answer))

    def refresh(self, platform_id=None):
        self.asked.append(("refresh", platform_id))

    def stop_refresh(self):
        self.asked.append(("stop_refresh",))

    def sign_in(self, platform_id, access=None):
        self.asked.append(("sign_in", platform_id, *([access] if access is not None else [])))

    def renew(self, platform_id):
        self.asked.append(("renew", platform_id))

    def forget_everything(self):
        self.asked.append(("forget_everything",))

    def cancel_sign_in(self, platform_id):
        self.asked.append(("cancel_sign_in", platform_id))

    def sign_out(self, platform_id, everywhere):
        self.asked.append(("sign_out", platform_id, everywhere))

    def look_at(self, platform_id, collection_id):
        self.looked_at.append((platform_id, collection_id))

    def add_to_map(self, platform_id, collection_id, loading=None):
        more = [] if loading is None else [loading]
        self.asked.append(("add_to_map", platform_id, collection_id, *more))

    def tell(self, level, text, action_label="", action=None, session_of="", holds=None):
        self.asked.append(("tell", level.value, text, action_label))
        self.told, self.holds = action, holds

    def load_again(self, layer_id):
        self.asked.append(("load_again", layer_id))

    def add_platform(self, address, done):
        self.asked.append(("add_platform", address))
        self.additions.append(done)
        return lambda: self.asked.append(("cancel_addition", address))

    def remove_platform(self, platform_id):
        self.asked.append(("remove_platform", platform_id))
        self._platforms = [p for p in self._platforms if p.id != platform_id]
        self.platform_changed.emit(platform_id)

    def answer_addition(self, **fields):
        self.additions.pop()(Addition(**fields))


def platform(name, title, territory="", access=(), origin=Origin.SHIPPED, software="geOrchestra"):
    return Platform(
        id=name,
        name=title,
        territory=territory,
        software=software,
        landing=f"https://{name}.example.gouv.fr/ogc/features/v1/",
        landing_status=LandingStatus.DOCUMENTED,
        access=tuple(access),
        origin=origin,
    )


def gateway(name):
    base = f"https://{name}.example.gouv.fr"
    return GatewayAccess(f"{base}/login", f"{base}/whoami", (f"{base}/ogc/",))


def oidc(name):
    base = f"https://{name}.example.gouv.fr"
    return OidcAccess(f"{base}/realms/x", "cicclo-qgis", (f"{base}/",))


def entry(
    platform_id,
    name,
    title="",
    description="",
    padlock=Padlock.OPEN,
    kind=ItemKind.FEATURE,
    bbox=(-5.14, 41.33, 9.56, 51.09),
    keywords=(),
    links=(),
    licence="Licence Ouverte 2.0",
):
    base = f"https://{platform_id}.example.gouv.fr/ogc/features/v1/"
    collection = Collection(
        id=name,
        title=title or name,
        description=description,
        links=tuple(links),
        items_url=f"{base}collections/{name}/items",
        bbox=bbox,
        crs=("http://www.opengis.net/def/crs/OGC/1.3/CRS84",),
        storage_crs="http://www.opengis.net/def/crs/EPSG/0/2154",
        keywords=tuple(keywords),
        license=licence,
        item_kind=kind,
    )
    landing = LandingPage(base, "", "", (), f"{base}collections", None, None)
    return Entry(platform_id, collection, landing, padlock)


ARMOR = platform(
    "atelier-armor", "Géo Armor (atelier)", "Côtes-d’Armor", [gateway("atelier-armor")]
)
HEXAGONE = platform(
    "atelier-hexagone", "Hexagone (atelier)", "France entière", [oidc("atelier-hexagone")]
)
OUVERT = platform("atelier-ouvert", "Données ouvertes (atelier)", "France entière")

ARMOR_ENTRIES = (
    entry(
        "atelier-armor",
        "zonages_humides_2025",
        "Zonages humides recensés",
        "Inventaire des zones humides des Côtes-d’Armor, réalisé par les commissions locales de "
        "l’eau et contrôlé par le service de l’État chargé de la police de l’eau. Chaque zonage "
        "porte la date de son recensement et la source de sa délimitation.",
        Padlock.NEEDS_SIGN_IN,
        bbox=(-3.66, 48.03, -1.91, 48.90),
        keywords=("eau", "biodiversité", "loi sur l’eau"),
        links=(
            Link("https://portail.example.gouv.fr/fiche/zh", "alternate", "text/html", "Fiche"),
            Link(
                "https://portail.example.gouv.fr/meta/zh.xml",
                "describedby",
                "application/xml",
                "Métadonnées ISO 19139",
            ),
            Link(
                "https://portail.example.gouv.fr/zh.gpkg",
                "enclosure",
                "application/geopackage+sqlite3",
                "GeoPackage",
            ),
        ),
    ),
    entry(
        "atelier-armor",
        "communes",
        "Communes",
        "Limites administratives des communes au 1ᵉʳ janvier 2026.",
        bbox=(-3.66, 48.03, -1.91, 48.90),
    ),
    entry(
        "atelier-armor",
        "ref_epci",
        "EPCI : rattachement des communes et compétences exercées",
        "Table de correspondance entre communes et intercommunalités.",
        kind=ItemKind.TABLE,
        bbox=None,
    ),
    entry(
        "atelier-armor",
        "sites_militaires",
        "Servitudes aux abords des sites militaires",
        "Diffusion limitée aux services instructeurs.",
        Padlock.NO_RIGHT,
    ),
)
HEXAGONE_ENTRIES = (
    entry(
        "atelier-hexagone", "departements", "Départements", "Contours simplifiés, Admin Express."
    ),
    entry("atelier-hexagone", "regions", "Régions", "Contours simplifiés, Admin Express."),
    entry(
        "atelier-hexagone",
        "parcelles_agricoles",
        "Parcelles agricoles détaillées",
        "Registre parcellaire avec les exploitants, réservé aux agents habilités.",
        Padlock.YOURS,
    ),
)
OUVERT_ENTRIES = (
    entry(
        "atelier-ouvert",
        "stations_hydro",
        "Stations hydrométriques",
        "Localisation et altitude des stations.",
    ),
)
USABLE = SessionState.SIGNED_IN
