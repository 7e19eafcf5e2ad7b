"""Work that asks servers, from an algorithm: in a thread of its own, and cancelled with it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Tuple, TypeVar

from qgis.core import QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop

from cicclo_qgis.host.workers import in_gui_thread
from cicclo_qgis.platforms import Platform

if TYPE_CHECKING:
    import requests

    from cicclo_qgis.engine import Engine
    from cicclo_qgis.ogcapi import Collection, LandingPage
    from cicclo_qgis.transfer import Progress

    HttpFactory = Callable[[], requests.Session]

T = TypeVar("T")

_TICK_S = 0.05


def _tr(text: str) -> str:
    return QCoreApplication.translate("Processing", text)


class Beside:
    """Runs work beside the algorithm's thread, which may be the GUI's (``processing.run``).

    Args:
        feedback: its cancel button ends the work; it is told how far the work is.
    """

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._told: Optional[Progress] = None

    def cancelled(self) -> bool:
        """Whether the person has had enough. Any thread."""
        return bool(self._feedback.isCanceled())

    def tell(self, progress: Progress) -> None:
        """How far it is. Any thread."""
        self._told = progress

    def run(self, work: Callable[[], T]) -> T:
        """What ``work`` hands back, or raises."""
        results: List[T] = []
        errors: List[BaseException] = []

        def go() -> None:
            try:
                results.append(work())
            except BaseException as error:  # noqa: BLE001 - raised again below
                errors.append(error)

        thread = threading.Thread(target=go, name="cicclo-algorithm", daemon=True)
        thread.start()
        in_gui = in_gui_thread()
        while thread.is_alive():
            thread.join(_TICK_S)
            self._show()
            if in_gui:
                # QGIS answers network threads there; the person's clicks wait.
                flag = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
                QCoreApplication.processEvents(flag)
        if errors:
            raise errors[0]
        return results[0]

    def _show(self) -> None:
        told = self._told
        if told is not None and told.expected:
            self._feedback.setProgress(min(100.0, 100.0 * told.features / told.expected))


@dataclass(frozen=True)
class Found:
    """A collection of a service. ``platform``: None when it is of none in the registry."""

    platform: Optional[Platform]
    landing: LandingPage
    collection: Collection


def platform_names(engine: Engine) -> List[str]:
    """What a person chooses a platform by.

    QGIS asks for it while it starts, so nothing of downloads is loaded here.
    """
    return [
        one.name for one in engine.registry.platforms() if one.landing or one.wfs or one.private_wfs
    ]


def find(
    engine: Engine, http: HttpFactory, platform: str, collection: str, beside: Beside
) -> Found:
    """The collection that is meant. Blocks; worker threads only.

    ``collection``: its identifier or title on ``platform``, or its address alone.

    Raises:
        OgcApiError: the service cannot be read.
        QgsProcessingException: there is no such platform or collection.
    """
    from dataclasses import replace

    from cicclo_qgis.ogcapi import DEFAULT_POLICY
    from cicclo_qgis.transfer.listing import listed_at, listed_on
    from cicclo_qgis.transfer.whereabouts import services_of

    policy = replace(DEFAULT_POLICY, cancelled=beside.cancelled)
    engine.wait_for_sessions()
    known = next((one for one in engine.registry.platforms() if _is(one, platform)), None)
    if collection.startswith(("https://", "http://")):
        with http() as session:
            found = listed_at(session, collection, policy)
        if not found.wanted:
            raise QgsProcessingException(_tr("This is not the address of a collection."))
        known = known or _at(engine, found.landing)
    elif known is None or not services_of(known):
        text = _tr("There is no platform “{name}”.")
        raise QgsProcessingException(text.format(name=platform))
    else:
        found = listed_on(http, known, collection, policy)
    return Found(known, found.landing, _chosen(list(found.collections), found.wanted))


def _is(platform: Platform, name: str) -> bool:
    return name.strip() in (platform.name, platform.id)


def _at(engine: Engine, landing: LandingPage) -> Optional[Platform]:
    from cicclo_qgis.transfer.whereabouts import today

    for platform in engine.registry.platforms():
        if today(platform, landing.url) is not None:
            return platform
    return None


def _chosen(listed: List[Collection], wanted: str) -> Collection:
    """The one of that identifier; else the only one of that title."""
    for one in listed:
        if one.id == wanted:
            return one
    titled = [one for one in listed if one.title.casefold() == wanted.strip().casefold()]
    if len(titled) == 1:
        return titled[0]
    text = _tr("The platform has no collection “{name}”. List its collections to see them.")
    raise QgsProcessingException(text.format(name=wanted))


def pairs(text: str) -> Tuple[Tuple[str, str], ...]:
    """``name=value; name=value`` as pairs.

    Raises:
        QgsProcessingException: it is none.
    """
    found = []
    for piece in filter(None, (one.strip() for one in text.split(";"))):
        name, equals, value = piece.partition("=")
        if not (name.strip() and equals and value.strip()):
            told = _tr("“{text}” is not of the form attribute=value.")
            raise QgsProcessingException(told.format(text=piece))
        found.append((name.strip(), value.strip()))
    return tuple(found)


def explained(error: Any, may_sign_in: bool) -> QgsProcessingException:
    """What a server did, in words."""
    from cicclo_qgis.gui import sentences

    return QgsProcessingException(sentences.problem(error.problem, may_sign_in))
