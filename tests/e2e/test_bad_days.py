"""What bad input gets: seen in the real dock, the real window and above the real map.

Each case shows the sentence, takes the step it offers with the mouse, and gets what was wanted.
All share one QGIS, which must come through without a Python error.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Iterator

import pytest

from tests.e2e import faulty
from tests.e2e.bad_day import Day
from tests.e2e.conftest import failed
from tests.e2e.faulty import Bad, FaultyPlatforms
from tests.e2e.waiting import until
from tests.e2e.words import (
    AGAIN,
    CANCELLED,
    ENDED,
    LOCKED,
    SENTENCES,
    SIGN_IN,
    UNKEPT,
    UNREACHABLE,
    WRONG_ANSWERS,
)
from workshop.supervisor import Workshop
from workshop.tour import canary
from workshop.tour.person import Person
from workshop.tour.stage import Stage
from workshop.tour.story import ARMOR, EPCI, HEXAGONE, OPEN, REGIONS, SITES, WETLANDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def platforms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyPlatforms]:
    with FaultyPlatforms(tmp_path_factory.mktemp("faulty")) as running:
        yield running


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory,
    workshop: Workshop,
    platforms: FaultyPlatforms,
    debugging_port: int,
) -> Iterator[Day]:
    home = tmp_path_factory.mktemp("bad-days") / "home"
    registry = platforms.registry(workshop.platforms_file)
    env = {"QTWEBENGINE_REMOTE_DEBUGGING": str(debugging_port)}
    with Stage(home, registry=registry, extra_env=env) as stage:
        running = Day(stage, Person(stage, debugging_port), workshop)
        running.begin()
        yield running


@pytest.fixture
def day(shared: Day, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Day]:
    """Nobody signed in, nothing on the map, no notice; afterwards no Python error in QGIS."""
    shared.tidy()
    yield shared
    if failed(request.node):
        print(shared.state_of_things())
    shared.stage.pointer.photograph(tmp_path / "end.png")
    shared.workshop_in_order()
    assert shared.troubles() == []


def test_bad_platforms_hold_nobody_up(day: Day) -> None:
    for name in (ARMOR, HEXAGONE, OPEN):
        day.wait_listing(name, "loaded")
    assert REGIONS in day.person.collections_of(OPEN)
    assert day.listing(faulty.SILENT.name) == "waiting"


@pytest.mark.parametrize(("bad", "sentence"), SENTENCES, ids=lambda value: getattr(value, "id", ""))
def test_each_fault_has_its_sentence_and_its_way_back(
    day: Day, platforms: FaultyPlatforms, bad: Bad, sentence: str
) -> None:
    day.wait_listing(bad.name, "failed")
    seen = day.details_of(bad.name)
    assert seen[2] == sentence
    assert AGAIN in seen
    if bad in (faulty.CERTIFICATE, faulty.ABSENT):
        return  # not ours to mend: the person asks for help
    platforms.mend(bad)
    if bad is faulty.EMPTY:
        day.person.pointer.key("F5")  # nothing failed: its row offers no other try
    else:
        day.try_again(bad.name)
    day.person.wait_listed(bad.name, faulty.MENDED)


def test_a_platform_that_stops_and_comes_back(day: Day) -> None:
    day.workshop.stop_server("ouvert")
    try:
        day.details_of(OPEN)
        day.person.pointer.key("F5")
        day.wait_listing(OPEN, "failed")
        assert day.details_of(OPEN)[2].startswith(UNREACHABLE)
        # What was known is still there, and says why it cannot be opened now.
        day.person.add_to_map(REGIONS)
        failed = f"« {REGIONS} » n’a pas pu être ouverte. {UNREACHABLE}"
        until(lambda: any(text.startswith(failed) for text in day.notices()))
    finally:
        day.workshop.start_server("ouvert")
    day.press(AGAIN)
    day.person.wait_layer(REGIONS)
    day.try_again(OPEN)
    day.wait_listing(OPEN, "loaded")


def test_a_sign_in_called_off_in_every_way(day: Day) -> None:
    """By Esc, by the dock, by the window's own button, at ProConnect: each offers it again."""
    person, pointer = day.person, day.person.pointer
    person.add_to_map(SITES)
    pointer.focus(day.wait_sign_in_page(HEXAGONE))
    pointer.key("Escape")
    day.wait_notice(CANCELLED.format(HEXAGONE), SIGN_IN)

    day.press(SIGN_IN)
    day.wait_sign_in_page(HEXAGONE)
    pointer.click(day.ask("rect_of(dock().accounts.cancel_button)"))
    pointer.wait_gone(HEXAGONE)
    day.wait_notice(CANCELLED.format(HEXAGONE), SIGN_IN)

    day.press(SIGN_IN)
    pointer.focus(day.wait_sign_in_page(HEXAGONE))
    pointer.key("alt+F4")
    pointer.wait_gone(HEXAGONE)
    day.wait_notice(CANCELLED.format(HEXAGONE), SIGN_IN)

    day.press(SIGN_IN)
    pointer.focus(day.wait_sign_in_page(HEXAGONE))
    pointer.key("Tab", "Tab", "Return")  # « Annuler / Revenir au service »
    pointer.wait_gone(HEXAGONE)
    day.wait_notice(CANCELLED.format(HEXAGONE), SIGN_IN)
    assert not day.session(HEXAGONE)["sends"]

    day.press(SIGN_IN)
    day.sign_in(HEXAGONE)
    person.wait_layer(SITES)  # wanted five windows ago


