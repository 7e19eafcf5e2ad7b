"""What is dropped on QGIS's map or layer tree: collections, and addresses of them."""

from __future__ import annotations

from typing import Callable, List

from qgis.core import QgsMimeDataUtils
from qgis.gui import QgsCustomDropHandler
from qgis.PyQt.QtCore import QMimeData

from cicclo_qgis.gui import commands
from cicclo_qgis.gui.desk_protocol import Desk

_LONGEST = 4000
_BEGINNINGS = ("http://", "https://", "cicclo:http://", "cicclo:https://")


class DropHandler(QgsCustomDropHandler):
    """Takes CICCLO's own items, and addresses that ``is_ours``; everything else is left to QGIS."""

    def __init__(
        self,
        desk: Callable[[], Desk],
        is_ours: Callable[[str], bool],
        open_address: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._is_ours = is_ours
        self._open_address = open_address

    def customUriProviderKey(self) -> str:
        """The key on what our items carry."""
        return "cicclo"

    def handleCustomUriDrop(self, uri: QgsMimeDataUtils.Uri) -> None:
        """A collection was dragged from the Browser panel."""
        from cicclo_qgis.gui.data_items import target_of

        target = target_of(uri.uri)
        if target is not None:
            commands.ADD.run(self._desk(), target)

    def canHandleMimeData(self, data: QMimeData) -> bool:
        """Whether an address of a collection is being dragged over QGIS."""
        return any(map(self._is_ours, _addresses(data)))

    def handleMimeDataV2(self, data: QMimeData) -> bool:
        """An address was dropped: find what is behind it."""
        ours = [address for address in _addresses(data) if self._is_ours(address)]
        for address in ours:
            self._open_address(address)
        return bool(ours)

    def handleFileDrop(self, path: str) -> bool:
        """An internet shortcut was dropped."""
        from cicclo_qgis.gui.address_opening import in_shortcut

        address = in_shortcut(path) if path.lower().endswith((".url", ".desktop")) else None
        if address is None or not self._is_ours(address):
            return False
        self._open_address(address)
        return True


def _addresses(data: QMimeData) -> List[str]:
    if QgsMimeDataUtils.isUriList(data):
        return []
    if data.hasUrls():
        found = [url.toString() for url in data.urls()]
    else:
        found = [data.text().strip()] if data.hasText() else []
    return [text for text in found if text.startswith(_BEGINNINGS) and len(text) < _LONGEST]
