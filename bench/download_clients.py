"""The clients of the download bench, each a process of its own, and what is measured of them."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import requests

from bench.running import ROOT, Ran, run

OURS, PROVIDER = "ours, in QGIS", "QGIS provider, saved"
OAPIF, LOCAL, SCRIPT = "ogr2ogr OAPIF", "ogr2ogr local GeoJSON", "plain script, to GeoJSON"
CLIENTS = (OURS, LOCAL, OAPIF, SCRIPT, PROVIDER)


@dataclass(frozen=True)
class Case:
    """What is downloaded, from what kind of server, by whom, and how many times.

    ``whole``: every client is let finish, however long that takes. ``drawn``: it is also measured
    when the first features are painted on a map.
    """

    count: int
    shape: str
    latency_ms: int
    most: int
    zipped: bool
    clients: Tuple[str, ...]
    times: int = 1
    whole: bool = False
    drawn: bool = False

    @property
    def name(self) -> str:
        """As in the results."""
        zipped = ", gzip" if self.zipped else ""
        return f"{self.count} {self.shape}, {self.latency_ms} ms, pages of {self.most}{zipped}"


@dataclass(frozen=True)
class Service:
    """The server of a case: its landing page, its largest page, all its features in a file."""

    base: str
    most: int
    local: Path


@dataclass(frozen=True)
class Measured:
    """One client on one case, once.

    ``total_s``: from the address to the finished file (processes of GDAL with their start, QGIS's
    without). ``cpu_s``: processor time, which a busy machine changes less. ``peak_mb``: resident
    memory at its greatest; ``baseline_mb``: that of QGIS before it began. ``first_feature_s``:
    until a feature could be drawn; for ours from the click on a collection that is listed already,
    ``listed_s`` being the listing before it, which is in ``total_s``. ``first_on_screen_s``: until
    a map canvas had painted something of it, of the two that run in QGIS; from the click, too.
    ``load``: how busy the machine was. ``made_with``: what names the code that was measured.
    ``finished``: False where it was ended after ``total_s``, ``features`` having been fetched by
    then; ``stopped`` says why ("time", "memory"). ``measured_in``: the case in which a client that
    asks no server was measured, for all cases of the same features.
    """

    case: str
    client: str
    first_feature_s: Optional[float]
    total_s: float
    cpu_s: float
    peak_mb: float
    baseline_mb: Optional[float]
    requests: int
    bytes: int
    features: int
    listed_s: Optional[float]
    load: float
    made_with: str
    first_on_screen_s: Optional[float] = None
    finished: bool = True
    stopped: str = ""
    measured_in: str = ""


_SERVING = ("bench/download_clients.py", "bench/running.py", "bench/server.py")
_IN_QGIS = ("bench/download_qgis.py", "bench/first_on_screen.py")
_OURS = (
    *("cicclo_qgis/transfer/*.py", "cicclo_qgis/ogcapi/*.py", "cicclo_qgis/host/transport.py"),
    *("cicclo_qgis/host/exchange.py", "cicclo_qgis/host/first_features.py"),
    "cicclo_qgis/gui/downloads/arriv*.py",
)


@cache
def made_with(client: str) -> str:
    """A name of the code behind the figures of ``client``: another one when it changes."""
    patterns = {OURS: (*_IN_QGIS, *_OURS), PROVIDER: _IN_QGIS}.get(
        client, ("bench/download_script.py",)
    )
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(path for one in (*_SERVING, *patterns) for path in ROOT.glob(one)):
        digest.update(path.read_bytes())
    if client != SCRIPT:
        digest.update(_gdal_version().encode())
    return digest.hexdigest()


@cache
def _gdal_version() -> str:
    told = subprocess.run(["ogr2ogr", "--version"], stdout=subprocess.PIPE, text=True, check=True)
    return told.stdout.strip()


def _command(client: str, service: Service, target: Path) -> List[str]:
    to, python = str(target), sys.executable
    return {
        LOCAL: ["ogr2ogr", "-f", "GPKG", to, str(service.local)],
        OAPIF: [
            "ogr2ogr", "-f", "GPKG", to, f"OAPIF:{service.base}", "points",
            "-oo", f"PAGE_SIZE={service.most}",
        ],
        SCRIPT: [
            python, "-m", "bench.download_script", service.base, to, "--most", str(service.most),
        ],
        PROVIDER: [python, "-m", "bench.download_qgis", "provider", service.base, to],
        OURS: [python, "-m", "bench.download_qgis", "ours", service.base, to],
    }[client]  # fmt: skip


def _first(client: str, service: Service, budget_s: Optional[float]) -> Optional[float]:
    """Seconds to the first feature, of those that cannot tell them while they do the whole."""
    python = sys.executable
    commands = {
        PROVIDER: [python, "-m", "bench.download_qgis", "provider", service.base, "x", "--first"],
        OAPIF: [
            python, "-m", "bench.download_script", "--ogr", service.base,
            "--most", str(service.most),
        ],
        LOCAL: [python, "-m", "bench.download_script", "--ogr", str(service.local)],
    }  # fmt: skip
    if client not in commands:
        return None
    told = run(commands[client], budget_s).told
    return told.get("first_feature_s")


def _on_screen(client: str, service: Service) -> Optional[float]:
    """Seconds from the click until something is drawn; the middle one of three for ours."""
    whose, times = {OURS: ("ours", 3), PROVIDER: ("provider", 1)}.get(client, ("", 0))
    command = [sys.executable, "-m", "bench.first_on_screen", whose, service.base]
    found = sorted(float(run(command).told["drawn_s"]) for _ in range(times))
    return found[len(found) // 2] if found else None


def counts(base: str) -> Dict[str, int]:
    """What the server has counted since it was last asked."""
    address = base.rsplit("/", 1)[0] + "/counts"
    found: Dict[str, int] = requests.get(address, timeout=60).json()
    return found


def _features(path: Path) -> int:
    # Not by GDAL: a child's peak of memory counts from that of this process.
    with closing(sqlite3.connect(path)) as database:
        table = database.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        found = database.execute('SELECT count(*) FROM "' + table + '"').fetchone()
    return int(found[0])


def _reached(ran: Ran, furthest: int, target: Path) -> int:
    """How many features came: of one that was ended, as many as the server had given it."""
    if ran.stopped:
        return furthest
    return int(ran.told.get("features") or _features(target))


def measure(
    case: Case, client: str, service: Service, folder: Path, budget_s: Optional[float] = None
) -> Measured:
    """Let one client do the whole case, within ``budget_s``, and remove what it made.

    Raises:
        Failed: it ended with an error.
    """
    first = _first(client, service, budget_s)
    on_screen = _on_screen(client, service) if case.drawn else None
    with tempfile.TemporaryDirectory(dir=folder) as name:
        target = Path(name) / ("copy.geojson" if client == SCRIPT else "copy.gpkg")
        counts(service.base)
        ran = run(_command(client, service, target), budget_s)
        heard, told = counts(service.base), ran.told
        features = _reached(ran, heard["furthest"], target)
    return Measured(
        case=case.name,
        client=client,
        first_feature_s=_rounded(told.get("first_feature_s", first), 2),
        total_s=round(told.get("total_s", ran.seconds), 2),
        cpu_s=round(told.get("cpu_s", ran.processor_s), 2),
        peak_mb=round(ran.peak_mb, 1),
        baseline_mb=_rounded(told.get("baseline_mb"), 1),
        requests=heard["requests"],
        bytes=heard["bytes"],
        features=features,
        listed_s=_rounded(told.get("listed_s"), 2),
        load=round(os.getloadavg()[0], 1),
        made_with=made_with(client),
        first_on_screen_s=_rounded(on_screen, 3),
        finished=not ran.stopped,
        stopped=ran.stopped,
    )


def _rounded(figure: Optional[float], places: int) -> Optional[float]:
    return None if figure is None else round(figure, places)
