"""What the life of a session brings beside the map: two QGIS at once, another profile."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Dict

import pytest

from cicclo_qgis.platforms import Platform, Registry
from cicclo_qgis.signin import MemoryStore, SessionState
from tests.e2e.test_signin_real import HEXAGONE, AgentsBrowser, desk_of, items
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop

pytestmark = [pytest.mark.workshop, pytest.mark.anywhere]

SIGNED_IN = SessionState.SIGNED_IN


@pytest.fixture
def platforms(workshop: Workshop, tmp_path: Path) -> Dict[str, Platform]:
    registry = Registry(shipped=workshop.platforms_file, extra=(), user=tmp_path / "none.json")
    assert registry.load() == ()
    return {each.id: each for each in registry.platforms()}


class Keyring(MemoryStore):
    """One keyring for all programs of a person."""

    lasting = True


def test_two_qgis_at_once_renew_one_session(platforms: Dict[str, Platform]) -> None:
    """Each renewal uses the refresh token up; a second use would have the server end it all."""
    keyring, platform = Keyring(), platforms[HEXAGONE]
    left = desk_of(AgentsBrowser(CAMILLE), keyring)
    assert left.sign_in(platform).state is SIGNED_IN
    browser = AgentsBrowser(CAMILLE)
    right = desk_of(browser, keyring)
    right.restore(platforms.values())
    for one, other in ((left, right), (right, left), (right, left), (left, right)):
        assert one.renew(HEXAGONE).state is SIGNED_IN
        assert other.renew(HEXAGONE).state is SIGNED_IN
    assert [items(desk, platform).status_code for desk in (left, right)] == [200, 200]
    assert browser.visits == []


def test_a_qgis_that_slept_while_the_other_went_on(platforms: Dict[str, Platform]) -> None:
    """What was kept last is used, also when its access token has ended too."""
    keyring, platform = Keyring(), platforms[HEXAGONE]
    left = desk_of(AgentsBrowser(CAMILLE), keyring)
    left.sign_in(platform)
    right = desk_of(AgentsBrowser(CAMILLE), keyring)
    right.restore(platforms.values())
    for _ in range(3):
        left.renew(HEXAGONE)
    url = f"{platform.landing}/collections"
    asleep = right.credential_for(url)
    assert right.refused(url, 401, asleep) is True
    assert items(right, platform).status_code == 200
    assert left.renew(HEXAGONE).state is SIGNED_IN


def test_another_profile_finds_the_same_session(
    platforms: Dict[str, Platform], tmp_path: Path
) -> None:
    """Profiles have settings and platforms of their own; the keyring is the person's."""
    keyring, platform = Keyring(), platforms[HEXAGONE]
    desk_of(AgentsBrowser(CAMILLE), keyring).sign_in(platform)
    browser = AgentsBrowser(CAMILLE)
    other: Any = desk_of(browser, keyring)
    other.restore([])  # a profile whose list does not hold the platform brings nothing back
    assert other.credential_for(f"{platform.landing}/collections") is None
    other.restore([platform])
    assert items(other, platform).status_code == 200
    other.sign_out(platform)
    fresh = desk_of(browser, keyring)
    fresh.restore([platform])
    assert fresh.status(HEXAGONE).state is SessionState.SIGNED_OUT
    assert browser.visits == []


@pytest.mark.parametrize("time", range(3))
def test_signing_in_right_after_signing_out(platforms: Dict[str, Platform], time: int) -> None:
    """The old grant is revoked first: the new one hangs on the same session of the server."""
    platform, told = platforms[HEXAGONE], threading.Event()
    desk = desk_of(AgentsBrowser(CAMILLE))
    assert desk.sign_in(platform).state is SIGNED_IN
    stop = desk.watch(lambda status: told.set())
    leaving = threading.Thread(target=desk.sign_out, args=(platform,))
    leaving.start()
    assert told.wait(5.0)
    stop()
    status = desk.sign_in(platform)
    leaving.join()
    assert (status.state, status.problem) == (SIGNED_IN, None)
    assert items(desk, platform).status_code == 200
    assert desk.renew(HEXAGONE).state is SIGNED_IN
