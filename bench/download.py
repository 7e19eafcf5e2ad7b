"""Downloads measured: ours and everyone else's, on the same server, in one run.

    python -m bench.download                  the cases people meet, in about twenty minutes
    CASES=all python -m bench.download        every combination (a day)
    CASES=million python -m bench.download    one case by its name, or all that hold this word
    KEEP=1 CASES=all python -m bench.download what was measured with the same code stays: go on
    CLIENTS=ours,script python -m ...         these clients alone, by a word of their names

Each client is a process of its own, the server another. Results go to ``bench/results.json`` under
``download`` (one entry a case and client, the median of its runs, written as soon as the case is
over), a table to ``bench/download.md``, a plot to ``bench/download.svg``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import groupby, product
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import requests

from bench.download_clients import (
    CLIENTS,
    LOCAL,
    OAPIF,
    OURS,
    PROVIDER,
    ROOT,
    SCRIPT,
    Measured,
    Service,
    made_with,
    measure,
)
from bench.download_report import write_report
from bench.results import RESULTS, record


@dataclass(frozen=True)
class Case:
    """What is downloaded, from what kind of server, by whom, and how many times."""

    count: int
    shape: str
    latency_ms: int
    most: int
    zipped: bool
    clients: Tuple[str, ...]
    times: int = 1

    @property
    def name(self) -> str:
        """As in the results."""
        zipped = ", gzip" if self.zipped else ""
        return f"{self.count} {self.shape}, {self.latency_ms} ms, pages of {self.most}{zipped}"


_QUICK = (OURS, LOCAL, OAPIF, SCRIPT)
# A million takes QGIS's provider half an hour, and the script all memory there is.
_LARGE = (OURS, LOCAL, OAPIF)
HUNDRED, MILLION = 100_000, 1_000_000
USUAL = (
    Case(HUNDRED, "points", 80, 1_000, False, CLIENTS, 3),
    Case(HUNDRED, "points", 80, 10_000, False, CLIENTS, 3),
    Case(HUNDRED, "points", 0, 10_000, False, _QUICK),
    Case(HUNDRED, "points", 20, 10_000, False, _QUICK),
    Case(HUNDRED, "points", 200, 10_000, False, _QUICK),
    Case(HUNDRED, "points", 80, 10_000, True, _QUICK),
    Case(1_000, "points", 80, 1_000, False, CLIENTS, 3),
    Case(1_000, "points", 80, 1_000, True, _QUICK),
    Case(1_000, "polygons", 80, 1_000, False, CLIENTS),
    Case(1_000, "polygons", 80, 1_000, True, _QUICK),
    Case(HUNDRED, "polygons", 80, 10_000, False, _QUICK),
    Case(HUNDRED, "polygons", 80, 10_000, True, _QUICK),
    Case(MILLION, "points", 80, 10_000, False, _LARGE),
)
ALL = tuple(
    Case(count, shape, latency, most, zipped, _LARGE if count == MILLION else CLIENTS)
    for count, shape, latency, most, zipped in product(
        (1_000, HUNDRED, MILLION),
        ("points", "polygons"),
        (0, 20, 80, 200),
        (1_000, 10_000),
        (False, True),
    )
)


def chosen(word: str) -> List[Case]:
    """The cases to run: the usual ones, ``all``, or those whose name holds ``word``."""
    if word in ("", "usual"):
        return list(USUAL)
    word = {"million": str(MILLION)}.get(word, word)
    known = {one.name: one for one in USUAL}
    for one in ALL:
        times = known[one.name].times if one.name in known else 1
        known[one.name] = replace(one, times=times)
    if word in known:
        return [known[word]]
    return [one for name, one in known.items() if word == "all" or word in name]


def left(cases: List[Case], clients: str, keep: bool) -> List[Case]:
    """The same with these clients alone, and without what was measured with the code of today."""
    done = set()
    for one in _entries() if keep else ():
        if one.get("made_with") == made_with(one["client"]):
            done.add((one["case"], one["client"]))
    words = [word.strip().lower() for word in clients.split(",") if word.strip()]
    found = []
    for case in cases:
        wanted = tuple(
            client
            for client in case.clients
            if (case.name, client) not in done
            and (not words or any(word in client.lower() for word in words))
        )
        if wanted:
            found.append(replace(case, clients=wanted))
    return found


@contextmanager
def served(count: int, shape: str) -> Iterator[str]:
    """The server of this bench; hands out its landing page."""
    command = [sys.executable, "-m", "bench.server", "--count", str(count), "--shape", shape]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield (process.stdout.readline() if process.stdout else "").strip()
    finally:
        process.terminate()
        process.wait(10)


def local_file(base: str, path: Path) -> None:
    """All features of the server as one GeoJSON file; this process stays small meanwhile."""
    address = base.rsplit("/", 1)[0] + "/all"
    with requests.get(address, timeout=600, stream=True) as answer, path.open("wb") as file:
        for piece in answer.iter_content(1024 * 1024):
            file.write(piece)


def run(cases: List[Case]) -> Iterator[Measured]:
    """All cases; those of the same features share a server. Each result is told at once."""
    ordered = sorted(cases, key=lambda one: (one.count, one.shape))
    for (count, shape), group in groupby(ordered, key=lambda one: (one.count, one.shape)):
        with served(count, shape) as base, tempfile.TemporaryDirectory() as name:
            local = Path(name) / "local.geojson"
            local_file(base, local)
            for case in group:
                habits = f"latency_ms={case.latency_ms}&most={case.most}&gzip={int(case.zipped)}"
                requests.get(f"{base.rsplit('/', 1)[0]}/set?{habits}", timeout=60)
                yield from _case(case, Service(base, case.most, local), Path(name))


def _case(case: Case, service: Service, folder: Path) -> Iterator[Measured]:
    runs: Dict[str, List[Measured]] = {client: [] for client in case.clients}
    # In turns: what else the machine does meanwhile falls on all of them.
    for turn in range(case.times):
        for client in case.clients:
            if turn == 0 or client != PROVIDER:
                runs[client].append(measure(case.name, client, service, folder))
                tell(runs[client][-1])
    for found in runs.values():
        yield sorted(found, key=lambda one: one.total_s)[(len(found) - 1) // 2]


def tell(one: Measured) -> None:
    """A line for people."""
    first = "      " if one.first_feature_s is None else f"{one.first_feature_s:6.2f}"
    print(
        f"{one.case:45} {one.client:24} {first} {one.total_s:7.2f} s {one.cpu_s:6.2f} s cpu "
        f"{one.peak_mb:7.1f} MB {one.requests:4} requests {one.features:8} features",
        flush=True,
    )


def keep(found: List[Measured]) -> List[Dict[str, Any]]:
    """Write the entries, in place of older ones of the same case and client; returns all."""
    names = {one.name for one in (*ALL, *USUAL)}
    entries = {
        (one["case"], one["client"]): one
        for one in _entries()
        if one["case"] in names and one["client"] in CLIENTS
    }
    entries.update({(one.case, one.client): asdict(one) for one in found})
    kept = list(entries.values())
    record({"download": kept}, show=False)
    return kept


def _entries() -> List[Dict[str, Any]]:
    known: Dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    found: List[Dict[str, Any]] = known.get("download", [])
    return found


def main() -> None:
    """Measure, keep the results, write the table and the plot."""
    told = os.environ
    cases = left(chosen(told.get("CASES", "")), told.get("CLIENTS", ""), bool(told.get("KEEP")))
    for one in run(cases):
        keep([one])
    write_report(keep([]))


if __name__ == "__main__":
    main()
