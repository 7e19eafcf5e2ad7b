"""Runs each file of ``apart/`` in a process, on a screen, in a home of its own."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator

import pytest

_APART = Path(__file__).resolve().parent / "apart"
_FILES = sorted(path.name for path in _APART.glob("check_*.py"))
# Files whose application is made as QGIS makes it since 3.36.
_HERE = {
    "check_authority.py",
    "check_rules.py",
    "check_strict_proxy.py",
    "check_window.py",
    "check_window_face.py",
    "check_window_keys.py",
}


@pytest.mark.webengine
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", _FILES)
def test_apart(name: str, apart_environment: Dict[str, str], tmp_path: Path) -> None:
    canary = secrets.token_hex(12)
    environment = {**apart_environment, "CICCLO_CANARY": canary}
    if name in _HERE:
        environment["CICCLO_WEBENGINE_HERE"] = "1"
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            str(_APART / "pytest.ini"),
            "--rootdir",
            str(_APART),
            "--confcutdir",
            str(_APART),
            "-p",
            "no:cacheprovider",
            "--basetemp",
            str(tmp_path / "inner"),
            str(_APART / name),
        ],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=570,
    )
    sys.stdout.write(run.stdout)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert canary not in run.stderr
    written = [path for path in _files(tmp_path) if canary.encode() in path.read_bytes()]
    assert written == [], "cookies or codes were written to disk"


def _files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path
