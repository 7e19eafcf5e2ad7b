"""The words of headings, and of the ways to group the list."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, Qt

from cicclo_qgis.catalogue.index_groups import OTHER_THEMES, Grouping
from cicclo_qgis.gui import row_texts
from cicclo_qgis.gui.grouping import Heading
from cicclo_qgis.gui.text import plain, tooltip

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Groups", text)


def way(by: Grouping) -> str:
    """How the list is grouped, as a choice."""
    return {
        Grouping.PLATFORM: _tr("By platform"),
        Grouping.TERRITORY: _tr("By territory"),
        Grouping.THEME: _tr("By theme"),
        Grouping.NONE: _tr("One list, without groups"),
    }[by]


def in_brief(by: Grouping) -> str:
    """The same beside other words."""
    return {
        Grouping.PLATFORM: _tr("now by platform"),
        Grouping.TERRITORY: _tr("now by territory"),
        Grouping.THEME: _tr("now by theme"),
        Grouping.NONE: _tr("now one list"),
    }[by]


def explained(by: Grouping) -> str:
    """What that way of grouping does, for a tool tip."""
    return {
        Grouping.PLATFORM: _tr("The collections of each platform, with its state"),
        Grouping.TERRITORY: _tr("The platforms of a territory together"),
        Grouping.THEME: _tr(
            "Under the keywords the platforms give; a collection with several of them stands "
            "under each"
        ),
        Grouping.NONE: _tr("All platforms together; of a search, what matches best comes first"),
    }[by]


def title(heading: Heading) -> str:
    """A heading as one plain line."""
    if heading.title:
        return plain(heading.title, 120)
    if heading.by is Grouping.TERRITORY:
        return _tr("Territory not stated")
    return _tr("Other themes") if heading.key == OTHER_THEMES else _tr("Without theme")


def heading_data(heading: Heading, role: int) -> Any:
    """What a heading says in one role."""
    if role == _DISPLAY:
        return title(heading)
    counted = row_texts.counted(len(heading.found()))
    if role == _TOOL_TIP:
        return tooltip(f"{title(heading)}. {counted}. {_note(heading)}".strip())
    if role == _SPOKEN:
        return f"{title(heading)}, {counted}"
    return None


def _note(heading: Heading) -> str:
    if heading.by is not Grouping.THEME:
        return ""
    if heading.key == OTHER_THEMES:
        return _tr("Their keywords are too rare for a group of their own.")
    if heading.title:
        return _tr("A collection with several themes stands under each of them.")
    return _tr("Their platforms give no keywords.")
