"""The results of the download bench as tables (Markdown), with the plot beside them."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path
from typing import Any, Dict, Mapping, Sequence, Tuple

from bench.download_cases import GRID
from bench.download_clients import CLIENTS, LOCAL, OAPIF, OURS, PROVIDER, SCRIPT, Case
from bench.download_plot import plot

FOLDER = Path(__file__).parent
Entry = Mapping[str, Any]
Cases = Mapping[str, Mapping[str, Entry]]

_HEAD = """\
# Downloads: figures

Made by `make bench ONLY=download`; `CASES=grid` measures all that is in the first table, `KEEP=1`
goes on where that was broken off (`bench/download.py` says what else can be told it). Every client
fetches the same features from the same server. *ms*: the wait before each answer. *Pages of n*: the
most features the server gives a page; `ogr2ogr` is told that number (`PAGE_SIZE`), QGIS's provider
chooses by itself. The floor is `ogr2ogr` from a local GeoJSON file; it asks no server, and is
measured once for all cases of the same features.
"""
_READING = """\
## How many times as long as ours

Largest pages of the server: 10 000 features, 1 000 of the small collection. *At least*: the client
was ended when its time was up (a minute, two for a million, where nothing else is said below); in
brackets what it would have come to had it gone on at its pace.
"""
_DETAILS = """\
## In detail

