"""Downloads measured: ours, ``ogr2ogr`` on the same server, and ``ogr2ogr`` from a local file.

    python -m bench.download [--count N] [--latency MS ...] [--shape points|polygons] [--gzip]

Each client runs as a process of its own; the server is another. Results are kept in
``bench/results.json`` under ``download``, one entry a case and client.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import requests

from bench.results import RESULTS, record

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measured:
    """One client on one case.

    ``peak_mb``: resident memory at its greatest. ``cpu_s``: processor time, which a busy machine
    does not change much.
    """

    case: str
    client: str
    first_feature_s: Optional[float]
    total_s: float
    cpu_s: float
    peak_mb: float
    requests: int
    bytes: int
    features: int


@contextmanager
def served(count: int, shape: str, latency_ms: float, zipped: bool) -> Iterator[str]:
    """The server of this bench; hands out its landing page."""
    command = [
        sys.executable, "-m", "bench.server", "--count", str(count), "--shape", shape,
        "--latency-ms", str(latency_ms), *(["--gzip"] if zipped else []),
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield (process.stdout.readline() if process.stdout else "").strip()
    finally:
        process.terminate()
        process.wait(10)


def counts(base: str) -> Dict[str, int]:
    """What the server has counted since it was last asked."""
    address = base.rsplit("/", 1)[0] + "/counts"
    found: Dict[str, int] = requests.get(address, timeout=60).json()
    return found


def run(command: List[str], environment: Dict[str, str]) -> Tuple[float, float, float, str]:
    """Seconds, seconds of processor, peak memory in MB and output of a program."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status != 0:
        raise SystemExit(f"{command[0]} failed ({status})")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output


def local_file(base: str, path: Path) -> None:
    """All features of the server as one GeoJSON file; this process stays small meanwhile."""
    address = base.rsplit("/", 1)[0] + "/all"
    with requests.get(address, timeout=600, stream=True) as answer, path.open("wb") as file:
        for piece in answer.iter_content(1024 * 1024):
            file.write(piece)


def rows(path: Path) -> int:
    """Features in a GeoPackage, by its own list."""
    command = ["ogrinfo", "-so", "-al", "-json", str(path)]
    fallback = ["ogrinfo", "-so", "-al", str(path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode == 0 and found.stdout.lstrip().startswith("{"):
        return sum(one.get("featureCount", 0) for one in json.loads(found.stdout)["layers"])
    text = subprocess.run(fallback, capture_output=True, text=True, check=True).stdout
    lines = [line for line in text.splitlines() if line.startswith("Feature Count:")]
    return sum(int(line.split(":")[1]) for line in lines)


def measure(case: str, base: str, folder: Path) -> Iterator[Measured]:
    """Every client on one case."""
    local = folder / "local.geojson"
    local_file(base, local)
    quick = {"OGR_SQLITE_SYNCHRONOUS": "OFF", "PYTHONPATH": str(ROOT)}
    clients = {
        "ogr2ogr local GeoJSON": ["ogr2ogr", "-f", "GPKG", "{}", str(local)],
        "ogr2ogr OAPIF": [
            "ogr2ogr", "-f", "GPKG", "{}", f"OAPIF:{base}", "points", "-oo", "PAGE_SIZE=10000",
        ],
        "ours": [sys.executable, "-m", "bench.ours", base, "{}"],
    }  # fmt: skip
    for number, (client, command) in enumerate(clients.items()):
        target = folder / f"{number}.gpkg"
        counts(base)
        seconds, processor, peak, output = run(
            [one.replace("{}", str(target)) for one in command], quick
        )
        told = counts(base)
        first = json.loads(output)["first_feature_s"] if client == "ours" else None
        yield Measured(
            case=case,
            client=client,
            first_feature_s=first,
            total_s=round(seconds, 2),
            cpu_s=round(processor, 2),
            peak_mb=round(peak, 1),
            requests=told["requests"],
            bytes=told["bytes"],
            features=rows(target),
        )


def keep(found: List[Measured]) -> None:
    """Write the entries, in place of older ones of the same case and client."""
    known: Dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    new = {(one.case, one.client): asdict(one) for one in found}
    old = {(one["case"], one["client"]): one for one in known.get("download", [])}
    record({"download": list({**old, **new}.values())})


def main() -> None:
    """Measure, print a table, keep the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--latency", type=float, nargs="+", default=[0.0, 80.0])
    parser.add_argument("--shape", choices=("points", "polygons"), default="points")
    parser.add_argument("--gzip", action="store_true")
    told = parser.parse_args()
    found: List[Measured] = []
    for latency in told.latency:
        case = f"{told.count} {told.shape}, {latency:g} ms" + (", gzip" if told.gzip else "")
        serving = served(told.count, told.shape, latency, told.gzip)
        with serving as base, tempfile.TemporaryDirectory() as folder:
            for one in measure(case, base, Path(folder)):
                found.append(one)
                print(
                    f"{one.case:30} {one.client:22} {one.total_s:7.2f} s {one.cpu_s:6.2f} s cpu "
                    f"{one.peak_mb:7.1f} MB {one.requests:4} requests {one.features:8} features",
                    flush=True,
                )
    keep(found)


if __name__ == "__main__":
    main()
