"""Which browser this QGIS has. That it has none is a normal state, told plainly."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from typing import Callable, Dict, Optional, Protocol, Tuple

from qgis.PyQt.QtCore import QT_VERSION_STR, QCoreApplication
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui.browser.inprocess import InProcessBrowser
from cicclo_qgis.gui.browser.process import HelperBrowser
from cicclo_qgis.gui.browser.system import SystemBrowser
from cicclo_qgis.signin.browser import Arrival, Visit, VisitEnd, VisitOutcome

_Accept = Callable[[Arrival], bool]


class Provider(Protocol):
    """A browser that may turn out not to be usable here."""

    name: str

    def usable(self) -> bool:
        """It works here. May block; worker threads only."""

    def visit(self, visit: Visit, accept: _Accept) -> VisitOutcome:
        """See ``Browser.visit``."""

    def cancel(self, platform_name: str) -> None:
        """See ``Browser.cancel``."""

    def forget(self) -> None:
        """See ``Browser.forget``."""

    def bring_forward(self, platform_name: str) -> bool:
        """Raise the window of that platform's visit; False when there is none."""

    def shut(self) -> None:
        """End everything, for good. GUI thread."""


class NoBrowser:
    """Fails each visit with what to install."""

    name = "none"

    def usable(self) -> bool:
        """Always: it needs nothing."""
        return True

    def visit(self, visit: Visit, accept: _Accept) -> VisitOutcome:
        """FAILED, with what to install on this system."""
        return VisitOutcome(VisitEnd.FAILED, how_to_get_one())

    def cancel(self, platform_name: str) -> None:
        """Nothing to cancel."""

    def forget(self) -> None:
        """Nothing to forget."""

    def bring_forward(self, platform_name: str) -> bool:
        """There is no window."""
        return False

    def shut(self) -> None:
        """Nothing to end."""


@dataclass(frozen=True)
class Survey:
    """Names of the browsers that work here, in their order, and of the one used last ("": none)."""

    usable: Tuple[str, ...]
    used: str


class BestBrowser:
    """Asks the providers in their order at each visit, and stays with the first that works.

    ``name``: the provider of the last visit, "" before the first. ``wanted`` tells the name of
    the one the person would rather have, "" for the best; where that one cannot show a visit,
    the best other one does.
    """

    def __init__(
        self,
        windows: Tuple[Provider, ...],
        system: Optional[SystemBrowser],
        wanted: Callable[[], str] = lambda: "",
    ) -> None:
        self._windows = windows
        self._wanted = wanted
        self._system = system
        self._none = NoBrowser()
        self._chosen: Optional[Provider] = None
        self._lock = threading.Lock()
        self._choosing: Dict[str, threading.Event] = {}
        self.name = ""

    def visit(self, visit: Visit, accept: _Accept) -> VisitOutcome:
        """See ``Browser.visit``."""
        cancelled = threading.Event()
        with self._lock:
            self._choosing[visit.platform_name] = cancelled
        try:
            provider = self._choose(visit)
        finally:
            with self._lock:
                self._choosing.pop(visit.platform_name, None)
        if cancelled.is_set():
            return VisitOutcome(VisitEnd.CANCELLED)
        self.name = provider.name
        outcome = provider.visit(visit, accept)
        system = self._system
        if outcome.end is VisitEnd.ELSEWHERE and system is not None and system.can_show(visit):
            self.name = system.name
            outcome = system.visit(visit, accept)
        return outcome

    def cancel(self, platform_name: str) -> None:
        """See ``Browser.cancel``."""
        with self._lock:
            choosing = self._choosing.get(platform_name)
        if choosing is not None:
            choosing.set()
        for provider in self._all():
            provider.cancel(platform_name)

    def forget(self) -> None:
        """See ``Browser.forget``."""
        for provider in self._all():
            provider.forget()

    def bring_forward(self, platform_name: str) -> bool:
        """Raise the window of that platform's visit, for a second click. Any thread."""
        return any(provider.bring_forward(platform_name) for provider in self._all())

    def shut(self) -> None:
        """End every visit, window and process, for good. GUI thread, when the plugin goes."""
        with self._lock:
            choosing = list(self._choosing.values())
        for event in choosing:
            event.set()
        for provider in self._all():
            provider.shut()

    def survey(self) -> Survey:
        """Which browsers work here. Blocks for a second or two: worker threads only.

        A helper process started for this alone is ended again.
        """
        usable = tuple(provider.name for provider in self._windows if provider.usable())
        with self._lock:
            idle = not self.name and not self._choosing
        if idle:
            self.forget()
        if self._system is not None:
            usable += (self._system.name,)
        return Survey(usable, self.name)

    def _choose(self, visit: Visit) -> Provider:
        wanted = self._wanted()
        system = self._system
        if system is not None and system.name == wanted and system.can_show(visit):
            return system
        for provider in self._windows:
            if provider.name == wanted and provider.usable():
                self._chosen = provider
                return provider
        for provider in self._windows:
            # One that has worked is asked again: the helper may have to be started anew.
            if (self._chosen is None or self._chosen is provider) and provider.usable():
                self._chosen = provider
                return provider
        self._chosen = None
        if system is not None and system.can_show(visit):
            return system
        return self._none

    def _all(self) -> Tuple[Provider, ...]:
        return self._windows if self._system is None else (*self._windows, self._system)


def choose(parent: Optional[QWidget], wanted: Callable[[], str]) -> BestBrowser:
    """The browser of this QGIS; nothing is loaded or started yet. GUI thread."""
    windows = (InProcessBrowser(parent), HelperBrowser(parent))
    return BestBrowser(windows, SystemBrowser(parent), wanted)


def how_to_get_one(platform: str = sys.platform, qt: str = QT_VERSION_STR) -> str:
    """One plain sentence: what to install on this system to sign in."""
    if platform == "win32":
        text = QCoreApplication.translate(
            "NoBrowser",
            "Signing in needs QtWebEngine: add the package {package} with OSGeo4W Setup, or use"
            " QGIS 4, which has it.",
        )
        package = "python3-pyqt6-webengine" if qt.startswith("6") else "python3-pyqtwebengine"
        return text.format(package=package)
    if platform == "darwin":
        return QCoreApplication.translate(
            "NoBrowser",
            "Signing in to this platform needs QtWebEngine, which QGIS for macOS does not have"
            " yet; please use a QGIS on Windows or Linux for it.",
        )
    text = QCoreApplication.translate(
        "NoBrowser",
        "Signing in needs QtWebEngine: install {package} (its name in Debian and Ubuntu), then"
        " try again.",
    )
    major = "6" if qt.startswith("6") else "5"
    return text.format(package=f"python3-pyqt{major}.qtwebengine")
