"""What a trainer lets happen: every event does something, and ``calm`` ends them all."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Iterator, List

import pytest
import requests

from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop, WorkshopError, events

pytestmark = pytest.mark.workshop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def workshop(set_up: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with Workshop(tmp_path_factory.mktemp("events")) as running:
        yield running


@pytest.fixture(autouse=True)
def calm(workshop: Workshop) -> Iterator[None]:
    yield
    events.happen(workshop, "calm")


def command(workshop: Workshop, *arguments: str) -> subprocess.CompletedProcess:
    where = [] if "--list" in arguments else ["--state", str(workshop.state)]
    return subprocess.run(
        [sys.executable, "-m", "workshop", "fault", *arguments, *where],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )


def faults_on(workshop: Workshop, server: str) -> List[str]:
    with urllib.request.urlopen(workshop.described["faults"][server], timeout=5) as answer:
        return [one["name"] for one in json.load(answer) if one["on"]]


def restricted(workshop: Workshop, token: str) -> requests.Response:
    url = workshop.addresses["hexagone_landing"] + "/collections/sites_inspection/items?limit=1"
    held = {"Authorization": f"Bearer {token}", "Accept": "application/geo+json"}
    return requests.get(url, headers=held, timeout=20)


def test_the_list_names_one_event_a_line(workshop: Workshop) -> None:
    lines = command(workshop, "--list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(events.known_events())
    assert all(len(line.split(None, 1)[1]) > 10 for line in lines)


@pytest.mark.parametrize("name", [n for n, e in events.known_events().items() if e.faults])
def test_every_event_is_known_to_its_servers(workshop: Workshop, name: str) -> None:
    events.happen(workshop, name)
    events.happen(workshop, name, on=False)
    for server, _ in events.known_events()[name].faults:
        assert faults_on(workshop, server) == []


def test_the_command_switches_an_event_on_and_off(workshop: Workshop) -> None:
    assert command(workshop, "token-refused").returncode == 0
    assert faults_on(workshop, "hexagone") == ["refuse_tokens"]
    token = bearer_token(workshop.addresses["hexagone_issuer"], Agent(CAMILLE))
    assert restricted(workshop, token).status_code == 401
    assert command(workshop, "token-refused", "--off").returncode == 0
    assert restricted(workshop, token).status_code == 200


def test_after_a_night_another_token_is_needed(workshop: Workshop) -> None:
    agent = Agent(CAMILLE)
    token = bearer_token(workshop.addresses["hexagone_issuer"], agent)
    assert restricted(workshop, token).status_code == 200
    time.sleep(1.1)  # tokens tell whole seconds
    events.happen(workshop, "night-asleep")
    refused = restricted(workshop, token)
    assert refused.status_code == 401 and "invalid_token" in refused.headers["WWW-Authenticate"]
    again = bearer_token(workshop.addresses["hexagone_issuer"], agent)
    assert restricted(workshop, again).status_code == 200


def test_a_right_that_is_lost(workshop: Workshop) -> None:
    token = bearer_token(workshop.addresses["hexagone_issuer"], Agent(CAMILLE))
    events.happen(workshop, "right-lost")
    refused = restricted(workshop, token)
    assert refused.status_code == 403
    assert "insufficient_scope" in refused.headers["WWW-Authenticate"]


def test_data_that_lead_to_the_login_page(workshop: Workshop) -> None:
    url = workshop.addresses["armor_landing"] + "/collections"
    assert requests.get(url, allow_redirects=False, timeout=10).status_code == 200
    events.happen(workshop, "login-redirect")
    sent = requests.get(url, allow_redirects=False, timeout=10)
    assert (sent.status_code, sent.headers["Location"]) == (302, "/login")


def test_a_frozen_platform_answers_again_when_it_is_calm(workshop: Workshop) -> None:
    events.happen(workshop, "platform-hangs")
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(workshop.addresses["ouvert_landing"], timeout=(2, 1.5))
    events.happen(workshop, "calm")
    assert requests.get(workshop.addresses["ouvert_landing"], timeout=10).status_code == 200


def test_a_network_that_is_gone_and_back(workshop: Workshop) -> None:
    each = ("armor_landing", "hexagone_landing", "ouvert_landing", "hexagone_issuer")
    events.happen(workshop, "network-gone")
    for name in each:
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.get(workshop.addresses[name], timeout=(2, 0.5))
    assert command(workshop, "network-gone", "--off").returncode == 0
    for name in each[:3]:
        assert requests.get(workshop.addresses[name], timeout=20).status_code == 200


def test_an_unknown_event_is_told(workshop: Workshop) -> None:
    with pytest.raises(WorkshopError, match="--list"):
        events.happen(workshop, "earthquake")
    assert "earthquake" in command(workshop, "earthquake").stderr
