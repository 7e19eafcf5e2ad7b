"""Every window of the plugin that stands without a server, each in the state that shows most."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsCoordinateReferenceSystem, QgsProviderRegistry, QgsRectangle
from qgis.PyQt.QtCore import Qt, QUrl

from cicclo_qgis.catalogue.favourites import Choice
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.gui.add_platform import AddPlatformDialog
from cicclo_qgis.gui.browser.choice import Survey
from cicclo_qgis.gui.browser.connection import ConnectionDialog
from cicclo_qgis.gui.browser.panels import Panel
from cicclo_qgis.gui.browser.trouble import Trouble
from cicclo_qgis.gui.checkup_dialog import CheckupDialog
from cicclo_qgis.gui.downloads.dialog import About, CopyDialog
from cicclo_qgis.gui.downloads.panel import DownloadsPanel
from cicclo_qgis.gui.facet_popup import FacetPopup
from cicclo_qgis.gui.help_dialog import HelpDialog
from cicclo_qgis.gui.loading_dialog import LoadingDialog
from cicclo_qgis.gui.options_page import OptionsPage
from cicclo_qgis.gui.prompt_dialog import AccountDialog, KeyDialog
from cicclo_qgis.gui.sessions_window import SessionsWindow
from cicclo_qgis.gui.source_select import CiccloSourcePage
from cicclo_qgis.gui.vouching import Vouching
from cicclo_qgis.host.checkup import Finding, Topic, Verdict
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.ogcapi.queryables import Offer, Queryable
from cicclo_qgis.platforms.model import Origin
from cicclo_qgis.signin import Complaint, Question
from cicclo_qgis.signin.state import SessionState
from cicclo_qgis.transfer import Options
from tests.qgis.gui import fake_desk as fake
from tests.qgis.gui.downloads.shots import Asked, Listed, jobs

HELP = "https://data.example.gouv.fr/aide"
QUESTION = Question("Compte technique (atelier)", "data.example.gouv.fr", HELP)
AGAIN = replace(QUESTION, complaint=Complaint.REFUSED, username="agent-dreal")
_NAMES = ("code_zone", "libelle", "date_recensement", "surface_ha")
RICH = Offer(
    queryables=tuple(Queryable(name, name, ValueKind.TEXT) for name in _NAMES),
    attributes=_NAMES,
    cql2=True,
    picks=True,
    crs=True,
    number_matched=412_000,
)
SIMPLE = Offer(attributes=_NAMES, simple=frozenset(_NAMES))
BREST = (QgsRectangle(-4.6, 48.3, -4.3, 48.5), "EPSG:4326")


def _loading(_desk):
    class Asker:
        def __init__(self):
            self.done = None

        def offer(self, _entry, done, _failed):
            self.done = done
            return lambda: None

        def count(self, _entry, _loading, _done):
            return lambda: None

    asker = Asker()
    dialog = LoadingDialog(fake.ARMOR_ENTRIES[0], asker, None, True)
    asker.done(RICH)
    dialog.rows.more.click()
    return dialog


def _copy(offer, preset=None, restricted=True, trouble=False):
    def make(_desk):
        entry = fake.ARMOR_ENTRIES[0]
        about = About(
            "p",
            "Géo Armor (atelier)",
            "https://x/",
            (entry.landing, entry.collection),
            preset or Options(),
            restricted=restricted,
        )
        crs = QgsCoordinateReferenceSystem(BREST[1])
        dialog = CopyDialog(about, Asked(), lambda: (BREST[0], crs), lambda _path: False)
        dialog._asking.offered.emit(offer)
        dialog._asking.counted.emit("412 000", False)
        if offer.cql2:
            dialog.filter.rows.more.click()
        if trouble:
            dialog.file.setFilePath("/nowhere/a.gpkg")
            dialog.accept()
        return dialog

    return make


def _sessions(desk):
    desk.has_session("atelier-armor", SessionState.SIGNED_IN, who="Camille Durand")
    desk.accounts.resting["atelier-armor"] = (fake.account("atelier-armor", "Noé Léger"),)
    window = SessionsWindow(desk)
    window.table.setCurrentItem(window.table.topLevelItem(0))
    return window


def _forget(desk):
    window = SessionsWindow(desk)
    window.ask_to_forget()
    question = window._question
    question.hide()
    question.behind = window  # PyQt lets go of a parent that nobody holds
    return question


def _vouching(_desk):
    platform = replace(fake.HEXAGONE, origin=Origin.USER)
    asked = Vouching(Settings())
    asked.then(platform, replace(fake.oidc("autre"), protects=("https://ici.fr/",)), lambda: None)
    (box,) = asked.open.values()
    box.hide()
    box.asked = asked
    return box


def _add(desk):
    dialog = AddPlatformDialog(desk)
    dialog.address.setText("https://x.example.fr/")
    return dialog


def _facet(_desk):
    popup = FacetPopup("Territoire", frozenset(["7"]), None)
    popup.show_counts([(str(number), f"Val-de-Marne {number}", 12_345) for number in range(14)])
    return popup


def _trouble(trouble):
    def make(_desk):
        panel = Panel(True)
        panel.show_trouble(trouble, QUrl("https://auth.agentconnect.gouv.fr/api/v2/authorize"), "")
        panel.resize(560, 560)
        return panel

    return make


def _waiting(_desk):
    panel = Panel(True)
    panel.show_wait()
    panel.resize(560, 560)
    return panel


def _options(_desk):
    survey = Survey(("in-process", "helper", "system"), "")
    return OptionsPage(
        Settings(), lambda: None, lambda seen: seen(survey), lambda _: None, lambda _: None
    )


def _checkup(_desk):
    facts = {
        "place": "proxy.interne.gouv.fr:3128",
        "host": "auth.agentconnect.gouv.fr",
        "seconds": "7200",
        "count": "2",
        "store": "GNOME Keyring",
    }
    found = (
        Finding(Topic.PROXY, Verdict.GOOD, "proxy_with_account", facts),
        Finding(Topic.CERTIFICATES, Verdict.NOTE, "not_in_window", facts),
        Finding(Topic.SERVER, Verdict.BAD, "certificate", facts),
        Finding(Topic.CLOCK, Verdict.BAD, "ahead", facts),
        Finding(Topic.KEYRING, Verdict.NOTE, "locked", facts),
        Finding(Topic.BROWSER, Verdict.NOTE, "system_only", facts),
    )
    return CheckupDialog(lambda heard: heard(found))


def _downloads(_desk):
    panel = DownloadsPanel(Listed(*jobs()), print, print)
    panel.resize(panel.minimumSizeHint().width(), 1400)
    return panel


def _source(desk):
    mode = QgsProviderRegistry.WidgetMode.Embedded
    page = CiccloSourcePage(desk, None, Qt.WindowType.Widget, mode)
    page.resize(760, 480)
    return page


WINDOWS = {
    "add a platform": _add,
    "help": lambda _desk: HelpDialog(),
    "sessions": _sessions,
    "no session": SessionsWindow,
    "forget everything": _forget,
    "options": _options,
    "account": lambda _desk: AccountDialog(QUESTION),
    "account refused": lambda _desk: AccountDialog(AGAIN),
    "key": lambda _desk: KeyDialog(replace(QUESTION, header="apikey")),
    "add with options": _loading,
    "connection check": _checkup,
    "download a copy": _copy(RICH, trouble=True),
    "download a copy, one value": _copy(SIMPLE),
    "downloads": _downloads,
    "no download": lambda _desk: DownloadsPanel(Listed(), print, print),
    "data source manager": _source,
    "facet": _facet,
    "vouching": _vouching,
    "about the connection": lambda _desk: ConnectionDialog(QUrl("http://localhost:1/"), "x"),
    "sign-in does not answer": _trouble(Trouble.UNREACHABLE),
    "sign-in with a bad certificate": _trouble(Trouble.AUTHORITY),
    "sign-in waits": _waiting,
}
"""By name; each is made from a desk, and not shown yet."""

COPY = _copy(SIMPLE, restricted=False)
"""The dialog of a copy, from a desk."""

ZONAGES = ("atelier-armor", "zonages_humides_2025")


def narrow(dock):
    """Give the dock as many filters as show."""
    only = {
        Facet.PADLOCK: frozenset(["needs_sign_in", "open"]),
        Facet.TERRITORY: frozenset(["Bretagne"]),
    }
    dock._narrowing.take(Choice(text="zon", only=only, in_view=True))


def unfold(dock):
    """Open every part of the details that there is."""
    peek = dock.details.peek
    for part in (peek.conditions, peek.attributes, peek.rows, peek.sketch):
        if not part.isHidden() and not part.open:
            part.heading.click()
