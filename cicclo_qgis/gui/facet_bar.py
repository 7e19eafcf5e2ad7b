"""One line under the search: groups, favourites, the view, the facets that fit; then the chips.

What does not fit stands in the menu of the last button.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, Dict, List, Optional, Sequence

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cicclo_qgis.catalogue.favourites import Choice, Pick
from cicclo_qgis.catalogue.index_answer import Answer, Facet
from cicclo_qgis.gui import facet_texts
from cicclo_qgis.gui.chips import Chip, ChipLine
from cicclo_qgis.gui.facet_popup import FacetPopup
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.text import menu_text, tooltip
from cicclo_qgis.gui.tool_button import tool_button

_ARROW = " \u25be"
# The style's own would be drawn over the star.
_NO_INDICATOR = "QToolButton::menu-indicator { image: none; }"
_SHOWN_ALONE = 2
# The values of the others say by themselves what they are about.
_NAMED = (Facet.LICENSE, Facet.YEAR)


class FacetBar(QWidget):
    """Holds what narrows the list beside the words typed.

    ``changed()``: it is otherwise now. ``counting(object)``: the ``Facet`` whose values are looked
    at, None when they no longer are.

    Args:
        platform_name: the name of the platform of that id.
        has_view: whether there is a map.
    """

    changed = pyqtSignal()
    counting = pyqtSignal(object)

    def __init__(
        self,
        platform_name: Callable[[str], str],
        has_view: bool,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self._platform_name = platform_name
        self._choice = Choice()
        self._themes: Dict[str, str] = {}
        self._popup: Optional[FacetPopup] = None
        self._looked_at: Optional[Facet] = None
        self.setAccessibleName(self.tr("Filters"))
        self.keep_button = tool_button(
            Icon.STAR_EMPTY.icon(), self.tr("Favourites, recent ones, saved searches"), self
        )
        self.keep_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.keep_button.setStyleSheet(_NO_INDICATOR)
        self.group_button = tool_button(Icon.GROUP.icon(), self.tr("Group the list"), self)
        self.group_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.group_button.setStyleSheet(_NO_INDICATOR)
        self.view_button = tool_button(Icon.IN_VIEW.icon(), facet_texts.in_view(), self)
        self.view_button.setToolTip(
            tooltip(
                self.tr(
                    "Only what lies in the current view of the map; the list follows the map. "
                    "Collections that tell no extent are left out."
                )
            )
        )
        self.view_button.setCheckable(True)
        self.view_button.setVisible(has_view)
        self.view_button.clicked.connect(
            lambda on: self.take(replace(self._choice, in_view=bool(on)))
        )
        self.buttons = {facet: self._facet_button(facet) for facet in facet_texts.ORDER}
        self.more = self._text_button(self.tr("More") + _ARROW)
        self.more.setStyleSheet(_NO_INDICATOR)
        self.more.setAccessibleName(self.tr("More filters"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more_menu = QMenu(self.more)
        self._more_menu.aboutToShow.connect(self._fill_more)
        self.more.setMenu(self._more_menu)
        self.chips = ChipLine(self)
        self.chips.after = self.more
        self._build()
        self._show()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in self.controls():
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.chips)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def controls(self) -> Sequence[QWidget]:
        """All that the keyboard reaches, in order; chips follow the last one."""
        icons = (self.group_button, self.keep_button, self.view_button)
        return (*icons, *self.buttons.values(), self.more)

    # -- what is chosen ---------------------------------------------------------------------

    @property
    def choice(self) -> Choice:
        """What narrows the list; its text is always empty."""
        return self._choice

    def take(self, choice: Choice) -> None:
        """Narrow the list like this from now on; the text is the search line's."""
        choice = replace(choice, text="")
        if choice != self._choice:
            self._choice = choice
            self._show()
            self.changed.emit()

    def clear(self) -> None:
        """Narrow the list no more."""
        self.take(Choice())

    def open(self, facet: Facet) -> None:
        """Show the values of a facet, to be ticked."""
        if self._popup is not None:
            self._popup.close()
        ticked = self._choice.only.get(facet, frozenset())
        popup = FacetPopup(facet_texts.title(facet), ticked, self)
        popup.chosen.connect(lambda values: self.take(self._choice.choosing(facet, values)))
        popup.closed.connect(lambda: self._closed(popup))
        self._popup, self._looked_at = popup, facet
        button = self.buttons[facet] if self.buttons[facet].isVisible() else self.more
        popup.open_at(button.mapToGlobal(button.rect().bottomLeft()), button.width())
        self.counting.emit(facet)

    def _closed(self, popup: FacetPopup) -> None:
        if self._popup is popup:
            self._popup = self._looked_at = None
            self.counting.emit(None)

    def show_counts(self, answer: Optional[Answer]) -> None:
        """Take the numbers of the facet looked at; None when they cannot be had."""
        facet = self._looked_at
        if self._popup is None or facet is None:
            return
        if answer is None:
            self._popup.fail()
        elif answer.search.count is facet:
            counts = answer.counts(facet)
            if facet is Facet.THEME:
                self._themes.update((key, answer.theme(key)) for key in counts)
            chosen = self._choice.only.get(facet, frozenset())
            told = {**counts, **{value: counts.get(value, 0) for value in chosen}}
            self._popup.show_counts(
                facet_texts.ordered(facet, told, lambda value: self._words(facet, value))
            )

    # -- what is shown ----------------------------------------------------------------------

    def _words(self, facet: Facet, value: str) -> str:
        if facet is Facet.THEME:
            return self._themes.get(value, value)
        return facet_texts.value(facet, value, self._platform_name)

    def _show(self) -> None:
        only = self._choice.only
        for facet, button in self.buttons.items():
            used = bool(only.get(facet))
            button.setChecked(used)
            font = button.font()
            font.setBold(used)
            button.setFont(font)
        self.view_button.setChecked(self._choice.in_view)
        picked = self._choice.pick is not Pick.ALL
        self.keep_button.setIcon((Icon.STAR if picked else Icon.STAR_EMPTY).icon())
        self.chips.show_chips(self._chips(), self.clear)
        self._fit()

    def _chips(self) -> List[Chip]:
        chips: List[Chip] = []
        choice = self._choice
        if choice.pick is not Pick.ALL:
            name = facet_texts.pick(choice.pick)
            chips.append((name, lambda: self.take(replace(self._choice, pick=Pick.ALL))))
        if choice.in_view:
            chips.append(
                (facet_texts.in_view(), lambda: self.take(replace(self._choice, in_view=False)))
            )
        for facet in facet_texts.ORDER:
            chips += self._chips_of(facet)
        return chips

    def _chips_of(self, facet: Facet) -> List[Chip]:
        values = self._choice.only.get(facet, frozenset())
        if not values:
            return []
        words = sorted((self._words(facet, value), value) for value in values)
        pattern = self.tr("{facet}: {value}") if facet in _NAMED else "{value}"
        name = facet_texts.title(facet)
        if len(words) > _SHOWN_ALONE:
            text = self.tr("{value} and {count} more").format(
                value=words[0][0], count=len(words) - 1
            )
            whole = pattern.format(facet=name, value=text)
            return [(whole, lambda: self.take(self._choice.choosing(facet, ())))]

        def off(value: str) -> Callable[[], None]:
            left = values - {value}
            return lambda: self.take(self._choice.choosing(facet, left))

        return [(pattern.format(facet=name, value=text), off(value)) for text, value in words]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many facets as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 2
        for icon in (self.group_button, self.keep_button, self.view_button):
            if not icon.isHidden():
                room -= icon.sizeHint().width() + 2
        widths = [button.sizeHint().width() + 2 for button in self.buttons.values()]
        if sum(widths) > room:
            room -= self.more.sizeHint().width() + 2
        fitting = 0
        for width in widths:
            room -= width
            if room < 0:
                break
            fitting += 1
        for number, button in enumerate(self.buttons.values()):
            button.setVisible(number < fitting)
        self.more.setVisible(fitting < len(widths))

    def _fill_more(self) -> None:
        self._more_menu.clear()
        for facet, button in self.buttons.items():
            if button.isHidden():
                action = self._more_menu.addAction(menu_text(facet_texts.title(facet)))
                action.setCheckable(True)
                action.setChecked(bool(self._choice.only.get(facet)))
                action.triggered.connect(lambda _on=False, one=facet: self.open(one))

    # -- making -----------------------------------------------------------------------------

    def _facet_button(self, facet: Facet) -> QToolButton:
        button = self._text_button(facet_texts.title(facet) + _ARROW)
        button.setCheckable(True)
        button.setAccessibleName(self.tr("Filter: {facet}").format(facet=facet_texts.title(facet)))
        button.setToolTip(tooltip(facet_texts.explained(facet)))

        def pressed() -> None:
            button.setChecked(bool(self._choice.only.get(facet)))
            self.open(facet)

        button.clicked.connect(pressed)
        return button

    def _text_button(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(menu_text(text))
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button
