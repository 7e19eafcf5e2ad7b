"""Facets and their values in the person's words."""

from __future__ import annotations

from typing import Callable, List, Mapping, Tuple

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.favourites import Pick
from cicclo_qgis.catalogue.index_answer import Facet
from cicclo_qgis.catalogue.index_words import fold
from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui import sentences, term_texts
from cicclo_qgis.gui.text import plain

ORDER = (
    Facet.PADLOCK,
    Facet.THEME,
    Facet.TERRITORY,
    Facet.PLATFORM,
    Facet.KIND,
    Facet.LICENSE,
    Facet.YEAR,
)
"""As the bar shows them: what narrows best comes first."""

_KINDS = ("point", "line", "polygon", "feature", "table", "unknown")
_PADLOCKS = [padlock.value for padlock in Padlock]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Facets", text)


def title(facet: Facet) -> str:
    """The facet's name, short enough for a button."""
    return {
        Facet.PLATFORM: _tr("Platform"),
        Facet.TERRITORY: _tr("Territory"),
        Facet.PADLOCK: _tr("Access"),
        Facet.KIND: _tr("Content"),
        Facet.LICENSE: _tr("Licence"),
        Facet.YEAR: _tr("Year"),
        Facet.THEME: _tr("Theme"),
    }[facet]


def explained(facet: Facet) -> str:
    """What the facet is about, for a tool tip."""
    return {
        Facet.PLATFORM: _tr("Whose collections are listed"),
        Facet.TERRITORY: _tr("The territory a platform is responsible for"),
        Facet.PADLOCK: _tr("Open to all, to you, after a sign-in, or on request"),
        Facet.KIND: _tr("Type of geometry, or table without geometry"),
        Facet.LICENSE: _tr("The licence the platform states"),
        Facet.YEAR: _tr("The year the collection was last changed in, where the platform says so"),
        Facet.THEME: _tr("The keywords the platforms give"),
    }[facet]


def value(facet: Facet, told: str, platform_name: Callable[[str], str]) -> str:
    """One value in words."""
    if facet is Facet.PLATFORM:
        return platform_name(told)
    if facet is Facet.PADLOCK and told in _PADLOCKS:
        return access(Padlock(told))
    if facet is Facet.KIND:
        return _kind(told)
    if facet is Facet.LICENSE:
        told = term_texts.licence(told)
    return plain(told, 80) or _tr("Not stated")


def access(padlock: Padlock) -> str:
    """A padlock as a choice."""
    if padlock is Padlock.NO_RIGHT:
        return _tr("On request")
    return sentences.padlock_in_brief(padlock)


def pick(chosen: Pick) -> str:
    """Which rows may be in the list."""
    if chosen is Pick.FAVOURITES:
        return _tr("Favourites")
    return _tr("Recent") if chosen is Pick.RECENT else ""


def in_view() -> str:
    """The map's extent as a filter."""
    return _tr("In the current view")


def ordered(
    facet: Facet, counts: Mapping[str, int], label: Callable[[str], str]
) -> List[Tuple[str, str, int]]:
    """Values with words and numbers, in the order in which people look for them."""
    rows = [(one, label(one), count) for one, count in counts.items()]
    if facet in (Facet.PADLOCK, Facet.KIND):
        fixed = _PADLOCKS if facet is Facet.PADLOCK else list(_KINDS)
        return sorted(rows, key=lambda row: fixed.index(row[0]) if row[0] in fixed else 99)
    if facet is Facet.YEAR:
        return sorted(rows, key=lambda row: row[0], reverse=True)
    return sorted(rows, key=lambda row: (-row[2], fold(row[1])))


def _kind(told: str) -> str:
    return {
        "point": _tr("Points"),
        "line": _tr("Lines"),
        "polygon": _tr("Polygons"),
        "feature": _tr("Features, type not stated"),
        "table": _tr("Table without geometry"),
    }.get(told, _tr("Not stated"))
