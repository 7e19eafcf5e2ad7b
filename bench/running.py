"""One program run and measured; ended before its time where it takes too long, or all memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional

ROOT = Path(__file__).parents[1]
# What GDAL would wait for the disk is no matter here.
_ENVIRONMENT = {"OGR_SQLITE_SYNCHRONOUS": "OFF", "PYTHONPATH": str(ROOT), "no_proxy": "127.0.0.1"}
_LOOK_S = 0.25
# Of the machine's memory.
_SHARE = 3


class Failed(Exception):
    """The program ended with an error."""


@dataclass
class Ran:
    """Seconds, seconds of processor, peak memory in MB, and what the program told (JSON).

    ``stopped``: why it was ended before it was done: "time" or "memory"; else "". A program that
    needs long to start tells ``began`` (``time.monotonic()``) when what is measured begins.
    """

    seconds: float = 0.0
    processor_s: float = 0.0
    peak_mb: float = 0.0
    told: Dict[str, Any] = field(default_factory=dict)
    stopped: str = ""


def run(command: List[str], budget_s: Optional[float] = None) -> Ran:
    """Let ``command`` do its work, for ``budget_s`` at most.

    Raises:
        Failed: it ended with an error.
    """
    ran, over = Ran(told={"began": time.monotonic()}), threading.Event()
    # A session of its own: Ctrl-C ends it through us, and it has nothing to say about it.
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **_ENVIRONMENT}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    watch = threading.Thread(target=_watch, args=(process, ran, over, budget_s), daemon=True)
    watch.start()
    status = None
    try:
        for line in process.stdout or ():
            if line.startswith("{"):
                ran.told.update(json.loads(line))
        _, status, usage = os.wait4(process.pid, 0)
        ended = time.monotonic()
    finally:
        over.set()
        if status is None:
            process.kill()
            process.wait()
        process.returncode = status
        watch.join()
    if status != 0 and not ran.stopped:
        raise Failed(f"{' '.join(command)} failed ({status})")
    ran.seconds = ended - ran.told["began"]
    ran.processor_s, ran.peak_mb = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return ran


def memory_mb(process: str = "self") -> float:
    """Resident memory now; 0 of a process that is gone."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 2**20


def _watch(
    process: subprocess.Popen[str], ran: Ran, over: threading.Event, budget_s: Optional[float]
) -> None:
    most_mb = os.sysconf("SC_PHYS_PAGES") * resource.getpagesize() / 2**20 / _SHARE
    while True:
        left = _LOOK_S
        if budget_s is not None:
            left = min(left, ran.told["began"] + budget_s - time.monotonic())
        if over.wait(max(0.0, left)):
            return
        late = budget_s is not None and time.monotonic() >= ran.told["began"] + budget_s
        if late or memory_mb(str(process.pid)) > most_mb:
            ran.stopped = "time" if late else "memory"
            process.kill()
            return
