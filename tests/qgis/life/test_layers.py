"""Every day after the first, seen from the map: layers whose session renews, ends, comes back.

Real servers (oidc-provider, QGIS Server, pygeoapi, Apache), real layers, a real sign-in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject

from cicclo_qgis.signin import SessionState
from tests.qgis.life.life import (
    APACHE,
    ARMOR,
    HEXAGONE,
    RESTRICTED,
    TOKENS,
    Life,
    save_project,
    shift_clocks,
    truth,
)
from tests.workshop.identity_browser import NOE
from workshop import apache

SIGNED_IN, EXPIRED = SessionState.SIGNED_IN, SessionState.EXPIRED
EVERYWHERE = pytest.mark.parametrize("name", list(RESTRICTED))


@EVERYWHERE
def test_a_restricted_layer_is_whole(life: Life, name: str) -> None:
    life.sign_in(name)
    assert life.rows(life.layer(name)) == truth(name)


def renewals(life: Life) -> int:
    return [state for _, state in life.history].count(SessionState.RENEWING)


def test_a_token_that_expires_while_the_layer_pages(life: Life) -> None:
    """Many small pages, again and again, across the ends of several tokens: each time all rows."""
    life.short_tokens(2)
    life.sign_in(HEXAGONE)
    while renewals(life) < 3:
        assert life.beside_gui(life.read(HEXAGONE, page_size=4), timeout_s=60) == truth(HEXAGONE)
    assert EXPIRED not in [state for _, state in life.history]


def test_three_layers_load_while_refresh_tokens_rotate(life: Life) -> None:
    """A refresh token used twice would have the server revoke all of them."""
    life.short_tokens(2)
    life.sign_in(HEXAGONE)
    while renewals(life) < 2:
        read = life.beside_gui(*[life.read(HEXAGONE, page_size=10)] * 3, timeout_s=60)
        assert read == [truth(HEXAGONE)] * 3
    assert EXPIRED not in [state for _, state in life.history]
    life.workshop.fault("hexagone-as", "short_access_token", False)
    assert life.beside_gui(lambda: life.sessions.renew(HEXAGONE)).state is SIGNED_IN


def test_a_refused_renewal_is_told_once_and_the_layers_come_back(life: Life) -> None:
    life.short_tokens(2)
    life.sign_in(HEXAGONE)
    layers = [life.layer(HEXAGONE), life.layer(HEXAGONE)]
    life.workshop.fault("hexagone-as", "refresh_refused")
    life.pause(2.1)
    for layer in layers:
        life.redrawn(layer)
    life.wait(lambda: life.state(HEXAGONE) is EXPIRED)
    life.pause(0.5)
    assert life.told() == [HEXAGONE]
    life.workshop.fault("hexagone-as", "refresh_refused", False)
    life.workshop.fault("hexagone-as", "short_access_token", False)
    life.sign_in(HEXAGONE)
    life.wait(lambda: life.layers.waiting(HEXAGONE) == ())
    assert [life.rows(layer) for layer in layers] == [truth(HEXAGONE)] * 2


@pytest.mark.parametrize("name", [ARMOR, HEXAGONE])
def test_a_session_killed_on_the_server(life: Life, name: str) -> None:
    life.sign_in(name)
    layer = life.layer(name)
    server = {ARMOR: "armor", HEXAGONE: "hexagone-as"}[name]
    life.workshop.fault(server, "kill_sessions")
    if name == HEXAGONE:  # its tokens are signed: without a refusal they live until they end
        life.workshop.fault("hexagone", "refuse_tokens")
    life.redrawn(layer)
    life.wait(lambda: life.state(name) is EXPIRED)
    life.pause(0.5)
    assert life.told() == [name]
    assert life.layers.waiting(name) == (layer.id(),)
    life.workshop.fault("hexagone", "refuse_tokens", False)
    life.sign_in(name)
    life.wait(lambda: life.layers.waiting(name) == ())
    assert life.rows(layer) == truth(name)


def test_no_right_is_neither_an_end_nor_a_question(make_life: Any) -> None:
    """403 (Hexagone), 401 without a challenge (Apache): the agent stays signed in."""
    noe = make_life(agent=NOE)
    for name in (HEXAGONE, APACHE):
        noe.sign_in(name)
        assert not noe.layer(name).isValid()
        noe.pause(0.7)
        assert noe.state(name) is SIGNED_IN
    assert len(noe.browser.visits) == 2
    assert not [one for one in noe.notices if one.action_label]


def test_a_layer_that_this_account_may_not_read_says_so(make_life: Any, tmp_path: Path) -> None:
    """A project with a colleague's layer, opened by an agent who has no right to it."""
    camille = make_life()
    camille.sign_in(HEXAGONE)
    camille.layer(HEXAGONE)
    save_project(tmp_path / "project.qgz")
    camille.stop()
    noe = make_life(agent=NOE)
    noe.sign_in(HEXAGONE)
    assert QgsProject.instance().read(str(tmp_path / "project.qgz"))
    noe.wait(lambda: noe.notices)
    noe.pause(2.0)  # further tries say nothing more
    (notice,) = noe.notices
    assert "your account" in notice.text
    assert noe.state(HEXAGONE) is SIGNED_IN
    assert notice.holds()
    noe.sign_out(HEXAGONE)
    assert not notice.holds()  # of the next agent nothing is known yet


