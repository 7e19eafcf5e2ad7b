"""Collections in QGIS's locator bar (Ctrl+K): ``ci`` and the words looked for.

QGIS keeps prefixes of one and two letters to itself: it knows this filter by ``cic``, and hands
``ci …`` to every filter, so that it is taken off here. Without any prefix the few most obvious
collections are offered below QGIS's own finds.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, List, Optional, Set

from qgis.core import QgsFeedback, QgsLocatorContext, QgsLocatorFilter, QgsLocatorResult
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.row_icons import RowIcons

_MOST = 40
_MOST_UNASKED = 5
_SHORTEST_UNASKED = 3
_OWN_PREFIX = re.compile(r"cic?\s+", re.IGNORECASE)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Locator", text)


class CollectionLocator(QgsLocatorFilter):
    """Made in the GUI thread; ``fetchResults`` runs in one of QGIS's own."""

    def __init__(
        self, desk: Callable[[], Desk], original: Optional[CollectionLocator] = None
    ) -> None:
        super().__init__()
        self._desk = desk
        # Common to the filter QGIS knows and to its clones; not empty while the search is ours.
        self._meant: Set[str] = set() if original is None else original._meant
        self._pictures: RowIcons = RowIcons(16) if original is None else original._pictures
        self._icons: Dict[str, QIcon] = {}
        self._paths: Dict[str, str] = {}
        self.setFetchResultsDelay(60)

    def clone(self) -> CollectionLocator:
        """One for each search (asked for in the GUI thread)."""
        return CollectionLocator(self._desk, self)

    def name(self) -> str:
        """The key by which QGIS knows it."""
        return "cicclo"

    def displayName(self) -> str:
        """What it is called in QGIS's options."""
        return _tr("CICCLO collections")

    def prefix(self) -> str:
        """The shortest that QGIS allows."""
        return "cic"

    def priority(self) -> QgsLocatorFilter.Priority:
        """Above all others for ``ci …``; else below what QGIS itself finds in the project."""
        priority = QgsLocatorFilter.Priority
        return priority.Highest if self._meant else priority.Low

    def prepare(self, text: str, context: QgsLocatorContext) -> List[str]:
        """What the search thread must not make itself. GUI thread."""
        self._meant.clear()
        if context.usingPrefix or _OWN_PREFIX.match(text):
            self._meant.add(text)
        from cicclo_qgis.catalogue.model import Padlock
        from cicclo_qgis.gui import commands
        from cicclo_qgis.gui.icons import Icon, of_padlock

        pictures = {padlock.value: of_padlock(padlock) for padlock in Padlock}
        pictures.update({Padlock.OPEN.value: Icon.FEATURES, "table": Icon.TABLE})
        self._icons = {key: self._pictures.of(icon) for key, icon in pictures.items()}
        self._paths = {one.name: one.icon_path() for one in commands.OF_COLLECTION}
        return []

    def fetchResults(self, text: str, context: QgsLocatorContext, feedback: QgsFeedback) -> None:
        """Ask the index, and tell the most obvious collections. Search thread."""
        from cicclo_qgis.catalogue.index_answer import Search

        words = text.strip()
        asked = context.usingPrefix or bool(_OWN_PREFIX.match(text))
        if not context.usingPrefix:
            words = _OWN_PREFIX.sub("", text, count=1).strip()
        if not words or (not asked and len(words) < _SHORTEST_UNASKED):
            return
        desk = self._desk()
        answer = desk.find(Search(words))
        if answer is None or feedback.isCanceled():
            return
        names = {platform.id: platform.name for platform in desk.platforms()}
        best = answer.top(_MOST if asked else _MOST_UNASKED)
        for number, (platform_id, collection_id) in enumerate(best):
            if feedback.isCanceled():
                return
            result = self._result(desk, platform_id, collection_id, names)
            if result is not None:
                result.score = 1.0 - number / (len(best) + 1)
                self.resultFetched.emit(result)

    def triggerResult(self, result: QgsLocatorResult) -> None:
        """Add it to the map. GUI thread."""
        self.triggerResultFromAction(result, 0)

    def triggerResultFromAction(self, result: QgsLocatorResult, action: int) -> None:
        """Do what was chosen of its menu. GUI thread."""
        from cicclo_qgis.gui import commands, data_items

        target = data_items.target_of(_data(result))
        if target is not None and 0 <= action < len(commands.OF_COLLECTION):
            commands.OF_COLLECTION[action].do(self._desk(), target)

    def _result(
        self, desk: Desk, platform_id: str, collection_id: str, names: Dict[str, str]
    ) -> Optional[QgsLocatorResult]:
        from cicclo_qgis.gui import commands, data_items
        from cicclo_qgis.gui.text import plain

        entry = desk.entry(platform_id, collection_id)
        if entry is None:
            return None
        target = commands.Target(platform_id, collection_id)
        result = QgsLocatorResult()
        result.filter = self
        result.displayString = plain(entry.collection.title, 200) or collection_id
        result.description = plain(names.get(platform_id, platform_id), 120)
        # Text, not a Python object: QGIS copies it in threads that do not hold Python's lock.
        result.userData = data_items.uri_of(target)
        table = entry.padlock.value == "open" and entry.collection.item_kind.value == "table"
        result.icon = self._icons.get("table" if table else entry.padlock.value, QIcon())
        result.actions = [
            QgsLocatorResult.ResultAction(
                number, command.text(desk, target), self._paths.get(command.name, "")
            )
            for number, command in enumerate(commands.OF_COLLECTION)
            if command.offered(desk, target)
        ]
        return result


def _data(result: QgsLocatorResult) -> str:
    """What a result carries. Reading the attribute itself can crash QGIS 3.22."""
    reader = getattr(result, "getUserData", None)
    return str(reader() if reader is not None else result.userData)
