"""Platforms that answer badly, each in its own way, and can be mended while QGIS looks on."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Dict, List, Optional, Type

from tests.unit import api
from tests.unit.site import Reply, Site

MENDED = "Titre de ponts"
"""Title of the collection that a mended platform lists."""


@dataclass(frozen=True)
class Bad:
    """A platform and what its landing page answers. ``answer`` None: nobody listens there."""

    id: str
    name: str
    answer: Optional[Reply]
    tls: bool = False


HTML = Bad("html", "Portail Web", Reply(api.HOME_PAGE))
BROKEN = Bad("panne", "Plateforme en panne", Reply({"detail": "disque plein"}, 500))
SILENT = Bad("muette", "Plateforme muette", Reply(b"", before=600.0))
CERTIFICATE = Bad("certificat", "Certificat maison", Reply(b""), tls=True)
NOT_JSON = Bad("illisible", "Plateforme illisible", Reply('{"title": "x", ', type=api.JSON))
EMPTY = Bad("vide", "Plateforme vide", Reply(b""))
LOGIN = Bad("connexion", "Page de connexion", Reply(api.LOGIN_PAGE))
ABSENT = Bad("absente", "Plateforme absente", None)
ALL = (HTML, BROKEN, SILENT, CERTIFICATE, NOT_JSON, EMPTY, LOGIN, ABSENT)


class FaultyPlatforms:
    """``with FaultyPlatforms(folder) as faulty``; ``records()`` go into a registry."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sites: Dict[str, Site] = {}
        self._addresses: Dict[str, str] = {}
        self._running = contextlib.ExitStack()

    def __enter__(self) -> FaultyPlatforms:
        for bad in ALL:
            if bad.answer is None:
                # Held, but nobody listens: the connection is refused.
                held = self._running.enter_context(socket.socket())
                held.bind(("127.0.0.1", 0))
                self._addresses[bad.id] = f"http://127.0.0.1:{held.getsockname()[1]}/api/"
                continue
            certificate = _certificate(self._folder) if bad.tls else None
            site = self._running.enter_context(Site(certificate))
            site.otherwise = bad.answer
            self._sites[bad.id] = site
            self._addresses[bad.id] = site.url("/api/")
            if bad is EMPTY:
                api.serve(site, [], "/api")
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        problem: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._running.close()

    def records(self) -> List[Dict[str, Any]]:
        """Records of the registry (resources/platforms.schema.json)."""
        return [
            {
                "id": bad.id,
                "name": bad.name,
                "territory": "France",
                "software": "",
                "landing": self._addresses[bad.id],
                "landing_status": "documented",
                "access": [],
                "restricted": [],
                "quirks": [],
                "source": "essai",
            }
            for bad in ALL
        ]

    def registry(self, others: Path) -> Path:
        """A registry file of these platforms after those of ``others``."""
        document = json.loads(others.read_text("utf-8"))
        document["platforms"] += self.records()
        path = self._folder / "registry.json"
        path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        return path

    def mend(self, bad: Bad) -> None:
        """From now on it answers as it should."""
        api.serve(self._sites[bad.id], ["ponts"], "/api")


def _certificate(folder: Path) -> Path:
    """A self-signed certificate with its key, made now: nobody trusts it."""
    path, key = folder / "maison.pem", folder / "maison.key"
    command = (
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
        f" -addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {path}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path
