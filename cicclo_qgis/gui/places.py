"""The plugin where QGIS users already look: Browser panel, locator bar, menus of layers, drops.

One object registers it all, and takes it away again. Each place loads what it shows when it is
first looked at.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, Callable, List

import requests
from qgis.core import QgsApplication
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QCoreApplication, QTimer

from cicclo_qgis.gui.address_opening import AddressOpening, given_at_start
from cicclo_qgis.gui.asked import Asked
from cicclo_qgis.gui.data_item_menus import CiccloItemGuiProvider
from cicclo_qgis.gui.data_items import CiccloItemProvider
from cicclo_qgis.gui.desk import Desk
from cicclo_qgis.gui.drops import DropHandler
from cicclo_qgis.gui.layer_menu import LayerMenu
from cicclo_qgis.gui.locator import CollectionLocator
from cicclo_qgis.gui.record_finding import RecordFinding
from cicclo_qgis.gui.source_provider import CiccloSourceProvider
from cicclo_qgis.host.workers import Workers

Http = Callable[[], requests.Session]


class Places:
    """Made and stopped in the GUI thread, once QGIS stands."""

    def __init__(
        self,
        iface: Any,
        desk: Desk,
        workers: Workers,
        http: Http,
        show_panel: Callable[[], None] = lambda: None,
    ) -> None:
        self._undo: List[Callable[[], Any]] = []
        # Held on to: QGIS calls them, but does not keep their Python halves alive.
        self._kept: List[Any] = []
        records = RecordFinding(desk, workers, desk.finding.record)
        self.addresses = AddressOpening(desk, workers, records)
        desk.find_address = self.addresses.find_keys
        self._undo.append(lambda: self._forget_addresses(desk))
        self._browser(desk)
        self._locator(iface, desk)
        self._drops(iface, desk)
        self._source_manager(desk)
        self._loading(iface, desk, workers, http)
        menu = LayerMenu(iface, lambda: desk)
        self._undo.append(menu.stop)
        self.asked = Asked(iface, self.addresses, show_panel)
        self._undo.append(self.asked.stop)
        for address in given_at_start(QCoreApplication.arguments(), records.is_one):
            _take_back(iface, address)
            QTimer.singleShot(0, lambda given=address: self.addresses.open(given))

    def stop(self) -> None:
        """Take everything away."""
        while self._undo:
            self._undo.pop()()
        self._kept.clear()

    def _loading(self, iface: Any, desk: Desk, workers: Workers, http: Http) -> None:
        made: List[Any] = []

        def door() -> Any:
            if not made:
                from cicclo_qgis.gui.loading_door import LoadingDoor

                made.append(LoadingDoor(iface, desk, workers, http))
            return made[0]

        def stop() -> None:
            desk.add_with_options = desk.opening.huge = None
            for one in made:
                one.stop()

        desk.add_with_options = lambda *key: door().open(*key)
        desk.opening.huge = lambda *question: door().ask_huge(*question)
        self._undo.append(stop)

    def _forget_addresses(self, desk: Desk) -> None:
        desk.find_address = None
        self.addresses.stop()

    def _browser(self, desk: Desk) -> None:
        items, menus = CiccloItemProvider(lambda: desk), CiccloItemGuiProvider(lambda: desk)
        menus_of, items_of = QgsGui.dataItemGuiProviderRegistry, QgsApplication
        menus_of().addProvider(menus)
        items_of.dataItemProviderRegistry().addProvider(items)
        self._kept += [items, menus]
        self._undo += [
            lambda: menus_of().removeProvider(menus),
            lambda: items_of.dataItemProviderRegistry().removeProvider(items),
            items.stop,
        ]

    def _locator(self, iface: Any, desk: Desk) -> None:
        locator = CollectionLocator(lambda: desk)
        iface.registerLocatorFilter(locator)
        self._kept.append(locator)
        self._undo.append(lambda: iface.deregisterLocatorFilter(locator))

    def _drops(self, iface: Any, desk: Desk) -> None:
        drops = DropHandler(lambda: desk, self.addresses.is_ours, self.addresses.open)
        iface.registerCustomDropHandler(drops)
        self._kept.append(drops)
        self._undo.append(lambda: iface.unregisterCustomDropHandler(drops))

    def _source_manager(self, desk: Desk) -> None:
        sources = CiccloSourceProvider(lambda: desk)
        registry = QgsGui.sourceSelectProviderRegistry
        registry().addProvider(sources)
        self._kept.append(sources)
        self._undo += [lambda: registry().removeProvider(sources), sources.stop]


def _take_back(iface: Any, address: str) -> None:
    """Close QGIS's complaint that an address on its command line is no file."""
    as_file = PurePosixPath(address).as_posix()
    bar = iface.messageBar()
    for item in bar.items():
        if as_file in item.text():
            bar.popWidget(item)
