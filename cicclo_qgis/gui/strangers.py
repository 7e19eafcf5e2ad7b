"""Layers that wait for a session, of platforms that no sign-in is known for.

A colleague's project brings them: who made it had added a platform that is not in this list, or had
found a way into one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Callable, Tuple
from urllib.parse import urlsplit

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.desk_protocol import Addition, NoticeLevel
from cicclo_qgis.gui.lasting import once_seen
from cicclo_qgis.gui.text import plain
from cicclo_qgis.host.layer_state import collection_of, landing_of
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import OgcApiError, Problem, ProblemCode
from cicclo_qgis.platforms import Access, Platform

if TYPE_CHECKING:
    from cicclo_qgis.gui.desk import Desk


def _tr(text: str) -> str:
    return QCoreApplication.translate("Strangers", text)


class Strangers:
    """Says so, with the way on. GUI thread; every method returns at once.

    ``not_kept``: called with the platform's name and a reason when it could not be written down.
    """

    def __init__(
        self,
        desk: Desk,
        layers: LiveLayers,
        workers: Workers,
        not_kept: Callable[[str, str], None],
    ) -> None:
        self._desk = desk
        self._layers = layers
        self._workers = workers
        self._not_kept = not_kept

    def met(self, platform_id: str) -> None:
        """Restricted layers of that platform cannot be read, and nobody can sign in to it yet.

        Nothing is asked of an address of the project before the person has said so.
        """
        platform, (address, items) = self._desk.platform(platform_id), self._where(platform_id)
        host = urlsplit(address).netloc
        if not host:
            return
        if platform is None:
            text = _tr(
                "Layers of this project wait for {host}, which is not among your platforms. "
                "Add it to open them."
            )
            label, act = _tr("Add the platform"), partial(self._add, platform_id, address)
        else:
            text = _tr("Layers of {platform} need a sign-in, and no way to do it is known yet.")
            label, act = _tr("Look for a way"), partial(self._look, platform, address, items)
        name = "" if platform is None else plain(platform.name, 120)
        text = text.format(host=plain(host, 60), platform=name)
        asks = "" if platform is None else platform_id
        waits = once_seen(lambda: bool(self._layers.waiting(platform_id)))
        self._desk.tell(NoticeLevel.WARNING, text, label, act, asks, waits)

    def _where(self, platform_id: str) -> Tuple[str, str]:
        """The landing page of a layer that waits, and where its features are; "" when none does."""
        for layer_id in self._layers.waiting(platform_id):
            layer = self._layers.layer(layer_id)
            address = landing_of(layer) if layer is not None else None
            if layer is not None and address and urlsplit(address).scheme in ("http", "https"):
                place = address.split("?")[0].rstrip("/")
                return address, f"{place}/collections/{collection_of(layer)}/items"
        return "", ""

    def _add(self, platform_id: str, address: str) -> None:
        self._desk.add_platform(address, partial(self._added, platform_id, address))

    def _added(self, old_id: str, address: str, addition: Addition) -> None:
        if not addition.platform_id:
            if addition.problem is not None and addition.problem.code is not ProblemCode.CANCELLED:
                self._desk.tell(NoticeLevel.ERROR, sentences.problem(addition.problem))
            return
        _, items = self._where(old_id)
        # Who made the project may have had it under another name.
        self._layers.rename(old_id, address, addition.platform_id)
        platform = self._desk.platform(addition.platform_id)
        if platform is None:
            return
        if platform.access:
            self._desk.sign_in(platform.id)
        else:
            self._look(platform, address, items)

    def _look(self, platform: Platform, address: str, items: str) -> None:
        def ways() -> Tuple[Access, ...]:
            """In a worker: ask the platform, as it is, and then as one who was refused."""
            landing, found = self._desk.finding(address)
            return found or self._desk.finding.ways(landing, items)

        self._workers.run(ways, partial(self._found, platform), partial(self._lost, platform))

    def _found(self, platform: Platform, ways: Tuple[Access, ...]) -> None:
        if not ways:
            self._tell(platform, Problem(ProblemCode.SIGN_IN_REQUIRED))
            return
        try:
            kept = self._desk.finding.keep(platform, ways)
        except OSError as error:
            self._not_kept(platform.name, error.strerror or str(error))
            return
        self._desk.platform_changed.emit(kept.id)
        self._desk.sign_in(kept.id)

    def _lost(self, platform: Platform, error: Exception) -> None:
        told = error.problem if isinstance(error, OgcApiError) else None
        self._tell(platform, told or Problem(ProblemCode.UNREACHABLE))

    def _tell(self, platform: Platform, problem: Problem) -> None:
        sentence = sentences.problem(problem, may_sign_in=False)
        text = QCoreApplication.translate("Desk", "{platform}: {sentence}")
        text = text.format(platform=plain(platform.name, 120), sentence=sentence)
        self._desk.tell(NoticeLevel.WARNING, text)
