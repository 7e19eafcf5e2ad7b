"""What is seen seldom: pages in place of the list, refusals, questions, troubles of a sign-in."""

from __future__ import annotations

from workshop.picture_states import BRITTANY, CLEAR, DOCK, READ, State

PREPARE = """
from dataclasses import replace
from cicclo_qgis.gui.downloads.job import Outcome, Pause
from cicclo_qgis.transfer import Verdict
def shown(kind):
    tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    return [one for one in tops if type(one).__name__ == kind][-1]
def hexagone():
    return [one for one in dock._desk.platforms() if one.id == 'atelier-hexagone'][0]
def told(job_id, **more):
    for name, value in more.items():
        setattr(job(job_id), name, value)
    door.rooms.downloads.changed.emit(job_id)
def unfold_first(menu):
    first = menu.actions()[0]
    menu.setActiveAction(first)
    corner = menu.mapToGlobal(menu.actionGeometry(first).topLeft())
    first.menu().popup(corner - QPoint(first.menu().sizeHint().width(), 0))
def doubted(job_id):
    result = replace(job(job_id).outcome.result, expected=120, verdict=Verdict.INCOMPLETE)
    told(job_id, outcome=Outcome(result))
"""
"""What the snippets below use besides those of the windows; run once in each QGIS."""

_CLOSE = "[one.reject() for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]"
_BAR = "rect_of(iface.messageBar())"
_OUT = "iface.messageBar().clearWidgets()"


def _dock(name: str, fr: str, en: str, *acts: str, until: str = "True") -> State:
    return State(name, fr, en, (CLEAR, *acts), until, large=False)


def _dialog(
    name: str, fr: str, en: str, *acts: str, kind: str, until: str = "", last: str = ""
) -> State:
    there = f"shown({kind!r})"
    until = f"{there} and {until}" if until else there
    place = f"rect_of({there})"
    return State(name, fr, en, acts, until, last=last, place=place, after=_CLOSE, large=False)


PAGES = (
    _dock(
        "platform",
        "Une plateforme : où elle est, et comment s'y connecter.",
        "A platform: where it is, and how to sign in.",
        "choose('atelier-hexagone')",
        "share(300, 520)",
    ),
    _dock(
        "words",
        "Aucun mot ne correspond.",
        "No word matches.",
        "narrow(text='glaciers')",
        until="dock.empty.isVisible()",
    ),
    _dock(
        "elsewhere",
        "Rien dans la vue actuelle de la carte.",
        "Nothing in the current view of the map.",
        "iface.mapCanvas().setExtent(QgsRectangle(-150, 30, -146, 32))",
        "narrow(text='regions', in_view=True)",
        "iface.mapCanvas().refresh()",
        until="dock.empty.isVisible()",
    ),
    _dock(
        "recent",
        "Rien n'a encore été ajouté à la carte.",
        "Nothing was added to the map yet.",
        "narrow(pick=Pick.RECENT)",
        until="dock.empty.isVisible()",
    ),
    _dock(
        "address",
        "Une adresse collée, d'une plateforme qui n'est pas dans la liste.",
        "An address pasted, of a platform that is not in the list.",
        "narrow(text='http://127.0.0.1:9/ogc/collections/zones')",
        until="dock.empty.isVisible()",
    ),
    _dock(
        "held-back",
        "Une adresse collée, que la plateforme ne montre qu'après connexion.",
        "An address pasted that the platform shows only after a sign-in.",
        "narrow(text=hexagone().landing.rstrip('/') + '/collections/absente')",
        until="dock.empty.isVisible()",
    ),
    _dialog(
        "save",
        "Enregistrer une recherche.",
        "Saving a search.",
        f"iface.mapCanvas().setExtent({BRITTANY}); narrow(text='regions', in_view=True)",
        "dock.filters.keep_button.menu().aboutToShow.emit()",
        "[a for a in dock.filters.keep_button.menu().actions()"
        " if a.isEnabled() and not a.menu() and not a.isSeparator()][-1].trigger()",
        kind="QInputDialog",
    ),
    _dialog(
        "help",
        "L'aide : les signes et le clavier.",
        "The help: signs and keys.",
        "narrow(); dock._help()",
        kind="HelpDialog",
    ),
    _dialog(
        "add",
        "Ajouter une plateforme par n'importe quelle adresse de son portail.",
        "Adding a platform by any address of its portal.",
        "dock.ask_for_platform()",
        kind="AddPlatformDialog",
    ),
    _dialog(
        "add-failed",
        "L'adresse n'est pas celle d'un service : pourquoi, et que faire.",
        "The address is that of no service: why, and what to do.",
        "dock.ask_for_platform()",
        "shown('AddPlatformDialog').address.setText(page_url)",
        "shown('AddPlatformDialog').add_button.click()",
        kind="AddPlatformDialog",
        until="shown('AddPlatformDialog').error.isVisible()",
    ),
)
"""Without a session."""

