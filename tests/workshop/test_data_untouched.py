"""The data files are the same after the servers have read them, however they ended."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Dict

import requests

from workshop import paths
from workshop.supervisor import Workshop


def _digests() -> Dict[str, str]:
    files = sorted(path for path in paths.DATA.rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_servers_write_nothing_into_the_data(tmp_path: Path) -> None:
    before = _digests()
    with Workshop(tmp_path) as running:
        landing = running.addresses["armor_landing"]
        answer = requests.get(f"{landing}/collections/departements/items?limit=5", timeout=30)
        assert len(answer.json()["features"]) == 5
        assert _digests() == before
    assert _digests() == before
