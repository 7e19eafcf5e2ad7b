"""A fast OGC API - Features server on 127.0.0.1: ready-made features, a settable latency.

The features are written into a file in advance, as one GeoJSON document; a page is a piece of that
file, so that the server costs next to nothing, in memory too, and clients are what is measured.
Run as a program, it prints its address and serves until it is ended. Beside the service,
``/set?latency_ms=80&most=1000&gzip=1`` changes its habits (``most``: features a page; ``gml=1``:
the Web Feature Service at ``/wfs`` knows no GeoJSON), ``/counts`` tells requests, bytes and the
furthest feature handed out since it was last asked.
Latency is a wait before each answer: bandwidth is that of the loopback.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import random  # noqa: TID251 (made-up data, the same at each run)
import sys
import tempfile
import time
from array import array
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO, Dict, Iterator, List
from urllib.parse import parse_qs, parse_qsl, urlsplit

from bench import wfs

_YES = ("1", "true")
_WORDS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot")
_HEAD, _BETWEEN, _TAIL = b'{"type":"FeatureCollection","features":[', b",\n", b"]}"
# Whole degrees of longitude in France.
_WEST, _DEGREES = -5, 14
# So many outlines are made; further polygons have them in other places.
_OUTLINES = 20_000
_CORNERS = 49


def features(count: int, shape: str) -> Iterator[bytes]:
    """Made-up features in France with eight attributes of the usual types, each as JSON.

    The same at each run. Polygons have fifty points.
    """
    dice = random.Random(1)
    outlines = [_outline(dice) for _ in range(min(count, _OUTLINES) if shape == "polygons" else 0)]
    for number in range(1, count + 1):
        if outlines:
            turn, which = divmod(number - 1, len(outlines))
            degree = (turn + which) % _DEGREES + _WEST
            geometry = outlines[which].replace(b"@", b"%d" % degree)
        else:
            x, y = dice.uniform(-5, 9), dice.uniform(42, 51)
            geometry = b'{"type":"Point","coordinates":[%.7f,%.7f]}' % (x, y)
        properties = json.dumps(_properties(number, dice), separators=(",", ":")).encode()
        yield b'{"type":"Feature","id":%d,"geometry":%s,"properties":%s}' % (
            number, geometry, properties,
        )  # fmt: skip


def _outline(dice: random.Random) -> bytes:
    """A polygon as JSON; ``@`` stands for the whole degrees of its longitudes."""
    x, y = dice.uniform(0.01, 0.98), dice.uniform(42, 51)
    ring: List[bytes] = []
    for corner in range(_CORNERS):
        angle, reach = corner / _CORNERS * math.tau, dice.uniform(0.002, 0.005)
        at = (x + reach * math.cos(angle), y + reach * math.sin(angle))
        ring.append(b"[0%.7f,%.7f]" % at)
    # What stands before the decimals of a longitude is put in later.
    text = b",".join([*ring, ring[0]]).replace(b"[00.", b"[@.")
    return b'{"type":"Polygon","coordinates":[[%s]]}' % text


def _properties(number: int, dice: random.Random) -> Dict[str, Any]:
    return {
        "code": f"{number:06d}",
        "nom": f"Objet numéro {number}",
        "categorie": dice.choice(_WORDS) * 3,
        "surface": round(dice.random() * 1000, 2),
        "population": dice.randint(0, 10**6),
        "date_maj": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "commune": f"Ville-sur-{number % 300}",
        "actif": number % 2 == 0,
    }


class Made:
    """The features in a file; where each of them begins is all that is kept in memory."""

    def __init__(self, file: BinaryIO, count: int, shape: str) -> None:
        self._file, self._starts = file, array("Q")
        place = file.write(_HEAD)
        for one in features(count, shape):
            if self._starts:
                place += file.write(_BETWEEN)
            self._starts.append(place)
            place += file.write(one)
        self._starts.append(place + len(_BETWEEN))
        file.write(_TAIL)
        file.flush()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def piece(self, offset: int, count: int) -> bytes:
        """So many features from ``offset`` on, with commas between them."""
        begin, end = min(offset, len(self)), min(offset + count, len(self))
        if begin >= end:
            return b""
        start = self._starts[begin]
        return os.pread(self._file.fileno(), self._starts[end] - len(_BETWEEN) - start, start)


class Data:
    """What is served, and how slowly."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.latency_s, self.most, self.zipped, self.gml = 0.0, 10_000, False, False
        self.requests = self.bytes = self.furthest = 0
        self.base = ""

    def set(self, query: str) -> bytes:
        """Change the habits; what is not told stays."""
        told = dict(parse_qsl(query))
        self.latency_s = float(told.get("latency_ms", self.latency_s * 1000)) / 1000
        self.most = int(told.get("most", self.most))
        self.zipped = told["gzip"] in _YES if "gzip" in told else self.zipped
        self.gml = told["gml"] in _YES if "gml" in told else self.gml
        return b"{}"

    def counts(self) -> bytes:
        """Requests, bytes and the furthest feature since this was last asked."""
        told = {"requests": self.requests, "bytes": self.bytes, "furthest": self.furthest}
        self.requests = self.bytes = self.furthest = 0
        return json.dumps(told).encode()

    def answer(self, target: str) -> bytes:
        """The document at ``target``."""
        parts = urlsplit(target)
        path = parts.path.rstrip("/")
        if path == "/wfs":
            return wfs.answer(self.made, parts.query, self.most, self.gml)
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
        after = min(offset + limit, len(self.made))
        links = []
        if after < len(self.made):
            href = self._at(f"/items?offset={after}&limit={limit}")
            links.append({"rel": "next", "type": "application/geo+json", "href": href})
        returned = max(0, after - offset)
        tail = {"numberMatched": len(self.made), "numberReturned": returned, "links": links}
        self.furthest = max(self.furthest, after)
        return _HEAD + self.made.piece(offset, limit) + b"]," + json.dumps(tail).encode()[1:]


def serve(data: Data) -> ThreadingHTTPServer:
    """A server of ``data`` on a free port, not yet running."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            own = parts.path in ("/set", "/counts")
            if own:
                body = data.counts() if parts.path == "/counts" else data.set(parts.query)
            else:
                time.sleep(data.latency_s)
                body = data.answer(self.path)
            zipped = data.zipped and "gzip" in self.headers.get("Accept-Encoding", "") and not own
            xml = body[:1] == b"<"
            body = gzip.compress(body, 1) if zipped else body
            if not own:
                data.requests += 1
                data.bytes += len(body)
            items = "/items" in self.path
            kind = f"application/{'geo+' if items else ''}json"
            self.send_response(200)
            self.send_header("Content-Type", "text/xml" if xml else kind)
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
    parser.add_argument("--file", type=Path, help="where the features go, all in one document")
    told = parser.parse_args()
    with told.file.open("wb+") if told.file else tempfile.TemporaryFile() as file:
        data = Data(Made(file, told.count, told.shape))
        server = serve(data)
        print(data.base, flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()
