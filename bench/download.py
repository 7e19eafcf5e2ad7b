"""Downloads measured: ours and everyone else's, on the same server, in one run.

    python -m bench.download                  the cases people meet, in about twenty minutes
    CASES=grid python -m bench.download       all that were asked for, in about two hours
    CASES=million python -m bench.download    one case by its name, or all that hold this word
    KEEP=1 CASES=grid python -m bench.download what was measured with the same code stays: go on
    CLIENTS=ours,script python -m ...         these clients alone, by a word of their names
    BUDGET_S=20 python -m bench.download      the time other clients are given (60; twice for a
                                              million), but for the cases that goals were set for
    MINUTES=40 python -m bench.download       begin nothing that would be over later
    DRY=1 python -m bench.download            tell the cases and how long they take

Each client is a process of its own, the server another. Results go to ``bench/results.json`` under
``download`` (one entry a case and client, the median of its runs), tables to ``bench/download.md``,
a plot to ``bench/download.svg``: all of them written whenever a client is done, so that a run may
be broken off at any time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import requests

from bench.download_cases import budget, chosen, expected, expected_s, known, left
from bench.download_clients import (
    CLIENTS,
    LOCAL,
    PROVIDER,
    Case,
    Measured,
    Service,
    made_with,
    measure,
)
from bench.download_report import write_report
from bench.results import RESULTS, record
from bench.running import ROOT, Failed

Kind = Tuple[int, str]


@contextmanager
def served(count: int, shape: str, file: Optional[Path] = None) -> Iterator[str]:
    """The server of this bench; hands out its landing page.

    ``file``: where all its features go as one GeoJSON document.
    """
    command = [sys.executable, "-m", "bench.server", "--count", str(count), "--shape", shape]
    command += ["--file", str(file)] if file else []
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield (process.stdout.readline() if process.stdout else "").strip()
    finally:
        process.terminate()
        process.wait(10)


@dataclass
class Run:
    """Cases one after another. ``until``: when all is to be over (``time.monotonic()``)."""

    budget_s: float
    until: float
    floors: Dict[Kind, Measured] = field(default_factory=dict)
    failed: List[str] = field(default_factory=list)

    def over(self, cases: List[Case]) -> Iterator[Measured]:
        """All ``cases``; those of the same features share a server. Each result comes at once."""
        done = 0
        for kind, group in groupby(cases, key=lambda one: (one.count, one.shape)):
            with tempfile.TemporaryDirectory() as name:
                local = Path(name) / "local.geojson"
                with served(*kind, local) as base:
                    for case in group:
                        rest = cases[done:]
                        minutes = expected(rest, self.budget_s) / 60
                        print(f"-- {case.name} ({len(rest)} to do, {minutes:.0f} min)", flush=True)
                        habits = f"latency_ms={case.latency_ms}&most={case.most}"
                        habits += f"&gzip={int(case.zipped)}"
                        requests.get(f"{base.rsplit('/', 1)[0]}/set?{habits}", timeout=60)
                        yield from self._case(case, Service(base, case.most, local), Path(name))
                        done += 1

    def _case(self, case: Case, service: Service, folder: Path) -> Iterator[Measured]:
        runs: Dict[str, List[Measured]] = {client: [] for client in case.clients}
        # In turns: what else the machine does meanwhile falls on all of them.
        for turn in range(case.times):
            for client, found in runs.items():
                if turn and client == PROVIDER:
                    continue
                one = self._one(case, client, service, folder)
                if one is not None:
                    found.append(one)
                    tell(one)
                last = turn == case.times - 1 or client == PROVIDER
                if found and last:
                    yield sorted(found, key=lambda one: one.total_s)[(len(found) - 1) // 2]

    def _one(self, case: Case, client: str, service: Service, folder: Path) -> Optional[Measured]:
        kind = (case.count, case.shape)
        if client == LOCAL and case.times == 1 and kind in self.floors:
            # It asks no server: neither waits nor packing matter.
            floor = self.floors[kind]
            return replace(floor, case=case.name, measured_in=floor.measured_in or floor.case)
        if (
            time.monotonic() + expected_s(replace(case, times=1), client, self.budget_s)
            > self.until
        ):
            raise Late
        try:
            one = measure(case, client, service, folder, budget(case, client, self.budget_s))
        except Failed as error:
            print(f"{case.name}: {error}", file=sys.stderr, flush=True)
            self.failed.append(f"{case.name}: {client}")
            return None
        if client == LOCAL:
            self.floors[kind] = one
        return one


class Late(Exception):
    """No time is left for more."""


def tell(one: Measured) -> None:
    """A line for people."""
    first = "      " if one.first_feature_s is None else f"{one.first_feature_s:6.2f}"
    print(
        f"{one.case:45} {one.client:24} {first} {one.total_s:7.2f} s {one.cpu_s:6.2f} s cpu "
        f"{one.peak_mb:7.1f} MB {one.requests:4} requests {one.features:8} features"
        f"{'' if one.finished else f', stopped: {one.stopped}'}",
        flush=True,
    )


def keep(found: List[Measured]) -> List[Dict[str, Any]]:
    """Write the entries, in place of older ones of the same case and client; returns all."""
    names = {one.name for one in known()}
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
    told: Dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    found: List[Dict[str, Any]] = told.get("download", [])
    return found


def _floors(entries: List[Dict[str, Any]]) -> Dict[Kind, Measured]:
    """What was measured of local files with the code of today."""
    found: Dict[Kind, Measured] = {}
    for one in entries:
        if one["client"] == LOCAL and one.get("made_with") == made_with(LOCAL):
            count, shape = one["case"].split(",")[0].split(" ")
            found[int(count), shape] = Measured(**one)
    return found


_ENDS = (signal.SIGINT, signal.SIGTERM)


def _break_off(_signal: int, _frame: object) -> None:
    """What runs is ended, and what is known is written; once is enough."""
    for number in _ENDS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """Measure, keep the results, write the table and the plot."""
    told = os.environ
    budget_s = float(told.get("BUDGET_S") or 60)
    before = _entries() if told.get("KEEP") else []
    cases = left(chosen(told.get("CASES", "")), told.get("CLIENTS", ""), before, budget_s)
    for case in cases if told.get("DRY") else ():
        print(f"{case.name:45} {expected([case], budget_s) / 60:5.1f} min  {len(case.clients)}")
    print(f"{len(cases)} cases, about {expected(cases, budget_s) / 60:.0f} minutes", flush=True)
    if told.get("DRY"):
        return
    for number in _ENDS:
        signal.signal(number, _break_off)
    minutes = float(told.get("MINUTES") or "inf")
    run = Run(budget_s, time.monotonic() + minutes * 60, _floors(before))
    try:
        for one in run.over(cases):
            write_report(keep([one]))
    except (KeyboardInterrupt, Late) as why:
        late = isinstance(why, Late)
        print("No time for more." if late else "Broken off.", "KEEP=1 goes on.", flush=True)
        sys.exit(0 if late else 130)
    finally:
        write_report(keep([]))
    if run.failed:
        sys.exit("failed: " + "; ".join(run.failed))


if __name__ == "__main__":
    main()