Times are medians where a case was measured more than once. *First*: seconds until a feature could
be drawn; for ours from the click on a collection, which is in the list by then (the listing is in
its total, as it is in that of the others). *On the map*: seconds from the click until a map canvas
had painted something of it (ours: the first features; QGIS's provider: a live layer). *Memory*:
above what QGIS held before, for the two that run inside it. *Load*: what the machine ({cores}
cores) did in the minute before, this bench with it; where it was busy elsewhere times are longer
and ratios less certain, and processor time tells more.
"""
_ROUND_TRIP_S = 0.08


def write_report(entries: Sequence[Entry]) -> None:
    """``bench/download.md`` and ``bench/download.svg``."""
    cases: Dict[str, Dict[str, Entry]] = {}
    for one in entries:
        cases.setdefault(one["case"], {})[one["client"]] = one
    parts = [_HEAD, _goals(cases), "![Seconds by latency](download.svg)\n", _READING, _grid(cases)]
    parts.append(_DETAILS.format(cores=os.cpu_count()))
    names = sorted(cases, key=_order)
    for kind, group in groupby(names, key=lambda name: name.split(",")[0]):
        parts.append(f"### {_spaced(kind)}\n")
        parts += [_table(name, cases[name]) for name in group]
    (FOLDER / "download.md").write_text("\n".join(parts), encoding="utf-8")
    (FOLDER / "download.svg").write_text(plot(cases), encoding="utf-8")


def _order(name: str) -> Tuple[int, str, int, str]:
    count, shape = name.split(",")[0].split(" ")
    return int(count), shape, int(name.split(", ")[1].split(" ")[0]), name


def _spaced(kind: str) -> str:
    count, shape = kind.split(" ")
    return f"{_number(int(count))} {shape}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")


# --- the goals -------------------------------------------------------------------------------


def _goals(cases: Cases) -> str:
    """The figures that were set as goals, as they came out."""
    lines = ["| 100 000 points, 80 ms | goal | pages of 1 000 | pages of 10 000 |",
             "| --- | --- | --- | --- |"]  # fmt: skip
    goals = ((PROVIDER, "12 times"), (OAPIF, "4 times"), (LOCAL, "not slower: 1"))
    for client, goal in goals:
        cells = [_ratio(cases.get(_name(most), {}), client) for most in (1_000, 10_000)]
        lines.append(f"| faster than {client} | {goal} | {cells[0]} | {cells[1]} |")
    for client, _ in goals:
        cells = [_ratio(cases.get(_name(most), {}), client, "cpu_s") for most in (1_000, 10_000)]
        lines.append(f"| less processor time than {client} | | {cells[0]} | {cells[1]} |")
    cells = [_first(cases.get(_name(most), {})) for most in (1_000, 10_000)]
    lines.append(f"| first feature | two round trips: 0.16 s | {cells[0]} | {cells[1]} |")
    cells = [_on_map(cases.get(_name(most), {})) for most in (1_000, 10_000)]
    lines.append(f"| drawn on the map | two round trips: 0.16 s | {cells[0]} | {cells[1]} |")
    for shape in ("points", "polygons"):
        million = cases.get(f"1000000 {shape}, 80 ms, pages of 10000", {}).get(OURS)
        if million is not None:
            extra = million["peak_mb"] - million["baseline_mb"]
            lines.append(
                f"| memory for a million {shape}, above QGIS | 200 MB | | {extra:.0f} MB |"
            )
    return "\n".join(lines) + "\n"


def _name(most: int) -> str:
    return f"100000 points, 80 ms, pages of {most}"


def _first(found: Mapping[str, Entry]) -> str:
    return f"{found[OURS]['first_feature_s']:.2f} s" if OURS in found else ""


def _on_map(found: Mapping[str, Entry]) -> str:
    """Seconds, round trips, and how much sooner that is than QGIS's provider."""
    seconds = found.get(OURS, {}).get("first_on_screen_s")
    if seconds is None:
        return ""
    provider = found.get(PROVIDER, {}).get("first_on_screen_s")
    sooner = (
        "" if provider is None else f"; QGIS's provider: {provider / seconds:.0f} times as long"
    )
    return f"{seconds:.2f} s ({seconds / _ROUND_TRIP_S:.1f} round trips{sooner})"


def _ratio(found: Mapping[str, Entry], client: str, figure: str = "total_s") -> str:
    """How many times as long as ours; of one that was ended, at least."""
    if client not in found or OURS not in found:
        return ""
    one, ours = found[client], found[OURS][figure]
    times = f"{one[figure] / ours:.1f} times"
    if one.get("finished", True):
        return times
    return f"at least {times}{_at_its_pace(one, ours, figure)}"


def _at_its_pace(one: Entry, ours: float, figure: str = "total_s") -> str:
    if not one["features"]:
        return ""
    times = one[figure] * _count(one) / one["features"] / ours
    return f" ({times:.0f})" if times >= 10 else f" ({times:.1f})"


def _count(one: Entry) -> int:
    return int(one["case"].split(" ")[0])


# --- the grid --------------------------------------------------------------------------------

_OTHERS = (PROVIDER, OAPIF, SCRIPT, LOCAL)


def _grid(cases: Cases) -> str:
    """A line a case: ours in seconds, and how many times as long each other client takes."""
    lines = [
        f"| features | gzip | ms | ours s | {' | '.join(_OTHERS)} |",
        f"| --- | --- | ---: | ---: |{' ---: |' * len(_OTHERS)}",
    ]
    missing = 0
    before: Tuple[str, str] = ("", "")
    for case in sorted(GRID, key=_in_table):
        found = cases.get(case.name, {})
        if OURS not in found:
            missing += 1
            continue
        kind = (f"{_number(case.count)} {case.shape}", "yes" if case.zipped else "no")
        told = ("", "") if kind == before else kind
        before = kind
        cells = " | ".join(_short(found, client) for client in _OTHERS)
        ours = found[OURS]["total_s"]
        lines.append(f"| {told[0]} | {told[1]} | {case.latency_ms} | {ours:.2f} | {cells} |")
    text = "\n".join(lines) + "\n"
    if missing:
        text += f"\nNot measured yet: {missing} of {len(GRID)} cases.\n"
    return text


def _in_table(case: Case) -> Tuple[int, str, bool, int]:
    return case.count, case.shape, case.zipped, case.latency_ms


def _short(found: Mapping[str, Entry], client: str) -> str:
    if client not in found:
        return ""
    one, ours = found[client], found[OURS]["total_s"]
    times = f"{one['total_s'] / ours:.1f}"
    if one.get("finished", True):
        return times
    return f"at least {times}{_at_its_pace(one, ours)}"


# --- each case -------------------------------------------------------------------------------


def _table(name: str, found: Mapping[str, Entry]) -> str:
    lines = [
        f"**{_title(name)}**\n",
        "| client | total s | against ours | first s | on the map s | processor s | memory MB "
        "| requests | MB | load |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for client in CLIENTS:
        if client not in found:
            continue
        one = found[client]
        first, drawn = one["first_feature_s"], one.get("first_on_screen_s")
        memory = one["peak_mb"] - (one.get("baseline_mb") or 0.0)
        lines.append(
            f"| {client} | {_total(one)} | {_ratio(found, client)} "
            f"| {'' if first is None else format(first, '.2f')} "
            f"| {'' if drawn is None else format(drawn, '.2f')} | {one['cpu_s']:.2f} "
            f"| {memory:.0f} | {one['requests']} | {one['bytes'] / 1e6:.1f} "
            f"| {one.get('load', '')} |"
        )
    return "\n".join(lines) + "\n"


def _title(name: str) -> str:
    return name.split(", ", 1)[1]


def _total(one: Entry) -> str:
    if one.get("finished", True):
        return f"{one['total_s']:.2f}"
    # It had more to do than there was time, or memory, for.
    why = ", out of memory" if one.get("stopped") == "memory" else ""
    reached = f"{_number(one['features'])} of {_number(_count(one))}"
    return f"more than {one['total_s']:.0f} ({reached} features{why})"
