"""A platform added by its address: found, named, kept."""

from __future__ import annotations

from typing import Callable, List, Tuple

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui import ways
from cicclo_qgis.gui.desk_protocol import Addition, NoticeLevel
from cicclo_qgis.gui.text import plain
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import LandingPage, OgcApiError, Problem, ProblemCode
from cicclo_qgis.platforms import Access, Registry, platform_of_user

Find = Callable[[str], Tuple[LandingPage, Tuple[Access, ...]]]


class Adding:
    """Additions under way.

    Args:
        registry: where the platform is kept.
        workers: where ``find`` runs.
        find: the landing page behind an address, and the ways in; may block.
        not_kept: called with the platform's name and a reason when it could not be written down.
        tell: shows one sentence to the person.
    """

    def __init__(
        self,
        registry: Registry,
        workers: Workers,
        find: Find,
        not_kept: Callable[[str, str], None],
        tell: Callable[[NoticeLevel, str], None],
    ) -> None:
        self._tell = tell
        self._not_kept = not_kept
        self._registry = registry
        self._workers = workers
        self._find = find

    def add(self, address: str, done: Callable[[Addition], None]) -> Callable[[], None]:
        """Find and keep the platform; returns "cancel".

        ``done`` is called once, in the GUI thread.
        """
        ends: List[Addition] = []

        def tell(addition: Addition) -> None:
            if not ends:
                ends.append(addition)
                done(addition)

        def found(result: Tuple[LandingPage, Tuple[Access, ...]]) -> None:
            """Keep the platform, unless the person has given up meanwhile."""
            if not ends:
                tell(self._keep(*result))

        def failed(error: Exception) -> None:
            tell(Addition(problem=_problem(error)))

        job = self._workers.run(lambda: self._find(address), found, failed)

        def cancel() -> None:
            job.cancel()
            tell(Addition(problem=Problem(ProblemCode.CANCELLED)))

        return cancel

    def _keep(self, landing: LandingPage, access: Tuple[Access, ...]) -> Addition:
        known = self._registry.platforms()
        for platform in known:
            if platform.landing and platform.landing.rstrip("/") == landing.url.rstrip("/"):
                return Addition(platform.id, known=True)
        taken, names = {platform.id for platform in known}, {platform.name for platform in known}
        platform = platform_of_user(landing.url, landing.title, taken, access, names)
        try:
            self._registry.add(platform)
        except OSError as error:
            self._not_kept(platform.name, error.strerror or str(error))
            return Addition(problem=Problem(ProblemCode.CANCELLED))
        if access:
            text = QCoreApplication.translate("Adding", "{platform} tells how to sign in: {ways}.")
            name = plain(platform.name, 120)
            self._tell(NoticeLevel.INFO, text.format(platform=name, ways=ways.told(access)))
        return Addition(platform.id)


def _problem(error: Exception) -> Problem:
    if isinstance(error, OgcApiError):
        return error.problem
    return Problem(ProblemCode.UNREACHABLE)
