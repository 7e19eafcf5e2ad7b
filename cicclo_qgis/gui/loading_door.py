"""The way into "Add with options", and the question before very many features are drawn live."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any, Callable, Dict, Optional, Tuple

import requests
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QMessageBox

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.catalogue.sources.probing import located
from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.icons import theme
from cicclo_qgis.gui.loading_dialog import Cancel, LoadingDialog
from cicclo_qgis.gui.row_texts import number
from cicclo_qgis.gui.text import plain
from cicclo_qgis.host.loading import Loading, count, is_wfs
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY
from cicclo_qgis.ogcapi.queryables import Offer
from cicclo_qgis.transfer.services import offer

Http = Callable[[], requests.Session]


def _tr(text: str) -> str:
    return QCoreApplication.translate("LoadingDoor", text)


def _slow() -> str:
    """Why to think twice, and what to do instead."""
    return _tr(
        "As a live layer it will be slow: QGIS asks the platform again for what is in view "
        "at each move of the map. Load a part of it, or download a copy once."
    )


class WorkerAsker:
    """Fulfils ``loading_dialog.Asker``: asks in worker threads, over QGIS's network."""

    def __init__(self, workers: Workers, http: Http) -> None:
        self._workers = workers
        self._http = http

    def offer(
        self, entry: Entry, done: Callable[[Offer], None], failed: Callable[[Exception], None]
    ) -> Cancel:
        """See ``Asker``."""

        def work() -> Offer:
            with closing(self._http()) as http:
                collection = located(http, entry.collection, DEFAULT_POLICY)
                found = offer(http, entry.landing, collection)
            # QGIS's provider of WFS asks for all attributes.
            return replace(found, picks=False) if is_wfs(entry) else found

        return self._workers.run(work, done, failed).cancel

    def count(
        self, entry: Entry, loading: Loading, done: Callable[[Optional[int]], None]
    ) -> Cancel:
        """See ``Asker``."""

        def work() -> Optional[int]:
            with closing(self._http()) as http:
                return count(http, entry, loading)

        return self._workers.run(work, done, lambda _error: done(None)).cancel


class LoadingDoor:
    """Opens the dialogs, one for each collection at most. GUI thread."""

    def __init__(self, iface: Any, desk: Desk, workers: Workers, http: Http) -> None:
        self._iface = iface
        self._desk = desk
        self._asker = WorkerAsker(workers, http)
        self._open: Dict[Tuple[str, str], LoadingDialog] = {}
        self._boxes: Dict[Tuple[str, str], QMessageBox] = {}
        desk.platform_changed.connect(self._changed)

    def stop(self) -> None:
        """Close what is open."""
        self._desk.platform_changed.disconnect(self._changed)
        for window in (*self._open.values(), *self._boxes.values()):
            window.close()

    def open(self, platform_id: str, collection_id: str) -> None:
        """Ask for the options of a collection, and load it so."""
        key = (platform_id, collection_id)
        entry = self._desk.entry(*key)
        if entry is None:
            return
        dialog = self._open.get(key)
        if dialog is None:
            canvas, window = self._iface.mapCanvas(), self._iface.mainWindow()
            dialog = LoadingDialog(
                entry, self._asker, canvas, self._desk.download is not None, window
            )
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.finished.connect(lambda _result: self._open.pop(key, None))
            dialog.chosen.connect(lambda loading: self._desk.add_to_map(*key, loading))
            dialog.copy_wanted.connect(lambda loading: self._copy(key, loading))
            dialog.sign_in_wanted.connect(lambda: self._desk.sign_in(platform_id))
            self._open[key] = dialog
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def ask_huge(self, entry: Entry, features: int, go_on: Callable[[], None]) -> None:
        """Ask before so many features are drawn live; returns at once."""
        key = (entry.platform_id, entry.collection.id)
        if key in self._boxes:
            self._boxes[key].raise_()
            return
        box = QMessageBox(self._iface.mainWindow())
        self._boxes[key] = box
        box.setObjectName("ciccloHuge")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(_tr("Many features"))
        text = _tr("“{title}” holds {count} features.")
        box.setText(text.format(title=plain(entry.collection.title, 200), count=number(features)))
        box.setInformativeText(_slow())
        role = QMessageBox.ButtonRole
        live = box.addButton(_tr("Add it all the same"), role.DestructiveRole)
        box.addButton(_tr("Cancel"), role.RejectRole)
        copy = None
        part = default = box.addButton(_tr("Load a part…"), role.AcceptRole)
        part.setIcon(theme("/mActionFilter2.svg"))
        if self._desk.download is not None:
            copy = default = box.addButton(_tr("Download a copy…"), role.AcceptRole)
            copy.setIcon(theme("/mActionFileSaveAs.svg"))
        box.setDefaultButton(default)

        def answered(_result: int) -> None:
            """Do what the button pressed stands for."""
            self._boxes.pop(key, None)
            pressed = box.clickedButton()
            if pressed is live:
                go_on()
            elif pressed is part:
                self.open(*key)
            elif copy is not None and pressed is copy and self._desk.download is not None:
                self._desk.download(*key, None)

        box.finished.connect(answered)
        box.open()

    def _copy(self, key: Tuple[str, str], loading: Loading) -> None:
        if self._desk.download is not None:
            self._desk.download(*key, loading.options())

    def _changed(self, platform_id: str) -> None:
        """A session may have come: ask again where the platform refused."""
        usable = self._desk.session(platform_id).state.usable
        for (owner, _), dialog in self._open.items():
            if owner == platform_id and usable and not dialog.sign_in.isHidden():
                dialog.ask()
