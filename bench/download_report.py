"""The results of the download bench as a table (Markdown) and a plot (SVG)."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from bench.download_clients import CLIENTS, LOCAL, OAPIF, OURS, PROVIDER

FOLDER = Path(__file__).parent
Entry = Mapping[str, Any]

_HEAD = """\
# Downloads: figures

Made by `make bench ONLY=download` (cases: `CASES=all`). Every client fetches the same features from
the same server in the same run; times are medians. *Pages of n*: the most features the server gives
a page; `ogr2ogr` is told that number (`PAGE_SIZE`), QGIS's provider chooses by itself. *ms*: the
wait before each answer. *First*: seconds until a feature could be drawn; for ours from the click on
a collection, which is in the list by then (the listing is in its total, as it is in that of the
others). *On the map*: seconds from the click until a map canvas had painted something of it (ours:
the first features; QGIS's provider: a live layer). *Memory*: above what QGIS held before, for the
two that run inside it. The floor is `ogr2ogr` from a local GeoJSON file. *Load*: what the machine
({cores} cores) did in the minute before, this bench with it; where it was busy elsewhere times are
longer and ratios less certain, and processor time tells more. `CASES=all KEEP=1` measures every
other case too, and goes on where it was broken off.
"""
_COLOURS = {
    OURS: "#000091", LOCAL: "#3a8f3a", OAPIF: "#e1750a", PROVIDER: "#c9191e",
}  # fmt: skip
_GREY = "#666666"
_ROUND_TRIP_S = 0.08


def write_report(entries: Sequence[Entry]) -> None:
    """``bench/download.md`` and ``bench/download.svg``."""
    cases: Dict[str, Dict[str, Entry]] = {}
    for one in entries:
        cases.setdefault(one["case"], {})[one["client"]] = one
    head = _HEAD.format(cores=os.cpu_count())
    parts = [head, _goals(cases), "![Seconds by latency](download.svg)\n"]
    parts += [_table(name, cases[name]) for name in sorted(cases, key=_order)]
    (FOLDER / "download.md").write_text("\n".join(parts), encoding="utf-8")
    (FOLDER / "download.svg").write_text(_plot(cases), encoding="utf-8")


def _order(name: str) -> Tuple[int, str, int, str]:
    count, shape = name.split(",")[0].split(" ")
    return int(count), shape, int(name.split(", ")[1].split(" ")[0]), name


def _goals(cases: Mapping[str, Mapping[str, Entry]]) -> str:
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
    million = cases.get("1000000 points, 80 ms, pages of 10000", {}).get(OURS)
    if million is not None:
        extra = million["peak_mb"] - million["baseline_mb"]
        lines.append(f"| memory for a million, above QGIS | 200 MB | | {extra:.0f} MB |")
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
    if client not in found or OURS not in found:
        return ""
    return f"{found[client][figure] / found[OURS][figure]:.1f} times"


def _table(name: str, found: Mapping[str, Entry]) -> str:
    lines = [
        f"## {name}\n",
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
            f"| {client} | {one['total_s']:.2f} | {_ratio(found, client)} "
            f"| {'' if first is None else format(first, '.2f')} "
            f"| {'' if drawn is None else format(drawn, '.2f')} | {one['cpu_s']:.2f} "
            f"| {memory:.0f} | {one['requests']} | {one['bytes'] / 1e6:.1f} "
            f"| {one.get('load', '')} |"
        )
    return "\n".join(lines) + "\n"


# --- the plot --------------------------------------------------------------------------------

_WIDE, _HIGH, _LEFT, _TOP, _RIGHT, _BOTTOM = 860, 420, 60, 50, 240, 50
_LATENCIES = (0, 20, 80, 200)


def _plot(cases: Mapping[str, Mapping[str, Entry]]) -> str:
    """Seconds for 100 000 points (logarithmic) against latency, a line a client."""
    lines: Dict[str, List[Tuple[int, float]]] = {}
    for client in CLIENTS:
        for latency in _LATENCIES:
            name = f"100000 points, {latency} ms, pages of 10000"
            if client in cases.get(name, {}):
                seconds = cases[name][client]["total_s"]
                lines.setdefault(client, []).append((latency, seconds))
    values = [seconds for line in lines.values() for _, seconds in line] or [10.0]
    low, high = 1.0, 10 ** math.ceil(math.log10(max(values)))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
        f'<text x="{_LEFT}" y="26" font-size="16">100 000 points, pages of 10 000: seconds '
        "until the file is whole</text>",
    ]
    parts += _axes(low, high)
    ends = sorted((_y(line[-1][1], low, high), client) for client, line in lines.items())
    label_y = 0.0
    for y, client in ends:
        label_y = max(label_y + 17, y)
        parts += _line(client, lines[client], low, high, label_y)
    return "\n".join([*parts, "</svg>"]) + os.linesep


def _x(latency: float) -> float:
    return _LEFT + (_WIDE - _LEFT - _RIGHT) * math.sqrt(latency / 200)


def _y(seconds: float, low: float, high: float) -> float:
    share = math.log(max(seconds, low) / low) / math.log(high / low)
    return _HIGH - _BOTTOM - (_HIGH - _BOTTOM - _TOP) * share


def _axes(low: float, high: float) -> List[str]:
    parts = []
    for seconds in (1, 2, 5, 10, 20, 50, 100, 200, 500):
        if seconds <= high:
            y = _y(seconds, low, high)
            parts.append(
                f'<line x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
                f'stroke="#dddddd"/><text x="{_LEFT - 8}" y="{y + 4:.1f}" '
                f'text-anchor="end">{seconds} s</text>'
            )
    parts += [
        f'<text x="{_x(latency):.1f}" y="{_HIGH - _BOTTOM + 22}" '
        f'text-anchor="middle">{latency} ms</text>'
        for latency in _LATENCIES
    ]
    middle = (_LEFT + _WIDE - _RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{_HIGH - 8}" text-anchor="middle" fill="{_GREY}">'
        "wait before each answer</text>"
    )
    return parts


def _line(
    client: str, line: Sequence[Tuple[int, float]], low: float, high: float, label_y: float
) -> List[str]:
    colour = _COLOURS.get(client, _GREY)
    places = [(_x(latency), _y(seconds, low, high)) for latency, seconds in line]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts = [f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>']
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
    text = f"{client}: {line[-1][1]:.1f} s"
    x = _WIDE - _RIGHT + 10
    parts.append(f'<text x="{x}" y="{label_y + 4:.1f}" fill="{colour}">{text}</text>')
    return parts
