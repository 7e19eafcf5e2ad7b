"""The menu of what is kept: favourites, recent ones, saved searches."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable

from qgis.PyQt.QtCore import QCoreApplication, QObject
from qgis.PyQt.QtWidgets import QInputDialog, QMenu, QToolButton

from cicclo_qgis.catalogue.favourites import Choice, Pick
from cicclo_qgis.gui import row_texts
from cicclo_qgis.gui.icons import theme
from cicclo_qgis.gui.keeping import Keeping
from cicclo_qgis.gui.narrowing import Narrowing
from cicclo_qgis.gui.text import menu_text, plain


def _tr(text: str) -> str:
    return QCoreApplication.translate("KeepMenu", text)


class KeepMenu(QObject):
    """Fills the menu of ``button`` each time it opens.

    ``summary``: what narrows the list in a few words, a name to begin with.
    """

    def __init__(
        self,
        button: QToolButton,
        keeping: Keeping,
        narrowing: Narrowing,
        summary: Callable[[], str],
    ) -> None:
        super().__init__(button)
        self._button, self._keeping, self._narrowing = button, keeping, narrowing
        self._summary = summary
        self.menu = QMenu(button)
        self.menu.setAccessibleName(button.accessibleName())
        self.menu.aboutToShow.connect(self._fill)
        button.setMenu(self.menu)

    def _fill(self) -> None:
        kept, choice = self._keeping.kept, self._narrowing.choice
        self.menu.clear()
        for pick, text, count in (
            (Pick.FAVOURITES, _tr("Favourites ({count})"), len(kept.favourites)),
            (Pick.RECENT, _tr("Recently added to the map ({count})"), len(kept.recent)),
        ):
            action = self.menu.addAction(text.format(count=row_texts.number(count)))
            action.setCheckable(True)
            action.setChecked(choice.pick is pick)
            wanted = Pick.ALL if choice.pick is pick else pick
            action.triggered.connect(
                lambda _on=False, one=wanted: self._narrowing.take(
                    replace(self._narrowing.choice, pick=one)
                )
            )
        self.menu.addSeparator()
        for name, saved in kept.searches:
            action = self.menu.addAction(theme("/search.svg"), menu_text(plain(name, 80)))
            action.triggered.connect(lambda _on=False, one=saved: self._narrowing.take(one))
        save = self.menu.addAction(theme("/mActionFileSave.svg"), _tr("Save this search…"))
        save.setEnabled(bool(choice))
        save.triggered.connect(lambda _on=False: self._ask_name())
        if kept.searches:
            drop = self.menu.addMenu(_tr("Remove a saved search"))
            for name, _saved in kept.searches:
                action = drop.addAction(menu_text(plain(name, 80)))
                action.triggered.connect(lambda _on=False, one=name: self._keeping.unsave(one))

    def _ask_name(self) -> None:
        choice = self._narrowing.choice
        dialog = QInputDialog(self._button)
        dialog.setObjectName("saveSearch")
        dialog.setWindowTitle(_tr("Save this search"))
        dialog.setLabelText(_tr("Name of the search"))
        dialog.setTextValue(self._summary())
        dialog.setOkButtonText(_tr("Save"))
        dialog.setCancelButtonText(_tr("Cancel"))
        wide = dialog.fontMetrics().averageCharWidth() * 48  # room for what is proposed
        dialog.resize(wide, dialog.sizeHint().height())
        dialog.textValueSelected.connect(lambda name: self._save(name, choice))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def _save(self, name: str, choice: Choice) -> None:
        name = plain(name, 80)
        if name:
            self._keeping.save(name, choice)
