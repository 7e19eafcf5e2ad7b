"""Several accounts on one platform, as the dock and the sessions window use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Tuple

from cicclo_qgis.host.workers import Workers
from cicclo_qgis.signin.state import AccountStatus
from cicclo_qgis.signin.wish import Wish

if TYPE_CHECKING:
    from cicclo_qgis.gui.desk import Desk
    from cicclo_qgis.signin.sessions import Sessions


class Accounts(Protocol):
    """What can be done with accounts; every call returns at once. GUI thread."""

    def of(self, platform_id: str) -> Tuple[AccountStatus, ...]:
        """Who is signed in there; the one in use first."""

    def use(self, platform_id: str, account: str) -> None:
        """Go on as that account."""

    def another(self, platform_id: str) -> None:
        """Sign in as someone else; whoever is signed in stays so, and rests."""

    def forget(self, platform_id: str, account: str) -> None:
        """Sign out of that account on this computer."""


class DeskAccounts:
    """Fulfils ``Accounts`` with the sessions behind the desk."""

    def __init__(self, desk: Desk, sessions: Sessions, workers: Workers) -> None:
        self._desk = desk
        self._sessions = sessions
        self._workers = workers

    def of(self, platform_id: str) -> Tuple[AccountStatus, ...]:
        """See ``Accounts.of``."""
        return self._sessions.accounts.of(platform_id)

    def use(self, platform_id: str, account: str) -> None:
        """See ``Accounts.use``."""
        self._workers.run(lambda: self._sessions.accounts.use(platform_id, account))

    def another(self, platform_id: str) -> None:
        """See ``Accounts.another``."""
        platform = self._desk.platform(platform_id)
        if platform is not None:
            self._desk.entering.sign_in(platform, wish=Wish(another=True))

    def forget(self, platform_id: str, account: str) -> None:
        """See ``Accounts.forget``."""
        platform = self._desk.platform(platform_id)
        if platform is not None:
            self._workers.run(lambda: self._sessions.accounts.forget(platform, account))
