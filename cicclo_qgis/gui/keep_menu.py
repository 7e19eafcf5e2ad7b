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
        save.triggered.connect(lambda _on=False: self._ask_to_save())
        if kept.searches:
            self._of_each(_tr("Rename a saved search"), self._ask_to_rename)
            self._of_each(_tr("Remove a saved search"), self._keeping.unsave)

    def _of_each(self, title: str, do: Callable[[str], None]) -> None:
        """A menu of its own with every saved search."""
        menu = self.menu.addMenu(title)
        for name, _saved in self._keeping.kept.searches:
            action = menu.addAction(menu_text(plain(name, 80)))
            action.triggered.connect(lambda _on=False, one=name: do(one))

    def _ask_to_save(self) -> None:
        choice = self._narrowing.choice
        dialog = self._dialog("saveSearch", _tr("Save this search"), self._summary())
        dialog.setOkButtonText(_tr("Save"))
        dialog.textValueSelected.connect(lambda name: self._save(name, choice))
        dialog.open()

    def _ask_to_rename(self, old: str) -> None:
        dialog = self._dialog("renameSearch", _tr("Rename a saved search"), old)
        dialog.setOkButtonText(_tr("Rename"))
        dialog.textValueSelected.connect(lambda name: self._rename(old, name))
        dialog.open()

    def _dialog(self, name: str, title: str, proposed: str) -> QInputDialog:
        dialog = QInputDialog(self._button)
        dialog.setObjectName(name)
        dialog.setWindowTitle(title)
        dialog.setLabelText(_tr("Name of the search"))
        dialog.setTextValue(proposed)
        dialog.setCancelButtonText(_tr("Cancel"))
        wide = dialog.fontMetrics().averageCharWidth() * 48  # room for what is proposed
        dialog.resize(wide, dialog.sizeHint().height())
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        return dialog

    def _save(self, name: str, choice: Choice) -> None:
        name = plain(name, 80)
        if name:
            self._keeping.save(name, choice)

    def _rename(self, old: str, name: str) -> None:
        name = plain(name, 80)
        if name:
            self._keeping.rename(old, name)
