"""From "add to the map" to a layer on the map, with a sign-in in between where one is needed.

The order is always the same: try one item (it tells the right and the kind of items), sign in if
the platform asks for it, build the layer beside the GUI thread, put it into the project. What the
person wanted is kept during the sign-in and done after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, List, Tuple

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue import Entry, Harvest, Padlock, Probed
from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.desk_protocol import NoticeLevel
from cicclo_qgis.host import layers as host_layers
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import ItemKind, ProblemCode
from cicclo_qgis.platforms import Platform

if TYPE_CHECKING:
    from cicclo_qgis.gui.desk import Desk

_Key = Tuple[str, str]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Opening", text)


class Opening:
    """Openings under way, one per collection at most."""

    def __init__(self, desk: Desk, layers: LiveLayers, workers: Workers, harvest: Harvest) -> None:
        self._desk = desk
        self._layers = layers
        self._workers = workers
        self._harvest = harvest
        self._trying: Dict[_Key, Platform] = {}
        self._building: Dict[_Key, Platform] = {}
        self._wanted: Dict[str, Dict[str, Platform]] = {}

    def open(self, platform: Platform, entry: Entry) -> None:
        """Begin; a second call for the same collection while it is under way does nothing."""
        key = (platform.id, entry.collection.id)
        if key in self._trying or key in self._building:
            return
        signed_in = self._desk.session(platform.id).state.usable
        if entry.padlock is Padlock.NEEDS_SIGN_IN and platform.access and not signed_in:
            self._want(platform, entry)
        else:
            self._try(platform, entry)

    def signed_in(self, platform_id: str) -> None:
        """A session is there: do what was wanted of it."""
        for collection_id, platform in self._wanted.pop(platform_id, {}).items():
            entry = self._desk.entry(platform_id, collection_id)
            if entry is not None:
                self._try(platform, entry)

    def forget(self, platform_id: str) -> List[str]:
        """Drop what waits for a session of that platform; the collections it was."""
        return list(self._wanted.pop(platform_id, {}))

    def probed(self, event: Probed) -> None:
        """A collection was tried, for this or for another reason."""
        platform = self._trying.pop((event.platform_id, event.entry.collection.id), None)
        if platform is None:
            return
        title = event.entry.collection.title
        if event.problem is not None:
            self._failed(platform, event.entry, sentences.problem(event.problem))
        elif event.entry.padlock is Padlock.NEEDS_SIGN_IN:
            if platform.access:
                self._want(platform, event.entry)
            else:
                text = _tr("“{title}” needs a sign-in, and {platform} tells no way to do it here.")
                self._desk.tell(
                    NoticeLevel.WARNING, text.format(title=title, platform=platform.name)
                )
        elif event.entry.padlock is Padlock.NO_RIGHT:
            sentence = sentences.padlock(Padlock.NO_RIGHT, platform.name)
            text = _tr("“{title}”: {sentence}").format(title=title, sentence=sentence)
            self._desk.tell(NoticeLevel.WARNING, text)
        else:
            self._build(platform, event.entry)

    def _want(self, platform: Platform, entry: Entry) -> None:
        self._wanted.setdefault(platform.id, {})[entry.collection.id] = platform
        self._desk.sign_in(platform.id)

    def _try(self, platform: Platform, entry: Entry) -> None:
        key = (platform.id, entry.collection.id)
        self._trying[key] = platform
        if not self._harvest.probe(*key) and self._desk.entry(*key) is None:
            # The newest list does not hold it any more: no answer will come.
            del self._trying[key]
            self._failed(platform, entry, sentences.problem_code(ProblemCode.NOT_FOUND))

    def _build(self, platform: Platform, entry: Entry) -> None:
        key = (platform.id, entry.collection.id)
        self._building[key] = platform

        def built(layer: QgsVectorLayer) -> None:
            self._building.pop(key, None)
            if not layer.isValid():
                self._failed(platform, entry, _tr("QGIS cannot read what the platform sends."))
                return
            host_layers.add(layer)
            self._added(entry)

        def failed(error: Exception) -> None:
            self._building.pop(key, None)
            self._failed(platform, entry, str(error))

        self._workers.run(lambda: host_layers.build(entry, platform), built, failed)

    def _added(self, entry: Entry) -> None:
        title = entry.collection.title
        if entry.collection.item_kind is ItemKind.TABLE:
            text = _tr("“{title}” is a table without geometry: open its attribute table.")
            self._desk.tell(NoticeLevel.SUCCESS, text.format(title=title))

    def _failed(self, platform: Platform, entry: Entry, why: str) -> None:
        collection = entry.collection
        text = _tr("“{title}” could not be opened. {why}").format(title=collection.title, why=why)
        self._desk.tell(
            NoticeLevel.ERROR,
            text,
            _tr("Try again"),
            lambda: self._desk.add_to_map(platform.id, collection.id),
        )
