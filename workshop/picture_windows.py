"""The plugin's windows, and where QGIS's own show it: how each is brought up for a picture."""

from __future__ import annotations

from workshop.picture_states import DOCK, State

PREPARE = """
from qgis.PyQt.QtCore import QRect
from qgis.PyQt.QtGui import QContextMenuEvent
from qgis.PyQt.QtWidgets import QAction, QListWidget, QTreeView
def around(*widgets):
    whole = QRect()
    for one in widgets:
        whole = whole.united(QRect(one.mapToGlobal(QPoint(0, 0)), one.size()))
    whole = whole.intersected(QApplication.primaryScreen().geometry())
    ratio = widgets[0].devicePixelRatioF()
    sides = (whole.x(), whole.y(), whole.width(), whole.height())
    return [round(ratio * part) for part in sides]
def right_click(view, index):
    point = view.visualRect(index).center()
    where = view.viewport().mapToGlobal(point)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, where)
    QTimer.singleShot(0, lambda: QApplication.sendEvent(view.viewport(), event))
def found(model, text, parent=QModelIndex()):
    for row in range(model.rowCount(parent)):
        if model.data(model.index(row, 0, parent)) == text:
            return model.index(row, 0, parent)
    return QModelIndex()
browser = iface.mainWindow().findChild(QDockWidget, "Browser")
browser_view = browser.findChild(QTreeView)
def browsed():
    model = browser_view.model()
    root = found(model, "CICCLO")
    browser_view.expand(root)
    platform = found(model, "Hexagone (atelier)", root)
    browser_view.expand(platform)
    return model.index(0, 0, platform)
def results():
    views = iface.mainWindow().findChildren(QTreeView)
    return [one for one in views if "Locator" in one.metaObject().className()][0]
def located():
    return around(locator_line(), results())
def locator_line():
    return [one for one in iface.mainWindow().findChildren(QWidget)
            if one.metaObject().className() == "QgsLocatorWidget"][0]
def layer_menu():
    menu = QApplication.activePopupWidget()
    ours = [one for one in menu.actions() if one.text() == "CICCLO"][0]
    menu.setActiveAction(ours)
    ours.menu().popup(menu.mapToGlobal(menu.actionGeometry(ours).topRight()))
def popups():
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()
            and one.windowType() == Qt.WindowType.Popup]
def manager():
    tops = QApplication.topLevelWidgets()
    return [one for one in tops if one.metaObject().className() == "QgsDataSourceManagerDialog"][0]
def manager_shown():
    pages = manager().findChild(QListWidget, "mOptionsListWidget")
    rows = [row for row in range(pages.count()) if "CICCLO" in pages.item(row).text()]
    pages.setCurrentRow(rows[0])
    return widget("CiccloSourcePage").list.topLevelItemCount() > 5
door = [one for one in dock._desk.children() if type(one).__name__ == "Door"][0]
def copied(platform, name, target):
    from cicclo_qgis.gui.downloads.job import Wish
    from cicclo_qgis.gui.text import plain
    entry = dock._desk.entry(platform, name)
    title = plain(entry.collection.title, 200)
    wish = Wish(platform, entry.landing.url, name, title, target, add=False)
    return door.rooms.downloads.start(wish, (entry.landing, entry.collection))
def job(job_id):
    return door.rooms.downloads.job(job_id)
"""
"""What the snippets below use besides those of the dock; run once in each QGIS."""

_CLOSE = "[one.reject() for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]"
_PANEL = "widget('CiccloDownloads')"

