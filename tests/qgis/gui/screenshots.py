"""Renders the dock in each state to ``out/shots``, to be looked at.

Usage: python -m tests.qgis.gui.screenshots [fr|en]   (QT_FONT_DPI=192 for 200 %)
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QEvent, QLocale
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtTest import QTest

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui import translation
from cicclo_qgis.gui.add_platform import AddPlatformDialog
from cicclo_qgis.gui.browser.choice import Survey
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.help_dialog import HelpDialog
from cicclo_qgis.gui.options_page import OptionsPage
from cicclo_qgis.gui.prompt_dialog import AccountDialog, KeyDialog
from cicclo_qgis.gui.sessions_window import SessionsWindow
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.platforms.model import AccessKind, AccountAccess, ApiKeyAccess
from cicclo_qgis.signin import Complaint, MemoryStore, Question
from cicclo_qgis.signin.state import SessionState, SignInProblem, SignInProblemCode
from tests.qgis.gui import fake_desk as fake

OUT = Path("out/shots")
SCALE = float(os.environ.get("QT_FONT_DPI", "96")) / 96


def mixed():
    desk = fake.FakeDesk(fake.ARMOR, fake.HEXAGONE, fake.OUVERT)
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES)
    desk.lists("atelier-hexagone", *fake.HEXAGONE_ENTRIES)
    desk.lists("atelier-ouvert", *fake.OUVERT_ENTRIES)
    return desk


def signed_in():
    desk = mixed()
    desk.has_session(
        "atelier-armor",
        SessionState.SIGNED_IN,
        who="Camille Durand",
        until=1_790_030_000.0,
        kept_in="GNOME Keyring",
    )
    desk.has_session("atelier-hexagone", SessionState.SIGNED_IN, who="Camille Durand")
    desk.lists(
        "atelier-armor",
        *(
            fake.entry(
                "atelier-armor",
                e.collection.id,
                e.collection.title,
                e.collection.description,
                Padlock.YOURS if e.padlock is Padlock.NEEDS_SIGN_IN else e.padlock,
                e.collection.item_kind,
                e.collection.bbox,
                e.collection.keywords,
                e.collection.links,
            )
            for e in fake.ARMOR_ENTRIES
        ),
    )
    return desk


def failing():
    desk = fake.FakeDesk(fake.ARMOR, fake.HEXAGONE, fake.OUVERT)
    desk.lists("atelier-armor", *fake.ARMOR_ENTRIES)
    desk.fails("atelier-hexagone", ProblemCode.SERVER_ERROR, "upstream <b>timed out</b>")
    return desk


def offline():
    desk = fake.FakeDesk(fake.ARMOR, fake.HEXAGONE)
    desk.fails("atelier-armor", ProblemCode.UNREACHABLE)
    desk.fails("atelier-hexagone", ProblemCode.TIMED_OUT)
    return desk


def ended():
    desk = mixed()
    problem = SignInProblem(SignInProblemCode.SESSION_ENDED)
    desk.has_session("atelier-armor", SessionState.EXPIRED, problem=problem)
    return desk


def signing_in():
    desk = mixed()
    desk.has_session("atelier-armor", SessionState.WAITING)
    return desk


def several_ways():
    """Sessions of three kinds, and a platform that offers three ways in."""
    desk = mixed()
    now = time.time()
    base = ("https://data.example.gouv.fr/ows",)
    ways = (fake.gateway("proconnect"), AccountAccess(base), ApiKeyAccess(base))
    desk.gains(fake.platform("plusieurs", "Plusieurs accès (atelier)", "Lyon", ways))
    desk.gains(fake.platform("compte", "Compte technique (atelier)", "Lyon", ways[1:2]))
    desk.has_session(
        "atelier-armor",
        SessionState.SIGNED_IN,
        kind=AccessKind.GATEWAY,
        who="Camille Durand",
        since=now - 3600,
        until=now + 3600,
        kept_in="GNOME Keyring",
    )
    problem = SignInProblem(SignInProblemCode.SESSION_ENDED)
    desk.has_session("atelier-hexagone", SessionState.EXPIRED, who="Noé Léger", problem=problem)
    desk.has_session(
        "compte",
        SessionState.SIGNED_IN,
        kind=AccessKind.ACCOUNT,
        who="agent-dreal",
        since=now - 90_000,
        kept_in=MemoryStore.name,
    )
    return desk


def shot(name, desk, *, size=(360, 720), select=None, search="", act=None):
    dock = CiccloDock(desk)
    dock.resize(int(size[0] * SCALE), int(size[1] * SCALE))
    dock.show()
    QTest.qWait(80)
    if search:
        dock.search.setText(search)
    if select:
        dock._keeper.select(*select)
    QTest.qWait(80)
    if act:
        act(dock)
        QTest.qWait(50)
    dock.grab().save(str(OUT / f"{name}.png"))
    dock.close()
    dock.deleteLater()
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def widget_shot(name, widget):
    widget.show()
    QTest.qWait(80)
    widget.grab().save(str(OUT / f"{name}.png"))
    widget.close()


def menu_shot(name, desk):
    dock = CiccloDock(desk)
    dock.resize(360, 400)
    dock.show()
    QTest.qWait(80)
    dock.accounts.menu.aboutToShow.emit()
    menu = dock.accounts.menu
    menu.popup(dock.mapToGlobal(dock.rect().center()))
    QTest.qWait(50)
    menu.grab().save(str(OUT / f"{name}.png"))
    first = menu.actions()[0].menu()
    if first is not None:
        first.popup(dock.rect().center())
        QTest.qWait(50)
        first.grab().save(str(OUT / f"{name}-inside.png"))
        first.close()
    menu.close()
    dock.close()


def dark(app):
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, "#323232"),
        (role.WindowText, "#e0e0e0"),
        (role.Base, "#262626"),
        (role.AlternateBase, "#2e2e2e"),
        (role.Text, "#e0e0e0"),
        (role.Button, "#3a3a3a"),
        (role.ButtonText, "#e0e0e0"),
        (role.Highlight, "#1c5d99"),
        (role.HighlightedText, "#ffffff"),
        (role.PlaceholderText, "#9a9a9a"),
        (role.ToolTipBase, "#3a3a3a"),
        (role.ToolTipText, "#e0e0e0"),
    ):
        palette.setColor(name, QColor(colour))
    app.setPalette(palette)


def render(tag):
    zh = ("atelier-armor", "zonages_humides_2025")
    shot(f"{tag}-waiting", fake.FakeDesk(fake.ARMOR, fake.HEXAGONE, fake.OUVERT))
    shot(f"{tag}-mixed", mixed())
    shot(f"{tag}-details", mixed(), select=zh, size=(400, 860))
    shot(f"{tag}-details-table", mixed(), select=("atelier-armor", "ref_epci"))
    shot(f"{tag}-failed", failing(), select=("atelier-hexagone", ""))
    shot(f"{tag}-signed-in", signed_in(), select=zh)
    shot(f"{tag}-platform", signed_in(), select=("atelier-armor", ""))
    shot(f"{tag}-signing-in", signing_in())
    shot(f"{tag}-ended", ended())
    shot(f"{tag}-no-platform", fake.FakeDesk())
    shot(f"{tag}-nothing-matches", mixed(), search="glaciers de Bretagne")
    shot(f"{tag}-search", mixed(), search="departements armor")
    shot(f"{tag}-search-two", mixed(), search="limites comm")
    shot(f"{tag}-offline", offline())
    shot(f"{tag}-narrow", signed_in(), select=zh, size=(260, 760))
    shot(f"{tag}-narrow-failed", failing(), select=("atelier-hexagone", ""), size=(260, 600))
    menu_shot(f"{tag}-menu", signed_in())
    desk = mixed()
    dialog = AddPlatformDialog(desk)
    widget_shot(f"{tag}-add", dialog)
    dialog.address.setText("https://geobretagne.fr/une-page")
    dialog.add_button.click()
    widget_shot(f"{tag}-add-looking", dialog)
    dialog = AddPlatformDialog(desk)
    dialog.address.setText("https://geobretagne.fr/une-page")
    dialog.add_button.click()
    desk.answer_addition(problem=OgcApiError(ProblemCode.NOT_OGC_API, detail="<html>"))
    widget_shot(f"{tag}-add-failed", dialog)
    widget_shot(f"{tag}-help", HelpDialog())
    sign_in_shots(tag)


def sign_in_shots(tag):
    help_url = "https://data.example.gouv.fr/aide"
    question = Question("Compte technique (atelier)", "data.example.gouv.fr", help_url)
    again = replace(question, complaint=Complaint.REFUSED, username="agent")
    widget_shot(f"{tag}-account", AccountDialog(question))
    widget_shot(f"{tag}-account-refused", AccountDialog(again))
    widget_shot(f"{tag}-key", KeyDialog(replace(question, header="apikey")))
    for name, width in (("sessions", 1000), ("sessions-narrow", 460)):
        window = SessionsWindow(several_ways())
        window.resize(int(width * SCALE), int(360 * SCALE))
        widget_shot(f"{tag}-{name}", window)
    widget_shot(f"{tag}-sessions-none", SessionsWindow(mixed()))
    for name, browsers in (("options", ("helper", "system")), ("options-poor", ("system",))):
        survey = Survey(browsers, "")
        page = OptionsPage(Settings(), lambda: None, lambda seen, told=survey: seen(told))
        page.resize(int(640 * SCALE), int(480 * SCALE))
        widget_shot(f"{tag}-{name}", page)
    shot(f"{tag}-ways", several_ways(), select=("plusieurs", ""))


def themes():
    for theme in ("Night Mapping", "Blend of Gray"):
        QgsApplication.setUITheme(theme)
        tag = theme.split()[0].lower()
        shot(f"fr-{tag}", signed_in(), select=("atelier-armor", "zonages_humides_2025"))
        shot(f"fr-{tag}-failed", failing(), select=("atelier-hexagone", ""))
        shot(f"fr-{tag}-empty", mixed(), search="glaciers")
    QgsApplication.setUITheme("default")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    app = QgsApplication([], True)
    app.setStyle("Fusion")
    font = app.font()
    font.setPointSize(10)
    app.setFont(font)
    languages = sys.argv[1:] or ["en", "fr"]
    for language in languages:
        QLocale.setDefault(QLocale("fr_FR" if language == "fr" else "en_GB"))
        translator = translation.install_for(language)
        render(language)
        if language == "fr":
            light = app.palette()
            dark(app)
            shot("fr-dark", signed_in(), select=("atelier-armor", "communes"))
            shot("fr-dark-failed", failing(), select=("atelier-hexagone", ""))
            shot("fr-dark-mixed", mixed())
            sign_in_shots("fr-dark")
            app.setPalette(light)
            themes()
        if translator is not None:
            app.removeTranslator(translator)


if __name__ == "__main__":
    main()
