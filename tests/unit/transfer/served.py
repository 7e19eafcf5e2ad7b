"""A collection on a real web server on 127.0.0.1, which a test can spoil in one point."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional

from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link
from tests.unit.site import Heard, Reply, Site

GEOJSON = "application/geo+json"


def point(number: int, **properties: Any) -> Dict[str, Any]:
    """A feature in France, another place for each number."""
    x = -4.0 + (number * 7919 % 1000) / 80
    y = 42.5 + (number * 104729 % 1000) / 125
    return {
        "type": "Feature",
        "id": number,
        "geometry": {"type": "Point", "coordinates": [x, y]},
        "properties": {"nom": f"Objet n° {number}", "valeur": number, **properties},
    }


def points(count: int) -> List[Dict[str, Any]]:
    return [point(number) for number in range(1, count + 1)]


def _inside(feature: Dict[str, Any], box: List[float]) -> bool:
    geometry = feature["geometry"]
    if geometry is None:
        return False
    x, y = geometry["coordinates"][:2]
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


@dataclass
class Served:
    """``served.features`` are what it has; the other members are its habits and faults.

    ``time_of``: the attribute that ``datetime`` filters; "" for a server that knows no ``datetime``.
    """

    site: Site
    features: List[Dict[str, Any]]
    most: int = 1000
    count: bool = True
    offset_name: str = "offset"
    ignore_offset: bool = False
    next_link: bool = True
    endless_next: bool = False
    next_extra: str = ""
    headers: List[Any] = field(default_factory=list)
    wait: float = 0.0
    lie: int = 0
    time_of: str = ""
    before: Optional[Callable[[Heard, int], Optional[Reply]]] = None
    base: str = "/ogc"
    asked: int = 0
    at_once: int = 0
    most_at_once: int = 0
    _lock: Any = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.site.routes[f"{self.base}/collections/c/items"] = self._items
        self.site.routes[f"{self.base}/api"] = Reply(
            {
                "openapi": "3.0.0",
                "paths": {
                    "/collections/c/items": {
                        "get": {
                            "parameters": [
                                {"name": "limit", "schema": {"maximum": self.most, "default": 10}}
                            ]
                        }
                    }
                },
            }
        )

    @property
    def items_url(self) -> str:
        return self.site.url(f"{self.base}/collections/c/items")

    def landing(self) -> LandingPage:
        url = self.site.url(self.base + "/")
        return LandingPage(url, "T", "", (), url + "collections", url + "api", None)

    def collection(self, **more: Any) -> Collection:
        told: Dict[str, Any] = {
            "id": "c",
            "title": "Zones à voir",
            "description": "d",
            "links": (),
            "items_url": self.items_url,
            "bbox": (-5.0, 41.0, 10.0, 52.0),
        }
        told.update(more)
        return Collection(**told)

    def requests(self) -> List[Heard]:
        return [heard for heard in self.site.heard if heard.path.endswith("/items")]

    def _items(self, heard: Heard) -> Reply:
        with self._lock:
            self.asked += 1
            number = self.asked
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            said = self.before(heard, number) if self.before else None
            reply = said or self._page(heard)
            if self.wait:
                self.site._over.wait(self.wait)
            return reply
        finally:
            with self._lock:
                self.at_once -= 1

    def _page(self, heard: Heard) -> Reply:
        query = heard.query
        limit = min(int(query.get("limit", 10)), self.most)
        offset = 0 if self.ignore_offset else int(query.get(self.offset_name, 0))
        found = self.features
        if "bbox" in query:
            box = [float(one) for one in query["bbox"].split(",")]
            found = [one for one in found if _inside(one, box)]
        if self.time_of and "datetime" in query:
            start = query["datetime"].split("/")[0]
            found = [one for one in found if one["properties"][self.time_of] >= start]
        page = found[offset : offset + limit]
        links = []
        asked_offset = int(query.get(self.offset_name, 0))
        more = asked_offset + limit < len(found) or self.endless_next
        if self.next_link and more:
            kept = "&".join(
                f"{name}={value}"
                for name, value in query.items()
                if name not in ("limit", self.offset_name)
            )
            href = f"{self.items_url}?limit={limit}&{self.offset_name}={asked_offset + limit}"
            href += ("&" + kept if kept else "") + self.next_extra
            links.append({"href": href, "rel": "next", "type": GEOJSON})
        body: Dict[str, Any] = {"type": "FeatureCollection", "features": page, "links": links}
        body["numberReturned"] = len(page)
        if self.count:
            body["numberMatched"] = len(found) + self.lie
        return Reply(body, type=GEOJSON, headers=list(self.headers))


def enclosure(href: str, kind: str) -> Link:
    return Link(href, "enclosure", kind)
