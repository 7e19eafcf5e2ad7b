"""The clients of the download bench, each a process of its own, and what is measured of them."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import requests

ROOT = Path(__file__).parents[1]
# What GDAL would wait for the disk is no matter here.
_ENVIRONMENT = {"OGR_SQLITE_SYNCHRONOUS": "OFF", "PYTHONPATH": str(ROOT), "no_proxy": "127.0.0.1"}

OURS, PROVIDER = "ours, in QGIS", "QGIS provider, saved"
OAPIF, LOCAL, SCRIPT = "ogr2ogr OAPIF", "ogr2ogr local GeoJSON", "plain script, to GeoJSON"
CLIENTS = (OURS, LOCAL, OAPIF, SCRIPT, PROVIDER)


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


def made_with(client: str) -> str:
    """A name of the code behind the figures of ``client``: another one when it changes."""
    patterns = ["bench/download_*.py", "bench/server.py"]
    if client == OURS:
        patterns += ["cicclo_qgis/transfer/*.py", "cicclo_qgis/host/transport.py"]
        patterns += ["cicclo_qgis/host/exchange.py", "cicclo_qgis/ogcapi/*.py"]
        patterns += ["cicclo_qgis/host/first_features.py", "bench/first_on_screen.py"]
        patterns += ["cicclo_qgis/gui/downloads/arriv*.py"]
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        if path.name != "download_report.py":
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


def _first(client: str, service: Service) -> Optional[float]:
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
    return float(_run(commands[client])[3]["first_feature_s"])


def _on_screen(client: str, service: Service) -> Optional[float]:
    """Seconds from the click until something is drawn; the middle one of three for ours."""
    whose, times = {OURS: ("ours", 3), PROVIDER: ("provider", 1)}.get(client, ("", 0))
    command = [sys.executable, "-m", "bench.first_on_screen", whose, service.base]
    found = sorted(float(_run(command)[3]["drawn_s"]) for _ in range(times))
    return round(found[len(found) // 2], 3) if found else None


def _run(command: List[str]) -> Tuple[float, float, float, Dict[str, Any]]:
    """Seconds, seconds of processor, peak memory in MB and what a program tells."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **_ENVIRONMENT},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status != 0:
        raise SystemExit(f"{' '.join(command)} failed ({status})")
    lines = [line for line in output.splitlines() if line.startswith("{")]
    told = json.loads(lines[-1]) if lines else {}
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, told


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


def measure(case: str, client: str, service: Service, folder: Path) -> Measured:
    """Let one client do the whole case, and remove what it made."""
    target = folder / ("copy.geojson" if client == SCRIPT else "copy.gpkg")
    first, on_screen = _first(client, service), _on_screen(client, service)
    counts(service.base)
    seconds, processor, peak, told = _run(_command(client, service, target))
    heard = counts(service.base)
    first = told.get("first_feature_s", first)
    features = told.get("features") or _features(target)
    target.unlink()
    baseline = told.get("baseline_mb")
    return Measured(
        case=case,
        client=client,
        first_feature_s=None if first is None else round(first, 2),
        total_s=round(told.get("total_s", seconds), 2),
        cpu_s=round(told.get("cpu_s", processor), 2),
        peak_mb=round(peak, 1),
        baseline_mb=None if baseline is None else round(baseline, 1),
        requests=heard["requests"],
        bytes=heard["bytes"],
        features=features,
        listed_s=None if "listed_s" not in told else round(told["listed_s"], 2),
        load=round(os.getloadavg()[0], 1),
        made_with=made_with(client),
        first_on_screen_s=on_screen,
    )
