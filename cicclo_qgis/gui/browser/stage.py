"""The sign-in windows of one process and the one profile they share. Lives in the GUI thread.

QGIS has one where it can show the windows itself; the helper process has one otherwise.
"""

from __future__ import annotations

from typing import Callable, Dict, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QObject, QUrl, pyqtSignal
from qgis.PyQt.QtNetwork import QSslCertificate
from qgis.PyQt.QtWidgets import QWidget

from cicclo_qgis.gui.browser.addresses import Verdict, judge
from cicclo_qgis.gui.browser.profile import CookieWatch, new_profile
from cicclo_qgis.gui.browser.protocol import Proxy
from cicclo_qgis.gui.browser.qtwebengine import QWebEngineProfile
from cicclo_qgis.gui.browser.shown_visit import ShownVisit
from cicclo_qgis.gui.browser.vouching import Vouchers
from cicclo_qgis.signin.browser import Arrival, Visit, VisitEnd, VisitOutcome


class Stage(QObject):
    """Shows visits, each under the number its caller gives it."""

    arrived = pyqtSignal(int, object)  # visit number, Arrival
    ended = pyqtSignal(int, object)  # visit number, VisitOutcome; not sent for ``close``

    def __init__(
        self,
        beside: Optional[QWidget] = None,
        placed: Callable[[QWidget], None] = lambda window: None,
        parent: Optional[QObject] = None,
        authorities: Callable[[], Sequence[QSslCertificate]] = lambda: (),
        proxy: Callable[[], Proxy] = Proxy,
    ) -> None:
        """``beside``: the window the new ones belong to; ``placed`` may move a new one.

        ``authorities``: the certificate authorities that hold here besides the engine's own;
        ``proxy``: the one set in QGIS, with its password.
        """
        super().__init__(parent)
        self._beside = beside
        self._placed = placed
        self._authorities = authorities
        self._proxy = proxy
        self._shared: Optional[Tuple[QWebEngineProfile, CookieWatch, Vouchers]] = None
        self._visits: Dict[int, ShownVisit] = {}

    def open(self, number: int, visit: Visit) -> None:
        """Show the visit's first page in a new window."""
        start = QUrl(visit.start_url)
        if judge(start) is not Verdict.OPEN or not start.host():
            reason = self.tr(
                "The sign-in address of this platform is not encrypted, or is no web address;"
                " it was not opened."
            )
            self.ended.emit(number, VisitOutcome(VisitEnd.FAILED, reason))
            return
        shown = ShownVisit(visit, *self._profile_for(visit), self._proxy, self._beside, self)
        self._visits[number] = shown
        shown.arrived.connect(lambda arrival: self._arrived(number, arrival))
        shown.left.connect(lambda: self._left(number, VisitEnd.CANCELLED))
        shown.elsewhere.connect(lambda: self._left(number, VisitEnd.ELSEWHERE))
        self._placed(shown.window)
        shown.show()

    def _profile_for(self, visit: Visit) -> Tuple[QWebEngineProfile, CookieWatch, Vouchers]:
        """The profile that all visits share, or one for this visit alone."""
        if visit.apart:
            return self._new_profile()
        if self._shared is None:
            self._shared = self._new_profile()
        return self._shared

    def _new_profile(self) -> Tuple[QWebEngineProfile, CookieWatch, Vouchers]:
        profile = new_profile(self)
        # A profile remembers which certificates were let through: their vouchers go with it.
        return profile, CookieWatch(profile), Vouchers(self._authorities, self._proxy)

    def decline(self, number: int) -> None:
        """The visit's last arrival did not end it."""
        if number in self._visits:
            self._visits[number].decline()

    def bring_forward(self, number: int) -> None:
        """Raise the visit's window."""
        if number in self._visits:
            self._visits[number].window.come_forward()

    def close(self, number: int) -> None:
        """Close the visit's windows; its caller knows why."""
        shown = self._visits.pop(number, None)
        if shown is not None:
            shown.finish()
            if shown.apart:
                # Posted after the pages' own deletion, which must come first.
                shown.profile.deleteLater()

    def forget(self) -> None:
        """End every visit and drop the profile, with its cookies and pages."""
        for number in list(self._visits):
            self._left(number, VisitEnd.CANCELLED)
        if self._shared is not None:
            # Posted after the pages' own deletion, which must come first.
            self._shared[0].deleteLater()
            self._shared = None

    def shown(self) -> Dict[int, ShownVisit]:
        """The visits on the screen."""
        return dict(self._visits)

    def _arrived(self, number: int, arrival: Arrival) -> None:
        self.arrived.emit(number, arrival)

    def _left(self, number: int, end: VisitEnd) -> None:
        self.close(number)
        self.ended.emit(number, VisitOutcome(end))
