"""A clock inside QGIS for what a person waits for who has the panel open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workshop.tour.stage import Qgis

_MOST_S = 300.0

# Its own work, some tens of microseconds every ten milliseconds, is part of what is measured.
_CLOCK = """\
import time as _time

class _PanelClock:
    def __init__(self, plugin, platforms, collections):
        self.plugin, self.wanted = plugin, (platforms, 0, 0, platforms * collections)
        self.begun = self.listed = self.kept = None
        self.now = self.read()
        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.tick)
        self.timer.start(10)

    def read(self):
        return (_time.perf_counter(), _time.process_time(), _time.thread_time())

    def tick(self):
        before, self.now = self.now, self.read()
        desk, panel = self.plugin._made_desk, self.plugin._panel
        if self.begun is None and desk is not None and desk._opened and desk._ready:
            self.begun = before  # it was asked for since
        if self.begun is not None and self.listed is None and panel is not None:
            tally = panel.model.tally()
            counted = (tally.platforms, tally.waiting, tally.failed, tally.collections)
            self.listed = self.now if counted == self.wanted else None
        if self.listed is not None and desk._memory.resting:
            self.kept = self.now
            self.timer.stop()

    def spent(self):
        clock, whole, gui = (end - begin for begin, end in zip(self.begun, self.listed))
        return [clock, whole, gui, self.kept[0] - self.begun[0]]

_clock = _PanelClock(_utils.plugins['cicclo_qgis'], {platforms}, {collections})
"""

_ALONE = """\
class _AloneClock:
    def __init__(self, desk, platform_id):
        self.desk, self.platform_id, self.seconds = desk, platform_id, None
        self.timer = QTimer()
        self.timer.timeout.connect(self.tick)
        self.begun = _time.perf_counter()
        desk.refresh(platform_id)
        self.timer.start(5)

    def tick(self):
        if self.desk.listing(self.platform_id).state.value != 'waiting':
            self.seconds = _time.perf_counter() - self.begun
            self.timer.stop()

_alone = _AloneClock(_utils.plugins['cicclo_qgis'].desk, {platform_id!r})
"""


@dataclass(frozen=True)
class Taken:
    """From the moment the platforms are asked until the panel shows all that they have listed.

    ``seconds`` by the clock; ``cpu_s`` and ``gui_s``: processor time of all of QGIS, and of its
    GUI thread; ``kept_s``: by the clock, until the index holds all of it too.
    """

    seconds: float
    cpu_s: float
    gui_s: float
    kept_s: float


def begin(qgis: Qgis, platforms: int, collections: int) -> None:
    """Set the clock, before the plugin of a QGIS that has just come up asks its platforms."""
    code = _CLOCK.replace("{platforms}", str(platforms))
    qgis.remote(code.replace("{collections}", str(collections)))


def taken(qgis: Qgis) -> Taken:
    """Wait for the end of it."""
    qgis.remote.until("_clock.kept is not None", "the lists in the panel", _MOST_S)
    spent: Any = qgis.remote("_clock.spent()")
    return Taken(*spent)


def alone(qgis: Qgis, platform_id: str) -> float:
    """Seconds that platform takes when it alone is asked, the panel being open."""
    qgis.remote(_ALONE.replace("{platform_id!r}", repr(platform_id)))
    return float(qgis.remote.until("_alone.seconds", platform_id, _MOST_S))