NO_RIGHT = (
    State(
        "no-right",
        "Connecté, mais sans droit : la demande d'accès.",
        "Signed in, but without the right: the way to ask for access.",
        (
            CLEAR,
            "choose('atelier-hexagone', 'sites_inspection')",
            "share(240, 580)",
            "unfold('conditions')",
            "dock.details._scroll.verticalScrollBar().setValue(0)",
        ),
        READ,
        large=False,
    ),
    State(
        "refused",
        "Ajouter à la carte ce à quoi le compte n'a pas droit.",
        "Adding to the map what the account has no right to.",
        (_OUT, "dock._desk.add_to_map('atelier-hexagone', 'sites_inspection')"),
        "len(iface.messageBar().items()) > 0",
        place=_BAR,
        after=_OUT,
        large=False,
    ),
)
"""With the session of somebody who has no right."""

ENDED = (
    _dock(
        "ended",
        "La session est terminée : comment continuer.",
        "The session has ended: how to go on.",
        "choose('atelier-armor')",
        "share(300, 520)",
    ),
    State(
        "waits",
        "Une couche attend une connexion : dite une fois, avec le bouton qui la rétablit.",
        "A layer waits for a sign-in: told once, with the button that brings it back.",
        (),
        "len(iface.messageBar().items()) > 0",
        place="around(iface.messageBar(), iface.layerTreeView())",
        after=_OUT,
        large=False,
    ),
)
"""With a session that the platform has forgotten, and a layer of it."""

MINE = (
    State(
        "account",
        "Le menu du compte : jusqu'à quand, un autre compte, se déconnecter.",
        "The account menu: until when, another account, signing out.",
        (CLEAR, "QTimer.singleShot(0, dock.accounts.button.showMenu)"),
        "dock.accounts.menu.isVisible()",
        last="unfold_first(dock.accounts.menu)",
        place=f"around({DOCK}, dock.accounts.menu.actions()[0].menu())",
        large=False,
    ),
    _dialog(
        "copy-restricted",
        "Une copie de données restreintes : l'avertissement.",
        "A copy of restricted data: the warning.",
        "dock._desk.download('atelier-armor', 'zones_humides')",
        kind="CopyDialog",
        until="any(c.isdigit() for c in widget('CopyDialog').count.text())",
    ),
    _dialog(
        "forget",
        "Tout oublier : ce que cela emporte.",
        "Forgetting everything: what goes with it.",
        "dock.show_sessions()",
        "dock._sessions.ask_to_forget()",
        kind="QMessageBox",
    ),
)
"""With a session."""

GATES = (
    _dialog(
        "account-asked",
        "Une plateforme qui a ses propres comptes.",
        "A platform with accounts of its own.",
        "dock._desk.sign_in('compte')",
        kind="AccountDialog",
    ),
    _dialog(
        "key-asked",
        "Une plateforme qui demande une clé.",
        "A platform that asks for a key.",
        "dock._desk.sign_in('cle')",
        kind="KeyDialog",
    ),
    State(
        "unsafe",
        "La page de connexion présente un certificat que nul ne garantit : rien n'est envoyé.",
        "The sign-in page shows a certificate that nobody vouches for: nothing is sent.",
        ("dock._desk.sign_in('douteuse')",),
        window="Douteuse (atelier)",
        page="",
        after="dock._desk.cancel_sign_in('douteuse')",
        large=False,
    ),
    State(
        "unreachable",
        "La page de connexion ne répond pas.",
        "The sign-in page does not answer.",
        ("dock._desk.sign_in('muette')",),
        window="Muette (atelier)",
        page="",
        after="dock._desk.cancel_sign_in('muette')",
        large=False,
    ),
)
"""Other ways in, and troubles on the way."""

