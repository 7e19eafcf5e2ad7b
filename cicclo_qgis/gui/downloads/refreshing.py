"""A copy on the map is fetched anew, after asking where local work would be lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Optional

from qgis.core import QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QMessageBox

from cicclo_qgis.gui.desk_protocol import NoticeLevel
from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.downloads import Downloads
from cicclo_qgis.gui.downloads.job import Wish
from cicclo_qgis.host.copies import copies_at, file_of
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.platforms import Platform
from cicclo_qgis.transfer import Source, TransferCode, read_source
from cicclo_qgis.transfer.source import is_untouched

if TYPE_CHECKING:
    from cicclo_qgis.gui.desk import Desk


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


def beside(path: Path) -> Path:
    """Where the new copy grows while the old one is open."""
    return path.with_name(f"{path.stem}.new.gpkg")


class Refreshing:
    """GUI thread.

    Args:
        platform_at: the platform whose service has an address.
    """

    def __init__(
        self,
        iface: Any,
        downloads: Downloads,
        workers: Workers,
        platform_at: Callable[[str], Optional[Platform]],
        desk: Desk,
    ) -> None:
        self._iface = iface
        self._downloads = downloads
        self._workers = workers
        self._platform_at = platform_at
        self._desk = desk
        self._question: Optional[QMessageBox] = None

    def stop(self) -> None:
        """Ask nothing more."""
        if self._question is not None:
            self._question.reject()

    def under_way(self, layer: QgsMapLayer) -> bool:
        """Whether the copy that ``layer`` shows is being fetched already."""
        path = file_of(layer)
        return path is not None and self._downloads.writing_to(path) is not None

    def refresh(self, layer: QgsMapLayer) -> None:
        """Fetch the copy that ``layer`` shows anew, after asking where local work would be lost."""
        path = file_of(layer)
        if path is None or self.under_way(layer):
            return
        if _is_edited(path):
            text = _tr("“{title}” is being edited. Save or discard your changes, then refresh it.")
            text = text.format(title=layer.name())
            self._desk.tell(NoticeLevel.WARNING, text, holds=lambda: _is_edited(path))
            return

        def read() -> Any:
            source = read_source(path)
            return source, source is not None and changed_here(path, source)

        self._workers.run(read, partial(self._ask, path, layer.name()))

    def _ask(self, path: Path, title: str, told: Any) -> None:
        source, changed = told
        if source is None:
            text = words.failure_code(TransferCode.NO_SOURCE)
            self._desk.tell(NoticeLevel.WARNING, text)
        elif changed:
            self._doubt(path, title, source)
        else:
            self._begin(path, title, source)

    def _doubt(self, path: Path, title: str, source: Source) -> None:
        question = QMessageBox(self._iface.mainWindow())
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(_tr("Refresh the copy"))
        question.setText(_tr("“{title}” was changed on this computer.").format(title=title))
        question.setInformativeText(
            _tr("Refreshing it takes the platform's data in its place: your changes are lost.")
        )
        go = question.addButton(_tr("Refresh all the same"), QMessageBox.ButtonRole.AcceptRole)
        question.addButton(QMessageBox.StandardButton.Cancel).setText(_tr("Cancel"))
        question.setDefaultButton(QMessageBox.StandardButton.Cancel)

        def answered() -> None:
            """Begin when the person said so."""
            if question.clickedButton() is go:
                self._begin(path, title, source)
            self._question = None
            question.deleteLater()

        question.finished.connect(lambda _result: answered())
        self._question = question
        question.open()

    def _begin(self, path: Path, title: str, source: Source) -> None:
        if self._downloads.writing_to(path) is not None:
            return
        platform = self._platform_at(source.landing)
        wish = Wish(
            platform_id="" if platform is None else platform.id,
            landing=source.landing,
            collection_id=source.collection,
            title=title,
            target=str(beside(path)),
            options=source.options,
            add=False,
            replaces=str(path),
            service=source.service,
        )
        self._downloads.start(wish)


def _is_edited(path: Path) -> bool:
    return any(one.isEditable() for one in copies_at(path, QgsProject.instance()))


def changed_here(path: Path, source: Source) -> bool:
    """Whether the features were changed after they were fetched. Blocks for a moment."""
    address = path.resolve().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=1.0)) as database:
            return not is_untouched(database, source)
    except sqlite3.Error:
        return False
