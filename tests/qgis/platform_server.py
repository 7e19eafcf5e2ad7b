"""An OGC API - Features platform for the tests: pages, and three ways to refuse people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional
from urllib.parse import urlencode

from tests.qgis.server import Answer, LocalServer, Seen

JSON = ("Content-Type", "application/json")
GEOJSON = ("Content-Type", "application/geo+json")
HTML = ("Content-Type", "text/html; charset=utf-8")


@dataclass
class Content:
    """One collection: ``count`` features, points or rows of a table."""

    id: str
    count: int
    table: bool = False
    title: str = ""
    secret: str = "only-for-agents"

    def feature(self, number: int) -> Dict[str, Any]:
        point = {"type": "Point", "coordinates": [-3 + (number % 100) / 100, 48 + number / 1e5]}
        return {
            "type": "Feature",
            "id": number,
            "geometry": None if self.table else point,
            "properties": {"number": number, "name": f"n{number}", "secret": self.secret},
        }


@dataclass
class OapifPlatform:
    """``allowed``: whether a request may see the data. ``refusal``: what others get."""

    server: LocalServer
    contents: List[Content]
    allowed: Callable[[Seen], bool] = lambda seen: True
    refusal: Optional[Callable[[Seen], Answer]] = None
    on_items: Callable[[Seen], None] = lambda seen: None
    max_limit: int = 1000
    base: str = "/ogc"
    next_base: str = ""
    item_paths: List[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.fallback = self.answer

    @property
    def landing(self) -> str:
        return f"{self.server.url}{self.base}/"

    def answer(self, seen: Seen) -> Answer:
        if not seen.path.startswith(self.base):
            return Answer(404, b"")
        if seen.path.endswith("/items"):
            self.on_items(seen)
        if not self.allowed(seen):
            return (self.refusal or bearer_refusal)(seen)
        path = seen.path[len(self.base) :].rstrip("/")
        url = self.landing.rstrip("/")
        if path == "":
            return _json(
                {
                    "title": "Platform",
                    "links": [
                        {"rel": "self", "type": "application/json", "href": url + "/"},
                        {
                            "rel": "service-desc",
                            "type": "application/vnd.oai.openapi+json;version=3.0",
                            "href": url + "/api",
                        },
                        {
                            "rel": "conformance",
                            "type": "application/json",
                            "href": url + "/conformance",
                        },
                        {"rel": "data", "type": "application/json", "href": url + "/collections"},
                    ],
                }
            )
        if path == "/api":
            return self._api()
        if path == "/conformance":
            return _json(
                {"conformsTo": ["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"]}
            )
        if path == "/collections":
            listed = [self._collection(content) for content in self.contents]
            return _json({"collections": listed, "links": []})
        for content in self.contents:
            here = f"/collections/{content.id}"
            if path == here:
                return _json(self._collection(content))
            if path == here + "/items":
                return self._items(content, seen)
        return Answer(404, b"{}", [JSON])

    def _api(self) -> Answer:
        limit = {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "default": 10, "maximum": self.max_limit},
        }
        return _json(
            {
                "openapi": "3.0.0",
                "info": {"title": "x", "version": "1"},
                "paths": {
                    f"/collections/{content.id}/items": {"get": {"parameters": [limit]}}
                    for content in self.contents
                },
            },
            ("Content-Type", "application/vnd.oai.openapi+json;version=3.0"),
        )

    def _collection(self, content: Content) -> Dict[str, Any]:
        extent = {} if content.table else {"extent": {"spatial": {"bbox": [[-3, 48, -2, 49]]}}}
        return {
            "id": content.id,
            "title": content.title or content.id,
            "description": "Said so",
            "links": [],
            **extent,
        }

    def _items(self, content: Content, seen: Seen) -> Answer:
        limit = min(int(seen.query.get("limit", 10)), self.max_limit)
        offset = int(seen.query.get("offset", 0))
        numbers = range(content.count)
        if "bbox" in seen.query and not content.table:
            west, south, east, north = map(float, seen.query["bbox"].split(","))
            numbers = [
                n
                for n in numbers
                if west <= -3 + (n % 100) / 100 <= east and south <= 48 + n / 1e5 <= north
            ]
        page = [content.feature(n) for n in numbers[offset : offset + limit]]
        document: Dict[str, Any] = {
            "type": "FeatureCollection",
            "features": page,
            "links": [],
            "numberMatched": len(numbers),
            "numberReturned": len(page),
        }
        if offset + limit < len(numbers):
            query = {**seen.query, "limit": limit, "offset": offset + limit}
            base = self.next_base or self.landing.rstrip("/")
            document["links"].append(
                {
                    "rel": "next",
                    "type": "application/geo+json",
                    "href": f"{base}/collections/{content.id}/items?{urlencode(query)}",
                }
            )
        return Answer(200, json.dumps(document).encode(), [GEOJSON])


def _json(document: Any, kind: Any = JSON) -> Answer:
    return Answer(200, json.dumps(document).encode(), [kind])


def bearer_refusal(seen: Seen) -> Answer:
    return Answer(401, b'{"code": "unauthorized"}', [JSON, ("WWW-Authenticate", "Bearer")])


def login_redirect(seen: Seen) -> Answer:
    return Answer(302, b"", [("Location", "/login")])


def login_page(seen: Seen) -> Answer:
    return Answer(200, b"<html><title>Sign in</title></html>", [HTML])