SIGNING_IN = (
    _dock(
        "signing-in",
        "Pendant la connexion : qui est attendu, et comment renoncer.",
        "While signing in: who is waited for, and how to give up.",
        "[one.hide() for one in iface.mainWindow().findChildren(QWidget, 'CiccloDownloads')]",
        "dock._desk.sign_in('atelier-armor')",
        until="dock._desk.session('atelier-armor').state.busy",
    ),
)

QUESTIONS = (
    _dialog(
        "sessions-none",
        "Aucune session.",
        "No session.",
        "dock.show_sessions()",
        kind="SessionsWindow",
    ),
    _dialog(
        "checkup",
        "Vérifier ma connexion : ce qui va, ce qui fait obstacle.",
        "Check my connection: what is well, and what stands in the way.",
        "plugins['cicclo_qgis']._check_connection()",
        kind="CheckupDialog",
        until="shown('CheckupDialog').again_button.isEnabled()",
    ),
    _dialog(
        "conditions",
        "Ajouter avec des options : des conditions, et qui filtre.",
        "Add with options: conditions, and who filters.",
        "dock._desk.add_with_options('atelier-hexagone', 'departements')",
        kind="LoadingDialog",
        until="widget('ciccloLoading').rows.more.isEnabled()"
        " and widget('ciccloLoading').add.isEnabled()",
        last="widget('ciccloLoading').rows.more.click()",
    ),
    _dialog(
        "huge",
        "Beaucoup d'entités : la copie est proposée à la place.",
        "Many features: the copy is offered in their place.",
        "dock._desk.opening.huge(dock._desk.entry('atelier-armor', 'communes'), 412000,"
        " lambda: None)",
        kind="QMessageBox",
    ),
    State(
        "link",
        "Un lien mène à une plateforme qui n'est pas dans la liste : rien sans accord.",
        "A link leads to a platform that is not in the list: nothing without consent.",
        (_OUT, f"dock._desk.find_address.__self__.open({'https://ailleurs.exemple.fr/ogc/'!r},"
         " linked=True)"),
        "len(iface.messageBar().items()) > 0",
        place=_BAR,
        after=_OUT,
        large=False,
    ),
)  # fmt: skip
"""Windows that ask, or tell."""

_PANEL = "widget('CiccloDownloads')"

STOPPED_COPIES = (
    State(
        "downloads-stopped",
        "Des téléchargements arrêtés : session terminée, QGIS fermé, copie incomplète.",
        "Downloads that stand still: session ended, QGIS closed, copy incomplete.",
        (
            "[door.rooms.downloads.remove(one) for one in (run_job, failed_job)]",
            "cut_job = copied('atelier-armor', 'departements', home + '/departements2.gpkg');"
            " door.rooms.downloads.pause(cut_job)",
            "told(paused_job, pause=Pause.SIGN_IN); told(cut_job, pause=Pause.INTERRUPTED);"
            " doubted(done_job)",
        ),
        "job(cut_job).state.value == 'paused'",
        last="told(cut_job, pause=Pause.INTERRUPTED)",
        place=f"rect_of({_PANEL})",
        large=False,
    ),
)
"""After those that are under way."""

NO_COPIES = (
    State(
        "downloads-none",
        "Aucun téléchargement.",
        "No download.",
        ("door.show_panel()", "pass", "pass"),
        "visible('CiccloDownloads')",
        place=f"rect_of({_PANEL})",
        after=f"{_PANEL}.hide()",
        large=False,
    ),
)

ERRORS = (
    _dock(
        "errors",
        "Ce qui peut arriver à une plateforme, en trois mots ; la phrase entière est dessous.",
        "What can befall a platform, in three words; the whole sentence is below.",
        "choose('page')",
        "share(480, 340)",
        until="dock.model.tally().waiting == 0",
    ),
)

NOTHING_FOUND = (
    _dock(
        "nothing-found",
        "Les plateformes répondent, sans collection.",
        "The platforms answer, without a collection.",
        until="dock.empty.isVisible()",
    ),
)

ALL_STOPPED = (
    _dock(
        "all-stopped",
        "L'attente arrêtée avant toute réponse.",
        "The wait was stopped before any answer.",
        "dock.foot.stop_button.click()",
        until="dock.empty.isVisible()",
    ),
)
