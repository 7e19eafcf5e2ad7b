"""The cases of the download bench: which there are, in which order, and how long they take."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from bench.download_clients import (
    CLIENTS,
    LOCAL,
    OAPIF,
    OURS,
    PROVIDER,
    SCRIPT,
    Case,
    made_with,
)

_QUICK = (OURS, LOCAL, OAPIF, SCRIPT)
THOUSAND, HUNDRED, MILLION = 1_000, 100_000, 1_000_000
LATENCIES = (80, 0, 200, 20)
SHAPES = ("points", "polygons")

GOALS = (
    Case(HUNDRED, "points", 80, 10_000, False, CLIENTS, times=3, whole=True, drawn=True),
    Case(HUNDRED, "points", 80, 1_000, False, CLIENTS, times=3, whole=True, drawn=True),
)
"""Those that goals were set for: every client to the end, and medians."""

GRID = tuple(
    sorted(
        (
            Case(count, shape, latency, min(count, 10_000), zipped, CLIENTS)
            for count, shape, zipped, latency in product(
                (HUNDRED, THOUSAND, MILLION), SHAPES, (False, True), LATENCIES
            )
        ),
        # Of the millions, which take longest, one of each shape comes before the others.
        key=lambda one: one.count == MILLION and (one.latency_ms != 80 or one.zipped),
    )
)
"""All that were asked for, each once, those that tell the most first."""

USUAL = (
    *GOALS,
    Case(HUNDRED, "points", 0, 10_000, False, _QUICK),
    Case(HUNDRED, "points", 20, 10_000, False, _QUICK),
    Case(HUNDRED, "points", 200, 10_000, False, _QUICK),
    Case(HUNDRED, "points", 80, 10_000, True, _QUICK),
    Case(HUNDRED, "polygons", 80, 10_000, False, _QUICK),
    Case(HUNDRED, "polygons", 80, 10_000, True, _QUICK),
    Case(THOUSAND, "points", 80, 1_000, False, CLIENTS, times=3),
    Case(THOUSAND, "points", 80, 1_000, True, _QUICK),
    Case(THOUSAND, "polygons", 80, 1_000, False, CLIENTS),
    Case(THOUSAND, "polygons", 80, 1_000, True, _QUICK),
    # A million takes QGIS's provider half an hour, and the script all memory there is.
    Case(MILLION, "points", 80, 10_000, False, (OURS, LOCAL, OAPIF), drawn=True),
)
"""The cases people meet."""


def known() -> List[Case]:
    """All cases in the order of the grid; those that are usual as many times as usual."""
    found = {one.name: one for one in (*GOALS, *GRID)}
    found.update({one.name: replace(one, clients=CLIENTS) for one in USUAL})
    return list(found.values())


def chosen(word: str) -> List[Case]:
    """The cases to run: the usual ones, the ``grid``, or those whose name holds ``word``."""
    if word in ("", "usual"):
        return list(USUAL)
    word = {"million": str(MILLION)}.get(word, word)
    exact = [one for one in known() if one.name == word]
    return exact or [one for one in known() if word in ("all", "grid") or word in one.name]


def left(
    cases: Iterable[Case], clients: str, entries: Iterable[Mapping[str, Any]], budget_s: float
) -> List[Case]:
    """``cases`` with these clients alone, and without what ``entries`` tell already.

    That is what was measured with the code of today, and, where it was stopped, was given as long.
    """
    done: Set[Tuple[str, str]] = set()
    for one in entries:
        if one.get("made_with") == made_with(one["client"]):
            count = int(one["case"].split(" ")[0])
            if one.get("finished", True) or one["total_s"] >= _given(count, budget_s) - 1:
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


def budget(case: Case, client: str, budget_s: float) -> Optional[float]:
    """How long ``client`` may take; None for as long as it needs."""
    if case.whole or client in (OURS, LOCAL):
        return None
    return _given(case.count, budget_s)


def _given(count: int, budget_s: float) -> float:
    return budget_s * (1 if count < MILLION else 2)


# Seconds a client needs for 100 000 points, for as many polygons (measured on two cores), and the
# waits for an answer.
_COSTS = {
    OURS: (1.6, 7.5, 4), LOCAL: (4.3, 16.5, 0), OAPIF: (5.5, 32.0, 12), SCRIPT: (3.2, 32.0, 10),
    PROVIDER: (46.0, 140.0, 1_000),
}  # fmt: skip
# Until the program has started, and has told its first feature.
_STARTS = {OURS: 2.0, LOCAL: 0.5, OAPIF: 1.5, SCRIPT: 0.5, PROVIDER: 5.0}


def expected_s(case: Case, client: str, budget_s: float) -> float:
    """About how long a client takes for its part of a case, all its runs together."""
    points, polygons, waits = _COSTS[client]
    share = case.count / HUNDRED
    seconds = (points if case.shape == "points" else polygons) * share
    seconds += max(waits * share, min(waits, 3)) * case.latency_ms / 1000
    most = budget(case, client, budget_s)
    seconds = seconds if most is None else min(most, seconds)
    if client == LOCAL:
        seconds *= 1.5  # its first feature is asked for apart
    shown = {OURS: 9.0, PROVIDER: 5.0}.get(client, 0.0) if case.drawn else 0.0
    times = 1 if client == PROVIDER else case.times
    return (seconds + _STARTS[client] + shown) * times


def expected(cases: Sequence[Case], budget_s: float) -> float:
    """About how many seconds all ``cases`` take, with the making of what is served."""
    seconds, made, floors = 0.0, set(), set()
    for case in cases:
        kind = (case.count, case.shape)
        if kind not in made:
            made.add(kind)
            seconds += 1 + case.count * 2.5e-5
        for client in case.clients:
            if client == LOCAL:
                if case.times == 1 and kind in floors:
                    continue
                floors.add(kind)
            seconds += expected_s(case, client, budget_s)
    return seconds
