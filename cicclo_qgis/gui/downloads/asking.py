"""What the platform takes, and how many features a choice would bring: asked beside the GUI."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any, Callable, Dict, Iterable, Optional

from qgis.core import QgsCoordinateReferenceSystem
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from cicclo_qgis.gui import facts, sentences
from cicclo_qgis.gui.downloads import words
from cicclo_qgis.gui.downloads.job import Subject
from cicclo_qgis.gui.downloads.running import HttpFactory
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import DEFAULT_POLICY, OgcApiError, Policy
from cicclo_qgis.ogcapi.queryables import Offer
from cicclo_qgis.transfer import Options, TransferError, count, offer

MOST_CRS = 200
_LINGER_MS = 500
_PATIENCE_S = 30.0


class Asking(QObject):
    """One dialog's questions. GUI thread; the newest question counts.

    ``offered(Offer)`` once. ``counted(text, trouble)``: the number in words, or what stands in its
    way (then ``trouble``). ``described(names)`` once: what the coordinate systems of the
    collection are called, by ``EPSG:…``.
    """

    offered = pyqtSignal(object)
    described = pyqtSignal(object)
    counted = pyqtSignal(str, bool)

    def __init__(
        self, http: HttpFactory, workers: Workers, parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._http = http
        self._workers = workers
        self._subject: Optional[Subject] = None
        self._options = Options()
        self._round = 0
        self._over = False
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(_LINGER_MS)
        self._linger.timeout.connect(self._count)

    def begin(self, subject: Subject, options: Options) -> None:
        """Find out what the platform takes, and count."""
        self._subject, self._options = subject, options
        policy = self._policy(lambda: self._over)

        def work() -> Offer:
            with closing(self._http()) as session:
                return offer(session, *subject, policy)

        self._workers.run(work, self._tell, lambda _error: self._tell(Offer()))
        names = [facts.crs_name(uri) for uri in subject[1].crs[:MOST_CRS]]
        if names:
            self._workers.run(partial(_described, names), self._name)
        self._count()

    def count(self, options: Options) -> None:
        """Count again, when the person has paused."""
        if options == self._options:
            return
        self._options = options
        self._round += 1  # what is under way answers another question
        self.counted.emit(self.tr("Counting…"), False)
        self._linger.start()

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self._over = True
        self._round += 1
        self._linger.stop()

    def _tell(self, offered: Offer) -> None:
        if not self._over:
            self.offered.emit(offered)

    def _name(self, names: Dict[str, str]) -> None:
        if not self._over:
            self.described.emit(names)

    def _count(self) -> None:
        if self._subject is None or self._over:
            return
        self._round += 1
        this, options, subject = self._round, self._options, self._subject
        policy = self._policy(lambda: self._round != this)

        def work() -> Optional[int]:
            with closing(self._http()) as session:
                return count(session, *subject, options, policy)

        def done(told: Optional[int]) -> None:
            if self._round != this:
                return
            if told == 0:
                self.counted.emit(self.tr("None: check what you have chosen above."), True)
            else:
                unknown = self.tr("The platform does not say how many.")
                self.counted.emit(unknown if told is None else words.number(told), False)

        def failed(error: Exception) -> None:
            if self._round == this:
                self.counted.emit(_why(error), True)

        self._workers.run(work, done, failed)

    @staticmethod
    def _policy(cancelled: Callable[[], bool]) -> Policy:
        return replace(DEFAULT_POLICY, cancelled=cancelled, total_s=_PATIENCE_S)


def _described(names: Iterable[str]) -> Dict[str, str]:
    """What QGIS calls these coordinate systems; it asks a database for each."""
    known = {name: QgsCoordinateReferenceSystem(name) for name in names}
    return {name: str(crs.description()) for name, crs in known.items() if crs.isValid()}


def _why(error: Any) -> str:
    if isinstance(error, OgcApiError):
        return sentences.problem(error.problem)
    if isinstance(error, TransferError):
        return words.failure_code(error.code)
    return type(error).__name__
