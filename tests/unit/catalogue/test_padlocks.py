"""Padlocks, out of every kind of evidence."""

from __future__ import annotations

import pytest

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.catalogue.padlocks import Known, padlock_when_listed, padlock_when_probed
from cicclo_qgis.ogcapi import Reach
from cicclo_qgis.platforms import ApiKeyAccess, LandingStatus, Platform

OPEN, NEEDS, YOURS, NO_RIGHT = (
    Padlock.OPEN,
    Padlock.NEEDS_SIGN_IN,
    Padlock.YOURS,
    Padlock.NO_RIGHT,
)


def platform(access: bool = True) -> Platform:
    ways = (ApiKeyAccess(("https://x.fr/p",)),) if access else ()
    return Platform(
        "x", "X", "", "", "https://x.fr/", LandingStatus.DOCUMENTED, ways, restricted=("secret*",)
    )


@pytest.mark.parametrize(
    ("known", "name", "signed_in", "padlock"),
    [
        (Known(), "roads", False, OPEN),
        (Known(), "roads", True, OPEN),
        (Known(), "secret_a", False, NEEDS),
        (Known(), "secret_a", True, NEEDS),
        (Known(), "SECRET_a", False, OPEN),
        (Known(yours={"secret_a"}), "secret_a", True, YOURS),
        (Known(denied={"secret_a"}), "secret_a", True, NO_RIGHT),
        (Known(open={"secret_a"}), "secret_a", False, OPEN),
        (Known(guarded={"roads"}), "roads", False, NEEDS),
        (Known(guarded={"roads"}), "roads", True, NEEDS),
        (Known(anonymous=frozenset({"roads"})), "roads", True, OPEN),
        (Known(anonymous=frozenset({"roads"})), "hidden", True, YOURS),
        (Known(anonymous=frozenset({"roads"}), denied={"hidden"}), "hidden", True, NO_RIGHT),
        (Known(anonymous=frozenset({"secret_a"})), "secret_a", True, NEEDS),
    ],
)
def test_in_the_list(known: Known, name: str, signed_in: bool, padlock: Padlock) -> None:
    assert padlock_when_listed(platform(), name, signed_in, known) is padlock


@pytest.mark.parametrize(
    ("name", "signed_in", "reach", "before", "padlock"),
    [
        ("roads", False, Reach.OPENED, OPEN, OPEN),
        ("roads", True, Reach.OPENED, OPEN, OPEN),
        ("roads", False, Reach.SIGN_IN_REQUIRED, OPEN, NEEDS),
        ("roads", True, Reach.SIGN_IN_REQUIRED, OPEN, NEEDS),
        ("roads", True, Reach.NO_RIGHT, OPEN, NO_RIGHT),
        ("roads", False, Reach.NO_RIGHT, OPEN, NEEDS),
        ("roads", False, Reach.NOT_FOUND, OPEN, OPEN),
        ("roads", False, Reach.UNKNOWN, OPEN, OPEN),
        ("secret_a", False, Reach.OPENED, NEEDS, OPEN),
        ("secret_a", True, Reach.OPENED, NEEDS, YOURS),
        ("secret_a", True, Reach.NO_RIGHT, NEEDS, NO_RIGHT),
        ("secret_a", False, Reach.NOT_FOUND, NEEDS, NEEDS),
        ("secret_a", True, Reach.NOT_FOUND, NEEDS, NO_RIGHT),
        ("secret_a", True, Reach.UNKNOWN, YOURS, YOURS),
    ],
)
def test_after_a_try(
    name: str, signed_in: bool, reach: Reach, before: Padlock, padlock: Padlock
) -> None:
    known = Known()
    assert padlock_when_probed(platform(), name, signed_in, reach, known, before) is padlock
    # The next list says the same, as long as the same person asks.
    if reach in (Reach.OPENED, Reach.SIGN_IN_REQUIRED) or (signed_in and reach is Reach.NO_RIGHT):
        assert padlock_when_listed(platform(), name, signed_in, known) is padlock


def test_where_nobody_can_sign_in_a_refusal_is_final() -> None:
    found = padlock_when_probed(platform(False), "a", False, Reach.NO_RIGHT, Known(), OPEN)
    assert found is NO_RIGHT


def test_what_one_person_was_answered_is_not_kept_for_the_next() -> None:
    known = Known()
    padlock_when_probed(platform(), "secret_a", True, Reach.OPENED, known, NEEDS)
    padlock_when_probed(platform(), "secret_b", True, Reach.NO_RIGHT, known, NEEDS)
    known.forget_session()
    assert padlock_when_listed(platform(), "secret_a", True, known) is NEEDS
    assert padlock_when_listed(platform(), "secret_b", True, known) is NEEDS
