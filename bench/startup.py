"""What the plugin adds to QGIS's start, and how long it ever holds the GUI thread up.

Real QGIS on a desktop of its own. Start: the plugin is loaded by a QGIS that has just come up
(imports, classFactory, initGui), best of three starts. What ends in ``_first_ms`` is of the very
first QGIS after the installation, when Python compiles the plugin. Harvest:
from then on the rest of the plugin is loaded and 130 platforms answer on the loopback, while a
timer of 5 ms in the GUI thread notes the longest time it was not served. The panel is open:
``harvest_panel_s`` ends when it shows all there is, and ``harvest_panel_over_slowest_s`` is by how
much that is later than the slowest platform's own list, asked for alone in the same QGIS.
"""

from __future__ import annotations

import compileall
import tempfile
import time
from pathlib import Path
from typing import List, Tuple

from bench import panel, registry
from bench.platform_server import Federation
from bench.results import record
from workshop.tour.stage import Qgis, Stage

NUMBER = 130
COLLECTIONS = 40
STARTS = 3

_LOAD = """\
import time as _time, qgis.utils as _utils
_utils.updateAvailablePlugins()
_begun, _began = _time.perf_counter(), _time.thread_time()
_utils.loadPlugin('cicclo_qgis')
_utils.startPlugin('cicclo_qgis')
_spent = [(_time.perf_counter() - _begun) * 1000, (_time.thread_time() - _began) * 1000]
"""


def _registry(federation: Federation, folder: Path) -> Path:
    served = (
        registry.platform(one.id, one.name, one.landing or "", one.territory)
        for one in federation.platforms
    )
    return registry.write(served, folder)


def _load(stage: Stage) -> List[float]:
    """Milliseconds the plugin takes to load in a QGIS that has just come up without it.

    By the clock, and of the GUI thread's own time (what a machine busy elsewhere would show).
    """
    qgis = stage.start()
    registry.rest(qgis, 30)
    qgis.remote(_LOAD)
    return [float(one) for one in qgis.remote("_spent")]


def _longest_block(qgis: Qgis) -> float:
    """Milliseconds; some seconds after the last list the GUI thread may still be at work."""
    time.sleep(2.0)
    return float(qgis.remote("watchdog.longest_ms"))


def _prepared(folder: Path, federation: Federation) -> Stage:
    """A profile of its own, with the plugin installed and not yet switched on."""
    stage = Stage(folder, registry=_registry(federation, folder))
    stage.prepare_profile()
    settings = stage.profile / "QGIS" / "QGIS3.ini"
    settings.write_text(settings.read_text().replace("cicclo_qgis=true", "cicclo_qgis=false"))
    return stage


def _harvest(stage: Stage) -> Tuple[panel.Taken, float]:
    """Have the plugin that was just loaded ask all; what that took, and its longest hold."""
    qgis = stage.qgis
    if qgis is None:
        raise SystemExit("QGIS is gone")
    qgis.remote("watchdog.restart()")
    panel.begin(qgis, NUMBER, COLLECTIONS)
    taken = panel.taken(qgis)
    return taken, _longest_block(qgis)


def _first(folder: Path, federation: Federation) -> Tuple[float, float]:
    """Milliseconds to load, and the longest hold, in the first QGIS after the installation."""
    with _prepared(folder, federation) as stage:
        clock, _ = _load(stage)
        _, longest = _harvest(stage)
        stage.kill()
    return clock, longest


def main() -> None:
    """Measure, and write the results."""
    with tempfile.TemporaryDirectory() as name, Federation(NUMBER, COLLECTIONS) as federation:
        folder = Path(name)
        (folder / "first").mkdir()
        first_ms, first_longest = _first(folder / "first", federation)
        (folder / "then").mkdir()
        with _prepared(folder / "then", federation) as stage:
            # As any QGIS but the very first finds it.
            compileall.compile_dir(stage.profile / "python" / "plugins", quiet=2)
            starts = []
            for number in range(STARTS):
                starts.append(_load(stage))
                if number < STARTS - 1:
                    stage.kill()
            # Loading is measured above; from here on it is the harvest.
            taken, longest = _harvest(stage)
            slow = max(federation.latencies)
            slowest = max(
                panel.alone(stage.qgis, one.id)
                for one, latency in zip(federation.platforms, federation.latencies)
                if stage.qgis is not None and latency == slow
            )
            stage.kill()
    record(
        {
            "startup_ms": round(min(clock for clock, _ in starts)),
            "startup_cpu_ms": round(min(own for _, own in starts)),
            "startup_first_ms": round(first_ms),
            "gui_longest_block_ms": round(longest),
            "gui_longest_block_first_ms": round(first_longest),
            "harvest_panel_s": round(taken.seconds, 2),
            "harvest_panel_over_slowest_s": round(taken.seconds - slowest, 2),
            "harvest_panel_cpu_s": round(taken.cpu_s, 2),
        }
    )


if __name__ == "__main__":
    main()
