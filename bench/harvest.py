"""A harvest of 130 platforms: how much longer it takes than the slowest, and than one by one."""

from __future__ import annotations

import threading
import time
from typing import List, Sequence, Tuple

import requests

from bench.platform_server import Federation
from bench.results import record
from cicclo_qgis.catalogue import Event, Failed, Finished, Harvest
from cicclo_qgis.ogcapi import new_session
from cicclo_qgis.platforms import Platform

NUMBER = 130


def _session() -> requests.Session:
    session = new_session("QGIS CICCLO bench")
    session.trust_env = False
    return session


def harvest(platforms: Sequence[Platform]) -> Tuple[float, List[Finished]]:
    """Seconds a harvest takes, and the lists that came."""
    ends: List[Event] = []
    whole = threading.Event()

    def listener(event: Event) -> None:
        if isinstance(event, (Finished, Failed)):
            ends.append(event)
            if len(ends) == len(platforms):
                whole.set()

    made = Harvest(_session, listener)
    begun = time.monotonic()
    made.start(platforms)
    if not whole.wait(600):
        raise SystemExit("the harvest did not end")
    seconds = time.monotonic() - begun
    made.stop(5.0)
    finished = [event for event in ends if isinstance(event, Finished)]
    if len(finished) != len(platforms):
        raise SystemExit("a platform failed")
    return seconds, finished


def main() -> None:
    """Measure, and write the results."""
    with Federation(NUMBER) as federation:
        seconds, _ = harvest(federation.platforms)
        slowest = max(
            harvest([platform])[0]
            for platform, latency in zip(federation.platforms, federation.latencies)
            if latency == max(federation.latencies)
        )
        one_by_one = sum(harvest([platform])[0] for platform in federation.platforms)
    record(
        {
            "harvest_s": round(seconds, 2),
            "harvest_over_slowest_s": round(seconds - slowest, 2),
            "harvest_speedup_vs_sequential": round(one_by_one / seconds, 1),
        }
    )


if __name__ == "__main__":
    main()
