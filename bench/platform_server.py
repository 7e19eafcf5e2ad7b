"""Many platforms on this machine, each with a port of its own and as slow as a real one.

``python -m bench.platform_server NUMBER COLLECTIONS MOST_S`` serves until its input ends, in a
process of its own: what it costs is not the harvest's. It tells the ports as JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, Optional

from bench.corpus import Dice
from cicclo_qgis.platforms import LandingStatus, Platform

_TITLES = ("Zones humides", "Communes", "Parcelles cadastrales", "Cours d’eau", "Arrêts de bus")


class Federation:
    """``with Federation(130) as federation``: ``federation.platforms`` can be harvested.

    ``latencies``: seconds before each answer of each platform; most take a tenth, some a second.
    """

    def __init__(self, number: int, collections: int = 40, most_s: float = 1.0) -> None:
        self.latencies = [_latency(rank, most_s) for rank in range(number)]
        self.platforms: List[Platform] = []
        self._arguments = [str(number), str(collections), str(most_s)]
        self._process: Optional[subprocess.Popen[str]] = None

    def __enter__(self) -> Federation:
        command = [sys.executable, "-m", "bench.platform_server", *self._arguments]
        self._process = process = subprocess.Popen(
            command,
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        ports: List[int] = json.loads(process.stdout.readline() if process.stdout else "[]")
        self.platforms = [
            Platform(
                f"p{rank:03}",
                f"Plateforme {rank}",
                "France",
                "x",
                f"{_home(port)}/",
                LandingStatus.DOCUMENTED,
            )
            for rank, port in enumerate(ports)
        ]
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)


def _home(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _latency(rank: int, most_s: float) -> float:
    dice = Dice(f"latency-{rank}")
    return most_s if rank % 20 == 0 else 0.05 + dice.below(200) / 1000


def _answers(rank: int, port: int, collections: int) -> Dict[str, bytes]:
    home = _home(port)
    links = [{"href": f"{home}/collections", "rel": "data", "type": "application/json"}]
    rows = [
        {
            "id": f"couche_{number}",
            "title": f"{_TITLES[number % len(_TITLES)]} {number}",
            "description": "Données de la plateforme, mises à jour chaque trimestre. " * 3,
            "extent": {"spatial": {"bbox": [[-5.0, 42.0, 8.0, 51.0]]}},
            "links": [{"href": f"{home}/collections/couche_{number}/items", "rel": "items"}],
        }
        for number in range(collections)
    ]
    documents = {
        "/": {"title": f"Plateforme {rank}", "links": links},
        "/collections": {"collections": rows, "links": []},
    }
    return {path: json.dumps(document).encode() for path, document in documents.items()}


class _Site:
    def __init__(self, answers: Dict[str, bytes], latency_s: float) -> None:
        self.answers = answers
        self._latency_s = latency_s

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].split(b"?")[0].decode("ascii")
                await asyncio.sleep(self._latency_s)
                body = self.answers.get(path, b"")
                status = b"200 OK" if body else b"404 Not Found"
                length = str(len(body)).encode()
                writer.write(
                    b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\n"
                    b"Content-Length: " + length + b"\r\n\r\n" + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def _serve(number: int, collections: int, most_s: float) -> None:
    ports: List[int] = []
    for rank in range(number):
        site = _Site({}, _latency(rank, most_s))
        server = await asyncio.start_server(site.talk, "127.0.0.1", 0, backlog=64)
        ports.append(server.sockets[0].getsockname()[1])
        site.answers = _answers(rank, ports[-1], collections)
    print(json.dumps(ports), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
