"""The plot of the download bench (SVG): seconds for 100 000 points by latency, a line a client."""

from __future__ import annotations

import math
import os
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence

from bench.download_clients import CLIENTS, LOCAL, OAPIF, OURS, PROVIDER

Entry = Mapping[str, Any]

_COLOURS = {
    OURS: "#000091", LOCAL: "#3a8f3a", OAPIF: "#e1750a", PROVIDER: "#c9191e",
}  # fmt: skip
_GREY = "#666666"
_WIDE, _HIGH, _LEFT, _TOP, _RIGHT, _BOTTOM = 860, 420, 60, 50, 240, 50
_LATENCIES = (0, 20, 80, 200)


class Point(NamedTuple):
    """Seconds at a latency. ``reckoned``: by the pace of a client that was ended before."""

    latency: int
    seconds: float
    reckoned: bool


def plot(cases: Mapping[str, Mapping[str, Entry]]) -> str:
    """Seconds for 100 000 points (logarithmic) against latency, a line a client."""
    lines: Dict[str, List[Point]] = {}
    for client in CLIENTS:
        for latency in _LATENCIES:
            name = f"100000 points, {latency} ms, pages of 10000"
            if client in cases.get(name, {}):
                lines.setdefault(client, []).append(_point(latency, cases[name][client]))
    values = [one.seconds for line in lines.values() for one in line] or [10.0]
    low, high = 1.0, 10 ** math.ceil(math.log10(max(values)))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
        f'<text x="{_LEFT}" y="26" font-size="16">100 000 points, pages of 10 000: seconds '
        "until the file is whole</text>",
    ]
    parts += _axes(low, high)
    if any(one.reckoned for line in lines.values() for one in line):
        parts.append(
            f'<text x="{_LEFT}" y="43" fill="{_GREY}">hollow: reckoned by the pace of a client '
            "that was ended when its time was up</text>"
        )
    ends = sorted((_y(line[-1].seconds, low, high), client) for client, line in lines.items())
    label_y = 0.0
    for y, client in ends:
        label_y = max(label_y + 17, y)
        parts += _line(client, lines[client], low, high, label_y)
    return "\n".join([*parts, "</svg>"]) + os.linesep


def _point(latency: int, one: Entry) -> Point:
    reckoned = not one.get("finished", True) and bool(one["features"])
    share = one["features"] / 100_000 if reckoned else 1.0
    return Point(latency, one["total_s"] / share, reckoned)


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


def _line(client: str, line: Sequence[Point], low: float, high: float, label_y: float) -> List[str]:
    colour = _COLOURS.get(client, _GREY)
    places = [(_x(one.latency), _y(one.seconds, low, high)) for one in line]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts = [f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>']
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{"white" if one.reckoned else colour}" '
        f'stroke="{colour}" stroke-width="2"/>'
        for (x, y), one in zip(places, line)
    ]
    about = "about " if line[-1].reckoned else ""
    text = f"{client}: {about}{line[-1].seconds:.1f} s"
    x = _WIDE - _RIGHT + 10
    parts.append(f'<text x="{x}" y="{label_y + 4:.1f}" fill="{colour}">{text}</text>')
    return parts
