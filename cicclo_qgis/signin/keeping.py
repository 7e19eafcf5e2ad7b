"""Writes the sessions of a platform to the store, and brings them back."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Optional, Tuple

from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.methods import Methods
from cicclo_qgis.signin.oidc.method import OidcSession
from cicclo_qgis.signin.record import Record, from_text, key_of, to_text
from cicclo_qgis.signin.seat import Seat
from cicclo_qgis.signin.session import Session
from cicclo_qgis.signin.store import StoreError
from cicclo_qgis.signin.stores.chain import Kept, StoreChain

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What the store held of one platform."""

    session: Optional[Session]
    resting: Tuple[Session, ...]
    kept: Kept


class Keeping:
    """One text a platform: the session in use and those of other accounts, whole or not at all.

    A store that fails costs no session.
    """

    def __init__(self, store: StoreChain, methods: Methods) -> None:
        self._store = store
        self._methods = methods

    def keep(self, seat: Seat) -> None:
        """Bring the store in line with ``seat``, whose ``storing`` the caller holds."""
        key, session, resting = key_of(seat.platform_id), seat.session, seat.resting
        if session is None and not resting:
            self._store.delete(key)
            seat.kept = None
            return
        text = to_text(
            None if session is None else session.record(), [rest.record() for rest in resting]
        )
        seat.kept = self._store.keep(key, text)

    def find(self, platform: Platform) -> Optional[Found]:
        """The sessions kept of ``platform``; what cannot be used any more is erased.

        Raises:
            StoreError: the store could not be read.
        """
        key = key_of(platform.id)
        found = self._store.find(key)
        if found is None:
            return None
        text, kept = found
        try:
            active, others = from_text(text)
        except ValueError as error:
            _log.info("what is kept of %s is not used: %s", platform.id, error)
            self._store.delete(key)
            return None
        session = None if active is None else self._revived(platform, active)
        revived = (self._revived(platform, record) for record in others)
        resting = tuple(one for one in revived if one is not None)
        if session is None and not resting:
            self._store.delete(key)
            return None
        return Found(session, resting, kept)

    def elsewhere(self, seat: Seat, session: Session) -> Optional[Session]:
        """``session`` as another QGIS of the same person has renewed it; None if none has.

        Its refresh token was used up by that, and must not be sent again.
        """
        if not isinstance(session, OidcSession):
            return None
        try:
            active, others = from_text(self._store.get(key_of(seat.platform_id)) or "")
        except (StoreError, ValueError):
            return None
        account = session.record().account
        for record in (active, *others):
            if record is not None and record.account == account:
                return session.taken_over(record)
        return None

    def _revived(self, platform: Platform, record: Record) -> Optional[Session]:
        try:
            return self._methods.revive(platform, record)
        except ValueError as error:
            _log.info("the kept session of %s is not brought back: %s", platform.id, error)
            return None
