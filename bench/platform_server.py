"""Many platforms on one local server, each as slow as a real one: ``/p007/`` is a landing page."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List, Tuple

from bench.corpus import Dice
from cicclo_qgis.platforms import LandingStatus, Platform

_TITLES = ("Zones humides", "Communes", "Parcelles cadastrales", "Cours d’eau", "Arrêts de bus")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked may have gone: QGIS is ended as soon as all is measured."""


class Federation:
    """``with Federation(130) as federation``: ``federation.platforms`` can be harvested.

    ``latencies``: seconds before each answer of each platform; most take a tenth, some a second.
    """

    def __init__(self, number: int, collections: int = 40, most_s: float = 1.0) -> None:
        self.latencies = [_latency(rank, most_s) for rank in range(number)]
        self._collections = collections
        federation = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, document = federation._answer(self.path)
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                # Who asked may have gone: QGIS is ended as soon as all is measured.
                with contextlib.suppress(ConnectionError):
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nobody reads it."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self.platforms = [
            Platform(
                f"p{rank:03}",
                f"Plateforme {rank}",
                "France",
                "x",
                f"{self.base}/p{rank:03}/",
                LandingStatus.DOCUMENTED,
            )
            for rank in range(number)
        ]

    def __enter__(self) -> Federation:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str) -> Tuple[int, Dict[str, Any]]:
        parts = path.split("?")[0].strip("/").split("/")
        rank = int(parts[0][1:])
        time.sleep(self.latencies[rank])
        home = f"{self.base}/{parts[0]}"
        if len(parts) == 1:
            links = [{"href": f"{home}/collections", "rel": "data", "type": "application/json"}]
            return 200, {"title": parts[0], "links": links}
        return 200, {"collections": self._list(home), "links": []}

    def _list(self, home: str) -> List[Dict[str, Any]]:
        return [
            {
                "id": f"couche_{number}",
                "title": f"{_TITLES[number % len(_TITLES)]} {number}",
                "description": "Données de la plateforme, mises à jour chaque trimestre. " * 3,
                "extent": {"spatial": {"bbox": [[-5.0, 42.0, 8.0, 51.0]]}},
                "links": [
                    {"href": f"{home}/collections/couche_{number}/items", "rel": "items"},
                ],
            }
            for number in range(self._collections)
        ]


def _latency(rank: int, most_s: float) -> float:
    dice = Dice(f"latency-{rank}")
    return most_s if rank % 20 == 0 else 0.05 + dice.below(200) / 1000
