"""The worker's side of a visit: it waits for arrivals while the windows live in the GUI thread."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from typing import Callable, Dict, Optional, Union

from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, pyqtSignal

from cicclo_qgis.host.workers import in_gui_thread
from cicclo_qgis.signin.browser import Arrival, Visit, VisitEnd, VisitOutcome

_Event = Union[Arrival, VisitOutcome]


class Seat:
    """Where one worker waits for what happens in its visit's window."""

    def __init__(self, number: int, visit: Visit) -> None:
        self.number = number
        self.visit = visit
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()

    def put(self, event: _Event) -> None:
        """From any thread."""
        self._events.put(event)

    def wait(self, seconds: float) -> Optional[_Event]:
        """The next event; None when that time is over."""
        try:
            return self._events.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None


class WaitingRoom:
    """The seats taken; one for a platform at most. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seats: Dict[int, Seat] = {}
        self._numbers = itertools.count(1)

    def enter(self, visit: Visit) -> Optional[Seat]:
        """A seat for this visit, or None when its platform has one."""
        with self._lock:
            if any(s.visit.platform_name == visit.platform_name for s in self._seats.values()):
                return None
            seat = Seat(next(self._numbers), visit)
            self._seats[seat.number] = seat
            return seat

    def leave(self, seat: Seat) -> None:
        """Give the seat back."""
        with self._lock:
            self._seats.pop(seat.number, None)

    def of_platform(self, platform_name: str) -> Optional[Seat]:
        """The seat taken for that platform."""
        with self._lock:
            seats = self._seats.values()
            return next((s for s in seats if s.visit.platform_name == platform_name), None)

    def tell(self, number: int, event: _Event) -> None:
        """Tell one seat; nothing when it has been left."""
        with self._lock:
            seat = self._seats.get(number)
        if seat is not None:
            seat.put(event)

    def tell_all(self, event: _Event) -> None:
        """Tell every seat."""
        with self._lock:
            seats = list(self._seats.values())
        for seat in seats:
            seat.put(event)


class WindowBrowser(QObject):
    """A ``Browser`` whose windows are shown by someone in the GUI thread.

    Made in the GUI thread; ``visit`` is called in workers. What a worker asks goes to the GUI
    thread as a queued signal, what happens there comes back through the worker's seat.
    """

    name = "window"

    _open = pyqtSignal(int, object)
    _decline = pyqtSignal(int)
    _close = pyqtSignal(int)
    _front = pyqtSignal(int)
    _forget = pyqtSignal()

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._room = WaitingRoom()
        for signal, slot in (
            (self._open, self.on_open),
            (self._decline, self.on_decline),
            (self._close, self.on_close),
            (self._front, self.on_front),
            (self._forget, self.on_forget),
        ):
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)
        # Also when QGIS goes without unloading its plugins.
        QCoreApplication.instance().aboutToQuit.connect(self.shut)

    # -- the Browser protocol -------------------------------------------------------------------

    def visit(self, visit: Visit, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        """See ``Browser.visit``. Raises RuntimeError in the GUI thread, which must never wait."""
        if in_gui_thread():
            raise RuntimeError("a visit waits; never start one in the GUI thread")
        seat = self._room.enter(visit)
        if seat is None:
            self.bring_forward(visit.platform_name)
            return VisitOutcome(VisitEnd.FAILED, _already_open())
        try:
            self._open.emit(seat.number, visit)
            return self._attend(seat, accept)
        finally:
            self._room.leave(seat)
            self._close.emit(seat.number)

    def cancel(self, platform_name: str) -> None:
        """See ``Browser.cancel``."""
        seat = self._room.of_platform(platform_name)
        if seat is not None:
            seat.put(VisitOutcome(VisitEnd.CANCELLED))

    def forget(self) -> None:
        """See ``Browser.forget``. Visits under way end as cancelled."""
        self._room.tell_all(VisitOutcome(VisitEnd.CANCELLED))
        self._forget.emit()

    def bring_forward(self, platform_name: str) -> bool:
        """Raise the window of that platform's visit; False when there is none. Any thread."""
        seat = self._room.of_platform(platform_name)
        if seat is not None:
            self._front.emit(seat.number)
        return seat is not None

    def _attend(self, seat: Seat, accept: Callable[[Arrival], bool]) -> VisitOutcome:
        deadline = time.monotonic() + seat.visit.timeout_s
        while True:
            event = seat.wait(deadline - time.monotonic())
            if event is None:
                return VisitOutcome(VisitEnd.TIMED_OUT)
            if isinstance(event, VisitOutcome):
                return event
            if accept(event):
                return VisitOutcome(VisitEnd.ACCEPTED)
            self._decline.emit(seat.number)

    # -- in the GUI thread ----------------------------------------------------------------------

    def on_open(self, number: int, visit: Visit) -> None:
        """Show the visit."""
        raise NotImplementedError

    def on_decline(self, number: int) -> None:
        """The last arrival did not end the visit."""
        raise NotImplementedError

    def on_close(self, number: int) -> None:
        """Close the visit's windows."""
        raise NotImplementedError

    def on_front(self, number: int) -> None:
        """Raise the visit's window."""
        raise NotImplementedError

    def on_forget(self) -> None:
        """Drop cookies and pages."""
        raise NotImplementedError

    def shut(self) -> None:
        """End every visit and everything shown, for good. GUI thread."""
        self._room.tell_all(VisitOutcome(VisitEnd.CANCELLED))
        self.on_forget()


def _already_open() -> str:
    return QCoreApplication.translate(
        "WindowBrowser", "The sign-in window of this platform is already open."
    )
