"""A fast OGC API - Features server on 127.0.0.1: ready-made features, a settable latency.

Each page is put together from JSON made in advance, so that the server costs next to nothing and
clients are what is measured. Run as a program, it prints its address and serves until it is ended.
Beside the service, ``/set?latency_ms=80&most=1000&gzip=1`` changes its habits (``most``: features a
page), ``/counts`` tells requests and bytes since it was last asked, ``/all`` is one GeoJSON file.
Latency is a wait before each answer: bandwidth is that of the loopback.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random  # noqa: TID251 (made-up data, the same at each run)
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List
from urllib.parse import parse_qs, parse_qsl, urlsplit

_YES = ("1", "true")
_WORDS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot")


def feature(number: int, shape: str, dice: random.Random) -> Dict[str, Any]:
    """A made-up feature in France with eight attributes of the usual types."""
    x, y = round(dice.uniform(-5, 9), 7), round(dice.uniform(42, 51), 7)
    geometry: Dict[str, Any] = {"type": "Point", "coordinates": [x, y]}
    if shape == "polygons":
        ring = [[round(x + dice.uniform(0, 0.01), 7), round(y, 7)] for _ in range(49)]
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {
        "type": "Feature",
        "id": number,
        "geometry": geometry,
        "properties": {
            "code": f"{number:06d}",
            "nom": f"Objet numéro {number}",
            "categorie": dice.choice(_WORDS) * 3,
            "surface": round(dice.random() * 1000, 2),
            "population": dice.randint(0, 10**6),
            "date_maj": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "commune": f"Ville-sur-{number % 300}",
            "actif": number % 2 == 0,
        },
    }


def features(count: int, shape: str) -> List[bytes]:
    """All features, each as JSON; the same at each run."""
    dice = random.Random(1)
    made = (feature(number, shape, dice) for number in range(1, count + 1))
    return [json.dumps(one, separators=(",", ":")).encode() for one in made]


class Data:
    """What is served, and how slowly."""

    def __init__(self, made: List[bytes]) -> None:
        self.made = made
        self.latency_s, self.most, self.zipped = 0.0, 10_000, False
        self.requests = self.bytes = 0
        self.base = ""

    def set(self, query: str) -> bytes:
        """Change the habits; what is not told stays."""
        told = dict(parse_qsl(query))
        self.latency_s = float(told.get("latency_ms", self.latency_s * 1000)) / 1000
        self.most = int(told.get("most", self.most))
        self.zipped = told["gzip"] in _YES if "gzip" in told else self.zipped
        return b"{}"

    def counts(self) -> bytes:
        """Requests and bytes since this was last asked."""
        told = {"requests": self.requests, "bytes": self.bytes}
        self.requests = self.bytes = 0
        return json.dumps(told).encode()

    def answer(self, target: str) -> bytes:
        """The document at ``target``."""
        parts = urlsplit(target)
        path = parts.path.rstrip("/")
        if path == "/all":
            return b'{"type":"FeatureCollection","features":[' + b",\n".join(self.made) + b"]}"
        if path.endswith("/items"):
            return self._items({name: one[0] for name, one in parse_qs(parts.query).items()})
        link = {"rel": "items", "type": "application/geo+json", "href": self._at("/items")}
        entry = {
            "id": "points", "title": "Points", "itemType": "feature", "links": [link],
            "extent": {"spatial": {"bbox": [[-5, 42, 9.1, 51]]}},
        }  # fmt: skip
        if path.endswith("/collections"):
            return json.dumps({"collections": [entry], "links": []}).encode()
        if path.endswith("/collections/points"):
            return json.dumps(entry).encode()
        if path.endswith("/api"):
            return json.dumps(self._definition()).encode()
        if path.endswith("/conformance"):
            root = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
            return json.dumps({"conformsTo": [root + "core", root + "geojson"]}).encode()
        rels = (("data", "/collections"), ("conformance", "/conformance"), ("service-desc", "/api"))
        links = [
            {"rel": rel, "href": self.base + end, "type": "application/json"} for rel, end in rels
        ]
        links[2]["type"] = "application/vnd.oai.openapi+json;version=3.0"
        return json.dumps({"title": "Bench", "links": links}).encode()

    def _at(self, end: str) -> str:
        return f"{self.base}/collections/points{end}"

    def _definition(self) -> Dict[str, Any]:
        limit = {
            "name": "limit", "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": self.most, "default": 10},
        }  # fmt: skip
        path = {"get": {"parameters": [limit], "responses": {}}}
        return {"openapi": "3.0.2", "info": {}, "paths": {"/collections/points/items": path}}

    def _items(self, query: Dict[str, str]) -> bytes:
        limit, offset = min(int(query.get("limit", 10)), self.most), int(query.get("offset", 0))
        page = self.made[offset : offset + limit]
        links = []
        if offset + limit < len(self.made):
            href = self._at(f"/items?offset={offset + limit}&limit={limit}")
            links.append({"rel": "next", "type": "application/geo+json", "href": href})
        tail = {"numberMatched": len(self.made), "numberReturned": len(page), "links": links}
        head = b'{"type":"FeatureCollection","features":['
        return head + b",".join(page) + b"]," + json.dumps(tail).encode()[1:]


def serve(data: Data) -> ThreadingHTTPServer:
    """A server of ``data`` on a free port, not yet running."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            own = parts.path in ("/set", "/counts", "/all")
            if own:
                body = data.counts() if parts.path == "/counts" else data.answer(self.path)
                body = data.set(parts.query) if parts.path == "/set" else body
            else:
                time.sleep(data.latency_s)
                body = data.answer(self.path)
            zipped = data.zipped and "gzip" in self.headers.get("Accept-Encoding", "") and not own
            body = gzip.compress(body, 1) if zipped else body
            if not own:
                data.requests += 1
                data.bytes += len(body)
            items = "/items" in self.path
            self.send_response(200)
            self.send_header("Content-Type", f"application/{'geo+' if items else ''}json")
            self.send_header("Content-Length", str(len(body)))
            if zipped:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: Any) -> None:
            """Clients may hang up."""

    server = Server(("127.0.0.1", 0), Handler)
    data.base = f"http://127.0.0.1:{server.server_address[1]}/ogc"
    return server


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--shape", choices=("points", "polygons"), default="points")
    told = parser.parse_args()
    data = Data(features(told.count, told.shape))
    server = serve(data)
    print(data.base, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
