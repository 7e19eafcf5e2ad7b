"""What is wanted of a sign-in beyond being signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from cicclo_qgis.platforms.challenge import challenges

_STRONGER = "insufficient_user_authentication"
_MOST_VALUES = 10
_LONGEST_VALUE = 200


@dataclass(frozen=True)
class Demand:
    """What a platform asks for when a session is not strong or fresh enough (RFC 9470).

    ``acr_values``: levels of authentication, best first; one of them must be reached. ``max_age``:
    seconds since the person last proved who they are, at most.
    """

    acr_values: Tuple[str, ...] = ()
    max_age: Optional[int] = None


@dataclass(frozen=True)
class Wish:
    """``another``: as someone else than before. ``demand``: what a platform asked for."""

    another: bool = False
    demand: Optional[Demand] = None


NO_WISH = Wish()


def demand_in(challenge: Optional[str]) -> Optional[Demand]:
    """The demand in a field ``WWW-Authenticate`` (RFC 9470 section 3), or None."""
    for one in challenges(challenge):
        told = one.parameters
        if one.scheme not in ("bearer", "dpop") or told.get("error") != _STRONGER:
            continue
        values = told.get("acr_values", "").split()[:_MOST_VALUES]
        age = told.get("max_age", "")
        return Demand(
            tuple(value for value in values if value.isprintable() and len(value) < _LONGEST_VALUE),
            int(age) if age.isascii() and age.isdecimal() and len(age) < 10 else None,
        )
    return None
