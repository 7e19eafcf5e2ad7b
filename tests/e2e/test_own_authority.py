"""A platform on https, whose certificate only an authority added to QGIS vouches for."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any, Dict, Iterator

import pytest
import requests

from tests.authority import Authority
from tests.e2e.bad_day import Day
from tests.nginx import PROGRAM as NGINX
from workshop import paths
from workshop.identity_process import (
    ProConnectClient,
    ProConnectConfig,
    free_port,
    new_secret,
    start_proconnect,
)
from workshop.supervisor import Workshop
from workshop.tour.person import Person
from workshop.tour.stage import Stage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]

NAME = "Géo Régalien"

_FRONT = """
daemon off;
master_process off;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/seen.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {pem};
        ssl_certificate_key {pem};
        location / {{ proxy_pass http://127.0.0.1:{behind}; }}
    }}
}}
"""

_ADD = """
from qgis.PyQt.QtNetwork import QSslCertificate
_manager = QgsApplication.authManager()
_added = _manager.storeCertAuthority(QSslCertificate({pem!r}))
_manager.rebuildCaCertsCache()
_manager.rebuildTrustedCaCertsCache()
"""


class Https:
    """The workshop's gateway once more, behind nginx with a certificate of that authority."""

    def __init__(self, folder: Path, workshop: Workshop, authority: Authority) -> None:
        port, behind = free_port(), free_port()
        self.base = f"https://127.0.0.1:{port}"
        client = ProConnectClient(
            client_id="https",
            client_secret=new_secret(),
            redirect_uris=(self.base + "/login/oauth2/code/proconnect",),
            post_logout_redirect_uris=(self.base + "/",),
        )
        self.proconnect = start_proconnect(ProConnectConfig(clients=(client,)))
        ports = workshop.described["ports"]
        config: Dict[str, Any] = {
            "public_backend": f"http://127.0.0.1:{ports['armor-open']}",
            "full_backend": f"http://127.0.0.1:{ports['armor-full']}",
            "restricted": [],
            "role": "lecteur",
            "roles_by_email": {},
            "session_lifetime_s": 3600,
            "proconnect": {
                "issuer": self.proconnect.issuer,
                "client_id": client.client_id,
                "client_secret": client.client_secret,
                "redirect_uri": client.redirect_uris[0],
                "post_logout_redirect_uri": client.post_logout_redirect_uris[0],
            },
        }
        text = _FRONT.format(
            folder=folder, port=port, behind=behind, pem=authority.certificate("IP:127.0.0.1")
        )
        (folder / "nginx.conf").write_text(text, "utf-8")
        nginx = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self._running = [
            subprocess.Popen(
                [str(paths.venv_python()), "-m", "workshop.gateway", str(behind)],
                env={**os.environ, "WORKSHOP_CONFIG": json.dumps(config)},
            ),
            subprocess.Popen([*nginx, "-e", str(folder / "error.log")]),
        ]
        self._wait(authority.pem)

    def _wait(self, pem: Path) -> None:
        deadline = time.monotonic() + 40
        while True:
            try:
                requests.get(self.base + "/whoami", timeout=2, verify=str(pem)).raise_for_status()
                return
            except requests.RequestException:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
            process.wait(20)
        self.proconnect.stop()

    def record(self) -> Dict[str, Any]:
        """As the registry has it."""
        return {
            "id": "https",
            "name": NAME,
            "territory": "",
            "software": "",
            "landing": self.base + "/ogc",
            "landing_status": "documented",
            "access": [
                {
                    "kind": "gateway",
                    "login_url": self.base + "/oauth2/authorization/proconnect",
                    "whoami_url": self.base + "/whoami",
                    "logout_url": self.base + "/logout",
                    "cookies": ["SESSION"],
                    "protects": [self.base + "/ogc"],
                }
            ],
            "restricted": [],
            "quirks": ["demo"],
            "source": "essai",
        }


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def https(tmp_path: Path, workshop: Workshop, authority: Authority) -> Iterator[Https]:
    folder = tmp_path / "front"
    folder.mkdir()
    running = Https(folder, workshop, authority)
    yield running
    running.stop()


@pytest.fixture
def day(tmp_path: Path, https: Https, workshop: Workshop, debugging_port: int) -> Iterator[Day]:
    registry = tmp_path / "registry.json"
    registry.write_text(json.dumps({"version": 1, "platforms": [https.record()]}), "utf-8")
    env = {"QTWEBENGINE_REMOTE_DEBUGGING": str(debugging_port)}
    with Stage(tmp_path / "home", registry=registry, extra_env=env) as stage:
        running = Day(stage, Person(stage, debugging_port), workshop)
        running.begin()
        yield running
        stage.pointer.photograph(tmp_path / "end.png")
        assert running.troubles() == []


def test_the_embedded_window_signs_in(day: Day, authority: Authority, tmp_path: Path) -> None:
    """First nobody vouches for it and nothing is opened; then QGIS does, and the window follows."""
    day.wait_listing(NAME, "failed")
    day.person.choose_account(NAME)
    window = day.person.pointer.wait_window(NAME, 60)
    time.sleep(3)
    day.stage.pointer.photograph(tmp_path / "refused.png")
    day.person.pointer.focus(window)
    day.person.pointer.key("Escape")
    day.person.pointer.wait_gone(NAME, 40)

    day.ask(_ADD.format(pem=authority.pem.read_bytes()))
    assert day.ask("_added") is True
    camille = day.agents["camille"]
    day.person.choose_account(NAME)
    day.person.sign_in(NAME, camille.email, camille.word)
    session = day.wait_session(NAME, "signed_in")
    assert session["who"] == camille.name
    assert session["sends"]
