"""The workshop starts, stops and cleans up after itself, whatever happens to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator

import pytest
import requests

from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop, WorkshopError, install, processes, servers

pytestmark = pytest.mark.workshop

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "workshop", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
    )


@pytest.fixture(scope="module")
def state(set_up: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workshop started by the command: opaque tokens, short sessions."""
    folder = tmp_path_factory.mktemp("state")
    try:
        started = command(
            "up", "--state", str(folder), "--tokens", "opaque", "--session-seconds", "4"
        )
        assert started.returncode == 0, started.stderr
        yield folder
    finally:
        processes.stop(folder)


def test_setup_has_nothing_left_to_do(set_up: None) -> None:
    begun = time.monotonic()
    done = command("setup")
    assert (done.returncode, done.stdout) == (0, "")
    assert time.monotonic() - begun < 20
    assert install.missing() == []


def test_up_again_changes_nothing(state: Path) -> None:
    before = {one.pid for one in processes.running(state)}
    again = command("up", "--state", str(state))
    assert (again.returncode, "déjà en marche" in again.stdout) == (0, True)
    assert {one.pid for one in processes.running(state)} == before
    assert command("status", "--state", str(state)).returncode == 0


def test_only_the_loopback_interface(state: Path) -> None:
    ours = {one.pid for one in processes.running(state)}
    sockets = set()
    for pid in ours:
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            try:
                target = str(handle.readlink())
            except OSError:
                continue
            if target.startswith("socket:["):
                sockets.add(target[8:-1])
    listening = []
    for table, loopback in (("tcp", "0100007F"), ("tcp6", "0" * 24 + "01000000")):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in sockets:
                listening.append((fields[1].split(":")[0], loopback))
    assert len(listening) >= len(servers.NAMES)
    assert {address == loopback for address, loopback in listening} == {True}


def test_secrets_stay_out_of_the_folder_and_the_logs(state: Path) -> None:
    config = next(
        variable
        for one in processes.running(state, "armor")
        for variable in Path(f"/proc/{one.pid}/environ").read_bytes().split(b"\0")
        if variable.startswith(b"WORKSHOP_CONFIG=")
    )
    secret = json.loads(config.partition(b"=")[2])["proconnect"]["client_secret"].encode()
    assert len(secret) >= 32
    files = [file for file in state.rglob("*") if file.is_file()]
    assert [file for file in files if secret in file.read_bytes()] == []


def test_opaque_tokens_are_introspected(state: Path) -> None:
    where = Workshop(state).addresses
    token = bearer_token(where["hexagone_issuer"], Agent(CAMILLE))
    assert "." not in token
    url = where["hexagone_landing"] + "/collections/sites_inspection"
    bearer = {"Authorization": f"Bearer {token}"}
    assert requests.get(url, headers=bearer, timeout=10).status_code == 200
    bearer = {"Authorization": f"Bearer {token}x"}
    assert requests.get(url, headers=bearer, timeout=10).status_code == 401


def test_a_session_ends_by_itself(state: Path) -> None:
    where = Workshop(state).addresses
    camille = Agent(CAMILLE)
    camille.open(where["armor"] + "/oauth2/authorization/proconnect")
    assert camille.http.get(where["armor"] + "/whoami", timeout=10).json()["GeorchestraUser"]
    time.sleep(4.2)
    assert not camille.http.get(where["armor"] + "/whoami", timeout=10).json()["GeorchestraUser"]


def test_down_leaves_nothing_even_after_a_crash(state: Path) -> None:
    for one in processes.running(state, "hexagone-as"):
        os.kill(one.pid, signal.SIGKILL)
    assert command("status", "--state", str(state)).returncode == 1
    assert command("down", "--state", str(state)).returncode == 0
    assert processes.running(state) == []
    assert "rien" in command("down", "--state", str(state)).stdout


def test_a_server_that_ends_is_named_and_nothing_stays(
    set_up: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = processes.Server(
        name="broken",
        title="Broken",
        command=("/bin/sh", "-c", "sleep 0.3; echo no such file: x.gpkg; exit 3"),
        ready_url="http://127.0.0.1:9/",
    )
    whole_plan = servers.plan
    monkeypatch.setattr(servers, "plan", lambda *args: [*whole_plan(*args), broken])
    with pytest.raises(WorkshopError, match=r"(?s)broken .*ended.*no such file: x.gpkg"):
        Workshop(tmp_path).start()
    assert processes.running(tmp_path) == []


def test_servers_end_with_the_program_that_crashes(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from workshop import processes\n"
        "server = processes.Server('s', 's', ('/bin/sleep', '60'), 'http://127.0.0.1:9/')\n"
        "state = pathlib.Path(sys.argv[1]); (state / 'logs').mkdir()\n"
        "processes.spawn(server, state, attached=True)\n"
        "print(len(processes.running(state)), flush=True); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip() == "1"
    deadline = time.monotonic() + 20
    while processes.running(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes.running(tmp_path) == []


def test_one_server_breaks_down_and_comes_back(workshop: Workshop) -> None:
    landing = workshop.addresses["ouvert_landing"]
    workshop.stop_server("ouvert")
    with pytest.raises(requests.ConnectionError):
        requests.get(landing, timeout=5)
    assert workshop.status()["ouvert"] is False
    workshop.start_server("ouvert")
    assert requests.get(landing + "?f=json", timeout=10).status_code == 200