def test_a_login_page_in_place_of_pages_of_data(life: Life) -> None:
    """200 and HTML: for an agent who is known it is a passing fault of the platform."""
    life.sign_in(ARMOR)
    layer = life.layer(ARMOR)
    life.workshop.fault("armor", "login_page")
    assert life.redrawn(layer) == 0
    life.pause(0.7)
    assert (life.state(ARMOR), life.notices) == (SIGNED_IN, [])
    # The same page once the session is over: now it means "sign in".
    life.workshop.fault("armor", "kill_sessions")
    life.redrawn(layer)
    life.wait(lambda: life.state(ARMOR) is EXPIRED)
    life.workshop.fault("armor", "login_page", False)
    life.sign_in(ARMOR)
    life.wait(lambda: life.layers.waiting(ARMOR) == ())
    assert life.rows(layer) == truth(ARMOR)


def test_a_redirect_to_the_login_page(life: Life) -> None:
    """Apache sends strangers to ProConnect, on another host; a cookie left idle is worth nothing."""
    life.sign_in(APACHE)
    layer = life.layer(APACHE)
    life.pause(apache.IDLE_S + 0.7)
    life.redrawn(layer)
    life.wait(lambda: life.state(APACHE) is EXPIRED)
    life.sign_in(APACHE)
    life.wait(lambda: life.layers.waiting(APACHE) == ())
    assert life.rows(layer) == truth(APACHE)


