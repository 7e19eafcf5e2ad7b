"""What a person does at the stage: reads the dock, clicks its rows, fills in the login pages.

Every action goes through the display (mouse and keyboard); QGIS is only asked what it shows.
"""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any, Dict, List, Optional, Sequence

from workshop.tour.stage import Stage

_DOCK = "widget('CiccloPanel')"
_VIEW = _DOCK + ".tree"
_SEARCH = _DOCK + ".search"


class Person:
    """Acts on one stage whose QGIS is running.

    Args:
        stage: the computer.
        debugging_port: QtWebEngine's remote debugging port: tells which page the sign-in window
            shows (its address and title; nothing is read from or done to the page through it).
    """

    def __init__(self, stage: Stage, debugging_port: int) -> None:
        self.stage = stage
        self.pointer = stage.pointer
        self._debugging = f"http://127.0.0.1:{debugging_port}/json"

    def ask(self, code: str) -> Any:
        """What QGIS says of itself."""
        if self.stage.qgis is None:
            raise RuntimeError("QGIS is not running")
        return self.stage.qgis.remote(code)

    def wait(self, code: str, what: str, timeout: float = 30.0) -> Any:
        """Wait until QGIS says yes."""
        if self.stage.qgis is None:
            raise RuntimeError("QGIS is not running")
        return self.stage.qgis.remote.until(code, what, timeout)

    # The dock

    def rows(self) -> List[Dict[str, Any]]:
        """Every row of the list: depth 0 are platforms, depth 1 their collections."""
        return list(self.ask(f"rows({_VIEW})"))

    def collections_of(self, platform: str) -> List[str]:
        """Titles under a platform's row."""
        titles: List[str] = []
        inside = False
        for row in self.rows():
            if row["depth"] == 0:
                inside = row["text"] == platform
            elif inside:
                titles.append(row["text"])
        return titles

    def wait_listed(self, platform: str, title: str, timeout: float = 30.0) -> None:
        """Wait until a platform lists a collection."""
        deadline = time.monotonic() + timeout
        while title not in self.collections_of(platform):
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"{platform} does not list {title!r}: {self.collections_of(platform)}"
                )
            time.sleep(0.2)

    def search(self, text: str) -> None:
        """Type into the dock's search line (an empty text clears it)."""
        self.pointer.click(self.ask(f"rect_of({_SEARCH})"))
        self.pointer.key("ctrl+a", "BackSpace")
        if text:
            self.pointer.type(text)
        time.sleep(0.3)

    def select(self, text: str) -> Sequence[int]:
        """Click a row, once it is there; its rectangle."""
        self.wait(f"reveal({_VIEW}, {text!r})", f"the row {text}")
        time.sleep(0.2)
        rect = self.ask(f"reveal({_VIEW}, {text!r})")
        self.pointer.click(rect)
        return list(rect)

    def add_to_map(self, title: str) -> None:
        """Double-click a collection's row, once it is there."""
        self.wait(f"reveal({_VIEW}, {title!r})", f"the row {title}")
        time.sleep(0.2)
        rect = self.ask(f"reveal({_VIEW}, {title!r})")
        self.pointer.click(rect, times=2)

    def choose_account(self, platform: str, deeper: str = "") -> None:
        """Open the account menu and choose the entry of a platform (then one of its own menu)."""
        self.pointer.click(self.ask(f"rect_of({_DOCK}.accounts.button)"))
        menu = f"{_DOCK}.accounts.menu"
        self.wait(f"{menu}.isVisible()", "the account menu", 10)
        for wanted in (platform, deeper):
            if wanted:
                self.pointer.click(self.ask(f"entry_of({menu}, {wanted!r})"))
                time.sleep(0.4)
            menu = f"entry_menu({menu}, {platform!r})"

    # The sign-in window

    def page(self) -> Optional[Dict[str, str]]:
        """Address and title of the page in the sign-in window, None without one."""
        try:
            with urllib.request.urlopen(self._debugging, timeout=3) as answer:
                pages = [p for p in json.load(answer) if p.get("type") == "page"]
        except OSError:
            return None
        return {"url": pages[0]["url"], "title": pages[0]["title"]} if pages else None

    def wait_page(self, part: str, timeout: float = 40.0) -> Dict[str, str]:
        """Wait until the sign-in window shows a page with ``part`` in its address or title."""
        deadline = time.monotonic() + timeout
        seen = None
        while time.monotonic() < deadline:
            seen = self.page()
            if seen and (part in seen["url"] or part in seen["title"]):
                return seen
            time.sleep(0.1)
        raise TimeoutError(f"no page with {part!r} within {timeout:.0f} s; last: {seen}")

    def sign_in(
        self, platform: str, email: str, secret: str, shoot: Optional[Any] = None
    ) -> List[str]:
        """Fill in ProConnect's two pages in the window of ``platform``; the titles seen."""
        window = self.pointer.wait_window(platform, 40)
        titles = [self.wait_page("ProConnect")["title"]]
        self.pointer.focus(window)
        time.sleep(0.4)
        if shoot is not None:
            shoot("connexion-adresse")
        self.pointer.type(email)
        self.pointer.key("Return")
        titles.append(self.wait_page("Fournisseur d’identité")["title"])
        time.sleep(0.4)
        if shoot is not None:
            shoot("connexion-mot-de-passe")
        self.pointer.type(secret)
        self.pointer.key("Return")
        self.pointer.wait_gone(platform, 40)
        return titles

    # The map

    def layers(self) -> List[Dict[str, Any]]:
        """Layers of the project."""
        return list(self.ask("layers()"))

    def wait_layer(self, name: str, timeout: float = 40.0) -> Dict[str, Any]:
        """The valid layer of that name, once it is in the project."""
        found = self.wait(
            f"[l for l in layers() if l['name'] == {name!r} and l['valid']]",
            f"layer {name}",
            timeout,
        )
        return dict(found[0])

    def count_features(self, layer_id: str, timeout: float = 120.0) -> int:
        """How many features QGIS really gets from a layer (read beside the GUI thread)."""
        name = "count_" + layer_id.replace("-", "_")[-12:]
        self.ask(
            "from qgis.core import QgsTask, QgsVectorLayerFeatureSource, QgsFeatureRequest\n"
            f"_source = QgsVectorLayerFeatureSource(QgsProject.instance().mapLayer({layer_id!r}))\n"
            f"{name} = []\n"
            f"def _count(task, source=_source, out={name}):\n"
            "    out.append(sum(1 for _ in source.getFeatures(QgsFeatureRequest())))\n"
            "_task = QgsTask.fromFunction('count', _count)\n"
            "QgsApplication.taskManager().addTask(_task)"
        )
        return int(self.wait(f"{name} and {name}[0]", f"features of {layer_id}", timeout))

    def zoom_to(self, layer_id: str) -> None:
        """Show the whole layer and wait until the map is drawn."""
        self.ask(
            f"_layer = QgsProject.instance().mapLayer({layer_id!r})\n"
            "drawn = []\n"
            "iface.mapCanvas().mapCanvasRefreshed.connect(lambda: drawn.append(1))\n"
            "iface.setActiveLayer(_layer)\n"
            "iface.zoomToActiveLayer()\n"
            "iface.mapCanvas().refresh()"
        )
        self.wait("drawn and not iface.mapCanvas().isDrawing()", "the map to be drawn", 120)
        time.sleep(0.5)
