"""A platform added by its address: found, named, kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Callable
from urllib.parse import urlsplit

from cicclo_qgis.gui.desk_protocol import Addition
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import LandingPage, OgcApiError, Problem, ProblemCode
from cicclo_qgis.platforms import LandingStatus, Origin, Platform, Registry


class Adding:
    """Additions under way. ``find`` may block; it runs in a worker thread."""

    def __init__(
        self, registry: Registry, workers: Workers, find: Callable[[str], LandingPage]
    ) -> None:
        self._registry = registry
        self._workers = workers
        self._find = find

    def add(self, address: str, done: Callable[[Addition], None]) -> Callable[[], None]:
        """Find and keep the platform; ``done`` is called once, in the GUI thread. Returns
        "cancel"."""
        told = []

        def tell(addition: Addition) -> None:
            if not told:
                told.append(addition)
                done(addition)

        def found(landing: LandingPage) -> None:
            if not told:
                tell(self._keep(landing))

        def failed(error: Exception) -> None:
            tell(Addition(problem=_problem(error)))

        job = self._workers.run(lambda: self._find(address), found, failed)

        def cancel() -> None:
            job.cancel()
            tell(Addition(problem=Problem(ProblemCode.CANCELLED)))

        return cancel

    def _keep(self, landing: LandingPage) -> Addition:
        for platform in self._registry.platforms():
            if platform.landing and platform.landing.rstrip("/") == landing.url.rstrip("/"):
                return Addition(platform.id, known=True)
        platform = _record(landing, {p.id for p in self._registry.platforms()})
        self._registry.add(platform)
        return Addition(platform.id)


def _record(landing: LandingPage, taken: Any) -> Platform:
    host = urlsplit(landing.url).hostname or ""
    folded = unicodedata.normalize("NFKD", host).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-") or "platform"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return Platform(
        id=name,
        name=landing.title or host,
        territory="",
        software="",
        landing=landing.url,
        landing_status=LandingStatus.DOCUMENTED,
        source=landing.url,
        origin=Origin.USER,
    )


def _problem(error: Exception) -> Problem:
    if isinstance(error, OgcApiError):
        return error.problem
    return Problem(ProblemCode.UNREACHABLE)