def test_a_wrong_password_and_a_second_click(day: Day) -> None:
    person, pointer = day.person, day.person.pointer
    camille = day.agents["camille"]
    person.add_to_map(SITES)
    window = day.wait_sign_in_page(HEXAGONE)
    pointer.focus(window)
    pointer.type(camille.email)
    pointer.key("Return")
    person.wait_page("Fournisseur d’identité")
    time.sleep(0.4)
    pointer.type("pas-celui-ci")
    pointer.key("Return")
    time.sleep(1.0)
    person.add_to_map(SITES)
    until(lambda: pointer.active_window() == window)
    assert pointer.windows(HEXAGONE) == [window]
    pointer.type(camille.word)
    pointer.key("Return")
    person.wait_layer(SITES)


def test_answers_that_are_not_to_be_trusted(day: Day) -> None:
    day.be_known(ARMOR)
    for fault, sentence in WRONG_ANSWERS:
        day.workshop.fault("hexagone-as", fault)
        day.person.choose_account(HEXAGONE)
        day.wait_notice(f"{HEXAGONE} : {sentence}", SIGN_IN)
        day.workshop.fault("hexagone-as", fault, False)
        told = day.session(HEXAGONE)
        assert (told["state"], told["sends"], told["kept_in"]) == ("failed", False, "")
        assert day.kept(HEXAGONE) == []
        day.clear()
    day.person.add_to_map(SITES)
    day.person.wait_layer(SITES)
    assert day.kept(HEXAGONE) != []
    in_use = canary.secrets_in_use(day.ask)
    assert in_use and in_use <= canary.secrets_in_keyring(day.stage.desktop.env)


@pytest.mark.parametrize("fault", ["never_returns", "token_500"])
def test_a_gateway_that_proconnect_lets_down(day: Day, fault: str) -> None:
    """The platform's own page says so; whoever closes it is asked again, and then it works."""
    day.be_known(HEXAGONE)
    day.workshop.fault("proconnect", fault)
    window = day.ask_to_sign_in(ARMOR)
    day.person.wait_page("erreur" if fault == "never_returns" else "error=oauth2")
    day.workshop.fault("proconnect", fault, False)
    day.person.pointer.focus(window)
    day.person.pointer.key("Escape")
    day.wait_notice(CANCELLED.format(ARMOR), SIGN_IN)
    assert not day.session(ARMOR)["sends"] and day.kept(ARMOR) == []
    day.press(SIGN_IN)
    day.person.wait_listed(ARMOR, WETLANDS)


def test_an_agent_without_the_right(day: Day) -> None:
    day.person.add_to_map(SITES)
    day.sign_in(HEXAGONE, "noe")
    day.wait_notice(
        f"« {SITES} » : Restreinte : votre compte n’y a pas droit. Demandez l’accès à l’équipe de"
        f" {HEXAGONE}."
    )
    until(lambda: "Sans droit d’accès" in day.padlock_of(SITES))
    day.clear()
    day.person.add_to_map(SITES)  # says the same, and opens no window
    until(lambda: day.notices() != [])
    assert day.person.pointer.windows(HEXAGONE) == []
    assert day.session(HEXAGONE)["who"] == "Noé Léger" and day.person.layers() == []
    day.person.choose_account(ARMOR)
    day.wait_session(ARMOR, "signed_in")
    day.wait_listing(ARMOR, "loaded")
    assert EPCI in day.person.collections_of(ARMOR)
    assert WETLANDS not in day.person.collections_of(ARMOR)