WINDOWS = (
    State(
        "options",
        "Ajouter avec des options : une partie de la collection, comptée avant d'être chargée.",
        "Add with options: a part of the collection, counted before it is loaded.",
        ("dock._desk.add_with_options('atelier-hexagone', 'departements')",),
        "visible('ciccloLoading') and widget('ciccloLoading').add.isEnabled()"
        " and not widget('ciccloLoading').progress.isVisible()",
        place="rect_of(widget('ciccloLoading'))",
        after=_CLOSE,
    ),
    State(
        "copy",
        "Télécharger une copie : quoi, et où.",
        "Download a copy: what, and where to.",
        ("dock._desk.download('atelier-hexagone', 'departements')",),
        "visible('CopyDialog') and any(c.isdigit() for c in widget('CopyDialog').count.text())",
        last="widget('CopyDialog').file.setFilePath('/home/camille/Documents/Départements.gpkg')",
        place="rect_of(widget('CopyDialog'))",
        after=_CLOSE,
    ),
    State(
        "browser",
        "Dans l'explorateur de QGIS : à déplier, à glisser sur la carte.",
        "In QGIS's Browser: to unfold, to drag to the map.",
        ("browser.show(); browser.raise_(); browser_view.scrollToTop()", "browsed()"),
        "browsed().isValid()",
        place="around(browser, *popups())",
        last="browser_view.scrollTo(browsed()); right_click(browser_view, browsed())",
    ),
    State(
        "locator",
        "Dans la barre de recherche de QGIS (Ctrl+K) : ci et des mots.",
        "In QGIS's locator bar (Ctrl+K): ci and words.",
        ("iface.locatorSearch('ci regions')",),
        "results().model().rowCount() > 1",
        place="located()",
        after="locator_line().findChild(QLineEdit).clear(); results().parentWidget().hide()",
    ),
    State(
        "settings",
        "Les réglages, dans les options de QGIS.",
        "The settings, in QGIS's options.",
        ("QTimer.singleShot(0, lambda: iface.showOptionsDialog(currentPage='CiccloOptions'))",),
        "visible('CiccloOptions') and '…' not in widget('CiccloOptions').browser_note.text()",
        place="rect_of(widget('CiccloOptions'))",
        after=_CLOSE,
    ),
    State(
        "layer",
        "Dans le menu d'une couche : session, rechargement, copie, page.",
        "In the menu of a layer: session, loading again, copy, page.",
        (
            "browser.hide(); iface.mainWindow().resizeDocks([iface.mainWindow().findChild("
            "QDockWidget, 'Layers')], [300], Qt.Orientation.Horizontal)",
            "dock._desk.add_to_map('atelier-hexagone', 'departements')",
        ),
        "layers() and iface.layerTreeView().model().rowCount() > 0",
        place="around(iface.layerTreeView(), *popups())",
        last="iface.setActiveLayer(QgsProject.instance().mapLayersByName(layers()[0]['name'])[0]);"
        " right_click(iface.layerTreeView(), iface.layerTreeView().currentIndex());"
        " QTimer.singleShot(500, layer_menu)",
    ),
    State(
        "downloads",
        "Les téléchargements : en cours, en pause, en échec, terminé.",
        "Downloads: under way, paused, failed, done.",
        (
            "done_job = copied('atelier-hexagone', 'departements', home + '/departements.gpkg')",
            "failed_job = copied('atelier-hexagone', 'regions', '/proc/regions.gpkg')",
            "paused_job = copied('atelier-armor', 'epci', home + '/epci.gpkg');"
            " door.rooms.downloads.pause(paused_job); door.show_panel()",
            f"iface.mainWindow().resizeDocks([{_PANEL}, {DOCK}], [440, 300],"
            " Qt.Orientation.Vertical)",
        ),
        "job(done_job).state.value == 'done' and job(failed_job).state.value == 'failed'",
        last="run_job = copied('atelier-armor', 'communes', home + '/communes.gpkg')",
        place=f"rect_of({_PANEL})",
        after="door.rooms.downloads.cancel(run_job)",
    ),
)
"""Without a session, in this order."""

OWN_SESSION = (
    State(
        "sessions",
        "Toutes les sessions : qui, comment, jusqu'à quand, conservées où.",
        "All sessions: who, how, until when, kept where.",
        ("dock.show_sessions()",),
        "dock._sessions.isVisible()",
        place="rect_of(dock._sessions)",
        after="dock._sessions.close()",
    ),
)
"""With a session."""

SIGN_IN = (
    State(
        "sign-in",
        "La connexion, sur les pages de la plateforme et de ProConnect ; l'adresse reste visible.",
        "Signing in, on the pages of the platform and of ProConnect; the address stays in sight.",
        ("dock._desk.sign_in('atelier-armor')",),
        window="Géo Armor (atelier)",
        after="dock._desk.cancel_sign_in('atelier-armor')",
    ),
)

MANAGER = (
    State(
        "manager",
        "Dans le gestionnaire des sources de données : toutes les plateformes, une recherche.",
        "In the Data Source Manager: all platforms, one search.",
        (
            "opens = iface.mainWindow().findChild(QAction, 'mActionDataSourceManager');"
            " QTimer.singleShot(0, opens.trigger)",
        ),
        "manager_shown()",
        last="manager().resize(940, 440)",
        place="rect_of(manager())",
        after="manager().close()",
    ),
)
"""Slow to open: after the others."""
