"""``bench/results.json``: each benchmark writes its own figures and leaves the others alone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, Mapping

RESULTS = Path(__file__).resolve().parent / "results.json"


def record(figures: Mapping[str, Any], show: bool = True) -> None:
    """Put ``figures`` among the results, and show them."""
    known: Dict[str, Any] = {}
    if RESULTS.exists():
        known = json.loads(RESULTS.read_text(encoding="utf-8"))
    known.update(figures)
    # Figures of a machine that is busy elsewhere are no figures of ours: say how busy it was.
    known["load_average"] = round(os.getloadavg()[0], 1)
    text = json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    beside = RESULTS.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, RESULTS)
    for name, figure in figures.items() if show else ():
        print(f"{name}: {figure}")


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of ``values`` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
