"""A person changes the QGIS profile: settings and platforms are that profile's, sessions are theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from tests.e2e.bad_day import Day
from tests.e2e.conftest import failed
from workshop.supervisor import Workshop
from workshop.tour.person import Person
from workshop.tour.stage import PROFILE, Stage
from workshop.tour.story import ARMOR, HEXAGONE, OPEN, SITES

pytestmark = pytest.mark.slow


@pytest.fixture
def day(
    tmp_path: Path, workshop: Workshop, debugging_port: int, request: pytest.FixtureRequest
) -> Iterator[Day]:
    env = {"QTWEBENGINE_REMOTE_DEBUGGING": str(debugging_port)}
    registry = workshop.platforms_file
    with Stage(tmp_path / "home", registry=registry, extra_env=env) as stage:
        running = Day(stage, Person(stage, debugging_port), workshop)
        running.begin()
        yield running
        if failed(request.node):
            print(running.state_of_things())
        stage.pointer.photograph(tmp_path / "end.png")


def begin_in(day: Day, profile: str) -> None:
    """QGIS closes, and opens again in that profile."""
    assert day.troubles() == []
    day.stage.quit()
    day.stage.profile_name = profile
    day.begin()


def test_a_session_goes_along_to_another_profile_and_back(day: Day) -> None:
    day.person.choose_account(HEXAGONE)
    day.sign_in(HEXAGONE)
    who = day.wait_session(HEXAGONE, "signed_in")["who"]
    begin_in(day, "service")
    assert day.wait_session(HEXAGONE, "signed_in")["who"] == who
    for name in (ARMOR, HEXAGONE, OPEN):
        day.wait_listing(name, "loaded")
    day.person.wait_listed(HEXAGONE, SITES)
    day.person.add_to_map(SITES)
    day.person.wait_layer(SITES)
    assert day.person.page() is None, "nobody was asked"

    # Signed out there is signed out here.
    day.sign_out(HEXAGONE)
    begin_in(day, PROFILE)
    day.person.wait_listed(HEXAGONE, SITES)
    day.wait_session(HEXAGONE, "signed_out")
    assert day.troubles() == []
