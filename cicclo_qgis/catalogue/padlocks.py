"""Which padlock a collection shows, out of what is known of it.

Evidence, strongest first: what the server answered when the collection was tried; that it is in
sight only with a session; what the platform's record says (``Platform.restricted``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import FrozenSet, Optional, Set

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.ogcapi.items import Reach
from cicclo_qgis.platforms.model import Platform


@dataclass
class Known:
    """What this run has learnt of one platform's collections, by identifier.

    ``anonymous``: what a stranger sees in the list; None until it was seen. ``guarded``: asked for
    a sign-in. ``open``: opened without one. ``yours``, ``denied``: answers to this session.
    """

    anonymous: Optional[FrozenSet[str]] = None
    guarded: Set[str] = field(default_factory=set)
    open: Set[str] = field(default_factory=set)
    yours: Set[str] = field(default_factory=set)
    denied: Set[str] = field(default_factory=set)

    def forget_session(self) -> None:
        """Forget what was answered to one person: the next may have other rights."""
        self.yours.clear()
        self.denied.clear()


def is_restricted(platform: Platform, collection_id: str, known: Known) -> bool:
    """Whether a stranger cannot open the collection, as far as is known."""
    if collection_id in known.open:
        return False
    return (
        collection_id in known.guarded
        or (known.anonymous is not None and collection_id not in known.anonymous)
        or any(fnmatchcase(collection_id, pattern) for pattern in platform.restricted)
    )


def padlock_when_listed(
    platform: Platform, collection_id: str, signed_in: bool, known: Known, vouched: bool = True
) -> Padlock:
    """The padlock of a collection that is in the list the platform gave.

    ``vouched``: the service that offers it lists it; false when a catalogue alone tells of it.
    """
    if not is_restricted(platform, collection_id, known):
        return Padlock.OPEN if vouched or collection_id in known.open else Padlock.UNKNOWN
    if not signed_in:
        return Padlock.NEEDS_SIGN_IN
    if collection_id in known.denied:
        return Padlock.NO_RIGHT
    hidden = known.anonymous is not None and collection_id not in known.anonymous
    if collection_id in known.yours or hidden:
        return Padlock.YOURS
    # Listed to all and guarded: only a try tells whether this person may open it.
    return Padlock.NEEDS_SIGN_IN


def padlock_when_probed(
    platform: Platform,
    collection_id: str,
    signed_in: bool,
    reach: Reach,
    known: Known,
    before: Padlock,
) -> Padlock:
    """The padlock after a try to open the collection; what was learnt goes into ``known``."""
    if reach is Reach.OPENED:
        return _opened(platform, collection_id, signed_in, known)
    if reach is Reach.UNKNOWN:
        return before
    restricted = is_restricted(platform, collection_id, known)
    if reach is Reach.NOT_FOUND and not restricted:
        return before
    known.open.discard(collection_id)
    known.yours.discard(collection_id)
    known.guarded.add(collection_id)
    if reach is Reach.SIGN_IN_REQUIRED:
        return Padlock.NEEDS_SIGN_IN
    # Refused, or hidden from this caller (many servers say "not found" for what one may not see).
    if signed_in or not platform.access:
        known.denied.add(collection_id)
        return Padlock.NO_RIGHT
    return Padlock.NEEDS_SIGN_IN


def _opened(platform: Platform, collection_id: str, signed_in: bool, known: Known) -> Padlock:
    known.denied.discard(collection_id)
    if not signed_in:
        known.open.add(collection_id)
        known.guarded.discard(collection_id)
        return Padlock.OPEN
    if not is_restricted(platform, collection_id, known):
        return Padlock.OPEN
    known.yours.add(collection_id)
    return Padlock.YOURS