def test_sessions_killed_under_layers_on_the_map(day: Day) -> None:
    person = day.person
    day.with_both_layers()
    day.workshop.fault("hexagone", "refuse_tokens")
    day.workshop.fault("hexagone-as", "kill_sessions")
    day.workshop.fault("armor", "kill_sessions")
    person.zoom_to(person.wait_layer(SITES)["id"])
    day.ask("[layer.reload() for layer in QgsProject.instance().mapLayers().values()]")
    day.ask("iface.mapCanvas().refresh()")
    for platform in (ARMOR, HEXAGONE):
        day.wait_session(platform, "expired")
    person.wait("len(padlocks()) == 2", "padlocks beside both layers")
    both = sorted(ENDED.format(platform) for platform in (ARMOR, HEXAGONE))
    until(lambda: day.own_notices() == both)
    time.sleep(2.0)
    assert day.own_notices() == both  # once for each platform
    day.workshop.fault("hexagone", "refuse_tokens", False)
    day.press(SIGN_IN)
    until(lambda: "signed_in" in [day.session(one)["state"] for one in (ARMOR, HEXAGONE)], 40.0)
    person.pointer.wait_gone("atelier)")
    day.press(SIGN_IN)
    for platform in (ARMOR, HEXAGONE):
        day.wait_session(platform, "signed_in")
    person.wait("padlocks() == []", "the padlocks to go")
    assert day.count(SITES) > 5000 and day.count(WETLANDS) == 6000


def test_the_silent_platform_after_all(day: Day) -> None:
    """Before the plugin is started anew, and the silence with it."""
    day.wait_listing(faulty.SILENT.name, "failed", 60.0)
    assert day.details_of(faulty.SILENT.name)[2].startswith(
        "La plateforme a mis trop de temps à répondre. Réessayez dans un instant."
    )


def test_plugin_switched_off_and_on_with_layers(day: Day) -> None:
    person = day.person
    day.with_both_layers()
    day.ask("__import__('qgis.utils').utils.unloadPlugin('cicclo_qgis')")
    time.sleep(1.0)
    assert day.ask("dock() is None and iface.mapCanvas().refresh() is None")
    day.ask(
        "import qgis.utils\n"
        "qgis.utils.loadPlugin('cicclo_qgis')\n"
        "qgis.utils.startPlugin('cicclo_qgis')"
    )
    for platform in (ARMOR, HEXAGONE):
        day.wait_session(platform, "signed_in")
    for platform in (ARMOR, HEXAGONE, OPEN):
        day.wait_listing(platform, "loaded")
    assert day.count(WETLANDS) == 6000
    assert person.page() is None and day.notices() == []


def test_a_keyring_locked_and_unlocked(day: Day) -> None:
    """Signed in yesterday; today the keyring is locked until the person remembers to unlock it."""
    person, desktop = day.person, day.stage.desktop
    person.choose_account(HEXAGONE)
    day.sign_in(HEXAGONE)
    until(lambda: day.kept(HEXAGONE) != [])
    day.stage.quit()
    desktop.lock_keyring()
    day.begin()
    day.wait_listing(HEXAGONE, "loaded")
    assert LOCKED in day.details_of(HEXAGONE)
    person.choose_account(ARMOR)
    day.sign_in(ARMOR)
    day.wait_notice(UNKEPT)
    assert day.session(ARMOR)["kept_in"] == "memory"
    assert "Session conservée dans : la mémoire, jusqu’à la fermeture de QGIS" in day.details_of(
        ARMOR
    )
    desktop.stop_keyring()
    desktop.start_keyring()
    person.choose_account(HEXAGONE)
    day.wait_session(HEXAGONE, "signed_in")
    assert person.page() is None


def test_no_secret_service(day: Day) -> None:
    day.stage.quit()
    day.stage.desktop.stop_keyring()
    day.begin()
    day.wait_listing(ARMOR, "loaded")
    day.person.choose_account(ARMOR)
    day.sign_in(ARMOR)
    day.wait_notice(UNKEPT)
    day.person.wait_listed(ARMOR, WETLANDS)
    day.stage.quit()
    day.begin()
    day.wait_listing(ARMOR, "loaded")
    assert day.session(ARMOR)["state"] == "signed_out"
    day.person.choose_account(ARMOR)
    day.wait_sign_in_page(ARMOR)