@pytest.mark.parametrize("counts_sleep", [False, True])
def test_after_a_night_asleep(
    life: Life, counts_sleep: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether or not the computer's second clock stood still meanwhile."""
    life.sign_in(HEXAGONE)
    layer = life.layer(HEXAGONE)
    evening = life.credential(HEXAGONE)
    night = 10 * 3600.0
    shift_clocks(monkeypatch, night, night if counts_sleep else 0.0)
    assert life.redrawn(layer) == truth(HEXAGONE)
    assert life.credential(HEXAGONE) != evening
    assert (life.state(HEXAGONE), life.notices) == (SIGNED_IN, [])
    assert len(life.browser.visits) == 1


@pytest.mark.parametrize("minutes", [2, -2])
def test_a_clock_wrong_by_two_minutes(
    life: Life, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift_clocks(monkeypatch, minutes * 60.0 - (1.0 if minutes > 0 else -1.0))
    life.sign_in(HEXAGONE)
    assert life.rows(life.layer(HEXAGONE)) == truth(HEXAGONE)
    life.beside_gui(lambda: life.sessions.renew(HEXAGONE))
    assert life.state(HEXAGONE) is SIGNED_IN


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_wrong_by_two_hours(
    life: Life, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign-in is refused in words; a session that was there before goes on."""
    life.sign_in(HEXAGONE)
    layer = life.layer(HEXAGONE)
    shift_clocks(monkeypatch, hours * 3600.0)
    assert life.redrawn(layer) == truth(HEXAGONE)
    assert life.state(HEXAGONE) is SIGNED_IN
    life.sign_out(HEXAGONE)
    life.desk.sign_in(HEXAGONE)
    life.wait(lambda: life.state(HEXAGONE) is SessionState.FAILED)
    life.pause(0.2)
    assert "clock" in life.notices[-1].text and life.notices[-1].action_label


def test_keys_rotated(life: Life) -> None:
    life.sign_in(HEXAGONE)
    layer = life.layer(HEXAGONE)
    life.workshop.fault("hexagone-as", "rotate_keys")
    life.workshop.fault("proconnect", "rotate_keys")
    life.beside_gui(lambda: life.sessions.renew(HEXAGONE))
    assert life.redrawn(layer) == truth(HEXAGONE)
    life.sign_out(HEXAGONE)
    life.sign_in(HEXAGONE)
    # Apache keeps keys of its own: it must meet the new ones too.
    life.sign_in(TOKENS)
    assert life.rows(life.layer(TOKENS)) == truth(TOKENS)


def test_the_identity_server_restarted(life: Life) -> None:
    """It has forgotten everybody: the session ends in words, the next one works."""
    life.sign_in(HEXAGONE)
    layer = life.layer(HEXAGONE)
    life.workshop.restart("hexagone-as")
    life.beside_gui(lambda: life.sessions.renew(HEXAGONE))
    life.wait(lambda: life.state(HEXAGONE) is EXPIRED)
    life.pause(0.3)
    assert life.told() == [HEXAGONE]
    life.sign_in(HEXAGONE)
    life.wait(lambda: life.layers.waiting(HEXAGONE) == ())
    assert life.rows(layer) == truth(HEXAGONE)


def test_network_gone_and_back(life: Life) -> None:
    life.sign_in(HEXAGONE)
    layer = life.layer(HEXAGONE)
    life.workshop.stop_server("hexagone")
    life.redrawn(layer)
    assert life.state(HEXAGONE) is SIGNED_IN  # nobody said that it has ended
    assert life.layers.waiting(HEXAGONE) == (layer.id(),)
    life.workshop.start_server("hexagone")
    life.wait(lambda: life.layers.waiting(HEXAGONE) == (), 30.0)  # by itself
    assert life.rows(layer) == truth(HEXAGONE)
    assert life.notices == []


def test_a_filter_keeps_the_session(life: Life) -> None:
    """QGIS drops its own authcfg there; the plugin has none."""
    life.sign_in(HEXAGONE)
    layer = life.layer(HEXAGONE)
    field = layer.fields().names()[0]
    assert layer.setSubsetString(f'"{field}" IS NOT NULL')
    assert life.rows(layer) == truth(HEXAGONE)
    assert layer.setSubsetString("")
    assert life.rows(layer) == truth(HEXAGONE)
    assert life.state(HEXAGONE) is SIGNED_IN and "authcfg" not in layer.source()


def test_a_project_of_three_platforms_opened_signed_out(make_life: Any, tmp_path: Path) -> None:
    """One question for each platform, however many layers it has there; then all come back."""
    names = [ARMOR, HEXAGONE, APACHE]
    monday = make_life()
    for name in names:
        monday.sign_in(name)
        for _ in range(3):
            monday.layer(name)
    save_project(tmp_path / "project.qgz")
    monday.stop()
    tuesday = make_life()
    assert QgsProject.instance().read(str(tmp_path / "project.qgz"))
    tuesday.wait(lambda: len(tuesday.notices) >= 3)
    tuesday.pause(1.0)
    assert tuesday.told() == sorted(names)
    assert tuesday.browser.visits == []
    for notice in list(tuesday.notices):
        notice.action()
    tuesday.wait(lambda: all(tuesday.layers.waiting(name) == () for name in names), 40.0)
    for layer in QgsProject.instance().mapLayers().values():
        assert layer.isValid()
